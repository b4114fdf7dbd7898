package apply

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Files that a folder job has locked are tried again after lockedFirst, then after
// twice as long each time up to lockedLast, for Options.MaxWait in all.
const (
	lockedFirst = time.Second
	lockedLast  = 30 * time.Second
)

// startUnlocked makes the call, and makes it again for the files that a folder
// job has locked, each time with a last look of its own. What stands in the way
// of other files is noted in a.left.
func (a *attempt) startUnlocked(ctx context.Context) *failure {
	end := time.Now().Add(a.opts.MaxWait)
	for pause := lockedFirst; ; pause = min(2*pause, lockedLast) {
		f := a.start(ctx)
		locked := lockedFiles(f)
		if len(locked) == 0 || time.Now().Add(pause).After(end) {
			return f
		}
		a.step(EventLocked)
		if !sleep(a.begin, pause) {
			return f
		}
		a.left = append(a.left, others(f.left, locked)...)
		a.rest = narrowed(a.op, locked)
	}
}

// lockedFiles is the files that a call for several did not do only because a
// folder job has them.
func lockedFiles(f *failure) []plan.FileRef {
	var e interface{ Again() []plan.FileRef }
	if f == nil || outcomeUnknown(f.err) || !errors.As(f.err, &e) {
		return nil
	}
	return e.Again()
}

// others is what of left is not among files.
func others(left []Left, files []plan.FileRef) []Left {
	locked := make(map[state.Path]bool, len(files))
	for _, f := range files {
		locked[f.Path] = true
	}
	var out []Left
	for _, l := range left {
		if !locked[l.Path] {
			out = append(out, l)
		}
	}
	return out
}

// withLeft is how the operation ended, with the files that were left on the way.
func (a *attempt) withLeft(f *failure) *failure {
	switch {
	case len(a.left) == 0:
		return f
	case f == nil:
		f = fail(FailureCall, "%s: %s", label(a.op), leftText(a.left))
	}
	f.left = append(a.left, f.left...)
	return f
}

// leftText names the first few files that were left, and says how many more there are.
func leftText(left []Left) string {
	const shown = 5
	var parts []string
	for i, l := range left {
		if i == shown {
			parts = append(parts, fmt.Sprintf("and %d more", len(left)-shown))
			break
		}
		parts = append(parts, string(l.Path)+": "+l.Why)
	}
	return count(len(left), "file") + " left as before: " + strings.Join(parts, "; ")
}
