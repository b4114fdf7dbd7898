package state

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/iksync/iksync/state/table"
)

// The columns of a table that are no metadata. Their names are those of the keys of
// a file.
const (
	columnPath        = "path"
	columnTags        = "tags"
	columnDescription = "description"
	columnFocus       = "focus"
	columnPublished   = "published"
	columnSource      = "source"
	columnID          = "id"

	columnMetadata = "metadata" // of a field, which column.field is
	columnUnnamed  = ""         // that nothing may stand in
	columnUnknown  = "?"        // that there is a problem about already

	metadataPrefix = "metadata." // of a field whose name is that of another column
)

func reservedColumns() []string {
	return []string{columnPath, columnTags, columnDescription, columnFocus, columnPublished, columnSource, columnID}
}

// isReservedColumn says whether a header of this name is no field's, unless the
// prefix says so.
func isReservedColumn(name string) bool {
	name = strings.ToLower(name)
	return slices.Contains(reservedColumns(), name) || strings.HasPrefix(name, metadataPrefix)
}

// column is what the cells below a header are.
type column struct {
	key   string
	field *Field // of metadata
}

// nameOfColumn is what messages call a column, by its header and its index.
func nameOfColumn(header string, index int) string {
	if header = strings.TrimSpace(header); header != "" {
		return "column " + strconv.Quote(shorten(header))
	}
	return fmt.Sprintf("column %d", index+1)
}

// readHeader reads which columns there are. It returns whether rows make sense.
func (t *tableReader) readHeader(header table.Row) bool {
	named := newFieldNames(t.reader.want.Fields)
	first := map[column]int{}
	for i, cell := range header.Cells {
		c := t.columnOf(cell, named)
		if c.key != columnUnnamed && c.key != columnUnknown {
			if before, taken := first[c]; taken {
				t.doc.fail(t.pos(cell), "column %d is the same: keep one of them", before+1)
				c = column{key: columnUnknown}
			} else {
				first[c] = i
			}
		}
		t.columns = append(t.columns, c)
	}
	if _, ok := first[column{key: columnPath}]; !ok {
		t.doc.fault(&table.Fault{Row: header.Number, Line: 1, Column: 1,
			Message: `there is no column "path": the first row has to name the columns, with commas, semicolons or tabs between them`})
		return false
	}
	return true
}

// columnOf reads the header of one column.
func (t *tableReader) columnOf(cell table.Cell, named fieldNames) column {
	title := strings.TrimSpace(cell.Text)
	lower := strings.ToLower(title)
	name, others := title, reservedColumns()
	switch {
	case title == "":
		return column{key: columnUnnamed}
	case strings.HasPrefix(lower, metadataPrefix):
		name, others = title[len(metadataPrefix):], nil
	case isReservedColumn(title):
		return column{key: lower}
	}
	fields := named.like(name)
	switch {
	case len(fields) == 1:
		return column{key: columnMetadata, field: fields[0]}
	case len(fields) > 1:
		t.doc.fail(t.pos(cell), "this may be %s or %s: write it as the field is called", fields[0].Name, fields[1].Name)
	case t.reader.config.partial: // it may be defined in what could not be read
	default:
		t.doc.fail(t.pos(cell), "there is no such column, and no field of this name under fields: define it there, so that its type is known%s",
			closest(name, append(others, named.all...)))
	}
	return column{key: columnUnknown}
}

// fieldNames finds fields by names as people write them into a header.
type fieldNames struct {
	fields map[FieldName]*Field
	folded map[string][]*Field // by names in lower case, each list in order
	all    []string
}

func newFieldNames(fields map[FieldName]*Field) fieldNames {
	f := fieldNames{fields: fields, folded: map[string][]*Field{}}
	for name := range fields {
		f.all = append(f.all, string(name))
	}
	slices.Sort(f.all)
	for _, name := range f.all {
		key := strings.ToLower(name)
		f.folded[key] = append(f.folded[key], fields[FieldName(name)])
	}
	return f
}

// like is the field of this name or, where there is none, all that differ from it in
// case only.
func (f fieldNames) like(name string) []*Field {
	if exact := f.fields[FieldName(name)]; exact != nil {
		return []*Field{exact}
	}
	return f.folded[strings.ToLower(name)]
}
