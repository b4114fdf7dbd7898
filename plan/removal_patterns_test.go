package plan

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
)

// Looking patterns up finds what trying one after the other finds.
func TestRemovalPatterns(t *testing.T) {
	globs := []string{"/s/a.jpg", "/s/b.jpg", "/s/*.jpg", "/s/**", "/s/a*", "/s/t/c.png", "/s/t/?.png", `/s/\*.jpg`}
	paths := []state.Path{"/s/a.jpg", "/s/b.jpg", "/s/t/c.png", "/s/*.jpg", "/s/t/d.gif", "/other.jpg"}
	rapid.Check(t, func(t *rapid.T) {
		var all []state.Pattern
		for i, glob := range rapid.SliceOfN(rapid.SampledFrom(globs), 0, 8).Draw(t, "globs") {
			all = append(all, state.Pattern{Glob: glob, Pos: state.Pos{Line: i + 1}})
		}
		path := rapid.SampledFrom(paths).Draw(t, "path")
		var want *sweep
		for _, pattern := range all {
			if want == nil && pattern.Matches(path) {
				want = &sweep{removal{ReasonRemoved, pattern.Pos}, matched}
				if _, literal := pattern.Literal(); literal {
					want.aim = named
				}
			}
		}
		patterns := newRemovalPatterns(all)
		require.Equal(t, want, patterns.first(path))
	})
}
