package format

import (
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/schema"
)

// mergeKey brings the keys of another mapping along.
const mergeKey = "<<"

// order returns the order in which the keys of a mapping should stand, as indices
// of what they are now. Groups are sorted each by itself: begins says where one
// begins.
func (r role) order(keys []string, begins func(i int) bool) []int {
	out := asItIs(len(keys))
	switch {
	case r.record != "" && len(keys) > 1:
		ranks := ranksOf(keys, schema.Keys(r.record))
		slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(ranks[a], ranks[b]) })
	case r.sorted:
		for from := 0; from < len(out); {
			to := from + 1
			for to < len(out) && !begins(to) {
				to++
			}
			slices.SortStableFunc(out[from:to], func(a, b int) int { return compareKeys(keys[a], keys[b]) })
			from = to
		}
	}
	return out
}

// ranksOf are the places of keys among those that are known.
func ranksOf(keys, known []string) []int {
	ranks := make([]int, len(keys))
	for i, key := range keys {
		ranks[i] = slices.Index(known, key)
		switch {
		case key == mergeKey:
			ranks[i] = -1
		case ranks[i] < 0:
			ranks[i] = len(known)
		}
	}
	return ranks
}

// compareKeys is the order of a tree: "/a", "/a/b", "/a-b".
func compareKeys(a, b string) int {
	if a == mergeKey || b == mergeKey {
		return -cmp.Compare(strings.Count(a, mergeKey), strings.Count(b, mergeKey))
	}
	return state.Path(a).Compare(state.Path(b))
}

// asItIs is the order that changes nothing.
func asItIs(count int) []int {
	order := make([]int, count)
	for i := range order {
		order[i] = i
	}
	return order
}

// isAsItIs says whether an order changes nothing.
func isAsItIs(order []int) bool { return slices.IsSorted(order) }

// keysOf are the keys of a mapping as texts.
func keysOf(n *yaml.Node) []string {
	keys := make([]string, len(n.Content)/2)
	for i := range keys {
		keys[i] = n.Content[2*i].Value
	}
	return keys
}

// kept is a note that n keeps its order.
func kept(n *yaml.Node, why Reason) Note {
	return Note{Pos: state.Pos{Line: n.Line, Column: n.Column}, Reason: why}
}

// keepsAliases says whether each alias in the entries of a mapping stands behind
// its anchor in the new order too. An anchor that is given to two values is never
// passed by.
func keepsAliases(n *yaml.Node, order []int) bool {
	anchors := map[*yaml.Node]int{} // which entry each anchored value is in
	names := map[string]int{}
	for i := range len(n.Content) / 2 {
		for _, part := range n.Content[2*i : 2*i+2] {
			eachNode(part, func(child *yaml.Node) {
				if child.Anchor != "" {
					anchors[child] = i
					names[child.Anchor]++
				}
			})
		}
	}
	place := make([]int, len(order))
	for to, from := range order {
		place[from] = to
	}
	good := true
	for i := range len(n.Content) / 2 {
		for _, part := range n.Content[2*i : 2*i+2] {
			eachNode(part, func(child *yaml.Node) {
				if child.Kind != yaml.AliasNode {
					return
				}
				in, here := anchors[child.Alias]
				if here && place[in] > place[i] || names[child.Value] > 1 || !here && names[child.Value] > 0 {
					good = false
				}
			})
		}
	}
	return good && !aliasedOften(names)
}

// aliasedOften says whether an anchor has two values: which of them an alias
// further down means depends on their order.
func aliasedOften(names map[string]int) bool {
	for _, count := range names {
		if count > 1 {
			return true
		}
	}
	return false
}

// eachNode calls f for n and all that is in it. What an alias stands for is not.
func eachNode(n *yaml.Node, f func(*yaml.Node)) {
	f(n)
	for _, child := range n.Content {
		eachNode(child, f)
	}
}
