package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// versioned is a file of so many versions, each of its own content.
func versioned(path string, n int) emulator.Seed {
	seed := emulator.Seed{Path: path, Content: fmt.Appendf(nil, "%s, version %d", path, n)}
	for i := range n - 1 {
		seed.Versions = append(seed.Versions, fmt.Appendf(nil, "%s, version %d", path, i+1))
	}
	return seed
}

// A placing is a step that puts files elsewhere, and the tree before and after.
type placing struct {
	name    string
	library []emulator.Seed
	step    step
	want    string
}

func playPlacings(t *testing.T, placings []placing) {
	t.Helper()
	for _, test := range placings {
		t.Run(test.name, func(t *testing.T) {
			a := open(t)
			require.NoError(t, a.server.Seed(test.library...))
			a.play(test.step)
			require.Equal(t, test.want, a.tree())
			if test.step.status >= 400 {
				require.Zero(t, changes(a), "a refusal changes nothing")
			}
		})
	}
}

func TestMovesAndCopies(t *testing.T) {
	const (
		moveFile = "POST /v1/files/move"
		copyFile = "POST /v1/files/copy"
	)
	playPlacings(t, []placing{
		{"a move", []emulator.Seed{versioned("/a", 2), folder("/d")},
			step{moveFile, `{"sourceFilePath":"/a","destinationPath":"/d"}`, 204, ""}, "/d/ /d/a*2"},
		{"a move to the root", seeds("/d/a"),
			step{moveFile, `{"sourceFilePath":"/d/a","destinationPath":"/"}`, 204, ""}, "/a /d/"},
		{"a move of an odd name", seeds("/o d/a (1)&.jpg", "/d/"),
			step{moveFile, `{"sourceFilePath":"/o d/a (1)&.jpg","destinationPath":"/d"}`, 204, ""}, "/d/ /d/a (1)&.jpg /o d/"},
		{"a move onto a file", []emulator.Seed{versioned("/a", 2), versioned("/d/a", 3)},
			step{moveFile, `{"sourceFilePath":"/a","destinationPath":"/d"}`, 204, ""}, "/d/ /d/a*5"},
		{"a move beyond 100 versions", []emulator.Seed{versioned("/a", 50), versioned("/d/a", 51)},
			step{moveFile, `{"sourceFilePath":"/a","destinationPath":"/d"}`, 400, `{"reason":"VERSION_LIMIT_EXCEEDED"}`}, "/a*50 /d/ /d/a*51"},
		{"a move to 100 versions", []emulator.Seed{versioned("/a", 50), versioned("/d/a", 50)},
			step{moveFile, `{"sourceFilePath":"/a","destinationPath":"/d"}`, 204, ""}, "/d/ /d/a*100"},
		{"a move to where it is", seeds("/d/a"),
			step{moveFile, `{"sourceFilePath":"/d/a","destinationPath":"/d/"}`, 400, `{"reason":"SAME_SOURCE_AND_DESTINATION"}`}, "/d/ /d/a"},
		{"a move from nowhere", seeds("/d/"),
			step{moveFile, `{"sourceFilePath":"/a","destinationPath":"/d"}`, 404, `{"reason":"SOURCE_FILE_MISSING"}`}, "/d/"},
		{"a move to nowhere", seeds("/a"),
			step{moveFile, `{"sourceFilePath":"/a","destinationPath":"/d"}`, 400, `{"reason":"INVALID_FOLDER_PATH"}`}, "/a"},
		{"a move of a folder", seeds("/a/", "/d/"),
			step{moveFile, `{"sourceFilePath":"/a","destinationPath":"/d"}`, 404, `{"reason":"SOURCE_FILE_MISSING"}`}, "/a/ /d/"},
		{"a move with versions", seeds("/a", "/d/"),
			step{moveFile, `{"sourceFilePath":"/a","destinationPath":"/d","includeFileVersions":true}`, 400, ""}, "/a /d/"},
		{"a copy of the current version", []emulator.Seed{versioned("/a", 2), folder("/d")},
			step{copyFile, `{"sourceFilePath":"/a","destinationPath":"/d"}`, 204, ""}, "/a*2 /d/ /d/a"},
		{"a copy of all versions", []emulator.Seed{versioned("/a", 2), folder("/d")},
			step{copyFile, `{"sourceFilePath":"/a","destinationPath":"/d","includeFileVersions":true}`, 204, ""}, "/a*2 /d/ /d/a*2"},
		{"a copy onto a file", []emulator.Seed{versioned("/a", 2), versioned("/d/a", 2)},
			step{copyFile, `{"sourceFilePath":"/a","destinationPath":"/d"}`, 204, ""}, "/a*2 /d/ /d/a*3"},
		{"a copy of all onto a file", []emulator.Seed{versioned("/a", 2), versioned("/d/a", 2)},
			step{copyFile, `{"sourceFilePath":"/a","destinationPath":"/d","includeFileVersions":true}`, 204, ""}, "/a*2 /d/ /d/a*4"},
		{"a copy beyond 100 versions", []emulator.Seed{versioned("/a", 1), versioned("/d/a", 100)},
			step{copyFile, `{"sourceFilePath":"/a","destinationPath":"/d"}`, 400, `{"reason":"VERSION_LIMIT_EXCEEDED"}`}, "/a /d/ /d/a*100"},
		{"an upload beyond 100 versions", []emulator.Seed{versioned("/a", 100)},
			step{upload, "fileName=a&file=x&useUniqueFileName=false", 400, `{"reason":"VERSION_LIMIT_EXCEEDED"}`}, "/a*100"},
	})
}

