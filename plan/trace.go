package plan

import (
	"crypto/sha256"
	"encoding/hex"
	pathpkg "path"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// maxAliases bounds how many names of one place are looked at: folders that
// move into each other's places have no end of them.
const maxAliases = 32

// trace is the live object of kind k that path means in the YAML: the one that
// is there, or, where a folder above has moved already or is about to, the one
// at the same place before or after that move.
func (p *placement) trace(k Kind, path state.Path) *node {
	if n := p.liveAt(k, path); n != nil {
		return n
	}
	names := []state.Path{path}
	for i := 0; i < len(names); i++ {
		for _, other := range p.otherNames(names[i]) {
			if len(names) == maxAliases || slices.Contains(names, other) {
				continue
			}
			if n := p.liveAt(k, other); n != nil && !p.listed(other) {
				return n
			}
			names = append(names, other)
		}
	}
	return nil
}

// otherNames is where path is before or after the move of one folder above it.
// A folder that is there has what belongs in it.
func (p *placement) otherNames(path state.Path) []state.Path {
	var out []state.Path
	for dir := range path.Ancestors {
		if p.folders[dir] != nil {
			break
		}
		for _, elsewhere := range p.elsewhere(dir) {
			out = append(out, path.Rebase(dir, elsewhere))
		}
	}
	return out
}

// elsewhere is where a folder that is not at dir may be instead.
func (p *placement) elsewhere(dir state.Path) []state.Path {
	var out []state.Path
	for _, heir := range p.heirs[dir] {
		out = append(out, heir)
		out = append(out, p.leftAt(dir, heir)...)
	}
	f := p.want.Folders[dir]
	switch {
	case f == nil || f.Conflict != state.ConflictRefuse:
	case f.ID != "":
		if n := p.byDir[f.ID]; n != nil {
			out = append(out, n.live)
		}
	case f.MovedFrom != nil:
		out = append(out, f.MovedFrom.Value)
		out = append(out, p.leftAt(f.MovedFrom.Value, dir)...)
	}
	return out
}

// leftAt is where an interrupted move may have left a folder that is neither at
// its first nor at its last place.
func (p *placement) leftAt(from, to state.Path) []state.Path {
	if p.folders[from] != nil || p.folders[to] != nil {
		return nil
	}
	if n := p.aside(Folder, to); n != nil {
		return []state.Path{n.live}
	}
	if stop, ok := p.stop(from, to); ok {
		if n := p.folders[stop]; n != nil && p.leftover(n, stop, to) {
			return []state.Path{stop}
		}
	}
	return nil
}

// stop is where a move from one path to another may have been left off.
//
// A new folder and a new name at once are two calls. What is killed between
// them leaves an object at neither of its places, and only the place tells what
// it is. So a move stops where nothing else is wanted and no other move would
// stop; where it cannot, it stops under a temporary name instead (see
// (*arranger).route).
func (p *placement) stop(from, to state.Path) (state.Path, bool) {
	stop := from.Dir().Join(to.Base())
	return stop, stop != from && stop != to && p.stopping[stop] <= 1
}

// halfway is the object that an interrupted move left on its way.
func (p *placement) halfway(k Kind, from, to state.Path) *node {
	if n := p.aside(k, to); n != nil {
		return n
	}
	if stop, ok := p.stop(from, to); ok && !slices.Contains(p.aliases(stop), to) { // there it would be where it belongs
		if n := p.trace(k, stop); n != nil && p.leftover(n, stop, to) {
			return n
		}
	}
	return nil
}

// aside is the object with the temporary name of what is to go to path.
func (p *placement) aside(k Kind, to state.Path) *node {
	if n := p.asides[temporaryName(k, to)]; n != nil && n.kind == k && p.leftover(n, n.live, to) {
		return n
	}
	return nil
}

func (p *placement) noteAside(n *node) {
	if base := n.live.Base(); strings.HasPrefix(base, temporaryPrefix) {
		if other := p.asides[base]; other == nil || n.live < other.live {
			p.asides[base] = n
		}
	}
}

// leftover says whether n, found at a stop of a move, can be what was left
// there: nothing else is wanted of it or in it.
func (p *placement) leftover(n *node, stop, to state.Path) bool {
	return !p.spokenFor(n.live) && !p.spokenFor(stop) && len(p.listedBelow(n.live)) == 0 && !to.Under(n.live)
}

// spokenFor says whether an entry is about what is at path.
func (p *placement) spokenFor(path state.Path) bool { return p.listed(path) || p.declared[path] }

// listed says whether path has an entry of its own.
func (p *placement) listed(path state.Path) bool {
	return p.want.Files[path] != nil || p.want.Folders[path] != nil
}

// listedBelow is the listed paths below dir, in order.
func (p *placement) listedBelow(dir state.Path) []state.Path { return pathsBelow(p.entries, dir) }

// pathsBelow is those of paths, which are in order, that lie below dir.
func pathsBelow(paths []state.Path, dir state.Path) []state.Path {
	first, _ := slices.BinarySearch(paths, dir.Join(""))
	last := first
	for last < len(paths) && paths[last].Under(dir) {
		last++
	}
	return paths[first:last:last]
}

const temporaryPrefix = "iksync_"

// temporaryName is a name that nothing but the object on its way to the path
// would ever have. It stands every rewriting of names, and a file keeps its
// extension.
func temporaryName(k Kind, to state.Path) string {
	sum := sha256.Sum256([]byte(string(k) + " " + string(to)))
	name := temporaryPrefix + hex.EncodeToString(sum[:6])
	if k == File {
		name += pathpkg.Ext(to.Base())
	}
	return name
}
