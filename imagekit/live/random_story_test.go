package live_test

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// String is what a case is about.
func (c *randomCase) String() string {
	return fmt.Sprintf("\nYAML:\n%s\nlibrary:\n%s\nservice: %s\n", c.yaml, c.found, c.service)
}

// String names the readings that are not the first of their kind, and the times.
func (s service) String() string {
	var out []string
	readings := reflect.ValueOf(s.readings)
	for i := range readings.NumField() {
		if v := readings.Field(i); !v.IsZero() {
			out = append(out, fmt.Sprintf("%s=%v", readings.Type().Field(i).Name, v))
		}
	}
	return fmt.Sprintf("%s; lag %s, latency %s, jobs take one of %s", strings.Join(out, " "), s.lag, s.latency, s.jobs)
}

// String is how a run went, so that it can be read.
func (r *randomRun) String() string {
	var b strings.Builder
	if r.plan != nil {
		b.WriteString("plan:\n" + planStory(r.plan, r.result))
	}
	b.WriteString("requests:\n")
	for _, q := range r.log {
		if q.Mutating || q.Status >= 400 {
			b.WriteString(r.requestStory(q) + "\n")
		}
	}
	return b.String()
}

func planStory(p *plan.Plan, result *apply.Result) string {
	var b strings.Builder
	for _, refusal := range p.Refusals {
		fmt.Fprintf(&b, "  refused (%s): %s\n", refusal.Guard, refusal.Message)
	}
	for _, c := range p.Changes {
		fmt.Fprintf(&b, "  %s %s %s", c.Action, c.Kind, c.Name())
		if c.From != "" {
			fmt.Fprintf(&b, " from %s", c.From)
		}
		for _, a := range c.Attrs {
			fmt.Fprintf(&b, " %s:%s->%s", a.Name, a.Before, a.After)
		}
		b.WriteString("\n")
	}
	for i := range p.Operations {
		op := &p.Operations[i]
		fmt.Fprintf(&b, "  %d. %s %s", op.ID, op.Kind, op.Path)
		if op.Dest != "" {
			fmt.Fprintf(&b, " -> %s", op.Dest)
		}
		if op.Field != nil {
			fmt.Fprintf(&b, "%s", op.Field.Name)
		}
		if len(op.Files) > 0 {
			fmt.Fprintf(&b, " tags %v of %d files", op.Tags, len(op.Files))
		}
		for _, need := range op.Needs {
			fmt.Fprintf(&b, " [%s %d]", need.Why, need.Op)
		}
		if result != nil && result.Outcomes[i].Status != apply.Done {
			fmt.Fprintf(&b, " %s", result.Outcomes[i].Status)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (r *randomRun) requestStory(q emulator.Request) string {
	line := fmt.Sprintf("  %s %s %s -> %d %s", q.Time.Format("15:04:05.000"), q.Method, q.Path, q.Status, r.bodies.said[q.ID])
	if query, err := url.QueryUnescape(q.Query); err == nil && query != "" {
		line += " " + query
	}
	return strings.TrimSpace(line)
}

// tally counts what became of the cases, so that it shows how many of them were
// real plans. Several tests add to it at a time.
type tally struct {
	mu     sync.Mutex
	kinds  map[string]int
	calls  map[plan.OpKind]int
	cases  int
	real   int // plans with several operations
	asLong int // files whose new bytes are as many as those before
	unread int // those of which nobody could read these
	strays int // those that a second plan replaced once more
}

// add counts a case by its kind.
func (t *tally) add(r *randomRun) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cases++
	t.kinds[r.kind()]++
	if r.cannot != nil || r.plan.Refused() {
		return
	}
	if len(r.plan.Operations) > 1 {
		t.real++
	}
	for i := range r.plan.Operations {
		t.calls[r.plan.Operations[i].Kind]++
	}
	t.strays += r.strays
	for i := range r.plan.Changes {
		switch replacesAsLong(&r.plan.Changes[i]) {
		case plan.ReasonUnread:
			t.unread++
			t.asLong++
		case plan.ReasonSource:
			t.asLong++
		}
	}
}

func (r *randomRun) kind() string {
	if r.cannot != nil {
		return "problem: " + problemKind(r.cannot)
	}
	if r.plan.Refused() {
		return "refused: " + string(r.plan.Refusals[0].Guard)
	}
	switch n := len(r.plan.Operations); {
	case n == 0:
		return "plan: empty"
	case n == 1:
		return "plan: one operation"
	case n < 5:
		return "plan: 2 to 4 operations"
	case n < 10:
		return "plan: 5 to 9 operations"
	default:
		return "plan: 10 and more operations"
	}
}

// particulars are what two problems of one kind do not share.
var particulars = regexp.MustCompile(`"[^"]*"|\([^)]*\)|[/0-9]\S*|\b(x|y|z)\.\S+`)

// problemKind is the first problem without what it is about.
func problemKind(err error) string {
	var problems state.Problems
	if !errors.As(err, &problems) {
		return err.Error()
	}
	words := strings.Fields(particulars.ReplaceAllString(problems[0].Message, ".."))
	return strings.Join(words[:min(len(words), 10)], " ")
}

// String lists the kinds, the most frequent ones first.
func (t *tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d cases are plans of several operations\n", t.real, t.cases)
	fmt.Fprintf(&b, "%d files are replaced by bytes as long, %d of them drafts, to be sure; %d drafts by a second plan, as they had got new ids\n", t.asLong, t.unread, t.strays)
	kinds := slices.SortedFunc(maps.Keys(t.kinds), func(a, b string) int {
		if t.kinds[a] != t.kinds[b] {
			return t.kinds[b] - t.kinds[a]
		}
		return strings.Compare(a, b)
	})
	for _, kind := range kinds {
		fmt.Fprintf(&b, "%6d %s\n", t.kinds[kind], kind)
	}
	for _, kind := range slices.Sorted(maps.Keys(t.calls)) {
		fmt.Fprintf(&b, "%6d times %s\n", t.calls[kind], kind)
	}
	return b.String()
}
