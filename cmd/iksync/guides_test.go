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
			words := typedWords(line)
			if len(words) > 0 && words[0] == "iksync" {
				commands = append(commands, words[1:])
			}
		}
	}
	require.NotEmpty(t, commands)
	return commands
}

// typedWords are the words of a line as a shell takes it, as far as guides go: single
// quotes, and a comment at the end.
func typedWords(line string) []string {
	var words []string
	var word strings.Builder
	begun, quoted := false, false
	for _, r := range strings.TrimSpace(line) + " " {
		switch {
		case r == '\'':
			begun, quoted = true, !quoted
		case r == ' ' && !quoted:
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		case r == '#' && !begun:
			return words
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	return words
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

// The page about single actions works from top to bottom, for somebody who says yes. It
// names days of our time, so that its clock is the real one.
func TestActionsGuide(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, os.CopyFS(w.dir, os.DirFS("../../examples")))
	w.vars["IKSYNC_SANDBOX"], w.screens, w.stdin = "true", true, "yes\n" // as the page says
	for _, args := range guided(t, "docs/actions.md") {
		got := w.run(args...)
		require.Zero(t, got.code, "iksync %v\n%s%s", args, got.stdout, got.stderr)
	}
	require.Zero(t, w.server.Mutations(), "a guide wrote to an account")
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
