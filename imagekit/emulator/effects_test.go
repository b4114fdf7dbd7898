package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// lines is effects as short lines: kind, subject and, of paths, to.
func lines(effects []emulator.Effect) (all []string) {
	for _, e := range effects {
		line := string(e.Kind) + " " + e.Subject
		if strings.HasPrefix(e.To, "/") {
			line += " -> " + e.To
		}
		all = append(all, line)
	}
	return all
}

// TestEffects: what each kind of request does, the first time and when it is made again.
func TestEffects(t *testing.T) {
	const tags = `{"fileIds":["{id:/a/f}","{id:/a/g}"],"tags":["x"]}`
	for _, test := range []struct {
		name  string
		opts  []emulator.Option
		steps []step
		want  []string
		twice []string // of them, those that should not be where nothing is done twice
	}{
		{
			name:  "an update made again changes nothing",
			steps: []step{{"PATCH /v1/files/{id:/a/f}/details", `{"description":"D"}`, 200, ""}, {"PATCH /v1/files/{id:/a/f}/details", `{"description":"D"}`, 200, ""}},
			want:  []string{"updated /a/f", "none /a/f"}, twice: []string{"none /a/f"},
		},
		{
			name:  "a bulk call has an effect for each file",
			steps: []step{{"PATCH /v1/files/{id:/a/g}/details", `{"tags":["x"]}`, 200, ""}, {"POST /v1/files/addTags", tags, 200, ""}, {"POST /v1/files/removeTags", tags, 200, ""}},
			want:  []string{"updated /a/g", "updated /a/f", "none /a/g", "updated /a/f", "updated /a/g"}, twice: []string{"none /a/g"},
		},
		{
			name:  "a bulk call that fails in part",
			opts:  []emulator.Option{emulator.WithFaults(emulator.Fault{Kind: emulator.FaultPartial})},
			steps: []step{{"POST /v1/files/addTags", tags, 207, ""}},
			want:  []string{"updated /a/g"},
		},
		{
			name: "the same bytes stored again at a path",
			steps: []step{
				{upload, "fileName=n&folder=/a&file=x&useUniqueFileName=false", 200, ""}, {upload, "fileName=n&folder=/a&file=y&useUniqueFileName=false", 200, ""},
				{upload, "fileName=n&folder=/a&file=y&useUniqueFileName=false", 200, ""},
			},
			want: []string{"created /a/n", "versioned /a/n", "versioned /a/n"}, twice: []string{"versioned /a/n"},
		},
		{
			name: "an upload whose answer was lost, made again",
			opts: []emulator.Option{emulator.WithFaults(emulator.Fault{Kind: emulator.FaultStatusAfter, Times: 1})},
			steps: []step{
				{upload, "fileName=n&folder=/a&file=x&useUniqueFileName=false", 500, ""}, {upload, "fileName=n&folder=/a&file=x&useUniqueFileName=false", 200, ""},
			},
			want: []string{"created /a/n", "versioned /a/n"}, twice: []string{"versioned /a/n"},
		},
		{
			name:  "a deletion made again is refused, and has no effect",
			steps: []step{{"NOTE gone {id:/a/f}", "", 0, ""}, {"DELETE /v1/files/{gone}", "", 204, ""}, {"DELETE /v1/files/{gone}", "", 404, ""}},
			want:  []string{"deleted /a/f"},
		},
		{
			name: "a deletion of what had come back",
			steps: []step{
				{deleteFolder, `{"folderPath":"/a"}`, 204, ""}, {makeFolder, create, 201, ""}, {makeFolder, create, 201, ""}, {deleteFolder, `{"folderPath":"/a"}`, 204, ""},
			},
			want: []string{"deleted /a", "created /a", "none /a", "deleted /a"}, twice: []string{"none /a", "deleted /a"},
		},
		{
			name: "files that are copied, moved and renamed",
			steps: []step{
				{"POST /v1/files/copy", `{"sourceFilePath":"/a/f","destinationPath":"/d"}`, 204, ""}, {"POST /v1/files/copy", `{"sourceFilePath":"/a/f","destinationPath":"/d"}`, 204, ""},
				{"POST /v1/files/move", `{"sourceFilePath":"/a/g","destinationPath":"/d"}`, 204, ""}, {"PUT /v1/files/rename", `{"filePath":"/d/g","newFileName":"h"}`, 200, ""},
			},
			want: []string{"copied /a/f -> /d/f", "copied /a/f -> /d/f", "moved /a/g -> /d/g", "moved /d/g -> /d/h"}, twice: []string{"copied /a/f -> /d/f"},
		},
		{
			name: "a folder job has one at its start and one at its end",
			steps: []step{
				{copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""}, {"WAIT 1s", "", 0, ""},
				{copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""}, {"WAIT 1s", "", 0, ""},
				{renameFolder, `{"folderPath":"/a","newFolderName":"b"}`, 202, ""}, {"WAIT 1s", "", 0, ""},
			},
			want:  []string{"started /a -> /d/a", "copied /a -> /d/a", "started /a -> /d/a", "copied /a -> /d/a", "started /a -> /b", "moved /a -> /b"},
			twice: []string{"started /a -> /d/a", "copied /a -> /d/a"},
		},
		{
			name: "a job whose folder is gone when it is due",
			steps: []step{
				{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""}, {deleteFolder, `{"folderPath":"/a"}`, 204, ""}, {"WAIT 1s", "", 0, ""},
			},
			want: []string{"started /a -> /d/a", "deleted /a", "none /a -> /d/a"}, twice: []string{"none /a -> /d/a"},
		},
		{
			name: "fields",
			steps: []step{
				{"POST /v1/customMetadataFields", `{"name":"n","label":"N","schema":{"type":"Text"}}`, 201, ""},
				{"PATCH /v1/customMetadataFields/{field:n}", `{"label":"M"}`, 200, ""}, {"PATCH /v1/customMetadataFields/{field:n}", `{"label":"M"}`, 200, ""},
				{"DELETE /v1/customMetadataFields/{field:n}", "", 204, ""},
			},
			want: []string{"created n", "updated n", "none n", "deleted n"}, twice: []string{"none n"},
		},
		{
			name: "versions",
			steps: []step{
				{upload, "fileName=f&folder=/a&file=x&useUniqueFileName=false", 200, ""},
				{"PUT /v1/files/{id:/a/f}/versions/{version:/a/f#1}/restore", "", 200, ""}, {"PUT /v1/files/{id:/a/f}/versions/{version:/a/f#1}/restore", "", 200, ""},
				{"DELETE /v1/files/{id:/a/f}/versions/{version:/a/f#2}", "", 204, ""},
			},
			want: []string{"versioned /a/f", "updated /a/f", "none /a/f", "deleted /a/f"}, twice: []string{"none /a/f"},
		},
		{
			name:  "reads, refusals and what a fault stops have none",
			opts:  []emulator.Option{emulator.WithFaults(emulator.Fault{Match: makeFolder, Kind: emulator.FaultStatus})},
			steps: []step{{"GET /v1/files", "", 200, ""}, {"PATCH /v1/files/{id:/a/f}/details", `{}`, 400, ""}, {makeFolder, create, 500, ""}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := open(t, test.opts...)
				require.NoError(t, a.server.Seed(seeds("/a/f", "/a/g", "/d/")...))
				a.play(test.steps...)
				require.Equal(t, test.want, lines(a.server.Effects()))
				require.Equal(t, test.twice, lines(a.server.Repeated()))
			})
		})
	}
}

