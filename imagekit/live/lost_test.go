package live_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
)

// TestLostAnswer breaks the connection of a delete, which is never repeated
// blindly: it says that it may be done, and a probe says whether it is.
func TestLostAnswer(t *testing.T) {
	for _, test := range []struct {
		name    string
		fault   emulator.Fault
		probe   plan.VerdictAnswer
		missing bool // a third file, for which the call has to be made again without it
	}{
		{name: "it was done", fault: emulator.Fault{Kind: emulator.FaultDropAfter}, probe: plan.VerdictDone},
		{name: "it was done, and a server error came", fault: emulator.Fault{Kind: emulator.FaultStatusAfter, Status: 502}, probe: plan.VerdictDone},
		{name: "it was not done", fault: emulator.Fault{Kind: emulator.FaultDropBefore}, probe: plan.VerdictNotDone},
		{name: "it was done, but for one that was gone", fault: emulator.Fault{Kind: emulator.FaultDropAfter, After: 1}, missing: true, probe: plan.VerdictDone},
		{name: "all that was done is that one was gone", fault: emulator.Fault{Kind: emulator.FaultDropBefore, After: 1}, missing: true, probe: plan.VerdictPartly},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.fault.Match = "POST /v1/files/batch/deleteByFileIds"
			a := newAccount(t, emulator.WithFaults(test.fault))
			op := many(plan.OpDeleteFiles, a.seed(t, "/s/a.jpg", "/s/b.jpg"))
			if test.missing {
				op.Files = append(op.Files, plan.FileRef{Path: "/s/c.jpg", File: "0123456789abcdef01234567"})
			}
			err := a.do(context.Background(), op)
			require.True(t, outcomeUnknown(err), "%v", err)
			require.True(t, imagekit.IsOutcomeUnknown(err))
			require.ErrorContains(t, err, "delete files: it is not known whether this was done: ")
			if test.missing {
				var files *live.FilesError
				require.ErrorAs(t, err, &files)
				require.True(t, files.OutcomeUnknown())
			}
			require.Equal(t, a.server.Count(test.fault.Match), 1+test.fault.After, "nothing is repeated")
			v, err := a.library.Probe(context.Background(), &op)
			require.NoError(t, err)
			require.Equal(t, test.probe, v.Answer, v.Evidence)
		})
	}
}

// outcomeUnknown is what a run asks an error.
func outcomeUnknown(err error) bool {
	var u interface{ OutcomeUnknown() bool }
	return errors.As(err, &u) && u.OutcomeUnknown()
}
