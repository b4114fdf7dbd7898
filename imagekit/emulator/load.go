package emulator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
)

// load fills an empty library from the store.
func (st *store) load(l *library) error {
	err := st.db.View(func(tx *bbolt.Tx) error {
		for _, load := range []func(*bbolt.Tx, *library) error{
			loadMeta, loadFolders, loadBlobs, loadFiles, loadFields, loadJobs, loadLedger, loadNamed,
		} {
			if err := load(tx, l); err != nil {
				return err
			}
		}
		return nil
	})
	l.changed = newChanges()
	if err != nil {
		return fmt.Errorf("emulator: read %s: %w", st.db.Path(), err)
	}
	return nil
}

// each decodes every record of a bucket.
func each[V any](tx *bbolt.Tx, bucket string, visit func(key []byte, value V) error) error {
	return tx.Bucket([]byte(bucket)).ForEach(func(key, data []byte) error {
		var value V
		if err := json.Unmarshal(data, &value); err != nil {
			return fmt.Errorf("%s %x: %w", bucket, key, err)
		}
		return visit(key, value)
	})
}

func loadMeta(tx *bbolt.Tx, l *library) error {
	return each(tx, bucketMeta, func(_ []byte, m metaRecord) error {
		if m.Format != storeFormat {
			return fmt.Errorf("format %d is not known", m.Format)
		}
		l.clock = m.Clock // with the seed it began with, so that no id comes twice
		if !m.Clean {
			l.clock.Request += requestGap
		}
		return nil
	})
}

func toID(key []byte) (i id) {
	copy(i[:], key)
	return i
}

// loadFolders makes all folders first, since a child may be stored before its parent.
func loadFolders(tx *bbolt.Tx, l *library) error {
	records := map[id]folderRecord{}
	err := each(tx, bucketFolders, func(key []byte, r folderRecord) error {
		d := newFolder()
		d.id, d.name, d.created, d.updated, d.meta = toID(key), r.Name, r.Created, r.Updated, r.Meta
		records[d.id], l.folders[d.id] = r, d
		return nil
	})
	for i, d := range l.folders {
		parent := l.folderByID(records[i].Parent)
		if parent == nil {
			err = errors.Join(err, fmt.Errorf("folder %s has no parent", i))
			continue
		}
		d.parent = parent
		parent.folders[d.name] = d
	}
	return err
}

func (l *library) folderByID(i id) *folder {
	if i.isZero() {
		return l.root
	}
	return l.folders[i]
}

func loadBlobs(tx *bbolt.Tx, l *library) error {
	return each(tx, bucketBlobs, func(key []byte, r blobRecord) error {
		b := &blob{size: r.Size, image: image{r.Format, r.Width, r.Height, r.Alpha}}
		copy(b.hash[:], key)
		l.blobs[b.hash] = b
		return nil
	})
}

func loadFiles(tx *bbolt.Tx, l *library) error {
	origins := map[Cause]*Cause{} // files of one request share it
	return each(tx, bucketFiles, func(key []byte, r fileRecord) error {
		f := &file{id: toID(key), name: r.Name, parent: l.folderByID(r.Parent), created: r.Created}
		if f.parent == nil {
			return fmt.Errorf("file %s has no folder", f.id)
		}
		if origins[r.Origin] == nil {
			origins[r.Origin] = &r.Origin
		}
		f.origin = origins[r.Origin]
		var err error
		if f.current, err = l.loadVersion(r.Current); err != nil {
			return err
		}
		for _, older := range r.Older {
			v, err := l.loadVersion(older)
			if err != nil {
				return err
			}
			f.older = append(f.older, &v)
		}
		f.parent.files[f.name] = f
		l.files[f.id] = f
		l.index.add(f)
		return nil
	})
}

func (l *library) loadVersion(r versionRecord) (version, error) {
	var h hash
	copy(h[:], r.Blob)
	b := l.blobs[h]
	if b == nil || !bytes.Equal(h[:], r.Blob) {
		return version{}, fmt.Errorf("version %s has no content", r.ID)
	}
	l.retain(b)
	return r.version(b), nil
}

func loadFields(tx *bbolt.Tx, l *library) error {
	err := each(tx, bucketFields, func(_ []byte, f *field) error {
		l.fields = append(l.fields, f)
		return nil
	})
	slices.SortFunc(l.fields, func(a, b *field) int { return cmp.Compare(a.Number, b.Number) })
	return err
}

func loadJobs(tx *bbolt.Tx, l *library) error {
	err := each(tx, bucketJobs, func(_ []byte, j *job) error {
		l.jobs[j.ID] = j
		if !j.Done {
			l.running = append(l.running, j)
		}
		return nil
	})
	slices.SortFunc(l.running, func(a, b *job) int { return cmp.Compare(a.Number, b.Number) })
	return err
}

func loadLedger(tx *bbolt.Tx, l *library) error {
	return errors.Join(
		each(tx, bucketEnded, func(key []byte, r endingRecord) error {
			l.ended[toID(key)] = &ending{&r.Created, &r.Ended, r.How, r.Into, r.Versions}
			return nil
		}),
		each(tx, bucketDropped, func(key []byte, list []DroppedVersion) error {
			l.dropped[toID(key)] = list
			return nil
		}),
	)
}

func loadNamed(tx *bbolt.Tx, l *library) error {
	return errors.Join(
		each(tx, bucketPurges, func(key []byte, p *purge) error {
			l.purges[string(key)] = p
			return nil
		}),
		each(tx, bucketTokens, func(key []byte, until int64) error {
			l.tokens[string(key)] = until
			return nil
		}),
	)
}
