package apply_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
)

// recording is a Reporter that keeps what it is told, and when.
type recording struct {
	began  time.Time
	events []apply.Event
	times  []time.Duration
	busy   bool // a data race where calls overlap
	ended  bool
}

func (r *recording) enter(ok bool) func() {
	if !ok || r.busy {
		panic("the reporter was called out of turn")
	}
	r.busy = true
	return func() { r.busy = false }
}

func (r *recording) Begin(*plan.Plan) {
	defer r.enter(r.began.IsZero())()
	r.began = time.Now()
}

func (r *recording) Step(e apply.Event) {
	defer r.enter(!r.began.IsZero() && !r.ended)()
	r.events = append(r.events, e)
	r.times = append(r.times, time.Since(r.began))
}

func (r *recording) End(*apply.Result) {
	defer r.enter(!r.began.IsZero() && !r.ended)()
	r.ended = true
}

// String is one event a line: "200ms done 1".
func (r *recording) String() string {
	var b strings.Builder
	for i, e := range r.events {
		fmt.Fprintf(&b, "%v %s %d", r.times[i], e.Kind, e.Op.ID)
		if e.Skip != nil {
			fmt.Fprintf(&b, " %s", e.Skip.Reason)
			if e.Skip.Cause != 0 {
				fmt.Fprintf(&b, " %d", e.Skip.Cause)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// started lists the operations in the order in which they started.
func (r *recording) started() (ids []plan.OpID) {
	for _, e := range r.events {
		if e.Kind == apply.EventStarted {
			ids = append(ids, e.Op.ID)
		}
	}
	return ids
}

// mostAtATime is the largest number of operations under way together.
func (r *recording) mostAtATime(of func(*plan.Operation) bool) int {
	now, most := 0, 0
	for _, e := range r.events {
		if !of(e.Op) {
			continue
		}
		switch e.Kind {
		case apply.EventStarted:
			now++
			most = max(most, now)
		case apply.EventDone, apply.EventFailed:
			now--
		}
	}
	return most
}

// wellFormed says what is wrong with the outcomes and events of a run: each
// operation has one outcome and the events that go with it, in order, and none
// starts before all it needs is done.
func wellFormed(p *plan.Plan, r *apply.Result, rec *recording) error {
	if len(r.Outcomes) != len(p.Operations) {
		return fmt.Errorf("%d outcomes of %d operations", len(r.Outcomes), len(p.Operations))
	}
	story := make([]string, len(p.Operations)+1)
	done := make([]bool, len(p.Operations)+1)
	for _, e := range rec.events {
		id := e.Op.ID
		story[id] += string(e.Kind) + " "
		done[id] = done[id] || e.Kind == apply.EventDone || e.Kind == apply.EventEarlier
		if o := r.Outcomes[id-1]; e.Kind != apply.EventStarted && e.Kind != apply.EventDoubt && e.Job != o.Job {
			return fmt.Errorf("event %s of operation %d has job %q, its outcome %q", e.Kind, id, e.Job, o.Job)
		}
		if e.Kind != apply.EventStarted {
			continue
		}
		for _, n := range e.Op.Needs {
			if !done[n.Op] {
				return fmt.Errorf("operation %d started before %d was done", id, n.Op)
			}
		}
	}
	for i, o := range r.Outcomes {
		want := "skipped "
		if o.Status != apply.Skipped {
			want = "started " + string(o.Status) + " "
		}
		switch {
		case o.Earlier:
			want = "earlier "
		case strings.HasPrefix(story[i+1], "started ") && o.Status == apply.Skipped: // while it waited for its turn
			want = "started skipped "
		}
		got := strings.NewReplacer("job ", "", "poll ", "", "doubt ", "", "locked ", "").Replace(story[i+1])
		if int(o.Op) != i+1 || got != want {
			return fmt.Errorf("outcome %d is of operation %d, %s, after the events %s", i, o.Op, o.Status, story[i+1])
		}
		if (o.Status == apply.Skipped) != (o.Skip != nil) || (o.Status == apply.Failed) != (o.Err != nil && o.Failure != "") {
			return fmt.Errorf("outcome %+v contradicts itself", o)
		}
	}
	return nil
}
