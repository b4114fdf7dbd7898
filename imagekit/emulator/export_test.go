package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Check proves for tests that the model is sound: that everything is reachable from the root and nothing
// else is known, that blobs are counted right, that the index holds each file once, and that the
// listings of the index are the ones of a naive scan, in a total order.
func (s *Server) Check() error {
	defer s.enter()()
	if err := s.commit(); err != nil { // of the jobs that were due
		return err
	}
	l := s.lib
	files, folders, refs, versions := map[id]*file{}, map[id]*folder{}, map[*blob]int{}, map[id]bool{}
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	l.root.walk(func(d *folder) bool {
		for name, child := range d.folders {
			if child.name != name || child.parent != d || l.folders[child.id] != child || folders[child.id] != nil {
				fail("folder %q of %q is not sound", name, d.path())
			}
			folders[child.id] = child
		}
		for name, f := range d.files {
			if f.name != name || f.parent != d || l.files[f.id] != f || files[f.id] != nil {
				fail("file %q of %q is not sound", name, d.path())
			}
			files[f.id] = f
			last := 0
			for _, v := range f.versions() {
				if v.number <= last || versions[v.id] {
					fail("version %d (%s) of %q comes twice", v.number, v.id, f.path())
				}
				last, versions[v.id] = v.number, true
				refs[v.blob]++
			}
			if f.versionCount() > maxVersions || l.ended[f.id] != nil {
				fail("file %q has too many versions or has ended", f.path())
			}
		}
		return true
	})
	if len(files) != len(l.files) || len(folders) != len(l.folders) {
		fail("%d of %d files and %d of %d folders can be reached", len(files), len(l.files), len(folders), len(l.folders))
	}
	for h, b := range l.blobs {
		if b.refs != refs[b] || b.refs == 0 || b.hash != h {
			fail("blob %s counts %d references of %d", h, b.refs, refs[b])
		}
	}
	if len(refs) != len(l.blobs) {
		fail("%d of %d blobs are known", len(l.blobs), len(refs))
	}
	return errors.Join(append(errs, l.checkIndex(), l.checkListings())...)
}

func (l *library) checkIndex() error {
	removed := 0
	seen := map[*file]bool{}
	for _, f := range l.index.inCreationOrder() {
		if f.parent == nil {
			removed++
		} else if seen[f] {
			return fmt.Errorf("the index holds %q twice", f.path())
		}
		seen[f] = true
	}
	if removed != l.index.removed || len(seen)-removed != len(l.files) {
		return fmt.Errorf("the index holds %d of %d files and %d of %d gone", len(seen)-removed, len(l.files), l.index.removed, removed)
	}
	return nil
}

func (l *library) checkListings() error {
	for _, kind := range []string{kindFile, kindVersion, kindFolder, kindAll, kindAny} {
		var naive []string
		for _, f := range l.files {
			if kind != kindFolder && kind != kindVersion {
				naive = append(naive, f.current.id.String())
			}
			for _, v := range f.older {
				if kind == kindVersion || kind == kindAny {
					naive = append(naive, v.id.String())
				}
			}
		}
		for _, d := range l.folders {
			if kind != kindFile && kind != kindVersion {
				naive = append(naive, d.id.String())
			}
		}
		slices.Sort(naive)
		for _, by := range sorts() {
			var listed []string
			rows := l.rows(listOrder{kind, by})
			for _, r := range rows {
				if r.folder != nil {
					listed = append(listed, r.folder.id.String())
				} else {
					listed = append(listed, r.version.id.String())
				}
			}
			if err := checkOrder(rows, by); err != nil {
				return fmt.Errorf("%s %s: %w", kind, by, err)
			}
			if slices.Sort(listed); !slices.Equal(listed, naive) {
				return fmt.Errorf("%s %s: %d of %d are listed", kind, by, len(listed), len(naive))
			}
		}
	}
	return nil
}

// checkOrder turns the rows around and sorts them again: in a total order nothing can change.
func checkOrder(rows []row, by string) error {
	again := slices.Clone(rows)
	slices.Reverse(again)
	sortRows(again, by)
	if !slices.Equal(again, rows) {
		return errors.New("the order is not total")
	}
	return nil
}

// WithoutLag lets look show the listings of now.
func (s *Server) WithoutLag(look func()) {
	s.enter()()
	history := s.lib.history
	s.lib.history = nil
	look()
	s.lib.history = history
}

// Dump is all that has to outlive a server, in one text.
func (s *Server) Dump() string {
	defer s.enter()()
	l := s.lib
	files, folders, ended := map[string]fileRecord{}, map[string]folderRecord{}, map[string]endingRecord{}
	for i, f := range l.files {
		files[i.String()] = newFileRecord(f)
	}
	for i, d := range l.folders {
		folders[i.String()] = newFolderRecord(d)
	}
	for i, e := range l.ended {
		ended[i.String()] = newEndingRecord(e)
	}
	blobs := slices.SortedFunc(maps.Keys(l.blobs), compareHashes)
	var images []string
	for _, h := range blobs {
		images = append(images, fmt.Sprint(h, l.blobs[h].size, l.blobs[h].image, l.blobs[h].refs))
	}
	running := append([]*job{}, l.running...) // in the order of their start
	data, err := json.MarshalIndent([]any{
		files, folders, ended, images, l.fields, l.jobs, running, l.purges, l.tokens, l.dropped,
		l.clock.Counter, l.clock.Last, l.clock.Seed,
	}, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(data)
}
