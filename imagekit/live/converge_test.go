package live_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// decode reads a YAML file whose head is always the same, and measures its sources
// as newAccount's Open gives them: a source holds its own name.
func decode(t *testing.T, body string) *state.Want {
	t.Helper()
	want, err := state.Decode("library.yaml", strings.NewReader("version: 1\nlibrary: test\nscope: [/s]\n"+body))
	require.NoError(t, err)
	measureSources(want)
	return want
}

func (a account) plan(t *testing.T, want *state.Want) *plan.Plan {
	t.Helper()
	return a.planKnowing(t, want, &bytesKnown{})
}

// planKnowing is plan for somebody who knows something of the bytes of files.
func (a account) planKnowing(t *testing.T, want *state.Want, known *bytesKnown) *plan.Plan {
	t.Helper()
	have, err := a.library.Observe(context.Background(), want.Scope)
	require.NoError(t, err)
	require.Empty(t, have.Gaps)
	o := plan.Options{Now: time.Now(), AllowEmpty: plan.Granted}
	require.NoError(t, known.learn(context.Background(), a.library, want, have, o))
	p, err := plan.Make(want, have, plan.Source{Endpoint: "emulator"}, o)
	require.NoError(t, err)
	return p
}

// converge is what every end-to-end case goes through: plan, apply, plan again
// is empty, every file that ever was is alive with all its versions unless its end
// stood in the plan, and every file with a source has its bytes.
func converge(t *testing.T, a account, want *state.Want) *plan.Plan {
	t.Helper()
	known := &bytesKnown{}
	p := a.planKnowing(t, want, known)
	require.Empty(t, p.Refusals)
	before := a.server.Ledger()
	result, err := apply.Run(context.Background(), p, a.library, apply.Options{})
	require.NoError(t, err)
	for _, o := range result.Outcomes {
		require.Equal(t, apply.Done, o.Status, "operation %d: %s", o.Op, o.Error)
	}
	requireKept(t, before, a.server.Ledger(), p)
	require.Empty(t, brokenBytes(want, a.server.Files()))
	known.note(a.library.Stored()...)
	time.Sleep(10 * time.Second) // listings may lag behind

	a.server.ResetCounts()
	again := a.planKnowing(t, want, known)
	require.Empty(t, again.Changes, "a plan after an apply is empty")
	require.Zero(t, a.server.Mutations(), "planning writes nothing")
	return p
}

// requireKept follows every file of before to where it is in after.
func requireKept(t *testing.T, before, after []emulator.LedgerEntry, p *plan.Plan) {
	t.Helper()
	entries := map[string]emulator.LedgerEntry{}
	for _, e := range after {
		entries[e.FileID] = e
	}
	planned := map[string]bool{}
	for _, c := range p.Changes {
		if c.Kind == plan.File && c.Action == plan.Delete {
			planned[c.Object] = true
		}
	}
	for _, was := range before {
		if was.How != emulator.Live {
			continue
		}
		is := entries[was.FileID]
		for is.How == emulator.Merged || is.How == emulator.Reminted {
			is = entries[is.Into]
		}
		if planned[was.FileID] {
			require.NotEqual(t, emulator.Live, is.How, "%s was to be deleted", was.Path)
			continue
		}
		require.Equal(t, emulator.Live, is.How, "%s is gone, which no plan said", was.Path)
		require.Subset(t, is.Versions, was.Versions, "%s lost a version", was.Path)
		require.Empty(t, is.Dropped)
	}
}

