package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
)

// shopFields are one field of each type that values are typed for.
func shopFields() []emulator.Field {
	return []emulator.Field{
		{Name: "brand", Type: "SingleSelect", SelectOptions: []any{"Acme", "Globex"}, DefaultValue: "Acme", IsValueRequired: true},
		{Name: "price", Type: "Number", MinValue: float64(1), MaxValue: float64(100)},
		{Name: "stock", Type: "Boolean"},
		{Name: "until", Type: "Date"},
		{Name: "colours", Type: "MultiSelect", SelectOptions: []any{"red", "blue, dark", float64(7)}},
		{Name: "note", Type: "Text"},
	}
}

func hero() emulator.Seed {
	return emulator.Seed{
		Path: "/s/hero.jpg", Tags: []string{"new"}, CustomMetadata: map[string]any{"brand": "Globex"},
		AITags: []emulator.AITag{{Name: "car", Confidence: 90}, {Name: "sky", Confidence: 80}},
	}
}

func TestFileUpdate(t *testing.T) {
	plain := []emulator.Seed{{Path: "/s/a.jpg", Tags: []string{"x"}}}
	playChanges(t, []changeStory{
		{name: "tags are added in one bulk call", files: plain, args: []string{"file", "update", "--tag", "+y", "/s/a.jpg"},
			sent: []string{"POST addTags"}, reads: 2, shows: []string{"updated /s/a.jpg: tags +y"}, left: map[string]string{"/s/a.jpg": "x,y"}},
		{name: "one file whose tags come and go takes one call", files: plain, args: []string{"file", "update", "--tag", "+y,-x", "/s/a.jpg"},
			sent: []string{"PATCH /s/a.jpg details"}, reads: 3, left: map[string]string{"/s/a.jpg": "y"}},
		{name: "a whole set", files: plain, args: []string{"file", "update", "--tag", "y,z", "/s/a.jpg"},
			sent: []string{"PATCH /s/a.jpg details"}, reads: 2, left: map[string]string{"/s/a.jpg": "y,z"}},
		{name: "tags are cleared", files: plain, args: []string{"file", "update", "--tag", "", "/s/a.jpg"},
			sent: []string{"PATCH /s/a.jpg details"}, left: map[string]string{"/s/a.jpg": ""}},
		{name: "as it should be", files: plain, args: []string{"file", "update", "--tag", "+x", "--publish", "/s/a.jpg"},
			shows: []string{"nothing to update: /s/a.jpg"}},
		{name: "tags travel with what needs a call anyway, and publishing alone", fields: shopFields(), files: []emulator.Seed{hero()},
			args: []string{"file", "update", "--tag", "+sale", "--set", "price=7.5", "--description", "Winter", "--focus", "1,2,3,4", "--unpublish", "--remove-ai-tags", "car,none", "/s/hero.jpg"},
			sent: []string{"PATCH /s/hero.jpg details", "PATCH /s/hero.jpg details"}, reads: 4,
			shows: []string{`updated /s/hero.jpg: tags +sale; AI tags -car; price nothing -> 7.5; description nothing -> "Winter"; focus nothing -> "1,2,3,4"; unpublished`},
			left:  map[string]string{"/s/hero.jpg": "new,sale brand=Globex price=7.5 AI:sky Winter 1,2,3,4 unpublished"}},
		{name: "required fields travel along", fields: shopFields(), files: []emulator.Seed{hero()}, readings: emulator.Readings{RequiredFields: emulator.RequiredInEveryRequest},
			args: []string{"file", "update", "--set", "stock=true", "/s/hero.jpg"}, sent: []string{"PATCH /s/hero.jpg details"},
			left: map[string]string{"/s/hero.jpg": "new brand=Globex stock=true AI:car AI:sky"}},
		{name: "and are sent as they are then, not as a listing showed them", fields: shopFields(), files: []emulator.Seed{hero()}, before: replaceBeforeRead,
			args: []string{"file", "update", "--set", "price=2", "/s/*"}, sent: []string{"PATCH /s/hero.jpg details"},
			left: map[string]string{"/s/hero.jpg": "fresh brand=Acme price=2"}},
		{name: "and so are tags", fields: shopFields(), files: []emulator.Seed{hero()}, before: replaceBeforeRead,
			args: []string{"file", "update", "--description", "D", "--tag", "+sale", "/s/*"}, sent: []string{"PATCH /s/hero.jpg details"},
			left: map[string]string{"/s/hero.jpg": "fresh,sale brand=Acme D"}},
		{name: "a required field without a value gets its default", fields: shopFields(), files: plain,
			args: []string{"file", "update", "--set", "note=null", "/s/a.jpg"}, sent: []string{"PATCH /s/a.jpg details"},
			shows: []string{"brand nothing -> Acme, the default of a required field"}, left: map[string]string{"/s/a.jpg": "x brand=Acme note=null"}},
		{name: "values of each type", fields: shopFields(), files: []emulator.Seed{hero()}, sent: []string{"PATCH /s/hero.jpg details"},
			args: []string{"file", "update", "--set", `colours="blue, dark",7`, "--set", "until=2030-01-02", "--set", "brand=Acme", "--set", "note=a=b", "/s/hero.jpg"},
			left: map[string]string{"/s/hero.jpg": "new brand=Acme colours=[blue, dark 7] note=a=b until=2030-01-02T00:00:00.000Z AI:car AI:sky"}, readings: emulator.Readings{Dates: emulator.DatesNormalised}},
		{name: "a field is unset", fields: shopFields(), files: []emulator.Seed{{Path: "/s/b.jpg", CustomMetadata: map[string]any{"brand": "Acme", "note": "old"}}},
			args: []string{"file", "update", "--unset", "note", "/s/b.jpg"}, sent: []string{"PATCH /s/b.jpg details"}, left: map[string]string{"/s/b.jpg": " brand=Acme"}},
		{name: "texts are cleared", files: []emulator.Seed{{Path: "/s/b.jpg", Description: "old", CustomCoordinates: "1,1,1,1"}},
			args: []string{"file", "update", "--description", "", "--focus", "", "/s/b.jpg"}, sent: []string{"PATCH /s/b.jpg details"}, left: map[string]string{"/s/b.jpg": ""}},
		{name: "AI tags by name", fields: shopFields(), files: []emulator.Seed{hero()}, args: []string{"file", "update", "--remove-ai-tags", "car", "/s/hero.jpg"},
			sent: []string{"POST removeAITags"}, left: map[string]string{"/s/hero.jpg": "new brand=Globex AI:sky"}},
		{name: "all AI tags", fields: shopFields(), files: []emulator.Seed{hero()}, args: []string{"file", "update", "--remove-ai-tags", "all", "/s/hero.jpg"},
			sent: []string{"PATCH /s/hero.jpg details"}, left: map[string]string{"/s/hero.jpg": "new brand=Globex"}},
		{name: "older versions are unpublished too, whatever they were", files: []emulator.Seed{{Path: "/s/b.jpg", Versions: [][]byte{[]byte("old")}, Unpublished: true}},
			args: []string{"file", "update", "--unpublish", "--versions", "/s/b.jpg"}, sent: []string{"PATCH /s/b.jpg details"}, shows: []string{"unpublished with its older versions"}},
		{name: "120 files take three calls", files: manyFiles(120), args: []string{"file", "update", "--tag", "+t", "/many/**"},
			sent: times("POST addTags", 3), reads: 1, shows: []string{"\n120 updated; 3 calls\n"}, left: allLike(manyFiles(120), "t")},
		{name: "and those that have the tag already none", files: append(manyFiles(120), emulator.Seed{Path: "/many/has.jpg", Tags: []string{"t"}}),
			args: []string{"file", "update", "--tag", "+t", "/many/**"}, sent: times("POST addTags", 3), shows: []string{"\n120 updated, 1 with nothing to update; 3 calls\n"}, left: allLike(manyFiles(120), "t")},
		{name: "adding, then removing", files: manyFiles(60, "old"), args: []string{"file", "update", "--tag", "+t,-old", "--yes", "/many/**"},
			sent: []string{"POST addTags", "POST addTags", "POST removeTags", "POST removeTags"}, shows: []string{"\n60 updated; 4 calls\n"}, left: allLike(manyFiles(60), "t")},
		{name: "a whole set of many, in bulk", files: manyFiles(60, "old", "t"), args: []string{"file", "update", "--tag", "t,u", "--yes", "/many/**"},
			sent: []string{"POST addTags", "POST addTags", "POST removeTags", "POST removeTags"}, left: allLike(manyFiles(60), "t,u")},
		{name: "nothing but the dry run", fields: shopFields(), files: []emulator.Seed{hero()}, args: []string{"file", "update", "--tag", "", "--dry-run", "/s/*"},
			shows: []string{"would update /s/hero.jpg: tags -new"}},
		{name: "by id", files: plain, args: []string{"file", "update", "--tag", "+y", "ID:/s/a.jpg"}, sent: []string{"POST addTags"}, reads: 1, left: map[string]string{"/s/a.jpg": "x,y"}},
		{name: "with a key that is not the account's", files: plain, before: func(w *world) { w.vars[keyVariable] = "other" }, readings: emulator.Readings{WrongKeyStatus: 401},
			args: []string{"file", "update", "--tag", "+y", "/s/a.jpg"}, code: exitFailed, says: []string{"is not accepted"}},
	})
}

