package plan_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
)

// Pins say who ends where, so that objects may trade places. The rings in these
// stories cost one call more than the objects alone, or none where somebody has
// to make a stop anyway.
func ringsOfFiles() []story {
	return []story{
		{name: "two files of a folder trade names", have: "/s/a.jpg id=1\n/s/b.jpg id=2",
			yaml: "files: {/s/a.jpg: {id: 2}, /s/b.jpg: {id: 1}}",
			plan: `
rename file /s/b.jpg -> /s/a.jpg (pin)
rename file /s/a.jpg -> /s/b.jpg (pin)
1 rename-file /s/b.jpg -> /s/iksync_91652127f4ce.jpg
2 rename-file /s/a.jpg -> /s/b.jpg <1:vacated
3 rename-file /s/iksync_91652127f4ce.jpg -> /s/a.jpg <2:vacated`},
		{name: "three pass their names on", have: "/s/a.jpg id=1\n/s/b.jpg id=2\n/s/c.jpg id=3",
			yaml: "files: {/s/a.jpg: {id: 2}, /s/b.jpg: {id: 3}, /s/c.jpg: {id: 1}}",
			plan: `
rename file /s/b.jpg -> /s/a.jpg (pin)
rename file /s/c.jpg -> /s/b.jpg (pin)
rename file /s/a.jpg -> /s/c.jpg (pin)
1 rename-file /s/b.jpg -> /s/iksync_91652127f4ce.jpg
2 rename-file /s/c.jpg -> /s/b.jpg <1:vacated
3 rename-file /s/a.jpg -> /s/c.jpg <2:vacated
4 rename-file /s/iksync_91652127f4ce.jpg -> /s/a.jpg <1:sequence <3:vacated`},
		{name: "two pairs trade names, each in a ring of its own", have: "/s/a.jpg id=1\n/s/b.jpg id=2\n/s/c.jpg id=3\n/s/d.jpg id=4",
			yaml: "files: {/s/a.jpg: {id: 2}, /s/b.jpg: {id: 1}, /s/c.jpg: {id: 4}, /s/d.jpg: {id: 3}}",
			plan: `
rename file /s/b.jpg -> /s/a.jpg (pin)
rename file /s/a.jpg -> /s/b.jpg (pin)
rename file /s/d.jpg -> /s/c.jpg (pin)
rename file /s/c.jpg -> /s/d.jpg (pin)
1 rename-file /s/b.jpg -> /s/iksync_91652127f4ce.jpg
2 rename-file /s/d.jpg -> /s/iksync_f4136a6e5c8e.jpg
3 rename-file /s/a.jpg -> /s/b.jpg <1:vacated
4 rename-file /s/iksync_91652127f4ce.jpg -> /s/a.jpg <3:vacated
5 rename-file /s/c.jpg -> /s/d.jpg <2:vacated
6 rename-file /s/iksync_f4136a6e5c8e.jpg -> /s/c.jpg <5:vacated`},
		{name: "two files of one name trade folders", have: "/x/a.jpg id=1\n/y/a.jpg id=2",
			yaml: "files: {/x/a.jpg: {id: 2}, /y/a.jpg: {id: 1}}",
			plan: `
move file /y/a.jpg -> /x/a.jpg (pin)
move file /x/a.jpg -> /y/a.jpg (pin)
1 rename-file /y/a.jpg -> /y/iksync_7b741746adb0.jpg
2 move-file /x/a.jpg -> /y/a.jpg <1:vacated
3 move-file /y/iksync_7b741746adb0.jpg -> /x/iksync_7b741746adb0.jpg <2:vacated
4 rename-file /x/iksync_7b741746adb0.jpg -> /x/a.jpg <3:sequence`},
		{name: "who changes name and folder steps aside on the way: no call more", have: "/x/a.jpg id=1\n/y/b.jpg id=2",
			yaml: "files: {/x/a.jpg: {id: 2}, /y/b.jpg: {id: 1}}",
			plan: `
move file /y/b.jpg -> /x/a.jpg (pin)
move file /x/a.jpg -> /y/b.jpg (pin)
1 rename-file /y/b.jpg -> /y/a.jpg
2 rename-file /x/a.jpg -> /x/b.jpg <1:vacated
3 move-file /x/b.jpg -> /y/b.jpg <2:sequence
4 move-file /y/a.jpg -> /x/a.jpg <2:vacated`},
		{name: "so does one of a ring that does", have: "/x/a.jpg id=1\n/x/b.jpg id=2\n/y/a.jpg id=3",
			yaml: "files: {/x/a.jpg: {id: 2}, /x/b.jpg: {id: 3}, /y/a.jpg: {id: 1}}",
			plan: `
move file /y/a.jpg -> /x/b.jpg (pin)
move file /x/a.jpg -> /y/a.jpg (pin)
rename file /x/b.jpg -> /x/a.jpg (pin)
1 rename-file /y/a.jpg -> /y/b.jpg
2 move-file /x/a.jpg -> /y/a.jpg <1:vacated
3 rename-file /x/b.jpg -> /x/a.jpg <2:vacated
4 move-file /y/b.jpg -> /x/b.jpg <1:sequence <3:vacated`},
		{name: "new tags come before either leaves", have: "/s/a.jpg id=1\n/s/b.jpg id=2",
			yaml: "files: {/s/a.jpg: {id: 2, tags: [x]}, /s/b.jpg: {id: 1, tags: [x]}}",
			plan: `
rename file /s/b.jpg -> /s/a.jpg tags:null=>[x] (pin)
rename file /s/a.jpg -> /s/b.jpg tags:null=>[x] (pin)
1 add-tags x /s /b.jpg[2] /a.jpg[1]
2 rename-file /s/b.jpg -> /s/iksync_91652127f4ce.jpg <1:attributes
3 rename-file /s/a.jpg -> /s/b.jpg <2:vacated
4 rename-file /s/iksync_91652127f4ce.jpg -> /s/a.jpg <3:vacated`},
		{name: "a chain is no ring, and needs no detour", have: "/s/a.jpg id=1\n/s/b.jpg id=2",
			yaml: "files: {/s/a.jpg: {id: 2}, /s/c.jpg: {id: 1}, /s/b.jpg: {source: pic}}",
			plan: `
rename file /s/b.jpg -> /s/a.jpg (pin)
rename file /s/a.jpg -> /s/c.jpg (pin)
upload file /s/b.jpg (listed)
1 rename-file /s/a.jpg -> /s/c.jpg
2 rename-file /s/b.jpg -> /s/a.jpg <1:vacated
3 upload /s/b.jpg <2:vacated`},
	}
}

