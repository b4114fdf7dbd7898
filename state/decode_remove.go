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
	seen := r.seen("remove.files")
	for _, item := range n.section("remove.files") {
		g, ok := item.pattern("remove.files")
		if !ok {
			continue
		}
		if first, taken := seen[g.Glob]; taken {
			item.fail("%q is listed twice%s", g.Glob, firstAt(item.pos(), first.pos()))
			continue
		}
		seen[g.Glob] = item
		r.want.Remove.Files = append(r.want.Remove.Files, g)
	}
}

func (r *reader) removeFolders(n node) {
	seen := r.seen("remove.folders")
	for _, item := range n.section("remove.folders") {
		setting := place(item, "a folder to remove", Origin{})
		if setting == nil {
			continue
		}
		if first, taken := seen[string(setting.Value)]; taken {
			item.fail("folder %q is listed twice%s", setting.Value, firstAt(item.pos(), first.pos()))
			continue
		}
		seen[string(setting.Value)] = item
		r.want.Remove.Folders = append(r.want.Remove.Folders, *setting)
	}
}

func (r *reader) removeFields(n node) {
	seen := r.seen("remove.fields")
	for _, item := range n.section("remove.fields") {
		name, ok := item.name("a field to remove")
		if !ok {
			continue
		}
		if first, taken := seen[name]; taken {
			item.fail("field %q is listed twice%s", name, firstAt(item.pos(), first.pos()))
			continue
		}
		seen[name] = item
		r.want.Remove.Fields = append(r.want.Remove.Fields, Setting[FieldName]{Value: FieldName(name), From: Origin{Pos: item.pos()}})
	}
}
