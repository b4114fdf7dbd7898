package apply_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// slowLooks is a library in which a look takes longer than listings are given to
// settle, and shows what was there when it began.
type slowLooks struct {
	scripted
	takes time.Duration // the first look of each kind; the others take no time
	order []string
}

func (s *slowLooks) Probe(ctx context.Context, op *plan.Operation) (plan.Verdict, error) {
	v, err := s.scripted.Probe(ctx, op)
	if s.looks == 1 {
		time.Sleep(s.takes)
	}
	return v, err
}

func (s *slowLooks) Check(ctx context.Context, conditions []plan.Condition) ([]plan.Violation, error) {
	s.order = append(s.order, "check")
	if len(s.checks) == 1 { // the first one after the job
		s.checks = append(s.checks, conditions)
		time.Sleep(s.takes)
		return []plan.Violation{{Condition: conditions[0], Found: "nothing is there"}}, nil
	}
	return s.scripted.Check(ctx, conditions)
}

func (s *slowLooks) Contents(ctx context.Context, folder state.Path) ([]plan.Content, error) {
	s.order = append(s.order, "contents")
	return s.scripted.Contents(ctx, folder)
}

// What a look shows that took long is old when it comes: it ends no patience.
func TestASlowLookIsNotTheLastOne(t *testing.T) {
	t.Run("whether a call was carried out", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &slowLooks{takes: time.Minute, scripted: scripted{answers: []error{lostError{errBroken}},
				verdicts: []plan.Verdict{verdict(plan.VerdictNotDone), verdict(plan.VerdictDone)}}}
			r, err := apply.Run(t.Context(), planOf(op(plan.OpReplace, "/f")), s, apply.Options{})
			require.NoError(t, err)
			require.True(t, r.OK(), r.Outcomes[0].Error)
			require.Len(t, s.sent, 1, "it was carried out, and is not sent again")
		})
	})
	t.Run("what a job left", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &slowLooks{takes: time.Minute}
			r, err := apply.Run(t.Context(), planOf(move(plan.OpMoveFolder, "/a", "/b")), s, apply.Options{})
			require.NoError(t, err)
			require.True(t, r.OK(), r.Outcomes[0].Error)
		})
	})
}

// Between the look at the conditions and the request nothing else is read.
func TestConditionsAreTheLastThingThatIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slowLooks{}
		_, err := apply.Run(t.Context(), planOf(move(plan.OpMoveFolder, "/a", "/b")), s, apply.Options{})
		require.NoError(t, err)
		require.Equal(t, []string{"contents", "check"}, s.order[:2])
	})
}
