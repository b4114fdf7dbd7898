package state

// files reads what is asked of single files.
func (r *reader) files(n node) {
	keys := append([]string{"id", "source", "moved_from", "on_conflict"}, attributeKeys()...)
	for _, e := range n.sectionEntries("files", r.seen("files")) {
		if path, ok := e.at.path("file"); ok && notRoot(e.at, path) {
			r.want.Files[path] = r.file(path, e, keys)
		} else {
			r.file(Path(e.key), e, keys) // for the problems that it has besides
		}
	}
}

// notRoot refuses "/" as an entry.
func notRoot(n node, p Path) bool {
	if p == Root {
		n.fail(`"/" is always there and cannot be listed`)
	}
	return p != Root
}

func (r *reader) file(path Path, e entry, keys []string) *File {
	f := &File{Path: path, Pos: e.at.pos()}
	from := Origin{Layer: LayerFile}
	rec := e.value.optionalRecord("a file", keys...)
	f.Attributes = r.attributes(rec, from)
	if n, ok := rec.get("id"); ok {
		id, _ := n.id("id")
		f.ID, f.IDPos = FileID(id), n.pos()
	}
	if n, ok := rec.get("moved_from"); ok {
		f.MovedFrom = place(n, "moved_from", from)
	}
	if n, ok := rec.get("on_conflict"); ok {
		f.Conflict = conflict(n, rec)
	}
	if n, ok := rec.get("source"); ok {
		if source, ok := n.name("source"); ok {
			f.Source = &Source{Path: source, Pos: n.pos()}
		}
	}
	return f
}

// place reads the path of another folder or file.
func place(n node, what string, from Origin) *Setting[Path] {
	path, ok := n.path(what)
	if !ok {
		return nil
	}
	if path == Root {
		n.fail(`%s must not be "/"`, what)
		return nil
	}
	return &Setting[Path]{Value: path, From: from.at(n.pos())}
}

// conflict reads what happens where something moves to a name that is taken.
func conflict(n node, rec record) Conflict {
	if !rec.has("moved_from") && !rec.has("id") {
		n.fail("on_conflict says what happens when something moves here: it needs moved_from or id")
	}
	switch text, ok := n.text("on_conflict"); {
	case !ok, text == "refuse":
	case text == string(ConflictVersion):
		return ConflictVersion
	default:
		n.fail("on_conflict is %q: it can be refuse or version", text)
	}
	return ConflictRefuse
}
