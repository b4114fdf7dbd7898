package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// An upload is one request, but for tags with a comma, which its form would
// split. A new version keeps the tags of the file, so that these are set before
// it: whether it was stored is then all there is to know. A new file can get them
// only afterwards. If that does not come about, the file lies there with all but
// its tags, and who uploads it once more just sets them.

// upload sends a file's bytes.
func (l *Library) upload(ctx context.Context, op *plan.Operation) error {
	if uploadTags(op.Update) {
		_, err := l.send(ctx, op)
		return err
	}
	if op.Kind == plan.OpReplace {
		return l.tagThenReplace(ctx, op)
	}
	return l.uploadThenTag(ctx, op)
}

// tagThenReplace sets the tags of a file, unless it has them, and uploads a new
// version, which keeps them. That supersedes whatever is there by then, so that
// what must hold before is looked at for each of the two.
func (l *Library) tagThenReplace(ctx context.Context, op *plan.Operation) error {
	id, err := l.fileID(ctx, op)
	if err != nil {
		return err
	}
	is, err := l.client.GetFile(ctx, id)
	if err != nil {
		return err
	}
	if !sameTags(is.Tags, *op.Update.Tags) {
		if err := l.setTags(ctx, id, op); err != nil {
			return err
		}
	}
	_, err = l.send(ctx, op)
	return err
}

// uploadThenTag uploads a new file, unless it lies there already, and sets its tags.
func (l *Library) uploadThenTag(ctx context.Context, op *plan.Operation) error {
	there, err := l.fileAt(ctx, op.Path)
	if err != nil {
		return err
	}
	types, err := l.typesFor(ctx, op.Update)
	if err != nil {
		return err
	}
	if there != nil && lacksOnlyTags(there, op, types) {
		content, err := l.compare(ctx, there, op)
		if err != nil {
			return err
		}
		if content != differs {
			return l.setTags(ctx, there.ID, op)
		}
	}
	stored, err := l.send(ctx, op)
	if err != nil {
		return err
	}
	id := stored.FileID
	if stored.Pending {
		if id, err = l.fileID(ctx, op); err != nil {
			return err
		}
	}
	return l.setTags(withoutReady(ctx), id, op)
}

// send makes the request. A file that should be missing is sent so that an
// existing one makes it fail; a new version is sent with all that is to stay.
func (l *Library) send(ctx context.Context, op *plan.Operation) (imagekit.UploadResult, error) {
	var taken measure
	r := imagekit.UploadRequest{
		Open: func() (io.ReadCloser, error) {
			content, err := l.open(op.Source.Path)
			if err != nil {
				return nil, err
			}
			return taken.of(content), nil
		},
		Size: op.Source.Size, SHA256: op.Source.SHA256,
		FileName: op.Path.Base(), Folder: string(op.Path.Dir()),
		// A new version is sent with all that is to stay, so nothing else may.
		OverwriteFile: op.Kind == plan.OpReplace, OverwriteCustomMetadata: op.Kind == plan.OpReplace,
	}
	carry(&r, op.Update)
	stored, err := l.client.Upload(ctx, r)
	switch {
	case errors.Is(err, imagekit.ErrContentChanged):
		return stored, fmt.Errorf("the source %s changed since the plan was made: nothing was uploaded, make a new plan: %w", op.Source.Path, err)
	case err != nil:
		return stored, err
	}
	sum, size := taken.get()
	l.stored.noteUploaded(&stored, sum, size)
	if stored.Path != "" && stored.Path != string(op.Path) {
		err = fmt.Errorf("the server stored the upload as %s instead of %s", stored.Path, op.Path)
	}
	return stored, err
}

func (l *Library) setTags(ctx context.Context, id string, op *plan.Operation) error {
	_, err := l.client.UpdateFile(ctx, id, updateOf(&plan.FileUpdate{Tags: op.Update.Tags}))
	return err
}

// uploadTags says whether an upload can carry the tags of u, if it has any.
func uploadTags(u *plan.FileUpdate) bool {
	return u == nil || u.Tags == nil ||
		!slices.ContainsFunc(*u.Tags, func(t state.Tag) bool { return strings.Contains(string(t), ",") })
}

// carry puts u into the upload, without tags that it cannot carry.
func carry(r *imagekit.UploadRequest, u *plan.FileUpdate) {
	if u == nil {
		return
	}
	if u.Tags != nil && uploadTags(u) {
		r.Tags, r.OverwriteTags = texts(*u.Tags), true
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
}
