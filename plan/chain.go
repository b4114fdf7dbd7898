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
	entries map[state.Path]listing
	heirs   map[state.Path]state.Path // a path -> the entry that comes from there
	pins    map[string]state.Path     // a pinned id -> its entry
	known   map[state.Path]*node      // what source found; nil while it looks
}

// listing is what a listed object's entry says of where it comes from.
type listing struct {
	from   state.Path // "" where it does not say
	id     string     // a pin, which goes before moved_from
	pos    state.Pos
	ringed bool
}

func newChains(p *placement, kind Kind) *chains {
	return &chains{
		p: p, kind: kind, entries: map[state.Path]listing{}, known: map[state.Path]*node{},
		heirs: map[state.Path]state.Path{}, pins: map[string]state.Path{},
	}
}

func (c *chains) add(path state.Path, from *state.Setting[state.Path], id string, pos state.Pos) {
	l := listing{id: id, pos: pos}
	switch {
	case id != "":
		c.pins[id] = path
	case from != nil:
		l.from, l.pos = from.Value, from.From.Pos
		c.heirs[from.Value] = path
	}
	c.entries[path] = l
}

// source is the live object that still has to go to the listed path, nil where
// there is nothing to do.
func (c *chains) source(path state.Path) *node {
	if n, known := c.known[path]; known {
		return n
	}
	c.known[path] = nil
	e := c.entries[path]
	if e.from == "" || e.ringed {
		return nil
	}
	n := c.p.trace(c.kind, e.from)
	if n == nil || !c.vacates(e.from, n) {
		n = nil
		if !c.arrived(path) {
			n = c.p.halfway(c.kind, e.from, path)
		}
		if n != nil {
			c.p.notes.hold(Held{Kind: c.kind, Path: n.live, Reason: HeldHalfway, Pos: e.pos, Detail: fmt.Sprintf(
				"neither %s nor %s has what is to go from here to there; this is taken to be it, left half-way by a run that was cut off", e.from, path)})
		}
	}
	c.known[path] = n
	return n
}

// vacates says whether n, which is found at a path that entries come from, does
// not belong there: the path is not listed, or another object is still to come.
func (c *chains) vacates(path state.Path, n *node) bool {
	e, listed := c.entries[path]
	switch {
	case !listed:
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
	heir, leaves := c.heirs[path]
	if !leaves {
		heir, leaves = c.heirs[n.live] // a folder above is still to move
	}
	return !leaves || c.entries[heir].ringed || c.arrived(heir) || c.p.halfway(c.kind, path, heir) != nil
}

func (p *placement) pinned(k Kind, id string) *node {
	if k == File {
		return p.byFile[state.FileID(id)]
	}
	return p.byDir[state.FolderID(id)]
}

// rings refuses moves that go round: before and after, the library looks the
// same, so nothing could tell whether they are done. Pins can.
func (c *chains) rings() {
	walked := map[state.Path]bool{}
	for _, start := range sortedKeys(c.entries) {
		var way []state.Path
		at, on := start, map[state.Path]int{}
		for c.entries[at].from != "" && !walked[at] {
			walked[at], on[at] = true, len(way)
			way = append(way, at)
			at = c.entries[at].from
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
		c.entries[path] = e
		id := "<the id of what is to be there>"
		if n := c.p.liveAt(c.kind, e.from); n != nil {
			id = n.id()
		}
		lines[i] = fmt.Sprintf("  %s: {id: %s}", path, id)
	}
	c.p.notes.problems.Add(c.entries[ring[0]].pos,
		"moved_from goes round in a ring, which looks the same before and after; pin the %ss instead:\n%s",
		c.kind, strings.Join(lines, "\n"))
}
