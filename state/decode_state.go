package state

import "strings"

// state reads where the record of uploads is kept. Which buckets there can be is for
// whoever opens them to say.
func (r *reader) state(n node) {
	text, ok := n.name("state")
	if !ok {
		return
	}
	seen := r.seen("state")
	if first, taken := seen[""]; taken {
		n.fail("state is given twice%s: a library has one record of uploads", firstAt(n.pos(), first.pos()))
		return
	}
	seen[""] = n
	scheme, rest, found := strings.Cut(text, "://")
	authority, _, _ := strings.Cut(rest, "/")
	switch {
	case !found || scheme == "":
		n.fail("state %q is no URL of a bucket, such as s3://bucket?region=eu-west-1 or file://./state; without it the record is kept in the library", shorten(text))
	case strings.Contains(authority, "@"):
		n.fail("state must not hold a user or password: buckets take them from the environment")
	default:
		r.want.State = &Setting[string]{Value: text, From: Origin{Pos: n.pos()}}
	}
}
