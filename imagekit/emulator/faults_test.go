package emulator_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const create = `{"folderName":"a","parentFolderPath":"/"}`

// status is what a request is answered; 0 is a broken connection.
func (a *account) status(ask, body string) int {
	a.t.Helper()
	response, err := a.client.Do(a.request(ask, body))
	if err != nil {
		require.ErrorIs(a.t, err, io.ErrUnexpectedEOF)
		return 0
	}
	require.NoError(a.t, response.Body.Close())
	return response.StatusCode
}

// TestFaults: what each kind answers, and whether the request was carried out.
func TestFaults(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault emulator.Fault
		want  int
		done  bool
		told  string
	}{
		{"none that matches", emulator.Fault{Match: "DELETE /v1/folder"}, 201, true, ""},
		{"a failure", emulator.Fault{Kind: emulator.FaultStatus}, 500, false, "status"},
		{"a failure of a route", emulator.Fault{Match: "POST /v1/folder", Kind: emulator.FaultStatus, Status: 503}, 503, false, "status"},
		{"a failure of a method", emulator.Fault{Match: "POST /{rest...}", Kind: emulator.FaultStatus, Status: 502}, 502, false, "status"},
		{"a failure of a path", emulator.Fault{Match: "/v1/folder", Kind: emulator.FaultStatus, Status: 423}, 423, false, "status"},
		{"a failure of any method", emulator.Fault{Match: "* /v1/{any}", Kind: emulator.FaultStatus, Status: 403}, 403, false, "status"},
		{"a failure afterwards", emulator.Fault{Kind: emulator.FaultStatusAfter, Status: 504}, 504, true, "status after"},
		{"a request that is lost", emulator.Fault{Kind: emulator.FaultDropBefore}, 0, false, "drop before"},
		{"an answer that is lost", emulator.Fault{Kind: emulator.FaultDropAfter}, 0, true, "drop after"},
		{"a job's fault on no job", emulator.Fault{Kind: emulator.FaultStuckJob}, 201, true, "stuck job"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := open(t, emulator.WithFaults(test.fault))
			require.Equal(t, test.want, a.status(makeFolder, create))
			require.Equal(t, test.done, a.tree() == "/a/")
			log := a.server.Requests()
			require.Len(t, log, 1)
			require.Equal(t, test.want, log[0].Status)
			require.Equal(t, test.told, log[0].Fault)
			require.Equal(t, test.done, log[0].Executed)
			require.Equal(t, 1, a.server.Count("POST /v1/folder"))
			require.Equal(t, test.done, a.server.Mutations() == 1)
		})
	}
}

// TestFaultTiming: which of many requests a fault hits.
func TestFaultTiming(t *testing.T) {
	fail := emulator.Fault{Match: "GET /v1/files", Status: 500}
	with := func(change func(*emulator.Fault)) emulator.Fault { f := fail; change(&f); return f }
	for _, test := range []struct {
		name   string
		faults []emulator.Fault
		want   string // an x for each request that fails
	}{
		{"always", []emulator.Fault{fail}, "xxxxxxxx"},
		{"twice", []emulator.Fault{with(func(f *emulator.Fault) { f.Times = 2 })}, "xx......"},
		{"after two", []emulator.Fault{with(func(f *emulator.Fault) { f.After = 2 })}, "..xxxxxx"},
		{"once after two", []emulator.Fault{with(func(f *emulator.Fault) { f.After, f.Times = 2, 1 })}, "..x....."},
		{"one after the other", []emulator.Fault{
			with(func(f *emulator.Fault) { f.Times = 1 }), with(func(f *emulator.Fault) { f.After, f.Times = 1, 1 }),
		}, "x.x....."},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := open(t, emulator.WithFaults(test.faults...))
			require.Equal(t, test.want, a.pattern(8))
			a.server.ClearFaults()
			require.Equal(t, "..", a.pattern(2))
			a.server.Inject(fail)
			require.Equal(t, "xx", a.pattern(2))
		})
	}
	random := func(seed uint64, n int) string {
		a := open(t, emulator.WithSeed(seed), emulator.WithFaults(with(func(f *emulator.Fault) { f.Rate = 0.25 })))
		return a.pattern(n)
	}
	require.Equal(t, random(7, 400), random(7, 400), "a seed decides")
	require.NotEqual(t, random(7, 400), random(8, 400))
	require.InDelta(t, 100, strings.Count(random(7, 400), "x"), 40)
}

