package report_test

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
)

// drawn is a graph read back from any of the forms.
type drawn struct {
	nodes []drawnNode
	edges []drawnEdge
}

type drawnNode struct {
	id    int
	label string // lines joined by spaces, with the number in front
	look  string
}

type drawnEdge struct {
	from, to int
	why      string
}

// checker is what a test or a property test fails with.
type checker interface {
	require.TestingT
	Helper()
}

func written(t checker, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, write(&b))
	return b.String()
}

func asDOT(t checker, p *plan.Plan) string {
	t.Helper()
	return written(t, func(w io.Writer) error { return report.DOT(w, p) })
}

func asMermaid(t checker, p *plan.Plan, l report.MermaidLimits) string {
	t.Helper()
	return written(t, func(w io.Writer) error { return report.Mermaid(w, p, l) })
}

func asGraphJSON(t checker, p *plan.Plan) string {
	t.Helper()
	return written(t, func(w io.Writer) error { return report.GraphJSON(w, p) })
}

// token is one token of the DOT language. Quoted strings keep their quotes.
var token = regexp.MustCompile(`^\s*("(?:[^"\\\x00-\x1f]|\\.)*"|[A-Za-z_][A-Za-z_0-9]*|[0-9]+|->|[{}\[\]=,;])`)

// dotTokens splits a DOT text; anything that is not of the language fails.
func dotTokens(t checker, text string) []string {
	t.Helper()
	var out []string
	for strings.TrimSpace(text) != "" {
		m := token.FindStringSubmatch(text)
		require.NotNil(t, m, "not DOT from here: %.80q", text)
		out = append(out, m[1])
		text = text[len(m[0]):]
	}
	return out
}

// dotReader reads: digraph ID { (ID = ID; | ID [attributes]; | ID -> ID [attributes];)* }
type dotReader struct {
	t      checker
	tokens []string
}

func (r *dotReader) next() string {
	r.t.Helper()
	require.NotEmpty(r.t, r.tokens, "DOT ends too early")
	s := r.tokens[0]
	r.tokens = r.tokens[1:]
	return s
}

func (r *dotReader) eat(want string) {
	r.t.Helper()
	require.Equal(r.t, want, r.next())
}

func (r *dotReader) id() int {
	r.t.Helper()
	text, found := strings.CutPrefix(r.next(), "op")
	n, err := strconv.Atoi(text)
	require.True(r.t, found && err == nil, "not an id: %s", text)
	return n
}

func (r *dotReader) attributes() map[string]string {
	r.t.Helper()
	out := map[string]string{}
	for r.eat("["); ; r.eat(",") {
		name := r.next()
		r.eat("=")
		out[name] = r.next()
		if r.tokens[0] == "]" {
			r.eat("]")
			r.eat(";")
			return out
		}
	}
}

// dotLabel is what Graphviz shows of a quoted string.
func dotLabel(t checker, quoted string) string {
	t.Helper()
	inner := quoted[1 : len(quoted)-1]
	shown := regexp.MustCompile(`\\.`).ReplaceAllStringFunc(inner, func(s string) string {
		switch s {
		case `\n`:
			return " "
		case `\\`, `\"`:
			return s[1:]
		}
		require.Fail(t, "an escape that Graphviz would replace", s)
		return ""
	})
	require.NotRegexp(t, `&($|[^a]|a[^m])`, shown)
	return html.UnescapeString(shown)
}

