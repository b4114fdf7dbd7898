package live_test

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
)

// shards is how many tests the cases are spread over, so that they run side by
// side. Each takes as many cases as -rapid.checks says, 100 unless it is given.
const shards = 20

// TestRandomLibraries takes random libraries and random wishes the whole way:
// seed, read, plan, apply, plan again. It does so one operation at a time, and
// with all that can go on at once, against a service that behaves in any way
// that its documents allow.
func TestRandomLibraries(t *testing.T) {
	o := options{copies: true, merges: true}
	outcomes := &tally{kinds: map[string]int{}, calls: map[plan.OpKind]int{}}
	t.Run("cases", func(t *testing.T) {
		for shard := range shards {
			t.Run(strconv.Itoa(shard), func(t *testing.T) {
				t.Parallel()
				rapid.Check(t, func(rt *rapid.T) {
					if err := drawCase(rt, o).check(t, outcomes); err != nil {
						rt.Fatal(err)
					}
				})
			})
		}
	})
	t.Log(outcomes)
	require.Greater(t, outcomes.real*2, outcomes.cases, "most cases are to be real plans")
	if enough := 1000; outcomes.cases >= enough {
		require.Greater(t, outcomes.asLong*100, outcomes.cases, "files are to be replaced by bytes as long")
	}
}

// randomCase is a library, what is wanted of it, and how its service behaves.
type randomCase struct {
	found   *found
	yaml    string
	service service
	options options
}

func drawCase(t *rapid.T, o options) *randomCase {
	f := drawFound(t)
	return &randomCase{f, drawWishes(t, f, o), drawService(t), o}
}

// check takes two accounts through the case. Its error is a promise that was
// broken, with all that is needed to see how.
func (c *randomCase) check(t *testing.T, outcomes *tally) error {
	var first *randomRun
	for _, parallelism := range []int{1, 16} {
		r := c.run(t, parallelism)
		if r.err != nil {
			return fmt.Errorf("%w\n%s%s", r.err, c, r)
		}
		if first == nil {
			outcomes.add(r)
		}
		if r.cannot != nil || r.plan.Refused() {
			return nil
		}
		if broken := r.broken(c.service, c.options); len(broken) > 0 {
			return fmt.Errorf("%d at a time:\n%s\n%s%s", parallelism, strings.Join(broken, "\n"), c, r)
		}
		if first == nil {
			first = r
			continue
		}
		if !reflect.DeepEqual(first.plan, r.plan) {
			return fmt.Errorf("two plans of one wish differ\n%s%s%s", c, first, r)
		}
		if difference := first.after.differs(r.after); difference != "" {
			return fmt.Errorf("another end with %d at a time:\n%s\n%s%s%s", parallelism, difference, c, first, r)
		}
	}
	return nil
}
