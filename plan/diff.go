package plan

import (
	"slices"
	"time"

	"github.com/iksync/iksync/state"
)

// Options are what a diff depends on beyond want and have.
type Options struct {
	Now              time.Time         // what relative dates in rules count from
	MaxDelete        *int              // instead of the YAML's limits, for one run
	AllowFieldDelete []state.FieldName // fields whose deletion is meant, name burnt and all
	AllowEmpty       Permission        // deletes are meant although the YAML lists nothing that should be there
	AllowScopeRoot   []state.Path      // folders of the scope whose end or move is meant
	Selection        Selection         // which changes the plan is to have
}

// Permission says whether something that a guard refuses is meant.
type Permission string

// The permissions.
const (
	Refused Permission = ""
	Granted Permission = "granted"
)

// Difference is everything that differs between want and have, and where each
// live object ends. Compile turns it into operations.
type Difference struct {
	Changes  []Change // sorted: what cannot be undone first
	Held     []Held
	Refusals []Refusal

	placement *placement
	resolver  *resolver
	tasks     []task
}

// task is what has to be done for one change, in terms of live objects.
type task struct {
	change *Change
	node   *node       // the live object; nil for one that is new
	path   state.Path  // where it ends
	update *FileUpdate // attributes to be set, nil where none differ
	tags   []state.Tag // of a file that is there, or comes with a copy: those it has
	copy   *copying    // of a folder that is made as a copy
	copied bool        // a file that comes with a copy
	after  *look       // what a file is like then; nil where nothing is asked of it
	source *state.Source
	field  *state.Field // as it will be; of a delete: as it is
	was    *state.Field // of an update of a field
}

// Diff compares want with have in three steps: where every object ends, what
// is there no more, and what each that stays should be like. What only the
// library can tell to be wrong with the YAML (a file that is not there and has
// no source, a metadata field that does not exist) comes back as
// state.Problems, all at once.
func Diff(want *state.Want, have *state.Have, o Options) (*Difference, error) {
	b := compare(want, have, o)
	if err := b.notes.problems.Err(); err != nil {
		return nil, err
	}
	b.refuseTwins()
	guardProtected(b.placement, b.notes)
	return b.difference(), nil
}

// compare makes the tasks, as far as problems let it.
func compare(want *state.Want, have *state.Have, o Options) *differ {
	n := &notes{}
	fields := newFieldDiff(want, have, o, n)
	fields.checkValues()

	p := place(want, have, o, n)

	b := &differ{
		want: want, have: have, notes: n, placement: p,
		resolver: newResolver(want, have, fields.after, o.Now),
		tasks:    fields.tasks, selection: o.Selection,
	}
	b.deletes()
	b.folders()
	b.files()
	b.copies()
	return b
}

// differ builds the tasks.
type differ struct {
	want      *state.Want
	have      *state.Have
	notes     *notes
	placement *placement
	resolver  *resolver
	tasks     []task
	created   map[state.Path]bool // folders that do not exist yet
	ends      map[*node]end       // what becomes of files that are copied
	unread    map[state.FileID]*state.File
	selection Selection // of Options
}

func (d *differ) add(t task) { d.tasks = append(d.tasks, t) }

func (d *differ) difference() *Difference {
	if len(d.notes.refusals) > 0 {
		// Where two objects are refused one place, both have changes of its name.
		seen := map[ChangeID]bool{}
		d.tasks = slices.DeleteFunc(d.tasks, func(t task) bool {
			again := seen[t.change.ID]
			seen[t.change.ID] = true
			return again
		})
	}
	sortTasks(d.tasks)
	sortHeld(d.notes.held)
	out := &Difference{
		Held: d.notes.held, Refusals: d.notes.refusals,
		placement: d.placement, resolver: d.resolver, tasks: d.tasks,
		Changes: make([]Change, len(d.tasks)),
	}
	for i := range d.tasks {
		out.Changes[i] = *d.tasks[i].change
	}
	return out
}

// deletes adds a task for every object that goes. Its id is made of where it
// would have ended: where it is now, another object may be by then.
func (d *differ) deletes() {
	p := d.placement
	below := map[state.Path]int{}
	for _, path := range sortedKeys(p.files) {
		n := p.files[path]
		if n.gone == nil {
			continue
		}
		for dir := range path.Ancestors {
			below[dir]++
		}
		o := &n.file.Observed
		d.add(task{node: n, path: path, change: &Change{
			ID: p.deleteID(n), Kind: File, Action: Delete, Path: path,
			Object: n.id(), Size: o.Size, URL: publicURL(o), Reason: n.gone.reason, Pos: n.gone.pos,
		}})
	}
	for _, path := range sortedKeys(p.folders) {
		if n := p.folders[path]; n.gone != nil {
			d.add(task{node: n, path: path, change: &Change{
				ID: p.deleteID(n), Kind: Folder, Action: Delete, Path: path,
				Object: n.id(), Along: below[path], Reason: n.gone.reason, Pos: n.gone.pos,
			}})
		}
	}
}

// deleteID is the id of a delete. In a folder that is merged into another one,
// something of the same name may go from there as well.
func (p *placement) deleteID(n *node) ChangeID {
	if carrier := p.movingAbove(n.live); carrier != nil && carrier.into != nil {
		return mergeID(n)
	}
	return NewChangeID(n.kind, string(n.final))
}

// publicURL is where the world gets a file; "" for a private one.
func publicURL(o *state.Observed) string {
	if o.Private {
		return ""
	}
	return o.URL
}
