package state

import (
	"fmt"
	"path"

	"github.com/iksync/iksync/state/table"
)

// How large the tables of a configuration may be.
const (
	MaxTable  = table.MaxSize // bytes of each
	MaxTables = 100
	MaxRows   = 1_000_000 // all tables together

	maxTableTotal = 4 * MaxTable // bytes of all tables together
)

// CSV is one table of files, as it is on disk.
type CSV struct {
	Name  string // what positions carry
	Bytes []byte
}

// Inputs are all that a configuration is made of.
type Inputs struct {
	Files []YAML
	Vars  Vars // see DecodeFiles

	// Table reads a table by its name in the YAML; bytes behind MaxTable need not be
	// there. What it returns as an error is told at the name. nil: there are none.
	Table func(name string) (CSV, error)

	// Sources lists the files that lie below a folder of sources, by their paths from
	// there, with "/" between names; "." is the folder of the YAML. What it returns as an
	// error is told at the source_dir. nil: nobody can look, and no source_dir brings any.
	Sources func(dir string) ([]string, error)
}

// TableNames is the names of the tables that the files of one configuration name, as
// DecodeInputs would open them, as far as the files can be read.
func TableNames(files []YAML, given Vars) []string {
	c := newConfiguration(files)
	c.parse()
	c.declare(given)
	c.substitute()
	r := reader{config: c, firsts: map[string]map[string]node{}}
	for _, d := range c.docs {
		if d.root == nil {
			continue
		}
		for _, e := range d.node(d.root).entries("the file") {
			if e.key == "files_from" {
				r.filesFrom(e.value)
			}
		}
	}
	var names []string
	for _, t := range r.tables {
		names = append(names, t.name)
	}
	return names
}

// namedTable is a table that the YAML names, and where.
type namedTable struct {
	name string
	node node
}

// filesFrom reads the name of a table, or a list of names.
func (r *reader) filesFrom(n node) {
	switch {
	case n.isNull():
	case n.isMapping():
		n.fail("files_from must be the name of a table, or a list of names, not a mapping")
	case !n.isList():
		r.nameTable(n)
	default:
		items := n.items("files_from")
		if len(items) == 0 {
			n.fail("files_from is empty: name a table, or leave it out")
		}
		for _, item := range items {
			r.nameTable(item)
		}
	}
}

func (r *reader) nameTable(n node) {
	name, ok := n.name("files_from")
	if !ok {
		return
	}
	seen := r.seen("files_from")
	if first, taken := seen[path.Clean(name)]; taken {
		n.fail("table %q is named twice: first at %s", shorten(name), line(n.pos(), first.pos()))
		return
	}
	seen[path.Clean(name)] = n
	r.tables = append(r.tables, namedTable{name: name, node: n})
}

// readTables reads the tables, once the fields are known.
func (r *reader) readTables() {
	rows, size := 0, 0
	for i, t := range r.tables {
		if r.config.openTable == nil {
			t.node.fail("files_from: tables cannot be read here")
			continue
		}
		if i == MaxTables {
			t.node.fail("files_from: these are more than %d tables: join some", MaxTables)
			return
		}
		csv, err := r.config.openTable(t.name)
		if err != nil {
			t.node.fail("files_from: table %q cannot be read: %s", shorten(t.name), err)
			continue
		}
		if size += len(csv.Bytes); size > maxTableTotal {
			t.node.fail("files_from: the tables up to this one are larger than %d MiB together: split the library into several of their own scopes", maxTableTotal>>20)
			return
		}
		if rows = r.readTable(t, csv, rows); rows > MaxRows {
			return
		}
	}
}

// readTable reads one table. It returns the number of rows so far; rows is that of
// the tables before.
func (r *reader) readTable(named namedTable, csv CSV, rows int) int {
	if !r.config.isNew(csv.Name) {
		named.node.fail("files_from: %q is read as another file of this configuration already: name a table", shorten(named.name))
		return rows
	}
	doc := &document{config: r.config, name: csv.Name}
	open, fault := table.NewReader(csv.Bytes, columnPath)
	if fault != nil {
		doc.fault(fault)
		return rows
	}
	r.config.tables[csv.Name] = open
	t := tableReader{reader: r, doc: doc, keys: append(reservedColumns(), columnMetadata)}
	if !t.readHeader(open.Header()) {
		return rows
	}
	for row, ok := open.Next(); ok; row, ok = open.Next() {
		if rows++; rows > MaxRows {
			doc.fault(&table.Fault{Row: row.Number, Line: row.Cells[0].Line, Column: 1,
				Message: fmt.Sprintf("the tables have more than %d rows: split the library into several of their own scopes", MaxRows)})
			break
		}
		t.row(row)
	}
	return rows
}

// isNew says whether positions in a file of this name would be about no other file.
func (c *configuration) isNew(name string) bool {
	for _, d := range c.docs {
		if d.name == name {
			return false
		}
	}
	return c.tables[name] == nil
}

// fault notes what is wrong with the text of a table.
func (d *document) fault(f *table.Fault) {
	prefix := ""
	if f.Row > 0 {
		prefix = fmt.Sprintf("row %d: ", f.Row)
	}
	d.config.problems.Add(d.at(f.Line, f.Column), "%s%s", prefix, f.Message)
}

// inTable begins a message about a place in a table: with its row and its column.
func (c *configuration) inTable(pos Pos) string {
	if t := c.tables[pos.File]; t != nil {
		return placeIn(t, pos)
	}
	return ""
}

// placeIn names a place in a table, as far as that was read.
func placeIn(t *table.Reader, pos Pos) string {
	row, cell, ok := t.Find(pos.Line, pos.Column)
	header := t.Header().Cells
	switch {
	case !ok:
		return ""
	case cell < 0 || cell >= len(header):
		return fmt.Sprintf("row %d: ", row)
	default:
		return fmt.Sprintf("row %d, %s: ", row, nameOfColumn(header[cell].Text, cell))
	}
}

// Locate puts the row and the column before what others than DecodeInputs say
// against a table, such as a source that is not there.
func (csv CSV) Locate(problems Problems) {
	t, fault := table.NewReader(csv.Bytes, columnPath)
	if fault != nil {
		return // DecodeInputs has said so
	}
	for _, ok := t.Next(); ok; _, ok = t.Next() {
	}
	for i, p := range problems {
		if p.Pos.File == csv.Name {
			problems[i].Message = placeIn(t, p.Pos) + p.Message
		}
	}
}