func TestRenames(t *testing.T) {
	const rename = "PUT /v1/files/rename"
	playPlacings(t, []placing{
		{"a rename", []emulator.Seed{versioned("/d/a", 2)},
			step{rename, `{"filePath":"/d/a","newFileName":"b"}`, 200, ""}, "/d/ /d/b*2"},
		{"a rename is rewritten", seeds("/d/a"),
			step{rename, `{"filePath":"/d/a","newFileName":"b c/ü.jpg"}`, 200, ""}, "/d/ /d/b_c_ü.jpg"},
		{"a rename onto a file", seeds("/a", "/b"),
			step{rename, `{"filePath":"/a","newFileName":"b"}`, 409, `{"reason":"FILE_ALREADY_EXISTS"}`}, "/a /b"},
		{"a rename to its own name", seeds("/a"),
			step{rename, `{"filePath":"/a","newFileName":"a"}`, 400, `{"reason":"SAME_OLD_AND_NEW_NAME"}`}, "/a"},
		{"a rename to no name", seeds("/a"), step{rename, `{"filePath":"/a","newFileName":".."}`, 400, ""}, "/a"},
		{"a rename of nothing", nil, step{rename, `{"filePath":"/a","newFileName":"b"}`, 404, `{"reason":"FILE_MISSING"}`}, ""},
	})
}

// changes counts files that were not seeded or have ended.
func changes(a *account) (n int) {
	for _, e := range a.server.Ledger() {
		if e.Created.Method != "SEED" || e.How != emulator.Live {
			n++
		}
	}
	return n
}

