package emulator

// maxVersions is the most versions of one file.
const maxVersions = 100

// fits reports whether so many versions can join whatever is at a place.
func fits(parent *folder, name string, versions int) bool {
	there := parent.files[name]
	return there == nil || there.versionCount()+versions <= maxVersions
}

// placeFile moves a file to a place. On a free place it goes there under its id or a new one; a file
// that is there already takes it in: its versions join the history and its content becomes the current
// one. The caller has checked that they fit.
func (l *library) placeFile(f *file, parent *folder, name string, by *Cause) {
	switch there := parent.files[name]; {
	case there == f:
	case there == nil && l.readings.FileIDOnMove == KeepsID:
		l.relocateFile(f, parent, name)
	case there == nil:
		l.remint(f, parent, name, by)
	case l.readings.MergeKeeps == MergeKeepsSource:
		history := joinHistories(there.versions(), f.copyVersions(true))
		l.removeFile(there, ending{ended: by, how: Merged, into: f.id})
		l.relocateFile(f, parent, name)
		f.setVersions(history, l.millis())
	default:
		history := joinHistories(there.versions(), f.copyVersions(true))
		l.removeFile(f, ending{ended: by, how: Merged, into: there.id})
		l.touchFile(there)
		there.setVersions(history, l.millis())
	}
}

// remint puts a file to a place under a new fileId and new version ids. The place is free or its own.
func (l *library) remint(f *file, parent *folder, name string, by *Cause) {
	versions := f.copyVersions(true)
	for _, v := range versions {
		v.id = l.clock.newID()
	}
	next := &file{id: versions[0].id, name: name, created: l.clock.created(l.now), origin: by}
	next.setVersions(versions, l.millis())
	l.removeFile(f, ending{ended: by, how: Reminted, into: next.id})
	l.insertFile(next, parent)
}

// duplicate copies a file to a place, alone or with its older versions. A file that is there already
// takes the copies in.
func (l *library) duplicate(f *file, parent *folder, name string, all bool, by *Cause) {
	copies := f.copyVersions(all)
	for i, v := range copies {
		v.id, v.created, v.updated = l.clock.newID(), l.clock.created(l.now), l.millis()
		v.number = i + 1
		l.retain(v.blob)
	}
	if there := parent.files[name]; there != nil {
		l.touchFile(there)
		there.setVersions(joinHistories(there.versions(), copies), l.millis())
		return
	}
	next := &file{id: copies[0].id, name: name, created: copies[0].created, origin: by}
	next.setVersions(copies, l.millis())
	l.insertFile(next, parent)
}

// copyVersions returns copies, oldest first and the current one last, or of the current one only.
func (f *file) copyVersions(all bool) []*version {
	var copies []*version
	if all {
		for _, v := range f.older {
			copied := *v
			copies = append(copies, &copied)
		}
	}
	current := f.current
	return append(copies, &current)
}

// joinHistories appends versions to a history; their numbers go on from it. The last one is current.
func joinHistories(history, joining []*version) []*version {
	joined := make([]*version, 0, len(history)+len(joining))
	for _, v := range history {
		copied := *v
		joined = append(joined, &copied)
	}
	last := history[len(history)-1].number
	for i, v := range joining {
		copied := *v
		copied.number = last + 1 + i
		joined = append(joined, &copied)
	}
	return joined
}

// setVersions makes these the versions of a file, the last of them the current one.
func (f *file) setVersions(versions []*version, now int64) {
	last := len(versions) - 1
	f.older = versions[:last:last]
	f.current = *versions[last]
	f.current.updated = now
}

// addVersion makes a new current version; the one so far joins the history.
func (f *file) addVersion(v version) {
	past := f.current
	v.number = past.number
	for _, o := range f.older {
		v.number = max(v.number, o.number)
	}
	v.number++
	f.older = append(f.older[:len(f.older):len(f.older)], &past)
	f.current = v
}
