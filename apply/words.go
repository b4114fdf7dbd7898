package apply

import (
	"fmt"
	"strings"

	"github.com/iksync/iksync/plan"
)

// label is what errors call an operation: "operation 3 (move-folder /a to /b)",
// "operation 4 (add-tags 50 files below /a)".
func label(op *plan.Operation) string {
	what := string(op.Path)
	switch {
	case op.Field != nil:
		what = string(op.Field.Name)
	case op.Dest != "":
		what += " to " + string(op.Dest)
	case len(op.Files) == 1:
		what = string(op.Files[0].Path)
	case len(op.Files) > 1:
		what = count(len(op.Files), "file") + " below " + what
	}
	return fmt.Sprintf("operation %d (%s %s)", op.ID, op.Kind, what)
}

// list describes the first few violations, and says how many more there are.
func list(violations []plan.Violation) string {
	const shown = 3
	var parts []string
	for i, v := range violations {
		if i == shown {
			parts = append(parts, fmt.Sprintf("and %d more", len(violations)-shown))
			break
		}
		parts = append(parts, string(v.Condition.Path)+": "+difference(&v))
	}
	return strings.Join(parts, "; ")
}

// difference says in words how a condition does not hold. What counts the things
// in a folder says it all itself.
func difference(v *plan.Violation) string {
	switch v.Condition.Kind {
	case plan.HoldsAll, plan.HoldsNone:
		return v.Found
	case plan.IsFree, plan.HoldsFile, plan.HoldsFolder, plan.IsEmpty, plan.HoldsOnly:
	}
	return fmt.Sprintf("expected %s, found: %s", expected(v.Condition), v.Found)
}

// expected says in words what a condition asks of its path.
func expected(c plan.Condition) string {
	switch c.Kind {
	case plan.IsFree:
		return "nothing there"
	case plan.IsEmpty:
		return "an empty folder"
	case plan.HoldsFile:
		switch {
		case c.Tags != nil:
			return "file " + string(c.File) + " with the tags " + fmt.Sprint(*c.Tags)
		case c.Version != "":
			return "file " + string(c.File) + " in the version " + c.Version
		case c.File != "":
			return "file " + string(c.File)
		}
		return "a file"
	case plan.HoldsFolder:
		if c.Folder != "" {
			return "folder " + string(c.Folder)
		}
		return "a folder"
	case plan.HoldsOnly:
		return onlyThese(c.Content)
	case plan.HoldsAll, plan.HoldsNone: // see difference
	}
	return string(c.Kind)
}

// onlyThese says in words what alone may be in a folder.
func onlyThese(inside []plan.Content) string {
	files := 0
	for _, c := range inside {
		if c.File != "" {
			files++
		}
	}
	var parts []string
	if files > 0 {
		parts = append(parts, count(files, "planned file"))
	}
	if folders := len(inside) - files; folders > 0 {
		parts = append(parts, count(folders, "planned folder"))
	}
	if len(parts) == 0 {
		return "an empty folder"
	}
	return "a folder with nothing in it but " + strings.Join(parts, " and ")
}

// count is a number of things: "1 file", "2 files".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
