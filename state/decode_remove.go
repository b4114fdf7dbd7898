package state

// remove reads what must not exist.
func (r *reader) remove(n node) {
	rec := n.optionalRecord("remove", "files", "folders", "fields")
	if list, ok := rec.get("files"); ok {
		r.removeFiles(list)
	}
	if list, ok := rec.get("folders"); ok {
		r.removeFolders(list)
	}
	if list, ok := rec.get("fields"); ok {
		r.removeFields(list)
	}
}

func (r *reader) removeFiles(n node) {
	seen := map[string]bool{}
	for _, item := range n.section("remove.files") {
		g, ok := item.pattern("remove.files")
		if !ok {
			continue
		}
		if seen[g.Glob] {
			item.fail("%q is listed twice", g.Glob)
			continue
		}
		seen[g.Glob] = true
		r.want.Remove.Files = append(r.want.Remove.Files, g)
	}
}

func (r *reader) removeFolders(n node) {
	seen := map[Path]bool{}
	for _, item := range n.section("remove.folders") {
		setting := place(item, "a folder to remove", Origin{})
		switch {
		case setting == nil:
		case seen[setting.Value]:
			item.fail("folder %q is listed twice", setting.Value)
		default:
			seen[setting.Value] = true
			r.want.Remove.Folders = append(r.want.Remove.Folders, *setting)
		}
	}
}

func (r *reader) removeFields(n node) {
	seen := map[FieldName]bool{}
	for _, item := range n.section("remove.fields") {
		text, ok := item.name("a field to remove")
		name := FieldName(text)
		switch {
		case !ok:
		case seen[name]:
			item.fail("field %q is listed twice", name)
		default:
			seen[name] = true
			r.want.Remove.Fields = append(r.want.Remove.Fields, Setting[FieldName]{Value: name, From: Origin{Pos: item.pos()}})
		}
	}
}
