package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// MaxFileSize is the size in bytes up to which a plan file is read: about a
// million changes.
const MaxFileSize = 1 << 30

// Encode writes p as a plan file: JSON, the same bytes for the same plan. It
// holds no secret.
func Encode(w io.Writer, p *Plan) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(p)
}

// Decode reads a plan file. It refuses files of another format, files with
// keys that it does not know, and plans whose operations do not hang together.
func Decode(r io.Reader) (*Plan, error) {
	dec := json.NewDecoder(io.LimitReader(r, MaxFileSize))
	dec.DisallowUnknownFields()
	var p Plan
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("not a plan file: %w", err)
	}
	if p.Format != FormatVersion {
		return nil, fmt.Errorf("the plan file has format %d; this program reads format %d: make the plan again", p.Format, FormatVersion)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("not a plan file: something follows the plan")
	}
	if err := check(&p); err != nil {
		return nil, fmt.Errorf("the plan file is damaged: %w", err)
	}
	return &p, nil
}

// check says what in p does not hang together.
func check(p *Plan) error {
	changes := make(map[ChangeID]bool, len(p.Changes))
	for i := range p.Changes {
		id := p.Changes[i].ID
		if changes[id] {
			return fmt.Errorf("it has the change %s twice", id)
		}
		changes[id] = true
	}
	for i := range p.Operations {
		op := &p.Operations[i]
		if int(op.ID) != i+1 {
			return fmt.Errorf("operation %d stands in place %d", op.ID, i+1)
		}
		for _, id := range op.Changes {
			if !changes[id] {
				return fmt.Errorf("operation %d fulfils the change %s, which is not in it", op.ID, id)
			}
		}
		for _, need := range op.Needs {
			if need.Op < 1 || need.Op >= op.ID {
				return fmt.Errorf("operation %d needs operation %d, which does not come before it", op.ID, need.Op)
			}
		}
	}
	return nil
}
