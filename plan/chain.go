package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// chains judges moved_from without a memory. A move is still to do while its
// source is there and not itself wanted. In a chain (c from b, b from a) the
// source b is itself wanted, so the chain's head decides: as long as a is
// there, the moves that still have a source go on; when a is gone, all is done.
type chains struct {
	p       *placement
	kind    Kind
	entries map[state.Path]*listing
	pins    map[string]state.Path // a pinned id -> its entry
	moves   bool                  // there are any
}

// listing is what a listed object's entry says of where it comes from.
type listing struct {
	from   state.Path // "" where it does not say
	id     string     // a pin, which goes before moved_from
	pos    state.Pos
	before state.Path // the listed path that it comes from, however that is called; "" for none
	after  state.Path // the listed path that comes from here; "" for none
	ringed bool
	judged bool
	source *node // the live object that still has to come
}

func newChains(p *placement, kind Kind) *chains {
	return &chains{p: p, kind: kind, entries: map[state.Path]*listing{}, pins: map[string]state.Path{}}
}

func (c *chains) add(path state.Path, from *state.Setting[state.Path], id string, pos state.Pos) {
	l := &listing{id: id, pos: pos}
	switch {
	case id != "":
		c.pins[id] = path
	case from != nil:
		l.from, l.pos, c.moves = from.Value, from.From.Pos, true
	}
	c.entries[path] = l
}

// link finds who comes from whom. A place may be written by the name that it
// has before or after the moves of folders above.
func (c *chains) link() {
	if !c.moves {
		return
	}
	for _, path := range sortedKeys(c.entries) {
		e := c.entries[path]
		if e.from == "" {
			continue
		}
		for _, from := range c.p.aliases(e.from) {
			if other := c.entries[from]; other != nil && from != path {
				e.before, other.after = from, path
				break
			}
		}
	}
	c.refuseRings()
}

// source is the live object that still has to go to the listed path, nil where
// there is nothing to do.
func (c *chains) source(path state.Path) *node {
	e := c.entries[path]
	if e.judged || e.from == "" || e.ringed {
		return e.source
	}
	e.judged = true
	if n := c.p.aside(c.kind, path); n != nil { // on its way, whatever came to where it was
		e.source = n
		c.p.notes.hold(Held{Kind: c.kind, Path: n.live, Reason: HeldHalfway, Pos: e.pos, Detail: fmt.Sprintf(
			"a run that was cut off left it under this temporary name, on its way to %s", path)})
	} else if n := c.p.trace(c.kind, e.from); n != nil && c.vacates(e.before, n) {
		e.source = n
	} else if !c.arrived(path) {
		if e.source = c.p.halfway(c.kind, e.from, path); e.source != nil {
			c.p.notes.hold(Held{Kind: c.kind, Path: e.source.live, Reason: HeldHalfway, Pos: e.pos, Detail: fmt.Sprintf(
				"neither %s nor %s has what is to go from here to there; this is taken to be it, left half-way by a run that was cut off", e.from, path)})
		}
	}
	return e.source
}

// vacates says whether n, which is where others come from, does not belong
// there: the place is not listed, or another object is still to come.
func (c *chains) vacates(path state.Path, n *node) bool {
	e := c.entries[path]
	switch {
	case e == nil:
		return true
	case e.id != "":
		pinned := c.p.pinned(c.kind, e.id)
		return pinned != nil && pinned != n
	default:
		return c.source(path) != nil
	}
}

// arrived says whether what is at the listed path belongs there. It does not as
// long as it has to go elsewhere itself.
func (c *chains) arrived(path state.Path) bool {
	n := c.p.trace(c.kind, path)
	if n == nil {
		return false
	}
	if to, pinned := c.pins[n.id()]; pinned && to != path {
		return false
	}
	after := c.entries[path].after
	return after == "" || c.entries[after].ringed || c.arrived(after) || c.p.halfway(c.kind, c.entries[after].from, after) != nil
}

func (p *placement) pinned(k Kind, id string) *node {
	if k == File {
		return p.byFile[state.FileID(id)]
	}
	return p.byDir[state.FolderID(id)]
}

// refuseRings refuses moves that go round: before and after, the library looks
// the same, so nothing could tell whether they are done. Pins can.
func (c *chains) refuseRings() {
	walked := map[state.Path]bool{}
	for _, start := range sortedKeys(c.entries) {
		var way []state.Path
		on := map[state.Path]int{}
		at := start
		for at != "" && !walked[at] {
			walked[at], on[at] = true, len(way)
			way = append(way, at)
			at = c.entries[at].before
		}
		if begin, met := on[at]; met {
			c.refuseRing(way[begin:])
		}
	}
}

func (c *chains) refuseRing(ring []state.Path) {
	slices.Sort(ring)
	lines := make([]string, len(ring))
	for i, path := range ring {
		e := c.entries[path]
		e.ringed = true
		id := "<the id of what is to be there>"
		if n := c.p.trace(c.kind, e.from); n != nil {
			id = n.id()
		}
		lines[i] = fmt.Sprintf("  %s: {id: %s}", path, id)
	}
	c.p.notes.problems.Add(c.entries[ring[0]].pos,
		"moved_from goes round in a ring, which looks the same before and after; pin the %ss instead:\n%s",
		c.kind, strings.Join(lines, "\n"))
}
