package live_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// do carries op out, and waits for its job if it starts one.
func (a account) do(ctx context.Context, op plan.Operation) error {
	job, err := a.library.Do(ctx, &op, func(context.Context) error { return nil })
	for err == nil && job != "" {
		var done bool
		if done, err = a.library.JobDone(ctx, job); done {
			return err
		}
		time.Sleep(time.Second)
	}
	return err
}

// TestDoJobs says of a job that nobody knows that it is forgotten, and of no other.
func TestDoJobs(t *testing.T) {
	const match = "GET /v1/bulkJobs/{jobId}"
	for _, test := range []struct {
		name      string
		job       plan.JobID // "" for one that runs
		faults    []emulator.Fault
		forgotten bool
		says      string
	}{
		{name: "it runs"},
		{name: "the service does not know it", job: "0123456789abcdef01234567", forgotten: true, says: "get job: 404"},
		{name: "a server that fails does not say so", faults: []emulator.Fault{{Match: match, Status: 502}}, says: "get job: 502"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, emulator.WithFaults(test.faults...), emulator.WithJobDuration(time.Minute))
				a.seed(t, "/s/d/x.jpg")
				op := plan.Operation{Kind: plan.OpRenameFolder, Path: "/s/d", Dest: "/s/e"}
				job, err := a.library.Do(context.Background(), &op, func(context.Context) error { return nil })
				require.NoError(t, err)
				if test.job != "" {
					job = test.job
				}
				done, err := a.library.JobDone(context.Background(), job)
				require.False(t, done)
				require.Equal(t, test.says == "", err == nil, "%v", err)
				if err != nil {
					require.ErrorContains(t, err, test.says)
				}
				require.Equal(t, test.forgotten, jobForgotten(err))
				require.Equal(t, test.forgotten, imagekit.IsNotFound(err))
			})
		})
	}
}

// jobForgotten is what a run asks an error.
func jobForgotten(err error) bool {
	var e interface{ JobForgotten() bool }
	return errors.As(err, &e) && e.JobForgotten()
}

// withSettle is the account seen by a library that waits for listings for d.
func (a account) withSettle(d time.Duration) account {
	a.library = live.New(a.client, live.Options{Settle: d})
	return a
}

// writes is every call so far that could change the library, and its answer,
// those that follow each other and are alike as one: "addTags 200, folder 201 x3".
func (a account) writes() string {
	var out []string
	last, n := "", 0
	flush := func() {
		if n > 1 {
			last += fmt.Sprintf(" x%d", n)
		}
		if n > 0 {
			out = append(out, last)
		}
	}
	for _, r := range a.server.Requests() {
		if !r.Mutating {
			continue
		}
		call := fmt.Sprintf("%s %d", r.Path[strings.LastIndexByte(r.Path, '/')+1:], r.Status)
		if call != last || n == 0 {
			flush()
			last, n = call, 0
		}
		n++
	}
	flush()
	return strings.Join(out, ", ")
}

// seed puts one file at each path and returns them as a plan would name them.
func (a account) seed(t *testing.T, paths ...state.Path) []plan.FileRef {
	t.Helper()
	var refs []plan.FileRef
	for _, p := range paths {
		require.NoError(t, a.server.Seed(emulator.Seed{Path: string(p), Tags: []string{"old"}}))
		refs = append(refs, plan.FileRef{Path: p, File: a.idAt(t, p)})
	}
	a.server.ResetCounts()
	return refs
}

func (a account) idAt(t *testing.T, p state.Path) state.FileID {
	t.Helper()
	f, ok := a.server.File(string(p))
	require.True(t, ok, "no file is at %s", p)
	return state.FileID(f.FileID)
}

// tagged is the files that carry a tag, by path.
func (a account) tagged(tag string) []string {
	var out []string
	for _, f := range a.server.Files() {
		for _, has := range f.Tags {
			if has == tag {
				out = append(out, f.Path)
			}
		}
	}
	return out
}

// numbered is n paths: pattern with 0 to n-1 in it.
func numbered(pattern string, n int) []state.Path {
	out := make([]state.Path, n)
	for i := range out {
		out[i] = state.Path(fmt.Sprintf(pattern, i))
	}
	return out
}

func plain(paths []state.Path) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = string(p)
	}
	return out
}

// nameless is files as a plan names those whose ids it cannot know.
func nameless(files []plan.FileRef) []plan.FileRef {
	out := make([]plan.FileRef, len(files))
	for i, f := range files {
		out[i].Path = f.Path
	}
	return out
}
