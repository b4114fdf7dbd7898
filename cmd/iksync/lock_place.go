package main

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"

	"gocloud.dev/blob"
)

const lockOff = "off"

// lockPlace is where the locks are.
type lockPlace struct {
	bucket *blob.Bucket
	guard  func(context.Context) (func(), error) // nil where the bucket needs none
}

// close lets go of the bucket. The locks in it stay as they are.
func (l *lockPlace) close() { _ = l.bucket.Close() } // nothing is under way

// openLocks opens the bucket of --lock. It is not called where that is off.
func (p *program) openLocks(ctx context.Context) (*lockPlace, error) {
	u, err := p.lockURL()
	if err != nil {
		return nil, err
	}
	bucket, err := blob.OpenBucket(ctx, u.String())
	if err != nil {
		return nil, fail(exitUsage, "--lock: %w", err)
	}
	place := &lockPlace{bucket: bucket}
	if u.Scheme == "file" {
		place.guard = folderGuard(filepath.Join(folderOfURL(u), "guard"))
	}
	return place, nil
}

// lockURL is the URL of --lock, or of the folder that stands for it.
func (p *program) lockURL() (*url.URL, error) {
	text := p.opts.lock.text()
	if text == "" {
		dir := filepath.Join(p.env.Dir, ".iksync", "locks")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fail(exitFailed, "there is no place for the lock: %w (another one: --lock URL, none: --lock off)", err)
		}
		return fileURL(dir), nil
	}
	u, err := bucketURL(text, p.env.Dir)
	switch {
	case errors.Is(err, errNoBucket):
		return nil, p.opts.lock.bad("off or " + err.Error())
	case err != nil:
		return nil, fail(exitUsage, "--lock: %w", err)
	}
	return u, nil
}

// folderGuard lets one process at a time at a folder: package fileblob looks
// first and renames then, which two processes can do at once. The system ends
// the hold of a process that dies.
func folderGuard(path string) func(context.Context) (func(), error) {
	return func(ctx context.Context) (func(), error) {
		for {
			f, err := tryJournal(path, os.O_RDWR|os.O_CREATE)
			if err == nil {
				return func() { f.Close() }, nil
			}
			if !errors.Is(err, errInUse) {
				return nil, fail(exitFailed, "the lock cannot be looked at: %w", err)
			}
			if err := pause(ctx, guardPause); err != nil {
				return nil, fail(exitFailed, "%s is in use by another process for too long: %w", path, err)
			}
		}
	}
}
