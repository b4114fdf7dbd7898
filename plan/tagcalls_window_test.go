package plan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

// windowOf is one window of all files.
func windowOf(kind OpKind, most int, files ...string) (*tagSide, *tagWindow) {
	s, kin := sideOf(kind, tagLimits{files: most, kin: 100, tags: 100}, files...)
	return s, s.windows(kin)[0]
}

// local turns a call like "a,b 0 1" into a batch of w.
func (w *tagWindow) local(s *tagSide, call string) tagBatch {
	var b tagBatch
	for i, word := range strings.Fields(call) {
		if i == 0 {
			for _, name := range strings.Split(word, ",") {
				for at, t := range w.tags {
					if s.tags[t] == state.Tag(name) {
						b.tags = append(b.tags, at)
					}
				}
			}
			continue
		}
		for at, file := range w.files {
			if word == string(rune('0'+file)) {
				b.files = append(b.files, at)
			}
		}
	}
	return b
}

func TestCover(t *testing.T) {
	for _, c := range []struct {
		name  string
		worth tagWorth
		files []string
		first string
	}{
		{"by tags: what many have in common", eachTag, []string{"+a +b +c +d", "+a +b +c +e", "+f", "+f"}, "+a,b,c 0 1"},
		{"by files: what leaves little to do", eachFile, []string{"+a +b +c +d", "+a +b +c +e", "+f", "+f"}, "+f 2 3"},
		{"of equals the one that comes first", eachTag, []string{"+a", "+b"}, "+a 0"},
		{"who has a tag of the list already comes along", eachTag, []string{"+a +b", "+a b", "+c"}, "+a,b 0 1"},
		{"no more files than a call takes", eachTag, []string{"+a", "+a", "+a", "+a"}, "+a 0 1 2"},
		{"those that it is worth most to", eachTag, []string{"+a b", "+a b", "+a +b", "+a +b", "+a +b"}, "+a,b 2 3 4"},
		{"no list longer than a call takes", eachTag, []string{"+" + strings.Repeat("a", 300) + " +" + strings.Repeat("b", 200)}, "+" + strings.Repeat("a", 300) + " 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, w := windowOf(OpAddTags, 3, c.files...)
			require.Equal(t, c.first, writtenBatches(s, []tagBatch{w.global(w.cover(c.worth)[0])})[0])
		})
	}
}

func TestFillWindow(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		full  []string
		left  []string
	}{
		{"full calls only", []string{"+a +b", "+a +b", "+a +b", "+d"}, []string{"+a,b 0 1 2"}, []string{"d 3"}},
		{"what is left of a file is put down", []string{"+a +b", "+a +c", "+a +d"}, []string{"+a 0 1 2"}, []string{"b 0", "c 1", "d 2"}},
		{"none as long as the best is not full", []string{"+a +b +c", "+a +b +c", "+a"}, nil, []string{"a,b,c 0 1", "a 2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, w := windowOf(OpAddTags, 3, c.files...)
			table := newKinTable()
			require.Equal(t, c.full, writtenBatches(s, w.fill(table)))
			require.ElementsMatch(t, c.left, writtenKin(s, table.kin))
		})
	}
}

func TestImprove(t *testing.T) {
	long := func(letter string, n int) string { return strings.Repeat(letter, n) }
	for _, c := range []struct {
		name  string
		kind  OpKind
		files []string
		calls []string
		want  []string
	}{
		{"a file goes where its tags are done together", OpAddTags,
			[]string{"+a", "+a", "+b", "+b", "+a +b"}, []string{"a 0 1", "b 2 3", "a,b 4"}, []string{"+a 0 1 4", "+b 2 3 4"}},
		{"but not where there is no place", OpAddTags,
			[]string{"+a", "+a", "+a", "+b", "+b", "+a +b"}, []string{"a 0 1 2", "b 3 4", "a,b 5"}, []string{"+a 0 1 2", "+a,b 5", "+b 3 4"}},
		{"files of one call go different ways", OpAddTags,
			[]string{"+a +b c", "+c", "+c", "+a", "+a +b d", "+d", "+d"}, []string{"a,b 0 4", "c 1 2", "d 5 6", "a 3"}, []string{"+a 3", "+a,b 0 4", "+c 1 2", "+d 5 6"}},
		{"a call with a free place does another tag for all that can take it", OpAddTags,
			[]string{"+a b", "+b a"}, []string{"a 0", "b 1"}, []string{"+a,b 0 1"}},
		{"two calls of the same files become one", OpAddTags,
			[]string{"+a +b", "+a +b"}, []string{"a 0 1", "b 0 1"}, []string{"+a,b 0 1"}},
		{"unless the one is too long", OpAddTags,
			[]string{"+" + long("a", 250) + " +" + long("b", 249), "+" + long("c", 9) + " " + long("a", 250) + " " + long("b", 249)},
			[]string{long("a", 250) + "," + long("b", 249) + " 0", long("c", 9) + " 1"},
			[]string{"+" + long("a", 250) + "," + long("b", 249) + " 0", "+" + long("c", 9) + " 1"}},
		{"removals of different tags are united", OpRemoveTags,
			[]string{"-a", "-b", "-c"}, []string{"a 0", "b 1", "c 2"}, []string{"-a,b,c 0 1 2"}},
		{"but none that takes a tag from who keeps it", OpRemoveTags,
			[]string{"-a", "-b a", "-c"}, []string{"a 0", "b 1", "c 2"}, []string{"-a,c 0 2", "-b 1"}},
		{"what two calls do, one does", OpAddTags,
			[]string{"+a +b", "+a"}, []string{"a,b 0", "a 0 1"}, []string{"+a 1", "+a,b 0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, w := windowOf(c.kind, 3, c.files...)
			var batches []tagBatch
			for _, call := range c.calls {
				batches = append(batches, w.local(s, call))
			}
			better := w.improve(batches)
			for i := range better {
				better[i] = w.global(better[i])
			}
			require.Equal(t, c.want, writtenBatches(s, better))
		})
	}
}