// replaceBeforeRead makes somebody else replace the hero right before it is read by its id.
func replaceBeforeRead(w *world) {
	var replaced atomic.Bool // requests are made side by side
	w.request = func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/details") && r.Method == http.MethodGet && !replaced.Swap(true) {
			require.NoError(w.t, w.server.Seed(emulator.Seed{Path: "/s/hero.jpg", Tags: []string{"fresh"}, CustomMetadata: map[string]any{"brand": "Acme"}}))
		}
	}
}

// allLike is how files are that all have these tags and nothing else.
func allLike(files []emulator.Seed, text string) map[string]string {
	all := map[string]string{}
	for _, f := range files {
		all[f.Path] = text
	}
	return all
}

// Whoever named the files is not asked; a set that a search found, and that loses
// something, is asked about.
func TestFileUpdateAsks(t *testing.T) {
	two := []emulator.Seed{{Path: "/s/a.jpg", Tags: []string{"x"}, Description: "A"}, {Path: "/s/b.jpg", Tags: []string{"x", "y"}}}
	playChanges(t, []changeStory{
		{name: "no terminal", files: two, args: []string{"file", "update", "--tag", "y", "/s/*"}, code: exitUsage,
			says: []string{"give --yes", "Update 2 files (/s/a.jpg, /s/b.jpg)? 2 will lose tags."}},
		{name: "the answer is no", files: two, screen: "no", args: []string{"file", "update", "--description", "B", "/s/*"}, code: exitFailed,
			says: []string{"1 will lose the present description", "not done"}},
		{name: "the answer is yes", files: two, screen: "yes", args: []string{"file", "update", "--where", `tags IN ["x"]`, "--tag", "y"},
			sent: []string{"PATCH /s/a.jpg details", "PATCH /s/b.jpg details"}, left: map[string]string{"/s/a.jpg": "y A", "/s/b.jpg": "y"}},
		{name: "single tags are lost too", files: two, args: []string{"file", "update", "--tag", "-y,-x", "/s/*"}, code: exitUsage,
			says: []string{"give --yes", "Update 2 files (/s/a.jpg, /s/b.jpg)? 2 will lose tags."}},
		{name: "and URLs that stop working", files: two, args: []string{"file", "update", "--unpublish", "/s/*"}, code: exitUsage,
			says: []string{"give --yes", "2 will be off the web at once, and the URLs stop working."}},
		{name: "but not for a file that was named", files: two, args: []string{"file", "update", "--unpublish", "/s/a.jpg"},
			sent: []string{"PATCH /s/a.jpg details"}, left: map[string]string{"/s/a.jpg": "x A unpublished"}},
		{name: "or that come back", files: []emulator.Seed{{Path: "/s/c.jpg", Unpublished: true}, {Path: "/s/d.jpg", Unpublished: true}}, args: []string{"file", "update", "--publish", "/s/*"},
			sent: []string{"PATCH /s/c.jpg details", "PATCH /s/d.jpg details"}, left: map[string]string{"/s/c.jpg": "", "/s/d.jpg": ""}},
		{name: "nothing is lost", files: two, args: []string{"file", "update", "--tag", "+z", "/s/*"},
			sent: []string{"POST addTags"}, left: map[string]string{"/s/a.jpg": "x,z A", "/s/b.jpg": "x,y,z"}},
		{name: "named one by one", files: two, args: []string{"file", "update", "--tag", "", "/s/a.jpg", "/s/b.jpg"},
			sent: []string{"POST removeTags"}, left: map[string]string{"/s/a.jpg": " A", "/s/b.jpg": ""}},
	})
}

