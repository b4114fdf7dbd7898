package table

import "strings"

// AppendRow appends a row to the text of a table: commas between its cells, "\n"
// at its end. NewReader reads it back as it was, if it is UTF-8 without NUL.
func AppendRow(text []byte, cells ...string) []byte {
	for i, cell := range cells {
		if i > 0 {
			text = append(text, ',')
		}
		if needsQuotes(cell) {
			text = append(text, InQuotes(cell)...)
		} else {
			text = append(text, cell...)
		}
	}
	return append(text, '\n')
}

// needsQuotes says whether a program might take the cell for something else without
// quotes: some trim what has none.
func needsQuotes(cell string) bool {
	return strings.ContainsAny(cell, "\",;\t\r\n\ufeff") || strings.TrimSpace(cell) != cell
}
