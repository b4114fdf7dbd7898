package plan

import (
	"errors"
	"fmt"

	"github.com/iksync/iksync/state"
)

// check says what in a plan that was read does not hang together. Whoever
// carries it out may rely on all that is checked here.
func check(p *Plan) error {
	changes := make(map[ChangeID]bool, len(p.Changes))
	for i := range p.Changes {
		id := p.Changes[i].ID
		if changes[id] {
			return fmt.Errorf("it has the change %s twice", id)
		}
		changes[id] = true
	}
	for i := range p.Operations {
		op := &p.Operations[i]
		if int(op.ID) != i+1 {
			return fmt.Errorf("operation %d stands in place %d", op.ID, i+1)
		}
		if err := p.checkOperation(op, changes); err != nil {
			return fmt.Errorf("operation %d %w", op.ID, err)
		}
	}
	for i := range p.Seen {
		if s := &p.Seen[i]; !changes[s.Change] {
			return fmt.Errorf("it saw something for the change %s, which is not in it", s.Change)
		}
	}
	if saw := len(p.Seen) > 0 || p.Digests.Have != ""; saw && digest(p.Seen, byID(p.Changes)) != p.Digests.Have {
		return errors.New("what it saw of the library is not what its digest says")
	}
	if fault := p.From.fault(); fault != "" {
		return fmt.Errorf("it %s", fault)
	}
	return nil
}

func (p *Plan) checkOperation(op *Operation, changes map[ChangeID]bool) error {
	if len(op.Changes) == 0 {
		return errors.New("fulfils no change")
	}
	for _, id := range op.Changes {
		if !changes[id] {
			return fmt.Errorf("fulfils the change %s, which is not in it", id)
		}
	}
	for _, need := range op.Needs {
		if need.Op < 1 || need.Op >= op.ID {
			return fmt.Errorf("needs operation %d, which does not come before it", need.Op)
		}
	}
	if op.Class != op.Kind.Class() {
		return fmt.Errorf("is of the class %q, which %s is not", op.Class, op.Kind)
	}
	return p.checkArguments(op)
}

// checkArguments says what is missing or out of place among what op acts on.
func (p *Plan) checkArguments(op *Operation) error {
	needs := argumentsOf(op.Kind)
	if needs == nil {
		return fmt.Errorf("is of the kind %q, which this program does not know", op.Kind)
	}
	for _, arg := range []struct {
		name  argument
		given bool
	}{
		{argPath, op.Path != ""}, {argDest, op.Dest != ""}, {argField, op.Field != nil}, {argSource, op.Source != nil},
		{argFiles, len(op.Files) > 0}, {argTags, len(op.Tags) > 0}, {argParents, len(op.Parents) > 0},
		{argUpdate, op.Update != nil}, {argPublished, op.Update != nil && op.Update.Published != nil},
	} {
		if how := needs[arg.name]; how == required && !arg.given || how == "" && arg.given {
			return fmt.Errorf("is %s: it has %s where it should not, or lacks it", op.Kind, arg.name)
		}
	}
	if fault := manyFault(op); fault != "" {
		return fmt.Errorf("is %s: it %s", op.Kind, fault)
	}
	for _, path := range op.paths() {
		if path == "" {
			continue
		}
		if fault := path.Fault(); fault != "" {
			return fmt.Errorf("names the path %q, which %s", path, fault)
		}
		if !p.inScope(path) {
			return fmt.Errorf("names %s, which is outside the scope", path)
		}
	}
	return nil
}

// manyFault says what is wrong with the files of a call for several, "" if nothing is.
func manyFault(op *Operation) string {
	most := 0
	switch op.Kind {
	case OpDeleteFiles:
		most = MaxDeleteFiles
	case OpAddTags, OpRemoveTags:
		most = MaxTagFiles
	default:
		return ""
	}
	switch {
	case len(op.Files) > most:
		return fmt.Sprintf("has %d files, of %d at most", len(op.Files), most)
	case len(op.Files) != len(op.Changes):
		return "has not one change for each of its files"
	}
	return ""
}

// paths is every path that op names.
func (op *Operation) paths() []state.Path {
	paths := append([]state.Path{op.Path, op.Dest}, op.Parents...)
	for _, f := range op.Files {
		paths = append(paths, f.Path)
	}
	for _, conditions := range [][]Condition{op.Before, op.After} {
		for _, c := range conditions {
			paths = append(paths, c.Path)
			for _, inside := range c.Content {
				paths = append(paths, inside.Path)
			}
		}
	}
	return paths
}

func (p *Plan) inScope(path state.Path) bool {
	for _, dir := range p.Scope {
		if path.Within(dir) {
			return true
		}
	}
	return false
}

// argument is something that an operation of some kind acts on.
type argument string

const (
	argPath      argument = "path"
	argDest      argument = "dest"
	argField     argument = "field"
	argSource    argument = "source"
	argUpdate    argument = "update"
	argFiles     argument = "files"
	argTags      argument = "tags"
	argParents   argument = "parents"
	argPublished argument = "update.published"
)

// presence says whether an argument must or may be there.
type presence string

const (
	required presence = "required"
	optional presence = "optional"
)

// argumentsOf is what an operation of kind k acts on, nil where there is no such kind.
func argumentsOf(k OpKind) map[argument]presence {
	switch k {
	case OpCreateField, OpUpdateField, OpDeleteField:
		return map[argument]presence{argField: required}
	case OpDeleteFolder, OpDeleteFile:
		return map[argument]presence{argPath: required}
	case OpCreateFolder:
		return map[argument]presence{argPath: required, argParents: optional}
	case OpDeleteFiles:
		return map[argument]presence{argPath: required, argFiles: required}
	case OpAddTags, OpRemoveTags:
		return map[argument]presence{argPath: required, argFiles: required, argTags: required}
	case OpMoveFolder, OpRenameFolder, OpCopyFolder, OpMergeFolder, OpMoveFile, OpRenameFile, OpMergeFile:
		return map[argument]presence{argPath: required, argDest: required}
	case OpUpload, OpReplace:
		return map[argument]presence{argPath: required, argSource: required, argUpdate: optional}
	case OpUpdateFile:
		return map[argument]presence{argPath: required, argUpdate: required}
	case OpPublishFile:
		return map[argument]presence{argPath: required, argUpdate: required, argPublished: required}
	}
	return nil
}
