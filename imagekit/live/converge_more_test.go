package live_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
)

// seedsAt is files that lie at these paths, each with bytes of its own.
func seedsAt(paths ...string) []emulator.Seed {
	var seeds []emulator.Seed
	for _, path := range paths {
		seeds = append(seeds, emulator.Seed{Path: path, Content: []byte("bytes of " + path)})
	}
	return seeds
}

// pinnedAs is a list of files, each pinned to the id of the one at another path.
func pinnedAs(to ...string) func(map[state.Path]string) string {
	return func(ids map[state.Path]string) string {
		var b strings.Builder
		b.WriteString("files:\n")
		for i := 0; i < len(to); i += 2 {
			fmt.Fprintf(&b, "  %s: {id: %q}\n", to[i], ids[state.Path(to[i+1])])
		}
		return b.String()
	}
}

// convergeStory is a library, what is wanted of it, and the operations that it takes.
type convergeStory struct {
	callStory
	want string // in their order
}

func swapsAndRings() []convergeStory {
	return []convergeStory{
		{callStory{name: "two files trade names", seeds: seedsAt("/s/a.jpg", "/s/b.jpg"), yaml: rotated("files", "/s/a.jpg", "/s/b.jpg")},
			"rename-file /s/b.jpg -> /s/iksync_91652127f4ce.jpg, rename-file /s/a.jpg -> /s/b.jpg, " +
				"rename-file /s/iksync_91652127f4ce.jpg -> /s/a.jpg"},
		{callStory{name: "two files trade name and folder", seeds: seedsAt("/s/x/a.jpg", "/s/y/b.jpg"), yaml: rotated("files", "/s/x/a.jpg", "/s/y/b.jpg")},
			"rename-file /s/y/b.jpg -> /s/y/a.jpg, rename-file /s/x/a.jpg -> /s/x/b.jpg, " +
				"move-file /s/x/b.jpg -> /s/y/b.jpg, move-file /s/y/a.jpg -> /s/x/a.jpg"},
		{callStory{name: "two files of one name trade folders", seeds: seedsAt("/s/x/a.jpg", "/s/y/a.jpg"), yaml: rotated("files", "/s/x/a.jpg", "/s/y/a.jpg")},
			"rename-file /s/y/a.jpg -> /s/y/iksync_ad904e66da1d.jpg, move-file /s/x/a.jpg -> /s/y/a.jpg, " +
				"move-file /s/y/iksync_ad904e66da1d.jpg -> /s/x/iksync_ad904e66da1d.jpg, rename-file /s/x/iksync_ad904e66da1d.jpg -> /s/x/a.jpg"},
		{callStory{name: "three folders pass their names on", seeds: seedsAt("/s/a/1.jpg", "/s/b/2.jpg", "/s/c/3.jpg"), yaml: rotated("folders", "/s/a", "/s/b", "/s/c")},
			"rename-folder /s/b -> /s/iksync_438ff424bbd3, rename-folder /s/c -> /s/b, " +
				"rename-folder /s/a -> /s/c, rename-folder /s/iksync_438ff424bbd3 -> /s/a"},
		{callStory{name: "two folders of one name trade the folders they are in", seeds: seedsAt("/s/x/a/1.jpg", "/s/y/a/2.jpg"), yaml: rotated("folders", "/s/x/a", "/s/y/a")},
			"rename-folder /s/y/a -> /s/y/iksync_7c755e807da7, move-folder /s/x/a -> /s/y/a, " +
				"move-folder /s/y/iksync_7c755e807da7 -> /s/x/iksync_7c755e807da7, rename-folder /s/x/iksync_7c755e807da7 -> /s/x/a"},
	}
}

