package state

import (
	"unicode/utf8"
)

// MaxTags is how many characters all tags of a file may have, joined by commas.
const MaxTags = 500

// tags reads a list, which is the exact set, or {add, remove}.
func (r *reader) tags(n node, from Origin) *Tags {
	tags := &Tags{From: from.at(n.pos())}
	switch {
	case n.isList():
		tags.Mode = TagsExact
		tags.Set = tagList(n, "tags")
	case n.isMapping():
		tags.Mode = TagsPartial
		r.partialTags(n, tags)
	case n.isNull():
		n.fail("tags is empty: write [] to take every tag away, or leave it out")
	default:
		n.fail("tags must be a list, which is the exact set, or {add: [...], remove: [...]}, not %s", n.kind())
	}
	return tags
}

func (r *reader) partialTags(n node, tags *Tags) {
	rec := n.record("tags", "add", "remove")
	added := map[Tag]bool{}
	if list, ok := rec.get("add"); ok {
		tags.Add = someTags(list, "tags to add")
		for _, t := range tags.Add {
			added[t] = true
		}
	}
	if list, ok := rec.get("remove"); ok {
		tags.Remove = someTags(list, "tags to remove")
		for _, t := range tags.Remove {
			if added[t] {
				list.fail("tag %q is both to add and to remove", t)
			}
		}
	}
	if len(rec) == 0 {
		n.fail("tags needs add or remove; a list is the exact set")
	}
}

// someTags reads a list that would be without effect if it were empty.
func someTags(n node, what string) []Tag {
	if n.isNull() || n.isList() && len(n.yaml.Content) == 0 {
		n.fail("%s are missing: list some, or leave the key out", what)
		return nil
	}
	return tagList(n, what)
}

func tagList(n node, what string) []Tag {
	list := []Tag{}
	seen := map[Tag]bool{}
	length := 0
	for _, item := range n.items(what) {
		text, ok := item.name("a tag")
		tag := Tag(text)
		switch {
		case !ok:
			continue
		case TagFault(tag) != "":
			item.fail("tag %q %s", shorten(text), TagFault(tag))
			continue
		case seen[tag]:
			item.fail("tag %q is listed twice", shorten(text))
			continue
		}
		seen[tag] = true
		list = append(list, tag)
		length += utf8.RuneCountInString(text) + 1
	}
	if length-1 > MaxTags {
		n.fail("%s have %d characters together, joined by commas: ImageKit takes at most %d", what, length-1, MaxTags)
	}
	return list
}
