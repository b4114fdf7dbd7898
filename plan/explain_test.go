package plan_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

const layered = `scope: [/s]
folders:
  /s: {tags: {add: [s]}, metadata: {season: warm}}
  /s/in: {tags: {add: [in]}}
  /s/out: {moved_from: /s/away}
  /s/tmp: {prune: true}
files:
  /s/in/a.jpg: {tags: {add: [own]}, description: Mug, focus: "1,2,3,4", published: false}
  /s/in/new.jpg: {source: pic}
rules:
  - {name: second, match: {where: 'tags IN ["first"]'}, metadata: {season: set}}
  - {name: first, match: {path: "/s/in/*", where: 'size < 100'}, tags: {add: [first], remove: [old]}}
  - {name: never, match: {path: "/s/else/*"}, tags: {add: [never]}}
`

const layeredHave = `field season Text
/s/in/a.jpg id=f1 tags=old,s
/s/away/b.jpg id=f2
/s/tmp/c.jpg id=f3
/t.jpg
`

func TestExplain(t *testing.T) {
	for _, test := range []struct{ path, want string }{
		{"/s/in/a.jpg", `/s/in/a.jpg, now /s/in/a.jpg f1
folder /s w.yaml:5:3: tags +s; metadata.season warm
folder /s/in w.yaml:6:3: tags +in
rule second w.yaml:13:5: metadata.season set
rule first w.yaml:14:5: tags +first -old
file /s/in/a.jpg w.yaml:10:3: tags +own; description Mug; focus 1,2,3,4; published false
change tags [old, s] => [first, in, own, s] by file at w.yaml:10:23
change metadata.season null => set by rule second at w.yaml:13:76
change description null => Mug by file at w.yaml:10:50
change focus null => 1,2,3,4 by file at w.yaml:10:62
change published true => false by file at w.yaml:10:84`},
		{"/s/in/new.jpg", `/s/in/new.jpg, now  
folder /s w.yaml:5:3: tags +s; metadata.season warm
folder /s/in w.yaml:6:3: tags +in
rule second w.yaml:13:5: metadata.season set
rule first w.yaml:14:5: tags +first -old
file /s/in/new.jpg w.yaml:11:3: source pic
change tags null => [first, in, s] by rule first at w.yaml:14:72
change metadata.season null => set by rule second at w.yaml:13:76`},
		{"/s/out/b.jpg", `/s/out/b.jpg, now /s/away/b.jpg f2
folder /s w.yaml:5:3: tags +s; metadata.season warm
change tags null => [s] by folder /s at w.yaml:5:14
change metadata.season null => warm by folder /s at w.yaml:5:45`},
		{"/s/away/b.jpg", `/s/out/b.jpg, now /s/away/b.jpg f2
folder /s w.yaml:5:3: tags +s; metadata.season warm
change tags null => [s] by folder /s at w.yaml:5:14
change metadata.season null => warm by folder /s at w.yaml:5:45`},
		{"/s/tmp/c.jpg", `/s/tmp/c.jpg, now /s/tmp/c.jpg f3, goes: pruned
folder /s w.yaml:5:3: tags +s; metadata.season warm`},
		{"/nowhere.jpg", "/nowhere.jpg is outside the scope of test: nothing is asked of it"},
		{"/s/nowhere.jpg", "/s/nowhere.jpg is neither in the library nor in the YAML"},
	} {
		t.Run(test.path, func(t *testing.T) {
			e, err := plan.Explain(want(t, layered), have(layeredHave), state.Path(test.path), withNow(plan.Options{}))
			if err != nil {
				require.EqualError(t, err, test.want)
				return
			}
			require.Equal(t, test.want, explanationText(e))
		})
	}
}

func explanationText(e *plan.Explanation) string {
	lines := []string{fmt.Sprintf("%s, now %s %s", e.Path, e.Live, e.ID)}
	if e.Gone != "" {
		lines[0] += ", goes: " + string(e.Gone)
	}
	for _, l := range e.Layers {
		var says []string
		for _, a := range l.Says {
			says = append(says, a.Name+" "+a.Value)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s: %s", l.Origin.Layer, l.Origin.Name, l.Origin.Pos, strings.Join(says, "; ")))
	}
	for _, d := range e.Result {
		by := strings.TrimSpace(fmt.Sprintf("%s %s", d.From.Layer, d.From.Name))
		lines = append(lines, fmt.Sprintf("change %s %s => %s by %s at %s", d.Name, d.Before, d.After, by, d.From.Pos))
	}
	return strings.Join(lines, "\n")
}

// A plan made from a library leaves both as they were.
func TestPlanningChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		h, untouched := have(s.text), have(s.text)
		w, err := decode(s.yaml)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = mustMake(s.want, h)
		if !reflect.DeepEqual(untouched, h) {
			t.Fatalf("the library was changed:\n%s", cmp.Diff(untouched, h, cmp.Comparer(state.Value.Equal)))
		}
		if !reflect.DeepEqual(w, s.want) {
			t.Fatalf("the wish was changed:\n%s", s.yaml)
		}
	})
}

// What a plan relies on is in its digest.
func TestTheDigestTellsWhetherAnythingChanged(t *testing.T) {
	yaml := "files: {/a.jpg: {tags: [x], source: pic}}\nremove: {files: [/b.jpg]}"
	digest := func(text string) string {
		p, err := plan.Make(want(t, yaml), have(text), plan.Source{}, withNow(plan.Options{}))
		require.NoError(t, err)
		return p.Digests.Have
	}
	first := digest("field brand Text\n/a.jpg\n/b.jpg\n/c.jpg")
	require.Equal(t, first, digest("field brand Text\n/a.jpg\n/b.jpg\n/c.jpg tags=other"), "a file that it does not touch")
	for _, other := range []string{
		"/a.jpg tags=y\n/b.jpg", "/a.jpg private\n/b.jpg", "/a.jpg draft\n/b.jpg", "/a.jpg id=9\n/b.jpg", "/a.jpg size=9\n/b.jpg",
		"/a.jpg description=d\n/b.jpg", "/a.jpg focus=1,2,3,4\n/b.jpg", "/a.jpg brand=x\n/b.jpg", "/a.jpg\n/b.jpg tags=keep", "/a.jpg",
	} {
		require.NotEqual(t, first, digest("field brand Text\n"+other), other)
	}
}
