package plan

import "github.com/iksync/iksync/state"

// removalPatterns finds the first of many patterns that matches a path. Most of
// a long list are plain paths, which are looked up.
type removalPatterns struct {
	all   []state.Pattern
	named map[state.Path]int // where the first pattern that is this path stands
	globs []int              // where the others stand
}

func newRemovalPatterns(all []state.Pattern) removalPatterns {
	r := removalPatterns{all: all, named: map[state.Path]int{}}
	for i, pattern := range all {
		path, literal := pattern.Literal()
		if !literal {
			r.globs = append(r.globs, i)
			continue
		}
		if _, again := r.named[path]; !again {
			r.named[path] = i
		}
	}
	return r
}

// first is the removal of the file that ends at path, nil where no pattern matches.
func (r *removalPatterns) first(path state.Path) *sweep {
	at, isNamed := r.named[path]
	for _, i := range r.globs {
		if isNamed && i > at {
			break
		}
		if r.all[i].Matches(path) {
			return &sweep{removal{ReasonRemoved, r.all[i].Pos}, matched}
		}
	}
	if isNamed {
		return &sweep{removal{ReasonRemoved, r.all[at].Pos}, named}
	}
	return nil
}
