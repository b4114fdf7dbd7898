package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// ofRoot is the text of a file of the repository.
func ofRoot(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	require.NoError(t, err)
	return string(text)
}

// instruction is one of a Dockerfile, on one line.
type instruction struct{ stage, word, rest string }

// dockerfile is its instructions, in their order. A stage without a name is "".
func dockerfile(t *testing.T) []instruction {
	t.Helper()
	text := regexp.MustCompile(`(?m)^#.*\n`).ReplaceAllString(ofRoot(t, "Dockerfile"), "")
	var list []instruction
	stage := ""
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "" {
			continue
		}
		if word == "FROM" {
			_, stage, _ = strings.Cut(rest, " AS ")
		}
		list = append(list, instruction{stage, word, strings.Join(strings.Fields(rest), " ")})
	}
	return list
}

// goBuild is the command line of the Dockerfile that builds the program.
func goBuild(t *testing.T) string {
	t.Helper()
	for _, i := range dockerfile(t) {
		if i.word == "RUN" && strings.Contains(i.rest, "go build") {
			return regexp.MustCompile(`--mount=\S+ `).ReplaceAllString(i.rest, "")
		}
	}
	require.Fail(t, "the Dockerfile builds nothing")
	return ""
}

// The image holds nothing but the program, runs it as nobody, and is built by the
// version of Go that go.mod names.
func TestDockerfile(t *testing.T) {
	said := map[string][]string{}
	for _, i := range dockerfile(t) {
		said[i.stage+" "+i.word] = append(said[i.stage+" "+i.word], i.rest)
	}
	release := regexp.MustCompile(`(?m)^go ([0-9]+\.[0-9]+)`).FindStringSubmatch(ofRoot(t, "go.mod"))[1]
	require.Equal(t, []string{"--platform=$BUILDPLATFORM golang:" + release + "-alpine AS build"}, said["build FROM"])
	require.Equal(t, []string{"scratch AS base"}, said["base FROM"])
	require.Equal(t, []string{"65532:65532"}, said["base USER"])
	require.Equal(t, []string{"/work"}, said["base WORKDIR"])
	require.Equal(t, []string{`["/iksync"]`}, said["base ENTRYPOINT"])
	require.Equal(t, []string{"--from=root /root-of-image/ /"}, said["base COPY"])
	require.Contains(t, said["root RUN"][0], "/etc/ssl/certs/ca-certificates.crt")
	for _, label := range []string{"title", "description", "source", "licenses"} {
		require.Contains(t, said["base LABEL"][0], "org.opencontainers.image."+label+"=")
	}
	require.Equal(t, []string{"base"}, said[" FROM"], "the last stage")
	require.Equal(t, []string{"--from=build /out/iksync /iksync"}, said[" COPY"])
	require.Equal(t, []string{"base AS release"}, said["release FROM"])
	require.Equal(t, []string{"$TARGETPLATFORM/iksync /iksync"}, said["release COPY"])
}

// What a build in an image needs is not ignored there.
func TestDockerignore(t *testing.T) {
	ignore := strings.Fields(regexp.MustCompile(`(?m)^#.*$`).ReplaceAllString(ofRoot(t, ".dockerignore"), ""))
	require.Equal(t, "*", ignore[0])
	require.Subset(t, ignore, []string{"!go.mod", "!go.sum"})
	seen := 0
	for _, p := range goList(t, "-deps", "./cmd/iksync") {
		if name, ours := strings.CutPrefix(p.ImportPath, module); ours {
			seen++
			top, _, _ := strings.Cut(name, "/")
			require.Contains(t, ignore, "!"+top, "package %s is not there when an image is built", name)
		}
	}
	require.NotZero(t, seen)
}

