package plan

// packTags tags up to MaxTagFiles files a call, where tags are all that a file
// needs. A file that needs more is patched, and its tags travel in that.
//
// Only files that wait for the same are put together, so that no call waits for
// what another one of its files has to come before.
func (d *draft) packTags() {
	groups := map[OpID][]int{} // by what all of them wait for; 0: nothing
	for _, i := range d.live() {
		op := &d.ops[i]
		if op.Kind != OpUpdateFile || !op.Update.onlyTags() || len(op.Needs) > 1 {
			continue
		}
		var after OpID
		if len(op.Needs) == 1 {
			after = op.Needs[0].Op
		}
		groups[after] = append(groups[after], i)
	}
	for _, after := range sortedKeys(groups) {
		d.packTagsOf(groups[after])
	}
}

func (u *FileUpdate) onlyTags() bool {
	return u.Tags != nil && len(u.Metadata) == 0 && u.Description == nil && u.Focus == nil && u.Published == nil && u.Private == nil
}

// packTagsOf replaces the patches of files by calls that tag many of them. A
// file may be in several calls; they fulfil its change together.
func (d *draft) packTagsOf(files []int) {
	diffs := make([]tagDiff, len(files))
	for n, i := range files {
		before, after := d.tasks[i].tags, *d.ops[i].Update.Tags
		diffs[n] = tagDiff{add: without(after, before), remove: without(before, after), after: after}
	}
	calls, _ := groupTags(diffs)
	for _, call := range calls {
		members := make([]int, len(call.files))
		for n, at := range call.files {
			members[n] = files[at]
		}
		d.replace(members, Operation{Kind: call.kind, Tags: call.tags})
	}
}
