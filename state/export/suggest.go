package export

import (
	"maps"
	"slices"

	"github.com/iksync/iksync/state"
)

// fewest is the number of files from which something is said of them together.
const fewest = 5

// suggestions are what folders and rules say, and of which files.
type suggestions struct {
	library *library
	root    *folder
	folders []*folder // with something to say, outer ones first
	rules   []rule    // in the order of their folders
	holder  []*folder // of each file
}

// rule is what all files with some extensions below a folder have.
type rule struct {
	dir   state.Path
	exts  []string // sorted
	facts []fact
}

// folder is one folder with files somewhere below it.
type folder struct {
	path     state.Path
	speaks   bool // an entry could pass something on
	inScope  bool
	children []*folder // in the order of their paths
	files    []*file

	all   tally             // of all files below
	byExt map[string]*tally // of those that a rule could name

	says    []fact            // what its entry passes on
	covered []fact            // what it and the folders above pass on
	ruled   map[string][]fact // what rules say here, by extension
}

// suggest finds what can be said of many files at once: first what folders pass
// on, then, of what is left, rules by extension. Each is said at the innermost
// folder that has all the files it is about. speaks has the folders that may pass
// something on.
func suggest(l *library, speaks map[state.Path]bool, scope []state.Path) *suggestions {
	s := &suggestions{library: l}
	s.root = s.tree(speaks, scope)
	if s.root == nil {
		return s
	}
	s.root.count()
	s.fromFolder(s.root, nil)
	s.root.countLoose()
	s.fromRules(s.root, map[string][]fact{})
	return s
}

// tree puts the files into their folders. It is nil where there are none.
func (s *suggestions) tree(speaks map[state.Path]bool, scope []state.Path) *folder {
	folders := map[state.Path]*folder{}
	var at func(p state.Path) *folder
	at = func(p state.Path) *folder {
		if f := folders[p]; f != nil {
			return f
		}
		f := &folder{path: p, speaks: speaks[p], inScope: slices.ContainsFunc(scope, p.Within)}
		folders[p] = f
		if p != state.Root {
			above := at(p.Dir())
			above.children = append(above.children, f)
		}
		return f
	}
	s.holder = make([]*folder, len(s.library.files))
	for i, file := range s.library.files {
		f := at(file.path.Dir())
		f.files = append(f.files, file)
		s.holder[i] = f
	}
	return folders[state.Root]
}

// count finds what all files below f have in common.
func (f *folder) count() {
	none := func(int) int { return 0 }
	for _, file := range f.files {
		f.all.add(1, file.facts, none)
	}
	for _, child := range f.children {
		child.count()
		f.all.merge(&child.all)
	}
}

// fromFolder decides what f and the folders below it pass on. Above has what
// is passed on to f.
func (s *suggestions) fromFolder(f *folder, above []fact) {
	f.covered = above
	if f.speaks && f.all.files >= fewest && !f.isBeside() {
		if f.says = without(f.all.shared, above); len(f.says) > 0 {
			f.covered = union(above, f.says)
			s.folders = append(s.folders, f)
		}
	}
	for _, child := range f.children {
		s.fromFolder(child, f.covered)
	}
}

// isBeside says whether one folder in f has all its files, so that it is the one to speak.
func (f *folder) isBeside() bool {
	return slices.ContainsFunc(f.children, func(c *folder) bool { return c.speaks && c.all.files == f.all.files })
}

// countLoose finds what files of one extension have in common, and of how many
// of them no folder says it.
func (f *folder) countLoose() {
	f.byExt = map[string]*tally{}
	at := func(ext string) *tally {
		t := f.byExt[ext]
		if t == nil {
			t = &tally{}
			f.byExt[ext] = t
		}
		return t
	}
	for _, file := range f.files {
		if file.ext == "" {
			continue
		}
		at(file.ext).add(1, file.facts, func(i int) int {
			if _, said := slices.BinarySearch(f.covered, file.facts[i]); said {
				return 0
			}
			return 1
		})
	}
	for _, child := range f.children {
		child.countLoose()
		for ext, t := range child.byExt {
			at(ext).merge(t)
		}
	}
}

// fromRules decides which rules there are for files below f. Said has what
// those for the folders above say, by extension.
func (s *suggestions) fromRules(f *folder, said map[string][]fact) {
	f.ruled = said
	if f.inScope && hasPattern(f.path) {
		var fresh []rule
		for _, ext := range sortedKeys(f.byExt) {
			if facts := f.worthRule(ext, said[ext]); len(facts) > 0 {
				fresh = appendRule(fresh, rule{dir: f.path, exts: []string{ext}, facts: facts})
			}
		}
		if len(fresh) > 0 {
			f.ruled = maps.Clone(said)
		}
		for _, r := range fresh {
			for _, ext := range r.exts {
				f.ruled[ext] = union(f.ruled[ext], r.facts)
			}
		}
		s.rules = append(s.rules, fresh...)
	}
	for _, child := range f.children {
		s.fromRules(child, f.ruled)
	}
}

// worthRule is what is to be said, at f, of all files with an extension.
func (f *folder) worthRule(ext string, said []fact) []fact {
	t := f.byExt[ext]
	within := func(c *folder) bool {
		inner := c.byExt[ext]
		return inner != nil && inner.files == t.files && c.inScope && hasPattern(c.path)
	}
	if t.files < fewest || slices.ContainsFunc(f.children, within) {
		return nil
	}
	var worth []fact
	for i, fact := range t.shared {
		if t.loose[i] >= fewest {
			worth = append(worth, fact)
		}
	}
	return without(worth, said)
}

// appendRule adds a rule, or its extensions to one that says the same.
func appendRule(rules []rule, r rule) []rule {
	for i := range rules {
		if slices.Equal(rules[i].facts, r.facts) {
			rules[i].exts = append(rules[i].exts, r.exts...)
			return rules
		}
	}
	return append(rules, r)
}

// said is what folders and rules say of the i-th file.
func (s *suggestions) said(i int) []fact {
	f, file := s.holder[i], s.library.files[i]
	if file.ext == "" {
		return f.covered
	}
	return union(f.covered, f.ruled[file.ext])
}
