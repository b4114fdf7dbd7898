package apply

import (
	"sync"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// vacated is the places that the run itself has emptied. A listing that lags
// behind may still show something there, which is no sign of anything.
type vacated struct {
	mu    sync.Mutex
	paths map[state.Path]bool
}

// add notes what a done operation has emptied, and where something came.
func (v *vacated) add(op *plan.Operation) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.paths == nil {
		v.paths = map[state.Path]bool{}
	}
	delete(v.paths, op.Dest)
	switch op.Kind {
	case plan.OpMoveFile, plan.OpRenameFile, plan.OpMergeFile, plan.OpDeleteFile,
		plan.OpMoveFolder, plan.OpRenameFolder, plan.OpMergeFolder, plan.OpDeleteFolder:
		v.paths[op.Path] = true
	case plan.OpDeleteFiles:
		for _, f := range op.Files {
			v.paths[f.Path] = true
		}
	case plan.OpCreateFolder, plan.OpUpload:
		delete(v.paths, op.Path)
	case plan.OpCreateField, plan.OpUpdateField, plan.OpDeleteField, plan.OpCopyFolder, plan.OpReplace, plan.OpUpdateFile, plan.OpPublishFile, plan.OpAddTags, plan.OpRemoveTags:
	}
}

// without is what of a listing of folder the run has not moved away or deleted.
func (v *vacated) without(folder state.Path, contents []plan.Content) []plan.Content {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.paths) == 0 {
		return contents
	}
	var out []plan.Content
	for _, c := range contents {
		if !v.holds(folder, c.Path) {
			out = append(out, c)
		}
	}
	return out
}

// holds says whether p was emptied, or a folder between it and top.
func (v *vacated) holds(top, p state.Path) bool {
	for ; p != top && p != state.Root; p = p.Dir() {
		if v.paths[p] {
			return true
		}
	}
	return false
}
