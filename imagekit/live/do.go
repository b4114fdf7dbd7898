package live

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Do makes the one call that op stands for. Where that starts a folder job, its
// id is returned at once. What is looked up for it is looked up first; ready is
// called right before the call is sent, each time that is tried. Where op takes
// several calls it is called right before the first, and again before any later
// one that could do harm. If it fails, nothing more is sent, and its error is
// returned as it is.
//
// A key that is refused stops the run, and a call that may have been carried out
// says so; see [Library.Probe].
func (l *Library) Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	job, err := l.do(withReady(ctx, ready), op)
	if why := readyError(err); why != nil {
		return "", why
	}
	return plan.JobID(job), doubting(op.Kind, stopping(err))
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
		return "", l.deleteFolder(ctx, op.Path)
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

// JobDone says whether a folder job is over. How it went, its status does not
// tell. Of a job that the service does not know, or not any more, the error says
// so; see [forgottenError].
func (l *Library) JobDone(ctx context.Context, id plan.JobID) (bool, error) {
	job, err := l.client.GetJob(ctx, imagekit.JobID(id))
	switch {
	case imagekit.IsNotFound(err):
		return false, forgottenError{err}
	case err != nil:
		return false, stopping(err)
	}
	return job.Done(), nil
}

// forgottenError is the error of a look at a job that the service does not know.
// Waiting for it would help nobody.
type forgottenError struct{ error }

// JobForgotten tells a run to look at the library instead.
func (forgottenError) JobForgotten() bool { return true }

// Unwrap returns the service's answer.
func (e forgottenError) Unwrap() error { return e.error }

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
		// A file that is not there was deleted by somebody else just now: what was wanted is so.
		if err = l.client.DeleteFile(ctx, id); imagekit.IsNotFound(err) {
			err = nil
		}
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
