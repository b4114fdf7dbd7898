package plan

import "github.com/iksync/iksync/state"

// Stray is something in a library that is not as the YAML that was applied says,
// and that an apply of it would leave as it is: for that, a plan has no change.
type Stray struct {
	Kind   Kind        `json:"kind"`
	Path   state.Path  `json:"path"`
	Reason StrayReason `json:"reason"`
	Blame  Culprit     `json:"blame"` // library; both: the YAML at hand does something about it; dropped: it no longer minds
	Detail string      `json:"detail"`
	Pos    state.Pos   `json:"pos,omitzero"` // what the YAML that was applied says of it
}

// StrayReason says what is wrong with something that an apply leaves as it is.
type StrayReason string

// The reasons.
const (
	StrayNone     StrayReason = ""          // nothing is: nobody need have touched it
	StrayOther    StrayReason = "other"     // another object is where a pinned one belongs
	StrayKept     StrayReason = "protected" // it should not be there, and is protected
	StrayReturned StrayReason = "not-empty" // it should not be there, and something in it stays
)

// StrayReasons lists the reasons in the order in which reports show them.
func StrayReasons() []StrayReason { return []StrayReason{StrayOther, StrayKept, StrayReturned} }

// Stray says what is wrong with something that a plan of an applied YAML holds for
// this reason. A plan takes another file for a pinned one, as a move may give a new
// id; to whoever asks what changed, it is another file. What could not be read is
// told as such, and what was found half-way has a change of its own.
func (r HeldReason) Stray() StrayReason {
	switch r {
	case HeldPinGone:
		return StrayOther
	case HeldProtected:
		return StrayKept
	case HeldNotEmpty:
		return StrayReturned
	case HeldIncomplete, HeldUnread, HeldHalfway:
		return StrayNone
	}
	return StrayNone
}

// heldKey is what one plan holds, to be found in another one.
type heldKey struct {
	objectKey
	reason HeldReason
}

func keyOfHeld(h *Held) heldKey { return heldKey{objectKey{h.Kind, string(h.Path)}, h.Reason} }

// Strays is what in a library is not as the YAML says that was applied to it, as far
// as Blame has no change for it. The arguments are those of Blame. The order is that
// of what base holds.
func Strays(base, now *Plan) []Stray {
	var out []Stray
	var still map[heldKey]bool
	var moving map[objectKey]bool
	for i := range base.Held {
		h := &base.Held[i]
		reason := h.Reason.Stray()
		if reason == StrayNone {
			continue
		}
		if still == nil {
			still, moving = heldBy(now), placedBy(now)
		}
		s := Stray{Kind: h.Kind, Path: h.Path, Reason: reason, Blame: BlameDropped, Detail: h.Detail, Pos: h.Pos}
		switch key := keyOfHeld(h); {
		case still[key]:
			s.Blame = BlameLibrary
		case moving[key.objectKey]:
			s.Blame = BlameBoth
		}
		out = append(out, s)
	}
	return out
}

func heldBy(p *Plan) map[heldKey]bool {
	out := make(map[heldKey]bool, len(p.Held))
	for i := range p.Held {
		out[keyOfHeld(&p.Held[i])] = true
	}
	return out
}

// placedBy is the objects that a plan moves, deletes, or gives other bytes, by where
// they are now.
func placedBy(p *Plan) map[objectKey]bool {
	out := make(map[objectKey]bool, len(p.Changes))
	for i := range p.Changes {
		if c := &p.Changes[i]; c.placing() || c.Action == Replace {
			out[objectKey{c.Kind, string(c.place())}] = true
		}
	}
	return out
}

// place is where the object of a change is now; of what is new, where it will be.
func (c *Change) place() state.Path {
	if c.From != "" && c.Action != Copy {
		return c.From
	}
	return c.Path
}
