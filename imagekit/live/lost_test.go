package live_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// TestLostAnswer breaks the connection of a delete, which is never repeated
// blindly: it says that it may be done, and a probe says whether it is.
func TestLostAnswer(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault emulator.Fault
		probe plan.VerdictAnswer
	}{
		{name: "it was done", fault: emulator.Fault{Kind: emulator.FaultDropAfter}, probe: plan.VerdictDone},
		{name: "it was done, and a server error came", fault: emulator.Fault{Kind: emulator.FaultStatusAfter, Status: 502}, probe: plan.VerdictDone},
		{name: "it was not done", fault: emulator.Fault{Kind: emulator.FaultDropBefore}, probe: plan.VerdictNotDone},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.fault.Match = "POST /v1/files/batch/deleteByFileIds"
			a := newAccount(t, emulator.WithFaults(test.fault))
			op := many(plan.OpDeleteFiles, a.seed(t, "/s/a.jpg", "/s/b.jpg"))
			err := a.do(context.Background(), op)
			require.True(t, outcomeUnknown(err), "%v", err)
			require.True(t, imagekit.IsOutcomeUnknown(err))
			require.ErrorContains(t, err, "delete files: it is not known whether this was done: ")
			require.Equal(t, a.server.Count(test.fault.Match), 1, "nothing is repeated")
			v, err := a.library.Probe(context.Background(), &op)
			require.NoError(t, err)
			require.Equal(t, test.probe, v.Answer, v.Evidence)
		})
	}
}

// TestLostThenRefused has the service carry out what is harmless to repeat, lose
// its answer, and then not take the repetition: that it is done is not forgotten.
func TestLostThenRefused(t *testing.T) {
	for _, test := range []struct {
		name  string
		kind  plan.OpKind
		match string
		then  emulator.Fault
	}{
		{name: "tags, and a pause for too long", kind: plan.OpAddTags, match: "POST /v1/files/addTags", then: emulator.Fault{Status: 429, ResetMillis: 3_000_000}},
		{name: "tags, and a refusal", kind: plan.OpRemoveTags, match: "POST /v1/files/removeTags", then: emulator.Fault{Status: 400}},
		{name: "an update, and a refusal", kind: plan.OpUpdateFile, match: "PATCH /v1/files/{id}/details", then: emulator.Fault{Status: 400}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				test.then.Match = test.match
				a := newAccount(t, emulator.WithFaults(
					emulator.Fault{Match: test.match, Kind: emulator.FaultStatusAfter, Status: 502, Times: 1}, test.then))
				files := a.seed(t, "/s/a.jpg", "/s/b.jpg")
				op := many(test.kind, files, "new")
				if test.kind == plan.OpUpdateFile {
					op = plan.Operation{Kind: test.kind, Path: files[0].Path, File: files[0].File, Update: &plan.FileUpdate{Tags: &[]state.Tag{"new"}}}
				}
				err := a.do(context.Background(), op)
				require.True(t, outcomeUnknown(err), "%v", err)
				require.Empty(t, again(err))
				v, err := a.library.Probe(context.Background(), &op)
				require.NoError(t, err)
				require.Equal(t, plan.VerdictDone, v.Answer, v.Evidence)
			})
		})
	}
}

// outcomeUnknown is what a run asks an error.
func outcomeUnknown(err error) bool {
	var u interface{ OutcomeUnknown() bool }
	return errors.As(err, &u) && u.OutcomeUnknown()
}
