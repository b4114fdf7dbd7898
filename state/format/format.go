package format

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iksync/iksync/state"
)

// Result is a text in its usual shape.
type Result struct {
	Text  []byte
	Notes []Note // what was left as it is although its order is unusual, in the order of the file
}

// Note is a mapping, or a group of its keys, whose order was kept, and why.
type Note struct {
	Pos    state.Pos // of the mapping; where a comment is the reason, of the key below it
	Reason Reason
}

// Reason says why an order was kept.
type Reason string

// The reasons.
const (
	ReasonAnchor  Reason = "anchor"  // an alias would come to stand before the anchor that it names
	ReasonBlanks  Reason = "blanks"  // a text of an entry ends with blank lines that belong to it
	ReasonComment Reason = "comment" // a comment would come to stand above another key
)

// String is the note for people.
func (n Note) String() string {
	switch n.Reason {
	case ReasonBlanks:
		return fmt.Sprintf(`%s: the order of this mapping is kept: a text after "|+" or ">+" ends with blank lines, which have to stay where they are`, n.Pos)
	case ReasonComment:
		return fmt.Sprintf("%s: the order of the keys here is kept: the comment above this one would come to stand above another", n.Pos)
	default:
		return fmt.Sprintf("%s: the order of this mapping is kept: an alias would come to stand before its anchor", n.Pos)
	}
}

// MeaningError is a fault of this package: the text that it made is not the one
// that it was given, in other words.
type MeaningError struct {
	Name string // of the file
	What string // what differs
}

func (e *MeaningError) Error() string {
	return fmt.Sprintf("%s: formatting would change %s: this is a bug in iksync; the file is left as it is", e.Name, e.What)
}

// Format puts one YAML file into its usual shape. The name is what positions
// carry. The error is state.Problems where something is wrong with the file, and a
// MeaningError where this package is at fault.
//
// A file that is one of several need not name its library and its scope, and may
// use variables that others declare. What is beside it may be given: files that it
// would make one configuration with, if it is meant so.
func Format(name string, text []byte, beside []state.YAML) (Result, error) {
	first, way, want, err := read(name, text, beside)
	if err != nil {
		return Result{}, err
	}
	const most = 4 // each time is the last but for comments that come to stand elsewhere
	var notes []Note
	now := first
	for range most {
		next, told, err := once(name, now)
		if err != nil {
			return Result{}, err
		}
		if notes == nil {
			notes = told
		}
		if next == now.src.text {
			break
		}
		if now, err = now.anew(name, next); err != nil {
			return Result{}, err
		}
	}
	if err := sameText(name, first, now); err != nil {
		return Result{}, err
	}
	result := Result{Text: []byte(now.mark + now.src.text), Notes: notes}
	if err := sameMeaning(name, way, want, result.Text); err != nil {
		return Result{}, err
	}
	return result, nil
}

// once formats a text, but for its byte order mark.
func once(name string, d document) (string, []Note, error) {
	if d.src.endsInBlock {
		return d.src.text, nil, nil // a line end would become part of its last value
	}
	f := flows{src: d.src}
	src, err := d.src.rewritten(f.rewrite(d.root))
	if err != nil {
		return "", nil, &MeaningError{Name: name, What: "its lines"}
	}
	l := newLayout(src)
	body := l.document(d.root)
	notes := append(f.notes, l.notes...)
	slices.SortStableFunc(notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	for i := range notes {
		notes[i].Pos.File = name
	}
	return body, notes, nil
}

// splitMark takes the byte order mark off.
func splitMark(text string) (mark, body string) {
	const bom = "\ufeff"
	if body, ok := strings.CutPrefix(text, bom); ok {
		return bom, body
	}
	return "", text
}

// document is a text that was read. Reading it is most of the work, and is done once
// for each text.
type document struct {
	mark string // the byte order mark, or ""
	src  *source
	root *yaml.Node
}

// parse reads a text into a tree, with where each value ends.
func parse(text string) (document, error) {
	mark, body := splitMark(text)
	tree, err := decode(body)
	if err != nil {
		return document{}, err
	}
	if len(tree.Content) == 0 {
		return document{}, errors.New("there is no document")
	}
	root := tree.Content[0]
	return document{mark: mark, src: newSource(body, root), root: root}, nil
}

// anew is the document with another body, which this package made.
func (d document) anew(name, body string) (document, error) {
	next, err := parse(d.mark + body)
	if err != nil {
		return document{}, &MeaningError{Name: name, What: "whether it can be read"}
	}
	return next, nil
}

// decode makes a tree of a text. The parser panics rather than returns on faults of
// its own, which are no reason to crash.
func decode(text string) (document *yaml.Node, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the YAML parser gave up")
		}
	}()
	document = &yaml.Node{}
	return document, yaml.Unmarshal([]byte(text), document)
}
