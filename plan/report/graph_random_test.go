package report_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// drawGraph is a random plan over few kinds and needs, so that operations are
// often alike.
func drawGraph(t *rapid.T) *plan.Plan {
	text := rapid.OneOf(
		rapid.SampledFrom([]string{"/s/a.jpg", "/s/b", `"`, `\`, "#1;", "</b>", "`", "%%{", "www.", "_a_", "\n", "ﬂ°", "𝄞"}),
		rapid.String(),
	)
	p := empty()
	for range rapid.IntRange(0, 12).Draw(t, "operations") {
		o := plan.Operation{
			Kind: rapid.SampledFrom([]plan.OpKind{plan.OpUpdateFile, plan.OpMoveFile, plan.OpMoveFolder, plan.OpDeleteFile}).Draw(t, "kind"),
			Path: state.Path(text.Draw(t, "path")), Dest: state.Path(text.Draw(t, "dest")),
		}
		for id := range plan.OpID(len(p.Operations)) {
			if rapid.IntRange(0, 3).Draw(t, "needs") == 0 {
				o.Needs = append(o.Needs, need(id+1, rapid.SampledFrom([]plan.NeedKind{plan.NeedParent, plan.NeedVacated}).Draw(t, "why")))
			}
		}
		doing(p, o)
	}
	return p
}

func TestEveryFormHasThePlansGraph(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { formsAgree(t, drawGraph(t)) })
}

// A folded graph has one box for all operations that are alike, and its arrows,
// from each that a box stands for to each that the other one stands for, are the
// plan's needs.
func TestFoldingLosesNoNeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawGraph(t)
		text := asMermaid(t, p, report.MermaidLimits{Characters: 1 << 30, Edges: 1 << 30})
		whole := readMermaid(t, text)
		var b strings.Builder
		if report.Mermaid(&b, p, report.MermaidLimits{Characters: 1 << 30, Edges: max(1, len(whole.edges)-1)}) != nil || len(whole.edges) < 2 {
			return
		}
		folded, groups := readMermaid(t, b.String()), groupsOf(p)
		require.Len(t, folded.nodes, len(groups))
		for _, n := range folded.nodes {
			members := groups[n.id]
			require.NotEmpty(t, members)
			require.Equal(t, len(members) > 1, strings.HasPrefix(n.label, strconv.Itoa(len(members))+" "+string(p.Operations[n.id-1].Kind)+" operations"))
		}
		var unfolded []drawnEdge
		for _, e := range folded.edges {
			for _, from := range groups[e.from] {
				for _, to := range groups[e.to] {
					unfolded = append(unfolded, drawnEdge{from, to, e.why})
				}
			}
		}
		require.ElementsMatch(t, whole.edges, unfolded)
	})
}

// groupsOf is the operations that are alike, by the first of them: found by
// comparing each with each.
func groupsOf(p *plan.Plan) map[int][]int {
	waiting := func(id plan.OpID) (out []plan.Need) {
		for _, op := range p.Operations {
			for _, n := range op.Needs {
				if n.Op == id {
					out = append(out, need(op.ID, n.Why))
				}
			}
		}
		return out
	}
	groups := map[int][]int{}
	for _, op := range p.Operations {
		first := slices.IndexFunc(p.Operations, func(other plan.Operation) bool {
			return op.Kind == other.Kind && slices.Equal(op.Needs, other.Needs) && slices.Equal(waiting(op.ID), waiting(other.ID))
		})
		groups[first+1] = append(groups[first+1], int(op.ID))
	}
	return groups
}

// Whatever is in a plan, whichever of its strings it is in, what comes out are
// lines of printable characters, and nothing panics.
func TestNoGraphActsOnTheTerminal(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		var p plan.Plan
		fill(r, reflect.ValueOf(&p).Elem())
		for _, limits := range []report.MermaidLimits{{}, {Edges: 1}} {
			var b strings.Builder
			if err := report.Mermaid(&b, &p, limits); err != nil {
				require.NotContains(t, err.Error(), "\n")
			}
			for _, c := range b.String() + asDOT(t, &p) + asGraphJSON(t, &p) {
				require.True(t, c == '\n' || strconv.IsPrint(c), "seed %d: %U", seed, c)
			}
		}
	}
}
