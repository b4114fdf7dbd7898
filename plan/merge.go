package plan

import "github.com/iksync/iksync/state"

// asksMerge says whether the YAML wants n to be merged into what has its place:
// its own entry does, or that of a folder that is merged with all it holds.
func (p *placement) asksMerge(n *node) bool {
	if n.move != nil {
		return p.claims[n].conflict == state.ConflictVersion
	}
	carrier := p.movingAbove(n.live)
	return carrier != nil && carrier.into != nil
}

// canMerge says whether n can be merged into other in one call. No call gives a
// new name and merges at once, and other must neither move itself nor be merged
// into twice, or else it would depend on the order what becomes of whom.
func (p *placement) canMerge(n, other *node) bool {
	if !p.have.Complete() {
		return false // what was not seen could be merged as well
	}
	carried := n.move == nil
	keepsName := n.live.Base() == n.final.Base() && n.live.Dir() != n.final.Dir()
	stays := other.live == other.final && other.into == nil && other.joined == nil
	return n.kind == other.kind && stays && (carried || keepsName) && !n.live.Under(other.live) && !other.live.Under(n.live)
}

// checkRefilled finds moved_from whose source is there again afterwards, because
// a merge or a copy brings it: it would ask for one move after the other. (Where
// folders merely move, checkDeclared has found that.)
func (p *placement) checkRefilled() {
	check := func(k Kind, from *state.Setting[state.Path]) {
		if from == nil || p.listed(from.Value) {
			return
		}
		if n := p.finalAt(k, from.Value); n != nil && p.brought(n) {
			p.notes.problems.Add(from.From.Pos, "%s comes to be at %s, which would then ask for another move; list it where it should be, or name another source",
				n.describe(), from.Value)
		}
	}
	for _, path := range sortedKeys(p.want.Folders) {
		check(Folder, p.want.Folders[path].MovedFrom)
	}
	for _, path := range sortedKeys(p.want.Files) {
		check(File, p.want.Files[path].MovedFrom)
	}
}

// brought says whether a copy brings n, or a folder that may be merged.
func (p *placement) brought(n *node) bool {
	if n.original != nil || n.move != nil {
		return n.original != nil
	}
	carrier := p.movingAbove(n.live)
	return carrier != nil && p.claims[carrier].conflict != state.ConflictRefuse
}