// releaser is what .goreleaser.yaml says, as far as tests ask.
type releaser struct {
	Version int
	Before  struct{ Hooks []string }
	Env     []string
	Builds  []struct {
		ID, Main, Binary, ModTimestamp string
		Flags, Tags, Ldflags           []string
		Goos, Goarch                   []string
	}
	Archives []struct {
		ID      string
		IDs     []string `yaml:"ids"`
		Name    string   `yaml:"name_template"`
		Formats []string
		Files   []struct{ Src string }
	}
	Checksum struct {
		Name      string `yaml:"name_template"`
		Algorithm string
	}
	Nfpms []struct {
		Formats  []string
		Contents []struct{ Src, Dst, Packager string }
	}
	Images []struct {
		Dockerfile string
		Images     []string
		Flags      []string
		Platforms  []string
	} `yaml:"dockers_v2"`
}

func readReleaser(t *testing.T) releaser {
	t.Helper()
	var r releaser
	require.NoError(t, yaml.Unmarshal([]byte(ofRoot(t, ".goreleaser.yaml")), &r))
	require.Equal(t, 2, r.Version)
	return r
}

// Both sizes of the program are built for six systems, and are named as the guide
// to installing and the workflows say.
func TestReleaseTargets(t *testing.T) {
	r := readReleaser(t)
	require.Contains(t, r.Env, "CGO_ENABLED=0")
	tags := map[string][]string{}
	for _, b := range r.Builds {
		tags[b.ID] = b.Tags
		require.Equal(t, "./cmd/iksync", b.Main)
		require.Equal(t, "iksync", b.Binary)
		require.Equal(t, []string{"linux", "darwin", "windows"}, b.Goos)
		require.Equal(t, []string{"amd64", "arm64"}, b.Goarch)
		require.Equal(t, []string{"-trimpath"}, b.Flags)
		require.Equal(t, []string{"-s -w -X main.release=v{{ .Version }}"}, b.Ldflags)
	}
	require.Equal(t, map[string][]string{"iksync": {"disable_grpc_modules"}, "iksync-slim": {"nocloud"}}, tags)
	guide := ofRoot(t, "docs/install.md")
	for _, a := range r.Archives {
		require.Equal(t, []string{a.ID}, a.IDs)
		require.Equal(t, a.ID+"_{{ .Version }}_{{ .Os }}_{{ .Arch }}", a.Name)
		require.Equal(t, []string{"tar.gz"}, a.Formats)
		require.Contains(t, guide, "`"+a.ID+"_...`")
	}
	require.Len(t, r.Archives, len(r.Builds))
	require.Contains(t, guide, "/iksync_${version}_${os}_$arch.tar.gz")
	require.Equal(t, "checksums.txt", r.Checksum.Name)
	require.Equal(t, "sha256", r.Checksum.Algorithm)
	require.Contains(t, guide, "$url/"+r.Checksum.Name)
	require.Equal(t, []string{"deb", "rpm", "apk"}, r.Nfpms[0].Formats)
	for _, image := range r.Images {
		require.Equal(t, "Dockerfile", image.Dockerfile)
		require.Equal(t, []string{"--target=release"}, image.Flags)
		require.Equal(t, []string{"linux/amd64", "linux/arm64"}, image.Platforms)
		require.Equal(t, []string{"ghcr.io/iksync/iksync"}, image.Images)
	}
	require.Len(t, r.Images, len(r.Builds))
}

