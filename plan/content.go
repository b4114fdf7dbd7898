package plan

import (
	"maps"
	"slices"

	"github.com/iksync/iksync/state"
)

// likeness says how the bytes of a file compare with those of its source.
type likeness string

// The likenesses.
const (
	alike      likeness = "alike"      // as far as anything tells
	unlike     likeness = "unlike"     // in number, or in their hashes
	unread     likeness = "unread"     // in number alike, and nobody has looked at them
	unreadable likeness = "unreadable" // in number alike, and the service does not hand them out
	unreached  likeness = "unreached"  // in number alike, and they could not be had this time
)

// compareBytes compares a source with what is known of a file's bytes.
func compareBytes(s *state.Source, size int64, sha string, d state.Delivery) likeness {
	switch {
	case s.Size != size:
		return unlike
	case s.SHA256 == "": // nobody asks for more than the number
		return alike
	case sha != "" && sha != s.SHA256:
		return unlike
	case sha != "":
		return alike
	case d == state.DeliveryRefused:
		return unreadable
	case d == state.DeliveryFailed:
		return unreached
	}
	return unread
}

// differs says whether the bytes of entry's source have to take the place of those
// of the file n, and why. Where nobody has looked at these, n is noted.
func (d *differ) differs(entry *state.File, n *node, size int64, sha string) (Reason, bool) {
	if entry == nil || entry.Source == nil {
		return "", false
	}
	switch compareBytes(entry.Source, size, sha, n.file.Observed.Delivery) {
	case unlike:
		return ReasonSource, true
	case unreadable:
		return ReasonUnread, true
	case unreached:
		d.notes.hold(Held{Kind: File, Action: Replace, Path: n.final, Reason: HeldUnread, Pos: entry.Source.Pos,
			Detail: "it has the size of " + entry.Source.Path + ", and its bytes could not be had: " + n.file.Observed.Fault})
	case unread:
		if !d.selection.concerns(n.final, n.live) {
			break // the plan will say nothing of it
		}
		if d.unread == nil {
			d.unread = map[state.FileID]*state.File{}
		}
		d.unread[n.file.ID] = n.file
	case alike:
	}
	return "", false
}

// Unread is the files of have whose bytes somebody has to look at before a plan can
// say whether those of their sources are others: the sizes agree, the source's hash
// is known and the file's is not. Where nobody does, a plan takes them for alike.
// They come in the order of their paths. What is wrong with want is for Make to say.
func Unread(want *state.Want, have *state.Have, o Options) []*state.File {
	d := compare(want, have, o)
	return slices.SortedFunc(maps.Values(d.unread), func(a, b *state.File) int { return a.Path.Compare(b.Path) })
}

// contentDiff is the difference of a file's bytes: their numbers or, where these
// agree, their hashes.
func contentDiff(size int64, sha string, s *state.Source) AttrDiff {
	a := AttrDiff{
		Name: AttrContent, Before: state.Num(float64(size)), After: state.Num(float64(s.Size)),
		From: state.Origin{Layer: state.LayerFile, Pos: s.Pos},
	}
	if size == s.Size {
		a.Before, a.After = hashValue(sha), hashValue(s.SHA256)
	}
	return a
}

// HashPrefix is what a hash begins with where it is the value of AttrContent.
const HashPrefix = "sha256:"

func hashValue(sha string) state.Value {
	if sha == "" {
		return state.Value{}
	}
	return state.String(HashPrefix + sha)
}

// Contents is what one version of a file holds.
type Contents struct {
	File    state.FileID `json:"file"`
	Version string       `json:"version"`
	SHA256  string       `json:"sha256"`
	Size    int64        `json:"size"` // bytes
}
