package imagekit

import (
	"context"
	"net/http"
)

const (
	// MaxTagIDs is the greatest number of files that one bulk tag call takes.
	MaxTagIDs = 50
	// MaxTagChars is the greatest number of characters of all tags of a file, or of one call, together.
	MaxTagChars = 500
)

// AddTags adds all the tags to all the files, up to [MaxTagIDs]. If that failed for some, it
// returns what was done and a [PartialError]. Doing it twice is harmless, so it is repeated after a lost answer.
//
// POST /v1/files/addTags. Limits: 500 characters of tags, none with '%'.
// Errors: 207 ([PartialError]), 404 with [Error].MissingFileIDs.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/add-tags-bulk
func (c *Client) AddTags(ctx context.Context, fileIDs, tags []string) (BulkResult, error) {
	return c.bulkTags(ctx, "add tags", "/v1/files/addTags", "tags", fileIDs, tags)
}

// RemoveTags removes all the tags from all the files; otherwise like [Client.AddTags].
//
// POST /v1/files/removeTags.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/remove-tags-bulk
func (c *Client) RemoveTags(ctx context.Context, fileIDs, tags []string) (BulkResult, error) {
	return c.bulkTags(ctx, "remove tags", "/v1/files/removeTags", "tags", fileIDs, tags)
}

// RemoveAITags removes AI tags, by name, from all the files; otherwise like [Client.AddTags].
//
// POST /v1/files/removeAITags.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/remove-ai-tags-bulk
func (c *Client) RemoveAITags(ctx context.Context, fileIDs, tags []string) (BulkResult, error) {
	return c.bulkTags(ctx, "remove AI tags", "/v1/files/removeAITags", "AITags", fileIDs, tags)
}

func (c *Client) bulkTags(ctx context.Context, op, path, key string, fileIDs, tags []string) (BulkResult, error) {
	check := checkTags
	if key == "AITags" {
		check = func(op string, tags []string) error { return checkTexts(op, "AI tag", tags) }
	}
	if err := firstError(checkIDs(op, fileIDs, MaxTagIDs), check(op, tags)); err != nil {
		return BulkResult{}, err
	}
	if len(tags) == 0 {
		return BulkResult{}, invalid(op, "tags", "are missing")
	}
	return c.bulk(ctx, fileIDs, call{
		op: op, method: http.MethodPost, path: path, harmless: true,
		body: map[string][]string{"fileIds": fileIDs, key: tags},
	})
}
