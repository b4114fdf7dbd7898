package state

import (
	"io"
)

// Decode reads one YAML file of at most MaxSize bytes. The name is what
// positions carry. The error is Problems, everything that is wrong at once,
// unless r itself fails.
//
// What a caller with a disk knows better stays empty: Want.Base and the sizes
// of sources.
func Decode(name string, r io.Reader) (*Want, error) {
	doc, err := readDocument(name, r)
	if err != nil {
		return nil, err
	}
	var want *Want
	if len(doc.problems) == 0 {
		want = doc.decode()
	}
	if err := doc.problems.Err(); err != nil {
		return nil, err
	}
	return want, nil
}

// decode reads the tree, then checks what no single line can show: that the
// lines agree with each other.
func (d *document) decode() *Want {
	root := d.parse()
	if root == nil {
		return nil
	}
	r := reader{doc: d, want: &Want{
		Library: NewLibrary(),
		Limits:  Limits{Deletes: DefaultDeletes, DeletePercent: DefaultDeletePercent},
	}}
	if !r.document(d.node(root)) {
		return nil
	}
	v := validator{doc: d, want: r.want}
	v.validate()
	return r.want
}

// reader fills in a Want from the tree. Whatever it cannot read is noted and
// left out, so that the rest can still be checked.
type reader struct {
	doc  *document
	want *Want
}

// document reads the whole file. It returns false where that is no use.
func (r *reader) document(n node) bool {
	if n.isNull() {
		n.doc.fail(n.doc.at(1, 1), "the file is empty: it needs at least version, library and scope")
		return false
	}
	if !n.isMapping() {
		n.fail("the file must be a mapping with version, library and scope, not %s", n.kind())
		return false
	}
	rec := n.record("the file", "version", "library", "scope", "protect", "limits",
		"fields", "folders", "files", "rules", "remove")
	r.need(rec, "version", "write version: 1", r.version)
	r.need(rec, "library", "write a name for plans and reports", r.library)
	r.need(rec, "scope", `list the folders that this file owns; ["/"] for all`, r.scope)
	sections := []struct {
		key  string
		read func(node)
	}{
		{"protect", r.protect}, {"limits", r.limits}, {"fields", r.fields}, {"folders", r.folders},
		{"files", r.files}, {"rules", r.rules}, {"remove", r.remove},
	}
	for _, s := range sections {
		if value, ok := rec.get(s.key); ok {
			s.read(value)
		}
	}
	return true
}

// need reads a section that must be there.
func (r *reader) need(rec record, key, what string, read func(node)) {
	value, ok := rec.get(key)
	switch {
	case !ok:
		r.doc.fail(r.doc.at(1, 1), "%s is missing: %s", key, what)
	case value.isNull():
		value.fail("%s is empty: %s", key, what)
	default:
		read(value)
	}
}

func (r *reader) version(n node) {
	if v, ok := n.integer("version"); ok && v != 1 {
		n.fail("version %d is not known: this iksync reads version 1", v)
	}
}

func (r *reader) library(n node) {
	const most = 100
	name, ok := n.name("library")
	if ok && len([]rune(name)) > most {
		n.fail("library must have at most %d characters", most)
	}
	r.want.Name, r.want.NamePos = name, n.pos()
}

// scope reads the folders that the file owns. Each must be apart from the
// others: a folder in two of them would be read and counted twice.
func (r *reader) scope(n node) {
	items := n.items("scope")
	if n.isList() && len(items) == 0 {
		n.fail(`scope is empty: list the folders that this file owns; ["/"] for all`)
	}
	owned := map[Path]bool{}
	nodes := map[Path]node{}
	for _, item := range items {
		p, ok := item.path("scope")
		switch {
		case !ok:
		case owned[p]:
			item.fail("scope %q is listed twice", p)
		default:
			owned[p], nodes[p] = true, item
			r.want.Scope = append(r.want.Scope, p)
		}
	}
	for _, p := range r.want.Scope {
		for dir := range p.Ancestors {
			if owned[dir] {
				nodes[p].fail("scope %q lies in scope %q: list only the outer one", p, dir)
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
	rec := n.optionalRecord("limits", "deletes", "delete_percent")
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
