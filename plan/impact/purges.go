package impact

import (
	"strings"
	"unicode/utf8"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Purges is the number of purge requests that clear the CDN of what p breaks or
// replaces: one a file, or one for a folder with all below it, where ImageKit
// takes a wildcard for it. Renderings whose transformation stands in the path
// ("/tr:w-300/...") are not cleared by any of them.
func Purges(p *plan.Plan) int {
	s := newSurvey(p)
	c := sweep{wild: s.wild(), whole: map[state.Path]bool{}, single: map[state.Path]bool{}}
	for _, b := range s.broken() {
		if b.Kind == plan.Folder {
			c.folder(b.Path, b.Files)
		} else {
			c.file(b.Path)
		}
	}
	for i := range p.Changes {
		if path, stale := s.stale(&p.Changes[i]); stale {
			c.file(path)
		}
	}
	return len(c.whole) + len(c.single) + c.along
}

// wild is the folders of which nothing stays that is delivered now, and which a
// wildcard can stand for.
func (s *survey) wild() map[state.Path]bool {
	out := map[state.Path]bool{}
	for dir := range s.movers {
		out[dir] = wildcard(dir)
	}
	for i := range s.plan.Changes {
		if c := &s.plan.Changes[i]; c.Kind == plan.Folder && c.Action == plan.Delete {
			out[c.Path] = wildcard(c.Path)
		}
	}
	return out
}

// wildcard says whether a purge request may end in a wildcard right below dir:
// two names deep, or of 15 characters. Two patterns are refused whatever they are.
func wildcard(dir state.Path) bool {
	const shortest = 15
	name := strings.TrimPrefix(string(dir), "/")
	if name == "media/catalog" || name == "s/files" {
		return false
	}
	return strings.Contains(name, "/") || utf8.RuneCountInString(name) >= shortest
}

// stale is the place where a URL goes on working and what it gives is another
// thing, so that the CDN must forget the old one.
func (s *survey) stale(c *plan.Change) (state.Path, bool) {
	if c.Kind != plan.File {
		return "", false
	}
	switch c.Action {
	case plan.Replace:
		return s.now(c), !s.hidden(c)
	case plan.Merge:
		target := s.targets[c.ID]
		return c.Path, target == nil || !target.Private && !target.Draft
	case plan.Delete, plan.Move, plan.Rename, plan.Create, plan.Copy, plan.Upload, plan.Update:
	}
	return "", false
}

// sweep gathers purge requests, so that none clears what another one does.
type sweep struct {
	wild   map[state.Path]bool // folders that a wildcard can stand for
	whole  map[state.Path]bool // those of them that need one
	single map[state.Path]bool // files that need one of their own
	along  int                 // files in folders that no wildcard can stand for
}

// above is the outermost folder around path that a wildcard can stand for.
func (c *sweep) above(path state.Path) (found state.Path, ok bool) {
	for dir := range path.Ancestors {
		if c.wild[dir] {
			found, ok = dir, true
		}
	}
	return found, ok
}

func (c *sweep) file(path state.Path) {
	if dir, ok := c.above(path); ok {
		c.whole[dir] = true
	} else {
		c.single[path] = true
	}
}

func (c *sweep) folder(dir state.Path, files int) {
	switch top, ok := c.above(dir); {
	case ok:
		c.whole[top] = true
	case c.wild[dir]:
		c.whole[dir] = true
	default:
		c.along += files
	}
}
