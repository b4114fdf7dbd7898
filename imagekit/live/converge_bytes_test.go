package live_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
)

// bytesStory is a convergeStory about bytes, and why files get new ones.
type bytesStory struct {
	convergeStory
	replaced string // the reasons, in the order of the changes
}

// bytesStories are about sources that are as long as the files they are for: pic is
// what the source pic holds.
func bytesStories() []bytesStory {
	cat, pic := []byte("cat"), []byte("pic")
	one := func(s emulator.Seed) []emulator.Seed { return []emulator.Seed{s} }
	const source = "source"
	return []bytesStory{
		{convergeStory{callStory{name: "the same bytes", seeds: one(emulator.Seed{Path: "/s/a.jpg", Content: pic}),
			yaml: fixed("files: {/s/a.jpg: {source: pic}}")}, ""}, ""},
		{convergeStory{callStory{name: "others", seeds: one(emulator.Seed{Path: "/s/a.jpg", Content: cat, Versions: [][]byte{pic}, Tags: []string{"x"}, Description: "A"}),
			yaml: fixed("files: {/s/a.jpg: {source: pic}}")}, "replace /s/a.jpg"}, source},
		{convergeStory{callStory{name: "of a file that moves to a new folder", seeds: one(emulator.Seed{Path: "/s/x/a.jpg", Content: cat}),
			yaml: fixed("files: {/s/y/a.jpg: {moved_from: /s/x/a.jpg, source: pic}}")},
			"replace /s/x/a.jpg, create-folder /s/y, move-file /s/x/a.jpg -> /s/y/a.jpg"}, source},
		{convergeStory{callStory{name: "of two files that trade places", seeds: []emulator.Seed{{Path: "/s/a.jpg", Content: cat}, {Path: "/s/b.jpg", Content: pic}},
			yaml: fixed("files: {/s/a.jpg: {source: pic}, /s/b.jpg: {source: cat}}")}, "replace /s/a.jpg, replace /s/b.jpg"}, source + " " + source},
		{convergeStory{callStory{name: "of a file in a folder that is copied", seeds: []emulator.Seed{{Path: "/s/t/kit/a.jpg", Content: cat}, {Path: "/s/t/kit/b.jpg", Content: pic}, {Path: "/s/c/d.jpg"}},
			yaml: fixed("folders: {/s/c/kit: {copy_of: /s/t/kit}}\nfiles: {/s/c/kit/a.jpg: {source: pic}, /s/c/kit/b.jpg: {source: pic}}")},
			"copy-folder /s/t/kit -> /s/c/kit, replace /s/c/kit/a.jpg"}, source},
		{convergeStory{callStory{name: "of the original, before it is copied", seeds: []emulator.Seed{{Path: "/s/t/kit/a.jpg", Content: cat}, {Path: "/s/c/d.jpg"}},
			yaml: fixed("folders: {/s/c/kit: {copy_of: /s/t/kit}}\nfiles: {/s/t/kit/a.jpg: {source: pic}, /s/c/kit/a.jpg: {source: pic}}")},
			"replace /s/t/kit/a.jpg, copy-folder /s/t/kit -> /s/c/kit"}, source},
		{convergeStory{callStory{name: "of a private file", seeds: []emulator.Seed{{Path: "/s/a.jpg", Content: cat, Private: true}, {Path: "/s/b.jpg", Content: pic, Private: true}},
			yaml: fixed("files: {/s/a.jpg: {source: pic}, /s/b.jpg: {source: pic}}")}, "replace /s/a.jpg"}, source},
		{convergeStory{callStory{name: "of a draft, to be sure, as nobody can read it", seeds: one(emulator.Seed{Path: "/s/a.jpg", Content: cat, Unpublished: true}),
			yaml: fixed("files: {/s/a.jpg: {source: pic}}")}, "replace /s/a.jpg, publish-file /s/a.jpg"}, "unread"},
		{convergeStory{callStory{name: "of a draft that has them already, which nobody can know", seeds: one(emulator.Seed{Path: "/s/a.jpg", Content: pic, Unpublished: true}),
			yaml: fixed("files: {/s/a.jpg: {source: pic}}")}, "replace /s/a.jpg, publish-file /s/a.jpg"}, "unread"},
		{convergeStory{callStory{name: "of a file that becomes a draft, and is looked at before", seeds: one(emulator.Seed{Path: "/s/a.jpg", Content: pic}),
			yaml: fixed("files: {/s/a.jpg: {source: pic, published: false}}")}, "publish-file /s/a.jpg"}, ""},
	}
}

// TestConvergeBytes replaces what is not as its source, and nothing else, by one
// version each.
func TestConvergeBytes(t *testing.T) {
	for _, story := range bytesStories() {
		for _, service := range services() {
			t.Run(story.name+"/"+service.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, service.options...)
					want := story.callStory.want(t, a)
					time.Sleep(time.Minute) // what is there is listed by now
					judge := randomRun{before: snapshotOf(a.server)}
					judge.plan = converge(t, a, want)
					judge.after = snapshotOf(a.server)
					require.Equal(t, split(story.want), operations(judge.plan))
					require.Empty(t, judge.brokenFiles())
					require.Equal(t, strings.Fields(story.replaced), replaces(judge.plan))
				})
			})
		}
	}
}

// replaces is why files get new bytes, in the order of the changes.
func replaces(p *plan.Plan) []string {
	out := []string{}
	for i := range p.Changes {
		if why := replacesAsLong(&p.Changes[i]); why != "" {
			out = append(out, string(why))
		}
	}
	return out
}
