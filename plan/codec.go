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
