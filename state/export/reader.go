package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/iksync/iksync/state"
)

// fact is the number of something that many files may have in common: a tag, or
// the value of a metadata field. Equal facts have one number.
type fact int32

// meaning is what a fact stands for.
type meaning struct {
	tag   state.Tag       // "": it is a value
	field state.FieldName // of a value
	value state.Value
}

// file is a live file, as far as YAML can say what it is like.
type file struct {
	path  state.Path
	id    state.FileID
	ext   string // "" where no rule could name it
	facts []fact // sorted
	exact bool   // its facts have all tags that it has

	description, focus string
	draft              bool
}

// reader takes apart what files are like.
type reader struct {
	have     *state.Have
	losses   *losses
	meanings []meaning
	tags     map[state.Tag]fact
	values   map[fieldValue]fact
}

type fieldValue struct {
	field state.FieldName
	key   string
}

func newReader(have *state.Have, l *losses) *reader {
	return &reader{have: have, losses: l, tags: map[state.Tag]fact{}, values: map[fieldValue]fact{}}
}

// library is all files, in the order of their paths, and what their facts mean.
type library struct {
	files    []*file
	meanings []meaning
}

func (r *reader) files() *library {
	out := &library{files: make([]*file, 0, len(r.have.Files))}
	for _, path := range sortedKeys(r.have.Files) {
		out.files = append(out.files, r.file(path, r.have.Files[path]))
	}
	out.meanings = r.meanings
	return out
}

func (r *reader) file(path state.Path, f *state.File) *file {
	out := &file{path: path, id: f.ID, ext: extension(path), exact: true}
	if f.Tags != nil {
		r.readTags(out, f.Tags.Set)
	}
	for _, name := range sortedKeys(f.Metadata) {
		r.readValue(out, name, f.Metadata[name].Value)
	}
	slices.Sort(out.facts)
	if f.Description != nil {
		if fault := descriptionFault(f.Description.Value); fault != "" {
			r.losses.add(LossDescription, string(path), fault)
		} else {
			out.description = f.Description.Value
		}
	}
	if f.Focus != nil && f.Focus.Value != "" {
		if state.IsFocus(f.Focus.Value) {
			out.focus = f.Focus.Value
		} else {
			r.losses.add(LossFocus, string(path), fmt.Sprintf("its focus %q is no x,y,width,height", f.Focus.Value))
		}
	}
	out.draft = f.Published != nil && !f.Published.Value
	return out
}

func (r *reader) readTags(out *file, tags []state.Tag) {
	tags = slices.Compact(slices.Sorted(slices.Values(tags)))
	length := len(tags) - 1
	for _, t := range tags {
		length += utf8.RuneCountInString(string(t))
	}
	if length > state.MaxTags {
		out.exact = false
		r.losses.add(LossTags, string(out.path), fmt.Sprintf("its tags have %d characters together, of %d at most", length, state.MaxTags))
		return
	}
	for _, t := range tags {
		if fault := tagFault(t); fault != "" {
			out.exact = false
			r.losses.add(LossTags, string(out.path), fmt.Sprintf("its tag %q: %s", t, fault))
			continue
		}
		id, known := r.tags[t]
		if !known {
			id = r.newFact(meaning{tag: t})
			r.tags[t] = id
		}
		out.facts = append(out.facts, id)
	}
}

func (r *reader) readValue(out *file, name state.FieldName, v state.Value) {
	if v.IsNull() {
		return
	}
	f := r.have.Fields[name]
	switch {
	case f == nil:
		r.losses.add(LossNoField, string(out.path), fmt.Sprintf("its metadata %s: there is no such field any more", quoted(string(name))))
		return
	case nameFault(string(name)) != "":
		r.losses.add(LossValue, string(out.path), fmt.Sprintf("its metadata %s: %s", quoted(string(name)), nameFault(string(name))))
		return
	}
	if fault := valueFault(f, v); fault != "" {
		r.losses.add(LossValue, string(out.path), fmt.Sprintf("its metadata %s %s", name, fault))
		return
	}
	key := fieldValue{name, keyOf(v)}
	id, known := r.values[key]
	if !known {
		id = r.newFact(meaning{field: name, value: v})
		r.values[key] = id
	}
	out.facts = append(out.facts, id)
}

func (r *reader) newFact(m meaning) fact {
	r.meanings = append(r.meanings, m)
	return fact(len(r.meanings) - 1)
}

// keyOf is the same for values that are equal. Lists are sets.
func keyOf(v state.Value) string {
	if s, ok := v.AsString(); ok {
		return "s" + s
	}
	if n, ok := v.AsNumber(); ok {
		return "n" + strconv.FormatFloat(n+0, 'g', -1, 64) // +0 makes -0 the 0 it is equal to
	}
	if list, ok := v.AsList(); ok {
		keys := make([]string, len(list))
		for i, item := range list {
			keys[i] = strconv.Quote(keyOf(item))
		}
		slices.Sort(keys)
		return "l" + strings.Join(slices.Compact(keys), ",")
	}
	return v.String()
}

// extension is what a glob "*.jpg" would know a file by; "" where it is no plain one.
func extension(p state.Path) string {
	const longest = 10
	base := p.Base()
	ext := base[strings.LastIndexByte(base, '.')+1:]
	if ext == base || ext == "" || len(ext) > longest || strings.ContainsFunc(ext, isOdd) {
		return ""
	}
	return ext
}

func isOdd(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
}

// quoted is s for people, in quotes where it is not plain.
func quoted(s string) string {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return isOdd(r) && r != '_' && r != '-' }) {
		return strconv.Quote(s)
	}
	return s
}
