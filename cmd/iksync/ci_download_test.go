package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// testGitlabDownload runs what comes before each job of GitLab's example: a release
// is used only if it is what its list of checksums says, which lists more than it.
func testGitlabDownload(t *testing.T, job gitlabJob) {
	t.Helper()
	const name = "iksync_1.0.0_linux_amd64.tar.gz"
	for _, test := range []struct {
		name  string
		spoil func(archive []byte, sums string) ([]byte, string)
		want  int
		says  string
	}{
		{"a release", func(b []byte, sums string) ([]byte, string) { return b, sums }, 0, "release plan"},
		{"a list that marks files as binary", func(b []byte, sums string) ([]byte, string) { return b, strings.ReplaceAll(sums, "  ", " *") }, 0, "release plan"},
		{"an archive that was tampered with", func(b []byte, sums string) ([]byte, string) { return append(b, 0), sums }, 1, "not what checksums.txt says"},
		{"an archive that is not listed", func(b []byte, sums string) ([]byte, string) {
			return b, strings.ReplaceAll(sums, name+"\n", name+".old\n")
		}, 1, "not what checksums.txt says"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			write := func(file, text string, mode os.FileMode) {
				t.Helper()
				require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755))
				require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), mode))
			}
			write("packed/iksync", "#!/bin/sh\necho release \"$@\"\n", 0o755)
			out, err := exec.CommandContext(t.Context(), "tar", "-czf", filepath.Join(dir, "archive"), "-C", filepath.Join(dir, "packed"), "iksync").CombinedOutput()
			require.NoError(t, err, "%s", out)
			archive, err := os.ReadFile(filepath.Join(dir, "archive"))
			require.NoError(t, err)
			archive, sums := test.spoil(archive, checksums(archive, name))
			write("shelf/"+name, string(archive), 0o600)
			write("shelf/checksums.txt", sums, 0o600)
			write("bin/apk", "#!/bin/sh\n", 0o755)
			write("bin/curl", "#!/bin/sh\nwhile [ $# -gt 3 ]; do shift; done\n[ \"$1\" = --output ] || exit 2\n"+
				"case $3 in https://github.com/iksync/iksync/releases/download/v1.0.0/*) ;; *) exit 2 ;; esac\n"+
				"cp '"+dir+"'/shelf/\"${3##*/}\" \"$2\"\n", 0o755)
			require.NoError(t, os.Mkdir(filepath.Join(dir, "temp"), 0o755))
			p := &pipeline{t: t, dir: dir, env: []string{
				"PATH=" + filepath.Join(dir, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"), "TMPDIR=" + filepath.Join(dir, "temp"), "IKSYNC_VERSION=1.0.0",
			}}
			got, said := p.sh(strings.Join(append(job.Before, "iksync plan"), "\n"))
			require.Equal(t, test.want, got, said)
			require.Contains(t, said, test.says)
		})
	}
}
