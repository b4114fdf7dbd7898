package state

// checkRemoved finds what is listed and to be removed at once.
func (v *validator) checkRemoved() {
	v.checkRemovedFolders()
	v.checkRemovedFiles()
	for _, name := range v.want.Remove.Fields {
		if f, ok := v.want.Fields[name.Value]; ok {
			v.fail(name.From.Pos, "field %s is to be removed, but fields defines it at %s: keep one of them", name.Value, line(name.From.Pos, f.Pos))
		}
	}
}

func (v *validator) checkRemovedFolders() {
	removed := map[Path]Pos{}
	for _, folder := range v.want.Remove.Folders {
		removed[folder.Value] = folder.From.Pos
	}
	if len(removed) == 0 {
		return
	}
	for i := range v.entries {
		e := &v.entries[i]
		if pos, ok := removed[e.path]; ok {
			v.fail(e.pos, "%s %q is listed, but remove.folders takes it away at %s: keep one of them", e.kind, e.path, line(e.pos, pos))
			continue
		}
		for dir := range e.path.Ancestors {
			if pos, ok := removed[dir]; ok {
				v.fail(e.pos, "%s %q is listed, but remove.folders takes %q away at %s: keep one of them", e.kind, e.path, dir, line(e.pos, pos))
				break
			}
		}
	}
}

// checkRemovedFiles compares files with patterns. A path without a wildcard is
// looked up, since there may be as many of them as there are files.
func (v *validator) checkRemovedFiles() {
	literal := map[Path]Pos{}
	var globs []Pattern
	for _, g := range v.want.Remove.Files {
		if path, ok := g.Literal(); ok {
			literal[path] = g.Pos
		} else {
			globs = append(globs, g)
		}
	}
	for i := range v.entries {
		e := &v.entries[i]
		if pos, ok := literal[e.path]; ok {
			v.fail(e.pos, "%s %q is listed, but remove.files takes it away at %s: keep one of them", e.kind, e.path, line(e.pos, pos))
			continue
		}
		if e.kind != "file" {
			continue // a pattern takes files away, and leaves folders alone
		}
		for _, g := range globs {
			if base, _ := g.base(); e.path.Within(base) && g.Matches(e.path) {
				v.fail(e.pos, "file %q is listed, but %q in remove.files takes it away at %s: keep one of them", e.path, g.Glob, line(e.pos, g.Pos))
				break
			}
		}
	}
}
