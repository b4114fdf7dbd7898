package plan

import (
	"fmt"
	"slices"

	"github.com/iksync/iksync/state"
)

// guard refuses changes that go further than the YAML allows: deletes in number
// and in share, the end of what the whole file is about, and the end of every file
// where the YAML wants nothing.
func guard(want *state.Want, have *state.Have, o Options, changes []Change) []Refusal {
	deletes, files := 0, 0
	unnamed := globPlaces(want.Remove.Files)
	for i := range changes {
		if c := &changes[i]; c.Action == Delete && c.Kind != Field && c.Reason != ReasonLeftover {
			deletes++
			if c.Kind == File && (c.Reason == ReasonPruned || unnamed[c.Pos]) {
				files++
			}
		}
	}
	out := guardDeletes(deletes, len(have.Files)+len(have.Folders), want.Limits, o.MaxDelete)
	out = append(out, guardScopeRoots(want, changes, o.AllowScopeRoot)...)
	if files > 0 && files == len(have.Files) && o.AllowEmpty != Granted {
		out = append(out, guardEmpty(want, files)...)
	}
	return out
}

// globPlaces is where the patterns stand that name no file themselves.
func globPlaces(patterns []state.Pattern) map[state.Pos]bool {
	places := map[state.Pos]bool{}
	for _, pattern := range patterns {
		if _, literal := pattern.Literal(); !literal {
			places[pattern.Pos] = true
		}
	}
	return places
}

// guardDeletes holds deletes against the limits. A share of a small library
// says little, so percentages count from state.PercentFrom objects up.
func guardDeletes(deletes, objects int, l state.Limits, maxDelete *int) []Refusal {
	refuse := func(g Guard, format string, args ...any) Refusal {
		return Refusal{Guard: g, Subject: fmt.Sprintf("%d deletes", deletes), Override: fmt.Sprintf("--max-delete %d", deletes), Message: fmt.Sprintf(format, args...)}
	}
	what := "1 object"
	if deletes != 1 {
		what = fmt.Sprintf("%d objects", deletes)
	}
	if maxDelete != nil {
		if deletes > *maxDelete {
			return []Refusal{refuse(GuardDeleteCount, "%s would be deleted; --max-delete allows %d", what, *maxDelete)}
		}
		return nil
	}
	var out []Refusal
	if deletes > l.Deletes {
		out = append(out, refuse(GuardDeleteCount, "%s would be deleted; limits.deletes allows %d", what, l.Deletes))
	}
	if objects >= state.PercentFrom && deletes*100 > objects*l.DeletePercent {
		out = append(out, refuse(GuardDeletePercent, "%d of %d objects in scope would be deleted, which is %.1f%%; limits.delete_percent allows %d%%",
			deletes, objects, float64(deletes)*100/float64(objects), l.DeletePercent))
	}
	return out
}

// guardScopeRoots refuses the end or the move of a folder that the scope names:
// it is all that the YAML is about.
func guardScopeRoots(want *state.Want, changes []Change, allowed []state.Path) []Refusal {
	var out []Refusal
	refuse := func(root state.Path, pos state.Pos, format string, args ...any) {
		if !slices.Contains(allowed, root) {
			out = append(out, Refusal{Guard: GuardScopeRoot, Subject: string(root), Pos: pos,
				Message: fmt.Sprintf(format, args...), Override: "--allow-scope-root " + string(root)})
		}
	}
	for i := range changes {
		c := &changes[i]
		switch {
		case c.Kind == Folder && c.Action == Delete && slices.Contains(want.Scope, c.Path):
			refuse(c.Path, c.Pos, "%s, which the scope is about, would be deleted with all that is in it", c.Path)
		case c.Kind == Folder && (c.Action == Move || c.Action == Rename || c.Action == Merge) && slices.Contains(want.Scope, c.From):
			refuse(c.From, c.Pos, "%s, which the scope is about, would go to %s with all that is in it", c.From, c.Path)
		}
	}
	return out
}

// guardEmpty refuses to delete every file, none by its own name, where the YAML
// lists nothing that should be there: what wrote it may have found nothing to write.
func guardEmpty(want *state.Want, files int) []Refusal {
	if len(want.Files) > 0 {
		return nil
	}
	for _, f := range want.Folders {
		if f.Prune == nil || !f.Prune.Value {
			return nil
		}
	}
	return []Refusal{{Guard: GuardEmptyWant, Subject: want.Name, Override: "--allow-empty",
		Message: fmt.Sprintf("all of the %d files in scope would be deleted, and the YAML lists no file and no folder to keep: was it written by something that found nothing?", files)}}
}

// guardProtected refuses moves and named deletes of what is protected. One
// refusal speaks for everything that one line of the YAML is about to end or
// that one folder takes along.
func guardProtected(p *placement, n *notes) {
	spoken := map[state.Pos]bool{}
	check := func(nd *node) {
		if nd.gone == nil && nd.final == nd.live && nd.joined == nil {
			return
		}
		pattern := p.protector(nd)
		if pattern == nil {
			return
		}
		var verb string
		var pos state.Pos
		switch carrier := p.movingAbove(nd.live); {
		case nd.gone != nil:
			verb, pos = "would be deleted", nd.gone.pos
		case nd.joined != nil:
			by := nd.joined
			if by.move == nil {
				by = p.movingAbove(by.live)
			}
			verb, pos = "would become an older version of "+string(nd.joined.live), by.move.pos
		case nd.move != nil:
			verb, pos = "would move to "+string(nd.final), nd.move.pos
		default:
			verb, pos = "would go along with "+string(carrier.live)+" to "+string(nd.final), carrier.move.pos
		}
		if !spoken[pos] {
			spoken[pos] = true
			n.refuse(protectedRefusal(nd, verb, pattern, pos))
		}
	}
	for _, path := range sortedKeys(p.folders) {
		check(p.folders[path])
		if nd := p.folders[path]; nd.move != nil && !p.have.Complete() && (p.protectsBelow(nd.live) || p.protectsBelow(nd.final)) {
			n.refuse(Refusal{Guard: GuardProtected, Subject: string(nd.live), Pos: nd.move.pos,
				Message: fmt.Sprintf("%s would move to %s, and not everything could be read: something protected may be in it", nd.describe(), nd.final)})
		}
	}
	for _, path := range sortedKeys(p.files) {
		check(p.files[path])
	}
}

func protectedRefusal(nd *node, verb string, by *state.Pattern, pos state.Pos) Refusal {
	return Refusal{Guard: GuardProtected, Subject: string(nd.live), Pos: pos,
		Message: fmt.Sprintf("%s %s, and %s protects it (%s)", nd.describe(), verb, by.Glob, by.Pos)}
}
