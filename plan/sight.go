package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/iksync/iksync/state"
)

// sight is what was seen of one file or folder, spelled out.
type sight struct {
	seen   *Seen
	change *Change
	kind   Kind
	at     state.Path
	id     string
}

// sights spells out what list says of files and folders.
func sights(list []Seen, by map[ChangeID]*Change) []sight {
	out := make([]sight, 0, len(list))
	for i := range list {
		s := &list[i]
		c := by[s.Change]
		if s.Field != nil || c == nil {
			continue
		}
		_, id := c.live()
		out = append(out, sight{seen: s, change: c, kind: c.Kind, at: s.at(c), id: cmp.Or(s.ID, id)})
	}
	return out
}

// at is where the object was that c relies on.
func (s *Seen) at(c *Change) state.Path {
	live, _ := c.live()
	return cmp.Or(s.At, live)
}

// covers says whether the sight speaks for all that is in a folder: one that
// goes as a whole, or ends.
func (s *sight) covers() bool {
	return s.kind == Folder && (s.seen.Inside != nil || s.ends())
}

// ends says whether the plan deletes the folder, with nothing in it then but
// what it deletes too.
func (s *sight) ends() bool { return s.kind == Folder && s.change.Action == Delete }

// object is one live file or folder.
type object struct {
	kind Kind
	path state.Path
	id   string
	file *state.File // of a file
}

func (o object) String() string { return string(o.kind) + " " + o.id }

// uncovered is what is in the folders that sights speak for, by the nearest of
// them, and has no sight of its own; in order.
func uncovered(have *state.Have, scope []state.Path, list []sight) map[state.Path][]object {
	type name struct {
		kind Kind
		path state.Path
	}
	folders, known := map[state.Path]bool{}, make(map[name]bool, len(list))
	for i := range list {
		known[name{list[i].kind, list[i].at}] = true
		if list[i].covers() {
			folders[list[i].at] = true
		}
	}
	out := map[state.Path][]object{}
	if len(folders) == 0 {
		return out
	}
	for _, o := range objects(have, scope) {
		if known[name{o.kind, o.path}] {
			continue
		}
		if dir, ok := nearest(folders, o.path); ok {
			out[dir] = append(out[dir], o)
		}
	}
	return out
}

// nearest is the folder above path, of those, that is closest to it.
func nearest(folders map[state.Path]bool, path state.Path) (state.Path, bool) {
	for dir := range path.Ancestors {
		if folders[dir] {
			return dir, true
		}
	}
	return "", false
}

// objects is all files and folders in scope, in order.
func objects(have *state.Have, scope []state.Path) []object {
	in := func(path state.Path) bool { return slices.ContainsFunc(scope, path.Within) }
	out := make([]object, 0, len(have.Files)+len(have.Folders))
	for path, f := range have.Folders {
		if in(path) {
			out = append(out, object{kind: Folder, path: path, id: string(f.ID)})
		}
	}
	for path, f := range have.Files {
		if in(path) {
			out = append(out, object{kind: File, path: path, id: string(f.ID), file: f})
		}
	}
	slices.SortFunc(out, func(a, b object) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.kind, b.kind))
	})
	return out
}

// inside sums up what is in the folder dir; with looks, also what the files are
// like.
func (r *resolver) inside(dir state.Path, in []object, looks bool) *Inside {
	out := &Inside{Looks: looks}
	sum := sha256.New()
	enc := json.NewEncoder(sum)
	for _, o := range in {
		if o.kind == File {
			out.Files++
		} else {
			out.Folders++
		}
		line := []any{o.kind, o.path[len(dir):], o.id}
		if looks && o.kind == File {
			line = append(line, r.seen(o.file))
		}
		_ = enc.Encode(line) // as in digest
	}
	const length = 16 // bytes: nobody makes two folders to have one sum
	out.Digest = hex.EncodeToString(sum.Sum(nil)[:length])
	return out
}

// String is what is in a folder, for people.
func (in *Inside) String() string {
	return fmt.Sprintf("%s and %s", counted(in.Files, "file"), counted(in.Folders, "folder"))
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// fieldsAfter is the account's fields as changes leave them: whether values of
// a field that is deleted linger is not documented, and nothing relies on them.
func fieldsAfter(have *state.Have, changes []Change) map[state.FieldName]*state.Field {
	out := make(map[state.FieldName]*state.Field, len(have.Fields))
	for name, f := range have.Fields {
		out[name] = f
	}
	for i := range changes {
		switch c := &changes[i]; {
		case c.Kind != Field:
		case c.Action == Delete:
			delete(out, c.Field)
		case out[c.Field] == nil:
			out[c.Field] = &state.Field{Name: c.Field}
		}
	}
	return out
}
