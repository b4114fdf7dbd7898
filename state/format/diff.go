package format

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Diff says how two texts differ, in the unified form that patch reads. It is ""
// where they do not.
func Diff(name string, before, after []byte) string {
	if bytes.Equal(before, after) {
		return ""
	}
	a, b := splitLines(string(before)), splitLines(string(after))
	edits := compare(a, b)
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", name, name)
	at, lineA, lineB := 0, 0, 0 // of the edits, and of the lines of both texts, that are behind
	for _, h := range hunks(edits) {
		between, _ := counts(edits[at:h.from])
		h.write(&out, edits, lineA+between, lineB+between)
		inA, inB := counts(edits[h.from:h.to])
		at, lineA, lineB = h.to, lineA+between+inA, lineB+between+inB
	}
	return out.String()
}

// splitLines keeps the end of each line.
func splitLines(text string) []string {
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// edit is one line of a comparison.
type edit struct {
	sign byte // ' ' in both, '-' in the first, '+' in the second
	text string
}

// compare finds a short way from a to b.
func compare(a, b []string) []edit {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	edits := signed(' ', a[:head])
	edits = append(edits, shortest(a[head:len(a)-tail], b[head:len(b)-tail])...)
	return append(edits, signed(' ', a[len(a)-tail:])...)
}

func signed(sign byte, lines []string) []edit {
	edits := make([]edit, len(lines))
	for i, text := range lines {
		edits[i] = edit{sign, text}
	}
	return edits
}

// shortest is Myers' algorithm. Where there are too many differences for it, all
// lines of a go and all of b come, which is no less true.
func shortest(a, b []string) []edit {
	const most = 1500 // differences; what it takes is the square of that
	limit := min(len(a)+len(b), most)
	offset := limit + 1
	reach := make([]int, 2*offset+1)
	var trace [][]int
	for d := 0; d <= limit; d++ {
		trace = append(trace, slices.Clone(reach[offset-d-1:offset+d+2]))
		for k := -d; k <= d; k += 2 {
			x := reach[offset+k-1] + 1
			if k == -d || k != d && reach[offset+k-1] < reach[offset+k+1] {
				x = reach[offset+k+1]
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			reach[offset+k] = x
			if x >= len(a) && x-k >= len(b) {
				return walkBack(a, b, trace)
			}
		}
	}
	return append(signed('-', a), signed('+', b)...)
}

// walkBack follows the way that was found from its end. trace[d] is how far each
// diagonal from -d-1 to d+1 reached before the d-th difference.
func walkBack(a, b []string, trace [][]int) []edit {
	var edits []edit
	x, y := len(a), len(b)
	for d := len(trace) - 1; d >= 0; d-- {
		reach := func(k int) int { return trace[d][k+d+1] }
		k := x - y
		before := k - 1
		if k == -d || k != d && reach(k-1) < reach(k+1) {
			before = k + 1
		}
		fromX := reach(before)
		fromY := fromX - before
		for x > max(fromX, 0) && y > max(fromY, 0) {
			x, y = x-1, y-1
			edits = append(edits, edit{' ', a[x]})
		}
		switch {
		case d == 0:
		case before == k+1:
			y--
			edits = append(edits, edit{'+', b[y]})
		default:
			x--
			edits = append(edits, edit{'-', a[x]})
		}
	}
	slices.Reverse(edits)
	return edits
}

// hunk is a stretch of edits with some lines around.
type hunk struct{ from, to int }

func hunks(edits []edit) []hunk {
	const around = 3
	var out []hunk
	for i, e := range edits {
		if e.sign == ' ' {
			continue
		}
		from, to := max(0, i-around), min(len(edits), i+around+1)
		if len(out) > 0 && from <= out[len(out)-1].to {
			out[len(out)-1].to = to
			continue
		}
		out = append(out, hunk{from, to})
	}
	return out
}

// write writes a hunk that so many lines of the texts stand before.
func (h hunk) write(out *strings.Builder, edits []edit, beforeA, beforeB int) {
	a, b := counts(edits[h.from:h.to])
	fmt.Fprintf(out, "@@ -%s +%s @@\n", stretch(beforeA, a), stretch(beforeB, b))
	for _, e := range edits[h.from:h.to] {
		out.WriteByte(e.sign)
		out.WriteString(e.text)
		if !strings.HasSuffix(e.text, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// counts are the lines of the first and of the second text.
func counts(edits []edit) (a, b int) {
	for _, e := range edits {
		if e.sign != '+' {
			a++
		}
		if e.sign != '-' {
			b++
		}
	}
	return a, b
}

// stretch is where a hunk is in one of the texts.
func stretch(before, lines int) string {
	if lines == 0 {
		return fmt.Sprintf("%d,0", before)
	}
	return fmt.Sprintf("%d,%d", before+1, lines)
}
