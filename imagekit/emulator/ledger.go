package emulator

import (
	"cmp"
	"slices"
)

// Cause is what brought a change about: a request, or the folder job that a request started. Assets
// that were seeded have the method "SEED".
type Cause struct {
	RequestID string
	Method    string
	Path      string
	JobID     string // of the folder job that did it, if one did
}

// Ending is how a fileId ended.
type Ending string

// The endings.
const (
	Live          Ending = ""               // it has not ended
	Deleted       Ending = "deleted"        // by a request for that file
	FolderDeleted Ending = "folder deleted" // with a folder around it
	Merged        Ending = "merged"         // its versions now belong to the file LedgerEntry.Into
	Reminted      Ending = "reminted"       // it is now known as LedgerEntry.Into
)

// LedgerEntry is the life of one fileId. As long as a file lives, Path says where; Versions is the
// content of its versions, oldest first, as SHA-256 in hexadecimal digits, now or at its end.
type LedgerEntry struct {
	FileID   string
	Created  Cause
	Path     string // empty when it has ended
	How      Ending
	Ended    Cause  // zero while it lives
	Into     string // the fileId that goes on in its place, for Merged and Reminted
	Versions []string
	Dropped  []DroppedVersion // versions that were deleted one by one
}

// DroppedVersion is a version of a file that was deleted on its own.
type DroppedVersion struct {
	VersionID string
	SHA256    string
	By        Cause
}

type ending struct {
	created  *Cause
	ended    *Cause
	how      Ending
	into     id
	versions []string
}

// Ledger is every fileId there ever was, sorted by id. Nothing is lost if every entry either lives or
// leads, from Into to Into, to one that does, with all its Versions in it.
func (s *Server) Ledger() []LedgerEntry {
	defer s.enter()()
	l := s.lib
	entries := make([]LedgerEntry, 0, len(l.files)+len(l.ended))
	for i, f := range l.files {
		entries = append(entries, LedgerEntry{
			FileID: i.String(), Created: *f.origin, Path: f.path(), Versions: f.hashes(), Dropped: l.dropped[i],
		})
	}
	for i, e := range l.ended {
		entry := LedgerEntry{
			FileID: i.String(), Created: *e.created, How: e.how, Ended: *e.ended,
			Versions: e.versions, Dropped: l.dropped[i],
		}
		if !e.into.isZero() {
			entry.Into = e.into.String()
		}
		entries = append(entries, entry)
	}
	slices.SortFunc(entries, func(a, b LedgerEntry) int { return cmp.Compare(a.FileID, b.FileID) })
	return entries
}

// dropVersion notes the end of a single version.
func (l *library) dropVersion(f *file, v *version, by *Cause) {
	l.dropped[f.id] = append(l.dropped[f.id], DroppedVersion{
		VersionID: v.id.String(), SHA256: v.blob.hash.String(), By: *by,
	})
	l.changed.dropped[f.id] = struct{}{}
}
