package live

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Do makes the one call that op stands for. Where that starts a folder job, its
// id is returned at once. A key that is refused stops the run.
func (l *Library) Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	if err := ready(ctx); err != nil {
		return "", err
	}
	job, err := l.do(ctx, op)
	return plan.JobID(job), stopping(err)
}

func (l *Library) do(ctx context.Context, op *plan.Operation) (imagekit.JobID, error) {
	switch op.Kind {
	case plan.OpMoveFolder, plan.OpRenameFolder, plan.OpCopyFolder, plan.OpMergeFolder:
		return l.startJob(ctx, op)
	case plan.OpCreateField, plan.OpUpdateField, plan.OpDeleteField:
		return "", l.doField(ctx, op)
	case plan.OpCreateFolder:
		return "", l.createFolder(ctx, op.Path, op.Parents)
	case plan.OpDeleteFolder:
		return "", l.client.DeleteFolder(ctx, string(op.Path))
	case plan.OpMoveFile, plan.OpMergeFile:
		return "", l.client.MoveFile(ctx, imagekit.FileMove{Source: string(op.Path), Destination: string(op.Dest.Dir())})
	case plan.OpRenameFile:
		_, err := l.client.RenameFile(ctx, imagekit.FileRename{Path: string(op.Path), NewName: op.Dest.Base()})
		return "", err
	case plan.OpUpload, plan.OpReplace:
		return "", l.upload(ctx, op)
	case plan.OpUpdateFile, plan.OpPublishFile, plan.OpDeleteFile:
		return "", l.doFile(ctx, op)
	case plan.OpDeleteFiles, plan.OpAddTags, plan.OpRemoveTags:
		return "", l.doFiles(ctx, op)
	}
	return "", fmt.Errorf("no operation of kind %q is known", op.Kind)
}

func (l *Library) startJob(ctx context.Context, op *plan.Operation) (imagekit.JobID, error) {
	source, into := string(op.Path), string(op.Dest.Dir())
	switch op.Kind {
	case plan.OpMoveFolder, plan.OpMergeFolder:
		return l.client.MoveFolder(ctx, imagekit.FolderMove{Source: source, Destination: into})
	case plan.OpCopyFolder:
		return l.client.CopyFolder(ctx, imagekit.FolderCopy{Source: source, Destination: into, IncludeVersions: op.Copies == state.CopyAll})
	default:
		return l.client.RenameFolder(ctx, imagekit.FolderRename{Path: source, NewName: op.Dest.Base()})
	}
}

// JobDone says whether a folder job is over. How it went, its status does not tell.
func (l *Library) JobDone(ctx context.Context, id plan.JobID) (bool, error) {
	job, err := l.client.GetJob(ctx, imagekit.JobID(id))
	if err != nil {
		return false, stopping(err)
	}
	return job.Done(), nil
}

func (l *Library) doField(ctx context.Context, op *plan.Operation) error {
	a := op.Field
	switch op.Kind {
	case plan.OpCreateField:
		_, err := l.client.CreateField(ctx, imagekit.FieldCreate{Name: string(a.Name), Label: a.Label, Schema: schemaOf(a)})
		return err
	case plan.OpUpdateField:
		id, err := l.fieldID(ctx, a)
		if err != nil {
			return err
		}
		_, err = l.client.UpdateField(ctx, id, imagekit.FieldUpdate{Label: a.Label, Schema: schemaUpdate(a)})
		return err
	default:
		return l.client.DeleteField(ctx, a.ID)
	}
}

// fieldID is the id of a field: the planned one, or that of the field of its
// name, where an operation before this one made it.
func (l *Library) fieldID(ctx context.Context, a *plan.FieldArgs) (string, error) {
	if a.ID != "" {
		return a.ID, nil
	}
	fields, err := l.client.ListFields(ctx, false)
	if err != nil {
		return "", err
	}
	for i := range fields {
		if fields[i].Name == string(a.Name) {
			return fields[i].ID, nil
		}
	}
	return "", fmt.Errorf("there is no field %s", a.Name)
}

func (l *Library) doFile(ctx context.Context, op *plan.Operation) error {
	id, err := l.fileID(ctx, op)
	if err != nil {
		return err
	}
	switch op.Kind {
	case plan.OpPublishFile:
		_, err = l.client.PublishFile(ctx, id, imagekit.Publish{Published: *op.Update.Published})
	case plan.OpDeleteFile:
		err = l.client.DeleteFile(ctx, id)
	default:
		_, err = l.client.UpdateFile(ctx, id, updateOf(op.Update))
	}
	return err
}

// fileID is the id of the file that op is about: the planned one, or that of
// the file at its path where the plan could not know it.
func (l *Library) fileID(ctx context.Context, op *plan.Operation) (string, error) {
	ids, err := l.idsOf(ctx, []plan.FileRef{{Path: op.Path, File: op.File}})
	if err != nil {
		return "", err
	}
	if ids[0] == "" {
		return "", fmt.Errorf("no file is at %s", op.Path)
	}
	return ids[0], nil
}

// upload sends a file's bytes. A file that should be missing is sent so that an
// existing one makes it fail; a new version is sent with all that is to stay.
func (l *Library) upload(ctx context.Context, op *plan.Operation) error {
	r := imagekit.UploadRequest{
		Open:     func() (io.ReadCloser, error) { return l.open(op.Source.Path) },
		Size:     op.Source.Size,
		FileName: op.Path.Base(), Folder: string(op.Path.Dir()),
		// A new version is sent with all that is to stay, so nothing else may.
		OverwriteFile: op.Kind == plan.OpReplace, OverwriteCustomMetadata: op.Kind == plan.OpReplace,
	}
	var after plan.FileUpdate
	if u := op.Update; u != nil {
		after = carry(&r, u)
	}
	stored, err := l.client.Upload(ctx, r)
	if err != nil {
		return err
	}
	if stored.Path != "" && stored.Path != string(op.Path) {
		return fmt.Errorf("the server stored the upload as %s instead of %s", stored.Path, op.Path)
	}
	if after.Tags == nil {
		return nil
	}
	_, err = l.client.UpdateFile(ctx, stored.FileID, updateOf(&after))
	return err
}

// carry puts u into the upload, and returns what an upload cannot carry: tags
// with a comma, which its form would split.
func carry(r *imagekit.UploadRequest, u *plan.FileUpdate) (after plan.FileUpdate) {
	if u.Tags != nil {
		if tags := texts(*u.Tags); slices.ContainsFunc(tags, func(t string) bool { return strings.Contains(t, ",") }) {
			after.Tags = u.Tags
		} else {
			r.Tags, r.OverwriteTags = tags, true
		}
	}
	r.CustomMetadata = metadataOf(u.Metadata)
	if u.Focus != nil {
		r.CustomCoordinates = *u.Focus
	}
	if u.Description != nil {
		r.Description = *u.Description
	}
	if u.Private != nil {
		r.Private = *u.Private
	}
	return after
}
