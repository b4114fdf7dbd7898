package live

import (
	"fmt"
	"slices"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// manyVerdict says with which of its files a call for several was carried out;
// files are those of op as they are now, nil for what is gone.
func manyVerdict(files []*imagekit.Asset, op *plan.Operation) plan.Verdict {
	var left []plan.FileRef
	var names []state.Path
	for i, f := range op.Files {
		if !fileDone(files[i], op) {
			left, names = append(left, f), append(names, f.Path)
		}
	}
	what := map[plan.OpKind]string{
		plan.OpDeleteFiles: "are gone", plan.OpAddTags: "have the tags", plan.OpRemoveTags: "are without the tags",
	}[op.Kind]
	evidence := fmt.Sprintf("%d of %d files %s", len(op.Files)-len(left), len(op.Files), what)
	if len(left) == 0 {
		return done("%s", evidence)
	}
	evidence += ", not these: " + some(names)
	if len(left) == len(op.Files) {
		return notDone("%s", evidence)
	}
	return plan.Verdict{Answer: plan.VerdictPartly, Left: left, Evidence: evidence}
}

// fileDone says whether what op was to do to a file is so. One that is gone
// cannot be tagged: the call will say so when it is made again.
func fileDone(a *imagekit.Asset, op *plan.Operation) bool {
	has := func(t state.Tag) bool { return slices.Contains(a.Tags, string(t)) }
	switch {
	case op.Kind == plan.OpDeleteFiles:
		return a == nil
	case a == nil:
		return false
	case op.Kind == plan.OpRemoveTags:
		return !slices.ContainsFunc(op.Tags, has)
	}
	return !slices.ContainsFunc(op.Tags, func(t state.Tag) bool { return !has(t) })
}
