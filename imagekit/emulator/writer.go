package emulator

import (
	"errors"
	"fmt"
)

// The methods of this file are the second writer: somebody else who changes the library, at once, past
// limits, faults, locks, the request log and the effects. They may be called from a function of WithHook.
// The ledger names the method "WRITER" as the cause. Unlike seeds, what they do lags in listings.

// MoveFile moves a file from one path to another, which may be in another folder, have another name, or
// both. A file that is there takes it in, as the API's own move does.
func (s *Server) MoveFile(from, to string) error {
	return s.asWriter("move "+from, func(by *Cause) error {
		f := s.lib.findFile(from)
		clean, err := cleanFile(to)
		switch {
		case f == nil:
			return errors.New("there is no such file")
		case err != nil:
			return err
		}
		dir, name := splitPath(clean)
		if there := s.lib.findFolder(dir); there != nil && !fits(there, name, f.versionCount()) {
			return fmt.Errorf("a file has at most %d versions", maxVersions)
		}
		s.lib.placeFile(f, s.lib.ensureFolder(dir, asIs), name, by)
		return nil
	})
}

// DeleteFile deletes the file at a path.
func (s *Server) DeleteFile(path string) error {
	return s.onFile("delete ", path, func(f *file, by *Cause) { s.lib.deleteFile(f, Deleted, by) })
}

// SetTags makes these the tags of the file at a path, all of them.
func (s *Server) SetTags(path string, tags ...string) error {
	return s.onFile("tag ", path, func(f *file, _ *Cause) {
		s.lib.touchFile(f)
		f.current.tags = s.cfg.readings.keepTags(tags)
		f.current.updated = s.lib.millis()
	})
}

// WriteFile uploads: a new file without attributes, or a new version with those of the one before.
func (s *Server) WriteFile(path string, content []byte) error {
	return s.asWriter("write "+path, func(by *Cause) error {
		clean, err := cleanFile(path)
		if err != nil {
			return err
		}
		if len(content) == 0 {
			return errors.New("ImageKit stores no empty files")
		}
		dir, name := splitPath(clean)
		v, there := version{published: true}, s.lib.findFile(clean)
		if there != nil {
			if there.versionCount() >= maxVersions {
				return fmt.Errorf("a file has at most %d versions", maxVersions)
			}
			v = there.current
		} else {
			s.lib.ensureFolder(dir, asIs)
		}
		v.blob = s.lib.blob(append([]byte(nil), content...)) // callers keep theirs
		v.id = id{}
		s.storeUpload(there, dir, name, v, by)
		return nil
	})
}

// CreateFolder makes a folder, and its parents. One that is there already is fine.
func (s *Server) CreateFolder(path string) error {
	return s.asWriter("create "+path, func(*Cause) error {
		clean, err := cleanFolder(path)
		if err == nil {
			s.lib.ensureFolder(clean, asIs)
		}
		return err
	})
}

// DeleteFolder deletes a folder with all in it.
func (s *Server) DeleteFolder(path string) error {
	return s.onFolder("delete ", path, func(d *folder, by *Cause) error {
		s.lib.deleteFolder(d, by)
		return nil
	})
}

// MoveFolder moves a folder to another path, at once. A folder that is there takes its content in.
func (s *Server) MoveFolder(from, to string) error {
	return s.onFolder("move ", from, func(d *folder, by *Cause) error {
		clean, err := cleanFile(to)
		switch {
		case err != nil:
			return err
		case within(clean, from):
			return errors.New("a folder cannot move into itself")
		}
		dir, name := splitPath(clean)
		r := s.cfg.readings
		m := &treeMove{lib: s.lib, by: by, mintsIDs: r.FolderIDOnMove == MintsID, mintFiles: r.FileIDOnMove == MintsID}
		m.move(d, s.lib.ensureFolder(dir, asIs), name)
		return nil
	})
}

func (s *Server) onFile(what, path string, change func(*file, *Cause)) error {
	return s.asWriter(what+path, func(by *Cause) error {
		f := s.lib.findFile(path)
		if f == nil {
			return errors.New("there is no such file")
		}
		change(f, by)
		return nil
	})
}

func (s *Server) onFolder(what, path string, change func(*folder, *Cause) error) error {
	return s.asWriter(what+path, func(by *Cause) error {
		d := s.lib.findFolder(path)
		if d == nil || d.isRoot() {
			return errors.New("there is no such folder")
		}
		return change(d, by)
	})
}

// asWriter makes a change and keeps it.
func (s *Server) asWriter(what string, change func(*Cause) error) error {
	leave := s.enter()
	defer leave()
	err := s.broken
	if err == nil {
		err = change(&Cause{Method: "WRITER"})
	}
	if err == nil {
		err = s.commit()
	}
	if err != nil {
		return fmt.Errorf("emulator: %s: %w", what, err)
	}
	return nil
}