// What the API refuses is told of each file, by its path, and what was done before stands.
func TestFileUpdateRefused(t *testing.T) {
	two := []emulator.Seed{{Path: "/s/a.jpg"}, {Path: "/s/b.jpg"}}
	status := func(match string, status, times int) []emulator.Fault {
		return []emulator.Fault{{Match: match, Kind: emulator.FaultStatus, Status: status, Times: times}}
	}
	const details = "PATCH /v1/files/{fileId}/details"
	update := func(args ...string) []string { return append([]string{"file", "update"}, args...) }
	playChanges(t, []changeStory{
		{name: "no such file", args: update("--tag", "+t", "/s/none.jpg"), code: exitFailed, says: []string{"there is no file /s/none.jpg"}},
		{name: "no such id", args: update("--tag", "+t", "64fb1c2d8a7b4c1234567890"), code: exitFailed, says: []string{"there is no file with the id 64fb1c2d8a7b4c1234567890"}},
		{name: "one file of a bulk call goes while it is decided on: nothing of it is done", files: two,
			before: func(w *world) { w.deleteBefore("POST", "/s/b.jpg") },
			args:   update("--tag", "+t", "/s/*"), code: exitFailed, sent: []string{"DELETE /s/b.jpg", "POST addTags"}, left: map[string]string{"/s/b.jpg": "gone"},
			says: []string{"none of 2 updated", "named what is gone: /s/b.jpg (add tags: 404", "request id"}},
		{name: "and one of a call of its own", files: two, before: func(w *world) { w.deleteBefore("PATCH", "/s/b.jpg") },
			args: update("--description", "D", "/s/b.jpg"), code: exitFailed, sent: []string{"DELETE /s/b.jpg", "PATCH /s/b.jpg details"}, left: map[string]string{"/s/b.jpg": "gone"},
			says: []string{"/s/b.jpg: update file: 404", "request id"}},
		{name: "some of a bulk call", files: two, faults: []emulator.Fault{{Match: "POST /v1/files/addTags", Kind: emulator.FaultPartial}},
			args: update("--tag", "+t", "/s/*"), code: exitPartial, sent: []string{"POST addTags"}, left: map[string]string{"/s/b.jpg": "t"},
			shows: []string{"failed: update /s/a.jpg: The file could not be updated.: tags +t\nupdated /s/b.jpg"}, says: []string{"1 of 2 updated"}},
		{name: "what follows for a file that failed is not tried", files: two, faults: []emulator.Fault{{Match: "POST /v1/files/addTags", Kind: emulator.FaultPartial}},
			args: update("--tag", "+t", "--unpublish", "--yes", "/s/*"), code: exitPartial, sent: []string{"POST addTags", "PATCH /s/b.jpg details"}, left: map[string]string{"/s/b.jpg": "t unpublished"},
			shows: []string{"\n1 updated, 1 failed; 2 calls\n"}},
		{name: "what was done before a refusal shows", files: two, faults: status(details, 403, 1),
			args: update("--tag", "+t", "--unpublish", "/s/a.jpg"), code: exitPartial, sent: []string{"POST addTags", "PATCH /s/a.jpg details"}, left: map[string]string{"/s/a.jpg": "t"},
			shows: []string{"updated /s/a.jpg, but not all of it: publish file: 403"}, says: []string{"may not do this"}},
		{name: "metadata that the API does not take", files: two, faults: status(details, 400, 1),
			args: update("--description", "D", "/s/a.jpg"), code: exitFailed, sent: []string{"PATCH /s/a.jpg details"}, says: []string{"400 Bad Request: An injected fault", "request id"}},
		{name: "a key that may not write is told once", files: manyFiles(60), faults: status("POST /v1/files/addTags", 403, 0),
			args: update("--tag", "+t", "/many/*"), code: exitFailed, sent: []string{"POST addTags"}, shows: []string{"50 failed, 10 not tried; 1 call"}},
		{name: "a lock is waited for", files: two, undocumented: true, faults: status(details, 423, 2),
			args: update("--description", "D", "/s/a.jpg"), sent: times("PATCH /s/a.jpg details", 3), left: map[string]string{"/s/a.jpg": " D"}},
		{name: "but not for ever", files: two, undocumented: true, faults: status(details, 423, 0), before: func(w *world) { w.vars["IKSYNC_MAX_WAIT"] = "2s" },
			args: update("--description", "D", "/s/a.jpg"), code: exitTimeout, sent: times("PATCH /s/a.jpg details", 2), says: []string{"gave up waiting (423)"}},
		{name: "a lost answer: the call is repeated, which is harmless", files: two, faults: []emulator.Fault{{Match: "POST /v1/files/addTags", Kind: emulator.FaultDropAfter, Times: 1}},
			args: update("--tag", "+t", "/s/*"), sent: times("POST addTags", 2), left: allLike(two, "t")},
		{name: "a call that never gets through", files: two, faults: []emulator.Fault{{Match: details, Kind: emulator.FaultDropBefore}},
			args: update("--description", "D", "/s/a.jpg"), code: exitFailed, sent: times("PATCH /s/a.jpg details", 4), says: []string{"no answer from"}},
	})
}

