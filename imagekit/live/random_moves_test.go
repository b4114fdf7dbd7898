package live_test

import (
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
)

// The acts of this file are about places: what moves, what is made, what goes.

func (w *wishes) moveFile() {
	if len(w.found.files) > 0 {
		w.send("files", pick(w.t, "file", w.found.files), w.freeFile(), either)
	}
}

func (w *wishes) moveFolder() {
	if len(w.found.folders) > 0 {
		w.send("folders", pick(w.t, "folder", w.found.folders), w.freeFolder(), either)
	}
}

// chainFiles gives each of some files the place of the next; the last one goes
// to a new place.
func (w *wishes) chainFiles() {
	w.chain("files", some(w.t, "chain", w.found.files, 2, 4), w.freeFile())
}

func (w *wishes) chainFolders() {
	w.chain("folders", apart(some(w.t, "chain", w.found.folders, 2, 4)), w.freeFolder())
}

func (w *wishes) chain(section string, links []state.Path, end state.Path) {
	by := pick(w.t, "chained by", []identity{declared, declared, pinned, either})
	for i := range links {
		to := end
		if i > 0 {
			to = links[i-1]
		}
		w.send(section, links[i], to, by)
	}
}

// rotateFiles lets some files change places in a ring, which only pins can say.
func (w *wishes) rotateFiles() { w.rotate("files", some(w.t, "ring", w.found.files, 2, 5)) }

func (w *wishes) rotateFolders() {
	w.rotate("folders", apart(some(w.t, "ring", w.found.folders, 2, 6)))
}

func (w *wishes) rotate(section string, ring []state.Path) {
	for i, from := range ring {
		w.send(section, from, ring[(i+1)%len(ring)], pinned)
	}
}

// apart is the folders of which none lies in another.
func apart(folders []state.Path) []state.Path {
	var out []state.Path
	for _, p := range folders {
		if !slices.ContainsFunc(out, func(q state.Path) bool { return p.Within(q) || q.Within(p) }) {
			out = append(out, p)
		}
	}
	return out
}

// insideOut puts a folder into one of those that lie in it, which takes its place.
func (w *wishes) insideOut() {
	var inner []state.Path
	for _, p := range w.found.folders {
		if slices.Contains(w.found.folders, p.Dir()) {
			inner = append(inner, p)
		}
	}
	if len(inner) == 0 || !chance(w.t, "inside out", 40) {
		return
	}
	p := pick(w.t, "inner", inner)
	outer := p.Dir()
	w.send("folders", p, outer, pinned)
	if _, sent := w.goes[outer]; !sent && w.list("folders", outer.Join(p.Base()), fmt.Sprintf("id: %q", w.found.ids[outer])) {
		w.goes[outer] = outer.Join(p.Base())
	}
}

// gather pins every file of a folder to one other place, and may name one file
// anew or forget one on the way. The folder itself is not listed.
func (w *wishes) gather() {
	if len(w.found.folders) == 0 {
		return
	}
	from, to := pick(w.t, "gathered", w.found.folders), w.freeFolder()
	if chance(w.t, "into one that is there", 25) {
		to = pick(w.t, "into", w.found.folders)
	}
	odd := pick(w.t, "but one", []string{"", "", "", "is named anew", "is forgotten"})
	for i, p := range w.below(from) {
		dest := p.Rebase(from, to)
		if i == 0 && odd == "is named anew" {
			dest = w.drawFile(dest.Dir(), "another name")
		}
		if i > 0 || odd != "is forgotten" {
			w.send("files", p, dest, pinned)
		}
	}
}

// below is the files somewhere below a folder.
func (w *wishes) below(dir state.Path) []state.Path {
	return slices.DeleteFunc(slices.Clone(w.found.files), func(p state.Path) bool { return !p.Under(dir) })
}

// stepOut takes a file out of a folder that moves, perhaps to where the folder was.
func (w *wishes) stepOut() {
	from := slices.DeleteFunc(slices.Clone(w.found.folders), func(p state.Path) bool { return w.goes[p] == "" || len(w.below(p)) == 0 })
	if len(from) == 0 {
		return
	}
	dir := pick(w.t, "from", from)
	to := w.freeFile()
	if chance(w.t, "stays behind", 50) {
		to = w.drawFile(dir, "stays as")
	}
	w.send("files", pick(w.t, "steps out", w.below(dir)), to, either)
}

func (w *wishes) newFolders() {
	for range rapid.IntRange(1, 3).Draw(w.t, "new folders") {
		w.list("folders", w.freeFolder())
	}
}

func (w *wishes) upload() {
	w.list("files", w.freeFile(), "source: "+pick(w.t, "source", sources()))
}

// replace gives new bytes to files that are there, and to those that move as well.
func (w *wishes) replace() {
	for _, p := range some(w.t, "replaced", w.found.files, 1, 3) {
		w.also("files", w.placeOf(p), "source: "+w.sourceFor(p))
	}
}

// sourceFor draws a source for a file, most often one that is as long as it.
func (w *wishes) sourceFor(p state.Path) string {
	from := sources()
	if asLong := w.found.asLongAs(p, from); len(asLong) > 0 && chance(w.t, "as long", 80) {
		from = asLong
	}
	return pick(w.t, "source", from)
}

