package state

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iksync/iksync/state/table"
)

// tags reads a cell of tags: the exact set, or +added and -removed ones.
func (t *tableReader) tags(cell table.Cell) *yaml.Node {
	text := strings.TrimSpace(cell.Text)
	switch {
	case text == "":
		return nil
	case text == "null", text == emptyCell:
		return t.list(cell, nil)
	}
	items, fault := table.Changes(text)
	if fault != "" {
		t.doc.fail(t.pos(cell), "the list %s", fault)
		return nil
	}
	bySign := map[table.Sign][]*yaml.Node{}
	for _, item := range items {
		bySign[item.Sign] = append(bySign[item.Sign], t.scalar(cell, tagString, item.Text))
	}
	exact := bySign[table.Unsigned]
	switch {
	case len(exact) == len(items):
		return t.list(cell, exact)
	case len(exact) > 0:
		t.doc.fail(t.pos(cell), "some tags have a sign and some have none: without signs they are the exact set, with + and - other tags are left alone; a tag that begins with a sign is written in quotes")
		return nil
	}
	change := t.mapping(cell)
	for _, part := range []struct {
		key  string
		sign table.Sign
	}{{"add", table.Plus}, {"remove", table.Minus}} {
		if tags := bySign[part.sign]; len(tags) > 0 {
			change.Content = append(change.Content, t.scalar(cell, tagString, part.key), t.list(cell, tags))
		}
	}
	return change
}
