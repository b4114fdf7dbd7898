package apply_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// scripted answers in a fixed order: each call, and each look at what became of it.
type scripted struct {
	instant
	answers  []error        // of the calls; nil from there on
	verdicts []plan.Verdict // of the looks; the last one again and again
	job      plan.JobID
	held     []plan.Violation // what does not hold, from the second check on
	contents []plan.Content

	sent   []plan.Operation
	looks  int
	checks [][]plan.Condition
}

func (s *scripted) Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	if err := ready(ctx); err != nil {
		return "", err
	}
	s.sent = append(s.sent, *op)
	if n := len(s.sent); n <= len(s.answers) && s.answers[n-1] != nil {
		return "", s.answers[n-1]
	}
	return s.job, nil
}

func (s *scripted) Probe(context.Context, *plan.Operation) (plan.Verdict, error) {
	s.looks++
	return s.verdicts[min(s.looks, len(s.verdicts))-1], nil
}

func (s *scripted) Check(_ context.Context, conditions []plan.Condition) ([]plan.Violation, error) {
	s.checks = append(s.checks, conditions)
	if len(s.checks) == 1 {
		return nil, nil
	}
	return s.held, nil
}

func (s *scripted) Contents(context.Context, state.Path) ([]plan.Content, error) {
	return s.contents, nil
}

func verdict(a plan.VerdictAnswer) plan.Verdict { return plan.Verdict{Answer: a, Evidence: "as seen"} }

func TestALostAnswerIsLookedFor(t *testing.T) {
	lost := lostError{errBroken}
	done, not, unclear := verdict(plan.VerdictDone), verdict(plan.VerdictNotDone), verdict(plan.VerdictUnclear)
	for _, tt := range []struct {
		name     string
		op       plan.Operation
		answers  []error
		verdicts []plan.Verdict
		sends    int
		took     time.Duration
		kind     apply.Failure // "" if it is done
		err      string
	}{
		{name: "it was done", op: call(), answers: []error{lost}, verdicts: []plan.Verdict{done}, sends: 1},
		{name: "it shows after a while", op: op(plan.OpReplace, "/f"), answers: []error{lost},
			verdicts: []plan.Verdict{not, not, done}, sends: 1, took: 750 * time.Millisecond},
		{name: "it was not done: once more", op: call(), answers: []error{lost},
			verdicts: []plan.Verdict{not}, sends: 2, took: 2 * time.Second},
		{name: "what would do harm is not sent again before listings have settled", op: op(plan.OpReplace, "/f"),
			answers: []error{lost}, verdicts: []plan.Verdict{not}, sends: 2, took: 15 * time.Second},
		{name: "neither done nor not done", op: call(), answers: []error{lost}, verdicts: []plan.Verdict{unclear},
			sends: 1, took: 15 * time.Second, kind: apply.FailureUnknown,
			err: "it is not known whether operation 1 (update-file /f) was done: as seen"},
		{name: "a job may be running, as long as jobs may", op: op(plan.OpMoveFolder, "/a"), answers: []error{lost},
			verdicts: []plan.Verdict{unclear}, sends: 1, took: 30 * time.Minute, kind: apply.FailureUnknown,
			err: "it is not known whether operation 1 (move-folder /a) was done: as seen"},
		{name: "answers are lost again and again", op: call(), answers: []error{lost, lost, lost, lost},
			verdicts: []plan.Verdict{not}, sends: 4, took: 8 * time.Second, kind: apply.FailureUnknown,
			err: "operation 1 (update-file /f) was sent 4 times, and no answer came; the library shows nothing of it"},
		{name: "a refusal is believed where nothing is in doubt", op: call(), answers: []error{errBroken},
			sends: 1, kind: apply.FailureCall, err: errBroken.Error()},
		{name: "a refusal may be the answer to what was carried out late", op: call(), answers: []error{lost, errBroken},
			verdicts: []plan.Verdict{not, not, not, not, not, done}, sends: 2, took: 2 * time.Second},
		{name: "a refusal of what was never done", op: call(), answers: []error{lost, errBroken},
			verdicts: []plan.Verdict{not}, sends: 2, took: 17 * time.Second, kind: apply.FailureCall, err: errBroken.Error()},
		{name: "a refusal while nobody can tell", op: call(), answers: []error{lost, errBroken},
			verdicts: []plan.Verdict{not, not, not, not, not, unclear}, sends: 2, took: 17 * time.Second, kind: apply.FailureUnknown,
			err: "it is not known whether operation 1 (update-file /f) was done: as seen"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{answers: tt.answers, verdicts: tt.verdicts}
				var r *apply.Result
				took := elapsed(func() {
					var err error
					r, err = apply.Run(t.Context(), planOf(tt.op), s, apply.Options{})
					require.NoError(t, err)
				})
				require.Len(t, s.sent, tt.sends)
				require.Equal(t, tt.took, took)
				require.Equal(t, tt.kind, r.Outcomes[0].Failure)
				require.Equal(t, tt.err, r.Outcomes[0].Error)
				last := s.looks > 0 && tt.verdicts[min(s.looks, len(tt.verdicts))-1].Answer == plan.VerdictDone
				require.Equal(t, last, r.Outcomes[0].Found)
			})
		})
	}
}

