package live_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
)

// found is a random library as its service keeps it, with the ids that it gave
// out. They depend on the seeds alone, so every account that is seeded alike has
// them, and a wish may pin them.
type found struct {
	scope   []state.Path
	fields  []emulator.Field
	seeds   []emulator.Seed
	files   []state.Path // in scope, sorted
	folders []state.Path // in scope, but not the scope itself, sorted
	ids     map[state.Path]string
}

// scopes are what a YAML may own. The one that ends in the other's name begins
// like it, and is another folder.
func scopes() [][]state.Path {
	return [][]state.Path{{"/s"}, {"/s"}, {"/s"}, {state.Root}, {"/s/a", "/s/b"}}
}

// names are what all places are made of: so few that moves, nesting and
// collisions are the rule. Odd ones come from a dashboard: a library may hold
// them, though nothing can be given such a name.
type names struct{ folders, files []string }

func usualNames() names {
	return names{[]string{"a", "b", "c"}, []string{"x.jpg", "y.jpg", "z.txt"}}
}

func oddNames() names {
	n := usualNames()
	return names{append(n.folders, "d e", "f-g", "ab"), append(n.files, "w (1).jpg", "ö.png", "a", "c")}
}

func (n names) drawFolder(t *rapid.T, base state.Path, label string) state.Path {
	p := base
	for range rapid.IntRange(1, 3).Draw(t, label+" depth") {
		p = p.Join(pick(t, label, n.folders))
	}
	return p
}

func (n names) drawFile(t *rapid.T, dir state.Path, label string) state.Path {
	return dir.Join(pick(t, label, n.files))
}

// chance says yes percent times in a hundred; what shrinks says no.
func chance(t *rapid.T, label string, percent int) bool {
	return rapid.IntRange(0, 99).Draw(t, label) >= 100-percent
}

func pick[T any](t *rapid.T, label string, from []T) T { return rapid.SampledFrom(from).Draw(t, label) }

// some draws up to most of from, in any order.
func some[T any](t *rapid.T, label string, from []T, least, most int) []T {
	n := rapid.IntRange(min(least, len(from)), min(most, len(from))).Draw(t, label+" number")
	return rapid.Permutation(from).Draw(t, label)[:n]
}

func drawFound(t *rapid.T) *found {
	f := &found{scope: pick(t, "scope", scopes()), fields: drawFields(t)}
	n := usualNames()
	if chance(t, "odd names", 15) {
		n = oddNames()
	}
	base := func() state.Path {
		if b := pick(t, "base", f.scope); b != state.Root {
			return b
		}
		return "/s"
	}
	folders, files := map[state.Path]bool{}, map[state.Path]bool{}
	var dirs []state.Path
	add := func(p state.Path, folder bool) {
		for dir := range p.Ancestors {
			if files[dir] {
				return
			}
		}
		if files[p] || folders[p] {
			return
		}
		for dir := range p.Ancestors {
			folders[dir] = true
		}
		if folder {
			folders[p] = true
			dirs = append(dirs, p)
			f.seeds = append(f.seeds, emulator.Seed{Path: string(p), Folder: true})
			return
		}
		files[p] = true
		f.seeds = append(f.seeds, f.drawSeed(t, p))
	}
	for _, scope := range f.scope {
		if scope != state.Root {
			add(scope, true)
		}
	}
	for range rapid.IntRange(1, 5).Draw(t, "folders") {
		add(n.drawFolder(t, base(), "folder"), true)
	}
	for range rapid.IntRange(2, 9).Draw(t, "files") {
		dir := pick(t, "dir", dirs)
		if chance(t, "another dir", 25) {
			dir = n.drawFolder(t, base(), "dir")
		}
		add(n.drawFile(t, dir, "file"), false)
	}
	if chance(t, "neighbours", 30) { // nobody asks for anything out there, unless the scope is all
		add("/t/x.jpg", false)
		add("/sx/y.jpg", false)
	}
	if err := f.name(); err != nil {
		t.Fatalf("a library that cannot be: %v", err)
	}
	return f
}

