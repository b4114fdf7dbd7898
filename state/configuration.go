package state

import (
	"fmt"

	"github.com/iksync/iksync/state/table"
)

// How large a configuration may be, all its files together. One of a million
// files needs no more.
const (
	// MaxTotal is how many bytes its files may have.
	MaxTotal = 4 * MaxSize
	// MaxFiles is how many files it may have.
	MaxFiles = 1000

	maxTotalExpansion = 4 * maxExpansion // values that all aliases stand for
)

// YAML is one file of a configuration, as it is on disk.
type YAML struct {
	Name  string // what positions carry
	Bytes []byte
}

// configuration is the YAML files of one library while they are read, and what
// was found wrong with them so far.
type configuration struct {
	docs     []*document
	problems Problems
	vars     map[string]variable
	origins  map[Pos]string // what stood where variables were replaced
	partial  bool           // some of it cannot be read, so that what is missing may stand there

	openTable func(name string) (CSV, error)
	sources   func(dir string) ([]string, error) // see Inputs
	tables    map[string]*table.Reader           // that were opened, by the names that positions carry
}

// fail notes a problem at pos.
func (c *configuration) fail(pos Pos, format string, args ...any) {
	message := c.inTable(pos) + fmt.Sprintf(format, args...)
	if origin, replaced := c.origins[pos]; replaced {
		message += fmt.Sprintf(" (from %q)", shorten(origin))
	}
	c.problems.Add(pos, "%s", message)
}

// newConfiguration takes the files as far as they may be YAML at all.
func newConfiguration(files []YAML) *configuration {
	c := &configuration{vars: map[string]variable{}, origins: map[Pos]string{}, tables: map[string]*table.Reader{}}
	total := 0
	for i, f := range files {
		total += len(f.Bytes)
		switch pos := (Pos{File: f.Name, Line: 1, Column: 1}); {
		case i == MaxFiles:
			c.problems.Add(pos, "these are more than %d files: join some", MaxFiles)
		case total > MaxTotal && len(f.Bytes) <= MaxSize:
			c.problems.Add(pos, "the files up to this one are larger than %d MiB together: split them into folders of their own scopes", MaxTotal>>20)
		default:
			c.docs = append(c.docs, c.newDocument(f))
			continue
		}
		c.partial = true
		return c
	}
	if len(files) == 0 {
		c.problems.Add(Pos{}, "there is no YAML file to read")
		c.partial = true
	}
	return c
}

// parse makes a tree of each file.
func (c *configuration) parse() {
	expanded := 0
	for _, d := range c.docs {
		if !d.refused {
			d.root = d.parse()
		}
		if d.root == nil || !d.isReadable() {
			d.root = nil
			c.partial = true
			continue
		}
		expanded += d.expanded
		if expanded > maxTotalExpansion {
			d.fail(d.at(1, 1), "the aliases of the files up to this one stand for more than %d values: write them out, or use rules", maxTotalExpansion)
			d.root, c.partial = nil, true
		}
	}
}

// isReadable says whether the file is a mapping, as it has to be.
func (d *document) isReadable() bool {
	switch n := d.node(d.root); {
	case n.isNull():
		d.fail(d.at(1, 1), "%s", d.config.emptyFile())
		return false
	case !n.isMapping():
		n.fail("the file must be a mapping with version, library and scope, not %s", n.kind())
		return false
	default:
		return true
	}
}

// emptyFile is said about a file with nothing in it.
func (c *configuration) emptyFile() string {
	if c.several() {
		return "the file is empty: it needs at least version"
	}
	return "the file is empty: it needs at least version, library and scope"
}

// several says whether there is more than one file.
func (c *configuration) several() bool { return len(c.docs) > 1 }

// line names the place there for a message at here: its line, and its file
// where that is another one.
func line(here, there Pos) string {
	if here.File == there.File {
		return fmt.Sprintf("line %d", there.Line)
	}
	return fmt.Sprintf("%s:%d", there.File, there.Line)
}

// elsewhere says where there is, for a message at here, if it is in another file.
func elsewhere(here, there Pos) string {
	if here.File == there.File {
		return ""
	}
	return " at " + line(here, there)
}

// firstAt ends a message about what is given twice, where the first time is in
// another file.
func firstAt(here, there Pos) string {
	if here.File == there.File {
		return ""
	}
	return ": first" + elsewhere(here, there)
}
