package report_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

func TestGraphGolden(t *testing.T) {
	for name, p := range map[string]*plan.Plan{
		"every": everyOperation(), "names": hostileNames(), "empty": empty(), "incomplete": incomplete(),
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, "graph."+name+".dot", asDOT(t, p))
			golden(t, "graph."+name+".mermaid", asMermaid(t, p, report.MermaidLimits{}))
			golden(t, "graph."+name+".json", asGraphJSON(t, p))
		})
	}
	golden(t, "graph.folded.mermaid", asMermaid(t, wide(1240, 480, 2), report.MermaidLimits{}))
}

// What the three forms show is one and the same graph, whatever it is called.
func TestFormsAgree(t *testing.T) {
	for name, p := range map[string]*plan.Plan{
		"every": everyOperation(), "names": hostileNames(), "empty": empty(), "wide": wide(2, 3, 4),
	} {
		t.Run(name, func(t *testing.T) { formsAgree(t, p) })
	}
}

// formsAgree reads back every form of p: each has p's operations and needs and
// no others.
func formsAgree(t checker, p *plan.Plan) {
	t.Helper()
	fromJSON := readGraphJSON(t, asGraphJSON(t, p))
	fromDOT := readDOT(t, asDOT(t, p))
	fromMermaid := readMermaid(t, asMermaid(t, p, report.MermaidLimits{Characters: 1 << 30, Edges: 1 << 30}))

	require.Len(t, fromJSON.Nodes, len(p.Operations))
	require.Len(t, fromDOT.nodes, len(p.Operations))
	edges := 0
	for i, op := range p.Operations {
		n := fromJSON.Nodes[i]
		require.Equal(t, op.ID, n.ID)
		require.Equal(t, op.Kind, n.Kind)
		require.Equal(t, op.Class, n.Class)
		require.Len(t, n.Changes, len(op.Changes))
		require.Equal(t, drawnNode{int(op.ID), fmt.Sprintf("%d %s", op.ID, n.Label), lookOf(&op)}, fromDOT.nodes[i])
		for _, need := range op.Needs {
			e := fromJSON.Edges[edges]
			require.Equal(t, need.Op, e.From)
			require.Equal(t, op.ID, e.To)
			require.Equal(t, strings.ToValidUTF8(string(need.Why), "\ufffd"), string(e.Why))
			require.Equal(t, int(need.Op), fromDOT.edges[edges].from)
			require.Equal(t, int(op.ID), fromDOT.edges[edges].to)
			edges++
		}
	}
	require.Len(t, fromJSON.Edges, edges)
	require.Len(t, fromDOT.edges, edges)
	require.Equal(t, inMarks(fromDOT), fromMermaid)
}

// inMarks is d with marks of Markdown for the characters that look like them.
func inMarks(d drawn) drawn {
	for i := range d.nodes {
		d.nodes[i].label = markdownMarks(d.nodes[i].label)
	}
	for i := range d.edges {
		d.edges[i].why = markdownMarks(d.edges[i].why)
	}
	return d
}

func lookOf(op *plan.Operation) string {
	switch {
	case strings.HasPrefix(string(op.Kind), "delete-"):
		return "delete"
	case op.Class == plan.ClassJob:
		return "job"
	}
	return "plain"
}

// The plan that the goldens show is one that could be saved and read back.
func TestEveryOperationIsAPlan(t *testing.T) {
	var b strings.Builder
	p := everyOperation()
	p.Digests.Have = "" // it saw nothing
	require.NoError(t, plan.Encode(&b, p))
	_, err := plan.Decode(strings.NewReader(b.String()))
	require.NoError(t, err)
	kinds := map[plan.OpKind]bool{}
	for _, op := range everyOperation().Operations {
		kinds[op.Kind] = true
	}
	require.Len(t, kinds, 20, "is there a new kind of operation?")
}

func TestOperationWords(t *testing.T) {
	for _, tt := range []struct {
		name string
		op   plan.Operation
		want string
	}{
		{"a folder job has two places", to(op(plan.OpMoveFolder, "/a"), "/b/a"), "move-folder /a → /b/a"},
		{"a file lands on another one", to(op(plan.OpMergeFile, "/a/x"), "/b/x"), "merge-file /a/x onto /b/x"},
		{"a folder goes into another one", to(op(plan.OpMergeFolder, "/a"), "/b"), "merge-folder /a into /b"},
		{"tags go to many files", filesOp(op(plan.OpAddTags, "/s/x"), 50, "hero", "big"), "add-tags hero, big to 50 files below /s/x"},
		{"tags go to one file", filesOp(op(plan.OpAddTags, "/s/x"), 1, "hero"), "add-tags hero to /s/x/00.jpg"},
		{"a tag with a comma is one tag", filesOp(op(plan.OpRemoveTags, "/s"), 2, "a, b"), `remove-tags "a, b" from 2 files below /s`},
		{"many files go", filesOp(op(plan.OpDeleteFiles, "/"), 100), "delete-files 100 files below /"},
		{"a name that looks like two", to(op(plan.OpMoveFile, "/a → /b"), "/c"), `move-file "/a → /b" → /c`},
		{"a new kind with nothing known about it", op("new-kind", "/a"), "new-kind /a"},
		{"an operation with nothing at all", plan.Operation{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := empty()
			p.Operations = []plan.Operation{tt.op}
			require.Equal(t, tt.want, readGraphJSON(t, asGraphJSON(t, p)).Nodes[0].Label)
		})
	}
}

