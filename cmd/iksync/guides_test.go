package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// guided is the commands that a guide has in its shell blocks, in their order.
func guided(t *testing.T, name string) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", name))
	require.NoError(t, err)
	var commands [][]string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			line, _, _ = strings.Cut(line, " #")
			words := strings.Fields(strings.ReplaceAll(line, "'", ""))
			if len(words) > 0 && words[0] == "iksync" {
				commands = append(commands, words[1:])
			}
		}
	}
	require.NotEmpty(t, commands)
	return commands
}

// Whoever types what a guide says gets what it says.
func TestGuides(t *testing.T) {
	for _, guide := range []struct {
		name  string
		files string // of the folder in which it is read; "": none
	}{
		{"docs/getting-started.md", "../../examples"},
		{"docs/migration.md", ""},
		{"examples/gitops/README.md", "../../examples/gitops"},
	} {
		t.Run(guide.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				require.NoError(t, w.server.SeedDir("../../examples/seed"))
				if guide.files != "" {
					require.NoError(t, os.CopyFS(w.dir, os.DirFS(guide.files)))
				}
				for _, args := range guided(t, guide.name) {
					got := w.run(args...)
					require.Zero(t, got.code, "iksync %v\n%s%s", args, got.stdout, got.stderr)
				}
				require.Zero(t, w.server.Mutations(), "a guide wrote to an account")
			})
		})
	}
}

// The repository of the example goes through its life, in both environments: checked,
// planned, applied, and then there is nothing left to do.
func TestGitOps(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		require.NoError(t, os.CopyFS(w.dir, os.DirFS("../../examples/gitops")))
		require.NoError(t, w.server.SeedDir("../../examples/gitops/seed"))
		w.run("validate", "-f", "media").exits(exitUsage).says("media/library.yaml:", "env")
		for _, env := range []string{"staging", "production"} {
			with := []string{"-f", "media", "--var", "env=" + env}
			w.run(append([]string{"validate"}, with...)...).exits(exitFine)
			w.run(append([]string{"plan", "--detailed-exitcode"}, with...)...).exits(exitChanges).
				shows("Plan for shop-"+env, "logo_old.svg", "media/brand.yaml:")
			w.run(append([]string{"apply", "--auto-approve"}, with...)...).exits(exitFine).shows("Converged")
			w.run(append([]string{"plan", "--detailed-exitcode"}, with...)...).exits(exitFine)
			w.run(append([]string{"drift", "--detailed-exitcode"}, with...)...).exits(exitFine)
		}
	})
}
