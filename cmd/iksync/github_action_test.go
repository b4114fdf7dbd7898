package main

import (
	"crypto/sha256"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// theatre is a stage with a library and a GitHub behind sockets.
type theatre struct {
	*stage
	world *world
	stand *githubStand
}

func newTheatre(t *testing.T) *theatre {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the bash of Windows is not what this is about")
	}
	w, stand := newWorld(t), newGithubStand(t)
	library, api := httptest.NewServer(w.server), httptest.NewServer(stand)
	t.Cleanup(library.Close)
	t.Cleanup(api.Close)
	s := &stage{t: t, dir: w.dir, temp: t.TempDir()}
	above, err := filepath.Abs(root)
	require.NoError(t, err)
	s.contexts = map[string]string{"github.action_path": above, "github.token": githubToken, "runner.temp": s.temp, "github.event.repository.default_branch": "main"}
	w.file("event.json", `{"pull_request":{"number":7,"head":{"sha":"c0ffee0123456789","repo":{"full_name":"acme/media"}}}}`)
	for _, name := range []string{"PATH", "HOME", "GOCACHE", "GOMODCACHE", "GOPATH", "GOPROXY", "GOTOOLCHAIN"} {
		if value, there := os.LookupEnv(name); there {
			s.env = append(s.env, name+"="+value)
		}
	}
	s.env = append(s.env, "GOFLAGS=-buildvcs=false", "RUNNER_TEMP="+s.temp, "RUNNER_OS=Linux", "RUNNER_ARCH=X64",
		"GITHUB_ACTIONS=true", "GITHUB_REPOSITORY="+githubRepo, "GITHUB_SHA=feedbeef", "GITHUB_RUN_ID=1", "GITHUB_WORKSPACE="+w.dir,
		"GITHUB_EVENT_PATH="+filepath.Join(w.dir, "event.json"), "GITHUB_STEP_SUMMARY="+filepath.Join(s.temp, "summary"),
		"GITHUB_API_URL="+api.URL, "IMAGE_KIT_BASE_URL="+library.URL, keyVariable+"="+testKey, "IKSYNC_RATE=off", "IKSYNC_SETTLE=1s")
	return &theatre{s, w, stand}
}

// on makes the event another one.
func (th *theatre) on(event string) *theatre {
	th.env = append(th.env, "GITHUB_EVENT_NAME="+event)
	return th
}

// at makes it an event of another branch or tag.
func (th *theatre) at(ref string) *theatre {
	th.env = append(th.env, "GITHUB_REF="+ref)
	return th
}

// The action does what action.yml says: its own scripts run, with the program that
// they build.
func TestGithubAction(t *testing.T) {
	th, a := newTheatre(t).on("pull_request"), readAction(t)
	th.world.seeded("/s/a.jpg", "/s/tmp/b.jpg")
	th.world.file("media/library.yaml", "version: 1\nlibrary: shop\nscope: [/s]\nvars: {text: none}\n"+
		"files: {/s/a.jpg: {description: \"${text}\"}}\nremove: {files: [/s/tmp/b.jpg]}\n")
	inputs := map[string]string{"file": "library.yaml", "working-directory": "media", "vars": "text=one; $(touch pwned)\n", "args": "--max-delete\n1\n--target=/s/**\n"}
	for range 2 {
		require.Zero(t, th.run(a, inputs), th.log)
		require.Len(t, th.stand.comments, 1, "two runs leave one comment")
	}
	require.Equal(t, "2", th.output(a, "changes"))
	require.Equal(t, "1", th.output(a, "deletes"))
	require.Equal(t, "0", th.output(a, "exit-code"))
	require.Equal(t, "false", th.output(a, "refused"))
	require.Equal(t, th.stand.comments[0].URL, th.output(a, "comment-url"))
	require.FileExists(t, th.output(a, "plan-path"))
	kept := th.used["actions/upload-artifact@v4"]
	for path := range strings.FieldsSeq(kept["path"]) {
		require.FileExists(t, path)
	}
	require.Equal(t, filepath.Join(th.contexts["github.action_path"], "go.mod"), th.used["actions/setup-go@v5"]["go-version-file"])
	require.NoFileExists(t, filepath.Join(th.dir, "media", "pwned"))
	require.Contains(t, th.stand.comments[0].Body, "touch pwned")
	th.world.untouched()

	inputs["args"] = "--max-delete=0"
	require.Equal(t, int(exitRefused), th.run(a, inputs), th.log)
	require.Equal(t, "true", th.output(a, "refused"))
	require.Contains(t, th.used, "actions/upload-artifact@v4", "what is refused is kept all the same")

	inputs["args"] = ""
	th.on("push").at("refs/heads/topic")
	require.Zero(t, th.run(a, inputs), th.log)
	th.at("refs/tags/main")
	require.Zero(t, th.run(a, inputs), th.log)
	th.world.untouched() // only the default branch is applied
	th.at("refs/heads/main")
	th.stand.tips = map[string]string{"heads/main": "0ddba110ddba11"}
	require.Equal(t, int(exitStale), th.run(a, inputs), th.log)
	th.world.untouched() // an old job that runs again
	th.stand.tips["heads/main"] = "feedbeef"
	require.Zero(t, th.run(a, inputs), th.log)
	require.Contains(t, th.log, "Converged")
	th.on("schedule")
	require.Zero(t, th.run(a, inputs), th.log)
	require.Equal(t, "false", th.output(a, "drift"))
	require.NoError(t, th.world.server.Seed(emulator.Seed{Path: "/s/tmp/b.jpg"}))
	require.Zero(t, th.run(a, inputs), th.log)
	require.Equal(t, "true", th.output(a, "drift"))
	require.Len(t, th.stand.issues, 1)
	th.on("release")
	require.Equal(t, int(exitUsage), th.run(a, inputs))
	require.Contains(t, th.log, "Set the input command")
}

