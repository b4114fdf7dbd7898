package plan

import (
	"slices"
	"time"

	"github.com/iksync/iksync/state"
)

// resolver works out what each file should be like.
//
// A rule is judged by what a file is like, and changes what it is like. So a
// plan that looked at a rule once could leave a library on which the same rules
// ask for something else: the next plan would not be empty. Therefore a file is
// settled: layers are laid over it, again over the result, until nothing
// changes. The plan goes to that end at once.
type resolver struct {
	want     *state.Want
	fields   map[state.FieldName]*state.Field // as they will be
	required []*state.Field                   // those of them that need a value, by name
	becoming []*state.Field                   // those of the required ones that were not so far
	now      time.Time
	folders  map[state.Path]*wish // what each folder passes on
	laid     map[ruleOver]*wish   // rules over what folders pass on: few, for many files
}

// ruleOver is a rule laid over what earlier layers ask.
type ruleOver struct {
	under *wish
	rule  int
}

func newResolver(want *state.Want, have *state.Have, fields map[state.FieldName]*state.Field, now time.Time) *resolver {
	r := &resolver{want: want, fields: fields, now: now, folders: map[state.Path]*wish{}, laid: map[ruleOver]*wish{}}
	for _, name := range sortedKeys(fields) {
		if fields[name].Required == state.Required {
			r.required = append(r.required, fields[name])
			if is := have.Fields[name]; is == nil || is.Required != state.Required {
				r.becoming = append(r.becoming, fields[name])
			}
		}
	}
	return r
}

// inherited is what the folder dir and those above it ask of the files below.
func (r *resolver) inherited(dir state.Path) *wish {
	if w, ok := r.folders[dir]; ok {
		return w
	}
	w := &wish{}
	if dir != state.Root {
		w = r.inherited(dir.Dir())
	}
	if f := r.want.Folders[dir]; f != nil && hasAttributes(&f.Inherit) {
		w = w.lay(&f.Inherit)
	}
	r.folders[dir] = w
	return w
}

// subject is a file at the place where it will be.
type subject struct {
	path     state.Path
	id       state.FileID
	observed state.Observed
	entry    *state.File // its own entry, if it has one
	sends    bool        // all its metadata is sent anew, changed or not
}

// asked is what all layers ask of s while it looks like l. It marks the rules
// that speak.
func (r *resolver) asked(s *subject, l look, spoke []bool) *wish {
	w := r.inherited(s.path.Dir())
	for i := range r.want.Rules {
		if rule := &r.want.Rules[i]; r.matches(rule, s, l) {
			w = r.layRule(w, i)
			spoke[i] = true
		}
	}
	if s.entry != nil && hasAttributes(&s.entry.Attributes) {
		w = w.lay(&s.entry.Attributes)
	}
	return w
}

func (r *resolver) layRule(under *wish, rule int) *wish {
	key := ruleOver{under, rule}
	w := r.laid[key]
	if w == nil {
		w = under.lay(&r.want.Rules[rule].Attributes)
		r.laid[key] = w
	}
	return w
}

func (r *resolver) matches(rule *state.Rule, s *subject, l look) bool {
	if !inScope(r.want, s.path) || rule.Path != nil && !rule.Path.Matches(s.path) {
		return false
	}
	if rule.Where == nil {
		return true
	}
	return rule.Where.Match(l.asset(s.path, s.id, &s.observed), r.now)
}

func inScope(want *state.Want, p state.Path) bool {
	return slices.ContainsFunc(want.Scope, p.Within)
}

// settlement is where a file comes to rest under all layers.
type settlement struct {
	after   look
	diffs   []AttrDiff // from how it looked at first; unsettled: what goes to and fro
	asked   *wish      // who asked for what
	spoke   []bool     // the rules that matched on the way
	settled bool       // false: the layers never come to rest
}

// settle is what s should look like, given what it looks like, and what asks
// for each difference.
func (r *resolver) settle(s subject, have look) settlement {
	before := have
	out := settlement{spoke: make([]bool, len(r.want.Rules))}
	// One round for the folders and the entry, one for each rule that another
	// one may set off, one that finds nothing more to do.
	for range len(r.want.Rules) + 2 {
		w := r.asked(&s, have, out.spoke)
		next := have.under(w, r.fields)
		w, next = r.fillRequired(w, have, next, s.sends)
		if out.asked == nil {
			out.asked = w
		} else {
			out.asked = out.asked.note(w)
		}
		if out.diffs = have.diff(next, w, r.fields); len(out.diffs) == 0 {
			out.settled = true
			break
		}
		have, s.observed.Updated = next, r.now
	}
	out.after = have
	if out.settled {
		out.diffs = before.diff(have, out.asked, r.fields)
	}
	return out
}

// note remembers who asked for what, for what later rounds no longer ask for.
func (w *wish) note(later *wish) *wish {
	c := w.clone()
	c.tags.layers = append(c.tags.layers, later.tags.layers...)
	return c.lay(&state.Attributes{
		Metadata: later.metadata, Description: later.description, Focus: later.focus, Published: later.published,
	})
}

// fillRequired adds the defaults of required fields to a file whose metadata is
// sent: the API takes metadata only where each of them has a value. A field that
// becomes required gets a value on every file that carries metadata, or else the
// next one who edits such a file, here or elsewhere, would be refused.
func (r *resolver) fillRequired(w *wish, have, next look, sends bool) (*wish, look) {
	var fields []*state.Field
	switch {
	case len(r.required) == 0:
	case sends && len(next.metadata) > 0 || len(changedMetadata(r.fields, have.metadata, next.metadata)) > 0:
		fields = r.required
	case len(next.metadata) > 0 && slices.ContainsFunc(r.becoming, func(f *state.Field) bool { return next.metadata[f.Name].IsNull() }):
		fields = r.required
	}
	var add state.Attributes
	for _, f := range fields {
		if next.metadata[f.Name].IsNull() && !f.Default.IsNull() {
			if add.Metadata == nil {
				add.Metadata = map[state.FieldName]state.Setting[state.Value]{}
			}
			add.Metadata[f.Name] = state.Setting[state.Value]{
				Value: f.Default,
				From:  state.Origin{Layer: state.LayerDefault, Name: string(f.Name), Pos: f.Pos},
			}
		}
	}
	if add.Metadata == nil {
		return w, next
	}
	return w.lay(&add), next.under((&wish{}).lay(&add), r.fields)
}
