package plan

import (
	"fmt"

	"github.com/iksync/iksync/state"
)

// claim is an entry that says where one live object should be.
type claim struct {
	to       state.Path
	reason   Reason
	pos      state.Pos
	conflict state.Conflict // what becomes of what is there already
	void     bool           // it cannot be, which was said already
}

// pin is an entry with an id that no live object has.
type pin struct {
	kind Kind
	path state.Path
	id   string
	pos  state.Pos

	conflict state.Conflict
}

// claimFolders finds the live folder that each listed one is.
func (p *placement) claimFolders() {
	c := newChains(p, Folder)
	for path, f := range p.want.Folders {
		c.add(path, f.MovedFrom, string(f.ID), f.Pos)
	}
	c.link()
	for _, path := range sortedKeys(p.want.Folders) {
		f := p.want.Folders[path]
		found := p.folders[path] != nil
		switch {
		case f.ID != "":
			found = p.claimPinned(p.byDir[f.ID], pin{Folder, path, string(f.ID), f.IDPos, f.Conflict}) || found
		case f.MovedFrom != nil:
			if n := c.source(path); n != nil {
				p.claim(n, claim{to: path, reason: ReasonMovedFrom, pos: f.MovedFrom.From.Pos, conflict: f.Conflict})
				found = true
			}
		}
		if !found && !p.have.Complete() && (f.ID != "" || f.MovedFrom != nil || f.CopyOf != nil) {
			p.unseen[path] = true
			if f.ID != "" {
				continue // judgeLost tells of it
			}
			p.notes.hold(Held{Kind: Folder, Action: Create, Path: path, Reason: HeldIncomplete, Pos: f.Pos,
				Detail: "it was not seen, nor what it comes from, in a read that is incomplete"})
		}
	}
}

// claimFiles finds the live file that each listed one is.
func (p *placement) claimFiles() {
	c := newChains(p, File)
	for path, f := range p.want.Files {
		c.add(path, f.MovedFrom, string(f.ID), f.Pos)
	}
	c.link()
	for _, path := range sortedKeys(p.want.Files) {
		f := p.want.Files[path]
		switch {
		case f.ID != "":
			p.claimPinned(p.byFile[f.ID], pin{File, path, string(f.ID), f.IDPos, f.Conflict})
		case f.MovedFrom != nil:
			if n := c.source(path); n != nil {
				p.claim(n, claim{to: path, reason: ReasonMovedFrom, pos: f.MovedFrom.From.Pos, conflict: f.Conflict})
			}
		}
	}
}

// claimPinned says where the object with a pinned id should be. It returns
// whether there is one.
func (p *placement) claimPinned(pinned *node, at pin) bool {
	if pinned == nil {
		p.lost = append(p.lost, at)
		pinned = p.aside(at.kind, at.path)
	}
	if pinned != nil {
		p.claim(pinned, claim{to: at.path, reason: ReasonPin, pos: at.pos, conflict: at.conflict})
	}
	return pinned != nil
}

func (p *placement) claim(n *node, c claim) {
	if other, taken := p.claims[n]; taken {
		p.stranded[c.to] = true
		p.notes.problems.Add(c.pos, "%s is claimed by %s as well: one object cannot go to two places", n.describe(), other.pos)
		return
	}
	if above := p.unseenAbove(c.to); above != "" {
		c.void = true
		p.notes.hold(Held{Kind: n.kind, Action: moveOrRename(n.live, c.to), Path: n.live, Reason: HeldIncomplete, Pos: c.pos,
			Detail: fmt.Sprintf("%s, where it should go, was not seen in a read that is incomplete", above)})
	}
	p.claims[n] = c
}

// checkIntoThemselves finds folders that would move into themselves. One whose
// place another folder takes can end in that one.
func (p *placement) checkIntoThemselves() {
	comes := map[state.Path]bool{}
	for _, c := range p.claims {
		comes[c.to] = true
	}
	for _, path := range sortedKeys(p.folders) {
		n := p.folders[path]
		if c := p.claims[n]; c.to.Under(n.live) && !c.void && !comes[n.live] {
			c.void = true
			p.claims[n] = c
			p.notes.problems.Add(c.pos, "%s cannot move into itself, to %s", n.describe(), c.to)
		}
	}
}

// unseenAbove is the folder above path that an incomplete read may have missed.
func (p *placement) unseenAbove(path state.Path) state.Path {
	if len(p.unseen) == 0 {
		return ""
	}
	for dir := range path.Ancestors {
		if p.unseen[dir] {
			return dir
		}
	}
	return ""
}

// judgeLost tells of pinned ids that are gone. Where something ends at the
// entry's path that counts as satisfied: a move may give a new id.
func (p *placement) judgeLost() {
	for _, l := range p.lost {
		n := p.finalAt(l.kind, l.path)
		switch {
		case n != nil && n.move != nil:
			// It was recognised half-way, and its move says so.
		case n != nil:
			p.notes.hold(Held{Kind: l.kind, Path: l.path, Reason: HeldPinGone, Pos: l.pos,
				Detail: fmt.Sprintf("no %s has the id %s any more; %s is there as %s, which counts as done", l.kind, l.id, l.path, n.id())})
		case p.have.Complete():
			p.notes.problems.Add(l.pos, "no %s in scope has the id %s, and nothing is at %s", l.kind, l.id, l.path)
		default:
			p.notes.hold(Held{Kind: l.kind, Path: l.path, Reason: HeldIncomplete, Pos: l.pos,
				Detail: fmt.Sprintf("the %s with the id %s was not seen, in a read that is incomplete", l.kind, l.id)})
		}
	}
}
