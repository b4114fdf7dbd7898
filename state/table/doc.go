// Package table reads and writes the text of a table: a CSV file whose first row
// names its columns. It knows rows and cells and where they stand, and nothing of
// what they are about.
//
// # Cells are kept as they are
//
// No cell is trimmed, and line breaks in quotes stay what they were: \n, \r\n or \r.
// So this is not encoding/csv, which joins the last two into the first, passes by
// empty rows, and counts columns in bytes. A row is counted as a spreadsheet
// shows it: the header is row 1, and an empty row is one too.
//
// # What a cell stands for
//
// A cell of text stands for itself, but for three: one with nothing in it says
// nothing, null is no value, and these two words in quotes that belong to the cell
// are the words themselves. See Meaning and Literal. A cell may be a list of
// values too: see Values and Changes.
package table
