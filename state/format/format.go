package format

import (
	"bytes"
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

// Note is a mapping whose order was kept, and why.
type Note struct {
	Pos    state.Pos
	Reason Reason
}

// Reason says why the order of a mapping was kept.
type Reason string

// The reasons.
const (
	ReasonAnchor Reason = "anchor" // an alias would come to stand before the anchor that it names
	ReasonBlanks Reason = "blanks" // a text of an entry ends with blank lines that belong to it
)

// String is the note for people.
func (n Note) String() string {
	why := "an alias would come to stand before its anchor"
	if n.Reason == ReasonBlanks {
		why = `a text after "|+" or ">+" ends with blank lines, which have to stay where they are`
	}
	return fmt.Sprintf("%s: the order of this mapping is kept: %s", n.Pos, why)
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
	way, want, err := read(name, text, beside)
	if err != nil {
		return Result{}, err
	}
	const most = 4 // each time is the last but for comments that come to stand elsewhere
	result := Result{Text: text}
	for range most {
		before := result.Text
		next, err := once(name, before)
		if err != nil {
			return Result{}, err
		}
		if result.Notes == nil {
			result.Notes = next.Notes
		}
		result.Text = next.Text
		if bytes.Equal(before, next.Text) {
			break
		}
	}
	if err := sameText(name, text, result.Text); err != nil {
		return Result{}, err
	}
	if err := sameMeaning(name, way, want, result.Text); err != nil {
		return Result{}, err
	}
	return result, nil
}

// once formats a text that can be read.
func once(name string, text []byte) (Result, error) {
	mark, body := splitMark(string(text))
	src, root, err := parse(body)
	if err != nil {
		return Result{}, &MeaningError{Name: name, What: "whether it can be read"}
	}
	if src.endsInBlock {
		return Result{Text: text}, nil // a line end would become part of its last value
	}
	f := flows{src: src}
	next := f.rewrite(root)
	notes := f.notes
	if next != body {
		if src, root, err = parse(next); err != nil {
			return Result{}, &MeaningError{Name: name, What: "whether it can be read"}
		}
	}
	l := newLayout(src)
	body = l.document(root)
	notes = append(notes, l.notes...)
	slices.SortStableFunc(notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	for i := range notes {
		notes[i].Pos.File = name
	}
	return Result{Text: []byte(mark + body), Notes: notes}, nil
}

// splitMark takes the byte order mark off.
func splitMark(text string) (mark, body string) {
	const bom = "\ufeff"
	if body, ok := strings.CutPrefix(text, bom); ok {
		return bom, body
	}
	return "", text
}

// parse reads a text into a tree, with where each value ends.
func parse(text string) (*source, *yaml.Node, error) {
	document, err := decode(text)
	if err != nil {
		return nil, nil, err
	}
	if len(document.Content) == 0 {
		return nil, nil, errors.New("there is no document")
	}
	root := document.Content[0]
	return newSource(text, root), root, nil
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