// sources are files on disk. Each holds its own name, and most are as long as another.
func sources() []string {
	return []string{"pic", "cat", "dog", "other_pic", "third_pic", "dir/a_longer_pic.jpg"}
}

// prune clears a folder of what is not listed, but for some files.
func (w *wishes) prune() {
	if len(w.found.folders) == 0 {
		return
	}
	dir := pick(w.t, "pruned", w.found.folders)
	w.also("folders", w.placeOf(dir), "prune: true")
	for _, p := range w.below(dir) {
		if chance(w.t, "kept", 30) {
			w.also("files", w.placeOf(p))
		}
	}
	for _, p := range w.found.folders {
		if p.Under(dir) && chance(w.t, "not below", 20) {
			w.also("folders", w.placeOf(p), "prune: false")
		}
	}
}

func (w *wishes) removeFiles() {
	if len(w.found.files) == 0 {
		return
	}
	p := pick(w.t, "removed", w.found.files)
	base := w.base()
	ways := []struct {
		pattern state.Path
		matches func(state.Path) bool
	}{
		{p, func(q state.Path) bool { return q == p }},
		{p.Dir().Join("*"), func(q state.Path) bool { return q.Dir() == p.Dir() }},
		{p.Dir().Join("**"), func(q state.Path) bool { return q.Under(p.Dir()) }},
		{base.Join("**").Join(p.Base()), func(q state.Path) bool { return q.Under(base) && q.Base() == p.Base() }},
	}
	way := ways[rapid.IntRange(0, len(ways)-1).Draw(w.t, "as")]
	w.remove("files", way.pattern, way.matches)
}

func (w *wishes) removeFolder() {
	if len(w.found.folders) > 0 {
		dir := pick(w.t, "removed", w.found.folders)
		w.remove("folders", dir, func(p state.Path) bool { return p.Within(dir) })
	}
}

// remove says that something must not be there, seldom though some of it is listed.
func (w *wishes) remove(kind string, what state.Path, matches func(state.Path) bool) {
	listed := slices.ContainsFunc(slices.Collect(maps.Keys(w.entries)), matches)
	if listed && !chance(w.t, "though it is listed", 10) {
		return
	}
	w.removes[kind] = append(w.removes[kind], fmt.Sprintf("%q", string(what)))
	w.gone = append(w.gone, matches)
}

// leaveAndRemove removes a folder that some files leave.
func (w *wishes) leaveAndRemove() {
	if len(w.found.folders) == 0 {
		return
	}
	dir := pick(w.t, "left", w.found.folders)
	for _, p := range w.below(dir) {
		if to := w.freeFile(); !to.Within(dir) && chance(w.t, "leaves", 60) {
			w.send("files", p, to, either)
		}
	}
	w.remove("folders", dir, func(p state.Path) bool { return p.Within(dir) })
}

func (w *wishes) copyFolder() {
	if len(w.found.folders) == 0 {
		return
	}
	from, to := pick(w.t, "copied", w.found.folders), w.freeFolder()
	listed := w.list("folders", to, fmt.Sprintf("copy_of: %q", string(w.placeOf(from))),
		fmt.Sprintf("versions: %t", chance(w.t, "with versions", 50)))
	if in := w.below(from); listed && len(in) > 0 && chance(w.t, "with other bytes", 30) {
		p := pick(w.t, "other in the copy", in)
		w.list("files", p.Rebase(from, to), "source: "+w.sourceFor(p))
	}
}

func (w *wishes) mergeFiles() {
	if pair := some(w.t, "merged", w.found.files, 2, 2); len(pair) == 2 {
		w.send("files", pair[0], w.placeOf(pair[1]), either, "on_conflict: version")
	}
}

func (w *wishes) mergeFolders() {
	if pair := apart(some(w.t, "merged", w.found.folders, 2, 2)); len(pair) == 2 {
		w.send("folders", pair[0], w.placeOf(pair[1]), either, "on_conflict: version")
	}
}

// noise asks for something without looking at what is there.
func (w *wishes) noise() {
	for range rapid.IntRange(1, 3).Draw(w.t, "noise") {
		section, p, from := "folders", w.drawFolder("anywhere"), w.base().Join("nothing")
		if chance(w.t, "a file", 60) {
			section, p = "files", w.drawFile(p.Dir(), "anywhere")
			from = w.drawFile(w.base(), "from")
		} else if len(w.found.folders) > 0 {
			from = pick(w.t, "from", w.found.folders)
		}
		var says []string
		if section == "files" && chance(w.t, "has a source", 50) {
			says = append(says, "source: "+pick(w.t, "source", sources()))
		}
		if id := w.found.ids[from]; id != "" && chance(w.t, "pinned", 30) {
			says = append(says, fmt.Sprintf("id: %q", id))
		} else if chance(w.t, "declared", 30) {
			says = append(says, fmt.Sprintf("moved_from: %q", string(from)))
		}
		w.list(section, p, says...)
	}
}
