package plan

import (
	"fmt"
	"slices"

	"github.com/iksync/iksync/state"
)

// Explanation is how the attributes that a YAML file asks of one file come about.
type Explanation struct {
	Path   state.Path // where the file will be
	Live   state.Path // where it is now; "" where it is not in the library
	ID     state.FileID
	Gone   Reason           // why it is deleted; "" where it stays
	Layers []ExplainedLayer // in the order in which they are laid over each other
	Result []AttrDiff       // what will change, and what asks for it; nothing of what is deleted
	After  []Attribute      // every attribute as it will be
}

// ExplainedLayer is one layer that speaks of the file.
type ExplainedLayer struct {
	Origin state.Origin
	Says   []Attribute
}

// Attribute is the name of an attribute and a text of its value.
type Attribute struct {
	Name  string
	Value string
	From  state.Origin
}

// Explain is the stack of layers over the file at path: its live place, or the
// place where it will be. It does not need the file to be there.
func Explain(want *state.Want, have *state.Have, path state.Path, o Options) (*Explanation, error) {
	n := &notes{}
	fields := newFieldDiff(want, have, o, n)
	p := place(want, have, o, n)
	r := newResolver(want, have, fields.after, o.Now)

	e := &Explanation{Path: path}
	s, before := subject{path: path, entry: want.Files[path]}, look{published: true}
	nd := p.finalFiles[path]
	if nd == nil && s.entry == nil {
		nd = p.files[path]
	}
	switch {
	case nd != nil:
		e.Path, e.Live, e.ID = nd.final, nd.live, nd.file.ID
		s = subject{path: nd.final, id: nd.file.ID, observed: nd.file.Observed, entry: want.Files[nd.final]}
		before = r.look(nd.file)
		if nd.gone != nil {
			e.Gone = nd.gone.reason
		}
	case !inScope(want, path):
		return nil, fmt.Errorf("%s is outside the scope of %s: nothing is asked of it", path, want.Name)
	case s.entry == nil:
		return nil, fmt.Errorf("%s is neither in the library nor in the YAML", path)
	case s.entry.Source != nil:
		s.observed = r.foresee(path, s.entry.Source)
	}
	is := r.settle(s, before)
	if !is.settled {
		return nil, fmt.Errorf("rules undo each other on %s, so that no plan would ever be the last", path)
	}
	e.Layers, e.After = r.stack(&s, is.spoke), is.after.list(before, is.asked)
	if e.Gone == "" {
		e.Result = is.diffs
	}
	return e, nil
}

// stack is the layers that speak of s, the outermost first: the folders above
// it, the rules that spoke, its own entry.
func (r *resolver) stack(s *subject, spoke []bool) []ExplainedLayer {
	var out []ExplainedLayer
	add := func(o state.Origin, a *state.Attributes) {
		if hasAttributes(a) {
			out = append(out, ExplainedLayer{Origin: o, Says: says(a)})
		}
	}
	for _, dir := range slices.Backward(slices.Collect(s.path.Ancestors)) {
		if f := r.want.Folders[dir]; f != nil {
			add(state.Origin{Layer: state.LayerFolder, Name: string(dir), Pos: f.Pos}, &f.Inherit)
		}
	}
	for i := range r.want.Rules {
		if rule := &r.want.Rules[i]; spoke[i] {
			add(state.Origin{Layer: state.LayerRule, Name: rule.Name, Pos: rule.Pos}, &rule.Attributes)
		}
	}
	if s.entry != nil {
		origin := state.Origin{Layer: state.LayerFile, Name: string(s.path), Pos: s.entry.Pos}
		var all []Attribute
		if source := s.entry.Source; source != nil {
			all = append(all, Attribute{attrSource, source.Path, state.Origin{Layer: state.LayerFile, Pos: source.Pos}})
		}
		if all = append(all, says(&s.entry.Attributes)...); len(all) > 0 {
			out = append(out, ExplainedLayer{Origin: origin, Says: all})
		}
	}
	return out
}

// attrSource is the local file that a file's bytes come from.
const attrSource = "source"

// says lists what one layer asks for, with the place of each value.
func says(a *state.Attributes) []Attribute {
	var out []Attribute
	if t := a.Tags; t != nil {
		out = append(out, Attribute{AttrTags, tagsText(t), t.From})
	}
	for _, name := range sortedKeys(a.Metadata) {
		out = append(out, Attribute{AttrMetadata(name), a.Metadata[name].Value.String(), a.Metadata[name].From})
	}
	for _, text := range []struct {
		name    string
		setting *state.Setting[string]
	}{{AttrDescription, a.Description}, {AttrFocus, a.Focus}} {
		if text.setting != nil {
			out = append(out, Attribute{text.name, textValue(text.setting.Value).String(), text.setting.From})
		}
	}
	if a.Published != nil {
		out = append(out, Attribute{AttrPublished, state.Bool(a.Published.Value).String(), a.Published.From})
	}
	return out
}

func tagsText(t *state.Tags) string {
	if t.Mode == state.TagsExact {
		return "exactly " + tagsValue(t.Set).String()
	}
	out := ""
	for _, tag := range t.Add {
		out += " +" + string(tag)
	}
	for _, tag := range t.Remove {
		out += " -" + string(tag)
	}
	if out == "" {
		return out
	}
	return out[1:]
}

// list is every attribute of l, with what asks for it where something does.
func (l look) list(before look, w *wish) []Attribute {
	tags := w.tags.origin(before.tags, l.tags)
	if len(w.tags.layers) > 0 && tags == (state.Origin{}) {
		tags = w.tags.layers[len(w.tags.layers)-1].From
	}
	out := []Attribute{{AttrTags, tagsValue(l.tags).String(), tags}}
	for _, name := range sortedKeys(l.metadata) {
		out = append(out, Attribute{AttrMetadata(name), l.metadata[name].String(), w.metadata[name].From})
	}
	return append(out,
		Attribute{AttrDescription, textValue(l.description).String(), origin(w.description)},
		Attribute{AttrFocus, textValue(l.focus).String(), origin(w.focus)},
		Attribute{AttrPublished, state.Bool(l.published).String(), origin(w.published)})
}
