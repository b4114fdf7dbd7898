package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
)

// MermaidLimits is how large a drawing may be. A zero is what Mermaid takes
// where nobody changed its settings, as on GitHub.
type MermaidLimits struct {
	Characters int // of the whole text, as JavaScript counts them; 0: 50,000
	Edges      int // 0: 500
}

func (l MermaidLimits) orDefault() MermaidLimits {
	const characters, edges = 50_000, 500
	if l.Characters <= 0 {
		l.Characters = characters
	}
	if l.Edges <= 0 {
		l.Edges = edges
	}
	return l
}

// TooLargeError is that of a graph that Mermaid would not draw, not even folded.
type TooLargeError struct {
	Operations        int // of the plan
	Characters, Edges int // of the folded graph
	Limits            MermaidLimits
}

// Error says by how much it is too large.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("the graph of %s is too large for Mermaid, even with like operations drawn as one: "+
		"%s characters and %s, of %s and %s at most", count(e.Operations, "operation", ""),
		humanize.Comma(int64(e.Characters)), count(e.Edges, "edge", ""),
		humanize.Comma(int64(e.Limits.Characters)), humanize.Comma(int64(e.Limits.Edges)))
}

// Mermaid writes the operations of p, and what waits for what, as a flowchart
// that Markdown can hold. Arrows point to what waits. A job has bars at its
// sides, and what deletes is a hexagon.
//
// What is larger than limits is drawn with one box for all operations of one
// kind that wait for the same operations and that the same ones wait for. If that
// is too large too, nothing is written, and the error is a *TooLargeError.
func Mermaid(w io.Writer, p *plan.Plan, limits MermaidLimits) error {
	limits = limits.orDefault()
	s := drawMermaid(p, whole(p), limits)
	if !s.fits() {
		s = drawMermaid(p, folded(p), limits)
	}
	if !s.fits() {
		return &TooLargeError{Operations: len(p.Operations), Characters: s.characters, Edges: s.edges, Limits: limits}
	}
	_, err := io.WriteString(w, s.text.String())
	return err
}

func drawMermaid(p *plan.Plan, g graph, limits MermaidLimits) *sheet {
	s := &sheet{limits: limits}
	if text := headline(p); text != "" {
		s.put("---\ntitle: ", text, "\n---\n")
	}
	s.put("flowchart LR\n")
	looks := map[look]bool{}
	for b := range g.boxes {
		l := lookOf(b.op)
		looks[l] = true
		opening, closing := mermaidShape(l)
		s.put("  ", boxID(b.op.ID), opening, mermaidQuote(boxLines(b)...), closing, "\n")
	}
	for a := range g.arrows {
		s.edges++
		s.put("  ", boxID(a.from), " -->|", mermaidQuote(waitsBecause(a.why)), "| ", boxID(a.to), "\n")
	}
	if looks[lookJob] {
		s.put("  classDef job fill:#dbe9ff,stroke:#1f4e99,color:#000,stroke-width:2px\n")
	}
	if looks[lookDelete] {
		s.put("  classDef delete fill:#ffdcdc,stroke:#99001a,color:#000,stroke-width:3px\n")
	}
	return s
}

func mermaidShape(l look) (opening, closing string) {
	switch l {
	case lookJob:
		return "[[", "]]:::job"
	case lookDelete:
		return "{{", "}}:::delete"
	case lookPlain:
	}
	return "[", "]"
}

// sheet is a text that is kept as long as it fits, and measured to its end.
type sheet struct {
	text              strings.Builder
	limits            MermaidLimits
	characters, edges int
}

func (s *sheet) fits() bool {
	return s.characters <= s.limits.Characters && s.edges <= s.limits.Edges
}

func (s *sheet) put(parts ...string) {
	for _, part := range parts {
		for _, r := range part {
			s.characters += max(1, utf16.RuneLen(r))
		}
		if s.fits() {
			s.text.WriteString(part)
		}
	}
}
