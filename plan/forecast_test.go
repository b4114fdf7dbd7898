package plan_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// planned is a plan of ops, numbered in their order, each with a change of its
// own. Along says how many files go along with which.
func planned(along map[int]int, ops ...plan.Operation) *plan.Plan {
	p := &plan.Plan{Operations: ops}
	for i := range ops {
		id := plan.ChangeID(fmt.Sprint("folder:/", i+1))
		ops[i].ID, ops[i].Class, ops[i].Changes = plan.OpID(i+1), ops[i].Kind.Class(), []plan.ChangeID{id}
		p.Changes = append(p.Changes, plan.Change{ID: id, Kind: plan.Folder, Along: along[i+1]})
	}
	return p
}

// times is n operations like op, each at a place of its own.
func times(n int, op plan.Operation) []plan.Operation {
	ops := slices.Repeat([]plan.Operation{op}, n)
	for i := range ops {
		ops[i].Path = state.Path(fmt.Sprintf("/from%d/a", i))
		if op.Dest != "" {
			ops[i].Dest = state.Path(fmt.Sprintf("/to%d/a", i))
		}
	}
	return ops
}

// chained makes each operation need the one before it.
func chained(ops []plan.Operation) []plan.Operation {
	for i := range ops[1:] {
		ops[i+1] = needing(ops[i+1], plan.OpID(i+1))
	}
	return ops
}

func needing(op plan.Operation, ids ...plan.OpID) plan.Operation {
	for _, id := range ids {
		op.Needs = append(op.Needs, plan.Need{Op: id, Why: plan.NeedSequence})
	}
	return op
}

// before and after are op with n conditions of one kind.
func before(op plan.Operation, n int, c plan.Condition) plan.Operation {
	op.Before = slices.Repeat([]plan.Condition{c}, n)
	return op
}

func after(op plan.Operation, n int, c plan.Condition) plan.Operation {
	op.After = slices.Repeat([]plan.Condition{c}, n)
	return op
}

func upload(size int64, tags ...state.Tag) plan.Operation {
	return plan.Operation{Kind: plan.OpUpload, Path: "/u", Source: &plan.SourceArgs{Size: size},
		Update: &plan.FileUpdate{Tags: &tags}}
}

