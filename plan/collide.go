package plan

import (
	"fmt"

	"github.com/iksync/iksync/state"
)

// index fills the tables of final places with what stays alive, and refuses
// what would land on something else: ImageKit would append one to the version
// history of the other. What is there already comes first.
func (p *placement) index() {
	for _, stays := range []bool{true, false} {
		for _, path := range sortedKeys(p.folders) {
			if n := p.folders[path]; (n.final == n.live) == stays {
				p.put(n)
			}
		}
		for _, path := range sortedKeys(p.files) {
			if n := p.files[path]; (n.final == n.live) == stays {
				p.put(n)
			}
		}
	}
}

func (p *placement) put(n *node) {
	if n.gone != nil {
		return
	}
	switch other := p.at(n.final); {
	case other != nil && p.asksMerge(n) && p.canMerge(n, other):
		n.into, other.joined = other, n
	case other != nil:
		p.collide(n, other)
	case n.kind == File:
		p.finalFiles[n.final] = n
	default:
		p.finalFolders[n.final] = n
	}
}

// blocked says whether n lost its final place to another object, which the
// plan refuses already.
func (p *placement) blocked(n *node) bool { return p.at(n.final) != n }

// collide refuses two objects that would end at one place. Of what two folders
// hold that would be merged it says nothing more.
func (p *placement) collide(mover, other *node) {
	p.collided[mover.final] = true
	pos := p.claims[mover].pos
	if carrier := p.movingAbove(mover.live); mover.move == nil && carrier != nil {
		if p.blocked(carrier) && carrier.into == nil {
			return
		}
		pos = carrier.move.pos
	}
	what := "they would be merged, the one becoming an old version of the other"
	if mover.kind == Folder && other.kind == Folder {
		what = "they would be merged, files of one name becoming versions of each other"
	} else if mover.kind != other.kind {
		what = "a file and a folder cannot have one name"
	}
	verb := "is there already"
	if other.final != other.live {
		verb = "goes there too"
	}
	r := Refusal{Guard: GuardCollision, Subject: string(mover.final), Pos: pos,
		Message: fmt.Sprintf("%s would go to %s, and %s %s: %s", mover.describe(), mover.final, other.describe(), verb, what)}
	switch {
	case mover.move != nil && p.canMerge(mover, other):
		r.Override = "on_conflict: version"
	case p.asksMerge(mover) && !p.have.Complete():
		r.Message += "; they are not merged in a run that could not read everything"
	case p.asksMerge(mover) && mover.kind == other.kind:
		r.Message += "; this time they cannot be: only what keeps its name, and comes from another folder, can be merged into what stays where it is"
	}
	p.notes.refuse(r)
}

// inTheWay refuses something new at a place where a live object of the other kind ends.
func (n *notes) inTheWay(kind Kind, path state.Path, other *node, pos state.Pos) {
	n.refuse(Refusal{Guard: GuardCollision, Subject: string(path), Pos: pos,
		Message: fmt.Sprintf("a %s is wanted at %s, and %s is there", kind, path, other.describe())})
}
