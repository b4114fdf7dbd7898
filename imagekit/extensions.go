package imagekit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
)

// Extension is something that ImageKit runs on a file, such as "google-auto-tagging"
// or "remove-bg": the JSON object that says which and how. Make one with [ParseExtension].
type Extension struct {
	Name string // such as "ai-tasks"; of a saved extension "saved-extension"
	text json.RawMessage
}

// ParseExtension reads the JSON object of an extension. Of its keys only the name is
// looked at: which others there can be is the service's to know.
//
// https://imagekit.io/docs/extensions/overview
func ParseExtension(text []byte) (Extension, error) {
	var keys map[string]json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(text))
	switch err := dec.Decode(&keys); {
	case errors.Is(err, io.EOF):
		return Extension{}, errors.New("it is empty: want a JSON object with a name")
	case err != nil:
		return Extension{}, fmt.Errorf("it is no JSON object: %w", err)
	case keys == nil:
		return Extension{}, errors.New("it is null: want a JSON object with a name")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Extension{}, errors.New("something follows the JSON object: give each extension on its own")
	}
	var e Extension
	if json.Unmarshal(keys["name"], &e.Name) != nil || e.Name == "" {
		return Extension{}, errors.New(`it has no name: want something like {"name": "remove-bg"}`)
	}
	e.text = bytes.Clone(bytes.TrimSpace(text))
	return e, nil
}

// MarshalJSON returns the object as it was given.
func (e Extension) MarshalJSON() ([]byte, error) { return e.text, nil }

// ExtensionStatus says how far an extension is.
type ExtensionStatus string

// The statuses of an extension. Most are pending at first: what they change shows
// in the file later, and nothing tells when.
const (
	ExtensionDone    ExtensionStatus = "success"
	ExtensionPending ExtensionStatus = "pending"
	ExtensionFailed  ExtensionStatus = "failed"
)

// ExtendFile starts extensions on a file, in the same call as an update of its
// attributes, which may be none. It returns how far each extension is, by name.
// Each run counts against the plan's extension units, so that it is not repeated
// after a lost answer ([OutcomeUnknownError]).
//
// PATCH /v1/files/{fileId}/details. Errors: 400, 403 where the plan does not allow it, 404.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/update-file-details
func (c *Client) ExtendFile(ctx context.Context, fileID string, u FileUpdate, extensions []Extension) (map[string]ExtensionStatus, error) {
	const op = "run extensions on file"
	if err := checkID(op, "file id", fileID); err != nil {
		return nil, err
	}
	if len(extensions) == 0 {
		return nil, invalid(op, "extensions", "are missing")
	}
	body, err := u.body(op)
	if err != nil {
		return nil, err
	}
	for _, e := range extensions {
		if e.text == nil {
			return nil, invalid(op, "extension", "%q was not parsed", e.Name)
		}
	}
	body.Extensions = extensions
	cl := patch(op, "/v1/files/"+url.PathEscape(fileID)+"/details", body)
	cl.harmless = false
	answer, err := read[struct {
		Status map[string]ExtensionStatus `json:"extensionStatus"`
	}](ctx, c, cl)
	if err != nil {
		return nil, err
	}
	status := make(map[string]ExtensionStatus, len(answer.Status))
	for name, s := range answer.Status {
		status[c.oneLine(name)] = ExtensionStatus(c.oneLine(string(s)))
	}
	return status, nil
}
