package report

import (
	"strconv"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// boxID is what a box is called in a drawing.
func boxID(id plan.OpID) string { return "op" + strconv.Itoa(int(id)) }

// boxLines is what a box says: the number and the kind first, then the objects.
func boxLines(b box) []string {
	if b.alike > 1 {
		text := count(b.alike, safe(string(b.op.Kind))+" operation", "")
		if b.free {
			text += " that wait for nothing"
		}
		return []string{text}
	}
	lines := operationLines(b.op)
	lines[0] = strconv.Itoa(int(b.op.ID)) + " " + lines[0]
	return lines
}

// operationLines is an operation in words, the kind first. Joined by spaces
// they are a sentence: "move-folder", "/a", "→ /b". Nothing in them can act on a
// terminal, and no name can pass for two.
func operationLines(op *plan.Operation) []string {
	kind := safe(string(op.Kind))
	switch op.Kind {
	case plan.OpDeleteFiles:
		return []string{kind, files(op)}
	case plan.OpAddTags:
		return []string{kind + " " + tagList(op.Tags), "to " + files(op)}
	case plan.OpRemoveTags:
		return []string{kind + " " + tagList(op.Tags), "from " + files(op)}
	default:
		if op.Field != nil {
			kind += " " + name(string(op.Field.Name))
		}
		return append([]string{kind}, placeLines(op)...)
	}
}

// placeLines says where an operation acts, and where that goes or comes from.
func placeLines(op *plan.Operation) []string {
	var lines []string
	if op.Path != "" {
		lines = append(lines, name(string(op.Path)))
	}
	if op.Dest != "" {
		lines = append(lines, toward(op.Kind)+" "+name(string(op.Dest)))
	}
	if op.Source != nil {
		lines = append(lines, "from "+name(op.Source.Path))
	}
	if n := len(op.Parents); n > 0 {
		lines = append(lines, "and "+count(n, "missing folder", "")+" above it")
	}
	if op.Kind == plan.OpCopyFolder && op.Copies == state.CopyAll {
		lines = append(lines, "with all versions")
	}
	if op.Kind == plan.OpPublishFile && op.Update != nil && op.Update.Published != nil && !*op.Update.Published {
		lines = append(lines, "back to a draft")
	}
	return lines
}

// toward is what stands between two places.
func toward(k plan.OpKind) string {
	switch k {
	case plan.OpMergeFile:
		return "onto"
	case plan.OpMergeFolder:
		return "into"
	default:
		return "→"
	}
}

// files are those of a call for several.
func files(op *plan.Operation) string {
	if len(op.Files) == 1 {
		return name(string(op.Files[0].Path))
	}
	return count(len(op.Files), "file", "") + " below " + name(string(op.Path))
}

func tagList(tags []state.Tag) string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = name(string(t))
	}
	return strings.Join(names, ", ")
}

// waitsBecause is on the arrow from an operation to one that waits for it. It is
// said of the one that waits.
func waitsBecause(why plan.NeedKind) string {
	switch why {
	case plan.NeedParent:
		return "its folder comes first"
	case plan.NeedVacated:
		return "its name is freed first"
	case plan.NeedMovedOut:
		return "what leaves it leaves first"
	case plan.NeedEmptied:
		return "what goes with it goes first"
	case plan.NeedAttributes:
		return "attributes before the move"
	case plan.NeedField:
		return "a field and its values in turn"
	case plan.NeedArrived:
		return "it arrives first"
	case plan.NeedSequence:
		return "one change, step by step"
	default: // newer than these words
		return safe(strings.ReplaceAll(string(why), "-", " "))
	}
}

// Operation is an operation in words, in one line: "add-tags hero to 50 files
// below /s". Nothing in it can act on a terminal.
func Operation(op *plan.Operation) string { return strings.Join(operationLines(op), " ") }
