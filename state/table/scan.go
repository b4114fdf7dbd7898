package table

import (
	"fmt"
	"unicode/utf8"
)

// scanner goes through the text of a table, cell by cell.
type scanner struct {
	text         string
	delimiter    byte
	at           int // in text
	line, column int // of what is at
}

func newScanner(text string, delimiter byte) scanner {
	return scanner{text: text, delimiter: delimiter, line: 1, column: 1}
}

// isOver says whether nothing is left.
func (s *scanner) isOver() bool { return s.at == len(s.text) }

// row appends the cells of the row at hand to cells. A row that cannot be read ends
// with its line, so that those behind it can.
func (s *scanner) row(cells []Cell) ([]Cell, *Fault) {
	for {
		if len(cells) == MaxColumns {
			fault := s.fault(s.line, s.column, fmt.Sprintf("the row has more than %d cells", MaxColumns))
			s.skipLine()
			return cells, fault
		}
		c := Cell{Line: s.line, Column: s.column}
		fault := s.cell(&c)
		if fault != nil {
			s.skipLine()
			return cells, fault
		}
		cells = append(cells, c)
		if s.isOver() || s.text[s.at] != s.delimiter {
			s.skipLine()
			return cells, nil
		}
		s.at++
		s.column++
	}
}

// cell reads the cell at hand.
func (s *scanner) cell(c *Cell) *Fault {
	if !s.isOver() && s.text[s.at] == '"' {
		return s.quoted(c)
	}
	from := s.at
	for !s.isOver() && !s.endsCell() {
		if s.text[s.at] == '"' {
			column := s.column + utf8.RuneCountInString(s.text[from:s.at])
			return s.fault(s.line, column, `a quote (") stands in a cell that does not begin with one: put the whole cell in quotes, and write this one twice`)
		}
		s.at++
	}
	c.Text = s.text[from:s.at]
	s.column += utf8.RuneCountInString(c.Text)
	return nil
}

// quoted reads a cell in quotes.
func (s *scanner) quoted(c *Cell) *Fault {
	s.at++
	s.column++
	var before []byte // what stands before the last quote that was written twice
	from := s.at
	for !s.isOver() {
		switch b := s.text[s.at]; {
		case b == '\n' || b == '\r':
			s.endLine()
		case b != '"':
			s.at++
			if utf8.RuneStart(b) {
				s.column++
			}
		case s.at+1 < len(s.text) && s.text[s.at+1] == '"':
			before = append(before, s.text[from:s.at+1]...)
			s.at, s.column = s.at+2, s.column+2
			from = s.at
		default:
			c.Text = s.text[from:s.at]
			if before != nil {
				c.Text = string(append(before, c.Text...))
			}
			s.at++
			s.column++
			return s.behindQuote(c)
		}
	}
	return s.fault(c.Line, c.Column, `the quote (") that begins this cell is closed nowhere, so that nothing behind it could be read`)
}

// behindQuote sees to it that nothing follows a cell in quotes.
func (s *scanner) behindQuote(c *Cell) *Fault {
	if s.isOver() || s.endsCell() {
		return nil
	}
	began := ""
	if c.Line != s.line {
		began = fmt.Sprintf(", which began in line %d", c.Line)
	}
	return s.fault(s.line, s.column, `something follows the quote (") that ends this cell`+began+": write a quote within a cell twice")
}

// endsCell says whether what is at hand is no part of a cell without quotes.
func (s *scanner) endsCell() bool {
	b := s.text[s.at]
	return b == s.delimiter || b == '\n' || b == '\r'
}

// skipLine goes on to the next line.
func (s *scanner) skipLine() {
	for !s.isOver() {
		if b := s.text[s.at]; b == '\n' || b == '\r' {
			s.endLine()
			return
		}
		s.at++
	}
}

// endLine goes over the line break at hand.
func (s *scanner) endLine() {
	if s.text[s.at] == '\r' && s.at+1 < len(s.text) && s.text[s.at+1] == '\n' {
		s.at++
	}
	s.at++
	s.line++
	s.column = 1
}

func (s *scanner) fault(line, column int, message string) *Fault {
	return &Fault{Line: line, Column: column, Message: message}
}