func copiesAndMerges() []convergeStory {
	return []convergeStory{
		{callStory{name: "a folder is copied under another name, and the copy is tagged", seeds: seedsAt("/s/t/kit/1.jpg", "/s/t/kit/in/2.jpg"),
			yaml: fixed("folders: {/s/c/winter: {copy_of: /s/t/kit, tags: {add: [winter]}}}")},
			"create-folder /s/c/iksync_b8508739b471, copy-folder /s/t/kit -> /s/c/iksync_b8508739b471/kit, rename-folder /s/c/iksync_b8508739b471/kit -> /s/c/iksync_b8508739b471/winter, " +
				"move-folder /s/c/iksync_b8508739b471/winter -> /s/c/winter, delete-folder /s/c/iksync_b8508739b471, add-tags /s/c/winter"},
		{callStory{name: "a folder is copied without what leaves it and with what comes to it", seeds: seedsAt("/s/t/kit/1.jpg", "/s/t/kit/2.jpg", "/s/t/3.jpg", "/s/c/4.jpg"),
			yaml: fixed("folders: {/s/c/kit: {copy_of: /s/t/kit}}\nfiles: {/s/t/1.jpg: {moved_from: /s/t/kit/1.jpg}, /s/t/kit/3.jpg: {moved_from: /s/t/3.jpg}}")},
			"move-file /s/t/kit/1.jpg -> /s/t/1.jpg, move-file /s/t/3.jpg -> /s/t/kit/3.jpg, copy-folder /s/t/kit -> /s/c/kit"},
		{callStory{name: "a file becomes a version of another, with the tags of its place", seeds: seedsAt("/s/in/a.jpg", "/s/out/a.jpg"),
			yaml: fixed("files: {/s/out/a.jpg: {moved_from: /s/in/a.jpg, on_conflict: version, tags: [x]}}")},
			"add-tags /s, merge-file /s/in/a.jpg -> /s/out/a.jpg"},
		{callStory{name: "a folder goes into another one of its name", seeds: seedsAt("/s/in/f/a.jpg", "/s/in/f/b.jpg", "/s/out/f/a.jpg", "/s/out/f/c.jpg"),
			yaml: fixed("folders: {/s/out/f: {moved_from: /s/in/f, on_conflict: version}}")},
			"merge-folder /s/in/f -> /s/out/f"},
		{callStory{name: "a folder all of whose files are pinned elsewhere", seeds: seedsAt("/s/a/1.jpg", "/s/a/in/2.jpg"),
			yaml: pinnedAs("/s/b/1.jpg", "/s/a/1.jpg", "/s/b/in/2.jpg", "/s/a/in/2.jpg")},
			"rename-folder /s/a -> /s/b"},
		{callStory{name: "to another folder, under another name", seeds: seedsAt("/s/a/1.jpg", "/s/a/2.jpg", "/s/x/3.jpg"),
			yaml: pinnedAs("/s/x/b/1.jpg", "/s/a/1.jpg", "/s/x/b/2.jpg", "/s/a/2.jpg")},
			"rename-folder /s/a -> /s/iksync_cbe8b16d81ae, move-folder /s/iksync_cbe8b16d81ae -> /s/x/iksync_cbe8b16d81ae, " +
				"rename-folder /s/x/iksync_cbe8b16d81ae -> /s/x/b"},
	}
}

func callsForMany() []convergeStory {
	season := emulator.Field{Name: "season", Type: "Text"}
	return []convergeStory{
		{callStory{name: "files are tagged and others deleted, each in one call", seeds: seedsAt("/s/a/1.jpg", "/s/a/2.jpg", "/s/a/1.tmp", "/s/a/2.tmp", "/s/b/3.jpg"),
			yaml: fixed("folders: {/s/a: {tags: {add: [x]}}}\nremove: {files: [/s/a/*.tmp]}")},
			"add-tags /s/a, delete-files /s/a"},
		{callStory{name: "a folder goes with all in it but for a file that leaves", seeds: seedsAt("/s/old/1.jpg", "/s/old/in/2.jpg", "/s/old/in/3.jpg", "/s/new/4.jpg"),
			yaml: fixed("files: {/s/new/3.jpg: {moved_from: /s/old/in/3.jpg}}\nremove: {folders: [/s/old]}")},
			"move-file /s/old/in/3.jpg -> /s/new/3.jpg, delete-folder /s/old"},
		{callStory{name: "folders are made with those above them", seeds: seedsAt("/s/a.jpg"),
			yaml: fixed("folders: {/s/x/y/a: , /s/x/y/b: }")},
			"create-folder /s/x/y/a, create-folder /s/x/y/b"},
		{callStory{name: "a new field is required once the files that carry metadata have it", fields: []emulator.Field{season},
			seeds: []emulator.Seed{{Path: "/s/a.jpg", CustomMetadata: map[string]any{"season": "warm"}}, {Path: "/s/b.jpg"}},
			yaml:  fixed("fields: {brand: {type: Text, required: true, default: Acme}}")},
			"create-field, update-file /s/a.jpg, update-field"},
		{callStory{name: "a field of old becomes required after its values", fields: []emulator.Field{season, {Name: "brand", Type: "Text"}},
			seeds: []emulator.Seed{{Path: "/s/a.jpg", CustomMetadata: map[string]any{"season": "warm"}}, {Path: "/s/b.jpg", CustomMetadata: map[string]any{"brand": "Globex"}}},
			yaml:  fixed("fields: {brand: {type: Text, required: true, default: Acme}}")},
			"update-file /s/a.jpg, update-field"},
	}
}

// TestConvergeSwapsAndRings and those below it plan, apply, find nothing more to
// do, and follow every file, however the service behaves.
func TestConvergeSwapsAndRings(t *testing.T)   { convergeAll(t, swapsAndRings()) }
func TestConvergeCopiesAndMerges(t *testing.T) { convergeAll(t, copiesAndMerges()) }
func TestConvergeCallsForMany(t *testing.T)    { convergeAll(t, callsForMany()) }

func convergeAll(t *testing.T, stories []convergeStory) {
	t.Helper()
	for _, story := range stories {
		for _, service := range services() {
			t.Run(story.name+"/"+service.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, service.options...)
					want := story.callStory.want(t, a)
					time.Sleep(time.Minute) // what is there is listed by now
					p := converge(t, a, want)
					require.Equal(t, split(story.want), operations(p))
				})
			})
		}
	}
}
