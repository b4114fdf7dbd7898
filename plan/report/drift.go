package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iksync/iksync/plan"
)

// Drift is what somebody changed in a library since a YAML file was applied to it,
// told to people and to programs.
type Drift struct {
	Plan    *plan.Plan    // of the YAML at hand
	Base    *plan.Plan    // of the YAML that was applied; nil: it is the one at hand
	Changes []plan.Blamed // as plan.Blame finds them
	Gone    []plan.Gone   // in the YAML that was applied, and gone: no apply brings it back
	Strays  []plan.Stray  // as plan.Strays finds them: what an apply leaves as it is
	Source  string        // the YAML at hand, as the user named it
	Applied string        // the YAML that was applied, as the user named it; "" where Base is nil
	// Updated is when the library last updated the objects of changes, by the
	// changes' ids, where that is known.
	Updated map[plan.ChangeID]time.Time
}

// Any says whether somebody changed anything.
func (d *Drift) Any() bool { return d.objects() > 0 }

// objects is how many objects somebody changed.
func (d *Drift) objects() int {
	n := len(d.Gone) + d.onlyStray()
	for i := range d.Changes {
		if d.Changes[i].Blame.Drift() {
			n++
		}
	}
	return n
}

// of is the changes with one culprit.
func (d *Drift) of(c plan.Culprit) []*plan.Blamed {
	var out []*plan.Blamed
	for i := range d.Changes {
		if d.Changes[i].Blame == c {
			out = append(out, &d.Changes[i])
		}
	}
	return out
}

// baseRefusal is the first refusal of the YAML that was applied that the one at hand
// has not; nil: there is none.
func (d *Drift) baseRefusal() *plan.Refusal {
	if d.Base == nil {
		return nil
	}
	for i := range d.Base.Refusals {
		r := &d.Base.Refusals[i]
		same := func(now plan.Refusal) bool { return now.Guard == r.Guard && now.Subject == r.Subject }
		if !slices.ContainsFunc(d.Plan.Refusals, same) {
			return r
		}
	}
	return nil
}

// reference names the YAML that the library is held against.
func (d *Drift) reference() string {
	if d.Applied != "" {
		return name(d.Applied)
	}
	return wishes(d.Source, d.Plan)
}

// verdict is the whole in a sentence or two.
func (d *Drift) verdict() string {
	n, asked := d.objects(), len(d.of(plan.BlameYAML))
	var s string
	switch {
	case n > 0:
		s = fmt.Sprintf("%s changed in the library since %s was applied.", wasWere(n), d.reference())
	case len(d.Plan.Gaps) > 0:
		s = "No drift in what could be read."
	default:
		s = fmt.Sprintf("No drift: the library is as %s says.", d.reference())
	}
	if asked > 0 {
		s += fmt.Sprintf(" %s asks for %s more.", wishes(d.Source, d.Plan), count(asked, "change", ""))
	}
	return s
}

func wasWere(n int) string {
	if n == 1 {
		return "1 object was"
	}
	return count(n, "object", "") + " were"
}

// culpritHeading says in a heading what changes have in common.
func culpritHeading(c plan.Culprit) string {
	switch c {
	case plan.BlameLibrary:
		return "Changed in the library; an apply would undo it"
	case plan.BlameBoth:
		return "Changed in the library and in the YAML"
	case plan.BlameDropped:
		return "Changed in the library; the YAML agrees or does not mind"
	case plan.BlameYAML:
		return "Asked for by the YAML alone, which is no drift"
	}
	return string(c)
}

// deed is what somebody did to an object, going by what an apply would do about it.
type deed struct {
	sign string
	tone tone
	what string // "added", "gone", ...; of an object that is where it was: what it is about
}

// deedOf is the deed that c, a change of the YAML that was applied, would undo.
func deedOf(c *plan.Change) deed {
	switch c.Action {
	case plan.Delete:
		return deed{"+ ", added, "added"}
	case plan.Create, plan.Upload, plan.Copy:
		return deed{"- ", danger, "gone"}
	case plan.Move, plan.Rename:
		return deed{"> ", warn, "moved"}
	case plan.Merge:
		return deed{"+ ", added, "added beside what it would be merged into"}
	case plan.Replace:
		return deed{"~ ", altered, "other content"}
	case plan.Update:
		return deed{"~ ", altered, "changed"}
	}
	return deed{"~ ", altered, string(c.Action)}
}

