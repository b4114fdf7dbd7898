package plan

import (
	"github.com/iksync/iksync/state"
)

// linkFields makes whatever sets metadata wait for the definitions it relies on.
func (c *compiler) linkFields() {
	for _, s := range c.steps {
		if s.Update == nil || len(c.fields) == 0 {
			continue
		}
		for _, name := range sortedKeys(s.Update.Metadata) {
			s.need(c.fields[name], NeedField)
		}
	}
}

// linkFolders makes a new folder wait for the one above it, and for its name.
func (c *compiler) linkFolders() {
	for _, s := range c.steps {
		if s.Kind == OpCreateFolder {
			c.needFolder(s, s.Path.Dir())
			c.needName(s, s.Path)
		}
	}
}

// linkMoves orders moves among each other.
func (c *compiler) linkMoves() {
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		if !t.moves() {
			continue
		}
		r := c.route(t.node)
		var previous *step
		for _, s := range r.steps {
			s.need(previous, NeedSequence)
			if s.Path.Dir() != s.Dest.Dir() {
				c.needFolder(s, s.Dest.Dir())
			}
			previous = s
		}
		c.needName(r.last(), t.node.final)
		if r.after != nil {
			r.first().need(c.route(r.after).last(), NeedArrived)
		}
		if first := c.firstMove(r.before); first != nil {
			first.need(r.last(), NeedMovedOut)
		}
		c.leaves(t.node.live, r.last(), NeedMovedOut)
	}
}

func (c *compiler) firstMove(n *node) *step {
	if n == nil {
		return nil
	}
	return c.route(n).first()
}

// linkContent orders what sets bytes and attributes: by id, before any move of
// the file or of a folder above it, since a move may give it a new id. A new
// file waits for its folder and its name.
func (c *compiler) linkContent() {
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		var previous *step
		for _, s := range c.contents[t] {
			s.need(previous, NeedSequence)
			previous = s
			if t.node == nil {
				c.needFolder(s, t.path.Dir())
				c.needName(s, t.path)
				continue
			}
			if t.moves() {
				c.firstMove(t.node).need(s, NeedAttributes)
			}
			c.beforeMovesAbove(t.node.live, s, NeedAttributes)
		}
	}
}

// linkDeletes makes a folder's end wait for everything that leaves it.
func (c *compiler) linkDeletes() {
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		s := c.deletes[t.node]
		if !t.deletes() || s == nil {
			continue
		}
		c.leaves(t.node.live, s, NeedEmptied)
		if t.node.kind == File {
			c.beforeMovesAbove(t.node.live, s, NeedEmptied)
		} else if above := c.p.movingAbove(t.node.live); above != nil {
			s.need(c.route(above).last(), NeedArrived)
		}
	}
}

// leaves makes the end of every folder above live wait for s.
func (c *compiler) leaves(live state.Path, s *step, why NeedKind) {
	for dir := range live.Ancestors {
		if n := c.p.folders[dir]; n != nil && n.gone != nil {
			c.deletes[n].need(s, why)
		}
	}
}

// beforeMovesAbove makes the move of every folder above live wait for s.
func (c *compiler) beforeMovesAbove(live state.Path, s *step, why NeedKind) {
	for dir := range live.Ancestors {
		if n := c.p.folders[dir]; n != nil && n.move != nil {
			if first := c.firstMove(n); first != nil {
				first.need(s, why)
			}
		}
	}
}

// needFolder makes s wait until dir is where it ends: until it, or the nearest
// folder above it that does not stay, has arrived.
func (c *compiler) needFolder(s *step, dir state.Path) {
	for at := dir; ; at = at.Dir() {
		if arrival := c.arrives[at]; arrival != nil {
			why := NeedParent
			if arrival.Class == ClassJob {
				why = NeedArrived
			}
			s.need(arrival, why)
			return
		}
		if at == state.Root {
			return
		}
	}
}

// needName makes s wait until whatever is at path now, or is brought there by
// a folder that moves, has left.
func (c *compiler) needName(s *step, path state.Path) {
	occupants := c.carriedTo(path)
	if n := c.p.files[path]; n != nil {
		occupants = append(occupants, n)
	}
	if n := c.p.folders[path]; n != nil {
		occupants = append(occupants, n)
	}
	for _, n := range occupants {
		if n.gone == nil && n.final == path {
			continue // it is what s is about, or stays and is refused
		}
		s.need(c.leaving(n), NeedVacated)
	}
}

// leaving is the step by which n gives up its name.
func (c *compiler) leaving(n *node) *step {
	switch {
	case n.gone != nil:
		return c.deletes[n]
	case n.move != nil:
		return c.firstMove(n)
	default:
		return c.firstMove(c.p.movingAbove(n.live))
	}
}
