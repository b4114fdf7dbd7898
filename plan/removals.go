package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// markRemovals decides what is deleted, by the place where each object would
// otherwise end. Files come first; then folders, from the deepest up, since a
// folder goes only when nothing below it stays.
func (p *placement) markRemovals() {
	for _, path := range sortedKeys(p.files) {
		n := p.files[path]
		if _, listed := p.want.Files[n.final]; !listed {
			p.consider(n, p.fileRemoval(n.final))
		}
	}
	p.markFolders()
}

// sweep is a removal as the YAML asks for it.
type sweep struct {
	removal
	// aim says whether the YAML names the object itself, or a pattern that it
	// happens to match. What is named and protected is a contradiction, so the
	// plan is refused; what is merely matched is kept and the rest goes on.
	aim aim
}

type aim string

const (
	named   aim = "named"
	matched aim = "matched"
)

func (p *placement) fileRemoval(final state.Path) *sweep {
	if s := p.removals.first(final); s != nil {
		return s
	}
	return p.folderRemoval(final)
}

func (p *placement) folderRemoval(final state.Path) *sweep {
	for _, folder := range p.want.Remove.Folders {
		if final.Within(folder.Value) {
			return &sweep{removal{ReasonRemoved, folder.From.Pos}, named}
		}
	}
	if left := p.leftCopy(final); left != nil {
		return left
	}
	if prune := p.pruned(final); prune != nil {
		return &sweep{removal{ReasonPruned, prune.From.Pos}, matched}
	}
	return nil
}

// pruned is the prune setting that reaches path: that of the nearest folder
// above that has one, nil where it is off.
func (p *placement) pruned(path state.Path) *state.Setting[bool] {
	for dir := range path.Ancestors {
		if f := p.want.Folders[dir]; f != nil && f.Prune != nil {
			if f.Prune.Value {
				return f.Prune
			}
			return nil
		}
	}
	return nil
}

// consider deletes n, or says why not.
func (p *placement) consider(n *node, s *sweep) {
	if s == nil {
		return
	}
	held := Held{Kind: n.kind, Action: Delete, Path: n.live, Pos: s.pos}
	protector := p.protector(n)
	switch {
	case !p.have.Complete():
		held.Reason, held.Detail = HeldIncomplete, "nothing is deleted in a run that could not read everything"
		p.notes.hold(held)
	case protector != nil && s.aim == matched:
		held.Reason, held.Detail = HeldProtected, fmt.Sprintf("protected by %s (%s)", protector.Glob, protector.Pos)
		p.notes.hold(held)
	default:
		n.gone = &s.removal
	}
}

// protector is the pattern that protects n where it is or where it would go.
func (p *placement) protector(n *node) *state.Pattern {
	for i := range p.want.Protect {
		if pattern := &p.want.Protect[i]; pattern.Covers(n.live) || n.final != n.live && pattern.Covers(n.final) {
			return pattern
		}
	}
	return nil
}

// protects says whether nothing may be moved from or to path.
func (p *placement) protects(path state.Path) bool {
	return slices.ContainsFunc(p.want.Protect, func(g state.Pattern) bool { return g.Covers(path) })
}

// protectsBelow says whether a protected place lies below path. Patterns that
// begin with a wildcard go by names alone, which a move does not change.
func (p *placement) protectsBelow(path state.Path) bool {
	return slices.ContainsFunc(p.want.Protect, func(g state.Pattern) bool {
		literal := g.Glob
		if wild := strings.IndexAny(literal, `*?[{\`); wild >= 0 {
			literal = literal[:wild]
		}
		return state.Path(strings.TrimSuffix(literal, "/")).Within(path)
	})
}

// markFolders deletes the folders that are to go and that nothing keeps.
func (p *placement) markFolders() {
	keeps := p.keepers()
	candidates := map[state.Path]*sweep{}
	var order []*node
	for _, path := range sortedKeys(p.folders) {
		n := p.folders[path]
		if _, listed := p.want.Folders[n.final]; listed {
			continue
		}
		if s := p.folderRemoval(n.final); s != nil {
			candidates[path] = s
			order = append(order, n)
		} else {
			keeps.keep(n.final, n.final)
		}
	}
	slices.SortStableFunc(order, func(a, b *node) int { return cmp.Compare(b.final.Depth(), a.final.Depth()) })
	for _, n := range order {
		s := candidates[n.live]
		if by, kept := keeps[n.final]; kept {
			p.holdFolder(n, s, by)
			continue
		}
		if p.consider(n, s); n.gone == nil {
			keeps.keep(n.final, n.final)
		}
	}
}

// holdFolder says that a folder listed under remove stays. Of a folder that is
// merely below a pruned one, nobody expects to hear.
func (p *placement) holdFolder(n *node, s *sweep, by state.Path) {
	if s.reason != ReasonRemoved || !slices.ContainsFunc(p.want.Remove.Folders, func(f state.Setting[state.Path]) bool { return f.Value == n.final }) {
		return
	}
	p.notes.hold(Held{Kind: Folder, Action: Delete, Path: n.live, Reason: HeldNotEmpty, Pos: s.pos,
		Detail: fmt.Sprintf("%s stays below it", by)})
}

// keepers maps each folder that something keeps to one of the things that keep it.
type keepers map[state.Path]state.Path

// keep notes that by keeps every folder above path.
func (k keepers) keep(path, by state.Path) {
	for dir := range path.Ancestors {
		if _, known := k[dir]; known {
			return
		}
		k[dir] = by
	}
}

// keepers is what keeps folders before any folder is looked at: files that
// stay, and all that is listed.
func (p *placement) keepers() keepers {
	k := keepers{}
	for _, path := range sortedKeys(p.files) {
		if n := p.files[path]; n.gone == nil {
			k.keep(n.final, n.final)
		}
	}
	for _, path := range sortedKeys(p.want.Files) {
		k.keep(path, path)
	}
	for _, path := range sortedKeys(p.want.Folders) {
		k.keep(path, path)
	}
	return k
}
