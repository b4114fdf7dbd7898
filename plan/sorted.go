package plan

import (
	"cmp"
	"maps"
	"slices"
)

// sortedKeys is the keys of m in order: nothing that a plan shows may depend on
// the order of a map.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}

// sortTasks puts changes in the order in which people read them: what cannot
// be undone first, then by kind and place.
func sortTasks(tasks []task) {
	rank := map[Action]int{}
	for i, a := range Actions() {
		rank[a] = i
	}
	kinds := map[Kind]int{Field: 0, Folder: 1, File: 2}
	slices.SortFunc(tasks, func(a, b task) int {
		x, y := a.change, b.change
		return cmp.Or(
			cmp.Compare(rank[x.Action], rank[y.Action]), cmp.Compare(kinds[x.Kind], kinds[y.Kind]),
			cmp.Compare(x.Name(), y.Name()))
	})
}

func sortHeld(held []Held) {
	slices.SortStableFunc(held, func(a, b Held) int {
		return cmp.Or(cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind))
	})
}
