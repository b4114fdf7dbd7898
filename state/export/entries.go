package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// mayInherit is the folders whose entries may pass something on: those that are
// there, that an entry can name, and that no other one is a twin of. Of twins it
// is the first.
func (w *writer) mayInherit() map[state.Path]bool {
	out := make(map[state.Path]bool, len(w.have.Folders))
	seen := make(map[string]bool, len(w.have.Folders))
	for _, path := range sortedKeys(w.have.Folders) {
		if path == state.Root || pathFault(path) != "" || seen[path.Fold()] {
			continue
		}
		seen[path.Fold()], out[path] = true, true
	}
	return out
}

// inherited writes what folders pass on, and the rules.
func (w *writer) inherited(s *suggestions) {
	for _, f := range s.folders {
		w.want.Folders[f.path] = w.folder(f.path, partial(s.library, f.says))
		w.spelled[f.path.Fold()] = f.path
	}
	names := map[string]bool{}
	for _, r := range s.rules {
		name := r.name()
		if nameFault(name) != "" || names[name] {
			name = fmt.Sprintf("rule %d", len(w.want.Rules)+1)
		}
		names[name] = true
		w.want.Rules = append(w.want.Rules, state.Rule{
			Name: name, Path: &state.Pattern{Glob: r.glob()}, Attributes: partial(s.library, r.facts),
		})
	}
}

func (r rule) name() string { return strings.Join(r.exts, " and ") + " in " + string(r.dir) }

// glob matches the files that r is about.
func (r rule) glob() string {
	exts := r.exts[0]
	if len(r.exts) > 1 {
		exts = "{" + strings.Join(r.exts, ",") + "}"
	}
	return strings.TrimSuffix(escapeGlob(r.dir), "/") + "/**/*." + exts
}

// hasPattern says whether a pattern can name what lies below a folder.
func hasPattern(dir state.Path) bool { return pathFault(dir) == "" }

// escapeGlob is a pattern for one path.
func escapeGlob(p state.Path) string {
	var b strings.Builder
	for _, r := range string(p) {
		if strings.ContainsRune(`*?[]{}\!^,`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// partial asks for facts beside others that a file may have.
func partial(l *library, facts []fact) state.Attributes {
	a := attributesOf(l, facts)
	if a.Tags != nil {
		a.Tags = &state.Tags{Mode: state.TagsPartial, Add: a.Tags.Set}
	}
	return a
}

// attributesOf asks for facts. Tags are the exact set.
func attributesOf(l *library, facts []fact) state.Attributes {
	var a state.Attributes
	for _, f := range facts {
		m := l.meanings[f]
		if m.tag != "" {
			if a.Tags == nil {
				a.Tags = &state.Tags{Mode: state.TagsExact}
			}
			a.Tags.Set = append(a.Tags.Set, m.tag)
			continue
		}
		if a.Metadata == nil {
			a.Metadata = map[state.FieldName]state.Setting[state.Value]{}
		}
		a.Metadata[m.field] = state.Setting[state.Value]{Value: m.value}
	}
	if a.Tags != nil {
		slices.Sort(a.Tags.Set)
	}
	return a
}

// files writes the entries of files and returns how many there are. Without
// suggestions, s is nil.
func (w *writer) files(l *library, s *suggestions) (listed int) {
	for i, f := range l.files {
		var said []fact
		if s != nil {
			said = s.said(i)
		}
		a := f.remains(l, said)
		if w.options.Form == Short && w.options.Pins == ByPath && isEmpty(&a) {
			continue
		}
		if !w.list(f.path, "file") {
			continue
		}
		entry := &state.File{Path: f.path, Attributes: a}
		if w.options.Pins == ByID && w.pin(f.path, string(f.id)) {
			entry.ID = f.id
		}
		w.want.Files[f.path] = entry
		listed++
	}
	return listed
}

// remains is what the entry of f has to say, where other layers say some of it.
func (f *file) remains(l *library, said []fact) state.Attributes {
	rest := without(f.facts, said)
	a := attributesOf(l, rest)
	taggedAbove := slices.ContainsFunc(said, func(s fact) bool { return l.meanings[s].tag != "" })
	if taggedAbove || !f.exact {
		a = partial(l, rest)
	}
	if f.description != "" {
		a.Description = &state.Setting[string]{Value: f.description}
	}
	if f.focus != "" {
		a.Focus = &state.Setting[string]{Value: f.focus}
	}
	if f.draft {
		a.Published = &state.Setting[bool]{Value: false}
	}
	return a
}

func isEmpty(a *state.Attributes) bool {
	return a.Tags == nil && a.Metadata == nil && a.Description == nil && a.Focus == nil && a.Published == nil
}

// bareFolders lists the folders that pass nothing on: they have to exist.
func (w *writer) bareFolders() {
	for _, path := range sortedKeys(w.have.Folders) {
		if w.want.Folders[path] == nil && path != state.Root && w.list(path, "folder") {
			w.want.Folders[path] = w.folder(path, state.Attributes{})
		}
	}
}

func (w *writer) folder(path state.Path, inherit state.Attributes) *state.Folder {
	f := &state.Folder{Path: path, Inherit: inherit}
	if id := w.have.Folders[path].ID; w.options.Pins == ByID && w.pin(path, string(id)) {
		f.ID = id
	}
	return f
}

// list says whether path can have an entry, and notes that it has.
func (w *writer) list(path state.Path, kind string) bool {
	if fault := pathFault(path); fault != "" {
		w.losses.add(LossPath, string(path), fmt.Sprintf("%s cannot be listed: its path %s", kind, fault))
		return false
	}
	key := path.Fold()
	if other, taken := w.spelled[key]; taken {
		w.losses.add(LossTwin, string(path), fmt.Sprintf("%s cannot be listed beside %q, which differs in case or accents only", kind, other))
		return false
	}
	w.spelled[key] = path
	return true
}

// pin says whether an entry can name an id.
func (w *writer) pin(path state.Path, id string) bool {
	fault := idFault(id)
	if fault == "" && w.holders[id] > 1 {
		fault = "something else has it too"
	}
	if fault != "" {
		w.losses.add(LossID, string(path), fmt.Sprintf("its id %q cannot be pinned: %s", id, fault))
	}
	return fault == ""
}

// countHolders counts which ids are had by how many.
func (w *writer) countHolders() {
	w.holders = make(map[string]int, len(w.have.Files)+len(w.have.Folders))
	for _, f := range w.have.Files {
		w.holders[string(f.ID)]++
	}
	for _, f := range w.have.Folders {
		w.holders[string(f.ID)]++
	}
}
