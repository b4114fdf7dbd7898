package table

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// How large a table may be.
const (
	MaxSize    = 64 << 20 // bytes
	MaxColumns = 1000
)

// Reader reads a table, row by row, in one pass.
type Reader struct {
	scan   scanner
	header Row
	cells  []Cell  // of the row at hand
	starts []start // of all rows so far
	found  Row     // that Find looked at last
}

// start is where a row begins.
type start struct{ at, line int32 }

// NewReader takes a table of at most MaxSize bytes of UTF-8, with or without a byte
// order mark, and reads its header. Commas, semicolons or tabs are between cells:
// that which makes one of the header's cells the key, the column that every table
// has. The fault is what keeps all of it from being read.
func NewReader(text []byte, key string) (*Reader, *Fault) {
	if fault := encodingFault(text); fault != nil {
		return nil, fault
	}
	whole := strings.TrimPrefix(string(text), "\ufeff")
	r := &Reader{scan: newScanner(whole, delimiterOf(whole, key))}
	header, ok := r.Next()
	switch {
	case !ok || header.IsBlank():
		return nil, &Fault{Row: 1, Line: 1, Column: 1, Message: fmt.Sprintf("the first row is empty: it has to name the columns, and %s among them", key)}
	case header.Fault != nil:
		return nil, header.Fault
	}
	header.Cells = slices.Clone(header.Cells)
	r.header = header
	return r, nil
}

// Header is the first row.
func (r *Reader) Header() Row { return r.header }

// Next is the row behind the last one. Its cells are good until the next call.
func (r *Reader) Next() (Row, bool) {
	if r.scan.isOver() {
		return Row{}, false
	}
	r.starts = append(r.starts, start{at: int32(r.scan.at), line: int32(r.scan.line)}) // MaxSize is less
	row := Row{Number: len(r.starts)}
	r.cells, row.Fault = r.scan.row(r.cells[:0])
	row.Cells = r.cells
	if row.Fault != nil {
		row.Fault.Row = row.Number
	}
	return row, true
}

// IsBlank says whether nothing but white space is in the row.
func (r Row) IsBlank() bool {
	return r.Fault == nil && !slices.ContainsFunc(r.Cells, func(c Cell) bool { return strings.TrimSpace(c.Text) != "" })
}

// Find is the number of the row that the place is in, of those that were read, and
// the index of the cell that begins right there; -1: none does.
func (r *Reader) Find(line, column int) (row, cell int, ok bool) {
	row = sort.Search(len(r.starts), func(i int) bool { return int(r.starts[i].line) > line })
	if row == 0 {
		return 0, -1, false
	}
	if r.found.Number != row {
		at := r.starts[row-1]
		again := scanner{text: r.scan.text, delimiter: r.scan.delimiter, at: int(at.at), line: int(at.line), column: 1}
		r.found.Number = row
		r.found.Cells, r.found.Fault = again.row(r.found.Cells[:0])
	}
	cell = slices.IndexFunc(r.found.Cells, func(c Cell) bool { return c.Line == line && c.Column == column })
	return row, cell, true
}

// delimiterOf is what is between the cells of a table.
func delimiterOf(text, key string) byte {
	type way struct {
		delimiter byte
		hasKey    int
		cells     int
	}
	var ways []way
	for _, delimiter := range []byte{',', ';', '\t'} {
		s := newScanner(text, delimiter)
		cells, _ := s.row(nil) // whoever reads it next tells what is wrong with it
		w := way{delimiter: delimiter, cells: len(cells)}
		if slices.ContainsFunc(cells, func(c Cell) bool { return strings.EqualFold(strings.TrimSpace(c.Text), key) }) {
			w.hasKey = 1
		}
		ways = append(ways, w)
	}
	return slices.MaxFunc(ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(a.hasKey, b.hasKey), cmp.Compare(a.cells, b.cells))
	}).delimiter // of equals the first
}