// No input gets into a script but through the environment, and every script stops at
// its first failure.
func TestGithubActionScripts(t *testing.T) {
	a := readAction(t)
	require.Equal(t, "composite", a.Runs.Using)
	for name, input := range a.Inputs {
		require.NotEmpty(t, input.Description, name)
		require.NotContains(t, name, "private", "the key is in the environment only")
	}
	for name, output := range a.Outputs {
		require.NotEmpty(t, output.Description, name)
	}
	for _, step := range a.Runs.Steps {
		if step.Run == "" {
			continue
		}
		require.NotContains(t, step.Run, "${{", step.Name)
		require.True(t, strings.HasPrefix(step.Run, "set -euo pipefail\n"), step.Name)
		check := exec.CommandContext(t.Context(), "bash", "-n")
		check.Stdin = strings.NewReader(step.Run)
		out, err := check.CombinedOutput()
		require.NoError(t, err, "%s: %s", step.Name, out)
	}
}

// A release is used only if it is what its list of checksums says.
func TestGithubActionDownload(t *testing.T) {
	const program = "#!/bin/sh\necho release \"$@\" >&2\n"
	for _, test := range []struct {
		name, version string
		spoil         func(archive []byte) []byte
		want          int
		says          string
	}{
		{name: "a release", version: "1.2.3", says: "release github"},
		{name: "a release as it is tagged", version: "v1.2.3-rc.1", says: "release github"},
		{name: "an archive that was tampered with", version: "1.2.3", spoil: func(b []byte) []byte { return append(b, 0) }, want: 1, says: "not what checksums.txt says"},
		{name: "a version that is an address", version: "1.2.3/../../evil", want: 3, says: "is no version"},
		{name: "a release that is not there", version: "9.9.9", want: 22},
	} {
		t.Run(test.name, func(t *testing.T) {
			th, a := newTheatre(t).on("pull_request"), readAction(t)
			shelf := t.TempDir()
			number := strings.TrimPrefix(test.version, "v")
			if number != "9.9.9" && test.says != "is no version" {
				name := "iksync_" + number + "_linux_amd64.tar.gz"
				th.world.file("iksync", program)
				require.NoError(t, os.Chmod(filepath.Join(th.dir, "iksync"), 0o755))
				out, err := exec.CommandContext(t.Context(), "tar", "-czf", filepath.Join(shelf, name), "-C", th.dir, "iksync").CombinedOutput()
				require.NoError(t, err, "%s", out)
				archive, err := os.ReadFile(filepath.Join(shelf, name))
				require.NoError(t, err)
				sums := checksums(archive, name)
				require.NoError(t, os.WriteFile(filepath.Join(shelf, "checksums.txt"), []byte(sums), 0o600))
				if test.spoil != nil {
					require.NoError(t, os.WriteFile(filepath.Join(shelf, name), test.spoil(archive), 0o600))
				}
			}
			th.standIn("curl", "while [ $# -gt 3 ]; do shift; done\n[ \"$1\" = --output ] || exit 2\n"+
				"case $3 in https://github.com/iksync/iksync/releases/download/v"+number+"/*) ;; *) exit 2 ;; esac\n"+
				"cp '"+shelf+"'/\"${3##*/}\" \"$2\" 2>/dev/null || exit 22\n")
			require.Equal(t, test.want, th.run(a, map[string]string{"version": test.version}), th.log)
			require.Contains(t, th.log, test.says)
			require.NotContains(t, th.used, "actions/setup-go@v5")
		})
	}
}

// checksums are the file of a release that lists them: what an archive holds is listed
// under a name that begins as the archive's does.
func checksums(archive []byte, name string) string {
	other := sha256.Sum256(nil)
	return fmt.Sprintf("%x  %s.sbom.json\n%x  %s\n%x  other.tar.gz\n", other, name, sha256.Sum256(archive), name, other)
}

// standIn puts a script on the PATH instead of a program.
func (s *stage) standIn(name, script string) {
	s.t.Helper()
	dir := s.t.TempDir()
	require.NoError(s.t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755))
	s.env = append(s.env, "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}