func ringsOfFolders() []story {
	ring := func(names string) (have, yaml string) {
		yaml = "folders:"
		for i, name := range names {
			have += fmt.Sprintf("/s/%c/ id=d%d\n/s/%c/%d.jpg\n", name, i, name, i)
			yaml += fmt.Sprintf("\n  /s/%c: {id: d%d}", name, (i+1)%len(names))
		}
		return have, yaml
	}
	three, threeWant := ring("abc")
	six, sixWant := ring("abcdef")
	return []story{
		{name: "two folders trade names", have: "/s/a/ id=d1\n/s/a/1.jpg\n/s/b/ id=d2\n/s/b/2.jpg",
			yaml: "folders: {/s/a: {id: d2}, /s/b: {id: d1}}",
			plan: `
rename folder /s/b -> /s/a along=1 (pin)
rename folder /s/a -> /s/b along=1 (pin)
1 rename-folder /s/b -> /s/iksync_438ff424bbd3
2 rename-folder /s/a -> /s/b <1:vacated
3 rename-folder /s/iksync_438ff424bbd3 -> /s/a <2:vacated`},
		{name: "two folders of one name trade the folders they are in", have: "/x/a/ id=d1\n/x/a/1.jpg\n/y/a/ id=d2\n/y/a/2.jpg",
			yaml: "folders: {/x/a: {id: d2}, /y/a: {id: d1}}",
			plan: `
move folder /y/a -> /x/a along=1 (pin)
move folder /x/a -> /y/a along=1 (pin)
1 rename-folder /y/a -> /y/iksync_837b85cdf2fb
2 move-folder /x/a -> /y/a <1:vacated
3 move-folder /y/iksync_837b85cdf2fb -> /x/iksync_837b85cdf2fb <2:vacated
4 rename-folder /x/iksync_837b85cdf2fb -> /x/a <3:sequence`},
		{name: "three folders pass their names on", have: three, yaml: threeWant, plan: `
rename folder /s/b -> /s/a along=1 (pin)
rename folder /s/c -> /s/b along=1 (pin)
rename folder /s/a -> /s/c along=1 (pin)
1 rename-folder /s/b -> /s/iksync_438ff424bbd3
2 rename-folder /s/c -> /s/b <1:vacated
3 rename-folder /s/a -> /s/c <2:vacated
4 rename-folder /s/iksync_438ff424bbd3 -> /s/a <1:sequence <3:vacated`},
		{name: "six folders do", have: six, yaml: sixWant, plan: `
rename folder /s/b -> /s/a along=1 (pin)
rename folder /s/c -> /s/b along=1 (pin)
rename folder /s/d -> /s/c along=1 (pin)
rename folder /s/e -> /s/d along=1 (pin)
rename folder /s/f -> /s/e along=1 (pin)
rename folder /s/a -> /s/f along=1 (pin)
1 rename-folder /s/b -> /s/iksync_438ff424bbd3
2 rename-folder /s/c -> /s/b <1:vacated
3 rename-folder /s/d -> /s/c <2:vacated
4 rename-folder /s/e -> /s/d <3:vacated
5 rename-folder /s/f -> /s/e <4:vacated
6 rename-folder /s/a -> /s/f <5:vacated
7 rename-folder /s/iksync_438ff424bbd3 -> /s/a <1:sequence <6:vacated`},
		{name: "a folder trades names with a file", have: "/s/a/ id=d1\n/s/a/1.jpg\n/s/b id=1",
			yaml: "folders: {/s/b: {id: d1}}\nfiles: {/s/a: {id: 1}}",
			plan: `
rename folder /s/a -> /s/b along=1 (pin)
rename file /s/b -> /s/a (pin)
1 rename-folder /s/a -> /s/iksync_b29351afde59
2 rename-file /s/b -> /s/a <1:vacated
3 rename-folder /s/iksync_b29351afde59 -> /s/b <2:vacated`},
		{name: "two folders trade names, and two files in them trade places: by temporary names, since every other one is listed", have: "/s/a/ id=d1\n/s/a/1.jpg id=1\n/s/b/ id=d2\n/s/b/2.jpg id=2",
			yaml: "folders: {/s/a: {id: d2}, /s/b: {id: d1}}\nfiles: {/s/a/2.jpg: {id: 1}, /s/b/1.jpg: {id: 2}}",
			plan: `
rename folder /s/b -> /s/a (pin)
rename folder /s/a -> /s/b (pin)
rename file /s/a/1.jpg -> /s/a/2.jpg (pin)
rename file /s/b/2.jpg -> /s/b/1.jpg (pin)
1 rename-file /s/b/2.jpg -> /s/b/iksync_d1c3c2766c2c.jpg
2 rename-file /s/a/1.jpg -> /s/a/iksync_44a9825c80bd.jpg <1:vacated
3 move-file /s/a/iksync_44a9825c80bd.jpg -> /s/b/iksync_44a9825c80bd.jpg <2:sequence
4 rename-file /s/b/iksync_44a9825c80bd.jpg -> /s/b/2.jpg <1:vacated <3:sequence
5 move-file /s/b/iksync_d1c3c2766c2c.jpg -> /s/a/iksync_d1c3c2766c2c.jpg <2:vacated
6 rename-file /s/a/iksync_d1c3c2766c2c.jpg -> /s/a/1.jpg <5:sequence
7 rename-folder /s/b -> /s/iksync_438ff424bbd3 <4:arrived <5:moved-out
8 rename-folder /s/a -> /s/b <3:moved-out <6:arrived <7:vacated
9 rename-folder /s/iksync_438ff424bbd3 -> /s/a <8:vacated`},
	}
}

