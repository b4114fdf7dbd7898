package emulator

// A copyItem is a file of a tree and where in the tree it is.
type copyItem struct {
	dir  string // relative, "" for the top
	file *file
}

// copyTree copies a folder into parent under a name. What is copied is settled before the first copy,
// so that a folder may be copied into itself.
func (l *library) copyTree(source, parent *folder, name string, all bool, by *Cause) {
	var dirs []string
	var items []copyItem
	source.walk(func(d *folder) bool {
		dir := d.path()[len(source.path()):]
		dirs = append(dirs, dir)
		for _, f := range d.sortedFiles() {
			items = append(items, copyItem{dir, f})
		}
		return true
	})
	target := joinPath(parent.path(), name)
	places := map[string]*folder{}
	for _, dir := range dirs {
		places[dir] = l.ensureFolder(target+dir, asIs)
	}
	for _, item := range items {
		versions := 1
		if all {
			versions = item.file.versionCount()
		}
		if place := places[item.dir]; fits(place, item.file.name, versions) {
			l.duplicate(item.file, place, item.file.name, all, by)
		}
	}
}

func asIs(name string) string { return name }

// A treeMove is the moving or renaming of a folder.
type treeMove struct {
	lib       *library
	by        *Cause
	mintsIDs  bool // of folders
	mintFiles bool
	strand    int // so many more files are to stay where they are
}

// move takes a folder to parent under a name. On a free place it goes as a whole; with a folder that
// is there it merges, file by file. Files that do not fit stay.
func (m *treeMove) move(d, parent *folder, name string) {
	there := parent.folders[name]
	if there == d {
		return
	}
	if there == nil && m.strand == 0 {
		m.lib.relocateFolder(d, parent, name)
		m.remint(d)
		return
	}
	if there == nil {
		there = m.lib.addFolder(parent, name, m.lib.clock.created(m.lib.now))
	}
	for _, f := range d.sortedFiles() {
		if m.strand > 0 {
			m.strand--
			continue
		}
		if fits(there, f.name, f.versionCount()) {
			m.lib.placeFile(f, there, f.name, m.by)
		}
	}
	for _, child := range d.sortedFolders() {
		m.move(child, there, child.name)
	}
	if d.isEmpty() {
		m.lib.removeFolder(d)
	}
}

// moved moves a folder and tells the effect: none, if it is there already.
func (m *treeMove) moved(d, parent *folder, name string) EffectKind {
	if parent.folders[name] == d {
		return None
	}
	m.move(d, parent, name)
	return Moved
}

// remint gives new ids to a folder that was moved as a whole, and to what is in it.
func (m *treeMove) remint(d *folder) {
	if !m.mintsIDs && !m.mintFiles {
		return
	}
	d.walk(func(at *folder) bool {
		if m.mintsIDs {
			m.lib.remintFolder(at)
		}
		if m.mintFiles {
			for _, f := range at.sortedFiles() {
				m.lib.remint(f, f.parent, f.name, m.by)
			}
		}
		return true
	})
}

// remintFolder gives a folder a new id.
func (l *library) remintFolder(d *folder) {
	l.touchFolder(d)
	delete(l.folders, d.id)
	d.id = l.clock.newID()
	l.touchFolder(d)
	l.folders[d.id] = d
	for _, child := range d.folders {
		l.changed.folders[child.id] = struct{}{} // they are stored with the id of their parent
	}
	for _, f := range d.files {
		l.changed.files[f.id] = struct{}{}
	}
}
