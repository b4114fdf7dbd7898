package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// The program that the Dockerfile builds needs nothing of the system: no libraries,
// no environment, no home, no entry in a list of users. It is built here without the
// drivers of cloud locks, to be quick: that is a build argument too.
func TestDockerBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("building the program once more takes half a minute where nothing is cached")
	}
	dir, err := os.MkdirTemp("", "iksync-image-") // not t.TempDir: others have to get in
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))

	build := exec.CommandContext(t.Context(), "sh", "-ec", strings.ReplaceAll(goBuild(t), "/out/", dir+"/"))
	build.Dir = root
	build.Env = append(os.Environ(), "TARGETOS=linux", "TARGETARCH="+runtime.GOARCH, "VERSION=v9.8.7", "TAGS=nocloud", "GOFLAGS=")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)

	program := filepath.Join(dir, "iksync")
	file, err := elf.Open(program)
	require.NoError(t, err)
	defer file.Close()
	for _, part := range file.Progs {
		require.NotEqual(t, elf.PT_INTERP, part.Type, "it is linked dynamically")
	}
	libraries, err := file.ImportedLibraries()
	require.NoError(t, err)
	require.Empty(t, libraries)
	require.Nil(t, file.Section(".debug_info"), "it has what only debuggers need")
	const most = 40 << 20 // bytes; some 20 MB as of this writing
	info, err := os.Stat(program)
	require.NoError(t, err)
	require.Less(t, info.Size(), int64(most))

	text, err := os.ReadFile(program)
	require.NoError(t, err)
	here, err := filepath.Abs(root)
	require.NoError(t, err)
	require.NotContains(t, string(text), here, "where it was built is in it")

	require.Contains(t, runBare(t, program, "version"), "iksync v9.8.7 go")
	require.Contains(t, runBare(t, program, "docs", "man"), "IKSYNC_COLOR")
}

// runBare runs the program as a container would: with no environment, and as nobody
// where that is allowed.
func runBare(t *testing.T, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env, cmd.Dir = []string{}, "/"
	if os.Getuid() == 0 {
		const nobody = 65532 // as the Dockerfile has it
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	out, err := cmd.Output()
	require.NoError(t, err)
	return string(out)
}
