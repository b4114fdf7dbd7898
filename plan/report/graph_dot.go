package report

import (
	"bufio"
	"io"
	"strings"

	"github.com/iksync/iksync/plan"
)

const dotHead = `digraph plan {
  rankdir=LR;
  node [shape=box, style=filled, fillcolor=white, fontname="Helvetica,Arial,sans-serif", fontsize=11];
  edge [fontname="Helvetica,Arial,sans-serif", fontsize=9];
`

// DOT writes the operations of p, and what waits for what, for Graphviz.
// Arrows point to what waits. A job has a double frame, and what deletes is an
// octagon. Nothing is folded, however many operations there are.
func DOT(w io.Writer, p *plan.Plan) error {
	s := &dotSheet{
		out: bufio.NewWriterSize(w, 64<<10),
		// A label has escapes such as \N, and entities of HTML.
		escape: strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;", "\n", `\n`),
	}
	s.put(dotHead)
	if text := headline(p); text != "" {
		s.put("  label=", s.quote(text), "; labelloc=t;\n")
	}
	g := whole(p)
	for b := range g.boxes {
		s.put("  ", boxID(b.op.ID), " [label=", s.quote(boxLines(b)...), dotLook(lookOf(b.op)), "];\n")
	}
	for a := range g.arrows {
		s.put("  ", boxID(a.from), " -> ", boxID(a.to), " [label=", s.quote(waitsBecause(a.why)), "];\n")
	}
	s.put("}\n")
	return s.out.Flush()
}

// dotSheet is a text for Graphviz that is being written.
type dotSheet struct {
	out    *bufio.Writer
	escape *strings.Replacer
}

func (s *dotSheet) put(parts ...string) {
	for _, part := range parts {
		_, _ = s.out.WriteString(part) // Flush gives back the first error
	}
}

// quote is lines as one string.
func (s *dotSheet) quote(lines ...string) string {
	return `"` + s.escape.Replace(strings.Join(lines, "\n")) + `"`
}

func dotLook(l look) string {
	switch l {
	case lookJob:
		return `, peripheries=2, fillcolor="#dbe9ff"`
	case lookDelete:
		return `, shape=octagon, penwidth=2, fillcolor="#ffdcdc"`
	case lookPlain:
	}
	return ""
}
