package state

import (
	"slices"
	"strings"
)

// checkScope finds what lies outside the folders that the file owns: nothing
// there is read, so nothing can be asked of it.
func (v *validator) checkScope() {
	if len(v.want.Scope) == 0 {
		return // there is a problem about that already
	}
	for i := range v.entries {
		e := &v.entries[i]
		v.needInScope(e.pos, e.kind, e.path)
		if e.kind == "file" && slices.Contains(v.want.Scope, e.path) {
			v.fail(e.pos, "file %q is a folder: scope names it", e.path)
		}
		if e.movedFrom != nil {
			v.needInScope(e.movedFrom.From.Pos, "moved_from", e.movedFrom.Value)
		}
		if e.copyOf != nil {
			v.needInScope(e.copyOf.From.Pos, "copy_of", e.copyOf.Value)
		}
	}
	for _, g := range v.want.Remove.Files {
		v.needReachesScope(g, "remove.files")
	}
	for _, folder := range v.want.Remove.Folders {
		v.needInScope(folder.From.Pos, "remove.folders", folder.Value)
	}
	for i := range v.want.Rules {
		if g := v.want.Rules[i].Path; g != nil {
			v.needReachesScope(*g, "path")
		}
	}
}

func (v *validator) needInScope(pos Pos, what string, p Path) {
	if slices.ContainsFunc(v.want.Scope, p.Within) {
		return
	}
	v.fail(pos, "%s %q lies outside scope %s", what, shorten(string(p)), v.scope())
}

// needReachesScope checks that a pattern can match something in scope.
func (v *validator) needReachesScope(g Pattern, what string) {
	base, whole := g.base()
	for _, scope := range v.want.Scope {
		if base.Under(scope) || !whole && scope.Within(base) {
			return
		}
	}
	v.fail(g.Pos, "%s %q matches nothing in scope %s", what, shorten(g.Glob), v.scope())
}

// scope writes the scope for messages.
func (v *validator) scope() string {
	const most = 3
	names := make([]string, 0, most+1)
	for _, p := range v.want.Scope[:min(most, len(v.want.Scope))] {
		names = append(names, string(p))
	}
	if len(v.want.Scope) > most {
		names = append(names, "...")
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// base is the folder that everything the pattern matches lies in or is; whole
// says that it is the one path that it matches.
func (g Pattern) base() (base Path, whole bool) {
	wild := strings.IndexAny(g.Glob, `*?[{\`)
	if wild < 0 {
		return Path(g.Glob), true
	}
	slash := strings.LastIndexByte(g.Glob[:wild], '/')
	if slash <= 0 {
		return Root, false
	}
	return Path(g.Glob[:slash]), false
}
