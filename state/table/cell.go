package table

// Cell is one cell of a row, and where it begins: Line and Column count from 1,
// Column counts characters. The cell of a text in quotes begins at the quote.
type Cell struct {
	Text         string
	Line, Column int
}

// Row is one row of a table.
type Row struct {
	Number int    // as a spreadsheet shows it, from 1
	Cells  []Cell // as far as they could be read; those of the next row take their place
	Fault  *Fault // why there are no more; nil: these are all
}

// Fault is what is wrong with the text of a table, and where.
type Fault struct {
	Row          int // 0: no one row
	Line, Column int // from 1; Column counts characters
	Message      string
}
