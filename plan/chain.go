package plan

import (
	"slices"

	"github.com/iksync/iksync/state"
)

// chains judges moved_from without a memory. A move is still to do while its
// source is there and not itself wanted. In a chain (c from b, b from a) the
// source b is itself wanted, so the chain's head decides: as long as a is
// there, the moves that still have a source go on; when a is gone, all is done.
type chains struct {
	kind    Kind
	notes   *notes
	sources map[state.Path]state.Path // listed path -> where it comes from
	listed  map[state.Path]string     // listed path -> its pinned id, or ""
	places  map[state.Path]state.Pos
	ringed  map[state.Path]bool
}

func newChains(kind Kind, n *notes) *chains {
	return &chains{
		kind: kind, notes: n,
		sources: map[state.Path]state.Path{}, listed: map[state.Path]string{},
		places: map[state.Path]state.Pos{}, ringed: map[state.Path]bool{},
	}
}

func (c *chains) add(path state.Path, from *state.Setting[state.Path], id string, pos state.Pos) {
	c.listed[path] = id
	c.places[path] = pos
	if from != nil && id == "" {
		c.sources[path] = from.Value
		c.places[path] = from.From.Pos
	}
}

// rings refuses moves that go round: before and after, the library looks the
// same, so nothing could tell whether they are done. Pins can.
func (c *chains) rings(id func(state.Path) string) {
	for _, start := range sortedKeys(c.sources) {
		ring := c.ringFrom(start)
		if ring == nil || start != slices.Min(ring) {
			continue
		}
		for _, path := range ring {
			c.ringed[path] = true
		}
		slices.Sort(ring)
		c.notes.problems.Add(c.places[start],
			"moved_from goes round in a ring, which looks the same before and after; pin the %ss instead:\n%s",
			c.kind, ringText(ring, c.sources, id))
	}
}

// ringFrom is the ring that start is part of, nil where it is in none.
func (c *chains) ringFrom(start state.Path) []state.Path {
	ring := []state.Path{start}
	for at := c.sources[start]; at != start; at = c.sources[at] {
		if _, goesOn := c.sources[at]; !goesOn || slices.Contains(ring, at) {
			return nil
		}
		ring = append(ring, at)
	}
	return ring
}

// pending says whether the listed path still waits for its source, where live
// finds what is at a path now.
func (c *chains) pending(path state.Path, live func(state.Path) *node) bool {
	for range len(c.sources) + 1 {
		from := c.sources[path]
		if c.ringed[path] || live(from) == nil {
			return false
		}
		id, listed := c.listed[from]
		if !listed {
			return true
		}
		if _, goesOn := c.sources[from]; !goesOn {
			// The source is wanted where it is, unless a pin wants another object there.
			return id != "" && live(from).id() != id
		}
		path = from
	}
	return false
}
