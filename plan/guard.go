package plan

import (
	"fmt"

	"github.com/iksync/iksync/state"
)

// guard refuses what goes further than the YAML allows: deletes in number and
// in share, and anything that touches what is protected.
func guard(want *state.Want, have *state.Have, o Options, p *placement, tasks []task, n *notes) {
	guardProtected(p, n)
	deletes := 0
	for i := range tasks {
		if c := tasks[i].change; c.Action == Delete && c.Kind != Field {
			deletes++
		}
	}
	guardDeletes(deletes, len(have.Files)+len(have.Folders), want.Limits, o.MaxDelete, n)
}

// guardDeletes holds deletes against the limits. A share of a small library
// says little, so percentages count from state.PercentFrom objects up.
func guardDeletes(deletes, objects int, l state.Limits, maxDelete *int, n *notes) {
	override := fmt.Sprintf("--max-delete %d", deletes)
	what := "1 object"
	if deletes != 1 {
		what = fmt.Sprintf("%d objects", deletes)
	}
	if maxDelete != nil {
		if deletes > *maxDelete {
			n.refuse(Refusal{Guard: GuardDeleteCount, Subject: fmt.Sprintf("%d deletes", deletes), Override: override,
				Message: fmt.Sprintf("%s would be deleted; --max-delete allows %d", what, *maxDelete)})
		}
		return
	}
	if deletes > l.Deletes {
		n.refuse(Refusal{Guard: GuardDeleteCount, Subject: fmt.Sprintf("%d deletes", deletes), Override: override,
			Message: fmt.Sprintf("%s would be deleted; limits.deletes allows %d", what, l.Deletes)})
	}
	if objects >= state.PercentFrom && deletes*100 > objects*l.DeletePercent {
		n.refuse(Refusal{Guard: GuardDeletePercent, Subject: fmt.Sprintf("%d deletes", deletes), Override: override,
			Message: fmt.Sprintf("%d of %d objects in scope would be deleted, which is %.1f%%; limits.delete_percent allows %d%%",
				deletes, objects, float64(deletes)*100/float64(objects), l.DeletePercent)})
	}
}

// guardProtected refuses moves and named deletes of what is protected. One
// refusal speaks for everything that one line of the YAML is about to end or
// that one folder takes along.
func guardProtected(p *placement, n *notes) {
	spoken := map[state.Pos]bool{}
	check := func(nd *node) {
		if nd.gone == nil && nd.final == nd.live {
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
	}
	for _, path := range sortedKeys(p.files) {
		check(p.files[path])
	}
}

func protectedRefusal(nd *node, verb string, by *state.Pattern, pos state.Pos) Refusal {
	return Refusal{Guard: GuardProtected, Subject: string(nd.live), Pos: pos,
		Message: fmt.Sprintf("%s %s, and %s protects it (%s)", nd.describe(), verb, by.Glob, by.Pos)}
}
