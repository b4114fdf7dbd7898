package plan

import "slices"

// packFolders makes only the folders that have no new folder in them: the ones
// above come along. A new folder comes along with the first one in it, and the
// others in it wait for that one.
//
// Nothing but the other new folder can lie between the two: where a folder
// waits for more than the one above it, both are made on their own.
func (d *draft) packFolders() {
	for i := range d.ops {
		parent, only := d.waitsForParent(i)
		if !only || d.folded(parent) {
			continue
		}
		op, above := &d.ops[i], &d.ops[parent]
		op.Parents = append(slices.Clone(above.Parents), above.Path)
		op.Changes = slices.Concat(above.Changes, op.Changes)
		d.fold(parent, i)
	}
}

// waitsForParent is the creation of the folder in which operation i makes
// another one, if that is all that i waits for.
func (d *draft) waitsForParent(i int) (parent int, only bool) {
	op := &d.ops[i]
	if op.Kind != OpCreateFolder || len(op.Needs) != 1 {
		return 0, false
	}
	parent = int(op.Needs[0].Op) - 1
	above := &d.ops[parent]
	return parent, above.Kind == OpCreateFolder && above.Path == op.Path.Dir()
}
