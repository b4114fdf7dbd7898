package live_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// watched is an account whose writes are written down as they are sent, along
// with calls of ready: "ready, PATCH details 429, ready, PATCH details 200".
type watched struct {
	account
	mu  sync.Mutex
	log []string
}

func watch(t *testing.T, opts ...emulator.Option) *watched {
	w := &watched{}
	w.account = newAccountOver(t, func(_ *testing.T, base http.RoundTripper) http.RoundTripper {
		base = commas(base)
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			resp, err := base.RoundTrip(r)
			if r.Method != http.MethodGet {
				line := r.Method + " " + r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:] + " lost"
				if err == nil {
					line = strings.Replace(line, "lost", fmt.Sprint(resp.StatusCode), 1)
				}
				w.note(line)
			}
			return resp, err
		})
	}, opts...)
	return w
}

func (w *watched) note(line string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.log = append(w.log, line)
}

func (w *watched) ready(context.Context) error {
	w.note("ready")
	return nil
}

// somebodyElse is a client of the same account, which waits for nobody.
func (a account) somebodyElse(t *testing.T) *imagekit.Client {
	t.Helper()
	off := imagekit.Rate{Off: true}
	c, err := imagekit.New(imagekit.Options{
		PrivateKey: "private_emulator", HTTP: a.server.HTTPClient(), Limits: imagekit.Limits{Read: off, Write: off},
	})
	require.NoError(t, err)
	return c
}

// all is one operation of each kind, on a library that is made for them.
func (a account) all(t *testing.T) []plan.Operation {
	t.Helper()
	for _, f := range []string{"brand", "gone"} {
		require.NoError(t, a.server.SeedField(emulator.Field{Name: f, Label: f, Type: "Text"}))
	}
	files := a.seed(t, "/s/a.jpg", "/s/b.jpg", "/s/c.jpg", "/s/in/c.jpg", "/s/d/x.jpg", "/s/e/x.jpg", "/s/m/x.jpg", "/s/in/m/y.jpg", "/s/gone/x.jpg", "/s/cp/x.jpg")
	fields := map[string]string{}
	for _, f := range a.server.Fields() {
		fields[f.Name] = f.ID
	}
	ops := []plan.Operation{
		{Kind: plan.OpCreateField, Field: &plan.FieldArgs{Name: "season", Label: "Season", Type: state.Text}},
		{Kind: plan.OpUpdateField, Field: &plan.FieldArgs{ID: fields["brand"], Name: "brand", Label: "Brand", Type: state.Text}},
		{Kind: plan.OpDeleteField, Field: &plan.FieldArgs{ID: fields["gone"], Name: "gone"}},
		{Kind: plan.OpCreateFolder, Path: "/s/new/deep", Parents: []state.Path{"/s/new"}},
		{Kind: plan.OpUpload, Path: "/s/up.txt", Source: &plan.SourceArgs{Path: "bytes", Size: 5}},
		{Kind: plan.OpReplace, Path: "/s/a.jpg", File: files[0].File, Source: &plan.SourceArgs{Path: "other", Size: 5}},
		{Kind: plan.OpUpdateFile, Path: "/s/a.jpg", File: files[0].File, Update: &plan.FileUpdate{Tags: &[]state.Tag{"new"}}},
		{Kind: plan.OpPublishFile, Path: "/s/a.jpg", File: files[0].File, Update: &plan.FileUpdate{Published: new(bool)}},
		{Kind: plan.OpAddTags, Path: "/s", Files: files[:2], Tags: []state.Tag{"added"}},
		{Kind: plan.OpRemoveTags, Path: "/s", Files: files[:2], Tags: []state.Tag{"old"}},
		{Kind: plan.OpMergeFile, Path: "/s/c.jpg", Dest: "/s/in/c.jpg"},
		{Kind: plan.OpMoveFile, Path: "/s/a.jpg", Dest: "/s/in/a.jpg"},
		{Kind: plan.OpRenameFile, Path: "/s/in/a.jpg", Dest: "/s/in/z.jpg"},
		{Kind: plan.OpDeleteFile, Path: "/s/b.jpg", File: files[1].File},
		{Kind: plan.OpDeleteFiles, Path: "/s/in", Files: nameless(files[3:4])},
		{Kind: plan.OpMoveFolder, Path: "/s/d", Dest: "/s/in/d"},
		{Kind: plan.OpRenameFolder, Path: "/s/e", Dest: "/s/f"},
		{Kind: plan.OpMergeFolder, Path: "/s/m", Dest: "/s/in/m"},
		{Kind: plan.OpCopyFolder, Path: "/s/cp", Dest: "/s/in/cp"},
		{Kind: plan.OpDeleteFolder, Path: "/s/gone"},
	}
	for i := range ops {
		ops[i].ID, ops[i].Class = plan.OpID(i+1), ops[i].Kind.Class()
	}
	return ops
}