func (f *found) drawSeed(t *rapid.T, p state.Path) emulator.Seed {
	s := emulator.Seed{Path: string(p), CustomMetadata: map[string]any{}}
	s.Tags = pick(t, "tags", [][]string{nil, {"t"}, {"u", "t"}, {"v"}, {"t", "u", "v"}})
	for _, field := range f.fields {
		if values := seededValues()[field.Name]; len(values) > 0 && chance(t, "has "+field.Name, 40) {
			s.CustomMetadata[field.Name] = pick(t, field.Name, values)
		}
	}
	for i := range pick(t, "versions", []int{0, 0, 0, 1, 2}) {
		s.Versions = append(s.Versions, fmt.Appendf(nil, "version %d of %s", i+1, p))
	}
	if chance(t, "is as long as a source", 50) {
		s.Content = []byte(pick(t, "content", []string{"pic", "cat", "pig", "other_pic", "their_pic"}))
	}
	if chance(t, "described", 15) {
		s.Description = "old words"
	}
	if chance(t, "focused", 15) {
		s.CustomCoordinates = "1,2,3,4"
	}
	s.Unpublished, s.Private = chance(t, "draft", 10), chance(t, "private", 10)
	return s
}

// asLongAs is those of the sources that are as long as a file whose content is known.
func (f *found) asLongAs(p state.Path, sources []string) []string {
	i := slices.IndexFunc(f.seeds, func(s emulator.Seed) bool { return s.Path == string(p) })
	return slices.DeleteFunc(slices.Clone(sources), func(source string) bool { return len(source) != len(f.seeds[i].Content) })
}

func drawFields(t *rapid.T) []emulator.Field {
	var out []emulator.Field
	if chance(t, "brand", 70) {
		out = append(out, emulator.Field{Name: "brand", Type: "SingleSelect", SelectOptions: []any{"Acme", "Globex"},
			DefaultValue: "Acme", IsValueRequired: chance(t, "brand is required", 40)})
	}
	if chance(t, "season", 60) {
		out = append(out, emulator.Field{Name: "season", Type: "Text", MaxLength: 10})
	}
	if chance(t, "rank", 30) {
		out = append(out, emulator.Field{Name: "rank", Type: "Number", MinValue: 0.0, MaxValue: 100.0})
	}
	if chance(t, "colours", 30) {
		out = append(out, emulator.Field{Name: "colours", Type: "MultiSelect", SelectOptions: []any{"red", "green", "blue"}})
	}
	if chance(t, "burnt", 10) {
		out = append(out, emulator.Field{Name: "burnt", Type: "Text", Deleted: true})
	}
	return out
}

func seededValues() map[string][]any {
	return map[string][]any{
		"brand": {"Acme", "Globex"}, "season": {"warm", "very cold"}, "rank": {7.0, 70.0},
		"colours": {[]any{"red"}, []any{"blue", "green"}},
	}
}

// name finds out the ids.
func (f *found) name() error {
	server, err := emulator.New()
	if err != nil {
		return err
	}
	defer server.Close()
	if err := f.seed(server); err != nil {
		return err
	}
	f.ids = map[state.Path]string{}
	for _, is := range server.Files() {
		f.know(state.Path(is.Path), is.FileID, &f.files)
	}
	for _, is := range server.Folders() {
		f.know(state.Path(is.Path), is.FolderID, &f.folders)
	}
	return nil
}

func (f *found) know(p state.Path, id string, in *[]state.Path) {
	f.ids[p] = id
	for _, scope := range f.scope {
		if p.Under(scope) {
			*in = append(*in, p)
		}
	}
}

func (f *found) seed(server *emulator.Server) error {
	for _, field := range f.fields {
		if err := server.SeedField(field); err != nil {
			return err
		}
	}
	return server.Seed(f.seeds...)
}

// String lists the library, a thing a line.
func (f *found) String() string {
	var b strings.Builder
	for _, field := range f.fields {
		fmt.Fprintf(&b, "field %s %s options=%v default=%v required=%t\n",
			field.Name, field.Type, field.SelectOptions, field.DefaultValue, field.IsValueRequired)
	}
	for _, s := range f.seeds {
		id := f.ids[state.Path(s.Path)]
		if s.Folder {
			fmt.Fprintf(&b, "%s/ %s\n", s.Path, id)
			continue
		}
		fmt.Fprintf(&b, "%s %s tags=%v metadata=%v versions=%d", s.Path, id, s.Tags, s.CustomMetadata, len(s.Versions)+1)
		if s.Content != nil {
			fmt.Fprintf(&b, " content=%s", s.Content)
		}
		if s.Description != "" {
			b.WriteString(" described")
		}
		if s.CustomCoordinates != "" {
			b.WriteString(" focused")
		}
		if s.Unpublished {
			b.WriteString(" draft")
		}
		if s.Private {
			b.WriteString(" private")
		}
		b.WriteString("\n")
	}
	return b.String()
}
