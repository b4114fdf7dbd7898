package state

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// checkPaths finds entries that cannot all be there: one path for a folder and
// a file, something below a file, names that a server may take for one.
func (v *validator) checkPaths() {
	twins := make(map[string]*listed, len(v.entries))
	for i := range v.entries {
		e := &v.entries[i]
		if e.path.Base() == OwnName {
			v.fail(e.pos, "%q is where iksync may keep its record of uploads, which no plan is about: give the %s another name", e.path, e.kind)
		}
		v.checkTwin(e, twins)
		v.checkParents(e)
	}
}

func (v *validator) checkTwin(e *listed, twins map[string]*listed) {
	key := e.path.Fold()
	first, taken := twins[key]
	switch {
	case !taken:
		twins[key] = e
	case first.path == e.path:
		v.fail(e.pos, "%q is listed as a %s and, at %s, as a %s: it can be only one",
			e.path, e.kind, line(e.pos, first.pos), first.kind)
	case norm.NFC.String(string(first.path)) == norm.NFC.String(string(e.path)):
		v.fail(e.pos, "%q looks the same as the %s at %s, with accents encoded in another way: ImageKit may treat them as one",
			e.path, first.kind, line(e.pos, first.pos))
	default:
		v.fail(e.pos, "%q differs from %q at %s only in upper and lower case: ImageKit may treat them as one",
			e.path, first.path, line(e.pos, first.pos))
	}
}

// Fold is one spelling for all paths that differ only in case or in how accents
// are encoded: ImageKit, or a disk behind it, may take them for one.
func (p Path) Fold() string {
	s := string(p)
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return norm.NFC.String(strings.ToLower(norm.NFC.String(s)))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (v *validator) checkParents(e *listed) {
	for dir := range e.path.Ancestors {
		if file, ok := v.want.Files[dir]; ok {
			v.fail(e.pos, "%s %q lies below %q, which is listed as a file at %s", e.kind, e.path, dir, line(e.pos, file.Pos))
			return
		}
	}
}
