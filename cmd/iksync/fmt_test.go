package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iksync/iksync/state/format"
)

const (
	untidy = "library: shop\nversion: 1\nscope: [/s]\nfiles:\n  /s/b: {tags: [x], id: b1}\n  # about a\n  /s/a:\n"
	tidy   = "version: 1\nlibrary: shop\nscope: [/s]\n\nfiles:\n  # about a\n  /s/a:\n  /s/b: {id: b1, tags: [x]}\n"
)

// fmt writes what should be otherwise, once, with the mode that the file had, and
// asks nothing of the library.
func TestFmt(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.file("library.yaml", untidy)
		path := filepath.Join(w.dir, "library.yaml")
		require.NoError(t, os.Chmod(path, 0o600))

		got := w.run("fmt", "--check").exits(exitFailed).says("1 file is not in the usual shape")
		require.Equal(t, "library.yaml\n", got.stdout)
		w.run("fmt", "--diff").exits(exitFine).shows("--- library.yaml\n+++ library.yaml\n@@ -1,7 +1,8 @@\n-library: shop\n version: 1\n+library: shop\n")
		w.run("fmt", "--diff", "--check").exits(exitFailed).shows("+library: shop\n").says("1 file is not")
		require.Equal(t, untidy, w.read("library.yaml"), "neither --check nor --diff writes")

		got = w.run("fmt").exits(exitFine).says("Formatted library.yaml.")
		require.Empty(t, got.stdout)
		require.Equal(t, tidy, w.read("library.yaml"))
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

		got = w.run("fmt").exits(exitFine)
		require.Empty(t, got.stdout+got.stderr)
		got = w.run("fmt", "--check", "--diff").exits(exitFine)
		require.Empty(t, got.stdout+got.stderr)
		entries, err := os.ReadDir(w.dir)
		require.NoError(t, err)
		require.Len(t, entries, 1, "nothing is left behind")
		require.Empty(t, w.server.Requests())
	})
}

func TestFmtArguments(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.file("conf/a.yaml", untidy).file("conf/b.yml", "rules: []\nversion: 1\n").file("conf/note.txt", "x").file("conf/sub/c.yaml", untidy)
		w.run("fmt", "conf", "conf/a.yaml").exits(exitFine).says("Formatted conf/a.yaml.\nFormatted conf/b.yml.\n")
		require.Equal(t, tidy, w.read("conf/a.yaml"))
		require.Equal(t, "version: 1\n\nrules: []\n", w.read("conf/b.yml"))
		require.Equal(t, untidy, w.read("conf/sub/c.yaml"))

		w.stdin = untidy
		require.Equal(t, tidy, w.run("fmt", "-f", "-").exits(exitFine).stdout)
		w.stdin = tidy
		require.Equal(t, tidy, w.run("fmt", "-f", "-").exits(exitFine).stdout)
		w.stdin = untidy
		require.Equal(t, "<stdin>\n", w.run("fmt", "--check", "-f", "-").exits(exitFailed).stdout)

		w.file("other.yaml", untidy)
		require.NoError(t, os.Symlink("other.yaml", filepath.Join(w.dir, "link.yaml")))
		w.run("fmt", "link.yaml").exits(exitFine)
		require.Equal(t, tidy, w.read("other.yaml"))
		target, err := os.Readlink(filepath.Join(w.dir, "link.yaml"))
		require.NoError(t, err)
		require.Equal(t, "other.yaml", target)

		w.run("fmt", "gone.yaml").exits(exitUsage).says("there is no file gone.yaml")
		w.run("fmt", "conf/sub/..", "conf/sub/gone").exits(exitUsage).says("there is no file conf/sub/gone")
		require.NoError(t, os.Mkdir(filepath.Join(w.dir, "empty"), 0o755))
		w.run("fmt", "empty").exits(exitUsage).says("empty has no YAML")
	})
}

// If anything is wrong with one of several files, all that is wrong is told, and
// none is written.
func TestFmtProblems(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.file("a.yaml", untidy).file("b.yaml", "version: 1\nflies: {}\n").file("c.yaml", "a: b: c\n")
		got := w.run("fmt", "a.yaml", "b.yaml", "c.yaml").exits(exitUsage).says(`b.yaml:2:1: the file has no key "flies"`, "c.yaml:1:5: ")
		require.Empty(t, got.stdout)
		require.Equal(t, untidy, w.read("a.yaml"))
		w.run("fmt", "--check=perhaps").exits(exitUsage)
	})
}

// A file that makes sense only with those beside it is formatted too, and an order
// that has to stay is told.
func TestFmtBeside(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.file("conf/a.yaml", "scope: [/a]\nversion: 1\nfiles: {/b/x: }\n").file("conf/b.yaml", "version: 1\nlibrary: shop\nscope: [/b]\n")
		w.run("fmt", "conf/a.yaml").exits(exitFine)
		require.Equal(t, "version: 1\nscope: [/a]\n\nfiles: {/b/x: }\n", w.read("conf/a.yaml"))

		w.yaml("\nfiles:\n  /s/b: {tags: &t [x]}\n  /s/a: {tags: *t}\n")
		w.run("fmt", "--check").exits(exitFine).says("library.yaml:6:3: the order of this mapping is kept: an alias would come to stand before its anchor")
	})
}

