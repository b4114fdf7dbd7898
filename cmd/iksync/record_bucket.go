package main

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// recordPatience is how long one look at a record may take, or one write.
const recordPatience = 5 * time.Minute

// recordBucket is the record of a library's uploads, in a bucket that machines share.
// What is in it, it does not know.
type recordBucket struct {
	bucket *blob.Bucket
	key    string   // of its one object
	url    *url.URL // of the bucket
}

// openRecordBucket opens the bucket that the YAML's state names: a folder (file:), or
// another place that package blob knows by its URL. A folder of file://. is below
// dir, that of the YAML, and has to be there. Nothing is read yet. The caller closes it.
func (p *program) openRecordBucket(ctx context.Context, text, dir, library string) (*recordBucket, error) {
	u, err := bucketURL(text, dir)
	switch {
	case errors.Is(err, errNoBucket):
		scheme, _, _ := strings.Cut(text, ":")
		return nil, fail(exitUsage, "state: want %w, have one that begins with %q", err, scheme)
	case err != nil:
		return nil, fail(exitUsage, "state: %w", err)
	}
	r := &recordBucket{key: recordKey(library), url: u}
	if r.bucket, err = blob.OpenBucket(ctx, u.String()); err != nil {
		return nil, r.failed(ctx, "opened", err)
	}
	return r, nil
}

// recordKey names the record of a library within a bucket.
func recordKey(library string) string { return "uploads-" + objectName(library, library) + ".json" }

// Read is the record, nil where there is none yet. A bucket that is not there is an
// error: it is not one that is empty.
func (r *recordBucket) Read(ctx context.Context) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, recordPatience)
	defer cancel()
	data, err := r.bucket.ReadAll(limited, r.key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		err = r.there(limited)
	}
	if err != nil || ctx.Err() != nil {
		return nil, r.failed(ctx, "read", err)
	}
	return data, nil
}

// Write puts data in the place of the record, all of it or nothing.
func (r *recordBucket) Write(ctx context.Context, data []byte) error {
	limited, cancel := context.WithTimeout(ctx, recordPatience)
	defer cancel()
	var err error
	if r.url.Scheme == "file" { // package fileblob would make the folder
		err = r.there(limited)
	}
	if err == nil {
		err = r.bucket.WriteAll(limited, r.key, data, &blob.WriterOptions{ContentType: "application/json"})
	}
	if err != nil {
		return r.failed(ctx, "written", err)
	}
	return nil
}

// there fails where there is no bucket. Of a folder that went, package fileblob says
// that it is empty.
func (r *recordBucket) there(ctx context.Context) error {
	there := isFolder(folderOfURL(r.url))
	if r.url.Scheme != "file" {
		var err error
		if there, err = r.bucket.IsAccessible(ctx); err != nil {
			return err
		}
	}
	if !there {
		return errors.New("there is no such bucket")
	}
	return nil
}

// close lets go of the bucket.
func (r *recordBucket) close() { _ = r.bucket.Close() } // nothing is under way

// failed is an error of the record. That of a run that was ended is the run's.
func (r *recordBucket) failed(ctx context.Context, what string, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return fail(exitFailed, "the record of uploads, %s in %s, cannot be %s: %w (its place is the YAML's state)",
		r.key, placeOfBucket(r.url), what, hiding(err, r.url))
}

// placeOfBucket is a URL without what may be secret in it.
func placeOfBucket(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// hiddenError is an error whose text was cleaned.
type hiddenError struct {
	text string
	err  error
}

func (e *hiddenError) Error() string { return e.text }

// Unwrap returns the error itself.
func (e *hiddenError) Unwrap() error { return e.err }

// hiding takes out of an error's text what may be secret in the URL of a bucket.
func hiding(err error, u *url.URL) error {
	text := strings.ReplaceAll(err.Error(), u.String(), placeOfBucket(u))
	if u.RawQuery != "" {
		text = strings.ReplaceAll(text, u.RawQuery, "...")
	}
	for _, values := range u.Query() {
		for _, v := range values {
			if len(v) > 4 { // short ones are flags
				text = strings.ReplaceAll(text, v, "...")
			}
		}
	}
	if password, has := u.User.Password(); has && password != "" {
		text = strings.ReplaceAll(text, password, "...")
	}
	return &hiddenError{text, err}
}
