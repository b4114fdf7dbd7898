package impact_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

// told is one line for each broken URL, without what all of them begin with.
func told(list []impact.Broken) []string {
	out := []string{}
	for _, b := range list {
		line := fmt.Sprintf("%s: %s %s", b.Change, b.Fate, strings.TrimPrefix(b.URL, account))
		if b.Becomes != "" {
			line += " -> " + strings.TrimPrefix(b.Becomes, account)
		}
		if b.Files != 1 {
			line += fmt.Sprintf(" (%d files)", b.Files)
		}
		out = append(out, line)
	}
	return out
}

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		name   string
		have   []string
		yaml   string
		want   []string
		purges int
	}{
		{"nothing is asked for", []string{"/s/a.jpg"}, "", nil, 0},
		{"new attributes break nothing", []string{"/s/a.jpg"}, "files: {/s/a.jpg: {tags: [x]}}", nil, 0},
		{"a file is deleted", []string{"/s/a.jpg", "/s/b.jpg"}, "remove: {files: [/s/a.jpg]}",
			[]string{"file:/s/a.jpg: gone /s/a.jpg"}, 1},
		{"a file is renamed", []string{"/s/a.jpg"}, "files: {/s/b.jpg: {moved_from: /s/a.jpg}}",
			[]string{"file:/s/b.jpg: moved /s/a.jpg -> /s/b.jpg"}, 1},
		{"a file with an odd name moves", []string{"/s/my photo (1).jpg"}, "files: {/t/a.jpg: {moved_from: /s/my photo (1).jpg}}",
			[]string{"file:/t/a.jpg: moved /s/my%20photo%20(1).jpg -> /t/a.jpg"}, 1},
		{"private files have no URL, nor have drafts", []string{"/s/a.jpg is private", "/s/b.jpg is a draft", "/s/c.jpg"},
			"files: {/t/a.jpg: {moved_from: /s/a.jpg}, /t/b.jpg: {moved_from: /s/b.jpg}}", nil, 0},
		{"a draft that moves and is published had none", []string{"/s/b.jpg is a draft"},
			"files: {/t/b.jpg: {moved_from: /s/b.jpg, published: true}}", nil, 0},
		{"a file is no longer published", []string{"/s/a.jpg"}, "files: {/s/a.jpg: {published: false}}",
			[]string{"file:/s/a.jpg: gone /s/a.jpg"}, 1},
		{"a file moves and is no longer published", []string{"/s/a.jpg"}, "files: {/t/a.jpg: {moved_from: /s/a.jpg, published: false}}",
			[]string{"file:/t/a.jpg: gone /s/a.jpg"}, 1},
		{"a folder moves", []string{"/s/2024/a.jpg", "/s/2024/b/c.jpg"}, "folders: {/s/old/2024: {moved_from: /s/2024}}",
			[]string{"folder:/s/old/2024: moved /s/2024/* -> /s/old/2024/* (2 files)"}, 1},
		{"a folder near the root cannot be purged with a wildcard", []string{"/in/a.jpg", "/in/b.jpg"}, "folders: {/out: {moved_from: /in}}",
			[]string{"folder:/out: moved /in/* -> /out/* (2 files)"}, 2},
		{"but one with a long name can", []string{"/fifteen-letters/a.jpg", "/fifteen-letters/b.jpg"}, "folders: {/out: {moved_from: /fifteen-letters}}",
			[]string{"folder:/out: moved /fifteen-letters/* -> /out/* (2 files)"}, 1},
		{"an empty folder has no URLs", []string{"/s/2024/a.jpg"}, "folders: {/s/old: {moved_from: /s/2024}}\nremove: {files: [/s/old/a.jpg]}",
			[]string{"file:/s/old/a.jpg: gone /s/2024/a.jpg"}, 1},
		{"a file goes from a folder that moves", []string{"/s/2024/a.jpg", "/s/2024/b.jpg", "/s/2024/c.jpg"},
			"folders: {/s/old: {moved_from: /s/2024}}\nfiles: {/s/best/a.jpg: {moved_from: /s/2024/a.jpg}}",
			[]string{"folder:/s/old: moved /s/2024/* -> /s/old/* (2 files)", "file:/s/best/a.jpg: moved /s/2024/a.jpg -> /s/best/a.jpg"}, 1},
		{"a folder goes from a folder that moves", []string{"/s/2024/x/a.jpg", "/s/2024/b.jpg"},
			"folders: {/s/old: {moved_from: /s/2024}, /s/x: {moved_from: /s/2024/x}}",
			[]string{"folder:/s/old: moved /s/2024/* -> /s/old/*", "folder:/s/x: moved /s/2024/x/* -> /s/x/*"}, 1},
		{"of a folder that moves, a file is no longer published", []string{"/s/2024/a.jpg", "/s/2024/b.jpg"},
			"folders: {/s/old: {moved_from: /s/2024}}\nfiles: {/s/old/a.jpg: {published: false}}",
			[]string{"folder:/s/old: moved /s/2024/* -> /s/old/*", "file:/s/old/a.jpg: gone /s/2024/a.jpg"}, 1},
		{"of a folder that moves, a file is known to be private", []string{"/s/2024/a.jpg is private", "/s/2024/b.jpg"},
			"folders: {/s/old: {moved_from: /s/2024}}\nfiles: {/s/old/a.jpg: {tags: [x]}}",
			[]string{"folder:/s/old: moved /s/2024/* -> /s/old/*"}, 1},
		{"a folder is deleted: its files are told, once", []string{"/s/old/a.jpg", "/s/old/b.jpg", "/s/c.jpg"}, "remove: {folders: [/s/old]}",
			[]string{"file:/s/old/a.jpg: gone /s/old/a.jpg", "file:/s/old/b.jpg: gone /s/old/b.jpg"}, 1},
		{"two files swap", []string{"/s/a.jpg", "/s/b.jpg"}, "files: {/s/a.jpg: {id: id-s-b.jpg}, /s/b.jpg: {id: id-s-a.jpg}}",
			[]string{"file:/s/a.jpg: taken-over /s/b.jpg -> /s/a.jpg", "file:/s/b.jpg: taken-over /s/a.jpg -> /s/b.jpg"}, 2},
		{"another file takes the place of one that goes", []string{"/s/a.jpg", "/s/b.jpg"},
			"files: {/s/old.jpg: {moved_from: /s/a.jpg}, /s/a.jpg: {id: id-s-b.jpg}}",
			[]string{"file:/s/a.jpg: moved /s/b.jpg -> /s/a.jpg", "file:/s/old.jpg: taken-over /s/a.jpg -> /s/old.jpg"}, 2},
		{"an upload takes the place of one that goes", []string{"/s/a.jpg"},
			"files: {/s/old.jpg: {id: id-s-a.jpg}, /s/a.jpg: {source: a.jpg}}",
			[]string{"file:/s/old.jpg: taken-over /s/a.jpg -> /s/old.jpg"}, 1},
		{"two folders swap", []string{"/s/a/1.jpg", "/s/b/2.jpg"}, "folders: {/s/a: {id: id-s-b}, /s/b: {id: id-s-a}}",
			[]string{"folder:/s/a: taken-over /s/b/* -> /s/a/*", "folder:/s/b: taken-over /s/a/* -> /s/b/*"}, 2},
		{"a file merges", []string{"/in/a.jpg", "/s/a.jpg"}, "files: {/s/a.jpg: {moved_from: /in/a.jpg, on_conflict: version}}",
			[]string{"file:/s/a.jpg <- /in/a.jpg: moved /in/a.jpg -> /s/a.jpg"}, 2},
		{"a folder merges, with a file of a name that is taken", []string{"/in/x/a.jpg", "/in/x/b.jpg", "/s/x/a.jpg"},
			"folders: {/s/x: {moved_from: /in/x, on_conflict: version}}",
			[]string{"file:/s/x/a.jpg <- /in/x/a.jpg: moved /in/x/a.jpg -> /s/x/a.jpg", "folder:/s/x <- /in/x: moved /in/x/* -> /s/x/*"}, 2},
		{"new bytes at the same URL break nothing, but the CDN has the old ones", []string{"/s/a.jpg", "/s/b.jpg is private"},
			"files: {/s/a.jpg: {source: a.jpg}, /s/b.jpg: {source: b.jpg}}", nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := planned(t, library(tt.have...), tt.yaml)
			require.ElementsMatch(t, tt.want, told(impact.Of(p)))
			require.Equal(t, tt.purges, impact.Purges(p), "purges")
			for _, b := range impact.Of(p) {
				require.True(t, strings.HasPrefix(b.URL, account+"/"), b.URL)
				c := p.Change(b.Change)
				require.NotNil(t, c)
				require.Equal(t, c.Kind, b.Kind)
			}
		})
	}
}

