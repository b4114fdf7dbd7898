package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
)

// destroys says whether an operation of kind k ends something, or gives it an
// older place.
func destroys(k plan.OpKind) bool {
	return slices.Contains([]plan.OpKind{plan.OpDeleteFile, plan.OpDeleteFiles, plan.OpDeleteFolder, plan.OpMergeFile, plan.OpReplace}, k)
}

// knownText is what the operations of p that destroy something must find, one
// condition a line, with ids in brackets and versions after an @.
func knownText(p *plan.Plan) string {
	var b strings.Builder
	known := func(path, id, version string) {
		fmt.Fprintf(&b, " %s[%s]", path, id)
		if version != "" {
			b.WriteString("@" + version)
		}
	}
	for i := range p.Operations {
		op := &p.Operations[i]
		if !destroys(op.Kind) {
			continue
		}
		for _, c := range op.Before {
			fmt.Fprintf(&b, "%s: %s", op.Kind, c.Kind)
			known(string(c.Path), string(c.File)+string(c.Folder), c.Version)
			for _, in := range c.Content {
				known(strings.TrimPrefix(string(in.Path), string(c.Path)), string(in.File)+string(in.Folder), in.Version)
			}
			b.WriteByte('\n')
		}
	}
	return strings.TrimSpace(b.String())
}

// TestWhatIsKnownOfWhatEnds says by what a call that destroys something tells it
// from what somebody put in its place.
func TestWhatIsKnownOfWhatEnds(t *testing.T) {
	for _, test := range []struct {
		name string
		have string
		yaml string
		want string
	}{
		{name: "a file goes in the version that was seen", have: "/a.jpg id=1 version=v1", yaml: "remove: {files: [/a.jpg]}",
			want: "delete-file: holds-file /a.jpg[1]@v1"},
		{name: "so does each of several", have: "/a.jpg id=1 version=v1\n/b.jpg id=2 version=v2", yaml: "remove: {files: [/a.jpg, /b.jpg]}",
			want: "delete-files: holds-file /a.jpg[1]@v1\ndelete-files: holds-file /b.jpg[2]@v2"},
		{name: "and all that goes with a folder, which is known as well", have: "/a/ id=A\n/a/in/ id=B\n/a/x.jpg id=1 version=v1\n/a/in/y.jpg id=2 version=v2",
			yaml: "remove: {folders: [/a]}",
			want: "delete-folder: holds-only /a[A] /in[B] /in/y.jpg[2]@v2 /x.jpg[1]@v1"},
		{name: "an empty folder is known", have: "/a/ id=A", yaml: "remove: {folders: [/a]}",
			want: "delete-folder: empty /a[A]"},
		{name: "one that lost what was in it too", have: "/a/ id=A\n/a/x.jpg id=1\n/b/", yaml: "files: {/b/x.jpg: {id: 1}}\nremove: {folders: [/a]}",
			want: "delete-folder: empty /a[A]"},
		{name: "of a folder that a move took along no id is known, nor of one that is made on the way", have: "/c/a/a/x.jpg",
			yaml: "folders: {/b: {copy_of: /c}, /a: {moved_from: /c/a, prune: true}}\nfiles: {/b/x.jpg: {moved_from: /c/a/a/x.jpg}}",
			want: "delete-folder: empty /iksync_d08507e15f1e[]\ndelete-folder: empty /a/a[]"},
		{name: "new bytes come after those that were seen", have: "/a.jpg id=1 version=v1", yaml: "files: {/a.jpg: {source: pic}}",
			want: "replace: holds-file /a.jpg[1]@v1"},
		{name: "a merge supersedes what was seen", have: "/in/a.jpg id=1 version=v1\n/out/a.jpg id=2 version=v2",
			yaml: "files: {/out/a.jpg: {moved_from: /in/a.jpg, on_conflict: version}}",
			want: "merge-file: holds-file /in/a.jpg[1]\nmerge-file: holds-file /out/a.jpg[2]@v2"},
		{name: "also where it gets other attributes first", have: "/in/a.jpg id=1 version=v1\n/out/a.jpg id=2 version=v2",
			yaml: "files: {/out/a.jpg: {moved_from: /in/a.jpg, on_conflict: version, description: new}}",
			want: "merge-file: holds-file /in/a.jpg[1]\nmerge-file: holds-file /out/a.jpg[2]@v2"},
		{name: "the plan gives new bytes to what comes, never to what is there", have: "/in/a.jpg id=1 version=v1\n/out/a.jpg id=2 version=v2",
			yaml: "files: {/out/a.jpg: {moved_from: /in/a.jpg, on_conflict: version, source: pic}}",
			want: "replace: holds-file /in/a.jpg[1]@v1\nmerge-file: holds-file /in/a.jpg[1]\nmerge-file: holds-file /out/a.jpg[2]@v2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := made(t, test.yaml, test.have)
			require.False(t, p.Refused(), planText(p))
			require.Equal(t, test.want, knownText(p), planText(p))
		})
	}
}
