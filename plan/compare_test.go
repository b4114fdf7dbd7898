package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
)

func made(t *testing.T, yaml, library string) *plan.Plan {
	t.Helper()
	p, err := plan.Make(want(t, yaml), have(library), plan.Source{Endpoint: "https://api.test"}, withNow(plan.Options{}))
	require.NoError(t, err)
	return p
}

func diffText(diffs []plan.ChangeDiff) string {
	var lines []string
	for _, d := range diffs {
		line := fmt.Sprintf("%s %s %s %s", d.What, d.Change.Action, d.Change.Kind, d.Change.Name())
		if len(d.Detail) > 0 {
			line += ": " + strings.Join(d.Detail, "; ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestCompare(t *testing.T) {
	const library = "/a.jpg tags=x\n/old/b.jpg\n/tmp/c.jpg\nfield brand Text"
	for _, test := range []struct {
		name                 string
		yaml, then           string // then: "" for the same
		library, thenLibrary string
		want                 string
	}{
		{name: "the same plan", yaml: "files: {/a.jpg: {tags: [y]}}", want: ""},
		{name: "another line asks for the same", yaml: "files: {/a.jpg: {tags: [y]}}", then: "files:\n\n  /a.jpg: {tags: [y]}", want: ""},
		{name: "a layer asks for the same", yaml: "files: {/a.jpg: {tags: [x, y]}}", then: "rules: [{name: r, match: {path: /a.jpg}, tags: {add: [y]}}]", want: ""},
		{name: "one more", yaml: "files: {/a.jpg: {tags: [y]}}", then: "files: {/a.jpg: {tags: [y]}, /old/b.jpg: {tags: [y]}}",
			want: "new update file /old/b.jpg"},
		{name: "one less, which was done meanwhile", yaml: "files: {/a.jpg: {tags: [y]}}", thenLibrary: "/a.jpg tags=y",
			want: "gone update file /a.jpg"},
		{name: "other tags, seen and wanted", yaml: "files: {/a.jpg: {tags: [y]}}", then: "files: {/a.jpg: {tags: [z]}}", thenLibrary: "/a.jpg",
			want: "different update file /a.jpg: tags: none -> [z], was [x] -> [y]"},
		{name: "an attribute comes and one goes", yaml: "files: {/a.jpg: {tags: [y]}}", then: "files: {/a.jpg: {description: d, metadata: {brand: Acme}}}",
			want: "different update file /a.jpg: description: none -> d, was not set; metadata.brand: none -> Acme, was not set; tags: not set, was [x] -> [y]"},
		{name: "more goes along", yaml: "folders: {/new: {moved_from: /old}}", thenLibrary: "/old/b.jpg\n/old/c.jpg",
			want: "different rename folder /new: files that go along: 1 -> 2"},
		{name: "a file replaced since", yaml: "remove: {files: [/tmp/*]}", thenLibrary: "/tmp/c.jpg id=9 size=12",
			want: "different delete file /tmp/c.jpg: id: f/tmp/c.jpg -> 9; bytes: 10 -> 12"},
		{name: "it comes from elsewhere", yaml: "files: {/n/x.jpg: {moved_from: /a.jpg}}", then: "files: {/n/x.jpg: {moved_from: /tmp/c.jpg}}",
			want: "different move file /n/x.jpg: from: /a.jpg -> /tmp/c.jpg; id: f/a.jpg -> f/tmp/c.jpg"},
		{name: "another action", yaml: "files: {/n.jpg: {source: pic}}", then: "files: {/n.jpg: {moved_from: /a.jpg}}",
			want: "different rename file /n.jpg: action: upload -> rename; from: none -> /a.jpg; id: none -> f/a.jpg; bytes: 3 -> 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			then, thenLibrary := test.then, test.thenLibrary
			if then == "" {
				then = test.yaml
			}
			if thenLibrary == "" {
				thenLibrary = library
			} else {
				thenLibrary += "\nfield brand Text"
			}
			require.Equal(t, test.want, diffText(plan.Compare(made(t, test.yaml, library), made(t, then, thenLibrary))))
		})
	}
}

// A plan does not differ from itself, and of two plans each change of either is
// accounted for.
func TestCompareAccountsForEveryChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, err := mustMake(drawScenario(t).both())
		if err != nil {
			return
		}
		other, err := mustMake(drawScenario(t).both())
		if err != nil {
			return
		}
		if diffs := plan.Compare(one, one); len(diffs) > 0 {
			t.Fatalf("a plan differs from itself:\n%s", diffText(diffs))
		}
		count := map[plan.ChangeDiffKind]int{}
		for _, d := range plan.Compare(one, other) {
			count[d.What]++
		}
		if len(one.Changes)-count[plan.DiffGone]+count[plan.DiffNew] != len(other.Changes) {
			t.Fatalf("%d changes, then %d: %v", len(one.Changes), len(other.Changes), count)
		}
	})
}
