package plan_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// drawOperations draws n operations of all classes, which need some before them.
func drawOperations(t *rapid.T, n int) []plan.Operation {
	kinds := rapid.SampledFrom([]plan.OpKind{
		plan.OpCreateFolder, plan.OpUpdateFile, plan.OpDeleteFile, plan.OpMoveFile, plan.OpDeleteFiles, plan.OpUpload, plan.OpMoveFolder,
	})
	names := rapid.SampledFrom([]state.Path{"/a", "/b", "/c", "/d/e", "/d/f", "/d/g"})
	ops := make([]plan.Operation, n)
	for i := range ops {
		op := plan.Operation{ID: plan.OpID(i + 1), Kind: kinds.Draw(t, "kind"), Path: names.Draw(t, "path"), File: "f"}
		op.Class = op.Kind.Class()
		switch op.Kind {
		case plan.OpUpload:
			op.Source = &plan.SourceArgs{Size: rapid.Int64Range(0, 20_000_000).Draw(t, "size")}
		case plan.OpMoveFolder, plan.OpMoveFile:
			op.Dest = names.Draw(t, "dest")
		default:
		}
		op.Before = make([]plan.Condition, rapid.IntRange(0, 20).Draw(t, "checks"))
		for c := range op.Before {
			op.Before[c].Kind = plan.IsFree
		}
		for range min(i, rapid.IntRange(0, 2).Draw(t, "needs")) {
			op.Needs = append(op.Needs, plan.Need{Op: plan.OpID(rapid.IntRange(1, i).Draw(t, "need"))})
		}
		ops[i] = op
	}
	return ops
}

// least is how long an operation takes by itself, at least.
func least(a plan.Assumptions, op *plan.Operation) float64 {
	calls, rest := 1, 0.0
	if op.Kind.Destructive() && len(op.Before) > 0 {
		calls++
	}
	if op.Class == plan.ClassJob {
		calls++ // a look at it
		rest = a.Job.Seconds() - a.Latency.Seconds()
	}
	if op.Source != nil {
		rest = float64(op.Source.Size) / float64(a.UploadSpeed)
	}
	return float64(calls)*a.Latency.Seconds() + rest
}

// lowerBound is the largest of what limits, slots, the line and the longest
// path ask for, each as if there were nothing else.
func lowerBound(a plan.Assumptions, ops []plan.Operation, reads int) float64 {
	writes, bytes, path := 0, int64(0), 0.0
	slots := map[plan.Class]float64{}
	ends := make([]float64, len(ops))
	for i := range ops {
		op := &ops[i]
		if op.Class != plan.ClassUpload {
			writes++
		}
		if op.Source != nil {
			bytes += op.Source.Size
		}
		for _, need := range op.Needs {
			ends[i] = max(ends[i], ends[need.Op-1])
		}
		ends[i] += least(a, op)
		path = max(path, ends[i])
		slots[op.Class] += least(a, op) / plan.DefaultParallelism
	}
	return max(float64(writes-20)/5, float64(reads-100)/40, path, slots[plan.ClassJob], slots[plan.ClassUpload], slots[plan.ClassWrite], float64(bytes)/float64(a.UploadSpeed))
}

func TestForecastIsNeverBelowWhatLimitsAndNeedsAllow(t *testing.T) {
	a := plan.DefaultAssumptions()
	rapid.Check(t, func(t *rapid.T) {
		p := &plan.Plan{Operations: drawOperations(t, rapid.IntRange(0, 60).Draw(t, "operations"))}
		f := a.Forecast(p)
		checks := 0
		for i := range p.Operations {
			if op := &p.Operations[i]; op.Kind.Destructive() {
				checks += len(op.Before)
			}
			if p.Operations[i].Class == plan.ClassJob {
				checks++
			}
		}
		if f.Reads < checks {
			t.Fatalf("%d reads are foreseen, of %d", f.Reads, checks)
		}
		if bound := lowerBound(a, p.Operations, f.Reads); f.Seconds < bound-1e-6 {
			t.Fatalf("%v s, below %v s", f.Seconds, bound)
		}
		if again := a.Forecast(p); again != f {
			t.Fatalf("%v at first, then %v", f, again)
		}
	})
}

// TestForecastOfAWidePlanIsWhatItsLimitsAllow: where nothing waits for
// anything else, limits are all there is.
func TestForecastOfAWidePlanIsWhatItsLimitsAllow(t *testing.T) {
	a := plan.DefaultAssumptions()
	rapid.Check(t, func(t *rapid.T) {
		ops := drawOperations(t, rapid.IntRange(60, 200).Draw(t, "operations"))
		for i := range ops {
			ops[i].Needs = nil
			if op := &ops[i]; op.Class != plan.ClassWrite {
				*op = plan.Operation{ID: op.ID, Kind: plan.OpUpdateFile, Class: plan.ClassWrite, File: "f"}
			}
		}
		f := a.Forecast(&plan.Plan{Operations: ops})
		bound := lowerBound(a, ops, f.Reads)
		if most := 1.05*bound + a.Latency.Seconds(); f.Seconds > most || math.IsNaN(f.Seconds) {
			t.Fatalf("%v s, above %v s", f.Seconds, most)
		}
	})
}

// BenchmarkForecast is of a plan in which each operation is checked and needs
// one of the hundred before it.
func BenchmarkForecast(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := &plan.Plan{Operations: make([]plan.Operation, n), Changes: make([]plan.Change, n)}
			for i := range p.Operations {
				op := plan.Operation{ID: plan.OpID(i + 1), Kind: plan.OpDeleteFile, File: "f", Path: "/f",
					Before: []plan.Condition{{Kind: plan.HoldsFile, Path: "/f", File: "f"}}}
				if i%50 == 0 {
					op.Kind, op.Path = plan.OpMoveFolder, state.Path(fmt.Sprint("/d", i))
				}
				id := plan.ChangeID(fmt.Sprint("file:/f", i))
				op.Class, op.Changes = op.Kind.Class(), []plan.ChangeID{id}
				p.Changes[i] = plan.Change{ID: id, Along: i % 1000}
				if i > 0 {
					op.Needs = []plan.Need{{Op: plan.OpID(max(1, i-i*7919%100))}}
				}
				p.Operations[i] = op
			}
			b.ReportAllocs()
			for b.Loop() {
				plan.DefaultAssumptions().Forecast(p)
			}
		})
	}
}
