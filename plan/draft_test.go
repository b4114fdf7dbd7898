package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
)

// drafted reads a draft from lines like
//
//	delete-file /a/1.jpg
//	move-file /b.jpg -> /c.jpg <1
//	update-file /d.jpg +x -y <1 <2
//
// with what each waits for, and tags that come or go.
func drafted(text string) *draft {
	d := newDraft(strings.Count(text, "\n"))
	for line := range strings.Lines(strings.TrimSpace(text)) {
		words := strings.Fields(line)
		op := Operation{Kind: OpKind(words[0]), Path: state.Path(words[1])}
		t := &task{change: &Change{ID: ChangeID(words[0] + " " + words[1])}, node: &node{live: op.Path, file: &state.File{ID: "f"}, folder: &state.Folder{ID: "d"}}}
		after := []state.Tag{}
		for _, word := range words[2:] {
			switch word[0] {
			case '/':
				op.Dest = state.Path(word)
			case '+':
				after = append(after, state.Tag(word[1:]))
			case '-':
				if word != "->" {
					t.tags = append(t.tags, state.Tag(word[1:]))
				}
			case '<':
				need := Need{Why: NeedVacated}
				fmt.Sscanf(word, "<%d", &need.Op)
				op.Needs = append(op.Needs, need)
			}
		}
		switch op.Kind {
		case OpUpdateFile:
			op.File, op.Update = "f", &FileUpdate{Tags: &after}
		case OpDeleteFile:
			op.File = "f"
		}
		d.add(t, op)
	}
	return d
}

// told is finished operations, as drafted reads them, with the number of
// changes where one operation fulfils several.
func told(ops []Operation) string {
	var b strings.Builder
	for _, op := range ops {
		fmt.Fprintf(&b, "%s %s", op.Kind, op.Path)
		if op.Dest != "" {
			fmt.Fprintf(&b, " -> %s", op.Dest)
		}
		if len(op.Changes) > 1 {
			fmt.Fprintf(&b, " for %d", len(op.Changes))
		}
		for _, need := range op.Needs {
			fmt.Fprintf(&b, " <%d", need.Op)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestFold puts operations together by hand, whatever they are.
func TestFold(t *testing.T) {
	for _, test := range []struct {
		name  string
		draft string
		folds [][2]int // by number: the one that is folded, and where it goes
		want  string
	}{
		{name: "nothing folded, nothing changed",
			draft: "create-folder /a\nmove-file /x -> /a/x <1\nmove-file /y -> /a/y <1",
			want:  "create-folder /a\nmove-file /x -> /a/x <1\nmove-file /y -> /a/y <1"},
		{name: "who needed what was folded needs what it went into",
			draft: "update-file /a\nupdate-file /b\nmove-file /a -> /c <1", folds: [][2]int{{1, 2}},
			want: "update-file /b\nmove-file /a -> /c <1"},
		{name: "which needs what was needed by either",
			draft: "create-folder /x\ncreate-folder /y\nmove-file /a -> /x/a <1\nmove-file /b -> /y/b <2", folds: [][2]int{{3, 4}},
			want: "create-folder /x\ncreate-folder /y\nmove-file /b -> /y/b <1 <2"},
		{name: "a need of one another is none",
			draft: "create-folder /a\ncreate-folder /a/b <1\nupload /a/c <1", folds: [][2]int{{1, 2}},
			want: "create-folder /a/b\nupload /a/c <1"},
		{name: "a fold of a fold goes all the way",
			draft: "update-file /a\nupdate-file /b\nupdate-file /c\nmove-file /a -> /d <1", folds: [][2]int{{1, 2}, {2, 3}},
			want: "update-file /c\nmove-file /a -> /d <1"},
		{name: "what is folded into a later one moves there, and takes along who waited",
			draft: "update-file /a\nmove-file /a -> /b <1\nupload /z\nupdate-file /c <3", folds: [][2]int{{1, 4}},
			want: "upload /z\nupdate-file /c <1\nmove-file /a -> /b <2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := drafted(test.draft)
			for _, f := range test.folds {
				d.fold(f[0]-1, f[1]-1)
			}
			require.Equal(t, test.want, strings.TrimSpace(told(d.finish())))
		})
	}
}

func TestPutAndReplace(t *testing.T) {
	t.Run("the first of some files stands for all", func(t *testing.T) {
		d := drafted("delete-file /s/x/a.jpg\ndelete-file /s/y/b.jpg\nupload /s/x/a.jpg <1\nupload /s/y/b.jpg <2")
		d.put([]int{0, 1}, Operation{Kind: OpDeleteFiles})
		ops := d.finish()
		require.Equal(t, "delete-files /s for 2\nupload /s/x/a.jpg <1\nupload /s/y/b.jpg <1\n", told(ops))
		require.Equal(t, []FileRef{{Path: "/s/x/a.jpg", File: "f"}, {Path: "/s/y/b.jpg", File: "f"}}, ops[0].Files)
		require.Equal(t, ClassWrite, ops[0].Class)
	})
	t.Run("who needed a file's update needs both of the calls that do it together", func(t *testing.T) {
		d := drafted("update-file /a.jpg +x -y\nupdate-file /b.jpg +x\nupdate-file /c.jpg -y\nmove-file /a.jpg -> /d.jpg <1\nmove-file /b.jpg -> /e.jpg <2")
		d.replace([]int{0, 1}, Operation{Kind: OpAddTags, Tags: []state.Tag{"x"}})
		d.replace([]int{0, 2}, Operation{Kind: OpRemoveTags, Tags: []state.Tag{"y"}})
		require.Equal(t, "add-tags / for 2\nremove-tags / for 2\nmove-file /a.jpg -> /d.jpg <1 <2\nmove-file /b.jpg -> /e.jpg <1\n", told(d.finish()))
	})
	t.Run("what the calls wait for is what the updates waited for", func(t *testing.T) {
		d := drafted("copy-folder /a -> /b\nupdate-file /b/1.jpg +x <1\nupdate-file /b/2.jpg +x <1\nupload /z.jpg")
		d.replace([]int{1, 2}, Operation{Kind: OpAddTags, Tags: []state.Tag{"x"}})
		require.Equal(t, "copy-folder /a -> /b\nadd-tags /b for 2 <1\nupload /z.jpg\n", told(d.finish()))
	})
}

func TestWithoutImplied(t *testing.T) {
	ops := drafted("create-folder /a\ncreate-folder /a/b <1\ncreate-folder /z\nmove-file /x -> /a/b/x <2").ops
	need := func(ids ...OpID) []Need {
		var out []Need
		for _, id := range ids {
			out = append(out, Need{Op: id, Why: NeedParent})
		}
		return out
	}
	for _, test := range []struct {
		name string
		is   []Need
		want []Need
	}{
		{"no need stays none", nil, nil},
		{"one stays", need(4), need(4)},
		{"what another one waits for itself is left out", need(1, 2), need(2)},
		{"two that know nothing of each other stay", need(2, 3), need(2, 3)},
		{"all of a chain go but its last", need(1, 2, 4), need(4)},
	} {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.want, withoutImplied(test.is, ops)) })
	}
}