// TestMergedHistories: what a merge makes of two files, version by version.
func TestMergedHistories(t *testing.T) {
	for _, test := range []struct {
		name  string
		keeps emulator.MergeKeeps
		kept  string
	}{
		{"the destination's id is left", emulator.MergeKeepsDestination, "{there}"},
		{"the source's id is left", emulator.MergeKeepsSource, "{here}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := open(t, emulator.WithReadings(emulator.Readings{MergeKeeps: test.keeps}))
			here, there := versioned("/a", 2), versioned("/d/a", 2)
			here.Tags, there.Tags = []string{"source"}, []string{"destination"}
			require.NoError(t, a.server.Seed(here, there))
			a.play(
				step{"NOTE here {id:/a}", "", 0, ""}, step{"NOTE there {id:/d/a}", "", 0, ""}, step{"NOTE was {version:/a#1}", "", 0, ""},
				step{"POST /v1/files/move", `{"sourceFilePath":"/a","destinationPath":"/d"}`, 204, ""},
				step{"GET /v1/files/{id:/d/a}/versions", "", 200, `[
					{"fileId":"` + test.kept + `","type":"file","tags":["source"],"versionInfo":{"name":"Version 4"}},
					{"type":"file-version","versionInfo":{"id":"{was}","name":"Version 3"}},
					{"type":"file-version","tags":["destination"],"versionInfo":{"name":"Version 2"}},
					{"type":"file-version","versionInfo":{"name":"Version 1"}}]`},
			)
			data, found := a.server.Content("/d/a")
			require.True(t, found)
			require.Equal(t, "/a, version 2", string(data), "the content that came is the current one")
			ledger := map[string]emulator.LedgerEntry{}
			for _, e := range a.server.Ledger() {
				ledger[e.FileID] = e
			}
			lost := a.expand("{here}")
			if test.keeps == emulator.MergeKeepsSource {
				lost = a.expand("{there}")
			}
			require.Equal(t, emulator.Merged, ledger[lost].How)
			require.Equal(t, "/v1/files/move", ledger[lost].Ended.Path)
			require.Equal(t, a.expand(test.kept), ledger[lost].Into)
			require.Len(t, ledger[ledger[lost].Into].Versions, 4)
			require.Subset(t, ledger[ledger[lost].Into].Versions, ledger[lost].Versions)
		})
	}
}

func TestVersions(t *testing.T) {
	const versions = "/v1/files/{id:/a}/versions"
	seed := versioned("/a", 3)
	seed.Tags = []string{"third"}
	story(t, nil, []emulator.Seed{seed},
		step{"GET " + versions, "", 200, `[{"versionInfo":{"name":"Version 3"}},{"versionInfo":{"name":"Version 2"}},{"versionInfo":{"name":"Version 1"}}]`},
		step{"NOTE second {version:/a#2}", "", 0, ""}, step{"NOTE file {id:/a}", "", 0, ""},
		step{"PUT " + versions + "/{second}/restore", "", 200, `{"fileId":"{file}","versionInfo":{"id":"{second}","name":"Version 2"},"tags":null}`},
		step{"GET " + versions, "", 200, `[{"type":"file","versionInfo":{"name":"Version 2"}},
			{"type":"file-version","versionInfo":{"name":"Version 3"},"tags":["third"]},{"versionInfo":{"name":"Version 1"}}]`},
		step{"PUT " + versions + "/{version:/a#1}/restore", "", 200, `{"versionInfo":{"name":"Version 1"}}`},
		step{"GET " + versions, "", 200, `[{"versionInfo":{"name":"Version 1"}},{"versionInfo":{"name":"Version 3"}},{"versionInfo":{"name":"Version 2"}}]`},
		step{"PUT " + versions + "/{second}/restore", "", 200, `{"versionInfo":{"name":"Version 2"}}`},
		step{"PUT " + versions + "/{second}/restore", "", 200, `{"versionInfo":{"name":"Version 2"}}`},
		step{upload, "fileName=a&file=fourth&useUniqueFileName=false", 200, `{"fileId":"{file}","versionInfo":{"name":"Version 4"}}`},
		step{"DELETE " + versions + "/{second}", "", 204, ""},
		step{"DELETE " + versions + "/{second}", "", 404, ""},
		step{"GET " + versions + "/{second}", "", 404, ""},
		step{"GET " + versions, "", 200, `[{"versionInfo":{"name":"Version 4"}},{"versionInfo":{"name":"Version 3"}},{"versionInfo":{"name":"Version 1"}}]`},
		step{"DELETE " + versions + "/{version:/a#3}", "", 400, `"cannot delete current version"`},
		step{"DELETE /v1/files/{file}", "", 204, ""},
		step{"GET /v1/files/{file}/versions", "", 404, ""},
	)
}

