package main

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// columnGap is how many spaces are between two columns.
const columnGap = 2

// assetTable aligns rows that come a page at a time. A column grows with what is in
// it, and keeps its width for the pages after. The last one is as wide as its text.
type assetTable struct {
	widths []int
}

// rows writes rows below each other.
func (t *assetTable) rows(rows [][]string) string {
	for _, row := range rows {
		for i, text := range row {
			if row[i] = cell(text); i >= len(t.widths) {
				t.widths = append(t.widths, 0)
			}
			t.widths[i] = max(t.widths[i], cellWidth(row[i]))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		for i, text := range row {
			b.WriteString(text)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", t.widths[i]-cellWidth(text)+columnGap))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// cell is a text that neither leaves its line nor acts on a terminal.
func cell(s string) string { return inert(oneLine(s)) }

// cellWidth is how many columns of a terminal s takes. It does not ask the locale.
func cellWidth(s string) int { return cellRunes().StringWidth(s) }

// cut is s, shortened to that many columns.
func cut(s string, columns int) string { return cellRunes().Truncate(s, columns, "…") }

func cellRunes() *runewidth.Condition { return &runewidth.Condition{StrictEmojiNeutral: true} }
