package state

import (
	"fmt"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iksync/iksync/state/table"
)

// tableReader reads the rows of one table. Each becomes the entry that it would be
// under files and is read as such, so that all that holds there holds here.
type tableReader struct {
	reader  *reader
	doc     *document
	columns []column
	keys    []string // of an entry
}

func (t *tableReader) pos(c table.Cell) Pos { return t.doc.at(c.Line, c.Column) }

// row reads one row.
func (t *tableReader) row(row table.Row) {
	switch {
	case row.Fault != nil:
		t.doc.fault(row.Fault)
		return
	case row.IsBlank():
		return
	case len(row.Cells) != len(t.columns):
		t.doc.fault(&table.Fault{Row: row.Number, Line: row.Cells[0].Line, Column: row.Cells[0].Column,
			Message: "it has " + cells(len(row.Cells)) + ", and the header has " + cells(len(t.columns)) + ": put text in quotes that has what is between cells in it"})
		return
	}
	var path table.Cell
	e := t.mapping(row.Cells[0])
	var metadata *yaml.Node
	for i, cell := range row.Cells {
		switch c := t.columns[i]; {
		case c.key == columnPath:
			path = cell
		case cell.Text == "":
		case c.key == columnMetadata:
			if n := t.metadata(c.field, cell); n != nil {
				if metadata == nil {
					metadata = t.mapping(cell)
					e.Content = append(e.Content, t.scalar(cell, tagString, columnMetadata), metadata)
				}
				metadata.Content = append(metadata.Content, t.scalar(cell, tagString, string(c.field.Name)), n)
			}
		default:
			if n := t.value(c.key, cell); n != nil {
				e.Content = append(e.Content, t.scalar(cell, tagString, c.key), n)
			}
		}
	}
	t.entry(path, t.doc.node(e))
}

// entry reads a row that was made an entry.
func (t *tableReader) entry(cell table.Cell, value node) {
	at := t.doc.node(t.scalar(cell, tagString, cell.Text))
	e := entry{key: cell.Text, at: at, value: value}
	if cell.Text == "" {
		at.fail("it is empty, while other cells of the row are not: every row says which file it is about")
		t.reader.file("", e, t.keys) // for the problems that it has besides
		return
	}
	path, ok := at.path("file")
	ok = ok && notRoot(at, path)
	f := t.reader.file(path, e, t.keys)
	if !ok {
		return
	}
	seen := t.reader.seen("files")
	if first, taken := seen[cell.Text]; taken {
		t.doc.fail(at.pos(), "%q is listed twice, first %s", path, t.listedAt(at.pos(), first.pos()))
		return
	}
	seen[cell.Text] = at
	t.reader.want.Files[path] = f
}

// listedAt says where there is, for a message at here: which row, in the same table.
func (t *tableReader) listedAt(here, there Pos) string {
	if here.File == there.File {
		row, _, _ := t.doc.config.tables[there.File].Find(there.Line, there.Column)
		return fmt.Sprintf("in row %d", row)
	}
	return "at " + line(here, there)
}

// value is what a cell that is no metadata stands for; nil: nothing, or it has a fault.
func (t *tableReader) value(key string, cell table.Cell) *yaml.Node {
	switch key {
	case columnTags:
		return t.tags(cell)
	case columnDescription:
		return t.clearable(cell, cell.Text)
	case columnFocus:
		return t.clearable(cell, strings.TrimSpace(cell.Text))
	case columnPublished:
		return t.published(cell)
	case columnSource, columnID:
		kind, text := table.Meaning(cell.Text)
		if kind == table.Null {
			t.noNull(cell)
			return nil
		}
		return t.scalar(cell, tagString, text)
	case columnUnnamed:
		if strings.TrimSpace(cell.Text) != "" {
			t.doc.fail(t.pos(cell), "the header of this cell is empty: name its column, or empty it")
		}
	}
	return nil
}

// noNull refuses null where there is nothing that could go.
func (t *tableReader) noNull(cell table.Cell) {
	t.doc.fail(t.pos(cell), "null takes a value away, and this one cannot go: leave the cell empty to say nothing")
}

// clearable is a text that null clears.
func (t *tableReader) clearable(cell table.Cell, text string) *yaml.Node {
	switch kind, text := table.Meaning(text); kind {
	case table.Nothing:
		return nil
	case table.Null:
		return t.scalar(cell, tagNull, "null")
	default:
		return t.scalar(cell, tagString, text)
	}
}

func (t *tableReader) published(cell table.Cell) *yaml.Node {
	text := strings.TrimSpace(cell.Text)
	switch b, ok := booleanOf(text); {
	case text == "":
		return nil
	case text == "null":
		t.noNull(cell)
		return nil
	case ok:
		return t.valueNode(cell, Bool(b))
	default:
		return t.scalar(cell, tagString, text)
	}
}

// metadata is the value of a field; nil: none, or the cell has a fault.
func (t *tableReader) metadata(f *Field, cell table.Cell) *yaml.Node {
	v, says, fault := f.readCell(cell.Text)
	switch {
	case fault != "":
		t.doc.fail(t.pos(cell), "%s %s", f.Name, fault)
		return nil
	case !says:
		return nil
	default:
		return t.valueNode(cell, v)
	}
}

// cells is a number of cells for people.
func cells(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return strconv.Itoa(n) + " cells"
}

func (t *tableReader) scalar(cell table.Cell, tag, text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: text, Line: cell.Line, Column: cell.Column}
}

func (t *tableReader) mapping(cell table.Cell) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: tagMap, Line: cell.Line, Column: cell.Column}
}

func (t *tableReader) list(cell table.Cell, items []*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Tag: tagSeq, Line: cell.Line, Column: cell.Column, Content: items}
}

// valueNode is the value of a field as it would stand in YAML.
func (t *tableReader) valueNode(cell table.Cell, v Value) *yaml.Node {
	if list, ok := v.AsList(); ok {
		items := make([]*yaml.Node, len(list))
		for i, item := range list {
			items[i] = t.valueNode(cell, item)
		}
		return t.list(cell, items)
	}
	if s, ok := v.AsString(); ok {
		return t.scalar(cell, tagString, s)
	}
	if n, ok := v.AsNumber(); ok {
		return t.scalar(cell, tagFloat, numberOf(n).scalar)
	}
	if b, ok := v.AsBool(); ok {
		return t.scalar(cell, tagBool, strconv.FormatBool(b))
	}
	return t.scalar(cell, tagNull, "null")
}
