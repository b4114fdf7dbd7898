package plan_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// mustMake plans; nil where the wish cannot be or is refused.
func mustMake(w *state.Want, h *state.Have) (*plan.Plan, error) {
	p, err := plan.Make(w, h, plan.Source{Endpoint: "https://api.test"}, plan.Options{Now: noon, AllowEmpty: plan.Granted})
	if err != nil {
		return nil, err
	}
	if p.Refused() {
		return nil, fmt.Errorf("refused: %s", planText(p))
	}
	return p, nil
}

// carryOut does some or all operations of p, in a random order that its needs allow.
func carryOut(t *rapid.T, m *model, p *plan.Plan, most int) {
	done := map[plan.OpID]bool{}
	for len(done) < min(most, len(p.Operations)) {
		next := rapid.SampledFrom(ready(p, done)).Draw(t, "next")
		if err := m.do(next); err != nil {
			t.Fatalf("operation %d: %v\nplan:\n%s\n%s\nlibrary:\n%s", next.ID, err, changesText(p), operationsText(p), m)
		}
		done[next.ID] = true
	}
}

// doomed is the marks of the files whose end stands in p.
func doomed(m *model, p *plan.Plan) map[string]bool {
	out := map[string]bool{}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Kind == plan.File && c.Action == plan.Delete {
			out[m.files[c.Path].mark] = true
			for _, mark := range m.files[c.Path].older {
				out[mark] = true
			}
		}
	}
	return out
}

func TestAPlanThatIsCarriedOutLeavesNothingToDo(t *testing.T) {
	outcomes := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		m := newModel(have(s.text))
		p, err := mustMake(s.want, m.observe())
		if err != nil {
			outcomes[kindOf(err)]++
			return
		}
		outcomes[size(p)]++
		before, ends := m.marks(), doomed(m, p)
		carryOut(t, m, p, len(p.Operations))
		after := m.marks()
		for mark := range before {
			if _, alive := after[mark]; alive == ends[mark] {
				t.Fatalf("%s: alive %t, end in the plan %t\n%s\n%s\n%s", mark, alive, ends[mark], s, changesText(p), operationsText(p))
			}
		}
		again, err := plan.Make(s.want, m.observe(), plan.Source{}, plan.Options{Now: noon, AllowEmpty: plan.Granted})
		if err != nil || !again.Empty() || again.Refused() {
			t.Fatalf("the next plan is not empty: %v\n%s\nfirst:\n%s\n%s\nthen:\n%s%s\nlibrary:\n%s", err, s, changesText(p), operationsText(p), text(again), "", m)
		}
	})
	t.Log(outcomes)
}

func text(p *plan.Plan) string {
	if p == nil {
		return ""
	}
	return planText(p)
}

func kindOf(err error) string {
	var problems state.Problems
	if errors.As(err, &problems) {
		words := strings.Fields(problems[0].Message)
		return "problem: " + strings.Join(words[max(0, len(words)-5):], " ")
	}
	return strings.Join(strings.Fields(err.Error())[:3], " ")
}

func size(p *plan.Plan) string {
	switch n := len(p.Operations); {
	case n == 0:
		return "empty"
	case n < 4:
		return "small"
	case n < 8:
		return "middling"
	default:
		return "large"
	}
}

func TestAPlanIsTheSameEveryTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		var first []byte
		for range 2 {
			p, err := plan.Make(s.want, have(s.text), plan.Source{Endpoint: "https://api.test"}, plan.Options{Now: noon, AllowEmpty: plan.Granted})
			if err != nil {
				return
			}
			var b bytes.Buffer
			if err := plan.Encode(&b, p); err != nil {
				t.Fatal(err)
			}
			if first != nil && !bytes.Equal(first, b.Bytes()) {
				t.Fatalf("two plans of one wish differ:\n%s", cmp.Diff(string(first), b.String()))
			}
			first = b.Bytes()
			back, err := plan.Decode(&b)
			if err != nil {
				t.Fatalf("%v\n%s", err, first)
			}
			if !reflect.DeepEqual(p, back) {
				t.Fatalf("a plan that is read back differs:\n%s", cmp.Diff(p, back, cmp.Comparer(state.Value.Equal)))
			}
		}
	})
}

func isCopy(mark string, _ state.Path) bool { return strings.HasPrefix(mark, "copy ") }

