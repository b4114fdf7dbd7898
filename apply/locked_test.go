package apply_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
)

// lockedError is of a call that left files because a job had them.
type lockedError struct{ again, left []plan.FileRef }

func (lockedError) Error() string { return "a job had some of the files" }

func (e lockedError) Again() []plan.FileRef { return e.again }

func (e lockedError) WhyLeft(f plan.FileRef) string {
	for _, l := range append(e.again, e.left...) {
		if l == f {
			return "because"
		}
	}
	return ""
}

func TestFilesThatAJobHasAreTriedAgain(t *testing.T) {
	files := []plan.FileRef{{Path: "/a", File: "1"}, {Path: "/b", File: "2"}, {Path: "/c", File: "3"}}
	o := op(plan.OpDeleteFiles, "/")
	o.Files = files
	o.Before = []plan.Condition{{Kind: plan.HoldsFile, Path: "/a", File: "1"}, {Kind: plan.HoldsFile, Path: "/c", File: "3"}}
	busy := lockedError{again: files[2:]}
	for _, tt := range []struct {
		name    string
		answers []error
		maxWait time.Duration // 0: the default
		drainAt time.Duration
		sends   int
		took    time.Duration
		left    []apply.Left
		err     string
	}{
		{name: "twice", answers: []error{busy, busy}, sends: 3, took: 3 * time.Second},
		{name: "others were left for good", answers: []error{lockedError{again: files[2:], left: files[:1]}}, sends: 2, took: time.Second,
			left: []apply.Left{{Path: "/a", Why: "because"}}, err: "operation 1 (delete-files 3 files below /): 1 file left as before: /a: because"},
		{name: "for too long", answers: slices.Repeat([]error{busy}, 99), sends: 44, took: 19*time.Minute + 31*time.Second,
			left: []apply.Left{{Path: "/c", Why: "because"}}, err: "a job had some of the files"},
		{name: "for longer than anybody may wait", answers: slices.Repeat([]error{busy}, 99), maxWait: 10 * time.Second, sends: 4,
			took: 7 * time.Second, left: []apply.Left{{Path: "/c", Why: "because"}}, err: "a job had some of the files"},
		{name: "the run is told to stop meanwhile", answers: slices.Repeat([]error{busy}, 99), drainAt: 5 * time.Second, sends: 3,
			took: 5 * time.Second, left: []apply.Left{{Path: "/c", Why: "because"}}, err: "a job had some of the files"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{answers: tt.answers}
				drain := make(chan struct{})
				if tt.drainAt > 0 {
					time.AfterFunc(tt.drainAt, func() { close(drain) })
				}
				var r *apply.Result
				took := elapsed(func() {
					var err error
					r, err = apply.Run(t.Context(), planOf(o), s, apply.Options{Drain: drain, MaxWait: tt.maxWait})
					require.NoError(t, err)
				})
				require.Len(t, s.sent, tt.sends)
				require.Equal(t, tt.took, took)
				require.Equal(t, files[2:], s.sent[1].Files)
				require.Equal(t, o.Before[1:], s.checks[1], "each time what must hold is read")
				require.Equal(t, tt.left, r.Outcomes[0].Left)
				require.Equal(t, tt.err, r.Outcomes[0].Error)
			})
		})
	}
}
