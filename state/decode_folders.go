package state

// folders reads what is asked of folders and of the files below them.
func (r *reader) folders(n node) {
	for _, e := range n.sectionEntries("folders", r.seen("folders")) {
		path, ok := e.at.folderPath()
		if !ok || !notRoot(e.at, path) {
			r.folder(Path(e.key), e) // for the problems that it has besides
			continue
		}
		f := r.folder(path, e)
		if first := r.want.Folders[path]; first != nil {
			e.at.fail("%s", listedTwice(path, f.Pos, first.Pos))
			continue
		}
		r.want.Folders[path] = f
	}
}

func (r *reader) folder(path Path, e entry) *Folder {
	f := &Folder{Path: path, Pos: e.at.pos()}
	from := Origin{Layer: LayerFolder, Name: string(path)}
	rec := e.value.optionalRecord("a folder", "id", "tags", "metadata", "prune", "moved_from", "on_conflict", "copy_of", "versions", "source_dir")
	f.Inherit = r.attributes(rec, from)
	if n, ok := rec.get("id"); ok {
		id, _ := n.id("id")
		f.ID, f.IDPos = FolderID(id), n.pos()
	}
	if n, ok := rec.get("prune"); ok {
		f.Prune = truth(n, "prune", from)
	}
	if n, ok := rec.get("moved_from"); ok {
		f.MovedFrom = place(n, "moved_from", from)
	}
	if n, ok := rec.get("on_conflict"); ok {
		f.Conflict = conflict(n, rec)
	}
	if n, ok := rec.get("copy_of"); ok {
		f.CopyOf = place(n, "copy_of", from)
	}
	if n, ok := rec.get("source_dir"); ok {
		f.SourceDir = sourceDir(n)
	}
	if n, ok := rec.get("versions"); ok {
		r.versions(n, rec, f)
	}
	return f
}

// versions reads whether a copy takes the older versions of files along.
func (r *reader) versions(n node, rec record, f *Folder) {
	all, ok := n.boolean("versions")
	if ok && all {
		f.Versions = CopyAll
	}
	if !rec.has("copy_of") {
		n.fail("versions says what a copy takes along: it needs copy_of")
	}
}