// TestReadyOnce calls ready once for each operation, before all it sends, where
// nothing comes between.
func TestReadyOnce(t *testing.T) {
	for _, service := range services() {
		t.Run(service.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := watch(t, service.options...)
				for _, op := range w.all(t) {
					w.log = nil
					job, err := w.library.Do(context.Background(), &op, w.ready)
					require.NoError(t, err, op.Kind)
					require.GreaterOrEqual(t, len(w.log), 2, op.Kind)
					require.Equal(t, "ready", w.log[0], "%s: %v", op.Kind, w.log)
					require.NotContains(t, w.log[1:], "ready", "%s", op.Kind)
					for finished := job == ""; !finished; {
						time.Sleep(time.Second)
						finished, err = w.library.JobDone(context.Background(), job)
						require.NoError(t, err)
					}
				}
			})
		})
	}
}

// TestReadyFails sends nothing, and gives back what ready said as it was, even
// if it looks like an answer of the service.
func TestReadyFails(t *testing.T) {
	for _, why := range []error{
		errors.New("the plan is stale"),
		fmt.Errorf("no: %w", &imagekit.Error{Op: "get file", Status: 404, Message: "gone", Method: "GET"}),
		&imagekit.Error{Op: "delete folder", Status: 404, Reason: "FOLDER_NOT_FOUND", Message: "gone"},
		&imagekit.Error{Op: "list assets", Status: 400, Reason: "INVALID_FOLDER_PATH", Message: "bad"},
		&imagekit.PartialError{Op: "add tags"},
		&imagekit.OutcomeUnknownError{Op: "of another call", Err: context.Canceled},
	} {
		t.Run(why.Error(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := watch(t)
				for _, op := range w.all(t) {
					_, err := w.library.Do(context.Background(), &op, func(context.Context) error { return why })
					require.Same(t, why, err, op.Kind)
				}
				require.Empty(t, w.log)
				require.Zero(t, w.server.Mutations())
			})
		})
	}
}

// TestReadyAgain tells when ready is called, call by call.
func TestReadyAgain(t *testing.T) {
	insists := emulator.WithReadings(emulator.Readings{ParentsMustExist: true})
	withComma := &plan.FileUpdate{Tags: &[]state.Tag{"a,b"}}
	for _, test := range []struct {
		name   string
		opts   []emulator.Option
		fault  emulator.Fault
		before []plan.Operation
		op     func(files []plan.FileRef) plan.Operation
		log    string
	}{
		{name: "again after a pause", fault: emulator.Fault{Match: "PATCH /v1/files/{id}/details", Status: 429, ResetMillis: 60_000, Times: 1},
			op: func(f []plan.FileRef) plan.Operation {
				return plan.Operation{Kind: plan.OpUpdateFile, Path: f[0].Path, File: f[0].File, Update: &plan.FileUpdate{Tags: &[]state.Tag{"x"}}}
			}, log: "ready, PATCH details 429, ready, PATCH details 200"},
		{name: "again after a lock", fault: emulator.Fault{Match: "POST /v1/bulkJobs/moveFolder", Status: 423, Times: 2},
			op: func([]plan.FileRef) plan.Operation {
				return plan.Operation{Kind: plan.OpMoveFolder, Path: "/s/d", Dest: "/s/in/d"}
			}, log: "ready, POST moveFolder 423, ready, POST moveFolder 423, ready, POST moveFolder 200"},
		{name: "not for parents that are insisted on, after the one that found out", opts: []emulator.Option{insists},
			op:  func([]plan.FileRef) plan.Operation { return folder("/s/p/q/r", "/s/p", "/s/p/q") },
			log: "ready, POST folder 400, POST folder 201, POST folder 201, POST folder 201"},
		{name: "once for parents that are made first", opts: []emulator.Option{insists},
			before: []plan.Operation{folder("/s/p/q", "/s/p")},
			op:     func([]plan.FileRef) plan.Operation { return folder("/s/r/s/t", "/s/r", "/s/r/s") },
			log:    "ready, POST folder 201, POST folder 201, POST folder 201"},
		{name: "for a folder whose parents another one has made", opts: []emulator.Option{insists},
			before: []plan.Operation{folder("/s/p/q", "/s/p")},
			op:     func([]plan.FileRef) plan.Operation { return folder("/s/p/t", "/s/p") },
			log:    "ready, POST folder 201"},
		{name: "not for the tags after an upload",
			op: func([]plan.FileRef) plan.Operation {
				return plan.Operation{Kind: plan.OpUpload, Path: "/s/up.txt", Source: &plan.SourceArgs{Path: "bytes", Size: 5}, Update: withComma}
			}, log: "ready, POST upload 200, PATCH details 200"},
		{name: "again for the bytes after the tags of a file that is replaced",
			op: func(f []plan.FileRef) plan.Operation {
				return plan.Operation{Kind: plan.OpReplace, Path: f[0].Path, File: f[0].File, Source: &plan.SourceArgs{Path: "other", Size: 5}, Update: withComma}
			}, log: "ready, PATCH details 200, ready, POST upload 200"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := watch(t, test.opts...)
				files := w.seed(t, "/s/a.jpg", "/s/b.jpg", "/s/d/x.jpg", "/s/in/x.jpg")[:2]
				for _, op := range test.before {
					require.NoError(t, w.do(context.Background(), op))
				}
				if test.fault.Match != "" {
					w.server.Inject(test.fault)
				}
				w.log = nil
				op := test.op(files)
				_, err := w.library.Do(context.Background(), &op, w.ready)
				require.NoError(t, err)
				require.Equal(t, test.log, strings.Join(w.log, ", "))
			})
		})
	}
}

