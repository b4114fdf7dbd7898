package state

import (
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/iksync/iksync/state/table"
)

// TableLoss is something of a file that no cell can hold: its cell is empty.
type TableLoss struct {
	Path   Path
	Column string // "": the file has no row
	Fault  string // why, for people: it follows the column
}

// EncodeTable writes the files of want as a table, sorted by path: path, tags,
// description, focus and published; id and source where any file has one; a column
// for each of want's fields that any file has a value for. DecodeInputs, with the
// same fields, reads them back but for the losses.
func EncodeTable(w io.Writer, want *Want) ([]TableLoss, error) {
	e := tableWriter{want: want}
	e.chooseColumns()
	text := table.AppendRow(nil, e.header()...)
	const most = 1 << 16
	for _, path := range slices.Sorted(maps.Keys(want.Files)) {
		text = e.appendFile(text, want.Files[path])
		if len(text) > most {
			if _, err := w.Write(text); err != nil {
				return e.losses, err
			}
			text = text[:0]
		}
	}
	_, err := w.Write(text)
	return e.losses, err
}

// tableWriter makes rows of files.
type tableWriter struct {
	want    *Want
	columns []column
	losses  []TableLoss
}

// chooseColumns finds out which columns there are.
func (e *tableWriter) chooseColumns() {
	for _, key := range []string{columnPath, columnTags, columnDescription, columnFocus, columnPublished} {
		e.columns = append(e.columns, column{key: key})
	}
	hasID, hasSource, used := false, false, map[FieldName]bool{}
	for _, f := range e.want.Files {
		hasID, hasSource = hasID || f.ID != "", hasSource || f.Source != nil
		for name := range f.Metadata {
			used[name] = true
		}
	}
	if hasSource {
		e.columns = append(e.columns, column{key: columnSource})
	}
	if hasID {
		e.columns = append(e.columns, column{key: columnID})
	}
	for _, name := range slices.Sorted(maps.Keys(used)) {
		if f := e.want.Fields[name]; f != nil {
			e.columns = append(e.columns, column{key: columnMetadata, field: f})
		}
	}
}

func (e *tableWriter) header() []string {
	header := make([]string, len(e.columns))
	for i, c := range e.columns {
		header[i] = c.title()
	}
	return header
}

// title is what the column is called in a header.
func (c column) title() string {
	if c.key != columnMetadata {
		return c.key
	}
	if name := string(c.field.Name); !isReservedColumn(name) {
		return name
	}
	return metadataPrefix + string(c.field.Name)
}

// appendFile appends the row of a file.
func (e *tableWriter) appendFile(text []byte, f *File) []byte {
	lose := func(column, fault string) {
		e.losses = append(e.losses, TableLoss{Path: f.Path, Column: column, Fault: fault})
	}
	if fault := textFault(string(f.Path)); fault != "" {
		lose("", fault)
		return text
	}
	cells := make([]string, len(e.columns))
	for i, c := range e.columns {
		cell, fault := c.cellOf(f)
		if fault == "" {
			fault = textFault(cell)
		}
		if fault != "" {
			lose(c.title(), fault)
			continue
		}
		cells[i] = cell
	}
	for _, name := range slices.Sorted(maps.Keys(f.Metadata)) {
		if e.want.Fields[name] == nil {
			lose(string(name), "is of a field without a definition, whose type a table would not know")
		}
	}
	if f.MovedFrom != nil {
		lose("moved_from", "has no column")
	}
	return table.AppendRow(text, cells...)
}

// textFault says why no table can hold s, "" where one can.
func textFault(s string) string {
	switch {
	case !utf8.ValidString(s):
		return "is not UTF-8"
	case strings.ContainsRune(s, 0):
		return "holds a NUL character"
	}
	return ""
}

// cellOf is the cell of a file in the column.
func (c column) cellOf(f *File) (cell, fault string) {
	switch c.key {
	case columnPath:
		return string(f.Path), ""
	case columnTags:
		return tagsCell(f.Tags), ""
	case columnDescription:
		return clearingCell(f.Description), ""
	case columnFocus:
		return clearingCell(f.Focus), ""
	case columnPublished:
		if f.Published != nil {
			return Bool(f.Published.Value).String(), ""
		}
	case columnSource:
		if f.Source != nil {
			return table.Literal(f.Source.Path), ""
		}
	case columnID:
		return table.Literal(string(f.ID)), ""
	case columnMetadata:
		if s, ok := f.Metadata[c.field.Name]; ok {
			return c.field.writeCell(s.Value)
		}
	}
	return "", ""
}

// clearingCell is the cell of a text that "" takes away.
func clearingCell(s *Setting[string]) string {
	switch {
	case s == nil:
		return ""
	case s.Value == "":
		return "null"
	default:
		return table.Literal(s.Value)
	}
}

func tagsCell(t *Tags) string {
	switch {
	case t == nil:
		return ""
	case t.Mode == TagsPartial:
		return strings.Join(append(tagItems(t.Add, table.Plus), tagItems(t.Remove, table.Minus)...), ",")
	case len(t.Set) == 0:
		return "null"
	default:
		return strings.Join(tagItems(t.Set, table.Unsigned), ",")
	}
}

func tagItems(tags []Tag, sign table.Sign) []string {
	items := make([]string, len(tags))
	for i, tag := range tags {
		item := string(tag)
		if !table.IsBare(item) || strings.IndexAny(item, "+-") == 0 {
			item = table.InQuotes(item)
		}
		items[i] = string(sign) + item
	}
	return items
}

// writeCell is the cell that stands for a value of f: readCell reads it back, or
// there is a fault.
func (f *Field) writeCell(v Value) (cell, fault string) {
	for _, cell := range f.cellsFor(v) {
		if again, says, fault := f.readCell(cell); says && fault == "" && again.Equal(v) {
			return cell, ""
		}
	}
	return "", "is a value that no cell can tell from another"
}

// cellsFor are ways to write v, the plainest first.
func (f *Field) cellsFor(v Value) []string {
	if list, ok := v.AsList(); ok {
		return []string{listCell(list)}
	}
	s, isText := v.AsString()
	switch {
	case v.IsNull():
		return []string{"null"}
	case f.Type == SingleSelect && isText:
		return []string{s, table.InQuotes(s)}
	case isText:
		return []string{table.Literal(s)}
	default:
		return []string{optionText(v)}
	}
}

// listCell is the cell of several options. A text that looks like another kind of
// value is in quotes, so that it stays one.
func listCell(list []Value) string {
	if len(list) == 0 {
		return emptyCell
	}
	items := make([]string, len(list))
	for i, v := range list {
		items[i] = optionText(v)
		if s, isText := v.AsString(); isText && (!table.IsBare(s) || needsQuotes(s)) {
			items[i] = table.InQuotes(s)
		}
	}
	return strings.Join(items, ",")
}