// A name is written so that Mermaid shows it, whatever it looks like. Each row was
// looked at in a browser, with versions 11.4, 11.12 and 11.17 of Mermaid.
func TestMermaidNames(t *testing.T) {
	for _, tt := range []struct{ name, path, want string }{
		{"nothing about it", "/s/summer_sale (1).jpg", "/s/summer_sale (1).jpg"},
		{"the end of the string", `/s/"`, `#quot;/s/#92;#8203;#quot;#quot;`},
		{"HTML", "/s/<b>&lt;", "/s/#lt;b#gt;#amp;lt#59;"},
		{"an entity", "/s/#35;", "/s/#35;35#59;"},
		{"an entity as Mermaid keeps it", "/s/ﬂ°35¶ß", "/s/ﬂ#8203;°35¶#8203;ß"},
		{"a directive", "/s/%%{init}", "/s/#37;#37;#123;init#125;"},
		{"a line break", "/s/a\nb", "#quot;/s/a#92;#8203;nb#quot;"},
		{"a formula", "/s/$$x$$", "/s/#36;#8203;#36;#8203;x#36;#8203;#36;#8203;"},
		{"an icon", "/s/fa:fa-bomb", "/s/fa#58;#8203;fa-bomb"},
		{"a link", "/s/[a](b)", "/s/#91;a#93;#8203;(b)"},
		{"an address of the web", "/s/www.a.b", "/s/www#8203;.a.b"},
		{"an address of somebody", "/s/me@a.b", "/s/me#64;#8203;a.b"},
		{"code", "/s/`a`", "/s/ˋaˋ"},
		{"something bold", "/s/**a**", "/s/∗∗a∗∗"},
		{"something struck out", "/s/~a~", "/s/∼a∼"},
		{"something emphasised", "/s/__a__", "/s/__aˍˍ"},
		{"an underscore that ends nothing", "/s/_a _", "/s/_a _"},
		{"a script of its own", "/s/雪の結晶 é.jpg", "/s/雪の結晶 é.jpg"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := asMermaid(t, doing(empty(), op(plan.OpUpdateFile, state.Path(tt.path))), report.MermaidLimits{})
			require.Equal(t, "flowchart LR\n  op1[\"1 update-file<br/>"+tt.want+"\"]\n", text)
		})
	}
}

// Arrows are worded; a need that is newer than the words shows as it is.
func TestNeedWords(t *testing.T) {
	for why, want := range map[plan.NeedKind]string{
		plan.NeedParent: "its folder comes first", plan.NeedVacated: "its name is freed first",
		plan.NeedMovedOut: "what leaves it leaves first", plan.NeedEmptied: "what goes with it goes first",
		plan.NeedAttributes: "attributes before the move", plan.NeedField: "a field and its values in turn",
		plan.NeedArrived: "it arrives first", plan.NeedSequence: "one change, step by step",
		"brand-new-need": "brand new need", "": "", "\x1b": `\x1b`,
	} {
		p := doing(empty(), op(plan.OpUpdateFile, "/a"), op(plan.OpUpdateFile, "/b", need(1, why)))
		require.Equal(t, []drawnEdge{{1, 2, want}}, readDOT(t, asDOT(t, p)).edges)
		require.Equal(t, why, readGraphJSON(t, asGraphJSON(t, p)).Edges[0].Why)
	}
}