// Each file that goes into a release is in the repository, or a hook makes it with
// a command that works; and each that a hook makes is ignored by git.
func TestReleaseFiles(t *testing.T) {
	r := readReleaser(t)
	made := map[string]bool{}
	makes := regexp.MustCompile(`go run .*\./cmd/iksync ([a-z ]+) > (\S+)'$`)
	packs := regexp.MustCompile(`^sh -c 'gzip -9n < (\S+) > (\S+)'$`)
	story(t, func(t *testing.T, w *world) {
		w.vars["SOURCE_DATE_EPOCH"] = "1700000000"
		for _, hook := range r.Before.Hooks {
			if found := makes.FindStringSubmatch(hook); found != nil {
				w.run(strings.Fields(found[1])...).exits(exitFine).shows("iksync")
				made[found[2]] = true
			} else if found := packs.FindStringSubmatch(hook); found != nil {
				require.True(t, made[found[1]], "%s comes before what it packs", hook)
				made[found[2]] = true
			} else {
				require.Equal(t, "mkdir -p completions manpages", hook)
			}
		}
	})
	require.Len(t, made, 5)
	ignored := strings.Fields(ofRoot(t, ".gitignore"))
	for name := range made {
		require.Contains(t, ignored, "/"+filepath.Dir(name)+"/", "what is made must not make the sources look changed")
	}
	require.Contains(t, ignored, "/dist/")
	var needed []string
	for _, a := range r.Archives {
		for _, f := range a.Files {
			needed = append(needed, f.Src)
		}
	}
	for _, f := range r.Nfpms[0].Contents {
		needed = append(needed, f.Src)
	}
	require.Subset(t, needed, []string{"LICENSE", "README.md", "completions/iksync.bash", "completions/_iksync", "completions/iksync.fish", "manpages/iksync.1"})
	for _, name := range needed {
		if !made[name] {
			require.NotEmpty(t, ofRoot(t, name))
		}
	}
}

// Releases are made from tags, by the actions that CI uses, with no right that they
// do not need.
func TestReleaseWorkflow(t *testing.T) {
	type workflow struct {
		On struct {
			Push struct{ Tags []string }
		}
		Permissions map[string]string
		Jobs        map[string]struct {
			Permissions map[string]string
			Steps       []struct{ Uses, Run string }
		}
	}
	var release, ci workflow
	require.NoError(t, yaml.Unmarshal([]byte(ofRoot(t, ".github/workflows/release.yml")), &release))
	require.NoError(t, yaml.Unmarshal([]byte(ofRoot(t, ".github/workflows/ci.yml")), &ci))
	require.Equal(t, []string{"v[0-9]+.[0-9]+.[0-9]+", "v[0-9]+.[0-9]+.[0-9]+-*"}, release.On.Push.Tags)
	require.Equal(t, map[string]string{"contents": "read"}, release.Permissions)
	job := release.Jobs["release"]
	require.Equal(t, map[string]string{"contents": "write", "packages": "write", "id-token": "write", "attestations": "write"}, job.Permissions)
	versions := map[string]string{}
	for _, j := range ci.Jobs {
		for _, s := range j.Steps {
			name, version, _ := strings.Cut(s.Uses, "@")
			versions[name] = version
		}
	}
	tested := slices.IndexFunc(job.Steps, func(s struct{ Uses, Run string }) bool { return strings.HasPrefix(s.Run, "go test ") })
	built := slices.IndexFunc(job.Steps, func(s struct{ Uses, Run string }) bool {
		return strings.HasPrefix(s.Uses, "goreleaser/goreleaser-action@")
	})
	require.True(t, 0 <= tested && tested < built, "what is released was tested")
	for _, s := range job.Steps {
		name, version, _ := strings.Cut(s.Uses, "@")
		require.True(t, s.Uses == "" || regexp.MustCompile(`^v[0-9]+$`).MatchString(version), "%s is not pinned", s.Uses)
		if want, both := versions[name]; both {
			require.Equal(t, want, version, name)
		}
	}
}

// The program builds for other systems. What differs is chosen by the system, not
// by its processor: so one of each is enough. What releases build is this, and all six.
func TestCrossCompile(t *testing.T) {
	if testing.Short() {
		t.Skip("building for other systems takes a minute where nothing is cached")
	}
	for _, target := range []struct{ system, processor string }{{"windows", "amd64"}, {"darwin", "arm64"}, {"linux", "arm64"}} {
		if target.system == runtime.GOOS {
			continue // it is built already
		}
		build := exec.CommandContext(t.Context(), "go", "build", "-tags", "nocloud", "-o", filepath.Join(t.TempDir(), "iksync"), "./cmd/iksync")
		build.Dir = root
		build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+target.system, "GOARCH="+target.processor)
		out, err := build.CombinedOutput()
		require.NoError(t, err, "%s/%s\n%s", target.system, target.processor, out)
	}
}