func readDOT(t checker, text string) drawn {
	t.Helper()
	r := &dotReader{t: t, tokens: dotTokens(t, text)}
	var d drawn
	r.eat("digraph")
	r.eat("plan")
	for r.eat("{"); r.tokens[0] != "}"; {
		switch word := r.tokens[0]; {
		case word == "rankdir" || word == "label" || word == "labelloc":
			r.next()
			r.eat("=")
			r.next()
			r.eat(";")
		case word == "node" || word == "edge":
			r.next()
			r.attributes()
		case r.tokens[1] == "->":
			from := r.id()
			r.eat("->")
			to := r.id()
			d.edges = append(d.edges, drawnEdge{from, to, dotLabel(t, r.attributes()["label"])})
		default:
			id, attributes := r.id(), r.attributes()
			look := map[string]string{"": "plain", "octagon": "delete"}[attributes["shape"]]
			if attributes["peripheries"] == "2" {
				look = "job"
			}
			d.nodes = append(d.nodes, drawnNode{id, dotLabel(t, attributes["label"]), look})
		}
	}
	require.Equal(t, []string{"}"}, r.tokens, "something follows the graph")
	return d
}

// The lines of a flowchart. A label holds no character that Mermaid could take
// for anything but itself, and no entity but those that this program writes.
var (
	mermaidLabel = `"((?:[^"#&<>\x60{}\[\]|$*~:;@%\\'=!?^\x00-\x1f]|<br/>|#(?:\d+|quot|amp|lt|gt);)*)"`
	mermaidBox   = regexp.MustCompile(`^  op(\d+)(\[\[|\[|\{\{)` + mermaidLabel + `(\]\]:::job|\]|\}\}:::delete)$`)
	mermaidArrow = regexp.MustCompile(`^  op(\d+) -->\|` + mermaidLabel + `\| op(\d+)$`)
	mermaidRest  = regexp.MustCompile(`^(flowchart LR|  classDef (job|delete) [a-z0-9#:,-]+|---|title: [A-Za-z ,]+|)$`)
)

// mermaidShown is what Mermaid shows of a label, without blanks that have no
// width, and with marks of Markdown for the characters that look like them.
func mermaidShown(label string) string {
	label = markdownMarks(strings.ReplaceAll(label, "#8203;", ""))
	label = strings.ReplaceAll(label, "<br/>", " ")
	label = regexp.MustCompile(`#(\d+);`).ReplaceAllString(label, "&#$1;")
	return html.UnescapeString(regexp.MustCompile(`#(quot|amp|lt|gt);`).ReplaceAllString(label, "&$1;"))
}

func markdownMarks(s string) string {
	return strings.NewReplacer("\u02cb", "`", "\u2217", "*", "\u223c", "~", "\u02cd", "_").Replace(s)
}

func readMermaid(t checker, text string) drawn {
	t.Helper()
	var d drawn
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		require.NoError(t, err)
		return n
	}
	for line := range strings.SplitSeq(text, "\n") {
		if m := mermaidBox.FindStringSubmatch(line); m != nil {
			look := map[string]string{"[]": "plain", "[[]]:::job": "job", "{{}}:::delete": "delete"}[m[2]+m[4]]
			require.NotEmpty(t, look, line)
			d.nodes = append(d.nodes, drawnNode{number(m[1]), mermaidShown(m[3]), look})
			continue
		}
		if m := mermaidArrow.FindStringSubmatch(line); m != nil {
			d.edges = append(d.edges, drawnEdge{number(m[1]), number(m[3]), mermaidShown(m[2])})
			continue
		}
		require.Regexp(t, mermaidRest, line)
	}
	return d
}

// jsonGraph is the JSON form, with no key left over.
type jsonGraph struct {
	Format string `json:"format"`
	Nodes  []struct {
		ID      plan.OpID       `json:"id"`
		Kind    plan.OpKind     `json:"kind"`
		Class   plan.Class      `json:"class"`
		Label   string          `json:"label"`
		Changes []plan.ChangeID `json:"changes"`
	} `json:"nodes"`
	Edges []struct {
		From plan.OpID     `json:"from"`
		To   plan.OpID     `json:"to"`
		Why  plan.NeedKind `json:"why"`
	} `json:"edges"`
}

func readGraphJSON(t checker, text string) jsonGraph {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	var g jsonGraph
	require.NoError(t, dec.Decode(&g))
	require.False(t, dec.More(), "something follows the graph")
	require.Equal(t, report.GraphFormat, g.Format)
	return g
}
