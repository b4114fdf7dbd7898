//go:build unix

package main

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Nothing is opened that would wait for somebody to write.
func TestFolderWithAPipe(t *testing.T) {
	w := newWorld(t).file("conf/a.yaml", "version: 1\n")
	require.NoError(t, syscall.Mkfifo(filepath.Join(w.dir, "conf", "b.yaml"), 0o600))
	w.run("validate", "-f", "conf").exits(exitUsage).says(`"conf/b.yaml" cannot be read: it is not a file`)
}
