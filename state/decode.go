package state

import (
	"io"
)

// Decode reads a configuration of one YAML file of at most MaxSize bytes, whose
// variables all have their values in it. The name is what positions carry. The
// error is Problems, everything that is wrong at once, unless r itself fails.
//
// What a caller with a disk knows better stays empty: Want.Base and the sizes
// of sources.
func Decode(name string, r io.Reader) (*Want, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, err
	}
	return DecodeFiles([]YAML{{Name: name, Bytes: text}}, nil)
}

// DecodeFiles reads the YAML files of one configuration as if they were one:
// at most MaxFiles of at most MaxSize bytes each, and MaxTotal together. Their
// lists are joined in the order of the files; what can be given once can be
// given once in all of them. Variables have the values in given, or else those
// that the files declare. The error is Problems, those of all files. Tables that
// they name cannot be read: see DecodeInputs.
func DecodeFiles(files []YAML, given Vars) (*Want, error) {
	return DecodeInputs(Inputs{Files: files, Vars: given})
}

// DecodeInputs is DecodeFiles with the tables that the files name, whose rows are
// read as if they stood under files. Problems of tables are among the others, each
// with its row and its column.
func DecodeInputs(in Inputs) (*Want, error) {
	c := newConfiguration(in.Files)
	c.openTable, c.sources = in.Table, in.Sources
	c.parse()
	c.declare(in.Vars)
	c.substitute()
	want := c.read()
	want.Vars = in.Vars
	if err := c.problems.Err(); err != nil {
		return nil, err
	}
	return want, nil
}

// read reads the trees, then checks what no single line can show: that the
// lines agree with each other. Where lines are missing, that would only mislead.
func (c *configuration) read() *Want {
	r := reader{config: c, firsts: map[string]map[string]node{}, want: &Want{
		Library: NewLibrary(),
		Limits:  Limits{Deletes: DefaultDeletes, DeletePercent: DefaultDeletePercent},
	}}
	for _, d := range c.docs {
		if d.root != nil {
			r.document(d.node(d.root))
		}
	}
	r.readTables()
	r.sourceDirs()
	if !c.partial {
		r.needAnywhere()
		v := validator{config: c, want: r.want}
		v.validate()
	}
	return r.want
}

// reader fills in a Want from the trees. Whatever it cannot read is noted and
// left out, so that the rest can still be checked.
type reader struct {
	config *configuration
	want   *Want
	scope  []scoped
	firsts map[string]map[string]node // by section: where each key or value was first met
	tables []namedTable
}

// seen is where each key or value of a section was first met, in any file.
func (r *reader) seen(section string) map[string]node {
	if r.firsts[section] == nil {
		r.firsts[section] = map[string]node{}
	}
	return r.firsts[section]
}

// document reads a whole file.
func (r *reader) document(n node) {
	rec := n.record("the file", "version", "library", "vars", "scope", "protect", "limits", "state",
		"fields", "folders", "files_from", "files", "rules", "remove")
	if value, ok := rec.get("version"); ok {
		need(value, "version", needVersion, r.version)
	} else {
		n.doc.fail(n.doc.at(1, 1), "version is missing: %s", needVersion)
	}
	sections := []struct {
		key  string
		read func(node)
	}{
		{"library", r.library}, {"vars", r.vars}, {"scope", r.scopes},
		{"protect", r.protect}, {"limits", r.limits}, {"state", r.state}, {"fields", r.fields}, {"folders", r.folders},
		{"files_from", r.filesFrom}, {"files", r.files}, {"rules", r.rules}, {"remove", r.remove},
	}
	for _, s := range sections {
		if value, ok := rec.get(s.key); ok {
			s.read(value)
		}
	}
}
