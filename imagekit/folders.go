package imagekit

import (
	"context"
	"errors"
	"net/http"
)

// FolderCreate makes a folder.
type FolderCreate struct {
	Name   string // letters and digits; the service changes any other character to '_'
	Parent string // path of the folder to make it in, "/" for the root
}

// CreateFolder makes a folder. The service is documented to make missing
// parents too and seen to accept a folder that exists; do not rely on either.
// It is not repeated after a lost answer ([OutcomeUnknownError]).
//
// POST /v1/folder. Errors: 400 INVALID_FOLDER_PATH.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-folders/create-folder
func (c *Client) CreateFolder(ctx context.Context, r FolderCreate) error {
	const op = "create folder"
	if err := firstError(checkFolderName(op, r.Name), checkPath(op, "parent", r.Parent)); err != nil {
		return err
	}
	return c.run(ctx, call{op: op, method: http.MethodPost, path: "/v1/folder", body: struct {
		Name   string `json:"folderName"`
		Parent string `json:"parentFolderPath"`
	}(r)})
}

// DeleteFolder deletes a folder with ALL its contents, for ever. The root is refused.
// It is not repeated after a lost answer ([OutcomeUnknownError]).
//
// DELETE /v1/folder. Limits: 100,000 nested files, folders and versions, else 400
// TOO_MANY_OBJECTS. Errors: 404 FOLDER_NOT_FOUND.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-folders/delete-folder
func (c *Client) DeleteFolder(ctx context.Context, path string) error {
	const op = "delete folder"
	if err := checkNotRoot(op, "path", path); err != nil {
		return err
	}
	return c.run(ctx, call{op: op, method: http.MethodDelete, path: "/v1/folder", body: map[string]string{"folderPath": path}})
}

// FolderCopy copies a folder INTO another: /photos/summer into /archive becomes /archive/summer.
type FolderCopy struct {
	Source          string
	Destination     string // the folder to copy it into
	IncludeVersions bool   // all versions of each file rather than the current ones
}

// CopyFolder starts a job that copies a folder with all that is in it. A folder
// of that name at the destination is merged with, and files of the same name are appended
// to each other's versions. Follow the job with [Client.GetJob]. It is not repeated
// after a lost answer ([OutcomeUnknownError]): the job may be running.
//
// POST /v1/bulkJobs/copyFolder. Errors: 400 with reason SOURCE_IS_ROOT,
// SAME_SOURCE_AND_DESTINATION, INVALID_FOLDER_PATH or TOO_MANY_OBJECTS; 404 NO_FILES_FOLDER;
// 423 while another job has the folder, which is waited for.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-folders/copy-folder
func (c *Client) CopyFolder(ctx context.Context, r FolderCopy) (JobID, error) {
	const op = "copy folder"
	if err := firstError(checkNotRoot(op, "source", r.Source), checkPath(op, "destination", r.Destination)); err != nil {
		return "", err
	}
	return c.startJob(ctx, op, "/v1/bulkJobs/copyFolder", struct {
		Source          string `json:"sourceFolderPath"`
		Destination     string `json:"destinationPath"`
		IncludeVersions bool   `json:"includeVersions"`
	}(r))
}

// FolderMove moves a folder INTO another: /photos/summer into /archive becomes /archive/summer.
type FolderMove struct {
	Source      string
	Destination string // the folder to move it into
}

// MoveFolder starts a job that moves a folder with all that is in it, versions
// included; otherwise like [Client.CopyFolder].
//
// POST /v1/bulkJobs/moveFolder. Errors: also 400 INVALID_DESTINATION_PATH (into its own child).
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-folders/move-folder
func (c *Client) MoveFolder(ctx context.Context, r FolderMove) (JobID, error) {
	const op = "move folder"
	if err := firstError(checkNotRoot(op, "source", r.Source), checkPath(op, "destination", r.Destination)); err != nil {
		return "", err
	}
	return c.startJob(ctx, op, "/v1/bulkJobs/moveFolder", struct {
		Source      string `json:"sourceFolderPath"`
		Destination string `json:"destinationPath"`
	}(r))
}

// FolderRename gives a folder another name in its parent.
type FolderRename struct {
	Path       string // path of the folder as it is
	NewName    string // letters, digits, '_' and '-': the service would change any other
	PurgeCache bool   // also purge the old URLs: one purge against the plan's quota
}

// RenameFolder starts a job that renames a folder; otherwise like [Client.CopyFolder].
//
// POST /v1/bulkJobs/renameFolder. Errors: 404; 409 if the name is taken ([IsConflict]);
// 423 while another job has the folder, which is waited for.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-folders/rename-folder
func (c *Client) RenameFolder(ctx context.Context, r FolderRename) (JobID, error) {
	const op = "rename folder"
	if err := firstError(checkNotRoot(op, "path", r.Path), checkFolderName(op, r.NewName)); err != nil {
		return "", err
	}
	return c.startJob(ctx, op, "/v1/bulkJobs/renameFolder", struct {
		Path       string `json:"folderPath"`
		NewName    string `json:"newFolderName"`
		PurgeCache bool   `json:"purgeCache"`
	}(r))
}

// startedJob is the answer to the start of a job. One without an id is no answer.
type startedJob struct {
	JobID JobID `json:"jobId"`
}

func (s startedJob) valid(int) error {
	if s.JobID == "" {
		return errors.New("the answer has no jobId")
	}
	return nil
}

func (c *Client) startJob(ctx context.Context, op, path string, body any) (JobID, error) {
	started, err := read[startedJob](ctx, c, call{op: op, method: http.MethodPost, path: path, body: body})
	return started.JobID, err
}
