package table

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// saveAs is what to do about a table in another encoding.
const saveAs = `save the table as UTF-8 ("CSV UTF-8" in Excel)`

// encodingFault is the first thing for which text is no table at all; nil: it may
// be one.
func encodingFault(text []byte) *Fault {
	at := func(offset int, format string, args ...any) *Fault {
		fault := &Fault{Message: fmt.Sprintf(format, args...)}
		fault.Line, fault.Column = placeOf(text, offset)
		return fault
	}
	switch {
	case len(text) > MaxSize:
		return at(0, "the table is larger than %d MiB: split it into several", MaxSize>>20)
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		return at(0, "the table is UTF-16: %s", saveAs)
	}
	null, invalid := bytes.IndexByte(text, 0), invalidAt(text)
	switch {
	case invalid >= 0 && (null < 0 || invalid < null):
		return at(invalid, "byte 0x%02X is not UTF-8: %s", text[invalid], saveAs)
	case null >= 0:
		return at(null, "a NUL byte is here, as in UTF-16 or in what is no text: %s", saveAs)
	}
	return nil
}

// invalidAt is where text is not UTF-8; -1: nowhere.
func invalidAt(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// placeOf is the line and the column of the byte at an offset.
func placeOf(text []byte, offset int) (line, column int) {
	before := bytes.TrimPrefix(text[:offset], []byte("\ufeff"))
	from := 0
	line = 1
	for i, b := range before {
		isLast := i+1 == len(before)
		if b == '\n' || b == '\r' && (isLast || before[i+1] != '\n') {
			line, from = line+1, i+1
		}
	}
	return line, 1 + utf8.RuneCount(before[from:])
}
