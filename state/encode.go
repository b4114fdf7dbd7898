package state

import (
	"bufio"
	"cmp"
	"io"
	"maps"
	"slices"
	"strconv"
)

// Encode writes want as YAML for people to read: entries sorted by path, keys
// in one order, the same text for the same want. Decode reads it back. It
// fails only where want holds what no YAML can: bytes that are no text, or
// numbers that are none.
func Encode(w io.Writer, want *Want) error {
	if err := encodable(want); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	e := emitter{to: out}
	for i, section := range sections(want) {
		if i > 0 && len(section) > 0 {
			e.write("\n")
		}
		for _, p := range section {
			e.pair(p, "", "")
		}
	}
	if e.err != nil {
		return e.err
	}
	return out.Flush()
}

// sections returns the parts of the file that a blank line sets apart.
func sections(want *Want) [][]pair {
	head := []pair{
		{"version", scalarOf("1")},
		{"library", textOf(want.Name)},
		{"scope", textsOf(want.Scope)},
	}
	if len(want.Protect) > 0 {
		head = append(head, pair{"protect", globsOf(want.Protect)})
	}
	head = append(head, pair{"limits", mappingOf(
		pair{"deletes", scalarOf(strconv.Itoa(want.Limits.Deletes))},
		pair{"delete_percent", scalarOf(strconv.Itoa(want.Limits.DeletePercent))},
	)})
	if want.State != nil {
		head = append(head, pair{"state", textOf(want.State.Value)})
	}
	all := [][]pair{head}
	add := func(key string, s shape) {
		if !s.isEmpty() {
			all = append(all, []pair{{key, s}})
		}
	}
	add("fields", linesOf(sortedPairs(want.Fields, fieldShape)))
	add("folders", linesOf(sortedPairs(want.Folders, folderShape)))
	add("files", linesOf(sortedPairs(want.Files, fileShape)))
	add("rules", rulesShape(want.Rules))
	add("remove", removeShape(want.Remove))
	return all
}

// sortedPairs makes a pair of each entry of m, sorted by key.
func sortedPairs[K ~string, V any](m map[K]V, value func(V) shape) []pair {
	pairs := make([]pair, 0, len(m))
	for _, key := range slices.SortedFunc(maps.Keys(m), cmp.Compare) {
		pairs = append(pairs, pair{string(key), value(m[key])})
	}
	return pairs
}

func globsOf(patterns []Pattern) shape {
	globs := make([]string, len(patterns))
	for i, g := range patterns {
		globs[i] = g.Glob
	}
	return textsOf(globs)
}

func settingTexts[T ~string](settings []Setting[T]) shape {
	texts := make([]T, len(settings))
	for i, s := range settings {
		texts[i] = s.Value
	}
	return textsOf(texts)
}

func removeShape(r Remove) shape {
	var pairs []pair
	if len(r.Files) > 0 {
		pairs = append(pairs, pair{"files", globsOf(r.Files)})
	}
	if len(r.Folders) > 0 {
		pairs = append(pairs, pair{"folders", settingTexts(r.Folders)})
	}
	if len(r.Fields) > 0 {
		pairs = append(pairs, pair{"fields", settingTexts(r.Fields)})
	}
	return linesOf(pairs)
}

func folderShape(f *Folder) shape {
	var pairs []pair
	if f.ID != "" {
		pairs = append(pairs, pair{"id", textOf(f.ID)})
	}
	pairs = appendPath(pairs, "moved_from", f.MovedFrom)
	pairs = appendConflict(pairs, f.Conflict)
	pairs = appendPath(pairs, "copy_of", f.CopyOf)
	if f.CopyOf != nil && f.Versions == CopyAll {
		pairs = append(pairs, pair{"versions", boolOf(true)})
	}
	if f.SourceDir != nil {
		pairs = append(pairs, pair{"source_dir", textOf(f.SourceDir.Glob)})
	}
	if f.Prune != nil {
		pairs = append(pairs, pair{"prune", boolOf(f.Prune.Value)})
	}
	return linesOf(append(pairs, attributePairs(f.Inherit)...))
}

func fileShape(f *File) shape {
	var pairs []pair
	if f.ID != "" {
		pairs = append(pairs, pair{"id", textOf(f.ID)})
	}
	pairs = appendPath(pairs, "moved_from", f.MovedFrom)
	pairs = appendConflict(pairs, f.Conflict)
	if f.Source != nil {
		pairs = append(pairs, pair{"source", textOf(f.Source.Path)})
	}
	return linesOf(append(pairs, attributePairs(f.Attributes)...))
}

func appendPath(pairs []pair, key string, p *Setting[Path]) []pair {
	if p == nil {
		return pairs
	}
	return append(pairs, pair{key, textOf(p.Value)})
}

func appendConflict(pairs []pair, c Conflict) []pair {
	if c == ConflictRefuse {
		return pairs
	}
	return append(pairs, pair{"on_conflict", textOf(c)})
}

func rulesShape(rules []Rule) shape {
	items := make([]shape, len(rules))
	for i := range rules {
		var match []pair
		if rules[i].Path != nil {
			match = append(match, pair{"path", textOf(rules[i].Path.Glob)})
		}
		if rules[i].Where != nil {
			match = append(match, pair{"where", textOf(rules[i].Where.String())})
		}
		pairs := []pair{{"name", textOf(rules[i].Name)}, {"match", mappingOf(match...)}}
		items[i] = linesOf(append(pairs, attributePairs(rules[i].Attributes)...))
	}
	return shape{kind: linesShape, list: items}
}