func TestWhatIsLeftOfACallForSeveralIsSentAgain(t *testing.T) {
	files := []plan.FileRef{{Path: "/a", File: "1"}, {Path: "/b", File: "2"}, {Path: "/c", File: "3"}}
	o := op(plan.OpDeleteFiles, "/")
	o.Files = files
	for _, f := range files {
		o.Before = append(o.Before, plan.Condition{Kind: plan.HoldsFile, Path: f.Path, File: f.File})
	}
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{
			answers:  []error{lostError{errBroken}},
			verdicts: []plan.Verdict{{Answer: plan.VerdictPartly, Left: files[1:2]}},
		}
		p := planOf(o)
		r, err := apply.Run(t.Context(), p, s, apply.Options{})
		require.NoError(t, err)
		require.True(t, r.OK())
		require.Equal(t, files, s.sent[0].Files)
		require.Equal(t, files[1:2], s.sent[1].Files)
		require.Equal(t, o.Before[1:2], s.checks[1], "of those that are gone nothing must hold")
		require.Equal(t, files, p.Operations[0].Files, "the plan is as it was")
	})
}

func TestADrainedRunSendsNothingThatStillWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drain := make(chan struct{})
		time.AfterFunc(callTime/8, func() { close(drain) })
		s := newService() // each call of it waits for a while before it is sent
		rec := &recording{}
		r, err := apply.Run(t.Context(), planOf(call(), call()), s, apply.Options{Drain: drain, Parallelism: 1, Reporter: rec})
		require.NoError(t, err)
		require.Empty(t, s.runs)
		require.True(t, r.Interrupted)
		require.Equal(t, 2, r.Count(apply.Skipped))
		requireTrace(t, rec, `
			0s started 1
			25ms skipped 1 interrupted
			25ms skipped 2 interrupted
		`)
	})
}

func TestNothingIsSentThatMayNotBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drain := make(chan struct{})
		s := &scripted{}
		r, err := apply.Run(t.Context(), planOf(call(), call()), s, apply.Options{Parallelism: 1, Drain: drain, MaySend: func() error {
			if len(s.sent) == 0 {
				return nil
			}
			close(drain)
			return errors.New("the lock is lost")
		}})
		require.NoError(t, err)
		require.Len(t, s.sent, 1)
		require.True(t, r.Interrupted)
		require.Equal(t, &apply.Skip{Reason: apply.SkipInterrupted}, r.Outcomes[1].Skip)
	})
}

// brokenJournal takes some records and then no more.
type brokenJournal struct{ takes int }

func (j *brokenJournal) Append(apply.Record) error {
	if j.takes--; j.takes < 0 {
		return errors.New("no space left on device")
	}
	return nil
}

func TestNothingIsSentThatCannotBeWrittenDown(t *testing.T) {
	const says = "the journal cannot be written, and nothing is sent without it: no space left on device"
	for _, tt := range []struct {
		name   string
		takes  int
		sent   int
		status []apply.Status
	}{
		{"not even the first intent", 0, 0, []apply.Status{apply.Failed, apply.Skipped}},
		{"an intent, not its outcome: it is done, and the last", 1, 1, []apply.Status{apply.Done, apply.Skipped}},
		{"the second intent", 2, 1, []apply.Status{apply.Done, apply.Failed}},
		{"all of them", 4, 2, []apply.Status{apply.Done, apply.Done}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &scripted{}
			r, err := apply.Run(t.Context(), planOf(call(), call()), s,
				apply.Options{Parallelism: 1, Journal: &brokenJournal{tt.takes}})
			require.NoError(t, err)
			require.Len(t, s.sent, tt.sent)
			for i, want := range tt.status {
				require.Equal(t, want, r.Outcomes[i].Status)
				if want == apply.Failed {
					require.Equal(t, apply.FailureJournal, r.Outcomes[i].Failure)
					require.Equal(t, says, r.Outcomes[i].Error)
				}
			}
		})
	}
}

func TestPreconditionsAreReadWhenNothingIsLeftToWaitFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		began := time.Now()
		l := &library{onCheck: func() { at = append(at, time.Since(began)) }}
		l.holds("file", "/a")
		_, err := apply.Run(t.Context(), planOf(move(plan.OpMoveFile, "/a", "/b")), throttled{l}, apply.Options{})
		require.NoError(t, err)
		require.Equal(t, []time.Duration{time.Minute, 2 * time.Minute}, at, "after each wait, not before")
	})
}

// throttled is a library that lets each call wait for a minute, sends it, is told
// to wait for another one, and sends it again.
type throttled struct{ *library }

func (l throttled) Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	return l.library.Do(ctx, op, func(ctx context.Context) error {
		for range 2 {
			if err := pause(ctx, time.Minute); err != nil {
				return err
			}
			if err := ready(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// repeating is a service of which the first answer is lost, so that its client
// sends what is harmless once more.
type repeating struct{ *scripted }

func (r repeating) Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	if err := ready(ctx); err != nil {
		return "", err
	}
	return r.scripted.Do(ctx, op, ready)
}

func TestWhatARepetitionMeetsMayBeItsOwnWork(t *testing.T) {
	o := call()
	o.Before = []plan.Condition{{Kind: plan.HoldsFile, Path: "/f", File: "1", Tags: &[]state.Tag{"a"}}}
	for _, tt := range []struct {
		name    string
		verdict plan.VerdictAnswer
		kind    apply.Failure
	}{
		{"it is as it should be", plan.VerdictDone, ""},
		{"somebody else was there", plan.VerdictNotDone, apply.FailurePrecondition},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{verdicts: []plan.Verdict{verdict(tt.verdict)}, held: []plan.Violation{{Condition: o.Before[0], Found: "its tags are [b]"}}}
				r, err := apply.Run(t.Context(), planOf(o), repeating{s}, apply.Options{})
				require.NoError(t, err)
				require.Empty(t, s.sent)
				require.Equal(t, tt.kind, r.Outcomes[0].Failure, r.Outcomes[0].Error)
			})
		})
	}
}
