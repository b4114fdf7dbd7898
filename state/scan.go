package state

import (
	"bytes"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// MaxSize is how large a YAML file may be, in bytes: more than 100,000 fully
// described files need, and little enough to be held in memory as a tree.
const MaxSize = 32 << 20

// maxScanFaults bounds how many bytes of a binary file are complained about.
const maxScanFaults = 10

// newDocument takes the text of f, as far as it may be YAML at all. What keeps it
// from being parsed is among the problems.
func (c *configuration) newDocument(f YAML) *document {
	d := &document{config: c, name: f.Name, vars: map[*yaml.Node]bool{}, faults: map[*yaml.Node]Problem{}}
	text := f.Bytes
	switch {
	case len(text) > MaxSize:
		d.refused = true
		d.fail(d.at(1, 1), "the file is larger than %d MiB: split it into several files of one folder", MaxSize>>20)
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		d.refused = true
		d.fail(d.at(1, 1), "the file is UTF-16: save it as UTF-8")
	default:
		d.text = bytes.TrimPrefix(text, []byte("\ufeff"))
		d.scan()
	}
	return d
}

// scan notes the bytes that no YAML may hold. The parser would refuse them
// too, but without saying where they are.
func (d *document) scan() {
	faults := 0
	for i := 0; i < len(d.text) && faults < maxScanFaults; {
		c := d.text[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(d.text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			d.fail(d.place(i), "byte 0x%02X is not UTF-8: save the file as UTF-8", c)
			faults++
			size = invalidLength(d.text[i:])
		case !printable(r):
			d.fail(d.place(i), `control character U+%04X: remove it, or write it as an escape in double quotes`, r)
			faults++
		}
		i += size
	}
	d.refused = faults > 0
}

// invalidLength is the number of bytes that are not UTF-8 in a row: one
// complaint about them is enough.
func invalidLength(text []byte) int {
	n := 0
	for n < len(text) {
		if r, size := utf8.DecodeRune(text[n:]); r != utf8.RuneError || size != 1 {
			break
		}
		n++
	}
	return n
}

// printable says whether YAML text may hold r as it is.
func printable(r rune) bool {
	switch {
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	case r < 0x7f, r == 0x85:
		return true
	default:
		return r >= 0xa0 && r != 0xfffe && r != 0xffff
	}
}
