package live_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// uploads is an operation that sends the text that its source is called after.
func uploads(kind plan.OpKind, p state.Path, text string) plan.Operation {
	return plan.Operation{Kind: kind, Path: p, Source: &plan.SourceArgs{Path: text, Size: int64(len(text)), SHA256: sumOf(text)}}
}

// TestStored tells what was uploaded for certain, with or without a hash in the plan.
func TestStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newContentAccount(t, nil)
		known, unknown := uploads(plan.OpUpload, "/s/a.txt", "one"), uploads(plan.OpUpload, "/s/b.txt", "three")
		unknown.Source.SHA256 = ""
		lost, refused, changed := uploads(plan.OpUpload, "/s/c.txt", "lost"), uploads(plan.OpUpload, "/s/a.txt", "no"), uploads(plan.OpUpload, "/s/d.txt", "changed")
		changed.Source.Size, changed.Source.SHA256 = int64(len("changed")), sumOf("another")
		require.NoError(t, a.do(t.Context(), known))
		require.NoError(t, a.do(t.Context(), unknown))
		require.Error(t, a.do(t.Context(), refused))
		require.ErrorContains(t, a.do(t.Context(), changed), "the source changed changed since the plan was made: nothing was uploaded")
		_, there := a.server.File("/s/d.txt")
		require.False(t, there)
		a.server.Inject(emulator.Fault{Match: "POST /api/v1/files/upload", Kind: emulator.FaultDropAfter, Times: 1})
		require.True(t, outcomeUnknown(a.do(t.Context(), lost)))

		stored := func(p, text string) live.Stored {
			f, there := a.server.File(p)
			require.True(t, there)
			return live.Stored{Path: state.Path(p), File: state.FileID(f.FileID), Version: f.VersionID, SHA256: sumOf(text), Size: int64(len(text))}
		}
		require.Equal(t, []live.Stored{stored("/s/a.txt", "one"), stored("/s/b.txt", "three")}, a.library.Stored())
		v, err := a.library.Probe(t.Context(), &lost)
		require.NoError(t, err)
		require.Equal(t, done, v.Answer)
		require.Contains(t, a.library.Stored(), stored("/s/c.txt", "lost"), "what was looked at is certain too")
	})
}

// TestReplaceWhoseSourceChanged stores nothing: neither a version nor a file.
func TestReplaceWhoseSourceChanged(t *testing.T) {
	a := newContentAccount(t, nil)
	a.put(t, "/s/a.txt", "first", nil)
	was, _ := a.server.File("/s/a.txt")
	op := uploads(plan.OpReplace, "/s/a.txt", "again")
	op.Source.SHA256 = sumOf("other")
	err := a.do(t.Context(), op)
	require.ErrorIs(t, err, imagekit.ErrContentChanged)
	require.False(t, outcomeUnknown(err), "it is known that nothing was")
	is, _ := a.server.File("/s/a.txt")
	require.Equal(t, was, is)
	require.Empty(t, a.library.Stored())
}

