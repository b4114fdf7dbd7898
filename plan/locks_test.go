package plan

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
)

func jobOf(kind OpKind, from, to state.Path) Operation {
	return Operation{Kind: kind, Class: kind.Class(), Path: from, Dest: to}
}

func TestLocks(t *testing.T) {
	move := func(from, to state.Path) Operation { return jobOf(OpMoveFolder, from, to) }
	rename := func(from, to state.Path) Operation { return jobOf(OpRenameFolder, from, to) }
	for _, test := range []struct {
		name     string
		one, two Operation
		together bool
	}{
		{"folders of their own", move("/a/x", "/b/x"), move("/c/y", "/d/y"), true},
		{"into one folder", move("/a/x", "/in/x"), move("/b/y", "/in/y"), false},
		{"into the root", move("/a/x", "/x"), move("/b/y", "/y"), true},
		{"new names side by side", rename("/in/a", "/in/b"), rename("/in/c", "/in/d"), true},
		{"a name that the other one gives up", rename("/in/a", "/in/b"), rename("/in/c", "/in/a"), false},
		{"one in what the other one takes", move("/a", "/in/a"), rename("/a/b", "/a/c"), false},
		{"one in what the other one goes into", move("/a", "/in/a"), rename("/in/b", "/in/c"), false},
		{"a copy and its source", jobOf(OpCopyFolder, "/a", "/b/a"), rename("/a/x", "/a/y"), false},
		{"a call has nothing to do with it", move("/a", "/in/a"), Operation{Kind: OpUpdateFile, Class: ClassWrite, Path: "/in/f.jpg"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := NewLocks([]Operation{test.one, test.two})
			require.True(t, l.Start(0))
			require.Equal(t, test.together, l.Start(1))
			if again := l.Finish(0); !test.together {
				require.Equal(t, []int{1}, again)
				require.True(t, l.Start(1))
			}
		})
	}
}

// Whatever jobs there are, and in whatever order they end, no two run that
// exclude each other, none is forgotten, and what could run does not wait.
func TestLocksForgetNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := func(label string) state.Path {
			p := state.Root
			for range rapid.IntRange(1, 3).Draw(t, label) {
				p = p.Join(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, label))
			}
			return p
		}
		var ops []Operation
		for range rapid.IntRange(1, 12).Draw(t, "jobs") {
			ops = append(ops, jobOf(rapid.SampledFrom([]OpKind{OpMoveFolder, OpRenameFolder, OpCopyFolder}).Draw(t, "kind"), path("from"), path("to")))
		}
		excludes := func(i, j int) bool {
			alone := NewLocks(ops)
			alone.Start(i)
			return !alone.Start(j)
		}
		l := NewLocks(ops)
		var running, ended, ready []int
		for i := range ops {
			ready = append(ready, i)
		}
		for len(ended) < len(ops) {
			for _, i := range ready {
				blocked := slices.ContainsFunc(running, func(j int) bool { return excludes(i, j) })
				if started := l.Start(i); started == blocked {
					t.Fatalf("job %d starts: %t, beside %v\n%s", i, started, running, describe(ops))
				} else if started {
					running = append(running, i)
				}
			}
			if len(running) == 0 {
				t.Fatalf("nothing runs, and only %v ended\n%s", ended, describe(ops))
			}
			at := rapid.IntRange(0, len(running)-1).Draw(t, "ends")
			i := running[at]
			running, ended = slices.Delete(running, at, at+1), append(ended, i)
			ready = l.Finish(i)
		}
	})
}

func describe(ops []Operation) string {
	out := ""
	for i := range ops {
		out += fmt.Sprintf("%d %s %s -> %s\n", i, ops[i].Kind, ops[i].Path, ops[i].Dest)
	}
	return out
}
