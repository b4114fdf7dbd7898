package emulator

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
)

// load reads the library that the store keeps into an empty one.
func (s *store) load(l *library) error {
	err := s.db.View(func(tx *bbolt.Tx) error {
		r := &reader{tx: tx, l: l}
		if r.first() {
			return nil
		}
		r.clock()
		r.blobs()
		r.folders()
		r.files()
		r.rest()
		return r.err
	})
	if err != nil {
		return fmt.Errorf("emulator: cannot read what was kept: %w", err)
	}
	l.changed = newChanges()
	return nil
}

// reader reads records out of a transaction and remembers the first failure.
type reader struct {
	tx  *bbolt.Tx
	l   *library
	err error
}

// first says whether nothing was ever kept.
func (r *reader) first() bool { return r.tx.Bucket([]byte(bucketState)).Get([]byte(clockKey)) == nil }

// each decodes every record of a bucket into a new T.
func each[T any](r *reader, bucket string, visit func(key []byte, record *T) error) {
	if r.err != nil {
		return
	}
	r.err = r.tx.Bucket([]byte(bucket)).ForEach(func(key, data []byte) error {
		var record T
		if err := json.Unmarshal(data, &record); err != nil {
			return fmt.Errorf("%s %x: %w", bucket, key, err)
		}
		return visit(key, &record)
	})
}

func keyID(key []byte) (i id) {
	copy(i[:], key)
	return i
}

// clock takes up the counters, but keeps the seed that the server was given.
func (r *reader) clock() {
	data := r.tx.Bucket([]byte(bucketState)).Get([]byte(clockKey))
	r.err = json.Unmarshal(data, &r.l.clock)
}

func (r *reader) blobs() {
	if r.err != nil {
		return
	}
	r.err = r.tx.Bucket([]byte(bucketBlobs)).ForEach(func(key, data []byte) error {
		var h hash
		copy(h[:], key)
		r.l.blobs[h] = &blob{hash: h, size: int64(len(data)), image: detectImage(data)}
		return nil
	})
}

func (r *reader) folders() {
	parents := map[id]id{}
	each(r, bucketFolders, func(key []byte, record *folderRecord) error {
		d := newFolder()
		d.id, d.name, d.created, d.updated, d.meta = keyID(key), record.Name, record.Created, record.Updated, record.Meta
		r.l.folders[d.id] = d
		parents[d.id] = record.Parent
		return nil
	})
	for i, d := range r.l.folders {
		if d.parent = r.folder(parents[i]); d.parent == nil {
			r.err = fmt.Errorf("folder %s lies in %s, which is not there", i, parents[i])
			return
		}
		d.parent.folders[d.name] = d
	}
}

func (r *reader) folder(i id) *folder {
	if i.isZero() {
		return r.l.root
	}
	return r.l.folders[i]
}

func (r *reader) files() {
	each(r, bucketFiles, func(key []byte, record *fileRecord) error {
		parent := r.folder(record.Parent)
		if parent == nil {
			return fmt.Errorf("file %x lies in %s, which is not there", key, record.Parent)
		}
		f := &file{id: keyID(key), name: record.Name, created: record.Created, origin: record.Origin}
		current, err := r.version(&record.Current)
		if err != nil {
			return err
		}
		f.current = current
		for i := range record.Older {
			older, err := r.version(&record.Older[i])
			if err != nil {
				return err
			}
			f.older = append(f.older, &older)
		}
		r.l.insertFile(f, parent)
		return nil
	})
}

func (r *reader) version(record *versionRecord) (version, error) {
	raw, err := hex.DecodeString(record.Blob)
	if err != nil {
		return version{}, err
	}
	var h hash
	copy(h[:], raw)
	b := r.l.blobs[h]
	if b == nil {
		return version{}, fmt.Errorf("version %s has the content %s, which is not there", record.ID, record.Blob)
	}
	r.l.retain(b)
	return record.version(b), nil
}

func (r *reader) rest() {
	each(r, bucketFields, func(_ []byte, f *field) error { r.l.fields = append(r.l.fields, f); return nil })
	slices.SortFunc(r.l.fields, func(a, b *field) int { return cmp.Compare(a.Number, b.Number) })
	each(r, bucketJobs, func(_ []byte, j *job) error {
		r.l.jobs[j.ID] = j
		if !j.Done {
			r.l.running = append(r.l.running, j)
		}
		return nil
	})
	slices.SortFunc(r.l.running, func(a, b *job) int { return cmp.Compare(a.Due, b.Due) })
	each(r, bucketEnded, func(key []byte, e *endingRecord) error { r.l.ended[keyID(key)] = e.ending(); return nil })
	each(r, bucketDropped, func(key []byte, d *[]DroppedVersion) error { r.l.dropped[keyID(key)] = *d; return nil })
	each(r, bucketPurges, func(key []byte, p *purge) error { r.l.purges[string(key)] = p; return nil })
	each(r, bucketTokens, func(key []byte, at *int64) error { r.l.tokens[string(key)] = *at; return nil })
}
