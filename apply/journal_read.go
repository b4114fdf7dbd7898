package apply

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/iksync/iksync/plan"
)

// DamageError is a journal that is not as it was written, before its end. What
// was done cannot be told from it.
type DamageError struct {
	Line  int // from 1
	Fault string
}

func (e *DamageError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Fault) }

// ReadJournal reads a journal to its end. A last record that was cut off while
// it was written is left out, and History.Torn says so: whoever wrote it did not
// go on. Any other damage is a *DamageError.
func ReadJournal(r io.Reader) (*History, error) {
	h := &History{Ops: map[plan.OpID]Past{}}
	in := bufio.NewReaderSize(r, 64<<10)
	for number := 1; ; number++ {
		line, err := readLine(in)
		switch {
		case errors.Is(err, io.EOF) && len(line) == 0:
			return h, nil
		case errors.Is(err, errLong):
			return nil, &DamageError{number, fmt.Sprintf("it is longer than %d bytes", maxLine)}
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		}
		fault := h.take(line)
		if fault == nil {
			continue
		}
		_, err = in.Peek(1)
		last := errors.Is(err, io.EOF)
		if last && fault.torn {
			h.Torn = true
			return h, nil
		}
		if err != nil && !last {
			return nil, err
		}
		return nil, &DamageError{number, fault.text}
	}
}

var errLong = errors.New("a line is too long")

// readLine reads a line with its newline. The last one may have none; then the
// error is io.EOF.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > maxLine {
			return nil, errLong
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// fault is what is wrong with a line.
type fault struct {
	text string
	torn bool // the line is what a write that was cut off leaves, if it is the last one
}

// take adds what a line says.
func (h *History) take(line []byte) *fault {
	data, f := h.open(line)
	if f != nil {
		return f
	}
	var e entry
	if err := json.Unmarshal(data, &e); err != nil {
		return &fault{text: "its checksum is right, and it is no record: " + err.Error()}
	}
	if e.Kind == RecordBegin && e.Format != JournalFormat {
		return &fault{text: fmt.Sprintf("the journal has format %d; this program reads format %d", e.Format, JournalFormat)}
	}
	if text := e.fault(h.sum == ""); text != "" {
		return &fault{text: text}
	}
	h.sum = string(line[:sumLength])
	h.Size += int64(len(line))
	h.add(&e.Record)
	return nil
}

// open checks a line and returns the JSON in it.
func (h *History) open(line []byte) ([]byte, *fault) {
	const head = sumLength + len(" ")
	whole := len(line) > head && line[sumLength] == ' ' && line[len(line)-1] == '\n'
	if whole {
		data := line[head : len(line)-1]
		if string(line[:sumLength]) == sumOf(h.sum, data) {
			return data, nil
		}
	}
	if len(line) > head && h.swallowed(line[:sumLength], line[head:]) {
		return nil, &fault{text: "a record does not end where it ended when it was written"}
	}
	return nil, &fault{text: "its checksum is wrong: it was changed, or a line before it is missing", torn: true}
}

// swallowed says whether a line begins with a whole record that something
// follows. No write that was cut off leaves that: the record was on disk, and
// what ended its line was changed.
func (h *History) swallowed(sum, rest []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(rest))
	var data json.RawMessage
	if err := dec.Decode(&data); err != nil {
		return false
	}
	more := rest[dec.InputOffset():]
	return len(more) > 0 && string(more) != "\n" && string(sum) == sumOf(h.sum, data)
}

// add adds what a record says.
func (h *History) add(r *Record) {
	switch r.Kind {
	case RecordBegin:
		h.Runs = append(h.Runs, Process{RunInfo: *r.Run, Began: r.At})
		h.Ended = nil
	case RecordEnd:
		h.Ended = r.End
		h.Runs[len(h.Runs)-1].End = r.End
	case RecordIntent, RecordJob, RecordOutcome, RecordProbe:
		h.Ops[r.Op] = h.Ops[r.Op].after(r)
	}
	h.Runs[len(h.Runs)-1].Last = r.At
}

// after is what is known once r was written.
func (p Past) after(r *Record) Past {
	switch r.Kind {
	case RecordIntent:
		p.Intents++
		p.Contents, p.Job, p.Outcome, p.Since = r.Contents, "", nil, r.At
	case RecordJob:
		p.Job = r.Job
	case RecordOutcome:
		if p.learnsFrom(r.Outcome) {
			p.Outcome = r.Outcome
		}
	case RecordProbe, RecordBegin, RecordEnd:
	}
	return p
}

// learnsFrom says whether an outcome tells more than is known. A process that
// skips an operation, or is aborted before it sends it, knows nothing about what
// another one sent.
func (p Past) learnsFrom(o *Outcome) bool {
	switch {
	case !o.leavesOpen():
		return true
	case p.Open():
		return o.Status == Failed
	default:
		return p.Intents == 0 && !p.Done()
	}
}
