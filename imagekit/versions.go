package imagekit

import (
	"context"
	"net/http"
	"net/url"
)

// ListVersions returns all versions of a file: the current one is of type
// [AssetFile], the others of type [AssetVersion]. A file has 100 versions at most.
//
// GET /v1/files/{fileId}/versions. Errors: 404.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/list-file-versions
func (c *Client) ListVersions(ctx context.Context, fileID string) ([]Asset, error) {
	const op = "list versions"
	if err := checkID(op, "file id", fileID); err != nil {
		return nil, err
	}
	return read[[]Asset](ctx, c, get(op, "/v1/files/"+url.PathEscape(fileID)+"/versions", nil))
}

// GetVersion returns one version of a file.
//
// GET /v1/files/{fileId}/versions/{versionId}. Errors: 404.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/get-file-version-details
func (c *Client) GetVersion(ctx context.Context, fileID, versionID string) (Asset, error) {
	const op = "get version"
	path, err := versionPath(op, fileID, versionID)
	if err != nil {
		return Asset{}, err
	}
	return read[Asset](ctx, c, get(op, path, nil))
}

// DeleteVersion deletes a version that is not the current one, for ever.
// It is not repeated after a lost answer ([OutcomeUnknownError]).
//
// DELETE /v1/files/{fileId}/versions/{versionId}. Errors: 400 for the current version, 404.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/delete-file-version
func (c *Client) DeleteVersion(ctx context.Context, fileID, versionID string) error {
	const op = "delete version"
	path, err := versionPath(op, fileID, versionID)
	if err != nil {
		return err
	}
	return c.run(ctx, call{op: op, method: http.MethodDelete, path: path})
}

// RestoreVersion makes an older version the current one and returns the file.
// It is not repeated after a lost answer ([OutcomeUnknownError]).
//
// PUT /v1/files/{fileId}/versions/{versionId}/restore. Errors: 404.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/restore-file-version
func (c *Client) RestoreVersion(ctx context.Context, fileID, versionID string) (Asset, error) {
	const op = "restore version"
	path, err := versionPath(op, fileID, versionID)
	if err != nil {
		return Asset{}, err
	}
	return read[Asset](ctx, c, call{op: op, method: http.MethodPut, path: path + "/restore"})
}

func versionPath(op, fileID, versionID string) (string, error) {
	err := firstError(checkID(op, "file id", fileID), checkID(op, "version id", versionID))
	return "/v1/files/" + url.PathEscape(fileID) + "/versions/" + url.PathEscape(versionID), err
}