// Entries come in the order of the plan's changes.
func TestOfIsInOrder(t *testing.T) {
	p := planned(t, library("/s/2024/a.jpg", "/s/b.jpg", "/s/c.jpg"),
		"folders: {/s/old: {moved_from: /s/2024}}\nfiles: {/s/d.jpg: {moved_from: /s/b.jpg}}\nremove: {files: [/s/c.jpg]}")
	at := map[plan.ChangeID]int{}
	for i, c := range p.Changes {
		at[c.ID] = i
	}
	last := -1
	for _, b := range impact.Of(p) {
		require.Greater(t, at[b.Change], last)
		last = at[b.Change]
	}
	require.Len(t, impact.Of(p), 3)
}

// Where nothing tells what stands before the account's paths, the paths are told.
func TestOfAnUnknownAccount(t *testing.T) {
	have := library("/s/2024/a b.jpg", "/s/2024/c.jpg")
	have.Account = ""
	p := planned(t, have, "folders: {/s/old: {moved_from: /s/2024}}")
	require.Equal(t, []string{"folder:/s/old: moved /s/2024/* -> /s/old/* (2 files)"}, told(impact.Of(p)))
	require.Equal(t, "/s/2024/*", impact.Of(p)[0].URL)

	have = library("/s/a.jpg", "/s/2024/c.jpg")
	have.Account = ""
	p = planned(t, have, "folders: {/s/old: {moved_from: /s/2024}}\nremove: {files: [/s/a.jpg]}")
	for _, b := range impact.Of(p) {
		require.True(t, strings.HasPrefix(b.URL, account+"/s/"), "the URL of a file tells: %s", b.URL)
	}
}

// A plan that a program wrote, or that was read back, may have no more than
// changes: nothing is taken for granted about the rest.
func TestOfBareChanges(t *testing.T) {
	p := &plan.Plan{Changes: []plan.Change{
		{ID: "a", Kind: plan.File, Action: plan.Delete, Path: "/s/a.jpg", URL: account + "/s/a.jpg"},
		{ID: "b", Kind: plan.Folder, Action: plan.Move, From: "/s", Path: "/t"},
		{ID: "c", Kind: plan.Field, Action: plan.Delete, Field: "sku"},
		{ID: "d", Kind: plan.File, Action: "unknown", Path: "/"},
	}}
	require.Equal(t, []string{"a: gone /s/a.jpg"}, told(impact.Of(p)))
	require.Equal(t, 1, impact.Purges(p))
	require.Empty(t, impact.Of(&plan.Plan{}))
	require.Zero(t, impact.Purges(&plan.Plan{}))
}