func (a *account) pattern(n int) string {
	a.t.Helper()
	var b strings.Builder
	for range n {
		b.WriteByte(map[bool]byte{true: '.', false: 'x'}[a.status("GET /v1/files", "") == 200])
	}
	return b.String()
}

// TestFaultsAndBytes: a fault that names no path leaves the delivery of assets alone.
func TestFaultsAndBytes(t *testing.T) {
	a := open(t, emulator.WithFaults(emulator.Fault{Times: 1}))
	require.NoError(t, a.server.Seed(file("/a.jpg")))
	const bytes = "GET https://ik.imagekit.io/emulator/a.jpg"
	require.Equal(t, 200, a.status(bytes, ""))
	require.Equal(t, 500, a.status("GET /v1/files", ""))
	a.server.Inject(emulator.Fault{Match: "GET /emulator/{rest...}"})
	require.Equal(t, 500, a.status(bytes, ""))
}

func TestFaultsOfJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, emulator.WithFaults(
			emulator.Fault{Match: moveFolder, Kind: emulator.FaultStrand, Files: 2, Times: 1},
			emulator.Fault{Match: renameFolder, Kind: emulator.FaultStuckJob, Times: 1},
		))
		require.NoError(t, a.server.Seed(seeds("/a/1", "/a/2", "/a/s/3", "/d/")...))
		a.play(
			step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""},
			step{"WAIT 1s", "", 0, ""}, step{getJob, "", 200, `{"status":"Completed"}`},
		)
		require.Equal(t, "/a/ /a/1 /a/2 /d/ /d/a/ /d/a/s/ /d/a/s/3", a.tree())
		a.play(
			step{renameFolder, `{"folderPath":"/a","newFolderName":"b"}`, 202, ""},
			step{"WAIT 10000h", "", 0, ""}, step{getJob, "", 200, `{"status":"Pending"}`},
			step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 423, ""},
		)
		require.True(t, a.server.Jobs()[1].Due.IsZero())
	})
}

// TestInjected429: it carries the three headers, and counts as not carried out.
func TestInjected429(t *testing.T) {
	a := open(t, emulator.WithFaults(emulator.Fault{Status: 429, ResetMillis: 1500, Times: 1}))
	got := a.do(makeFolder, create)
	require.Equal(t, 429, got.status)
	require.Equal(t, "1500", got.header.Get("X-RateLimit-Reset"))
	require.Equal(t, "1500", got.header.Get("X-RateLimit-Interval"))
	require.Equal(t, "1", got.header.Get("X-RateLimit-Limit"))
	require.Zero(t, a.server.Mutations())
}

// TestSecondWriter: a hook may change the library between two pages, so that an asset is listed twice
// and another one never.
func TestSecondWriter(t *testing.T) {
	var a *account
	hook := func(r *http.Request) {
		if r.URL.Query().Get("skip") != "2" {
			return
		}
		fileID := a.file("/2").FileID
		require.Equal(t, 204, a.status("DELETE /v1/files/"+fileID, ""))
	}
	a = open(t, emulator.WithHook(hook))
	require.NoError(t, a.server.Seed(seeds("/1", "/2", "/3", "/4", "/5")...))
	a.play(
		step{"GET /v1/files?limit=2&skip=0", "", 200, `["/1","/2"]`},
		step{"GET /v1/files?limit=2&skip=2", "", 200, `["/4","/5"]`}, // nobody ever shows /3
	)
	log := a.server.Requests()
	require.Equal(t, []string{"GET", "DELETE", "GET"}, []string{log[0].Method, log[1].Method, log[2].Method}, "in the order of execution")
}

