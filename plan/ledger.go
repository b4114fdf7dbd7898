package plan

import (
	"strings"

	"github.com/iksync/iksync/state"
)

// ledger is who touched which place last, while operations are written down one
// after the other. It is a tree of places; what was touched below a place is
// struck out when the place itself is touched, since that came after it.
//
// Each entry is struck out at most once, so that a plan's needs are found in
// time that grows with its operations and the depth of their paths.
type ledger struct{ root spot }

// spot is one path and who was there.
type spot struct {
	below map[string]*spot
	by    OpID // what changed this place last; 0: nothing did
	left  bool // what was here left by that
}

// touch is an earlier operation that another one meets.
type touch struct {
	by    OpID
	where where
	left  bool // the earlier operation took away what was there
}

// where is the place at which an earlier operation is met.
type where int

const (
	here  where = 1 // at the very path
	above where = 2 // at a folder above
	below where = 3 // at something in it
)

func newLedger() *ledger { return &ledger{} }

// touch notes op and returns the earlier operations that it meets.
func (l *ledger) touch(op *Operation) []touch {
	if op.Field != nil {
		return nil
	}
	leaves := op.Kind == OpDeleteFile || op.Kind == OpDeleteFolder || op.Dest != "" && op.Kind != OpCopyFolder
	met := l.write(op.ID, op.Path, leaves)
	if op.Dest != "" {
		met = append(met, l.write(op.ID, op.Dest, false)...)
	}
	return met
}

// write notes that op changes path and all below it.
func (l *ledger) write(op OpID, path state.Path, left bool) []touch {
	at, met := l.descend(op, path)
	met = at.look(op, met)
	*at = spot{by: op, left: left}
	return met
}

// descend goes down to path, which it makes, and meets the last operation on
// the way: the deepest one is the latest.
func (l *ledger) descend(op OpID, path state.Path) (*spot, []touch) {
	var met []touch
	last := touch{}
	at := &l.root
	for rest := strings.TrimPrefix(string(path), "/"); rest != ""; {
		if at.by != 0 {
			last = touch{by: at.by, where: above, left: at.left}
		}
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		next := at.below[name]
		if next == nil {
			next = &spot{}
			if at.below == nil {
				at.below = map[string]*spot{}
			}
			at.below[name] = next
		}
		at = next
	}
	if at.by != 0 {
		last = touch{by: at.by, where: here, left: at.left}
	}
	if last.by != 0 && last.by != op {
		met = append(met, last)
	}
	return at, met
}

// look meets what changed anything below at.
func (at *spot) look(op OpID, met []touch) []touch {
	for _, p := range at.below {
		if p.by != 0 && p.by != op {
			met = append(met, touch{by: p.by, where: below, left: p.left})
		}
		met = p.look(op, met)
	}
	return met
}

// why says why b, which meets a as t says, has to wait for it.
func why(a, b *Operation, t touch) NeedKind {
	content := a.Kind == OpUpdateFile || a.Kind == OpPublishFile || a.Kind == OpReplace || a.Kind == OpUpload
	switch {
	case content && b.Dest != "":
		return NeedAttributes
	case a.Changes[0] == b.Changes[0]:
		return NeedSequence
	case a.Kind == OpCreateFolder && t.where != below:
		return NeedParent
	case t.where == below && (a.Kind == OpDeleteFile || a.Kind == OpDeleteFolder):
		return NeedEmptied
	case t.where == below && t.left:
		return NeedMovedOut
	case t.where == here && t.left:
		return NeedVacated
	default:
		return NeedArrived
	}
}
