package imagekit_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// An extension is one JSON object with a name, and is sent as it was given.
func TestParseExtension(t *testing.T) {
	for _, row := range []struct{ text, says string }{
		{` {"name": "ai-tasks", "tasks": [{"type": "yes_no", "n": 1.50}]} `, ""},
		{`{"name":"remove-bg"}`, ""},
		{``, "it is empty"},
		{`null`, "it is null"},
		{`[{"name":"remove-bg"}]`, "no JSON object"},
		{`"remove-bg"`, "no JSON object"},
		{`{"name":"remove-bg"`, "no JSON object"},
		{`{"name":"a"} {"name":"b"}`, "something follows"},
		{`{"name":"a"}]`, "something follows"},
		{`{}`, "has no name"},
		{`{"name":""}`, "has no name"},
		{`{"name":7}`, "has no name"},
	} {
		t.Run(row.text, func(t *testing.T) {
			e, err := imagekit.ParseExtension([]byte(row.text))
			if row.says != "" {
				require.ErrorContains(t, err, row.says)
				return
			}
			require.NoError(t, err)
			sent, err := json.Marshal(e)
			require.NoError(t, err)
			require.JSONEq(t, row.text, string(sent))
		})
	}
}

func extension(t *testing.T, text string) imagekit.Extension {
	t.Helper()
	e, err := imagekit.ParseExtension([]byte(text))
	require.NoError(t, err)
	return e
}

// Extensions travel with the update, and the answer says how far each is.
func TestExtendFile(t *testing.T) {
	s := newService(answer(200, `{"fileId":"f1","extensionStatus":{"remove-bg":"pending","ai-tasks":"failed"}}`))
	have, err := s.client(t).ExtendFile(t.Context(), "f1", imagekit.FileUpdate{Description: imagekit.Set("d")},
		[]imagekit.Extension{extension(t, `{"name":"remove-bg"}`), extension(t, `{"name":"ai-tasks","tasks":[]}`)})
	require.NoError(t, err)
	require.Equal(t, map[string]imagekit.ExtensionStatus{"remove-bg": imagekit.ExtensionPending, "ai-tasks": imagekit.ExtensionFailed}, have)
	require.Equal(t, "PATCH /v1/files/f1/details", s.seen[0].Method+" "+s.seen[0].URI)
	sameJSON(t, `{"description":"d","extensions":[{"name":"remove-bg"},{"name":"ai-tasks","tasks":[]}]}`, s.seen[0].Body)

	_, err = s.client(t).ExtendFile(t.Context(), "f1", imagekit.FileUpdate{}, []imagekit.Extension{extension(t, `{"name":"remove-bg"}`)})
	require.NoError(t, err, "the attributes may all stay")
	require.Equal(t, 2, s.count())
}

// A run of extensions is paid for: it is not repeated after a lost answer.
func TestExtendFileOnce(t *testing.T) {
	s := newService(answer(500, `{"message":"oops"}`))
	_, err := s.client(t).ExtendFile(t.Context(), "f1", imagekit.FileUpdate{}, []imagekit.Extension{extension(t, `{"name":"remove-bg"}`)})
	require.True(t, imagekit.IsOutcomeUnknown(err))
	require.Equal(t, 1, s.count())
}

// What cannot be sent is refused here.
func TestExtendFileInvalid(t *testing.T) {
	s := newService(answer(200, `{}`))
	c, good := s.client(t), []imagekit.Extension{extension(t, `{"name":"remove-bg"}`)}
	_, noID := c.ExtendFile(t.Context(), "", imagekit.FileUpdate{}, good)
	_, none := c.ExtendFile(t.Context(), "f1", imagekit.FileUpdate{}, nil)
	_, zero := c.ExtendFile(t.Context(), "f1", imagekit.FileUpdate{}, []imagekit.Extension{{Name: "remove-bg"}})
	_, tag := c.ExtendFile(t.Context(), "f1", imagekit.FileUpdate{Tags: imagekit.Set([]string{"%"})}, good)
	for _, err := range []error{noID, none, zero, tag} {
		var invalid *imagekit.InvalidError
		require.ErrorAs(t, err, &invalid)
	}
	require.Zero(t, s.count())
}
