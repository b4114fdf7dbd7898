package live_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

const recordPath = "/s/" + live.RecordName

// TestRecordPlace keeps one version of what was written last, which no one but the key sees.
func TestRecordPlace(t *testing.T) {
	readings := deliveries()
	for name, options := range map[string][]emulator.Option{
		"as by default":    nil,
		"in the other way": {emulator.WithReadings(readings["in the other way"])},
		"slowly":           {emulator.WithListLag(3 * time.Second)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newContentAccount(t, cache(byUpdate), options...)
				place := a.library.RecordPlace([]state.Path{"/s", "/t"})
				require.Equal(t, state.Path(recordPath), place.Path())
				data, err := place.Read(t.Context())
				require.NoError(t, err)
				require.Nil(t, data, "there is none yet")
				for i := range 4 {
					text := fmt.Sprintf(`{"n":%d}`, i) // all as long
					require.NoError(t, place.Write(t.Context(), []byte(text)))
					time.Sleep(5 * time.Second) // it is listed by now
					data, err := place.Read(t.Context())
					require.NoError(t, err)
					require.Equal(t, text, string(data))
					f, there := a.server.File(recordPath)
					require.True(t, there)
					require.True(t, f.Private)
					require.Len(t, f.Versions, 1)
				}
				readOnly := live.New(a.client.ReadOnly(), live.Options{}).RecordPlace([]state.Path{"/s"})
				data, err = readOnly.Read(t.Context())
				require.NoError(t, err)
				require.Equal(t, `{"n":3}`, string(data))
				require.ErrorIs(t, readOnly.Write(t.Context(), []byte("x")), imagekit.ErrReadOnly)
			})
		})
	}
	require.Equal(t, state.Path("/"+live.RecordName), newAccount(t).library.RecordPlace([]state.Path{"/"}).Path())
}

// TestRecordUnderLag: a listing that lags costs the record, and nothing else.
func TestRecordUnderLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newContentAccount(t, nil, emulator.WithListLag(10*time.Second))
		place := a.library.RecordPlace([]state.Path{"/s"})
		require.NoError(t, place.Write(t.Context(), []byte("one")))
		data, err := place.Read(t.Context())
		require.NoError(t, err)
		require.Nil(t, data)
		time.Sleep(11 * time.Second)
		require.NoError(t, place.Write(t.Context(), []byte("two")))
		data, err = place.Read(t.Context())
		require.NoError(t, err)
		require.Equal(t, "two", string(data), "an older version that is listed is not what is read")
	})
}

// TestRecordTroubles: each says what happened, and to which file.
func TestRecordTroubles(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault emulator.Fault
		do    func(context.Context, *live.RecordPlace) error
		says  string
		left  int // versions
	}{
		{"it is not delivered", emulator.Fault{Match: "GET /emulator/s/{file}", Status: 404}, reads, "reading the record of uploads, " + recordPath + ": download", 1},
		{"it cannot be looked for", emulator.Fault{Match: "GET /v1/files", Status: 401}, reads, "reading the record of uploads, " + recordPath + ": list assets: 401", 1},
		{"it cannot be uploaded", emulator.Fault{Match: "POST /api/v1/files/upload", Status: 400}, writes, "writing the record of uploads, " + recordPath + ": upload file: 400", 1},
		{"older versions cannot be deleted", emulator.Fault{Match: "DELETE /v1/files/{id}/versions/{v}", Status: 403}, writes, "it is written, but older versions of it are left: delete version: 403", 2},
		{"older versions went", emulator.Fault{Match: "DELETE /v1/files/{id}/versions/{v}", Status: 404}, writes, "", 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newContentAccount(t, nil)
			place := a.library.RecordPlace([]state.Path{"/s"})
			require.NoError(t, place.Write(t.Context(), []byte("one")))
			a.server.Inject(test.fault)
			if err := test.do(t.Context(), place); test.says != "" {
				require.ErrorContains(t, err, test.says)
			} else {
				require.NoError(t, err)
			}
			f, _ := a.server.File(recordPath)
			require.Len(t, f.Versions, test.left)
			a.server.ClearFaults()
			require.NoError(t, place.Write(t.Context(), []byte("last")))
			f, _ = a.server.File(recordPath)
			require.Len(t, f.Versions, 1, "the next write makes up for it")
		})
	}
}

func reads(ctx context.Context, p *live.RecordPlace) error {
	_, err := p.Read(ctx)
	return err
}

func writes(ctx context.Context, p *live.RecordPlace) error { return p.Write(ctx, []byte("two")) }

// TestRecordOfTwo: whoever is overtaken deletes nothing of what came after.
func TestRecordOfTwo(t *testing.T) {
	var a account
	overtaken := 0
	a = newContentAccount(t, nil, emulator.WithObserver(func(r emulator.Request) {
		if r.Class == emulator.ClassUpload && overtaken == 1 {
			overtaken++
			a.put(t, recordPath, "theirs", nil)
		}
	}))
	place := a.library.RecordPlace([]state.Path{"/s"})
	require.NoError(t, place.Write(t.Context(), []byte("one")))
	overtaken = 1
	require.NoError(t, place.Write(t.Context(), []byte("two")))
	f, _ := a.server.File(recordPath)
	require.Len(t, f.Versions, 3)
	data, _ := a.server.Content(recordPath)
	require.Equal(t, "theirs", string(data))
}

// TestRecordIsNotManaged: no listing shows a record, wherever it lies, so that none is pruned, held
// for drift, or in the way of a folder that goes.
func TestRecordIsNotManaged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newContentAccount(t, nil)
		a.seed(t, "/s/a.jpg", "/s/old/b.jpg", "/s/old/"+live.RecordName, recordPath)
		have, err := a.library.Observe(t.Context(), []state.Path{"/s"})
		require.NoError(t, err)
		require.True(t, have.Complete())
		require.Len(t, have.Files, 2)
		contents, err := a.library.Contents(t.Context(), "/s/old")
		require.NoError(t, err)
		require.Equal(t, []plan.Content{{Path: "/s/old/b.jpg", File: a.idAt(t, "/s/old/b.jpg")}}, contents)
		violations, err := a.library.Check(t.Context(), []plan.Condition{
			{Kind: plan.HoldsOnly, Path: "/s/old", Content: contents},
		})
		require.NoError(t, err)
		require.Empty(t, violations)
		want := decode(t, "folders: {/s: {prune: true}}\nfiles: {/s/a.jpg: }")
		result, err := apply.Run(t.Context(), a.plan(t, want), a.library, apply.Options{})
		require.NoError(t, err)
		for _, o := range result.Outcomes {
			require.Equal(t, apply.Done, o.Status, o.Error)
		}
		require.Empty(t, a.plan(t, want).Changes)
		_, there := a.server.File(recordPath)
		require.True(t, there)
		_, there = a.server.File("/s/old/b.jpg")
		require.False(t, there)
	})
}

// TestRecordInALongListing: a record takes a place on its page, as a page that is not full would be the last.
func TestRecordInALongListing(t *testing.T) {
	a := newLargeAccount(t)
	require.NoError(t, a.server.Seed(emulator.Seed{Path: recordPath}))
	for i := range 2 * imagekit.MaxListLimit {
		require.NoError(t, a.server.Seed(emulator.Seed{Path: fmt.Sprintf("/s/%d.txt", i)}))
	}
	have, err := a.library.Observe(t.Context(), []state.Path{"/s"})
	require.NoError(t, err)
	require.True(t, have.Complete())
	require.Len(t, have.Files, 2*imagekit.MaxListLimit)
}
