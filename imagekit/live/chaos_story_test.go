package live_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/iksync/iksync/apply"
)

func clock(t time.Time) string { return t.Format("15:04:05.000") }

// String is how a run went, so that it can be read.
func (r *chaosRun) String() string {
	var b strings.Builder
	fmt.Fprint(&b, r.chaosCase)
	for _, n := range r.notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	for _, p := range r.processes {
		fmt.Fprintf(&b, "%s\n", p)
		if !p.resumed {
			fmt.Fprintf(&b, "planned at %s, gaps %v\n%s", clock(p.planned.at), p.planned.plan.Gaps, planStory(p.planned.plan, p.result))
		}
		b.WriteString(outcomes(p.result))
	}
	for _, t := range r.writer.log {
		fmt.Fprintf(&b, "other writer: %s %s\n", clock(t.at), t.what)
	}
	for _, q := range r.wire.log {
		if q.method != http.MethodGet {
			fmt.Fprintf(&b, "  %s\n", q.story())
		}
	}
	if r.again != nil && !r.again.Empty() {
		fmt.Fprintf(&b, "left in the end:\n%s", planStory(r.again, nil))
	}
	return b.String()
}

func outcomes(result *apply.Result) string {
	if result == nil {
		return ""
	}
	var b strings.Builder
	for _, o := range result.Outcomes {
		if o.Status == apply.Failed {
			fmt.Fprintf(&b, "  operation %d failed (%s): %s\n", o.Op, o.Failure, o.Error)
		}
	}
	return b.String()
}

// story is a request in one line.
func (q *sent) story() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s", clock(q.made), q.method, q.path, q.said)
	if q.at.IsZero() {
		b.WriteString(" (never arrived)")
	} else {
		fmt.Fprintf(&b, " (arrived %s) -> %d", clock(q.at), q.status)
	}
	if q.mishap != none {
		fmt.Fprintf(&b, " [%s]", q.mishap)
	}
	if q.by != nil {
		fmt.Fprintf(&b, " process %d, operation %d, last look %s", q.by.process, q.by.op.ID, clock(q.looked))
	}
	return b.String()
}