func TestStoriesOfRings(t *testing.T) {
	tell(t, ringsOfFiles())
	tell(t, ringsOfFolders())
}

func TestStoriesOfRingsThatCannotBe(t *testing.T) {
	tell(t, []story{
		{name: "one of the two is protected", have: "/s/a.jpg id=1\n/s/b.jpg id=2",
			yaml: "protect: [/s/b.jpg]\nfiles:\n  /s/a.jpg: {id: 2}\n  /s/b.jpg: {id: 1}",
			plan: `
rename file /s/b.jpg -> /s/a.jpg (pin)
rename file /s/a.jpg -> /s/b.jpg (pin)
1 rename-file /s/b.jpg -> /s/iksync_91652127f4ce.jpg
2 rename-file /s/a.jpg -> /s/b.jpg <1:vacated
3 rename-file /s/iksync_91652127f4ce.jpg -> /s/a.jpg <2:vacated
refused: protected at w.yaml:7:18: file /s/a.jpg (1) would move to /s/b.jpg, and /s/b.jpg protects it (w.yaml:4:11)
refused: protected at w.yaml:6:18: file /s/b.jpg (2) would move to /s/a.jpg, and /s/b.jpg protects it (w.yaml:4:11)`},
		{name: "a folder of the two holds what is protected", have: "/s/a/ id=d1\n/s/a/1.jpg\n/s/b/ id=d2\n/s/b/legal/2.pdf",
			yaml: "protect: [/s/b/legal/**]\nfolders:\n  /s/a: {id: d2}\n  /s/b: {id: d1}",
			plan: `
rename folder /s/b -> /s/a along=1 (pin)
rename folder /s/a -> /s/b along=1 (pin)
1 rename-folder /s/b -> /s/iksync_438ff424bbd3
2 rename-folder /s/a -> /s/b <1:vacated
3 rename-folder /s/iksync_438ff424bbd3 -> /s/a <2:vacated
refused: protected at w.yaml:6:14: folder /s/b/legal (d/s/b/legal) would go along with /s/b to /s/a/legal, and /s/b/legal/** protects it (w.yaml:4:11)`},
		{name: "where another file has the temporary name, the next one of the ring steps aside", have: "/s/a.jpg id=1\n/s/b.jpg id=2\n/s/iksync_91652127f4ce.jpg",
			yaml: "files: {/s/a.jpg: {id: 2}, /s/b.jpg: {id: 1}}",
			plan: `
rename file /s/b.jpg -> /s/a.jpg (pin)
rename file /s/a.jpg -> /s/b.jpg (pin)
1 rename-file /s/a.jpg -> /s/iksync_21d22493e454.jpg
2 rename-file /s/b.jpg -> /s/a.jpg <1:vacated
3 rename-file /s/iksync_21d22493e454.jpg -> /s/b.jpg <2:vacated`},
	})
}