// What cannot be meant is refused before anything is changed, and what can be seen
// without the library before anything is sent.
func TestFileUpdateBadInput(t *testing.T) {
	long := strings.Repeat("x", 501)
	for _, test := range []struct{ args, says string }{
		{"/s/a.jpg", "changes nothing without an option"},
		{"--tag +a", "which files?"},
		{"--tag +a s/a.jpg", "neither a path"},
		{"--where x --tag +a /s/a.jpg", "--where"},
		{"--tag a,+b /s/a.jpg", "and not both"},
		{"--tag a --tag -b /s/a.jpg", "and not both"},
		{"--tag a,,b /s/a.jpg", "nothing before or behind a comma"},
		{"--tag +a,-a /s/a.jpg", `"a" is to be added and to be removed`},
		{"--tag a% /s/a.jpg", "must not hold"},
		{"--tag a --tag EMPTY /s/a.jpg", "clears all tags"},
		{"--tag " + long + " /s/a.jpg", "501 characters"},
		{"--set brand /s/a.jpg", "want FIELD=VALUE"},
		{"--set =x /s/a.jpg", "want FIELD=VALUE"},
		{"--set a=1 --unset a /s/a.jpg", "named before"},
		{"--unset EMPTY /s/a.jpg", "must not be empty"},
		{"--focus 1,2,3 /s/a.jpg", "x,y,width,height"},
		{"--publish --unpublish /s/a.jpg", "say two things"},
		{"--versions /s/a.jpg", "belongs to --publish"},
		{"--remove-ai-tags a,,b /s/a.jpg", "nothing before or behind"},
		{"--extension remove-bg /s/a.jpg", "no JSON object"},
		{"--extension {} /s/a.jpg", "has no name"},
		{"--extension @none.json /s/a.jpg", "none.json"},
	} {
		t.Run(test.args[:min(len(test.args), 40)], func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				words := strings.Fields(test.args)
				for i := range words {
					words[i] = strings.ReplaceAll(words[i], "EMPTY", "")
				}
				w.run(append([]string{"file", "update"}, words...)...).exits(exitUsage).says(test.says)
				require.Empty(t, w.server.Requests())
			})
		})
	}
	for _, test := range []struct{ option, value, says string }{
		{"--set", "brnad=Acme", `there is no metadata field brnad; did you mean "brand"?`},
		{"--set", "brand=Acmee", "the field must be Acme or Globex, not Acmee"},
		{"--set", "price=cheap", "plain decimal number"},
		{"--set", "price=1000", "must be at most 100"},
		{"--set", "stock=maybe", "must be true or false"},
		{"--set", "until=soon", "must be a date"},
		{"--set", "colours=red,green", "must be"},
		{"--set", "price=", "needs a value"},
		{"--unset", "brand", "is required and cannot be unset"},
		{"--unset", "nothing", "there is no metadata field nothing"},
	} {
		t.Run(test.value, func(t *testing.T) {
			story := changeStory{fields: shopFields(), files: []emulator.Seed{hero()}, args: []string{"file", "update", test.option, test.value, "/s/hero.jpg"}, code: exitUsage, says: []string{test.says}}
			actionStory(t, func(_ *testing.T, w *world) { story.play(w) })
		})
	}
}

