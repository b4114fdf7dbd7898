package state

// What to write where a section is missing that has to be there.
const (
	needVersion = "write version: 1"
	needLibrary = "write a name for plans and reports"
	needScope   = `list the folders that this file owns; ["/"] for all`
)

// need reads a section that must not be empty.
func need(value node, key, what string, read func(node)) {
	if value.isNull() {
		value.fail("%s is empty: %s", key, what)
		return
	}
	read(value)
}

// needAnywhere checks that one of the files has each section that must be there.
func (r *reader) needAnywhere() {
	first := r.config.docs[0]
	for _, section := range []struct{ key, what string }{{"library", needLibrary}, {"scope", needScope}} {
		switch {
		case len(r.seen(section.key)) > 0:
		case r.config.several():
			first.fail(first.at(1, 1), "%s is missing in every file: %s", section.key, section.what)
		default:
			first.fail(first.at(1, 1), "%s is missing: %s", section.key, section.what)
		}
	}
	r.checkScopes()
}

func (r *reader) version(n node) {
	if v, ok := n.integer("version"); ok && v != 1 {
		n.fail("version %d is not known: this iksync reads version 1", v)
	}
}

// library reads the name, which is the same in every file that gives one.
func (r *reader) library(n node) {
	const most = 100
	seen := r.seen("library")
	first, taken := seen[""]
	if !taken {
		seen[""] = n
	}
	need(n, "library", needLibrary, func(n node) {
		name, ok := n.name("library")
		if ok && len([]rune(name)) > most {
			n.fail("library must have at most %d characters", most)
		}
		switch {
		case r.want.NamePos.IsZero():
			r.want.Name, r.want.NamePos = name, n.pos()
		case ok && r.want.Name != "" && name != r.want.Name:
			n.fail("library %q is another one than %q at %s: all files of a folder are about one library",
				shorten(name), shorten(r.want.Name), line(n.pos(), first.pos()))
		}
	})
}

// vars sees to it that nothing but the file itself declares variables: what they
// stand for was decided before anything was read.
func (r *reader) vars(n node) {
	if !n.doc.vars[n.yaml] {
		n.fail(`vars must stand in the file as it is: neither a variable nor "<<" can bring it along`)
	}
}

// scoped is one folder of the scope, and where it was listed.
type scoped struct {
	path Path
	node node
}

// scopes reads the folders that the file owns.
func (r *reader) scopes(n node) {
	r.seen("scope")[""] = n
	need(n, "scope", needScope, func(n node) {
		items := n.items("scope")
		if n.isList() && len(items) == 0 {
			n.fail("scope is empty: %s", needScope)
		}
		for _, item := range items {
			switch p, ok := item.path("scope"); {
			case !ok:
			case p == "/" && item.isReplaced():
				item.fail(`scope "/" is everything: it must be written out, and not come from a variable`)
			default:
				r.addScope(p, item)
			}
		}
	})
}

func (r *reader) addScope(p Path, item node) {
	seen := r.seen("scope entries")
	if first, taken := seen[string(p)]; taken {
		item.fail("scope %q is listed twice%s", p, firstAt(item.pos(), first.pos()))
		return
	}
	seen[string(p)] = item
	r.scope = append(r.scope, scoped{p, item})
	r.want.Scope = append(r.want.Scope, p)
}

// checkScopes sees to it that each folder of the scope is apart from the others:
// one in two of them would be read and counted twice.
func (r *reader) checkScopes() {
	owned := r.seen("scope entries")
	for _, s := range r.scope {
		for dir := range s.path.Ancestors {
			if outer, ok := owned[string(dir)]; ok {
				s.node.fail("scope %q lies in scope %q%s: list only the outer one", s.path, dir, elsewhere(s.node.pos(), outer.pos()))
				break
			}
		}
	}
}

func (r *reader) protect(n node) {
	for _, item := range n.section("protect") {
		if g, ok := item.pattern("protect"); ok {
			r.want.Protect = append(r.want.Protect, g)
		}
	}
}

func (r *reader) limits(n node) {
	rec := n.known("limits", n.sectionEntries("limits", r.seen("limits")), []string{"deletes", "delete_percent"})
	if value, ok := rec.get("deletes"); ok {
		if count, ok := value.integer("deletes"); ok {
			r.want.Limits.Deletes = count
		}
	}
	if value, ok := rec.get("delete_percent"); ok {
		percent, ok := value.integer("delete_percent")
		switch {
		case ok && percent > 100:
			value.fail("delete_percent must be at most 100")
		case ok:
			r.want.Limits.DeletePercent = percent
		}
	}
}
