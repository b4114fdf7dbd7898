package apply

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// A journal has one record a line: a checksum, a space, JSON. The checksum is
// over the previous line's checksum and the JSON, so that a line that is lost,
// changed or in another place shows.

const (
	sumLength = 16 // hex digits
	// maxLine bounds a line in bytes: a million files below one folder.
	maxLine = 256 << 20
)

// entry is a record as it is written.
type entry struct {
	Format int `json:"format,omitempty"` // of a begin record
	Record
}

// sumOf is the checksum of a line that follows the one with checksum previous.
func sumOf(previous string, data []byte) string {
	h := sha256.New()
	_, _ = io.WriteString(h, previous) // a hash takes everything
	_, _ = h.Write(data)
	return hex.EncodeToString(h.Sum(nil))[:sumLength]
}

// fault says what is wrong with a record, "" where nothing is. A journal has no
// such record, whoever wrote it.
func (r *Record) fault(first bool) string {
	if first && r.Kind != RecordBegin {
		return "a journal begins with a record of kind begin"
	}
	missing := ""
	switch r.Kind {
	case RecordBegin:
		if r.Run == nil {
			missing = "run"
		}
	case RecordIntent, RecordProbe:
	case RecordJob:
		if r.Job == "" {
			missing = "job"
		}
	case RecordOutcome:
		if r.Outcome == nil {
			missing = "outcome"
		}
	case RecordEnd:
		if r.End == nil {
			missing = "end"
		}
	default:
		return fmt.Sprintf("kind %q is not known", r.Kind)
	}
	switch {
	case missing != "":
		return fmt.Sprintf("a record of kind %s has no %s", r.Kind, missing)
	case r.ofOperation() && r.Op < 1:
		return fmt.Sprintf("a record of kind %s names no operation", r.Kind)
	case r.Outcome != nil && r.Outcome.Op != 0 && r.Outcome.Op != r.Op:
		return fmt.Sprintf("it is about operation %d and has the outcome of operation %d", r.Op, r.Outcome.Op)
	}
	return ""
}

func (r *Record) ofOperation() bool { return r.Kind != RecordBegin && r.Kind != RecordEnd }

// file is a Journal on disk.
//
// Each record is written and synced before the next one, under one lock. So at
// most the last record of a file is in doubt, and that is all a reader has to
// forgive. Sharing a sync among records would be faster, and would leave several
// in doubt; the service takes a few calls a second anyway.
type file struct {
	mu     sync.Mutex
	to     Syncer
	sum    string // of the last record; "" where there is none
	broken error  // what the first failed write met
}

// NewJournal is the journal in w, which has what after was read from and nothing
// else: a torn record was cut off. Nil stands for nothing at all.
func NewJournal(w Syncer, after *History) Journal {
	f := &file{to: w}
	if after != nil {
		f.sum = after.sum
	}
	return f
}

// Append implements Journal. A record that is wrong, or too long, is refused and
// leaves the journal as it was.
func (f *file) Append(r Record) error {
	if r.At.IsZero() {
		r.At = time.Now()
	}
	r.At = r.At.UTC()
	if r.Kind == RecordOutcome && r.Op == 0 && r.Outcome != nil {
		r.Op = r.Outcome.Op
	}
	e := entry{Record: r}
	if r.Kind == RecordBegin {
		e.Format = JournalFormat
	}
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("the journal cannot hold a record of kind %s: %w", r.Kind, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken != nil {
		return fmt.Errorf("the journal is not written any more, since this failed before: %w", f.broken)
	}
	if fault := r.fault(f.sum == ""); fault != "" {
		return fmt.Errorf("the journal cannot hold this record: %s", fault)
	}
	sum := sumOf(f.sum, data)
	line := make([]byte, 0, sumLength+len(" \n")+len(data))
	line = append(append(append(append(line, sum...), ' '), data...), '\n')
	if len(line) > maxLine {
		return fmt.Errorf("the journal cannot hold a record of %d bytes: the limit is %d", len(line), maxLine)
	}
	if err := f.write(line); err != nil {
		f.broken = err
		return fmt.Errorf("the journal cannot be written: %w", err)
	}
	f.sum = sum
	return nil
}

// write brings a line to disk.
func (f *file) write(line []byte) error {
	n, err := f.to.Write(line)
	if err == nil && n < len(line) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return err
	}
	return f.to.Sync()
}
