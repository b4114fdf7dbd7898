package live_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
)

// options are what wishes may make use of.
type options struct {
	copies bool // copy_of
	merges bool // on_conflict: version
	bytes  bool // sources more often than anything else
}

// wishes are a random YAML in the making.
type wishes struct {
	t       *rapid.T
	found   *found
	options options
	entries map[state.Path]*entry
	goes    map[state.Path]state.Path // where an entry wants what is there now
	known   map[string]string         // the fields that there will be, and their definitions where the YAML gives one
	rules   []string
	removes map[string][]string     // what kind -> which
	gone    []func(state.Path) bool // whether it is among what must not be there
	protect string
}

// entry is what is asked of one file or folder.
type entry struct {
	section string // "files" or "folders"
	says    []string
}

// drawWishes writes YAML that has to do with the library.
func drawWishes(t *rapid.T, f *found, o options) string {
	w := &wishes{t: t, found: f, options: o, entries: map[state.Path]*entry{}, goes: map[state.Path]state.Path{},
		known: map[string]string{}, removes: map[string][]string{}}
	for _, field := range f.fields {
		if !field.Deleted {
			w.known[field.Name] = ""
		}
	}
	if chance(t, "defines fields", 30) {
		w.fields()
	}
	for _, acts := range [][]func(*wishes){w.moves(), w.ends(), w.contents()} {
		for range rapid.IntRange(0, 3).Draw(t, "acts") {
			acts[rapid.IntRange(0, len(acts)-1).Draw(t, "act")](w)
		}
	}
	if chance(t, "protects", 4) {
		w.protect = string(w.drawFolder("protected")) + "/**"
	}
	return w.String()
}

// moves are the stories that say where things go. They come first, so that what
// comes after them can ask for things where they will be.
func (w *wishes) moves() []func(*wishes) {
	acts := []func(*wishes){
		(*wishes).moveFile, (*wishes).moveFile, (*wishes).moveFolder, (*wishes).moveFolder,
		(*wishes).chainFiles, (*wishes).chainFolders, (*wishes).rotateFiles, (*wishes).rotateFiles,
		(*wishes).rotateFolders, (*wishes).rotateFolders, (*wishes).gather, (*wishes).gather, (*wishes).stepOut, (*wishes).insideOut,
	}
	if w.options.merges {
		acts = append(acts, (*wishes).mergeFiles, (*wishes).mergeFolders)
	}
	return acts
}

// ends are the stories that say what must not be there.
func (w *wishes) ends() []func(*wishes) {
	none := func(*wishes) {}
	return []func(*wishes){
		none, none, none, none, none,
		(*wishes).prune, (*wishes).removeFiles, (*wishes).removeFolder, (*wishes).leaveAndRemove, (*wishes).leaveAndRemove,
	}
}

// contents are the stories that say what must be there, and like what.
func (w *wishes) contents() []func(*wishes) {
	acts := []func(*wishes){
		(*wishes).fileAttributes, (*wishes).fileAttributes, (*wishes).folderAttributes, (*wishes).rule, (*wishes).rule,
		(*wishes).newFolders, (*wishes).upload, (*wishes).replace, (*wishes).replace, (*wishes).noise,
	}
	if w.options.bytes {
		acts = append(acts, (*wishes).replace, (*wishes).replace, (*wishes).replace, (*wishes).replace, (*wishes).upload)
	}
	if w.options.copies {
		acts = append(acts, (*wishes).copyFolder, (*wishes).copyFolder)
	}
	return acts
}

// base is a folder that the YAML owns.
func (w *wishes) base() state.Path {
	if b := pick(w.t, "base", w.found.scope); b != state.Root {
		return b
	}
	return "/s"
}

// drawFolder draws a place for a folder, seldom one with an odd name.
func (w *wishes) drawFolder(label string) state.Path {
	return w.names(label).drawFolder(w.t, w.base(), label)
}

func (w *wishes) drawFile(dir state.Path, label string) state.Path {
	return w.names(label).drawFile(w.t, dir, label)
}

func (w *wishes) names(label string) names {
	if chance(w.t, label+" may be odd", 4) {
		return oddNames()
	}
	return usualNames()
}

// list asks something of a place that nothing else was asked of, seldom one
// that must not be there. It returns whether it could.
func (w *wishes) list(section string, p state.Path, says ...string) bool {
	gone := slices.ContainsFunc(w.gone, func(gone func(state.Path) bool) bool { return gone(p) })
	if w.entries[p] != nil || gone && !chance(w.t, "though it must go", 5) {
		return false
	}
	w.entries[p] = &entry{section, says}
	return true
}

