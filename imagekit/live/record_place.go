package live

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// RecordName is the name of the file in which iksync keeps its record of uploads.
// Wherever one lies in a library, it is no part of what is managed: no listing of
// this package shows it.
const RecordName = state.OwnName

// maxRecord is how long a record may be that is read, in bytes. It is also what
// package state/record allows.
const maxRecord = 128 << 20

// RecordPlace keeps a record in a private file of the library itself. Its Read and
// Write are those of any place for one.
type RecordPlace struct {
	library *Library
	path    state.Path
}

// RecordPlace is the file RecordName in the first folder of the scope.
func (l *Library) RecordPlace(scope []state.Path) *RecordPlace {
	dir := state.Root
	if len(scope) > 0 {
		dir = scope[0]
	}
	return &RecordPlace{library: l, path: dir.Join(RecordName)}
}

// Path is where the record is kept.
func (p *RecordPlace) Path() state.Path { return p.path }

// ReadSeen returns the record as have shows it: one delivery, nil where there is
// none. One that is written meanwhile may come instead, which is as good.
func (p *RecordPlace) ReadSeen(ctx context.Context, have *state.Have) ([]byte, error) {
	for _, f := range have.Own {
		if f.Path != p.path {
			continue
		}
		data, err := p.fetch(ctx, wanted{
			delivery: imagekit.Delivery{URL: f.Observed.URL, Path: string(f.Path), Updated: f.Observed.Updated}, id: f.ID, size: f.Observed.Size,
		})
		if err != nil {
			return nil, stopping(fmt.Errorf("reading the record of uploads, %s: %w", p.path, err))
		}
		return data, nil
	}
	return nil, nil
}

// Read returns the record, nil where there is none, or none is listed yet: two
// calls, one delivery and another call.
func (p *RecordPlace) Read(ctx context.Context) ([]byte, error) {
	data, err := p.read(ctx)
	if err != nil {
		return nil, stopping(fmt.Errorf("reading the record of uploads, %s: %w", p.path, err))
	}
	return data, nil
}

func (p *RecordPlace) read(ctx context.Context) ([]byte, error) {
	there, err := p.library.fileAt(ctx, p.path)
	if err != nil || there == nil {
		return nil, err
	}
	return p.fetch(ctx, wantedOf(there))
}

func (p *RecordPlace) fetch(ctx context.Context, w wanted) ([]byte, error) {
	if w.size > maxRecord {
		return nil, fmt.Errorf("it has %d bytes, and more than %d are not read", w.size, maxRecord)
	}
	var data bytes.Buffer
	err := p.library.fetch(ctx, w, func() io.Writer {
		data.Reset()
		return &data
	})
	return data.Bytes(), err
}

// Write makes data the record: an upload, which is private, and a few calls that
// delete the versions before it, as a file can have only 100. An error may be about
// these alone; see [CleanupError].
func (p *RecordPlace) Write(ctx context.Context, data []byte) error {
	if err := p.write(ctx, data); err != nil {
		return stopping(fmt.Errorf("writing the record of uploads, %s: %w", p.path, err))
	}
	return nil
}

func (p *RecordPlace) write(ctx context.Context, data []byte) error {
	sum := sha256.Sum256(data)
	is, err := p.library.client.Upload(ctx, imagekit.UploadRequest{
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
		Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]),
		FileName: p.path.Base(), Folder: string(p.path.Dir()), Private: true, OverwriteFile: true,
	})
	switch {
	case err != nil:
		return err
	case is.Pending:
		return nil // whoever writes next deletes the versions
	case is.Path != string(p.path):
		return fmt.Errorf("the server stored it as %s", is.Path)
	}
	if err := p.deleteBefore(ctx, is.FileID, is.Version.ID); err != nil {
		return &CleanupError{Err: err}
	}
	return nil
}

// deleteBefore deletes the versions before the one that was just written. If
// another one is current by now, somebody else wrote it, and deletes them.
func (p *RecordPlace) deleteBefore(ctx context.Context, id, written string) error {
	versions, err := p.library.client.ListVersions(ctx, id)
	if err != nil {
		return err
	}
	for i := range versions {
		if v := &versions[i]; v.Type == imagekit.AssetFile && v.Version.ID != written {
			return nil
		}
	}
	var failed []error
	for i := range versions {
		v := &versions[i]
		if v.Type != imagekit.AssetVersion || v.Version.ID == written {
			continue
		}
		if err := p.library.client.DeleteVersion(ctx, id, v.Version.ID); err != nil && !imagekit.IsNotFound(err) {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// CleanupError means that the record was written, and that older versions of it
// could not be deleted. The next write tries that again.
type CleanupError struct{ Err error }

func (e *CleanupError) Error() string {
	return fmt.Sprintf("it is written, but older versions of it are left: %v", e.Err)
}

// Unwrap returns what happened.
func (e *CleanupError) Unwrap() error { return e.Err }
