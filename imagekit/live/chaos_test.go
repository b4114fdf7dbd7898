package live_test

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
)

var (
	chaosRuns = flag.Int("chaos.runs", standardChaosRuns, "how many runs TestChaos makes")
	chaosSeed = flag.Uint64("chaos.seed", 0, "the one seed that TestChaos runs; 0: as many as -chaos.runs says")
	chaosFrom = flag.Uint64("chaos.from", 1, "the first seed of TestChaos")
	chaosTell = flag.Bool("chaos.tell", false, "tell the story of runs that went well, too")
)

// TestChaos plans and applies while nearly everything goes wrong: the service
// fails before and after it did what it was asked, answers break off or come late,
// limits strike, jobs take long, never end, or leave files behind, listings lag
// and shift, somebody else writes, and the process is killed. What then must hold
// is in chaos_report_test.go and chaos_loss_test.go.
func TestChaos(t *testing.T) {
	total := &chaosCount{}
	if *chaosSeed != 0 {
		r := chaos(t, *chaosSeed, total)
		t.Log(r)
		return
	}
	t.Run("runs", func(t *testing.T) {
		for shard := range shards {
			t.Run(strconv.Itoa(shard), func(t *testing.T) {
				t.Parallel()
				for n := shard; n < *chaosRuns && !t.Failed(); n += shards {
					r := chaos(t, *chaosFrom+uint64(n), total)
					if *chaosTell {
						t.Log(r)
					}
				}
			})
		}
	})
	t.Log(total)
	if *chaosRuns >= 500 {
		total.isEnough(t)
	}
}

// chaos makes one run.
func chaos(t *testing.T, seed uint64, total *chaosCount) *chaosRun {
	r := runChaos(t, drawChaos(t, seed))
	total.add(r)
	if len(r.broken) > 0 {
		t.Errorf("-chaos.seed=%d:\n%s\n%s", seed, strings.Join(r.broken, "\n"), r)
	}
	return r
}

// chaosCount counts what became of runs, so that it shows what they were worth.
type chaosCount struct {
	mu                                    sync.Mutex
	runs, converged, refused, withWriter  int
	processes, resumed, killed, whole     int
	mishaps                               map[mishap]int
	failures                              map[apply.Failure]int
	found, withGaps, harmless             int
	losses, races, hidden, newer          int
	lateJobs, asLong, sure                int
	staleRaces, staleHidden, theirs, sent int
}

func (c *chaosCount) add(r *chaosRun) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mishaps == nil {
		c.mishaps, c.failures = map[mishap]int{}, map[apply.Failure]int{}
	}
	c.runs++
	if r.othersWrite {
		c.withWriter++
	}
	switch {
	case r.again != nil && r.again.Empty():
		c.converged++
	case r.again != nil && r.again.Refused():
		c.refused++
	}
	for _, p := range r.processes {
		c.processes++
		if p.resumed {
			c.resumed++
		}
		for i := range p.planned.plan.Changes {
			if replacesAsLong(&p.planned.plan.Changes[i]) != "" && !p.resumed {
				c.asLong++
			}
		}
		if p.result == nil {
			c.killed++
			continue
		}
		if p.result.OK() {
			c.whole++
		}
		for _, o := range p.result.Outcomes {
			if o.Found {
				c.found++
			}
			if o.Status == apply.Failed {
				c.failures[o.Failure]++
			}
		}
	}
	for _, q := range r.wire.log {
		if q.by != nil && !q.at.IsZero() {
			c.sent++
		}
		if q.mishap != none {
			c.mishaps[q.mishap]++
		}
	}
	c.theirs += len(r.writer.log)
	n := &r.count
	c.withGaps, c.harmless = c.withGaps+n.withGaps, c.harmless+n.harmless
	c.losses, c.races, c.hidden = c.losses+n.losses, c.races+n.races, c.hidden+n.hidden
	c.newer, c.lateJobs, c.sure = c.newer+n.newer, c.lateJobs+n.lateJobs, c.sure+n.sure
	c.staleRaces, c.staleHidden = c.staleRaces+n.staleRaces, c.staleHidden+n.staleHidden
}

// isEnough holds that the runs were worth something, and that what no client can
// prevent is rare.
func (c *chaosCount) isEnough(t *testing.T) {
	require.Greater(t, c.converged*2, c.runs, "most runs are to come to their end")
	require.Greater(t, c.killed*10, c.runs, "many processes are to be killed")
	require.Greater(t, c.resumed*5, c.runs, "many are to go on where another one stopped")
	require.Greater(t, c.found*5, c.runs, "many answers are to be found in the library")
	require.Greater(t, c.asLong*20, c.runs, "files are to be replaced by bytes as long")
	require.Positive(t, c.withGaps, "some plans are to be made after reads with gaps")
	require.Less(t, (c.races+c.hidden)*100, c.theirs, "the other writer is seldom hit in the moment between a look and a request")
	require.LessOrEqual(t, c.lateJobs*100, c.runs, "a job whose start was lost seldom ends in that moment")
}

func (c *chaosCount) String() string {
	return fmt.Sprintf(`%d runs, %d with a second writer: %d came to their end, %d to a plan that is refused
%d processes: %d went on where another stopped, %d were killed, %d did all they should
%d mutating requests arrived, %d of them after a read with gaps; %d harmless ones twice
mishaps: %v
failures: %v; %d answers found in the library
%d things done by the second writer; files that ended unplanned: %d, %d of them in the moment between look and request, %d hidden by a lag; deleted as planned with content that came after the plan: %d
requests on outdated knowledge: %d in that moment, %d hidden by a lag; jobs started again as a lost one ended: %d
files replaced by bytes as long, as plans said: %d; drafts uploaded twice, to be sure: %d`,
		c.runs, c.withWriter, c.converged, c.refused, c.processes, c.resumed, c.killed, c.whole,
		c.sent, c.withGaps, c.harmless, c.mishaps, c.failures, c.found, c.theirs, c.losses, c.races, c.hidden, c.newer, c.staleRaces, c.staleHidden, c.lateJobs, c.asLong, c.sure)
}