// halfMade says whether a mark is that of a copy that is made anew where a run
// was killed before it was at its place.
func halfMade(mark string) bool {
	return strings.HasPrefix(mark, "copy ") && strings.Contains(mark, "/iksync_")
}

func TestARunThatIsKilledAnywhereCanBePlannedAnew(t *testing.T) {
	outcomes := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		whole := newModel(have(s.text))
		p, err := mustMake(s.want, whole.observe())
		if err != nil || len(p.Operations) < 2 {
			return
		}
		ends := doomed(whole, p)
		for _, op := range p.Operations {
			if err := whole.do(&op); err != nil {
				t.Fatalf("operation %d: %v", op.ID, err)
			}
		}
		m := newModel(have(s.text))
		carryOut(t, m, p, rapid.IntRange(1, len(p.Operations)-1).Draw(t, "killed after"))
		killed := m.String()
		again, err := mustMake(s.want, m.observe())
		if err != nil && strings.Contains(err.Error(), "in scope has the id ") {
			// Moves give new ids here, so that a pin may find nothing half-way. That is said, and
			// the journal of the run knows better.
			outcomes["lost a pin"]++
			for mark := range newModel(have(s.text)).marks() {
				if !ends[mark] && m.marks()[mark] == "" {
					t.Fatalf("%s is lost\n%s\nkilled:\n%s", mark, s, killed)
				}
			}
			return
		}
		if err != nil {
			t.Fatalf("it cannot be planned anew: %v\n%s\nfirst:\n%s%s\nkilled:\n%s", err, s, changesText(p), operationsText(p), killed)
		}
		outcomes["goes on"]++
		for mark := range doomed(m, again) {
			if !ends[mark] && !halfMade(mark) {
				t.Fatalf("%s is lost\n%s\nfirst:\n%s%s\nkilled:\n%s\nthen:\n%s", mark, s, changesText(p), operationsText(p), killed, text(again))
			}
		}
		carryOut(t, m, again, len(again.Operations))
		want, got := whole.marks(), m.marks()
		if p.Totals.Actions[plan.Copy] > 0 && p.Totals.Actions[plan.Upload] > 0 { // a copy may be made before or after an upload to its source
			maps.DeleteFunc(want, isCopy)
			maps.DeleteFunc(got, isCopy)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("another end:\n%s\n%s\nfirst:\n%s%s\nkilled:\n%s\nthen:\n%s", diff, s, changesText(p), operationsText(p), killed, text(again))
		}
		last, err := mustMake(s.want, m.observe())
		if err != nil || !last.Empty() {
			t.Fatalf("the last plan is not empty: %v\n%s\nfirst:\n%s%s\nkilled:\n%s\nthen:\n%s\nlast:\n%s", err, s, changesText(p), operationsText(p), killed, text(again), text(last))
		}
	})
	t.Log(outcomes)
}

// TestAnIncompleteReadLosesNothing hides a part of the library. What is planned
// from the rest may fail where it meets what was hidden, and loses nothing.
func TestAnIncompleteReadLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		m := newModel(have(s.text))
		seen := m.observe()
		seen.Gaps = []state.Gap{{Reason: state.GapShifted, Scope: "/"}}
		for _, path := range slices.Sorted(maps.Keys(seen.Folders)) {
			if rapid.IntRange(0, 3).Draw(t, "hide folder") == 0 {
				delete(seen.Folders, path)
			}
		}
		for _, path := range slices.Sorted(maps.Keys(seen.Files)) {
			if rapid.IntRange(0, 3).Draw(t, "hide file") == 0 {
				delete(seen.Files, path)
			}
		}
		p, err := mustMake(s.want, seen)
		if err != nil {
			return
		}
		before := m.marks()
		done, failed := map[plan.OpID]bool{}, map[plan.OpID]bool{}
		for _, op := range p.Operations {
			switch op.Kind {
			case plan.OpDeleteFile, plan.OpDeleteFiles, plan.OpDeleteFolder, plan.OpDeleteField:
				t.Fatalf("it deletes\n%s\n%s", s, planText(p))
			}
			skip := slices.ContainsFunc(op.Needs, func(n plan.Need) bool { return failed[n.Op] })
			if skip || m.do(&op) != nil {
				failed[op.ID] = true
			} else {
				done[op.ID] = true
			}
		}
		for mark, path := range before {
			if _, alive := m.marks()[mark]; !alive {
				t.Fatalf("%s is lost\n%s\n%s", path, s, planText(p))
			}
		}
	})
}
