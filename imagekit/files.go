package imagekit

import (
	"context"
	"net/http"
	"net/url"
	"slices"
)

// FileUpdate says for each attribute of a file whether to leave it alone, set it or clear it.
type FileUpdate struct {
	// Tags replace the whole set of tags. A set of none clears it.
	Tags Opt[[]string]
	// CustomMetadata is merged by key; a nil value unsets its key. Values are
	// strings, numbers, bools, or slices of these. Send every required
	// field along: the service refuses metadata without them.
	CustomMetadata map[string]any
	// CustomCoordinates are "x,y,width,height".
	CustomCoordinates Opt[string]
	// Description is free text. Clearing it sends an empty one.
	Description Opt[string]
	// RemoveAITags are names of AI tags to remove.
	RemoveAITags []string
	// RemoveAllAITags removes all of them; RemoveAITags must then be empty.
	RemoveAllAITags bool
}

// UpdateFile changes attributes of a file and returns it as it is then.
// Doing it twice is harmless, so it is repeated after a lost answer. It makes no version.
//
// PATCH /v1/files/{fileId}/details. Limits: all tags together 500 characters, none with '%'.
// Errors: 400 (for example a required field without value), 404.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/update-file-details
func (c *Client) UpdateFile(ctx context.Context, fileID string, u FileUpdate) (Asset, error) {
	const op = "update file"
	if err := checkID(op, "file id", fileID); err != nil {
		return Asset{}, err
	}
	body, err := u.body(op)
	if err != nil {
		return Asset{}, err
	}
	if body.isEmpty() {
		return Asset{}, invalid(op, "update", "changes nothing")
	}
	return read[Asset](ctx, c, patch(op, "/v1/files/"+url.PathEscape(fileID)+"/details", body))
}

// updateBody is the JSON of an update of details.
type updateBody struct {
	Tags              Opt[[]string]  `json:"tags,omitzero"`
	CustomMetadata    map[string]any `json:"customMetadata,omitempty"`
	CustomCoordinates Opt[string]    `json:"customCoordinates,omitzero"`
	Description       Opt[string]    `json:"description,omitzero"`
	RemoveAITags      any            `json:"removeAITags,omitempty"` // a list, or "all"
	Extensions        []Extension    `json:"extensions,omitempty"`
}

// isEmpty tells whether the body would change nothing.
func (b updateBody) isEmpty() bool {
	return b.Tags.IsZero() && len(b.CustomMetadata) == 0 && b.CustomCoordinates.IsZero() && b.Description.IsZero() &&
		b.RemoveAITags == nil && len(b.Extensions) == 0
}

func (u FileUpdate) body(op string) (updateBody, error) {
	b := updateBody{
		Tags: u.Tags, CustomMetadata: u.CustomMetadata,
		CustomCoordinates: u.CustomCoordinates, Description: u.Description,
	}
	tags, set := u.Tags.Get()
	if set && len(tags) == 0 {
		b.Tags = Clear[[]string]() // null is the documented way
	}
	if u.Description.IsClear() {
		b.Description = Set("") // unlike the others it has no documented null
	}
	switch {
	case u.RemoveAllAITags && len(u.RemoveAITags) > 0:
		return b, invalid(op, "AI tags", "are to be removed both by name and all")
	case u.RemoveAllAITags:
		b.RemoveAITags = "all"
	case len(u.RemoveAITags) > 0:
		b.RemoveAITags = u.RemoveAITags
	}
	coordinates, _ := u.CustomCoordinates.Get()
	description, _ := u.Description.Get()
	return b, firstError(
		checkTags(op, tags), checkTexts(op, "AI tag", u.RemoveAITags),
		checkMetadata(op, u.CustomMetadata),
		checkText(op, "custom coordinates", coordinates), checkText(op, "description", description),
	)
}

// Publish is a change of a file's publication.
type Publish struct {
	Published       bool // false takes the file off the web
	IncludeVersions bool // all versions rather than the current one
}