func TestForecast(t *testing.T) {
	var (
		create = plan.Operation{Kind: plan.OpCreateFolder}
		remove = plan.Operation{Kind: plan.OpDeleteFile, File: "f"}
		tidy   = plan.Operation{Kind: plan.OpDeleteFolder}
		move   = plan.Operation{Kind: plan.OpMoveFolder, Path: "/a/x", Dest: "/b/x"}
		beside = plan.Operation{Kind: plan.OpMoveFolder, Path: "/a/y", Dest: "/b/y"}
		rename = plan.Operation{Kind: plan.OpRenameFolder, Path: "/a/y", Dest: "/a/z"}
		file   = plan.Condition{Kind: plan.HoldsFile, Path: "/f", File: "f"}
		free   = plan.Condition{Kind: plan.IsFree, Path: "/f"}
		empty  = plan.Condition{Kind: plan.IsEmpty, Path: "/f"}
		only   = func(n int) plan.Condition {
			return plan.Condition{Kind: plan.HoldsOnly, Path: "/f", Content: make([]plan.Content, n)}
		}
		one  = func(op plan.Operation) *plan.Plan { return planned(nil, op) }
		many = func(ops ...plan.Operation) *plan.Plan { return planned(nil, ops...) }
	)
	const job = 2.35 // a second that is seen after pauses of 250 ms, 500 ms and 1 s, with a call before each and after the last, and a look at its folders before and after all
	for _, test := range []struct {
		name    string
		plan    *plan.Plan
		seconds float64
		reads   int
	}{
		{"nothing takes no time", many(), 0, 0},
		{"one call takes as long as its answer", one(create), 0.1, 0},
		{"eight calls go at a time", many(times(8, create)...), 0.1, 0},
		{"the ninth waits for a slot", many(times(9, create)...), 0.2, 0},
		{"twenty are let through at once", many(times(20, create)...), 0.3, 0},
		{"the rest goes five a second", many(times(200, create)...), 36.1, 0},
		{"a chain goes one by one", many(chained(times(5, create))...), 0.5, 0},
		{"a chain of calls is hardly limited", many(chained(times(50, create))...), 6.1, 0},
		{"the longest way goes first", many(append(times(16, create), create, needing(create, 17), needing(create, 18))...), 0.3, 0},
		{"a ring never starts", many(create, needing(create, 3), needing(create, 2)), 0.1, 0},

		{"a delete is checked before", one(before(remove, 1, file)), 0.2, 1},
		{"what does no harm is not", one(before(create, 1, free)), 0.1, 0},
		{"an empty folder is listed with it too", one(before(tidy, 1, empty)), 0.2, 1},
		{"one with little in it is listed with it", one(before(tidy, 1, only(3))), 0.2, 1},
		{"a full one has pages", one(before(tidy, 1, only(2500))), 0.4, 3},
		{"eight checks go at a time", one(before(remove, 8, file)), 0.2, 8},
		{"the ninth check waits", one(before(remove, 9, file)), 0.3, 9},
		{"the first hundred checks are let through at once", one(before(remove, 100, file)), 1.4, 100},

		{"more go forty a second", many(slices.Repeat([]plan.Operation{before(remove, 100, file)}, 10)...), 22.7, 1000},

		{"a job is looked at until it is done", one(move), job, 5},
		{"some files more make no difference to that", planned(map[int]int{1: 50}, move), job, 6},
		{"done while it is looked at is done", planned(map[int]int{1: 1_050}, move), job + 0.2, 8},
		{"many files do", planned(map[int]int{1: 3_000}, move), 5.25, 15},
		{"more files than a job can take count as all it can", planned(map[int]int{1: 1 << 60}, move), 111.65, 233},
		{"a job is checked before and compared after", one(after(before(move, 2, free), 1, free)), job + 0.1, 8},
		{"a chain of seven jobs", many(chained(times(7, move))...), 7 * job, 35},
		{"eight jobs run at a time", many(times(8, move)...), job, 40},
		{"the ninth job waits for a slot", many(times(9, move)...), 2 * job, 45},
		{"jobs take no slots of calls", many(append(times(8, move), times(8, create)...)...), job, 40},
		{"a job into a locked folder waits for the one that is there", many(move, beside), 2 * job, 10},
		{"and has its turn when that is over", planned(map[int]int{1: 100}, move, beside, create), 2 * job, 11},
		{"the root is never locked", many(plan.Operation{Kind: plan.OpMoveFolder, Path: "/a/x", Dest: "/x"},
			plan.Operation{Kind: plan.OpMoveFolder, Path: "/b/y", Dest: "/y"}), job, 10},
		{"a job out of a folder that another one left does not wait", many(move, rename), job, 10},
		{"a third one waits for both", many(move, beside, plan.Operation{Kind: plan.OpMergeFolder, Path: "/c", Dest: "/b/c"}), 3 * job, 15},

		{"an upload takes as long as its bytes", one(upload(5_000_000)), 1.1, 0},
		{"uploads share the line", many(upload(5_000_000), upload(5_000_000)), 2.1, 0},
		{"uploads have no limit", many(slices.Repeat([]plan.Operation{upload(0)}, 100)...), 1.3, 0},
		{"a tag with a comma follows its upload", one(upload(0, "a,b")), 0.2, 0},
		{"other tags travel with it", one(upload(0, "a", "b")), 0.1, 0},
		{"no upload takes more than an hour", one(upload(1 << 62)), 3600.1, 0},

		{"a file without an id is searched for and looked at", one(plan.Operation{Kind: plan.OpUpdateFile}), 0.3, 2},
		{"a bulk call has one search for all of them", one(plan.Operation{Kind: plan.OpAddTags, Files: make([]plan.FileRef, 50)}), 0.9, 51},
		{"and none for those it knows", one(plan.Operation{Kind: plan.OpAddTags, Files: []plan.FileRef{{File: "f"}}}), 0.1, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, plan.Forecast{Seconds: test.seconds, Reads: test.reads}, plan.DefaultAssumptions().Forecast(test.plan))
		})
	}
}