// also asks something more of what will be at a place.
func (w *wishes) also(section string, p state.Path, says ...string) {
	e := w.entries[p]
	if e == nil {
		w.list(section, p, says...)
		return
	}
	for _, say := range says {
		key, _, _ := strings.Cut(say, ":")
		taken := slices.ContainsFunc(e.says, func(other string) bool { return strings.HasPrefix(other, key+":") })
		if e.section == section && !taken {
			e.says = append(e.says, say)
		}
	}
}

// identity is how an entry says which object it is about.
type identity string

const (
	pinned   identity = "id"
	declared identity = "moved_from"
	either   identity = ""
)

// send asks for an object that is there to be at another place, unless
// something was asked of the one or the other before.
func (w *wishes) send(section string, from, to state.Path, by identity, says ...string) bool {
	if _, sent := w.goes[from]; sent || from == to || w.entries[to] != nil {
		return false
	}
	if to.Under(from) && section == "folders" && !chance(w.t, "into itself", 5) {
		return false
	}
	if by == either {
		by = pick(w.t, "by", []identity{declared, pinned})
	}
	say := fmt.Sprintf("%s: %q", by, string(from))
	if by == pinned {
		say = fmt.Sprintf("%s: %q", by, w.found.ids[from])
	}
	w.goes[from] = to
	return w.list(section, to, append([]string{say}, says...)...)
}

// placeOf is where what is at p now ends, as far as the wishes say so far.
func (w *wishes) placeOf(p state.Path) state.Path {
	if to, sent := w.goes[p]; sent {
		return to
	}
	for dir := range p.Ancestors {
		if to, sent := w.goes[dir]; sent {
			return p.Rebase(dir, to)
		}
	}
	return p
}

// free draws places until one is neither taken nor asked for; it does not
// insist, for what collides has to be refused.
func (w *wishes) free(draw func() state.Path) state.Path {
	var p state.Path
	for range 4 {
		p = draw()
		if _, taken := w.found.ids[p]; !taken && w.entries[p] == nil && !w.leaves(p) {
			break
		}
	}
	return p
}

// leaves says whether a place lies in a folder that goes elsewhere.
func (w *wishes) leaves(p state.Path) bool {
	for dir := range p.Ancestors {
		if _, sent := w.goes[dir]; sent && w.entries[dir] == nil {
			return true
		}
	}
	return false
}

func (w *wishes) freeFolder() state.Path {
	return w.free(func() state.Path { return w.drawFolder("new folder") })
}

func (w *wishes) freeFile() state.Path {
	return w.free(func() state.Path { return w.drawFile(w.dir(), "new file") })
}

// dir is a folder for a file: one that is there or one that is not.
func (w *wishes) dir() state.Path {
	if len(w.found.folders) == 0 || chance(w.t, "in a new folder", 40) {
		return w.drawFolder("dir")
	}
	return w.placeOf(pick(w.t, "dir", w.found.folders))
}

// String is the YAML, in the order of its paths.
func (w *wishes) String() string {
	var b strings.Builder
	scope := make([]string, len(w.found.scope))
	for i, p := range w.found.scope {
		scope[i] = string(p)
	}
	fmt.Fprintf(&b, "version: 1\nlibrary: test\nscope: [%s]\nlimits: {deletes: 1000, delete_percent: 100}\n", strings.Join(scope, ", "))
	if w.protect != "" {
		fmt.Fprintf(&b, "protect: [%q]\n", w.protect)
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(w.known)) {
		if w.known[name] != "" {
			lines = append(lines, fmt.Sprintf("  %s: {%s}\n", name, w.known[name]))
		}
	}
	section(&b, "fields", lines)
	for _, name := range []string{"folders", "files"} {
		section(&b, name, w.lines(name))
	}
	lines = nil
	for i, rule := range w.rules {
		lines = append(lines, fmt.Sprintf("  - {name: rule%d, %s}\n", i+1, rule))
	}
	section(&b, "rules", lines)
	lines = nil
	for _, kind := range slices.Sorted(maps.Keys(w.removes)) {
		lines = append(lines, fmt.Sprintf("  %s: [%s]\n", kind, strings.Join(w.removes[kind], ", ")))
	}
	section(&b, "remove", lines)
	return b.String()
}

// lines is the entries of a section, in the order of their paths.
func (w *wishes) lines(section string) []string {
	var out []string
	for _, p := range slices.Sorted(maps.Keys(w.entries)) {
		if e := w.entries[p]; e.section == section {
			out = append(out, fmt.Sprintf("  %q: {%s}\n", string(p), strings.Join(e.says, ", ")))
		}
	}
	return out
}

func section(b *strings.Builder, name string, lines []string) {
	if len(lines) > 0 {
		b.WriteString(name + ":\n" + strings.Join(lines, ""))
	}
}
