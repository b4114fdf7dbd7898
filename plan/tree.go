package plan

import "github.com/iksync/iksync/state"

// tree is the library's folders, and who has which name in them, as they are
// while operations are written down one after the other.
//
// A folder is known by what it is, not by where: whoever is to lie in it can go
// there before or after it moves itself.
type tree struct {
	p     *placement
	lives map[state.Path]*dir // folders by where they were at first
	made  map[state.Path]*dir // new folders by where they end
	names map[slot]*occupant  // who came to a name
	away  map[*node]slot      // where live objects are that went somewhere
	gone  map[*node]bool      // live objects that are no more, or not at their first place
	stops map[state.Path]bool // places that moves pass through

	content map[state.Path][]*node // what was in each folder at first; nil until somebody asks
}

// dir is a folder at one moment.
type dir struct {
	in     *dir // nil for the root
	base   string
	live   state.Path // where it was at first; "" for a new one
	node   *node      // nil where it is none of the library's known folders
	exists bool
}

// slot is a name in a folder.
type slot struct {
	in   *dir
	base string
}

// occupant is what has a name: a live object or a new folder.
type occupant struct {
	node *node
	made *dir
}

func newTree(p *placement) *tree {
	return &tree{
		p: p, lives: map[state.Path]*dir{}, made: map[state.Path]*dir{}, names: map[slot]*occupant{},
		away: map[*node]slot{}, gone: map[*node]bool{}, stops: map[state.Path]bool{},
	}
}

// first is the folder that was at path at first. Those that the library did
// not list, such as the ones above the scope, count as there.
func (t *tree) first(path state.Path) *dir {
	if d := t.lives[path]; d != nil {
		return d
	}
	d := &dir{live: path, node: t.p.folders[path], exists: true}
	if path != state.Root {
		d.in, d.base = t.first(path.Dir()), path.Base()
	}
	t.lives[path] = d
	return d
}

// parent is the folder in which what ends at path lies then.
func (t *tree) parent(path state.Path) *dir {
	in := path.Dir()
	if n := t.p.finalFolders[in]; n != nil && n.original == nil {
		return t.first(n.live)
	}
	if d := t.made[in]; d != nil {
		return d
	}
	return t.first(in)
}

// path is where d is now.
func (d *dir) path() state.Path {
	if d.in == nil {
		return state.Root
	}
	return d.in.path().Join(d.base)
}

// dirOf is the folder n itself, nil for a file.
func (t *tree) dirOf(n *node) *dir {
	if n.kind == File {
		return nil
	}
	return t.first(n.live)
}

// within says whether d lies in e now, or is e.
func (d *dir) within(e *dir) bool {
	for ; d != nil; d = d.in {
		if d == e {
			return true
		}
	}
	return false
}

// home is where n is now.
func (t *tree) home(n *node) slot {
	if h, ok := t.away[n]; ok {
		return h
	}
	return slot{t.first(n.live.Dir()), n.live.Base()}
}

func (s slot) path() state.Path { return s.in.path().Join(s.base) }

// who has the name now, nil where it is free.
func (t *tree) who(at slot) *occupant {
	if o := t.names[at]; o != nil {
		return o
	}
	if at.in.live == "" {
		return nil
	}
	live := at.in.live.Join(at.base)
	for _, n := range []*node{t.p.files[live], t.p.folders[live]} {
		if n != nil && !t.gone[n] {
			return &occupant{node: n}
		}
	}
	return nil
}

// put brings n to a name.
func (t *tree) put(n *node, at slot) {
	t.take(n)
	t.names[at], t.away[n] = &occupant{node: n}, at
	if n.kind == Folder {
		d := t.first(n.live)
		d.in, d.base = at.in, at.base
	}
}

// merge gives all that is still in the folder n to the one that it was merged
// into, and returns what was merged in turn.
func (t *tree) merge(n *node) []*node {
	var merged []*node
	to := t.first(n.into.live)
	for _, c := range t.children(n) {
		if t.gone[c] { // it has left, or is no more
			continue
		}
		if c.into != nil {
			merged = append(merged, c)
		}
		if c.into != nil && c.kind == Folder {
			merged = append(merged, t.merge(c)...)
		} else {
			t.put(c, slot{to, c.live.Base()})
		}
	}
	t.take(n)
	return merged
}

// below is everything that was below the folder n at first and still is, in order.
func (t *tree) below(n *node) []*node {
	var out []*node
	for _, c := range t.children(n) {
		if t.gone[c] && t.away[c] == (slot{}) || !t.home(c).in.within(t.first(n.live)) {
			continue
		}
		out = append(out, c)
		if c.kind == Folder {
			out = append(out, t.below(c)...)
		}
	}
	return out
}

// children is what was in the folder n at first, in order.
func (t *tree) children(n *node) []*node {
	if t.content == nil {
		t.content = map[state.Path][]*node{}
		for _, of := range []map[state.Path]*node{t.p.folders, t.p.files} {
			for _, path := range sortedKeys(of) {
				t.content[path.Dir()] = append(t.content[path.Dir()], of[path])
			}
		}
	}
	return t.content[n.live]
}

// take takes n from its name, for ever or to put it elsewhere.
func (t *tree) take(n *node) {
	if h, ok := t.away[n]; ok {
		delete(t.names, h)
		delete(t.away, n)
	}
	t.gone[n] = true
}

// clear says whether a move may stop at a name on its way: nobody has it, will
// have it or passes there, and no entry is about it. An object that is left
// there when a run is killed must be known for what it is.
func (t *tree) clear(at slot) bool {
	path := at.path()
	ends := path
	if n := at.in.node; n != nil {
		ends = n.final.Join(at.base)
	}
	for _, p := range []state.Path{path, ends} {
		if len(pathsBelow(t.p.entries, p))+len(pathsBelow(t.p.sources, p)) > 0 {
			return false
		}
		if t.stops[p] || t.p.stopping[p] > 1 || t.p.spokenFor(p) || t.p.protects(p) || t.p.at(p) != nil || t.p.files[p] != nil || t.p.folders[p] != nil || t.made[p] != nil {
			return false
		}
	}
	return t.who(at) == nil
}
