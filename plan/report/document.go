package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// document writes one JSON object, key by key and a list's elements one by
// one: a plan of many changes is never in memory twice. It keeps its first
// error and writes nothing after it.
type document struct {
	w     *bufio.Writer
	buf   bytes.Buffer // one value
	begun bool
	err   error
}

func newDocument(w io.Writer) *document { return &document{w: bufio.NewWriterSize(w, 64<<10)} }

// key writes a key and its value.
func (d *document) key(name string, value any) {
	d.begin(name)
	d.value("  ", value)
}

// list writes a key and a list, which is never null.
func list[T any](d *document, name string, elements []T) {
	d.begin(name)
	if len(elements) == 0 {
		d.write([]byte("[]"))
		return
	}
	for i := range elements {
		if i == 0 {
			d.write([]byte("[\n    "))
		} else {
			d.write([]byte(",\n    "))
		}
		d.value("    ", &elements[i])
	}
	d.write([]byte("\n  ]"))
}

// end closes the object. Until then not all of it need be written.
func (d *document) end() error {
	d.write([]byte("\n}\n"))
	if d.err != nil {
		return d.err
	}
	return d.w.Flush()
}

func (d *document) begin(name string) {
	opening := ",\n  "
	if !d.begun {
		opening, d.begun = "{\n  ", true
	}
	d.write([]byte(opening + `"` + name + `": `))
}

// value writes v, its lines but the first behind prefix.
func (d *document) value(prefix string, v any) {
	if d.err != nil {
		return
	}
	d.buf.Reset()
	enc := json.NewEncoder(&d.buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	if d.err = enc.Encode(v); d.err == nil {
		d.write(inert(bytes.TrimSuffix(d.buf.Bytes(), []byte("\n"))))
	}
}

func (d *document) write(b []byte) {
	if d.err == nil {
		_, d.err = d.w.Write(b)
	}
}

// inert is JSON with every character that could act on a terminal, or that
// nobody can see, written as a \u escape. Such characters stand in nothing but
// its strings.
func inert(doc []byte) []byte {
	first := bytes.IndexFunc(doc, func(r rune) bool { return r >= 0x7f })
	if first < 0 {
		return doc
	}
	out := append(make([]byte, 0, len(doc)+32), doc[:first]...)
	for _, r := range string(doc[first:]) {
		if r < 0x7f || visible(r) {
			out = utf8.AppendRune(out, r)
		} else {
			out = appendEscaped(out, r)
		}
	}
	return out
}

func appendEscaped(out []byte, r rune) []byte {
	if a, b := utf16.EncodeRune(r); a != utf8.RuneError {
		return appendEscaped(appendEscaped(out, a), b)
	}
	const digits = "0123456789abcdef"
	return append(out, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}