func TestStoriesOfRingsThatWereCutOff(t *testing.T) {
	tell(t, []story{
		{name: "after the first step: the file is known by its id", have: "/s/a.jpg id=1\n/s/iksync_91652127f4ce.jpg id=2",
			yaml: "files: {/s/a.jpg: {id: 2}, /s/b.jpg: {id: 1}}",
			plan: `
rename file /s/iksync_91652127f4ce.jpg -> /s/a.jpg (pin)
rename file /s/a.jpg -> /s/b.jpg (pin)
1 rename-file /s/a.jpg -> /s/b.jpg
2 rename-file /s/iksync_91652127f4ce.jpg -> /s/a.jpg <1:vacated`},
		{name: "after the second: one is at its place", have: "/s/b.jpg id=1\n/s/iksync_91652127f4ce.jpg id=2",
			yaml: "files: {/s/a.jpg: {id: 2}, /s/b.jpg: {id: 1}}",
			plan: `
rename file /s/iksync_91652127f4ce.jpg -> /s/a.jpg (pin)
1 rename-file /s/iksync_91652127f4ce.jpg -> /s/a.jpg`},
		{name: "done", have: "/s/a.jpg id=2\n/s/b.jpg id=1",
			yaml: "files: {/s/a.jpg: {id: 2}, /s/b.jpg: {id: 1}}"},
	})
}

func TestRingsEndAlikeWhereverTheyAreCutOff(t *testing.T) {
	endAlike(t, ringsOfFiles())
	endAlike(t, ringsOfFolders())
}

// endAlike carries out each story in part, in every part that the needs of its
// operations allow, and plans the rest anew: the end is always the same, and
// asks for nothing more.
func endAlike(t *testing.T, stories []story) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			w := want(t, s.yaml)
			p, err := mustMake(w, have(s.have))
			require.NoError(t, err)
			whole := newModel(have(s.have))
			perform(t, whole, p.Operations)
			for _, part := range parts(p) {
				m := newModel(have(s.have))
				perform(t, m, part)
				again, err := mustMake(w, m.observe())
				require.NoError(t, err, "after %s\n%s", numbers(part), m)
				perform(t, m, again.Operations)
				require.Equal(t, whole.marks(), m.marks(), "after %s, then\n%s", numbers(part), planText(again))
				require.Equal(t, slices.Sorted(maps.Keys(whole.folders)), slices.Sorted(maps.Keys(m.folders)), "after %s, then\n%s", numbers(part), planText(again))
				last, err := mustMake(w, m.observe())
				require.NoError(t, err)
				require.True(t, last.Empty(), "after %s, then\n%s\nlast\n%s", numbers(part), planText(again), planText(last))
			}
		})
	}
}

func perform(t *testing.T, m *model, ops []plan.Operation) {
	t.Helper()
	for i := range ops {
		require.NoError(t, m.do(&ops[i]), "operation %d: %s %s\n%s", ops[i].ID, ops[i].Kind, ops[i].Path, m)
	}
}

// parts is every set of operations that may be done when a run is cut off, each
// in an order that their needs allow.
func parts(p *plan.Plan) [][]plan.Operation {
	var out [][]plan.Operation
	met := map[string]bool{}
	var walk func(part []plan.Operation)
	walk = func(part []plan.Operation) {
		done := map[plan.OpID]bool{}
		for _, op := range part {
			done[op.ID] = true
		}
		if met[numbers(part)] {
			return
		}
		met[numbers(part)] = true
		out = append(out, part)
		for _, op := range ready(p, done) {
			walk(append(slices.Clone(part), *op))
		}
	}
	walk(nil)
	return out
}

// numbers is which operations a part has, in a word.
func numbers(part []plan.Operation) string {
	var out []string
	for _, op := range part {
		out = append(out, fmt.Sprintf("%03d", op.ID))
	}
	slices.Sort(out)
	return strings.Join(out, "+")
}
