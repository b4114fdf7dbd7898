package live_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// commas lets an account take tags with a comma, which the emulator refuses:
// another character stands for it there.
func commas(base http.RoundTripper) http.RoundTripper {
	const plain, other = "a,b", "a\u201ab"
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPatch {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			body = bytes.ReplaceAll(body, []byte(plain), []byte(other))
			r = r.Clone(r.Context())
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		}
		resp, err := base.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(bytes.NewReader(bytes.ReplaceAll(body, []byte(other), []byte(plain))))
		return resp, err
	})
}

func newCommaAccount(t *testing.T, opts ...emulator.Option) account {
	t.Helper()
	return newAccountOver(t, func(_ *testing.T, base http.RoundTripper) http.RoundTripper { return commas(base) }, opts...)
}

// TestUploadIsNeverRepeated loses answers of an upload whose tags cannot travel
// with it. A run that probes and tries again comes to its end with one upload.
func TestUploadIsNeverRepeated(t *testing.T) {
	for _, test := range []struct {
		name    string
		replace bool
		faults  []emulator.Fault
		calls   string
		tries   int
	}{
		{name: "all is well", calls: "upload 200, details 200", tries: 1},
		{name: "the answer to the upload is lost", tries: 2, calls: "upload 0, details 200",
			faults: []emulator.Fault{{Match: "POST /api/v1/files/upload", Kind: emulator.FaultDropAfter, Times: 1}}},
		{name: "the upload never came", tries: 2, calls: "upload 0, upload 200, details 200",
			faults: []emulator.Fault{{Match: "POST /api/v1/files/upload", Kind: emulator.FaultDropBefore, Times: 1}}},
		{name: "the tags are set, and no answer comes", tries: 1, calls: "upload 200, details 0 x4",
			faults: []emulator.Fault{{Match: "PATCH /v1/files/{id}/details", Kind: emulator.FaultDropAfter, Times: 4}}},
		{name: "the tags are not set", tries: 2, calls: "upload 200, details 503 x4, details 200",
			faults: []emulator.Fault{{Match: "PATCH /v1/files/{id}/details", Status: 503, Times: 4}}},
		{name: "a new version", replace: true, calls: "details 200, upload 200", tries: 1},
		{name: "the answer to a new version is lost", replace: true, tries: 1, calls: "details 200, upload 0",
			faults: []emulator.Fault{{Match: "POST /api/v1/files/upload", Kind: emulator.FaultDropAfter, Times: 1}}},
		{name: "a new version never came", replace: true, tries: 2, calls: "details 200, upload 0, upload 200",
			faults: []emulator.Fault{{Match: "POST /api/v1/files/upload", Kind: emulator.FaultDropBefore, Times: 1}}},
	} {
		for _, lag := range []time.Duration{0, 3 * time.Second} {
			t.Run(test.name+"/"+lag.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := newCommaAccount(t, emulator.WithFaults(test.faults...), emulator.WithListLag(lag))
					a.seed(t, "/s/there.txt")
					was, _ := a.server.File("/s/there.txt")
					text := "about it"
					op := plan.Operation{
						Kind: plan.OpUpload, Path: "/s/up.txt", Source: &plan.SourceArgs{Path: "twelve bytes", Size: 12},
						Update: &plan.FileUpdate{Tags: &[]state.Tag{"a,b", "c"}, Description: &text},
					}
					if test.replace {
						op.Kind, op.Path, op.File = plan.OpReplace, "/s/there.txt", state.FileID(was.FileID)
						op.Before = []plan.Condition{{Kind: plan.HoldsFile, Path: op.Path, File: op.File, Version: was.VersionID}}
					}
					ctx := context.Background()
					tries := 1
					for err := a.do(ctx, op); err != nil; tries++ {
						require.True(t, outcomeUnknown(err), "%v", err)
						time.Sleep(lag)
						v, probeErr := a.library.Probe(ctx, &op)
						require.NoError(t, probeErr)
						if v.Answer == plan.VerdictDone {
							break
						}
						require.Equal(t, plan.VerdictNotDone, v.Answer, v.Evidence)
						err = a.do(ctx, op)
					}
					require.Equal(t, test.tries, tries)
					require.Equal(t, test.calls, a.writes())
					is, _ := a.server.File(string(op.Path))
					require.Equal(t, "a,b c", strings.ReplaceAll(strings.Join(is.Tags, " "), "\u201a", ","))
					require.Equal(t, "about it", is.Description)
					require.Equal(t, int64(12), is.Size)
					if test.replace {
						require.Len(t, is.Versions, 2)
						require.Equal(t, was.FileID, is.FileID)
						return
					}
					require.Len(t, is.Versions, 1)
				})
			})
		}
	}
}

// TestUploadOntoAnother never takes a file of somebody else for its own.
func TestUploadOntoAnother(t *testing.T) {
	for _, test := range []struct {
		name  string
		there emulator.Seed
	}{
		{name: "of another size", there: emulator.Seed{Content: []byte("x")}},
		{name: "of the same size, with tags", there: emulator.Seed{Content: []byte("other"), Tags: []string{"theirs"}}},
		{name: "of the same size, without what was sent along", there: emulator.Seed{Content: []byte("other")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newAccount(t)
			test.there.Path = "/s/up.txt"
			require.NoError(t, a.server.Seed(test.there))
			a.server.ResetCounts()
			was, _ := a.server.File("/s/up.txt")
			text := "about it"
			op := plan.Operation{
				Kind: plan.OpUpload, Path: "/s/up.txt", Source: &plan.SourceArgs{Path: "bytes", Size: 5},
				Update: &plan.FileUpdate{Tags: &[]state.Tag{"a,b"}, Description: &text},
			}
			require.ErrorContains(t, a.do(context.Background(), op), "already exists")
			require.Equal(t, "upload 400", a.writes())
			is, _ := a.server.File("/s/up.txt")
			require.Equal(t, was, is)
			v, err := a.library.Probe(context.Background(), &op)
			require.NoError(t, err)
			require.Equal(t, plan.VerdictUnclear, v.Answer, v.Evidence)
		})
	}
}
