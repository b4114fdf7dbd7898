package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// Format is the first thing a record says of itself.
const Format = "iksync-uploads/1"

// formats is how each of them begins, this one and those to come.
const formats = "iksync-uploads/"

// MaxSize is how long an encoded record may be, in bytes: enough for about a
// million files.
const MaxSize = 128 << 20

// Reason says why a record cannot be used.
type Reason string

// The reasons.
const (
	TooLarge Reason = "too-large"
	Foreign  Reason = "foreign" // something else, not a record
	Newer    Reason = "newer"   // of a format that a later iksync wrote
	Damaged  Reason = "damaged" // a record, but not as it was written
)

// Error is a record that cannot be used. Whoever ignores it loses time only.
type Error struct {
	Reason Reason
	Detail string // where, and what is wrong
}

func (e *Error) Error() string {
	var what, todo string
	switch e.Reason {
	case TooLarge:
		what, todo = "is too large", "It stays as it is: delete it, and the next apply begins a new one."
	case Newer:
		what, todo = "was written by a newer iksync", "It stays as it is: update iksync."
	case Damaged:
		what, todo = "is damaged", "The next apply begins a new one."
	default:
		what, todo = "is not one that iksync wrote", "It stays as it is: move it away, and the next apply begins a new one."
	}
	return fmt.Sprintf("the record of uploads %s, and is ignored (%s): files are compared by size and, where it is the same, by downloading them. %s", what, e.Detail, todo)
}

// Encode writes a record: JSON with one file a line, in the order of their ids, so
// that equal records are equal byte for byte. The error is that it is [TooLarge].
func (r *Record) Encode() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(`{"format":"` + Format + `","files":{`)
	for i, id := range slices.Sorted(maps.Keys(r.entries)) {
		if i > 0 {
			out.WriteByte(',')
		}
		e := r.entries[id]
		fmt.Fprintf(&out, "\n%s:[%s,%s,%d]", quote(string(id)), quote(e.Version), quote(e.SHA256), e.Size)
		if out.Len() > MaxSize {
			return nil, &Error{Reason: TooLarge, Detail: fmt.Sprintf("%d files make more than %d MiB", len(r.entries), MaxSize>>20)}
		}
	}
	out.WriteString("\n}}\n")
	return out.Bytes(), nil
}

// quote is a text as JSON. [Record.Learn] lets only valid UTF-8 in.
func quote(text string) []byte {
	data, err := json.Marshal(text)
	if err != nil {
		panic("record: a text does not encode: " + err.Error())
	}
	return data
}

// Decode reads what [Record.Encode] wrote, and nothing else: every error is an
// [Error]. Nothing at all is an empty record.
func Decode(data []byte) (*Record, error) {
	switch {
	case len(data) == 0:
		return &Record{}, nil
	case len(data) > MaxSize:
		return nil, &Error{Reason: TooLarge, Detail: fmt.Sprintf("%d bytes, more than %d MiB", len(data), MaxSize>>20)}
	}
	d := decoder{json.NewDecoder(bytes.NewReader(data))}
	if err := d.format(); err != nil {
		return nil, err
	}
	r, err := d.files()
	if err != nil {
		return nil, &Error{Reason: Damaged, Detail: fmt.Sprintf("at byte %d: %v", d.json.InputOffset(), err)}
	}
	return r, nil
}

type decoder struct{ json *json.Decoder }

// format reads on until it is known whose file this is.
func (d decoder) format() error {
	foreign := &Error{Reason: Foreign, Detail: `it does not begin with "format": "` + Format + `"`}
	if d.delim('{') != nil || d.is("format") != nil {
		return foreign
	}
	format, err := d.text()
	switch {
	case err != nil || !strings.HasPrefix(format, formats):
		return foreign
	case format != Format:
		return &Error{Reason: Newer, Detail: fmt.Sprintf("its format is %.40q, and known is %s", format, Format)}
	}
	return nil
}

func (d decoder) files() (*Record, error) {
	if err := errors.Join(d.is("files"), d.delim('{')); err != nil {
		return nil, err
	}
	r := &Record{entries: map[state.FileID]Entry{}}
	for d.json.More() {
		name, err := d.text()
		if err != nil {
			return nil, err
		}
		id := state.FileID(name)
		if _, twice := r.entries[id]; twice {
			return nil, fmt.Errorf("the file %.40q is there twice", name)
		}
		e, err := d.entry()
		if err != nil {
			return nil, err
		}
		if !e.whole(id) {
			return nil, fmt.Errorf("what it says of the file %.40q cannot be", name)
		}
		r.entries[id] = e
	}
	if err := errors.Join(d.delim('}'), d.delim('}')); err != nil {
		return nil, err
	}
	if _, err := d.json.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows its end")
	}
	return r, nil
}

// entry reads [version, hash, size].
func (d decoder) entry() (e Entry, err error) {
	if err = d.delim('['); err != nil {
		return e, err
	}
	if e.Version, err = d.text(); err != nil {
		return e, err
	}
	if e.SHA256, err = d.text(); err != nil {
		return e, err
	}
	if err = d.json.Decode(&e.Size); err != nil {
		return e, errors.New("a size is expected")
	}
	return e, d.delim(']')
}

func (d decoder) delim(want json.Delim) error {
	if token, err := d.json.Token(); err != nil || token != want {
		return fmt.Errorf("%q is expected", rune(want))
	}
	return nil
}

func (d decoder) text() (string, error) {
	token, err := d.json.Token()
	text, ok := token.(string)
	if err != nil || !ok {
		return "", errors.New("a text is expected")
	}
	return text, nil
}

func (d decoder) is(want string) error {
	if text, err := d.text(); err != nil || text != want {
		return fmt.Errorf("%q is expected", want)
	}
	return nil
}
