package plan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Only files whose bytes could still be those of their sources have to be looked at.
func TestUnread(t *testing.T) {
	for _, test := range []struct {
		name, have, yaml string
		unread           []string
	}{
		{"the same size, and no hash", "/a.jpg size=3", "files: {/a.jpg: {source: pic}}", []string{"/a.jpg"}},
		{"the hash is known", "/a.jpg size=3 sha=cat\n/b.jpg size=3 sha=pic", "files: {/a.jpg: {source: pic}, /b.jpg: {source: pic}}", nil},
		{"another size", "/a.jpg size=4", "files: {/a.jpg: {source: pic}}", nil},
		{"no source", "/a.jpg size=3", "files: {/a.jpg: {tags: [x]}}", nil},
		{"the service does not hand it out", "/a.jpg size=3 undelivered", "files: {/a.jpg: {source: pic}}", nil},
		{"it is still where it comes from", "/a.jpg size=3", "files: {/b.jpg: {moved_from: /a.jpg, source: pic}}", []string{"/a.jpg"}},
		{"by its pin", "/a.jpg size=3 id=7", "files: {/b.jpg: {id: 7, source: pic}}", []string{"/a.jpg"}},
		{"in a folder that moves", "/a/x.jpg size=3", "folders: {/b: {moved_from: /a}}\nfiles: {/b/x.jpg: {source: pic}}", []string{"/a/x.jpg"}},
		{"the original of a copy", "/a/x.jpg size=3", "folders: {/b: {copy_of: /a}}\nfiles: {/b/x.jpg: {source: pic}}", []string{"/a/x.jpg"}},
		{"an original that gets other bytes first", "/a/x.jpg size=4", "folders: {/b: {copy_of: /a}}\nfiles: {/a/x.jpg: {source: pic}, /b/x.jpg: {source: pic}}", nil},
		{"beside an entry that is wrong", "/a.jpg size=3", "files: {/a.jpg: {source: pic}, /gone.jpg: {}}", []string{"/a.jpg"}},
		{"in their order, each once", "/b.jpg size=3\n/a.jpg size=3", "files: {/b.jpg: {source: pic}, /a.jpg: {source: cat}}", []string{"/a.jpg", "/b.jpg"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var paths []string
			for _, f := range plan.Unread(want(t, test.yaml), have(test.have), withNow(plan.Options{})) {
				paths = append(paths, string(f.Path))
			}
			require.Equal(t, test.unread, paths)
		})
	}
}

// What is not selected is not looked at, but for what is where something selected is
// or goes.
func TestUnreadOfASelection(t *testing.T) {
	const library, yaml = "/a/x.jpg size=3\n/b/y.jpg size=3\n/c/z.jpg size=3 id=9", "files: {/a/x.jpg: {source: pic}, /b/y.jpg: {source: pic}, /d/z.jpg: {id: 9, source: pic}}"
	for _, test := range []struct{ target, exclude, want string }{
		{"", "", "/a/x.jpg /b/y.jpg /c/z.jpg"},
		{"/a", "", "/a/x.jpg"},
		{"/d/**", "", "/c/z.jpg"},
		{"/c/*", "", "/c/z.jpg"},
		{"", "/b", "/a/x.jpg /c/z.jpg"},
		{"/{a,b}/*", "/**/y.jpg", "/a/x.jpg"},
	} {
		o := withNow(plan.Options{})
		if test.target != "" {
			o.Selection.Target = []state.Pattern{{Glob: test.target}}
		}
		if test.exclude != "" {
			o.Selection.Exclude = []state.Pattern{{Glob: test.exclude}}
		}
		var paths []string
		for _, f := range plan.Unread(want(t, yaml), have(library), o) {
			paths = append(paths, string(f.Path))
		}
		require.Equal(t, test.want, strings.Join(paths, " "), "%q %q", test.target, test.exclude)
	}
}