// TestListLag: listings and searches are behind, single objects are not, and seeds are there at once.
func TestListLag(t *testing.T) {
	list := func(want string) step { return step{"GET /v1/files?type=all", "", 200, want} }
	story(t, []emulator.Option{emulator.WithListLag(10 * time.Second)}, seeds("/a/f", "/d/"),
		list(`["/a","/a/f","/d"]`),
		step{upload, "fileName=g&file=x&folder=/a&useUniqueFileName=false", 200, ""},
		list(`["/a","/a/f","/d"]`),
		step{"GET /v1/files/{uploaded}/details", "", 200, `"/a/g"`},
		step{"GET /v1/files?path=/a", "", 200, `["/a/f"]`},
		step{`GET /v1/files?searchQuery=name = "g"`, "", 200, `[]`},
		step{"WAIT 5s", "", 0, ""},
		step{"PATCH /v1/files/{uploaded}/details", `{"tags":["x"]}`, 200, `{"tags":["x"]}`},
		step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""},
		step{"WAIT 4999ms", "", 0, ""}, list(`["/a","/a/f","/d"]`),
		step{"WAIT 1ms", "", 0, ""}, list(`["/a","/a/f","/d",{"filePath":"/a/g","tags":null}]`),
		step{"WAIT 5s", "", 0, ""}, list(`["/a","/a/f","/d",{"filePath":"/a/g","tags":["x"]}]`),
		step{"WAIT 100ms", "", 0, ""}, list(`["/d/a","/d/a/f","/d","/d/a/g"]`),
		step{deleteFolder, `{"folderPath":"/d"}`, 204, ""}, list(`["/d/a","/d/a/f","/d","/d/a/g"]`),
		step{"GET /v1/files/{uploaded}/details", "", 404, ""},
		step{"WAIT 10s", "", 0, ""}, list(`[]`),
	)
}

// TestLatency: every request takes its time, and honours the patience of its client.
func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, emulator.WithLatency(time.Second))
		start := time.Now()
		require.Equal(t, 200, a.status("GET /v1/files", ""))
		require.Equal(t, time.Second, time.Since(start))
		a.client.Timeout = 300 * time.Millisecond
		_, err := a.client.Do(a.request(makeFolder, create))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Empty(t, a.tree())
	})
}

// TestObserver: each request is told once, as it was answered.
func TestObserver(t *testing.T) {
	var told []string
	a := open(t, emulator.WithObserver(func(r emulator.Request) {
		told = append(told, fmt.Sprint(r.Method, " ", r.Route, " ", r.Class, " ", r.Status))
	}), emulator.WithFaults(emulator.Fault{Match: deleteFolder, Kind: emulator.FaultDropBefore}))
	a.status("GET /v1/files?limit=1", "")
	a.status("PATCH /v1/files/x/details", `{}`)
	a.status("GET /v1/none", "")
	a.status(deleteFolder, `{"folderPath":"/a"}`)
	a.status("GET https://ik.imagekit.io/emulator/a", "")
	a.status(upload, "file=x")
	require.Equal(t, []string{
		"GET GET /v1/files read 200", "PATCH PATCH /v1/files/{fileId}/details write 400", "GET  unknown 404",
		"DELETE DELETE /v1/folder write 0", "GET  content 404", "POST POST /api/v1/files/upload upload 400",
	}, told)
	require.Equal(t, 1, a.server.Count("GET /v1/files"))
	require.Equal(t, 1, a.server.Count("PATCH /v1/files/{id}/details"))
	require.Equal(t, 3, a.server.Count("GET /{rest...}"))
	require.Equal(t, 2, a.server.Mutations())
	a.server.ResetCounts()
	require.Empty(t, a.server.Requests())
}
