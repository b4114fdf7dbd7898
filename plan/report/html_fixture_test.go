package report_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

func asHTML(t testing.TB, p *plan.Plan, s report.HTMLStyle) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.HTML(&b, p, s))
	return b.String()
}

// witnessed is p with what was seen of each file that its changes find, as edit leaves it.
func witnessed(p *plan.Plan, edit func(*plan.Seen)) *plan.Plan {
	for i := range p.Changes {
		c := &p.Changes[i]
		if c.Kind != plan.File || c.Action == plan.Upload {
			continue
		}
		s := plan.Seen{Change: c.ID, Version: "v1", Size: 1000}
		edit(&s)
		p.Seen = append(p.Seen, s)
	}
	return p
}

func asPublic(*plan.Seen) {}

func asPrivate(s *plan.Seen) { s.Private = true }

func asDraft(s *plan.Seen) { s.Draft = true }

// linked links to the lines of a repository.
func linked(p state.Pos) string {
	return fmt.Sprintf("https://git.example.com/acme/media/blob/main/%s#L%d", p.File, p.Line)
}

// mentions is what a search of a source tree has found about rich.
func mentions() *impact.Refs {
	return &impact.Refs{Dirs: []string{"site"}, Files: 340, Mentions: 2, Hits: []impact.Hit{
		{File: "site/index.html", Line: 12, Column: 15, Text: `  <img src="https://ik.imagekit.io/acme/storefront/tmp/a.jpg" alt="">`,
			Change: plan.NewChangeID(plan.File, "/storefront/tmp/a.jpg")},
		{File: "site/shop.css", Line: 4, Column: 9, Text: "background: url(/storefront/products/boot.jpg)",
			Change: plan.NewChangeID(plan.File, "/storefront/products/boot-red.jpg")},
	}}
}

// crowded is a plan of n changes like those of large, of files that anybody can see.
func crowded(n int) *plan.Plan {
	p := large(n)
	for i := range p.Changes {
		p.Changes[i] = url(p.Changes[i])
	}
	return witnessed(p, asPublic)
}
