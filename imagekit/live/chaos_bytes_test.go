package live_test

import (
	"slices"
	"strings"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// otherBytes holds that no bytes are taken for others: those of an upload that is
// said to be done have come to its file, and where there is nothing left to do every
// file with a source has its bytes, whoever else wrote meanwhile.
func (r *chaosRun) otherBytes() {
	for _, p := range r.processes {
		if p.result == nil {
			continue
		}
		for i, o := range p.result.Outcomes {
			if op := &p.planned.plan.Operations[i]; o.Status == apply.Done && op.Source != nil && !r.came(op, p) {
				r.breaks("process %d: operation %d (%s %s) was said to be done, and its bytes never came", p.number, op.ID, op.Kind, op.Path)
			}
		}
	}
	if r.again == nil || !r.again.Empty() || len(r.again.Gaps) > 0 {
		return
	}
	want, err := state.Decode("library.yaml", strings.NewReader(r.yaml))
	if err != nil {
		return // it has been told
	}
	for _, words := range brokenBytes(want, r.account.server.Files()) {
		r.breaks("nothing is left to do, and %s", words)
	}
}

// came says whether the bytes of an upload came to its file, from us or from the
// other writer, or were there when the process ended.
func (r *chaosRun) came(op *plan.Operation, p *process) bool {
	sum := sumOf(op.Source.Path)
	if slices.ContainsFunc(p.after.files, func(f emulator.FileInfo) bool { return f.SHA256 == sum && f.Path == string(op.Path) }) {
		return true
	}
	ours := slices.ContainsFunc(r.account.server.Effects(), func(e emulator.Effect) bool {
		return (e.Kind == emulator.Created || e.Kind == emulator.Versioned) && e.To == sum && e.Subject == string(op.Path)
	})
	return ours || slices.ContainsFunc(r.writer.log, func(t touch) bool { return t.sum == sum && slices.Contains(t.paths, op.Path) })
}