// TestEffectsNameTheirRequest: and those of a job the one that started it.
func TestEffectsNameTheirRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t)
		require.NoError(t, a.server.Seed(seeds("/a/f", "/d/")...))
		a.play(step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""}, step{"WAIT 1s", "", 0, ""})
		started := a.server.Requests()[0]
		for _, e := range a.server.Effects() {
			require.Equal(t, []string{started.ID, "POST", moveFolder}, []string{e.RequestID, e.Method, e.Route})
		}
		a.server.ResetCounts()
		require.Empty(t, a.server.Effects())
	})
}

// TestRequestLog: only the last requests are kept, and all are counted.
func TestRequestLog(t *testing.T) {
	const n = 5
	run := func(opts ...emulator.Option) *account {
		a := open(t, opts...)
		require.NoError(t, a.server.Seed(seeds("/a", "/b")...))
		for i := range 20 {
			a.status(makeFolder, fmt.Sprintf(`{"folderName":"%d","parentFolderPath":"/"}`, i))
			a.status("PATCH /v1/files/"+a.file("/a").FileID+"/details", `{"tags":["x"]}`)
			a.status("GET https://ik.imagekit.io/emulator/a", "")
			a.status(fmt.Sprintf("GET /v1/none/%d", i), "")
			a.key = ""
			a.status(deleteFolder, `{"folderPath":"/x"}`)
			a.key = "private_emulator"
		}
		return a
	}
	all, some, none := run(), run(emulator.WithRequestLog(n)), run(emulator.WithRequestLog(0))
	require.Len(t, all.server.Requests(), 100)
	require.Equal(t, all.server.Requests()[100-n:], align(all, some.server.Requests()))
	require.Empty(t, none.server.Requests())
	require.Len(t, some.server.Effects(), n)
	for _, a := range []*account{all, some, none} {
		require.Equal(t, 40, a.server.Mutations())
		for pattern, want := range map[string]int{
			"": 100, "POST /v1/folder": 20, "DELETE /v1/folder": 20, "PATCH /v1/files/{id}/details": 20, "GET /v1/{rest...}": 20,
			"/v1/{rest...}": 80, "GET /emulator/{rest...}": 20, "* /v1/folder": 40, "GET /v1/files": 0, "PATCH /{rest...}": 20,
		} {
			require.Equal(t, want, a.server.Count(pattern), pattern)
		}
		a.server.ResetCounts()
		require.Zero(t, a.server.Count("")+a.server.Mutations())
		a.status("GET /v1/files", "")
		require.Equal(t, 1, a.server.Count("GET /v1/files"))
	}
	require.Len(t, some.server.Requests(), 1)
}

// align gives requests of another run the times of the last ones of a.
func align(a *account, requests []emulator.Request) []emulator.Request {
	all := a.server.Requests()
	for i := range requests {
		requests[i].Time = all[len(all)-len(requests)+i].Time
	}
	return requests
}

// TestEffectsInTime: a slow job changes nothing before it is due.
func TestEffectsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, emulator.WithFaults(emulator.Fault{Match: moveFolder, Kind: emulator.FaultSlowJob, Delay: time.Hour}))
		require.NoError(t, a.server.Seed(seeds("/a/f", "/d/")...))
		a.play(
			step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""},
			step{"WAIT 59m", "", 0, ""}, step{getJob, "", 200, `{"status":"Pending"}`},
			step{"WAIT 2m", "", 0, ""}, step{getJob, "", 200, `{"status":"Completed"}`},
		)
		require.Equal(t, "/d/ /d/a/ /d/a/f", a.tree())
	})
}