// TestFinishKeepsNeedsAndOrder folds at random whatever does not make a ring.
// What came before another operation comes before it still, and what nobody
// folded stays in the order in which it was written down.
func TestFinishKeepsNeedsAndOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawDraft(t)
		d := drafted(text)
		n := len(d.ops)
		for range rapid.IntRange(0, n).Draw(t, "folds") {
			from, to := rapid.IntRange(0, n-1).Draw(t, "fold"), rapid.IntRange(0, n-1).Draw(t, "into")
			if d.folded(from) || d.folded(to) || from == to {
				continue
			}
			before := slices.Clone(d.into)
			d.fold(from, to)
			if len(d.order(d.needs())) < len(d.live()) {
				d.into = before
			}
		}
		ops := d.finish()
		require.Len(t, ops, len(d.live()))
		place := map[string]int{} // of what was not folded
		for i, op := range ops {
			require.Equal(t, OpID(i+1), op.ID)
			for _, need := range op.Needs {
				require.Less(t, need.Op, op.ID, "each comes after all it needs")
			}
			place[string(op.Path)] = i
		}
		after := reach(ops)
		for i := range n {
			for _, need := range drafted(text).ops[i].Needs {
				a, b := place[string(d.ops[d.home(i)].Path)], place[string(d.ops[d.home(int(need.Op)-1)].Path)]
				require.True(t, a == b || after[a][b], "%d needs %d no more\n%s", i+1, need.Op, told(ops))
			}
		}
		if len(ops) == n {
			for i, op := range ops {
				require.Equal(t, d.ops[i].Path, op.Path, "the order is the one written down")
			}
		}
	})
}

func drawDraft(t *rapid.T) string {
	var b strings.Builder
	for i := range rapid.IntRange(1, 12).Draw(t, "operations") {
		fmt.Fprintf(&b, "upload /%02d", i)
		for on := range i {
			if rapid.IntRange(0, 3).Draw(t, "need") == 0 {
				fmt.Fprintf(&b, " <%d", on+1)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// reach is which operations each one waits for, by way of others too.
func reach(ops []Operation) []map[int]bool {
	out := make([]map[int]bool, len(ops))
	for i, op := range ops {
		out[i] = map[int]bool{}
		for _, need := range op.Needs {
			out[i][int(need.Op)-1] = true
			for further := range out[need.Op-1] {
				out[i][further] = true
			}
		}
	}
	return out
}