// TestReadyIsFresh has a file go while a call about it waits: what ready sees
// right before the call is sent again keeps it from being sent.
func TestReadyIsFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watch(t, emulator.WithFaults(emulator.Fault{Match: "DELETE /v1/files/{id}", Status: 429, ResetMillis: 60_000, Times: 1}))
		files := w.seed(t, "/s/a.jpg")
		other := w.somebodyElse(t)
		time.AfterFunc(30*time.Second, func() {
			_, err := other.RenameFile(context.Background(), imagekit.FileRename{Path: "/s/a.jpg", NewName: "kept.jpg"})
			require.NoError(t, err)
		})
		op := plan.Operation{Kind: plan.OpDeleteFile, Path: "/s/a.jpg", File: files[0].File}
		stale := errors.New("stale")
		_, err := w.library.Do(context.Background(), &op, func(ctx context.Context) error {
			violations, err := w.library.Check(ctx, []plan.Condition{{Kind: plan.HoldsFile, Path: op.Path, File: op.File}})
			if err == nil && len(violations) > 0 {
				err = stale
			}
			return err
		})
		require.Same(t, stale, err)
		require.Len(t, w.server.Files(), 1)
	})
}

// TestReadyBeforeBytes has somebody else replace a file between its new tags and
// its new bytes: their version is not superseded.
func TestReadyBeforeBytes(t *testing.T) {
	w := watch(t)
	w.seed(t, "/s/a.jpg")
	was, _ := w.server.File("/s/a.jpg")
	op := plan.Operation{
		Kind: plan.OpReplace, Path: "/s/a.jpg", File: state.FileID(was.FileID), Source: &plan.SourceArgs{Path: "other", Size: 5},
		Update: &plan.FileUpdate{Tags: &[]state.Tag{"a,b"}},
	}
	stale := errors.New("stale")
	looks := 0
	_, err := w.library.Do(context.Background(), &op, func(ctx context.Context) error {
		if looks++; looks == 2 {
			w.upload(t, op.Path, func(r *imagekit.UploadRequest) { r.OverwriteFile = true })
		}
		violations, err := w.library.Check(ctx, []plan.Condition{{Kind: plan.HoldsFile, Path: op.Path, File: op.File, Version: was.VersionID}})
		if err == nil && len(violations) > 0 {
			err = stale
		}
		return err
	})
	require.Same(t, stale, err)
	is, _ := w.server.File("/s/a.jpg")
	require.Len(t, is.Versions, 2, "the first and theirs")
}

// TestGoneMeanwhile counts a delete as done whose object somebody else deleted.
func TestGoneMeanwhile(t *testing.T) {
	a := newAccount(t)
	ctx := context.Background()
	file := plan.Operation{Kind: plan.OpDeleteFile, Path: "/s/a.jpg", File: a.seed(t, "/s/a.jpg", "/s/d/b.jpg")[0].File}
	dir := plan.Operation{Kind: plan.OpDeleteFolder, Path: "/s/d"}
	for _, op := range []plan.Operation{file, dir} {
		require.NoError(t, a.do(ctx, op), op.Kind)
		require.NoError(t, a.do(ctx, op), "%s: it is gone", op.Kind)
	}
	a.server.Inject(emulator.Fault{Match: "DELETE /v1/folder", Status: 404})
	require.ErrorContains(t, a.do(ctx, dir), "delete folder: 404", "a 404 that does not say what is missing")
}
