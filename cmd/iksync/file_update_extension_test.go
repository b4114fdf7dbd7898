package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/internal/contract"
)

// extender stands before the emulator, which runs no extensions: it takes them out of
// requests, and says in the answers how far they are.
type extender struct {
	next   http.RoundTripper
	status map[string]string
	mu     sync.Mutex
	ran    []string // extensions, as they were sent
}

func (e *extender) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPatch {
		return e.next.RoundTrip(r)
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(text, &body); err != nil {
		return nil, err
	}
	extensions, asked := body["extensions"]
	if asked {
		e.mu.Lock()
		e.ran = append(e.ran, string(extensions))
		e.mu.Unlock()
		delete(body, "extensions")
		if len(body) == 0 {
			body["description"] = json.RawMessage(`""`)
		}
		text, _ = json.Marshal(body)
	}
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	answer, err := e.next.RoundTrip(r)
	if err != nil || !asked || answer.StatusCode != http.StatusOK {
		return answer, err
	}
	var file map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&file); err != nil {
		return nil, err
	}
	file["extensionStatus"] = e.status
	text, _ = json.Marshal(file)
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	answer.Header.Set("Content-Length", "")
	return answer, answer.Body.Close()
}

// extensionStory is an actionStory where extensions run.
func extensionStory(t *testing.T, status map[string]string, f func(t *testing.T, w *world, e *extender)) {
	t.Helper()
	document, err := apiDocument()
	if err != nil {
		require.ErrorIs(t, err, contract.ErrNoDocument)
	}
	story(t, func(t *testing.T, w *world) {
		client := w.server.HTTPClient()
		e := &extender{next: client.Transport, status: status}
		client.Transport = e
		if document != nil {
			client.Transport = document.Transport(e, func(err error) { t.Error(err) })
		}
		w.http = client
		w.seeded("/s/a.jpg", "/s/b.jpg")
		f(t, w, e)
	})
}

func TestFileUpdateExtensions(t *testing.T) {
	const tagging = `{"name":"google-auto-tagging","minConfidence":80,"maxTags":5}`
	pending := map[string]string{"google-auto-tagging": "pending"}
	t.Run("they travel with the rest, and are told how far they are", func(t *testing.T) {
		extensionStory(t, pending, func(t *testing.T, w *world, e *extender) {
			w.file("bg.json", `{"name": "remove-bg", "options": {"add_shadow": true}}`)
			o := w.run("file", "update", "--extension", tagging, "--extension", "@bg.json", "--description", "D", "/s/a.jpg").exits(exitFine)
			o.shows("extension google-auto-tagging; extension remove-bg; google-auto-tagging: pending")
			require.Len(t, e.ran, 1)
			require.JSONEq(t, "["+tagging+`,{"name":"remove-bg","options":{"add_shadow":true}}]`, e.ran[0])
			require.Equal(t, " D", w.filesDescribed()["/s/a.jpg"])
		})
	})
	t.Run("one fails", func(t *testing.T) {
		extensionStory(t, map[string]string{"google-auto-tagging": "failed"}, func(t *testing.T, w *world, e *extender) {
			w.run("file", "update", "--extension", tagging, "--unpublish", "/s/a.jpg").exits(exitPartial).
				says("the extension google-auto-tagging failed, and publishing, which follows it, was not tried")
			require.Equal(t, "", w.filesDescribed()["/s/a.jpg"])
		})
	})
	t.Run("they cost units: a set is asked about", func(t *testing.T) {
		extensionStory(t, pending, func(t *testing.T, w *world, e *extender) {
			w.run("file", "update", "--extension", tagging, "/s/*").exits(exitUsage).says("2 will run extensions, which costs extension units")
			require.Empty(t, e.ran)
			w.run("file", "update", "--extension", tagging, "--yes", "/s/*").exits(exitFine)
			require.Len(t, e.ran, 2)
		})
	})
	const details = "PATCH /v1/files/{fileId}/details"
	for _, row := range []struct {
		name   string
		kind   emulator.FaultKind
		args   []string
		code   code
		status string
	}{
		{"the answer is lost, and the rest was done", emulator.FaultDropAfter, []string{"--description", "D"}, exitFine, "updated"},
		{"the answer is lost, and the rest was not done", emulator.FaultDropBefore, []string{"--description", "D"}, exitFailed, "failed: update"},
		{"the answer is lost, and nothing tells", emulator.FaultDropAfter, nil, exitFailed, "not known: update"},
	} {
		t.Run(row.name, func(t *testing.T) {
			extensionStory(t, pending, func(t *testing.T, w *world, e *extender) {
				w.server.Inject(emulator.Fault{Match: details, Kind: row.kind, Times: 1})
				args := append([]string{"file", "update", "--extension", tagging}, row.args...)
				w.run(append(args, "/s/a.jpg")...).exits(row.code).shows(row.status + " /s/a.jpg")
				require.Len(t, e.ran, 1, "a run is paid for: it is not repeated")
			})
		})
	}
	t.Run("the emulator says that it runs none", func(t *testing.T) {
		actionStory(t, func(t *testing.T, w *world) {
			w.seeded("/s/a.jpg").run("file", "update", "--extension", tagging, "/s/a.jpg").exits(exitFailed).says("400", "does not run extensions")
			require.True(t, strings.HasPrefix(w.sent()[0], "PATCH "))
		})
	})
}