// PublishFile publishes or unpublishes a file and returns it as it is then.
// This travels alone, as the API demands. Doing it twice is harmless.
//
// PATCH /v1/files/{fileId}/details. Errors: 400, 403 where the plan does not allow it, 404.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/update-file-details
func (c *Client) PublishFile(ctx context.Context, fileID string, p Publish) (Asset, error) {
	const op = "publish file"
	if err := checkID(op, "file id", fileID); err != nil {
		return Asset{}, err
	}
	body := map[string]map[string]bool{"publish": {"isPublished": p.Published, "includeFileVersions": p.IncludeVersions}}
	return read[Asset](ctx, c, patch(op, "/v1/files/"+url.PathEscape(fileID)+"/details", body))
}

// DeleteFile deletes a file with all its versions, for ever. It does not purge
// the CDN. It is not repeated after a lost answer ([OutcomeUnknownError]): the
// 404 of a repetition would say nothing about who deleted it.
//
// DELETE /v1/files/{fileId}. Errors: 404.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/delete-file
func (c *Client) DeleteFile(ctx context.Context, fileID string) error {
	const op = "delete file"
	if err := checkID(op, "file id", fileID); err != nil {
		return err
	}
	return c.run(ctx, call{op: op, method: http.MethodDelete, path: "/v1/files/" + url.PathEscape(fileID)})
}

// MaxDeleteIDs is the greatest number of files that one bulk delete takes.
const MaxDeleteIDs = 100

// BulkResult lists what a bulk call did and what it did not. Each id that was given is in one of the two.
type BulkResult struct {
	Succeeded []string
	Failed    []BulkFailure
}

// BulkFailure is a file that a bulk call left as it was, and why.
type BulkFailure struct {
	FileID  string `json:"fileId"`
	Message string `json:"error"`
}

// DeleteFiles deletes up to [MaxDeleteIDs] files with all their versions, for
// ever. If only some could be deleted, it returns what was done and a
// [PartialError]. It is not repeated after a lost answer ([OutcomeUnknownError]).
//
// POST /v1/files/batch/deleteByFileIds. Errors: 207 ([PartialError]), 404 with
// [Error].MissingFileIDs, and then nothing at all was deleted.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/delete-multiple-files
func (c *Client) DeleteFiles(ctx context.Context, fileIDs []string) (BulkResult, error) {
	const op = "delete files"
	if err := checkIDs(op, fileIDs, MaxDeleteIDs); err != nil {
		return BulkResult{}, err
	}
	return c.bulk(ctx, fileIDs, call{
		op: op, method: http.MethodPost, path: "/v1/files/batch/deleteByFileIds",
		body: map[string][]string{"fileIds": fileIDs},
	})
}

// bulkWire has the lists of every bulk answer, deletion or update.
type bulkWire struct {
	Deleted []string      `json:"successfullyDeletedFileIds"`
	Updated []string      `json:"successfullyUpdatedFileIds"`
	Errors  []BulkFailure `json:"errors"`
}

// bulk carries out a call about several files and accounts for each of them.
func (c *Client) bulk(ctx context.Context, fileIDs []string, cl call) (BulkResult, error) {
	cl.partial = true
	wire, ans, err := readAnswer[bulkWire](ctx, c, cl)
	if err != nil {
		return BulkResult{}, err
	}
	done := slices.Concat(wire.Deleted, wire.Updated)
	if ans.status != http.StatusMultiStatus && done == nil && len(wire.Errors) == 0 {
		done = fileIDs // a plain 200 means all of them
	}
	for i := range wire.Errors {
		wire.Errors[i].Message = c.oneLine(wire.Errors[i].Message)
	}
	result := account(fileIDs, done, wire.Errors)
	if len(result.Failed) > 0 {
		return result, &PartialError{Op: cl.op, RequestID: ans.requestID, Result: result}
	}
	return result, nil
}

// account sorts the ids that were asked for, in their order, into done and failed.
func account(asked, done []string, failed []BulkFailure) BulkResult {
	why := make(map[string]string, len(failed))
	for _, f := range failed {
		why[f.FileID] = or(f.Message, "the service gave no reason")
	}
	var r BulkResult
	for _, id := range asked {
		switch message, bad := why[id]; {
		case bad:
			r.Failed = append(r.Failed, BulkFailure{FileID: id, Message: message})
		case slices.Contains(done, id):
			r.Succeeded = append(r.Succeeded, id)
		default:
			r.Failed = append(r.Failed, BulkFailure{FileID: id, Message: "the service did not mention this file"})
		}
	}
	return r
}
