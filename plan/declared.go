package plan

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iksync/iksync/state"
)

// checkDeclared finds moved_from that contradicts other entries by way of the
// moves of folders, whatever the library looks like: a plan that followed one
// would ask for another.
func (p *placement) checkDeclared() {
	for _, path := range sortedKeys(p.want.Folders) {
		if id := p.want.Folders[path].ID; id != "" {
			p.pinnedTo[id] = path
		}
		if from := p.want.Folders[path].MovedFrom; from != nil {
			p.declare(from.Value, path)
			if p.want.Folders[path].Conflict == state.ConflictRefuse { // or else what was there before could be taken for what came
				p.heirs[from.Value] = append(p.heirs[from.Value], path)
			} else {
				p.merging[from.Value] = path
			}
		}
	}
	for _, path := range sortedKeys(p.want.Folders) {
		if from := p.want.Folders[path].MovedFrom; from != nil {
			p.checkSource(from)
			p.checkLeft(path, from)
		}
	}
	for _, path := range sortedKeys(p.want.Files) {
		if from := p.want.Files[path].MovedFrom; from != nil {
			p.declare(from.Value, path)
			p.checkSource(from)
		}
	}
	p.sources = sortedKeys(p.declared)
}

func (p *placement) declare(from, to state.Path) {
	p.declared[from] = true
	p.stopping[from.Dir().Join(to.Base())]++
}

// checkSource finds places in a folder that leaves while another one comes to
// its place: what is meant depends on when one looks.
func (p *placement) checkSource(from *state.Setting[state.Path]) {
	for dir := range from.Value.Ancestors {
		if into, merges := p.merging[dir]; merges {
			p.notes.problems.Add(from.From.Pos, "%s lies in %s, which may be merged into %s, and could then not be told from what is there: pin its id instead, or move it first, in a plan of its own",
				from.Value, dir, into)
		}
		f := p.want.Folders[dir]
		if f == nil || f.MovedFrom == nil && f.ID == "" {
			continue
		}
		goes := ""
		if heirs := p.heirs[dir]; len(heirs) > 0 {
			goes = " to " + string(heirs[0])
		}
		if goes != "" || p.replaced(dir) {
			p.notes.problems.Add(from.From.Pos, "%s may mean two things: what is in %s now goes%s, and another folder comes to %s (%s); name a place before or after those moves instead",
				from.Value, dir, cmp.Or(goes, " elsewhere"), dir, f.Pos)
		}
	}
}

// replaced says whether the folder that is at dir is to make room for another one.
func (p *placement) replaced(dir state.Path) bool {
	is := p.folders[dir]
	if is == nil {
		return false
	}
	comes := p.byDir[p.want.Folders[dir].ID]
	goes, pinned := p.pinnedTo[is.folder.ID]
	return comes != nil && comes != is || pinned && goes != dir
}

// checkLeft finds entries below a folder that is to go elsewhere, while no
// other folder comes in its place.
func (p *placement) checkLeft(path state.Path, from *state.Setting[state.Path]) {
	for _, source := range p.aliases(from.Value) {
		if path.Under(source) || source.Under(path) {
			p.notes.problems.Add(from.From.Pos, "%s cannot come from %s: the one would lie in the other%s", path, from.Value, alsoCalled(source, from.Value))
			return
		}
		if p.want.Folders[source] != nil {
			continue
		}
		for _, below := range p.listedBelow(source) {
			p.stranded[below] = true
			p.notes.problems.Add(p.listedPos(below), "%s lies in %s, which moves to %s (%s) with everything in it: list it below %s",
				below, source, path, from.From.Pos, path)
		}
	}
}

// alsoCalled says under which name a place is meant, if not the one it is written with.
func alsoCalled(alias, path state.Path) string {
	if alias == path {
		return ""
	}
	return fmt.Sprintf(" (%s, before or after other moves)", alias)
}

// aliases is path and what it is called before or after the declared moves of
// folders above it.
func (p *placement) aliases(path state.Path) []state.Path {
	all := []state.Path{path}
	for i := 0; i < len(all); i++ {
		for dir := range all[i].Ancestors {
			others := slices.Clone(p.heirs[dir])
			if f := p.want.Folders[dir]; f != nil && f.MovedFrom != nil && f.Conflict == state.ConflictRefuse {
				others = append(others, f.MovedFrom.Value)
			}
			for _, other := range others {
				if alias := all[i].Rebase(dir, other); !slices.Contains(all, alias) && len(all) < maxAliases {
					all = append(all, alias)
				}
			}
		}
	}
	return all
}

func (p *placement) listedPos(path state.Path) state.Pos {
	if f := p.want.Files[path]; f != nil {
		return f.Pos
	}
	return p.want.Folders[path].Pos
}

// checkStranded finds what is listed where it is, in a folder that leaves.
func (p *placement) checkStranded() {
	check := func(n *node, pos state.Pos) {
		if n == nil || n.final == n.live || n.move != nil {
			return
		}
		if _, claimed := p.claims[n]; claimed {
			return
		}
		if carrier := p.movingAbove(n.live); p.want.Folders[carrier.live] == nil && !p.stranded[n.live] {
			p.stranded[n.live] = true
			p.notes.problems.Add(pos, "%s lies in %s, which moves to %s (%s) with everything in it: list it as %s",
				n.live, carrier.live, carrier.final, carrier.move.pos, n.final)
		}
	}
	for _, path := range sortedKeys(p.want.Folders) {
		check(p.folders[path], p.want.Folders[path].Pos)
	}
	for _, path := range sortedKeys(p.want.Files) {
		check(p.files[path], p.want.Files[path].Pos)
	}
}
