// Package record remembers what was uploaded: which bytes which version of a file
// holds. ImageKit tells no hash of a file, so this is how a source that changed is
// told from one that did not, without downloading anything.
//
// A record proves something of one version only. What somebody else uploaded since
// has another version, of which the record says nothing. So one that is lost, old
// or ignored costs time, and never leads to a wrong answer.
package record

import (
	"encoding/hex"
	"maps"
	"unicode/utf8"

	"github.com/iksync/iksync/state"
)

// Entry is what one version of a file holds.
type Entry struct {
	Version string // id of the version
	SHA256  string // of its bytes, in lower-case hex
	Size    int64  // bytes
}

// Record has at most one entry for each file: the version that was uploaded last.
// The zero Record is empty and can be used. It is not safe for concurrent use.
type Record struct {
	entries map[state.FileID]Entry
	change  change
}

// change says whether a record differs from what was decoded.
type change string

const (
	unchanged change = ""
	changed   change = "changed"
)

// Len is the number of files.
func (r *Record) Len() int { return len(r.entries) }

// Changed says whether a record differs from how it was decoded, or is not empty
// if it never was.
func (r *Record) Changed() bool { return r.change == changed }

// Known returns the SHA-256, in hex, of a version of a file, if the record has it.
func (r *Record) Known(id state.FileID, version string) (sum string, ok bool) {
	e, there := r.entries[id]
	if !there || e.Version != version {
		return "", false
	}
	return e.SHA256, true
}

// Learn notes what a version of a file holds: its SHA-256, in lower-case hex, and
// its length in bytes. What is not whole is not noted.
func (r *Record) Learn(id state.FileID, version, sum string, size int64) {
	e := Entry{Version: version, SHA256: sum, Size: size}
	if !e.whole(id) || r.entries[id] == e {
		return
	}
	if r.entries == nil {
		r.entries = map[state.FileID]Entry{}
	}
	r.entries[id] = e
	r.change = changed
}

// Keep drops the files that keep does not want, such as those that are gone.
func (r *Record) Keep(keep func(state.FileID) bool) {
	before := len(r.entries)
	maps.DeleteFunc(r.entries, func(id state.FileID, _ Entry) bool { return !keep(id) })
	if len(r.entries) != before {
		r.change = changed
	}
}

// whole says whether an entry says all it must, in a form that is read back as it is.
func (e Entry) whole(id state.FileID) bool {
	return isName(string(id)) && isName(e.Version) && isSHA256(e.SHA256) && e.Size > 0
}

// maxName is more than any id of the service has, in bytes.
const maxName = 200

func isName(text string) bool { return text != "" && len(text) <= maxName && utf8.ValidString(text) }

func isSHA256(text string) bool {
	const bytes = 32
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == bytes && hex.EncodeToString(raw) == text
}