// TestProbeByContent tells what op sent from what somebody else did, byte for byte.
func TestProbeByContent(t *testing.T) {
	before := func(kind plan.OpKind, version bool) asker {
		return func(a account) plan.Operation {
			op := uploads(kind, "/s/a.txt", "again")
			if f, there := a.server.File("/s/a.txt"); there && version {
				op.File = state.FileID(f.FileID)
				op.Before = []plan.Condition{{Kind: plan.HoldsFile, Path: op.Path, File: op.File, Version: f.VersionID}}
			}
			return op
		}
	}
	putting := func(content string) meddler {
		return func(t *testing.T, a account, _ *plan.Operation) { a.put(t, "/s/a.txt", content, nil) }
	}
	draft := func(content string) meddler {
		return func(t *testing.T, a account, _ *plan.Operation) {
			a.put(t, "/s/a.txt", content, nil)
			f, _ := a.server.File("/s/a.txt")
			_, err := a.client.PublishFile(t.Context(), f.FileID, imagekit.Publish{})
			require.NoError(t, err)
		}
	}
	for _, test := range []struct {
		name  string
		there string // what is there before; "": nothing
		op    asker
		then  meddler
		want  plan.VerdictAnswer
	}{
		{"a new file, which came", "", before(plan.OpUpload, false), putting("again"), done},
		{"a new file, and somebody else's as long", "", before(plan.OpUpload, false), putting("other"), unclear},
		{"a new file, which nobody can read", "", before(plan.OpUpload, false), draft("again"), unclear},
		{"a new file, and somebody else's draft as long", "", before(plan.OpUpload, false), draft("other"), unclear},
		{"a version, which came", "first", before(plan.OpReplace, true), putting("again"), done},
		{"a version, and somebody else's as long", "first", before(plan.OpReplace, true), putting("other"), unclear},
		{"a version, which nobody can read", "first", before(plan.OpReplace, true), draft("again"), unclear},
		{"a version, and somebody else's draft as long", "first", before(plan.OpReplace, true), draft("other"), unclear},
		{"a version after an unknown one, which came", "first", before(plan.OpReplace, false), putting("again"), done},
		{"a version after an unknown one, which did not", "first", before(plan.OpReplace, false), nil, notDone},
		{"a version after an unknown one, which nobody can read", "first", before(plan.OpReplace, false), draft("again"), unclear},
		{"a version that is as it was", "first", before(plan.OpReplace, true), nil, notDone},
	} {
		for name, readings := range deliveries() {
			t.Run(test.name+"/"+name, func(t *testing.T) {
				a := newContentAccount(t, nil, emulator.WithReadings(readings))
				if test.there != "" {
					a.put(t, "/s/a.txt", test.there, nil)
				}
				op := test.op(a)
				if test.then != nil {
					test.then(t, a, &op)
				}
				v, err := a.library.Probe(t.Context(), &op)
				require.NoError(t, err)
				require.Equal(t, test.want, v.Answer, v.Evidence)
			})
		}
	}
}

// TestProbeOverwritten: a file that is replaced, or goes, while it is read is not judged by
// what it was like before.
func TestProbeOverwritten(t *testing.T) {
	for name, then := range map[string]func(s *emulator.Server) error{
		"by as many bytes": func(s *emulator.Server) error { return s.WriteFile("/s/a.txt", []byte("other")) },
		"by more":          func(s *emulator.Server) error { return s.WriteFile("/s/a.txt", []byte("and others")) },
		"by nothing":       func(s *emulator.Server) error { return s.DeleteFile("/s/a.txt") },
	} {
		for _, kind := range []plan.OpKind{plan.OpUpload, plan.OpReplace} {
			t.Run(string(kind)+"/"+name, func(t *testing.T) {
				var a account
				a = newContentAccount(t, func(next http.RoundTripper) http.RoundTripper {
					return roundTrip(func(r *http.Request) (*http.Response, error) {
						require.NoError(t, then(a.server))
						return next.RoundTrip(r)
					})
				})
				a.put(t, "/s/a.txt", "again", nil)
				op := uploads(kind, "/s/a.txt", "again")
				_, err := a.library.Probe(t.Context(), &op)
				require.ErrorContains(t, err, "reading the content of /s/a.txt: ")
				require.ErrorAs(t, err, new(*live.SupersededError))
			})
		}
	}
}

// TestTagsOfAnother: a file of somebody else, as long and without tags, is not taken for an
// upload that only lacks its tags.
func TestTagsOfAnother(t *testing.T) {
	for content, want := range map[string]string{"bytes": "details 200", "other": "upload 400"} {
		a := newContentAccount(t, nil)
		a.put(t, "/s/up.txt", content, nil)
		a.server.ResetCounts()
		op := uploads(plan.OpUpload, "/s/up.txt", "bytes")
		op.Update = &plan.FileUpdate{Tags: &[]state.Tag{"a,b"}}
		client, err := imagekit.New(imagekit.Options{PrivateKey: "private_emulator", HTTP: &http.Client{Transport: commas(a.server.HTTPClient().Transport)}})
		require.NoError(t, err)
		a.library = live.New(client, live.Options{Open: func(source string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(source)), nil }})
		err = a.do(t.Context(), op)
		require.Equal(t, content != "bytes", err != nil, "%v", err)
		require.Equal(t, want, a.writes())
	}
}
