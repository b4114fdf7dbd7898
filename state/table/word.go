package table

// Kind says what a cell of text stands for.
type Kind string

// The kinds.
const (
	Nothing Kind = "nothing" // it says nothing
	Null    Kind = "null"    // no value: whatever there is goes
	Text    Kind = "text"
)

const null = "null"

// Meaning is what a cell of text stands for: nothing where it is empty, Null where
// it is null, else a text. A text that would be one of these is written in quotes that are
// part of the cell, and one that is such a word in quotes in one pair more.
func Meaning(cell string) (Kind, string) {
	switch {
	case cell == "":
		return Nothing, ""
	case cell == null:
		return Null, ""
	case isReserved(cell):
		return Text, cell[1 : len(cell)-1]
	default:
		return Text, cell
	}
}

// Literal is the cell that stands for a text, whatever it is.
func Literal(text string) string {
	if isReserved(text) {
		return `"` + text + `"`
	}
	return text
}

// isReserved says whether s is a word that means something else than itself, in any
// number of quotes.
func isReserved(s string) bool {
	for len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	return s == "" || s == null
}
