package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// The library in memory is the authority; the store keeps up with it. Each request that changed
// something writes what it changed in one transaction before it is answered, so that a crash loses
// nothing that a client was told.
type store struct{ db *bbolt.DB }

// The buckets, one for each kind of record, keyed by id; and what holds none.
const (
	bucketMeta    = "meta"
	bucketFolders = "folders"
	bucketFiles   = "files"
	bucketFields  = "fields"
	bucketJobs    = "jobs"
	bucketPurges  = "purges"
	bucketTokens  = "tokens"
	bucketEnded   = "ended"
	bucketDropped = "dropped"
	bucketBlobs   = "blobs"
	bucketBytes   = "bytes"
)

func buckets() []string {
	return []string{
		bucketMeta, bucketFolders, bucketFiles, bucketFields, bucketJobs, bucketPurges,
		bucketTokens, bucketEnded, bucketDropped, bucketBlobs, bucketBytes,
	}
}

const (
	storeFile   = "emulator.db"
	storeFormat = 1
	lockTimeout = 500 * time.Millisecond
	// requestGap is how many request ids are skipped after a crash: requests that change nothing are
	// not written down, and no id may come twice.
	requestGap = 1 << 20
)

// metaRecord is the one record of bucketMeta.
type metaRecord struct {
	Format int   `json:"format"`
	Clock  clock `json:"clock"`
	Clean  bool  `json:"clean"` // the last server was closed
}

// ErrInUse is the error of New for a directory that another process holds.
var ErrInUse = errors.New("emulator: the directory is in use by another process")

func openStore(dir string, noSync bool) (*store, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	path := filepath.Join(dir, storeFile)
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout, NoSync: noSync, FreelistType: bbolt.FreelistMapType})
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("%w: %s", ErrInUse, path)
	}
	if err != nil {
		return nil, fmt.Errorf("emulator: open %s: %w", path, err)
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
		return nil, errors.Join(fmt.Errorf("emulator: prepare %s: %w", path, err), db.Close())
	}
	return &store{db}, nil
}

func (st *store) close() error { return st.db.Close() }

// farewell notes that the server was closed.
func (st *store) farewell(l *library) error {
	return st.db.Update(func(tx *bbolt.Tx) error {
		return put(tx, bucketMeta, []byte(bucketMeta), metaRecord{Format: storeFormat, Clock: l.clock, Clean: true})
	})
}

// blob reads the bytes of a blob.
func (st *store) blob(h hash) ([]byte, error) {
	var data []byte
	err := st.db.View(func(tx *bbolt.Tx) error {
		stored := tx.Bucket([]byte(bucketBytes)).Get(h[:])
		if stored == nil {
			return fmt.Errorf("emulator: the bytes of %s are missing", h)
		}
		data = append([]byte{}, stored...)
		return nil
	})
	return data, err
}

// save writes everything that is marked as changed.
func (st *store) save(l *library) error {
	err := st.db.Update(func(tx *bbolt.Tx) error {
		return errors.Join(
			put(tx, bucketMeta, []byte(bucketMeta), metaRecord{Format: storeFormat, Clock: l.clock}),
			saveFolders(tx, l), saveFiles(tx, l), saveBlobs(tx, l), saveRest(tx, l),
		)
	})
	if err == nil {
		for h := range l.changed.blobs {
			if b := l.blobs[h]; b != nil {
				b.data = nil // from now on on disk
			}
		}
	}
	return err
}

func saveFolders(tx *bbolt.Tx, l *library) error {
	return saveEach(tx, bucketFolders, l.changed.folders, func(i id) (any, bool) {
		d, found := l.folders[i]
		if !found {
			return nil, false
		}
		return newFolderRecord(d), true
	})
}

func saveFiles(tx *bbolt.Tx, l *library) error {
	return saveEach(tx, bucketFiles, l.changed.files, func(i id) (any, bool) {
		f, found := l.files[i]
		if !found {
			return nil, false
		}
		return newFileRecord(f), true
	})
}

func saveBlobs(tx *bbolt.Tx, l *library) error {
	for _, h := range slices.SortedFunc(maps.Keys(l.changed.blobs), compareHashes) {
		b := l.blobs[h]
		if b == nil {
			for _, bucket := range []string{bucketBlobs, bucketBytes} {
				if err := tx.Bucket([]byte(bucket)).Delete(h[:]); err != nil {
					return err
				}
			}
			continue
		}
		if err := put(tx, bucketBlobs, h[:], newBlobRecord(b)); err != nil {
			return err
		}
		if b.data == nil {
			continue
		}
		if err := tx.Bucket([]byte(bucketBytes)).Put(h[:], b.data); err != nil {
			return err
		}
	}
	return nil
}

func saveRest(tx *bbolt.Tx, l *library) error {
	fields := map[id]*field{}
	for _, f := range l.fields {
		fields[f.ID] = f
	}
	return errors.Join(
		saveEach(tx, bucketFields, l.changed.fields, func(i id) (any, bool) { f, found := fields[i]; return f, found }),
		saveEach(tx, bucketJobs, l.changed.jobs, func(i id) (any, bool) { j, found := l.jobs[i]; return j, found }),
		saveEach(tx, bucketEnded, l.changed.ended, func(i id) (any, bool) {
			e, found := l.ended[i]
			if !found {
				return nil, false
			}
			return newEndingRecord(e), true
		}),
		saveEach(tx, bucketDropped, l.changed.dropped, func(i id) (any, bool) { d, found := l.dropped[i]; return d, found }),
		saveNamed(tx, bucketPurges, l.changed.purges, l.purges),
		saveNamed(tx, bucketTokens, l.changed.tokens, l.tokens),
	)
}

// saveEach writes the changed records of a bucket; what is gone is deleted. It goes by the order of the
// keys, like all that saves many: in any other, bbolt takes minutes for what should take a second, as it
// makes room for each key in one long list.
func saveEach(tx *bbolt.Tx, bucket string, changed map[id]struct{}, record func(id) (any, bool)) error {
	for _, i := range slices.SortedFunc(maps.Keys(changed), compareIDs) {
		value, found := record(i)
		if !found {
			if err := tx.Bucket([]byte(bucket)).Delete(i[:]); err != nil {
				return err
			}
			continue
		}
		if err := put(tx, bucket, i[:], value); err != nil {
			return err
		}
	}
	return nil
}

func saveNamed[V any](tx *bbolt.Tx, bucket string, changed map[string]struct{}, values map[string]V) error {
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		if err := put(tx, bucket, []byte(name), values[name]); err != nil {
			return err
		}
	}
	return nil
}

func put(tx *bbolt.Tx, bucket string, key []byte, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return tx.Bucket([]byte(bucket)).Put(key, data)
}