// The first signal ends it with nothing written, in the middle of a large file too.
func TestFmtInterrupted(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		large := func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "  /s/%05d.jpg: {tags: [x], id: x%d}\n", 99_999-i, i)
			}
			return "version: 1\nlibrary: shop\nscope: [/s]\nfiles:\n" + b.String()
		}
		w.file("library.yaml", large(5_000)).file("a.yaml", untidy)
		for _, args := range [][]string{{"fmt", "a.yaml", "library.yaml"}, {"fmt", "--diff"}} {
			small := make(chan error, 1)
			go func() {
				_, err := format.Format("f", []byte(large(500)), nil) // what it takes is some time, but far less
				small <- err
				w.signals <- os.Interrupt
			}()
			got := w.run(args...).exits(exitInterrupted).says("iksync: interrupted")
			require.Empty(t, got.stdout)
			require.NoError(t, <-small)
		}
		require.Equal(t, large(5_000), w.read("library.yaml"))
		require.Equal(t, untidy, w.read("a.yaml"))
	})
}

// Work that does not end is left to itself.
func TestUnlessInterrupted(t *testing.T) {
	story(t, func(t *testing.T, _ *world) {
		ctx, cancel := context.WithCancelCause(context.Background())
		hung := make(chan struct{})
		time.AfterFunc(time.Second, func() { cancel(errInterrupted) })
		got, err := unlessInterrupted(ctx, func() (int, error) {
			<-hung
			return 1, nil
		})
		require.ErrorIs(t, err, errInterrupted)
		require.Zero(t, got)
		close(hung)
		_, err = unlessInterrupted(ctx, func() (int, error) { return 1, nil })
		require.ErrorIs(t, err, errInterrupted, "what ends at the same time does not count")
		got, err = unlessInterrupted(context.Background(), func() (int, error) { return 1, io.EOF })
		require.Equal(t, io.EOF, err)
		require.Equal(t, 1, got)
	})
}

// What nobody writes to stdin is not waited for.
func TestFmtInterruptedWhileReading(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		r, end := io.Pipe()
		w.input = readerFunc(func(p []byte) (int, error) {
			w.signals <- os.Interrupt
			return r.Read(p)
		})
		require.Empty(t, w.run("fmt", "-f", "-").exits(exitInterrupted).stdout)
		require.NoError(t, end.Close())
	})
}

// On a terminal nothing in a diff can act on that; anywhere else it is as patch
// needs it.
func TestFmtHostile(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.file("library.yaml", "# \u202egpj.lamp\n"+untidy)
		require.Contains(t, w.run("fmt", "--diff").exits(exitFine).stdout, "\u202e")
		w.screens = true
		got := w.run("fmt", "--diff", "--color", "always").exits(exitFine).shows(`\u202egpj.lamp`, "\x1b[32m+version: 1")
		require.NotContains(t, got.stdout, "\u202e")
	})
}

// The examples are in their usual shape.
func TestFmtExamples(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		files, err := filepath.Glob(filepath.Join(root, "examples", "*.yaml"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			w.file(filepath.Base(file), string(text))
		}
		got := w.run("fmt", "--check", "--diff", ".").exits(exitFine)
		require.Empty(t, got.stdout)
	})
}

// The hooks have what pre-commit asks for, and name commands that there are.
func TestHooks(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, ".pre-commit-hooks.yaml"))
	require.NoError(t, err)
	var hooks []struct {
		ID, Name, Description, Entry, Language, Files string
		Types                                         []string
		PassFilenames                                 *bool `yaml:"pass_filenames"`
	}
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	dec.KnownFields(true)
	require.NoError(t, dec.Decode(&hooks))
	require.Len(t, hooks, 2)
	story(t, func(t *testing.T, w *world) {
		for _, hook := range hooks {
			require.NotEmpty(t, hook.ID)
			require.NotEmpty(t, hook.Name)
			require.Equal(t, "golang", hook.Language)
			args := strings.Fields(hook.Entry)
			require.Equal(t, "iksync", args[0])
			files := regexp.MustCompile(hook.Files)
			require.True(t, files.MatchString("media/library.yaml"))
			require.False(t, files.MatchString("media/library.yaml.txt"))
			require.False(t, files.MatchString("my-library.yaml"))
			w.file("library.yaml", tidy)
			if hook.PassFilenames == nil || *hook.PassFilenames {
				args = append(args, "library.yaml")
			}
			w.run(args[1:]...).exits(exitFine)
			w.file("library.yaml", "version: 2\n")
			w.run(args[1:]...).exits(exitUsage)
		}
	})
}
