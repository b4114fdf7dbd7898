package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
)

// A store keeps a library in one bbolt file. The library in memory is the
// authority: each request that changes something writes what it changed in one
// transaction before it is answered, and a restart reads everything back.
type store struct {
	db *bbolt.DB
}

// The buckets of the file. Keys are ids or hashes, values JSON, but for blobs.
const (
	bucketState   = "state" // the clock
	bucketFolders = "folders"
	bucketFiles   = "files"
	bucketBlobs   = "blobs"
	bucketFields  = "fields"
	bucketJobs    = "jobs"
	bucketEnded   = "ended"
	bucketDropped = "dropped"
	bucketPurges  = "purges"
	bucketTokens  = "tokens"
)

func buckets() []string {
	return []string{bucketState, bucketFolders, bucketFiles, bucketBlobs, bucketFields,
		bucketJobs, bucketEnded, bucketDropped, bucketPurges, bucketTokens}
}

const (
	storeName = "emulator.db"
	clockKey  = "clock"
	// lockWait is how long another process may take to let go of the file.
	lockWait = 500 * time.Millisecond
)

// ErrInUse is the error of New for a directory that another process holds.
var ErrInUse = errors.New("emulator: the directory is in use by another process")

func openStore(dir string, noSync bool) (*store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	db, err := bbolt.Open(filepath.Join(dir, storeName), 0o600, &bbolt.Options{Timeout: lockWait, NoSync: noSync})
	if errors.Is(err, bbolt.ErrTimeout) {
		return nil, fmt.Errorf("%w: %s", ErrInUse, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("emulator: %s: %w", filepath.Join(dir, storeName), err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range buckets() {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &store{db: db}, nil
}

func (s *store) close() error { return s.db.Close() }

// farewell keeps the clock, so that request ids go on where they stopped.
func (s *store) farewell(l *library) error { return s.save(l) }

// blob reads the bytes of a blob.
func (s *store) blob(h hash) ([]byte, error) {
	var data []byte
	err := s.db.View(func(tx *bbolt.Tx) error {
		data = append(data, tx.Bucket([]byte(bucketBlobs)).Get(h[:])...)
		return nil
	})
	return data, err
}

// writer puts records into a transaction and remembers the first failure.
type writer struct {
	tx  *bbolt.Tx
	err error
}

// put writes one record; nil deletes it.
func (w *writer) put(bucket string, key []byte, record any) {
	if w.err != nil {
		return
	}
	b := w.tx.Bucket([]byte(bucket))
	if record == nil {
		w.err = b.Delete(key)
		return
	}
	data, err := json.Marshal(record)
	if err != nil {
		w.err = err
		return
	}
	w.err = b.Put(key, data)
}

// save writes all that changed, and the clock.
func (s *store) save(l *library) error {
	err := s.db.Update(func(tx *bbolt.Tx) error {
		w := &writer{tx: tx}
		w.put(bucketState, []byte(clockKey), l.clock)
		w.tree(l)
		w.blobs(l)
		w.rest(l)
		return w.err
	})
	if err != nil {
		return err
	}
	for h := range l.changed.blobs {
		if b := l.blobs[h]; b != nil {
			b.data = nil // it is on disk now
		}
	}
	return nil
}

func (w *writer) tree(l *library) {
	for i := range l.changed.folders {
		if d := l.folders[i]; d != nil {
			w.put(bucketFolders, i[:], recordFolder(d))
		} else {
			w.put(bucketFolders, i[:], nil)
		}
	}
	for i := range l.changed.files {
		if f := l.files[i]; f != nil {
			w.put(bucketFiles, i[:], recordFile(f))
		} else {
			w.put(bucketFiles, i[:], nil)
		}
	}
}

func (w *writer) blobs(l *library) {
	for h := range l.changed.blobs {
		if w.err != nil {
			return
		}
		bucket := w.tx.Bucket([]byte(bucketBlobs))
		switch b := l.blobs[h]; {
		case b == nil:
			w.err = bucket.Delete(h[:])
		case b.data != nil:
			w.err = bucket.Put(h[:], b.data)
		}
	}
}

func (w *writer) rest(l *library) {
	for _, f := range l.fields {
		if _, changed := l.changed.fields[f.ID]; changed {
			w.put(bucketFields, f.ID[:], f)
		}
	}
	for i := range l.changed.jobs {
		w.put(bucketJobs, i[:], l.jobs[i])
	}
	for i := range l.changed.ended {
		w.put(bucketEnded, i[:], recordEnding(l.ended[i]))
	}
	for i := range l.changed.dropped {
		w.put(bucketDropped, i[:], l.dropped[i])
	}
	for request := range l.changed.purges {
		w.put(bucketPurges, []byte(request), l.purges[request])
	}
	for token := range l.changed.tokens {
		w.put(bucketTokens, []byte(token), l.tokens[token])
	}
}