func TestConverge(t *testing.T) {
	for _, test := range []struct {
		name  string
		files string // what is there: one path a line
		yaml  string
		want  string // the operations, in their order
	}{
		{name: "nothing to do", files: "/s/a.jpg", yaml: "files: {/s/a.jpg: }", want: ""},
		{name: "a file is tagged and described", files: "/s/a.jpg",
			yaml: `files: {/s/a.jpg: {tags: [x, y], description: A, focus: "1,2,3,4"}}`,
			want: "update-file /s/a.jpg"},
		{name: "unpublishing travels alone", files: "/s/a.jpg",
			yaml: `files: {/s/a.jpg: {tags: [x], published: false}}`,
			want: "add-tags /s, publish-file /s/a.jpg"},
		{name: "a new field comes before its values", files: "/s/a.jpg",
			yaml: "fields: {brand: {type: SingleSelect, options: [Acme], required: true, default: Acme}}\nfiles: {/s/a.jpg: {metadata: {brand: Acme}}}",
			want: "create-field, update-file /s/a.jpg"},
		{name: "folders come along with the deepest one", files: "/s/a.jpg",
			yaml: "folders: {/s/x/y/z: }",
			want: "create-folder /s/x/y/z"},
		{name: "a file moves into a new folder under a new name", files: "/s/a.jpg",
			yaml: "files: {/s/x/b.jpg: {moved_from: /s/a.jpg, tags: [t]}}",
			want: "create-folder /s/x, add-tags /s, rename-file /s/a.jpg -> /s/b.jpg, move-file /s/b.jpg -> /s/x/b.jpg"},
		{name: "a folder moves with all that is in it", files: "/s/old/a.jpg\n/s/old/in/b.jpg",
			yaml: "folders: {/s/archive/old: {moved_from: /s/old, tags: {add: [old]}}}",
			want: "create-folder /s/archive, add-tags /s/old, move-folder /s/old -> /s/archive/old"},
		{name: "a folder moves and a file in it is renamed", files: "/s/old/a.jpg",
			yaml: "folders: {/s/new: {moved_from: /s/old}}\nfiles: {/s/new/b.jpg: {moved_from: /s/old/a.jpg}}",
			want: "rename-file /s/old/a.jpg -> /s/old/b.jpg, rename-folder /s/old -> /s/new"},
		{name: "a chain gives each its name in turn", files: "/s/a.jpg\n/s/b.jpg",
			yaml: "files: {/s/c.jpg: {moved_from: /s/b.jpg}, /s/b.jpg: {moved_from: /s/a.jpg}}",
			want: "rename-file /s/b.jpg -> /s/c.jpg, rename-file /s/a.jpg -> /s/b.jpg"},
		{name: "a folder goes once what leaves it has left", files: "/s/old/a.jpg\n/s/old/b.jpg\n/s/keep/k.jpg",
			yaml: "files: {/s/keep/a.jpg: {moved_from: /s/old/a.jpg}}\nremove: {folders: [/s/old]}",
			want: "move-file /s/old/a.jpg -> /s/keep/a.jpg, delete-folder /s/old"},
		{name: "a pruned folder keeps what is listed", files: "/s/tmp/a.jpg\n/s/tmp/in/b.jpg\n/s/tmp/keep/c.jpg",
			yaml: "folders: {/s/tmp: {prune: true}}\nfiles: {/s/tmp/keep/c.jpg: }",
			want: "delete-file /s/tmp/a.jpg, delete-folder /s/tmp/in"},
		{name: "a missing file is uploaded with what is asked of it", files: "/s/a.jpg",
			yaml: "folders: {/s/up: {tags: {add: [t]}}}\nfiles: {/s/up/n.txt: {source: n.txt, description: N, tags: {add: [u]}}}",
			want: "create-folder /s/up, upload /s/up/n.txt"},
		{name: "a changed file is replaced and keeps the rest", files: "/s/a.txt",
			yaml: "files: {/s/a.txt: {source: longer/name.txt, description: D}}",
			want: "replace /s/a.txt"},
		{name: "a name is vacated before it is taken", files: "/s/a.jpg\n/s/b.jpg",
			yaml: "files: {/s/a.jpg: {moved_from: /s/b.jpg}, /s/c.jpg: {moved_from: /s/a.jpg}}",
			want: "rename-file /s/a.jpg -> /s/c.jpg, rename-file /s/b.jpg -> /s/a.jpg"},
	} {
		for _, service := range services() {
			t.Run(test.name+"/"+service.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, service.options...)
					for _, path := range strings.Fields(test.files) {
						a.upload(t, state.Path(path), nil)
					}
					time.Sleep(time.Minute) // what was uploaded is listed by now
					p := converge(t, a, decode(t, test.yaml))
					require.ElementsMatch(t, split(test.want), operations(p))
				})
			})
		}
	}
}

// services are ways in which the service may behave where its documents are
// silent, each as far from the others as can be.
func services() []struct {
	name    string
	options []emulator.Option
} {
	return []struct {
		name    string
		options []emulator.Option
	}{
		{"as documented", nil},
		{"in the other way", []emulator.Option{emulator.WithReadings(emulator.Readings{
			ParentsMustExist: true, ExistingFolder: emulator.ExistingFolderFails, FolderHyphens: emulator.HyphensKept,
			FileIDOnMove: emulator.MintsID, FolderIDOnMove: emulator.MintsID, FolderIDOnRename: emulator.MintsID,
			Locks: emulator.LocksEverything, Tags: emulator.TagsSorted, MissingDescription: emulator.MissingEmpty,
			DescriptionOnOverwrite: emulator.OverwrittenKept, NegationWithoutValue: emulator.NegationFails,
			UntypedSearch: emulator.UntypedSearchFindsAll, Units: emulator.Units1000, Dates: emulator.DatesNormalised,
			FieldSchema: emulator.FieldSchemaMerged, RequiredFields: emulator.RequiredInEveryRequest,
		})}},
		{"slowly", []emulator.Option{emulator.WithListLag(3 * time.Second), emulator.WithJobDuration(2 * time.Minute)}},
		{"at its limits", []emulator.Option{emulator.WithLimits(emulator.DocumentedLimits())}},
	}
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ", ")
}

func operations(p *plan.Plan) []string {
	var out []string
	for _, op := range p.Operations {
		line := strings.TrimSpace(fmt.Sprintf("%s %s", op.Kind, op.Path))
		if op.Dest != "" {
			line += " -> " + string(op.Dest)
		}
		out = append(out, line)
	}
	return out
}
