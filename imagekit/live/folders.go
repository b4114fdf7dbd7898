package live

import (
	"context"
	"errors"
	"net/http"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// sendFolder makes the call that makes p.
func (l *Library) sendFolder(ctx context.Context, p state.Path) error {
	return l.client.CreateFolder(ctx, imagekit.FolderCreate{Name: p.Base(), Parent: string(p.Dir())})
}

// makeFolder makes p, whose parent is there. That p is there already, by
// whatever way, is what was wanted: some readings of the API call it an error.
func (l *Library) makeFolder(ctx context.Context, p state.Path) error {
	err := l.sendFolder(ctx, p)
	if err == nil {
		return nil
	}
	return l.unlessThere(ctx, p, err)
}

// deleteFolder deletes p with all that is in it. It was there when what must hold
// before was read. If the service knows of no such folder now, somebody else has
// deleted it since, and what was wanted is so. Another 404 proves nothing.
func (l *Library) deleteFolder(ctx context.Context, p state.Path) error {
	err := l.client.DeleteFolder(ctx, string(p))
	var e *imagekit.Error
	if errors.As(err, &e) && imagekit.IsNotFound(err) && e.Reason == "FOLDER_NOT_FOUND" {
		return nil
	}
	return err
}

// refusal is what the error of a call that makes a folder may mean.
type refusal string

const (
	taken   refusal = "taken"    // the folder may be there, as before or by this call
	badPath refusal = "bad path" // its parent is missing, or its name is no good
	unclear refusal = "unclear"  // one of these
	final   refusal = "final"    // none of these
)

// refusalOf reads an error as the reference words it. The reference has one
// reason for a bad path, and none for a folder that is there.
func refusalOf(err error) refusal {
	if imagekit.IsOutcomeUnknown(err) {
		return taken
	}
	var e *imagekit.Error
	if !errors.As(err, &e) || e.Foreign {
		return final
	}
	switch {
	case e.Status == http.StatusConflict:
		return taken
	case e.Status == http.StatusNotFound, e.Status == http.StatusBadRequest && e.Reason == "":
		return unclear
	case e.Status == http.StatusBadRequest && e.Reason == "INVALID_FOLDER_PATH":
		return badPath
	case e.Status == http.StatusBadRequest:
		return taken
	}
	return final
}

// lacksParent says whether making p was refused because its parent is missing.
// Where the refusal does not tell, it is looked for.
func (l *Library) lacksParent(ctx context.Context, p state.Path, err error) (bool, error) {
	switch refusalOf(err) {
	case badPath:
		return true, nil
	case unclear:
		there, err := l.find(ctx, p.Dir())
		return there == nil, err
	default:
		return false, nil
	}
}

// unlessThere is the error of a call that should have made p, nil if p is
// there. A refusal that says so is believed as soon as a listing shows p.
func (l *Library) unlessThere(ctx context.Context, p state.Path, refused error) error {
	if r := refusalOf(refused); r != taken && r != unclear || ctx.Err() != nil {
		return refused
	}
	found := refused
	err := l.listings().repeat(ctx, func() (progress, error) {
		switch there, err := l.find(ctx, p); {
		case err != nil:
			return over, err
		case there == nil:
			return again, nil
		case there.Type == imagekit.AssetFolder:
			found = nil
		}
		return over, nil
	})
	if err != nil {
		return refused // which says more than that nothing could be read
	}
	return found
}
