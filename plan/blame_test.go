package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
)

// blameText tells of each change who is to blame: "both update file /a.jpg: tags library x y, description yaml".
func blameText(list []plan.Blamed) string {
	var lines []string
	for i := range list {
		b := &list[i]
		line := fmt.Sprintf("%s %s %s %s", b.Blame, b.Change.Action, b.Change.Kind, b.Change.Name())
		var parts []string
		if b.Place != "" {
			parts = append(parts, "place "+string(b.Place))
		}
		for _, a := range b.Attrs {
			parts = append(parts, fmt.Sprintf("%s %s %s/%s/%s", a.Name, a.Blame, a.Applied, a.Have, a.Want))
		}
		if len(parts) > 0 {
			line += ": " + strings.Join(parts, ", ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// Values are told as applied/have/want.
func TestBlame(t *testing.T) {
	const one = "files: {/a.jpg: {tags: [x]}}"
	for _, test := range []struct {
		name            string
		base, now, live string
		want            string
	}{
		{name: "nothing differs", base: one, now: one, live: "/a.jpg tags=x"},
		{name: "the YAML asks for another tag, and nobody touched the file", base: one, now: "files: {/a.jpg: {tags: [x, y]}}", live: "/a.jpg tags=x",
			want: "yaml update file /a.jpg: tags yaml [x]/[x]/[x, y]"},
		{name: "the YAML asks for what it left alone so far", base: one, now: "files: {/a.jpg: {tags: [x], description: new}}", live: "/a.jpg tags=x description=old",
			want: "yaml update file /a.jpg: description yaml old/old/new"},
		{name: "somebody took a tag away", base: one, now: one, live: "/a.jpg",
			want: "library update file /a.jpg: tags library [x]/null/[x]"},
		{name: "somebody took a tag away, and the YAML is written otherwise and asks for the same", base: one, live: "/a.jpg",
			now:  "rules: [{name: r, match: {path: /a.jpg}, tags: {add: [x]}}]",
			want: "library update file /a.jpg: tags library [x]/null/[x]"},
		{name: "somebody took a tag away, and the YAML asks for a third state", base: one, now: "files: {/a.jpg: {tags: [x, y]}}", live: "/a.jpg",
			want: "both update file /a.jpg: tags both [x]/null/[x, y]"},
		{name: "somebody changed one attribute, the YAML another one", base: one, now: "files: {/a.jpg: {tags: [x], description: new}}", live: "/a.jpg",
			want: "both update file /a.jpg: tags library [x]/null/[x], description yaml null/null/new"},
		{name: "somebody changed what the YAML now asks for", base: one, now: "files: {/a.jpg: {tags: [x, y]}}", live: "/a.jpg tags=x,y",
			want: "dropped update file /a.jpg: tags dropped [x]/[x, y]/[x, y]"},
		{name: "somebody changed what the YAML no longer minds", base: one, now: "files: {/a.jpg: {}}", live: "/a.jpg tags=z",
			want: "dropped update file /a.jpg: tags dropped [x]/[z]/[z]"},
		{name: "somebody changed two attributes, and the YAML minds one of them", live: "/a.jpg description=bad",
			base: "files: {/a.jpg: {tags: [x], description: good}}", now: one,
			want: "library update file /a.jpg: tags library [x]/null/[x], description dropped good/bad/bad"},
		{name: "a change of the YAML to one attribute and an old difference of another it dropped", live: "/a.jpg tags=x description=bad",
			base: "files: {/a.jpg: {tags: [x], description: good}}", now: "files: {/a.jpg: {tags: [y]}}",
			want: "both update file /a.jpg: tags yaml [x]/[x]/[y], description dropped good/bad/bad"},

		{name: "the YAML moves a file", base: "files: {/a.jpg: {id: 1}}", now: "files: {/b/a.jpg: {id: 1}}", live: "/a.jpg id=1",
			want: "yaml move file /b/a.jpg: place yaml\nyaml create folder /b: place yaml"},
		{name: "somebody moved a file", base: "files: {/a.jpg: {id: 1}}", now: "files: {/a.jpg: {id: 1}}", live: "/x/a.jpg id=1",
			want: "library move file /a.jpg: place library"},
		{name: "somebody moved a file, and the YAML wants it elsewhere again", base: "files: {/a.jpg: {id: 1}}", now: "files: {/c.jpg: {id: 1}}", live: "/b.jpg id=1",
			want: "both rename file /c.jpg: place both"},
		{name: "somebody moved a file to where the YAML now wants it", base: "files: {/a.jpg: {id: 1}}", now: "files: {/b.jpg: {id: 1}}", live: "/b.jpg id=1",
			want: "dropped rename file /a.jpg: place dropped"},
		{name: "somebody moved a file, and the YAML moves it and tags it", base: "files: {/a.jpg: {id: 1}}", live: "/b.jpg id=1",
			now:  "files: {/a.jpg: {id: 1, tags: [n]}}",
			want: "both rename file /a.jpg: place library, tags yaml null/null/[n]"},
		{name: "somebody moved a file, and the YAML only minds its tags now", base: "files: {/a.jpg: {id: 1, tags: [x]}}", live: "/b.jpg id=1",
			now:  "files: {/b.jpg: {tags: [x]}}",
			want: "library update file /b.jpg: place dropped, tags library [x]/null/[x]"},

		{name: "somebody added a file that is not listed", base: "folders: {/tmp: {prune: true}}", now: "folders: {/tmp: {prune: true}}", live: "/tmp/\n/tmp/new.jpg\n/keep.jpg",
			want: "library delete file /tmp/new.jpg: place library"},
		{name: "the YAML gives up a file", base: "files: {/a.jpg: {}}", now: "remove: {files: [/a.jpg]}", live: "/a.jpg\n/keep.jpg",
			want: "yaml delete file /a.jpg: place yaml"},
		{name: "somebody deleted a file that has a source", base: "files: {/a.jpg: {source: pic}}", now: "files: {/a.jpg: {source: pic}}", live: "/b.jpg",
			want: "library upload file /a.jpg: place library"},
		{name: "somebody deleted a file, and the YAML asks for more of it", base: "files: {/a.jpg: {source: pic}}", now: "files: {/a.jpg: {source: pic, tags: [n]}}", live: "/b.jpg",
			want: "both upload file /a.jpg: place library, tags yaml null/null/[n]"},
		{name: "somebody deleted a file that the YAML wants from elsewhere now", base: "files: {/a.jpg: {source: pic}}", now: "files: {/a.jpg: {moved_from: /b.jpg}}", live: "/b.jpg",
			want: "both rename file /a.jpg: place both"},
		{name: "somebody deleted a folder", base: "folders: {/f: }", now: "folders: {/f: , /g: }", live: "/b.jpg",
			want: "library create folder /f: place library\nyaml create folder /g: place yaml"},
		{name: "somebody replaced the bytes", base: "files: {/a.jpg: {source: pic}}", now: "files: {/a.jpg: {source: pic}}", live: "/a.jpg size=9",
			want: "library replace file /a.jpg: content library 3/9/3"},
		{name: "the YAML has new bytes", base: "files: {/a.jpg: {source: pic}}", now: "files: {/a.jpg: {source: longer}}", live: "/a.jpg size=3",
			want: "yaml replace file /a.jpg: content yaml 3/3/6"},
		{name: "somebody replaced the bytes, and the YAML has new ones", base: "files: {/a.jpg: {source: pic}}", now: "files: {/a.jpg: {source: longer}}", live: "/a.jpg size=9",
			want: "both replace file /a.jpg: content both 3/9/6"},

		{name: "somebody changed the label of a field, the YAML its options",
			base: "fields: {brand: {label: Brand, type: SingleSelect, options: [Acme]}}",
			now:  "fields: {brand: {label: Brand, type: SingleSelect, options: [Acme, Globex]}}",
			live: "field brand SingleSelect label=Marke options=Acme",
			want: "both update field brand: label library Brand/Marke/Brand, options yaml [Acme]/[Acme]/[Acme, Globex]"},
		{name: "another file took a name: what is wanted of each is its own", live: "/a.jpg id=2\n/b.jpg id=1",
			base: "files: {/a.jpg: {id: 1}, /b.jpg: {id: 2}}", now: "files: {/a.jpg: {id: 2}, /b.jpg: {id: 1}}",
			want: "dropped rename file /a.jpg: place dropped\ndropped rename file /b.jpg: place dropped"},
	} {
		t.Run(test.name, func(t *testing.T) {
			base, now := made(t, test.base, test.live), made(t, test.now, test.live)
			require.Equal(t, test.want, blameText(plan.Blame(base, now)), "base:\n%snow:\n%s", changesText(base), changesText(now))
		})
	}
}

// Each change of either plan is accounted for once, whatever the two ask for; and
// a plan beside itself is all the library's doing, beside none all the YAML's.
func TestBlameAccountsForEveryChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := drawScenario(t)
		live := have(first.text)
		base, err := mustMake(first.want, live)
		if err != nil {
			return
		}
		for _, b := range plan.Blame(base, base) {
			require.Equal(t, plan.BlameLibrary, b.Blame)
		}
		second, err := decode(drawWant(t, live))
		if err != nil {
			return
		}
		now, err := mustMake(second, live)
		if err != nil {
			return
		}
		list := plan.Blame(base, now)
		seen := map[string]int{}
		paired := 0
		for i := range list {
			b := &list[i]
			require.Contains(t, plan.Culprits(), b.Blame)
			seen[fmt.Sprint(b.Blame == plan.BlameDropped, b.Change.ID)]++
			if b.Base != nil && b.Blame != plan.BlameDropped {
				paired++
				require.NotEqual(t, plan.BlameYAML, b.Blame, "what the base would do somebody did")
			}
			if b.Base == nil {
				require.Equal(t, plan.BlameYAML, b.Blame)
			}
			names := []string{}
			for _, a := range b.Attrs {
				names = append(names, a.Name)
			}
			slices.Sort(names)
			require.Len(t, slices.Compact(names), len(b.Attrs), "an attribute is blamed twice")
		}
		for key, n := range seen {
			require.Equal(t, 1, n, key)
		}
		require.Equal(t, len(base.Changes)+len(now.Changes), len(list)+paired)
		for _, b := range plan.Blame(&plan.Plan{}, now) {
			require.Equal(t, plan.BlameYAML, b.Blame)
		}
	})
}