func TestBulk(t *testing.T) {
	const (
		add, remove = "POST /v1/files/addTags", "POST /v1/files/removeTags"
		removeAI    = "POST /v1/files/removeAITags"
		erase       = "POST /v1/files/batch/deleteByFileIds"
		both        = `"fileIds":["{id:/a}","{id:/b}"]`
	)
	library := []emulator.Seed{file("/a", "x"), {Path: "/b", AITags: []emulator.AITag{{Name: "Dog"}}}, file("/full", strings.Repeat("f", 490))}
	story(t, nil, library,
		step{add, `{` + both + `,"tags":["x","y","y"]}`, 200, ""},
		step{"GET /v1/files?limit=2", "", 200, `[{"tags":["x","y"]},{"tags":["x","y"]}]`},
		step{add, `{"fileIds":["{id:/a}","{id:/full}"],"tags":["0123456789"]}`, 207,
			`{"successfullyUpdatedFileIds":["{id:/a}"],"errors":[{"fileId":"{id:/full}","error":"*"}]}`},
		step{add, `{"fileIds":["{id:/full}"],"tags":["012345678"]}`, 200, ""}, // 500 with the comma
		step{add, `{"fileIds":["{id:/a}"],"tags":["{long:501}"]}`, 400, `"500"`},
		step{add, `{"fileIds":["{id:/a}"],"tags":["50%"]}`, 400, ""},
		step{add, `{"fileIds":["{id:/a}"],"tags":[]}`, 400, `"tags array cannot be empty."`},
		step{add, `{"fileIds":["{id:/a}"]}`, 400, `"tags parameter is missing."`},
		step{add, `{"fileIds":[{ids:50}],"tags":["x"]}`, 404, ""},
		step{add, `{"fileIds":[{ids:51}],"tags":["x"]}`, 400, `"A maximum of 50 files can be edited at a time."`},
		step{add, `{"fileIds":["{id:/a}","{id:/a}"],"tags":["z"]}`, 200, `{"successfullyUpdatedFileIds":["{id:/a}"]}`},
		step{remove, `{` + both + `,"tags":["y","none"]}`, 200, `{"successfullyUpdatedFileIds":["*","*"]}`},
		step{"GET /v1/files?limit=2", "", 200, `[{"tags":["x","0123456789","z"]},{"tags":["x"]}]`},
		step{remove, `{"fileIds":[{ids:51}],"tags":["x"]}`, 400, ""},
		step{removeAI, `{` + both + `,"AITags":["Dog"]}`, 200, ""},
		step{removeAI, `{` + both + `,"tags":["Dog"]}`, 400, ""},
		step{removeAI, `{"fileIds":[{ids:51}],"AITags":["x"]}`, 400, ""},
		step{"GET /v1/files?limit=2", "", 200, `[{"AITags":null},{"AITags":null}]`},
		// One that is missing, and nothing is done to the others.
		step{add, `{"fileIds":["{id:/a}","bbbbbbbbbbbbbbbbbbbbbbbb"],"tags":["q"]}`, 404, `{"missingFileIds":["bbbbbbbbbbbbbbbbbbbbbbbb"]}`},
		step{"GET /v1/files?searchQuery=tags IN [\"q\"]", "", 200, `[]`},
		step{erase, `{"fileIds":["{id:/a}","bbbbbbbbbbbbbbbbbbbbbbbb"]}`, 404, `{"missingFileIds":["bbbbbbbbbbbbbbbbbbbbbbbb"]}`},
		step{erase, `{"fileIds":[{ids:101}]}`, 400, `"cannot have more than 100"`},
		step{erase, `{"fileIds":[{ids:100}]}`, 404, ""},
		step{erase, `{"fileIds":[]}`, 400, `"fileIds is empty."`},
		step{erase, `{"fileIds":null}`, 400, `"should be an Array."`},
		step{erase, `{"fileIds":[1]}`, 400, ""},
		step{erase, `{` + both + `}`, 200, ""},
		step{"GET /v1/files", "", 200, `["/full"]`},
	)
}
