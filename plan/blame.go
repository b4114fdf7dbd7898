package plan

import (
	"github.com/iksync/iksync/state"
)

// Culprit is who is to blame for a difference between a YAML file and a library:
// the file, which changed since it was applied, or somebody who changed the library.
type Culprit string

// The culprits.
const (
	BlameLibrary Culprit = "library" // somebody changed the library, and an apply would undo it
	BlameBoth    Culprit = "both"    // somebody changed the library, and the YAML changed too
	BlameDropped Culprit = "dropped" // somebody changed the library, and the YAML now agrees or no longer minds
	BlameYAML    Culprit = "yaml"    // the YAML changed, and nobody touched the library
)

// Culprits lists the culprits in the order in which reports show them.
func Culprits() []Culprit {
	return []Culprit{BlameLibrary, BlameBoth, BlameDropped, BlameYAML}
}

// Drift says whether somebody changed the library.
func (c Culprit) Drift() bool { return c != BlameYAML }

// Blamed is a change and who is to blame for it.
type Blamed struct {
	Blame Culprit
	// Change is what an apply would do. Of what is dropped it is what an apply of
	// the base would have done.
	Change Change
	// Place is who is to blame for the object's being there, being where it is, or
	// not being there; "" where nothing but what it is like differs.
	Place Culprit
	// Base is what an apply of the base would do to the object; nil: nothing.
	Base  *Change
	Attrs []BlamedAttr
}

// BlamedAttr is one attribute that differs and who is to blame for it.
type BlamedAttr struct {
	Name    string       `json:"name"`
	Blame   Culprit      `json:"blame"`
	Applied state.Value  `json:"applied"` // as the base asks for it
	Have    state.Value  `json:"have"`    // as it is
	Want    state.Value  `json:"want"`    // as an apply leaves it
	From    state.Origin `json:"from,omitzero"`
}

// Blame compares what two YAML files would do to the same library: base, which
// was applied to it, and the one at hand, now. What base would still do is what
// somebody changed since. Both plans must be of the same read of the library. The
// order is that of now's changes; what is dropped follows in the order of base's.
// With the same plan twice, all is to be blamed on the library.
func Blame(base, now *Plan) []Blamed {
	pairs := pairsOf(base)
	out := make([]Blamed, 0, len(now.Changes))
	for i := range now.Changes {
		c := &now.Changes[i]
		out = append(out, blame(pairs.take(c), c))
	}
	for i := range base.Changes {
		if c := &base.Changes[i]; !pairs.taken[c] {
			out = append(out, dropped(c))
		}
	}
	return out
}

// changePairs finds the change of a base that is about the same object as another one.
type changePairs struct {
	byObject map[objectKey]*Change
	byID     map[ChangeID]*Change
	taken    map[*Change]bool
}

type objectKey struct {
	kind   Kind
	object string
}

func pairsOf(base *Plan) *changePairs {
	p := &changePairs{byObject: map[objectKey]*Change{}, byID: base.ChangesByID(), taken: map[*Change]bool{}}
	for i := range base.Changes {
		if c := &base.Changes[i]; c.Object != "" {
			p.byObject[objectKey{c.Kind, c.Object}] = c
		}
	}
	return p
}

// take is the change of the base that is about what c is about, nil where there
// is none: the same live object, wherever the two want it, or else the same place.
func (p *changePairs) take(c *Change) *Change {
	found := p.byObject[objectKey{c.Kind, c.Object}]
	if c.Object == "" || found == nil {
		found = p.byID[c.ID]
		if found != nil && found.Object != "" && c.Object != "" && found.Object != c.Object {
			found = nil // another object that one of them wants there
		}
	}
	if found == nil || p.taken[found] {
		return nil
	}
	p.taken[found] = true
	return found
}

// blame says who is to blame for c, where an apply of the base would do was to the
// same object; nil: nothing.
func blame(was, c *Change) Blamed {
	out := Blamed{Change: *c, Base: was, Place: blamePlace(was, c)}
	var before map[string]AttrDiff
	if was != nil {
		before = attrsByName(was.Attrs)
	}
	named := make(map[string]bool, len(c.Attrs))
	for _, a := range c.Attrs {
		named[a.Name] = true
		b := BlamedAttr{Name: a.Name, Blame: BlameYAML, Applied: a.Before, Have: a.Before, Want: a.After, From: a.From}
		if old, ok := before[a.Name]; ok {
			b.Applied, b.Blame = old.After, BlameBoth
			if old.After.Equal(a.After) {
				b.Blame = BlameLibrary
			}
		}
		out.Attrs = append(out.Attrs, b)
	}
	if was != nil {
		for _, a := range was.Attrs {
			if !named[a.Name] {
				out.Attrs = append(out.Attrs, droppedAttr(a))
			}
		}
	}
	out.Blame = together(&out)
	return out
}

// dropped is a change that only the base asks for.
func dropped(c *Change) Blamed {
	out := Blamed{Blame: BlameDropped, Change: *c, Base: c}
	if c.placing() {
		out.Place = BlameDropped
	}
	for _, a := range c.Attrs {
		out.Attrs = append(out.Attrs, droppedAttr(a))
	}
	return out
}

func droppedAttr(a AttrDiff) BlamedAttr {
	return BlamedAttr{Name: a.Name, Blame: BlameDropped, Applied: a.After, Have: a.Before, Want: a.Before, From: a.From}
}

// placing says whether c is about where an object is, or whether there is one.
// What is replaced stays where it is, and its content is an attribute.
func (c *Change) placing() bool { return c.Action != Update && c.Action != Replace }

// blamePlace says who is to blame for what c does to the place of an object.
func blamePlace(was, c *Change) Culprit {
	moved := was != nil && was.placing()
	switch {
	case !moved && !c.placing():
		return ""
	case !moved:
		return BlameYAML
	case !c.placing():
		return BlameDropped
	case was.Action == c.Action && was.Path == c.Path && was.From == c.From && was.Object == c.Object:
		return BlameLibrary
	default:
		return BlameBoth
	}
}

// together is who is to blame for all of a change.
func together(b *Blamed) Culprit {
	count := map[Culprit]int{}
	if b.Place != "" {
		count[b.Place]++
	}
	for i := range b.Attrs {
		count[b.Attrs[i].Blame]++
	}
	drift := count[BlameLibrary] + count[BlameDropped]
	switch {
	case count[BlameBoth] > 0, count[BlameYAML] > 0 && drift > 0:
		return BlameBoth
	case drift > 0:
		return BlameLibrary
	default:
		return BlameYAML
	}
}