// The document lists each file once, with all that changes of it.
func TestFileUpdateDocument(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/a.jpg"}, emulator.Seed{Path: "/s/b.jpg", Tags: []string{"t"}, Unpublished: true}))
		args := []string{"file", "update", "--tag", "+t", "--unpublish", "--output", "json", "/s/*"}
		o := w.run(slices.Insert(slices.Clone(args), 2, "--dry-run")...).exits(exitFine)
		require.Equal(t, []string{"planned", "same"}, []string{o.items()[0]["status"].(string), o.items()[1]["status"].(string)})
		require.EqualValues(t, 2, o.json("iksync-action/1")["calls"])
		w.untouched()
		o = w.run(args...).exits(exitFine)
		require.Equal(t, []map[string]any{
			{"path": "/s/a.jpg", "id": o.items()[0]["id"], "status": "done", "note": "tags +t; unpublished"},
			{"path": "/s/b.jpg", "id": o.items()[1]["id"], "status": "same"},
		}, o.items())
	})
}

// The route never takes more calls than the simple way does, and always does all of it.
func TestUpdateRoute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &updateWish{tags: &state.Tags{Mode: state.TagsPartial, Add: []state.Tag{"a", "b"}, Remove: []state.Tag{"c"}}}
		if rapid.Bool().Draw(t, "exact") {
			w.tags = &state.Tags{Mode: state.TagsExact, Set: []state.Tag{"a", state.Tag(strings.Repeat("l", 300))}}
		}
		w.aiTags = []state.Tag{"car"}
		text := "text"
		if rapid.Bool().Draw(t, "described") {
			w.description = &text
		}
		long := state.Tag(strings.Repeat("m", 300))
		var changes []*fileChange
		for i := range rapid.IntRange(0, 160).Draw(t, "files") {
			f := &state.File{Path: state.Path(fmt.Sprintf("/%d", i)), ID: state.FileID(fmt.Sprint(i))}
			f.Tags = &state.Tags{Set: rapid.SliceOfNDistinct(rapid.SampledFrom([]state.Tag{"a", "b", "c", long}), 0, 4, rapid.ID).Draw(t, "tags")}
			if rapid.Bool().Draw(t, "like the wish") {
				f.Description = &state.Setting[string]{Value: text}
				f.Observed.AITags = []state.Tag{"car"}
			}
			changes = append(changes, w.changeOf(f))
		}
		r := newUpdateRoute(w, changes)
		calls := len(packAdded(r.adding())) + len(packRemoved(r.removing())) + len(packAITags(r.withoutAITags())) + len(r.patches)
		bulk, changed := tagCalls(changes)+len(packAITags(changes)), 0
		for _, c := range changes {
			if !c.isEmpty() {
				changed++
			}
			if c.alone() {
				bulk++
			}
		}
		require.LessOrEqual(t, calls, bulk, "calls, where tags go in bulk and all else file by file")
		if changed == 1 {
			require.Equal(t, 1, calls)
		}
		for _, c := range changes {
			patched := slices.Contains(r.patches, c)
			require.Equal(t, c.changesTags(), r.tags[c] && patched || covered(packAdded(r.adding()), c, c.add) && covered(packRemoved(r.removing()), c, c.remove) && c.changesTags())
			require.True(t, r.aiTags[c] && patched || covered(packAITags(r.withoutAITags()), c, c.aiTags))
			require.True(t, patched || !c.alone())
		}
	})
}

// covered says whether calls of at most 50 files and 500 characters name a file with its tags, once.
func covered(batches []tagBatch, c *fileChange, tags []state.Tag) bool {
	found := 0
	for _, b := range batches {
		if len(b.changes) > 50 || tagChars(b.tags) > 500 {
			return false
		}
		if slices.Contains(b.changes, c) && !slices.ContainsFunc(tags, func(t state.Tag) bool { return !slices.Contains(b.tags, t) }) {
			found++
		}
	}
	return len(tags) == 0 || found == 1
}
