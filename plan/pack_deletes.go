package plan

import (
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// maxNested is how many files and folders one folder's deletion may take along.
// The API counts versions as well, up to 100,000 in all (API: delete folder), and
// how many there are is not known.
const maxNested = 20_000

// foldDeletes lets a folder that goes take along all below it that goes: one
// call. What stays has left it by then, and the folder is looked at once more
// before it goes.
func (d *draft) foldDeletes() {
	ends := map[state.Path]int{} // where a folder was at first -> the operation that ends it
	sizes := map[int]int{}
	for i := range d.ops {
		if d.ops[i].Kind == OpDeleteFolder && d.tasks[i].node != nil {
			ends[d.tasks[i].node.live] = i
		}
	}
	if len(ends) == 0 {
		return
	}
	for i := range d.ops {
		for _, end := range d.endsAbove(i, ends) {
			sizes[end]++
		}
	}
	contents := map[int][]int{}
	for i := range d.ops {
		for _, end := range slices.Backward(d.endsAbove(i, ends)) { // the outermost that may
			if sizes[end] <= maxNested {
				contents[end] = append(contents[end], i)
				break
			}
		}
	}
	for _, end := range sortedKeys(contents) {
		if d.lastly(end, contents[end]) {
			d.takeAlong(end, contents[end])
		}
	}
}

// lastly says whether the contents of a folder can wait until the folder goes:
// nothing that has to come before its end waits for them.
func (d *draft) lastly(end int, contents []int) bool {
	in := make(map[int]bool, len(contents))
	for _, i := range contents {
		in[i] = true
	}
	seen := map[int]bool{end: true}
	todo := []int{end}
	for _, i := range contents {
		seen[i] = true
		todo = append(todo, i)
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, part := range d.parts[i] { // of a folder that takes along what was folded into it
			if !seen[part] {
				seen[part] = true
				todo = append(todo, part)
			}
		}
		for _, need := range d.ops[i].Needs {
			on := int(need.Op) - 1
			switch {
			case in[on] && i != end && !in[i]:
				return false
			case !seen[on]:
				seen[on] = true
				todo = append(todo, on)
			}
			if home := d.home(on); !seen[home] { // and what it was folded into
				seen[home] = true
				todo = append(todo, home)
			}
		}
	}
	return true
}

// endsAbove is the ends of folders above what operation i deletes, the innermost first.
func (d *draft) endsAbove(i int, ends map[state.Path]int) []int {
	if kind := d.ops[i].Kind; kind != OpDeleteFile && kind != OpDeleteFolder || d.tasks[i].node == nil {
		return nil
	}
	var out []int
	for dir := range d.tasks[i].node.live.Ancestors {
		end, goes := ends[dir]
		if !goes {
			break // what stays in between was there before, and keeps what is above
		}
		out = append(out, end)
	}
	return out
}

// takeAlong makes the end of a folder fulfil the changes of its contents too.
func (d *draft) takeAlong(end int, contents []int) {
	op := &d.ops[end]
	from := d.tasks[end].node.live
	only := make([]Content, 0, len(contents))
	d.parts[end] = contents
	for _, i := range contents {
		d.fold(i, end)
		op.Changes = append(op.Changes, d.ops[i].Changes...)
		n := d.tasks[i].node
		c := Content{Path: n.live.Rebase(from, op.Path)}
		if op.Path == from { // what a folder above took along may have new ids
			c.File, c.Folder = fileID(n), folderID(n)
			c.Version = versionSeen(n)
		}
		only = append(only, c)
	}
	slices.SortFunc(only, func(a, b Content) int { return strings.Compare(string(a.Path), string(b.Path)) })
	holds := Condition{Kind: HoldsOnly, Path: op.Path, Content: only}
	if op.Path == from {
		holds.Folder = folderID(d.tasks[end].node)
	}
	op.Before = []Condition{holds}
}

// packDeletes deletes up to MaxDeleteFiles files a call.
func (d *draft) packDeletes() {
	var files []int
	for _, i := range d.live() {
		if d.ops[i].Kind == OpDeleteFile && len(d.ops[i].Needs) == 0 {
			files = append(files, i)
		}
	}
	for members := range slices.Chunk(files, MaxDeleteFiles) {
		if len(members) == 1 {
			continue
		}
		op := Operation{Kind: OpDeleteFiles}
		for _, i := range members {
			op.Before = append(op.Before, d.ops[i].Before...)
		}
		d.put(members, op)
	}
}
