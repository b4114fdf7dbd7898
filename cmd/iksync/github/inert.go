package github

import (
	"bytes"
	"io"
	"sync"
	"unicode"
	"unicode/utf8"
)

// GitHub takes a line of a step's output for a command where it begins with "::",
// after any white space, and wherever "##[" stands in it: the older form.
const (
	oldCommand      = "##["
	oldCommandInert = `##\u005b`
	commandInert    = `\u003a:`
)

// Inert writes to a step's output in such a way that nothing of it is a workflow
// command. Whole lines are written on; what follows the last one waits for its end,
// or for Flush. It can be used by several goroutines.
type Inert struct {
	mu   sync.Mutex
	w    io.Writer
	line []byte // what of a line was not written yet
}

// NewInert returns a writer in front of w.
func NewInert(w io.Writer) *Inert { return &Inert{w: w} }

// Write implements io.Writer.
func (i *Inert) Write(text []byte) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.line = append(i.line, text...)
	end := bytes.LastIndexByte(i.line, '\n') + 1
	if end == 0 {
		return len(text), nil
	}
	whole := i.line[:end]
	i.line = append([]byte(nil), i.line[end:]...)
	if _, err := i.w.Write(inert(whole)); err != nil {
		return 0, err
	}
	return len(text), nil
}

// Flush writes what is left of a line that has no end.
func (i *Inert) Flush() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	rest := i.line
	i.line = nil
	if len(rest) == 0 {
		return nil
	}
	_, err := i.w.Write(inert(rest))
	return err
}

// inert is text without workflow commands. A carriage return ends a line too.
func inert(text []byte) []byte {
	out := make([]byte, 0, len(text))
	blank := true // nothing but white space is in the line so far
	for len(text) > 0 {
		if blank && bytes.HasPrefix(text, []byte("::")) {
			out, text, blank = append(out, commandInert...), text[2:], false
			continue
		}
		if bytes.HasPrefix(text, []byte(oldCommand)) {
			out, text, blank = append(out, oldCommandInert...), text[len(oldCommand):], false
			continue
		}
		r, size := utf8.DecodeRune(text)
		switch {
		case r == '\n' || r == '\r':
			blank = true
		case !unicode.IsSpace(r) && r != 0xfeff && r != 0x180e: // two that some take for white space
			blank = false
		}
		out, text = append(out, text[:size]...), text[size:]
	}
	return out
}
