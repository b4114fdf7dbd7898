package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/iksync/iksync/state"
)

// digest sums up what was seen of each object that a difference touches, so
// that a later look can tell whether any of them changed.
func digest(d *Difference) string {
	sum := sha256.New()
	enc := json.NewEncoder(sum)
	for i := range d.tasks {
		t := &d.tasks[i]
		// Encoding plain data into a hash cannot fail.
		_ = enc.Encode(seenOf(d.resolver, t))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// seen is what a plan relies on of one object.
type seen struct {
	Change      ChangeID
	ID          string
	Live        state.Path
	Version     string
	Size        int64
	Tags        []state.Tag
	Metadata    map[state.FieldName]state.Value
	Description string
	Focus       string
	Published   bool
	Private     bool
	Before      []AttrDiff // of fields
}

func seenOf(r *resolver, t *task) seen {
	s := seen{Change: t.change.ID}
	if t.node == nil {
		s.Before = t.change.Attrs
		return s
	}
	s.ID, s.Live = t.node.id(), t.node.live
	if t.node.kind == File {
		l := r.look(t.node.file)
		s.Version, s.Size = t.node.file.Observed.VersionID, t.node.file.Observed.Size
		s.Private = t.node.file.Observed.Private
		s.Tags, s.Metadata, s.Description, s.Focus, s.Published = l.tags, l.metadata, l.description, l.focus, l.published
	}
	return s
}