// A drawing says at its top what must not be overlooked.
func TestHeadline(t *testing.T) {
	both := incomplete()
	both.Refusals = refused().Refusals
	for _, tt := range []struct {
		name string
		plan *plan.Plan
		want string
	}{
		{"an empty plan", empty(), "There is nothing to do"},
		{"a plan that a guard refuses", refused(), "This plan is refused and must not be applied"},
		{"a library that was read in part", incomplete(), "The library could not be read whole, so deletes are left out"},
		{"refused matters most", both, "This plan is refused and must not be applied"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Contains(t, asDOT(t, tt.plan), "  label=\""+tt.want+"\"; labelloc=t;\n")
			require.True(t, strings.HasPrefix(asMermaid(t, tt.plan, report.MermaidLimits{}), "---\ntitle: "+tt.want+"\n---\nflowchart LR\n"))
		})
	}
	require.True(t, strings.HasPrefix(asMermaid(t, everyOperation(), report.MermaidLimits{}), "flowchart LR\n"))
	require.NotContains(t, asDOT(t, everyOperation()), "labelloc")
}

// What is too large for Mermaid is folded, what is small is not, and what is
// too large even so is an error.
func TestMermaidLimits(t *testing.T) {
	for _, tt := range []struct {
		name         string
		plan         *plan.Plan
		limits       report.MermaidLimits
		nodes, edges int // 0: too large
		says         string
	}{
		{name: "a small plan is drawn as it is", plan: wide(3, 3, 3), nodes: 14, edges: 9},
		{name: "500 edges are drawn as they are", plan: wide(0, 250, 0), nodes: 252, edges: 500},
		{name: "one more folds the uploads", plan: wide(0, 250, 1), nodes: 5, edges: 3},
		{name: "free operations fold by their kind", plan: wide(20_000, 1, 1), nodes: 6, edges: 3},
		{name: "chains of their own stay apart", plan: wide(20_000, 1000, 200), nodes: 404, edges: 202},
		{name: "501 chains have too many edges", plan: wide(0, 0, 501), says: "the graph of 1,004 operations is too large for Mermaid, " +
			"even with like operations drawn as one: 103,616 characters and 501 edges, of 50,000 and 500 at most"},
		{name: "long names have too many characters", plan: wide(0, 0, 400), says: "characters and 400 edges"},
		{name: "limits of one's own", plan: wide(1, 1, 0), limits: report.MermaidLimits{Characters: 10, Edges: 9}, says: "of 10 and 9 at most"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			err := report.Mermaid(&b, tt.plan, tt.limits)
			if tt.says != "" {
				var large *report.TooLargeError
				require.ErrorAs(t, err, &large)
				require.ErrorContains(t, err, tt.says)
				require.Empty(t, b.String(), "nothing is written of what is not whole")
				return
			}
			require.NoError(t, err)
			require.LessOrEqual(t, len(utf16.Encode([]rune(b.String()))), 50_000)
			got := readMermaid(t, b.String())
			require.Len(t, got.nodes, tt.nodes)
			require.Len(t, got.edges, tt.edges)
		})
	}
}

// The limit of characters is met to the very last one, as JavaScript counts.
func TestMermaidCountsAsJavaScriptDoes(t *testing.T) {
	p := doing(empty(), op(plan.OpUpdateFile, "/s/👩‍🚀雪.jpg"))
	text := asMermaid(t, p, report.MermaidLimits{})
	n := len(utf16.Encode([]rune(text)))
	require.Equal(t, text, asMermaid(t, p, report.MermaidLimits{Characters: n}))
	require.Error(t, report.Mermaid(io.Discard, p, report.MermaidLimits{Characters: n - 1}))
}

// A graph of many operations is written piece by piece, and a writer's error
// comes back.
func TestGraphStreams(t *testing.T) {
	p, full := wide(100_000, 10, 10), errors.New("disk full")
	for name, write := range map[string]func(io.Writer, *plan.Plan) error{"dot": report.DOT, "json": report.GraphJSON} {
		t.Run(name, func(t *testing.T) {
			var w pieces
			require.NoError(t, write(&w, p))
			require.Greater(t, w.total, 5<<20)
			require.LessOrEqual(t, w.largest, 128<<10)
			require.ErrorIs(t, write(failing{full}, p), full)
		})
	}
	require.ErrorIs(t, report.Mermaid(failing{full}, p, report.MermaidLimits{}), full)
}

// pieces is a writer that measures what it gets.
type pieces struct{ total, largest int }

func (w *pieces) Write(b []byte) (int, error) {
	w.total += len(b)
	w.largest = max(w.largest, len(b))
	return len(b), nil
}

func BenchmarkGraph(b *testing.B) {
	p := wide(60_000, 20_000, 10_000)
	for name, write := range map[string]func() error{
		"dot":  func() error { return report.DOT(io.Discard, p) },
		"json": func() error { return report.GraphJSON(io.Discard, p) },
		"mermaid": func() error {
			var large *report.TooLargeError
			if err := report.Mermaid(io.Discard, p, report.MermaidLimits{}); !errors.As(err, &large) {
				return errors.New("it fits")
			}
			return nil
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, write())
			}
		})
	}
}
