package impact

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// plain is a file that begins with head and goes on with rest, as a text of
// UTF-8, without the mark that says how it is encoded. It is nil where the file
// is no text.
func plain(head []byte, rest io.Reader) io.Reader {
	for mark, order := range map[string]binary.ByteOrder{"\xff\xfe": binary.LittleEndian, "\xfe\xff": binary.BigEndian} {
		body, ok := bytes.CutPrefix(head, []byte(mark))
		if !ok {
			continue
		}
		for i := 0; i+1 < len(body); i += 2 {
			if order.Uint16(body[i:]) == 0 {
				return nil // UTF-32, or what only begins like a text
			}
		}
		return newUTF16(io.MultiReader(bytes.NewReader(body), rest), order)
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return nil
	}
	if body, ok := bytes.CutPrefix(head, []byte("\xef\xbb\xbf")); ok {
		return io.MultiReader(bytes.NewReader(body), rest)
	}
	return io.MultiReader(bytes.NewReader(head), rest)
}

// utf16Reader reads UTF-16 as UTF-8. What is no character, half of one, or half
// a unit at the end, becomes U+FFFD.
type utf16Reader struct {
	from  *bufio.Reader
	order binary.ByteOrder
	ready []byte // what was decoded and is not read yet
	kept  uint16 // a unit that was read ahead
	held  bool   // there is one
}

func newUTF16(from io.Reader, order binary.ByteOrder) *utf16Reader {
	return &utf16Reader{from: bufio.NewReader(from), order: order}
}

func (r *utf16Reader) Read(to []byte) (int, error) {
	n := 0
	for {
		moved := copy(to[n:], r.ready)
		n, r.ready = n+moved, r.ready[moved:]
		if n == len(to) {
			return n, nil
		}
		c, err := r.character()
		if err != nil {
			return n, err
		}
		r.ready = utf8.AppendRune(r.ready[:0], c)
	}
}

// character reads one.
func (r *utf16Reader) character() (rune, error) {
	high, err := r.unit()
	if err != nil {
		return 0, err
	}
	if !utf16.IsSurrogate(rune(high)) {
		return rune(high), nil
	}
	low, err := r.unit()
	if errors.Is(err, io.EOF) {
		return utf8.RuneError, nil
	}
	if err != nil {
		return 0, err
	}
	c := utf16.DecodeRune(rune(high), rune(low))
	if c == utf8.RuneError {
		r.kept, r.held = low, true // it stands for itself
	}
	return c, nil
}

// unit reads two bytes. One that is alone at the end is no character.
func (r *utf16Reader) unit() (uint16, error) {
	if r.held {
		r.held = false
		return r.kept, nil
	}
	var raw [2]byte
	_, err := io.ReadFull(r.from, raw[:])
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return utf8.RuneError, nil
	}
	return r.order.Uint16(raw[:]), err
}
