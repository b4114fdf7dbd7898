package imagekit

import (
	"context"
	"net/http"
)

// FileCopy copies a file into a folder, where it keeps its name.
type FileCopy struct {
	Source          string // path of the file
	Destination     string // path of the FOLDER to copy it into
	IncludeVersions bool   // all versions rather than the current one
}

// CopyFile copies a file. If the folder already has a file of that name, the copy is
// appended to that file's versions: its current content is superseded without a word.
// It is not repeated after a lost answer ([OutcomeUnknownError]).
//
// POST /v1/files/copy. Limits: 100 versions a file. Errors: 400 with reason
// SAME_SOURCE_AND_DESTINATION, VERSION_LIMIT_EXCEEDED or INVALID_FOLDER_PATH; 404 SOURCE_FILE_MISSING.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/copy-file
func (c *Client) CopyFile(ctx context.Context, r FileCopy) error {
	const op = "copy file"
	if err := checkPaths(op, r.Source, r.Destination); err != nil {
		return err
	}
	return c.run(ctx, call{op: op, method: http.MethodPost, path: "/v1/files/copy", body: struct {
		Source          string `json:"sourceFilePath"`
		Destination     string `json:"destinationPath"`
		IncludeVersions bool   `json:"includeFileVersions"`
	}(r)})
}

// FileMove moves a file into a folder, where it keeps its name.
type FileMove struct {
	Source      string // path of the file
	Destination string // path of the FOLDER to move it into
}

// MoveFile moves a file with all its versions. If the folder already has a file
// of that name, the two become one file, as with [Client.CopyFile]. The old URL
// stops working, and the file may get another id: find it by its path afterwards.
// It is not repeated after a lost answer ([OutcomeUnknownError]).
//
// POST /v1/files/move. Errors: as [Client.CopyFile].
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/move-file
func (c *Client) MoveFile(ctx context.Context, r FileMove) error {
	const op = "move file"
	if err := checkPaths(op, r.Source, r.Destination); err != nil {
		return err
	}
	return c.run(ctx, call{op: op, method: http.MethodPost, path: "/v1/files/move", body: struct {
		Source      string `json:"sourceFilePath"`
		Destination string `json:"destinationPath"`
	}(r)})
}

// FileRename gives a file another name in its folder.
type FileRename struct {
	Path       string // path of the file as it is
	NewName    string // letters, digits, '.', '_' and '-': the service would change any other
	PurgeCache bool   // also purge the old URL from the CDN, which counts against the plan's quota
}

// RenameResult tells what became of the purge.
type RenameResult struct {
	PurgeRequestID string // for [Client.PurgeStatus]; empty unless a purge was asked for
	PurgeFailed    bool   // the file was renamed, but the purge was refused (207)
	Message        string // why
}

// RenameFile renames a file with all its versions; its id stays. The old URL
// stops working. It is not repeated after a lost answer ([OutcomeUnknownError]).
//
// PUT /v1/files/rename. Errors: 400 with reason SAME_OLD_AND_NEW_NAME, 404 FILE_MISSING,
// 409 FILE_ALREADY_EXISTS ([IsConflict]).
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/rename-file
func (c *Client) RenameFile(ctx context.Context, r FileRename) (RenameResult, error) {
	const op = "rename file"
	if err := firstError(checkPath(op, "path", r.Path), checkFileName(op, r.NewName)); err != nil {
		return RenameResult{}, err
	}
	wire, ans, err := readAnswer[struct {
		PurgeRequestID string `json:"purgeRequestId"`
		Message        string `json:"message"`
	}](ctx, c, call{op: op, method: http.MethodPut, path: "/v1/files/rename", partial: true, body: struct {
		Path       string `json:"filePath"`
		NewName    string `json:"newFileName"`
		PurgeCache bool   `json:"purgeCache"`
	}(r)})
	if err != nil {
		return RenameResult{}, err
	}
	return RenameResult{
		PurgeRequestID: wire.PurgeRequestID,
		PurgeFailed:    ans.status == http.StatusMultiStatus,
		Message:        c.oneLine(wire.Message),
	}, nil
}