// deedDiffs is what differs of the attributes of b, told as what somebody did: from
// what was applied to what is there. Of what the YAML asks for it is what will be.
func deedDiffs(b *plan.Blamed) []diff {
	var attrs []plan.AttrDiff
	var notes []string
	add := func(a *plan.BlamedAttr, note string, d plan.AttrDiff) {
		d.Name = a.Name
		attrs, notes = append(attrs, d), append(notes, note)
	}
	mixed := b.Blame == plan.BlameBoth
	for i := range b.Attrs {
		a := &b.Attrs[i]
		did, asks := plan.AttrDiff{Before: a.Applied, After: a.Have}, plan.AttrDiff{Before: a.Have, After: a.Want}
		switch a.Blame {
		case plan.BlameLibrary:
			add(a, mark(mixed, "in the library; would be undone"), did)
		case plan.BlameDropped:
			add(a, mark(mixed || b.Blame == plan.BlameLibrary, "in the library; would stay"), did)
		case plan.BlameBoth:
			add(a, mark(mixed, "in the library"), did)
			asks.Before = a.Applied
			add(a, mark(mixed, "asked for by the YAML"), asks)
		case plan.BlameYAML:
			add(a, mark(mixed, "asked for by the YAML"), asks)
		}
	}
	out := make([]diff, 0, len(attrs))
	for i := range attrs {
		if emptyDeed(b) {
			break
		}
		d := newDiff(&attrs[i], false)
		d.note = notes[i]
		out = append(out, d)
	}
	return out
}

// emptyDeed says whether the attributes of b say nothing: of what is gone, that
// all of them are.
func emptyDeed(b *plan.Blamed) bool {
	return b.Blame != plan.BlameBoth && b.Base != nil && (b.Base.Action == plan.Upload || b.Base.Action == plan.Create)
}

func mark(needed bool, text string) string {
	if !needed {
		return ""
	}
	return "(" + text + ")"
}

// dates says when objects were updated last, where that is known: a day, or two.
func (d *Drift) dates(list []*plan.Blamed) string {
	const day = "2006-01-02"
	var first, last time.Time
	for _, b := range list {
		at := d.Updated[b.Change.ID]
		if at.IsZero() {
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	from, to := first.UTC().Format(day), last.UTC().Format(day)
	switch {
	case first.IsZero():
		return ""
	case from == to:
		return "updated " + to
	default:
		return "updated " + from + " to " + to
	}
}

// where is the change that tells what somebody did to an object, and where it is
// shown: what an apply of the YAML that was applied would do.
func where(b *plan.Blamed) *plan.Change {
	if b.Base != nil {
		return b.Base
	}
	return &b.Change
}

// driftFold is objects of one folder to which the same was done.
type driftFold struct {
	list  []*plan.Blamed
	deed  deed
	diffs []diff
}

// driftGroup is what was done in one folder.
type driftGroup struct {
	group
	folds []driftFold
}

// driftGroups puts changes into their folders, in order, and those that are alike
// together.
func driftGroups(list []*plan.Blamed) []driftGroup {
	cs := make([]*plan.Change, len(list))
	by := make(map[*plan.Change]*plan.Blamed, len(list))
	for i, b := range list {
		cs[i] = where(b)
		by[cs[i]] = b
	}
	slices.SortStableFunc(cs, func(a, b *plan.Change) int { return cmp.Or(comparePlace(a, b), cmp.Compare(a.ID, b.ID)) })
	var out []driftGroup
	for _, g := range grouped(cs) {
		out = append(out, driftGroup{g, driftFolds(g.changes, by)})
	}
	return out
}

func driftFolds(cs []*plan.Change, by map[*plan.Change]*plan.Blamed) []driftFold {
	var out []driftFold
	at := map[string]int{}
	for _, c := range cs {
		b := by[c]
		f := driftFold{list: []*plan.Blamed{b}, deed: deedOf(c), diffs: deedDiffs(b)}
		key := strings.Join([]string{f.deed.what, string(b.Place), string(b.Change.Action), foldKey(c, f.diffs)}, "\x00")
		if i, ok := at[key]; ok && c.Kind == plan.File && !goesSomewhere(c) {
			out[i].list = append(out[i].list, b)
			continue
		}
		at[key] = len(out)
		out = append(out, f)
	}
	return out
}

// places is the changes that tell where the objects of f are.
func (f *driftFold) places() []*plan.Change {
	out := make([]*plan.Change, len(f.list))
	for i, b := range f.list {
		out[i] = where(b)
	}
	return out
}
