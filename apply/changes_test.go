package apply_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
)

func TestChanges(t *testing.T) {
	done := apply.Outcome{Op: 1, Status: apply.Done}
	failed := apply.Outcome{Op: 2, Status: apply.Failed, Error: "500", Failure: apply.FailureCall}
	skipped := apply.Outcome{Op: 3, Status: apply.Skipped, Skip: &apply.Skip{Reason: apply.SkipUpstream, Cause: 2}}
	// A change is named after the operations that are for it.
	p := &plan.Plan{
		Changes: []plan.Change{{ID: "1"}, {ID: "12"}, {ID: "13"}, {ID: "2"}, {ID: "23"}, {ID: "3"}, {ID: ""}},
		Operations: []plan.Operation{
			{ID: 1, Changes: []plan.ChangeID{"1", "12", "13"}},
			{ID: 2, Changes: []plan.ChangeID{"12", "2", "23"}},
			{ID: 3, Changes: []plan.ChangeID{"13", "23", "3", "of another plan"}},
		},
	}
	want := []apply.ChangeOutcome{
		{Change: "1", Status: apply.ChangeDone},
		{Change: "12", Status: apply.ChangePartly, Reasons: []apply.Outcome{failed}},
		{Change: "13", Status: apply.ChangePartly, Reasons: []apply.Outcome{skipped}},
		{Change: "2", Status: apply.ChangeFailed, Reasons: []apply.Outcome{failed}},
		{Change: "23", Status: apply.ChangeFailed, Reasons: []apply.Outcome{failed, skipped}},
		{Change: "3", Status: apply.ChangeSkipped, Reasons: []apply.Outcome{skipped}},
		{Change: "", Status: apply.ChangeSkipped},
	}
	r := &apply.Result{Outcomes: []apply.Outcome{done, failed, skipped}}
	if diff := cmp.Diff(want, r.Changes(p)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestChangesOfACallForSeveralAreToldApart(t *testing.T) {
	p := &plan.Plan{
		Changes: []plan.Change{{ID: "a"}, {ID: "b"}, {ID: "c"}},
		Operations: []plan.Operation{{
			ID: 1, Kind: plan.OpDeleteFiles, Changes: []plan.ChangeID{"a", "b", "c"},
			Files: []plan.FileRef{{Path: "/a"}, {Path: "/b"}, {Path: "/c"}},
		}},
	}
	failed := apply.Outcome{Op: 1, Status: apply.Failed, Error: "1 of 3 files was not deleted: /b: locked", Failure: apply.FailureCall}
	for _, tt := range []struct {
		name string
		left []apply.Left
		want []apply.ChangeStatus
		why  string // of /b
	}{
		{"the answer names the one that was left", []apply.Left{{Path: "/b", Why: "locked"}},
			[]apply.ChangeStatus{apply.ChangeDone, apply.ChangeFailed, apply.ChangeDone}, "locked"},
		{"the call failed as a whole", nil,
			[]apply.ChangeStatus{apply.ChangeFailed, apply.ChangeFailed, apply.ChangeFailed}, failed.Error},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := failed
			o.Left = tt.left
			got := (&apply.Result{Outcomes: []apply.Outcome{o}}).Changes(p)
			for i, want := range tt.want {
				require.Equal(t, want, got[i].Status, got[i].Change)
			}
			require.Equal(t, tt.why, got[1].Reasons[0].Error)
		})
	}
}
