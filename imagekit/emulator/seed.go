package emulator

import (
	"fmt"
	"path"
	"strings"
	"time"
)

// Seed is an asset that is there before any request: a file, or a folder where
// Folder is set. Names may be of any kind, as those of real libraries are.
// Missing folders are made.
type Seed struct {
	Path              string
	Folder            bool
	Content           []byte // nil: a few bytes made up from the path
	Tags              []string
	AITags            []AITag
	CustomMetadata    map[string]any // not checked against the fields, which may come later
	Description       string
	CustomCoordinates string
	Private           bool
	Unpublished       bool
	CreatedAt         time.Time // zero: a millisecond after the one before
}

// Field is a custom metadata field to be seeded.
type Field struct {
	Name     string   `json:"name"`
	Label    string   `json:"label"`
	Type     string   `json:"type"`
	Options  []any    `json:"options,omitempty"`
	Required bool     `json:"required,omitempty"`
	Default  any      `json:"default,omitempty"`
	Min      any      `json:"min,omitempty"`
	Max      any      `json:"max,omitempty"`
	MinLen   *float64 `json:"min_length,omitempty"`
	MaxLen   *float64 `json:"max_length,omitempty"`
	Policy   string   `json:"policy,omitempty"` // the path policy that uses it
}

func seedCause() *Cause { return &Cause{Method: "SEED"} }

// Seed puts assets into the library, in their order. It fails at the first one
// that cannot be there, with those before it in place.
func (s *Server) Seed(assets ...Seed) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lib.now = time.Now()
	cause := seedCause()
	for i := range assets {
		if err := s.seed(&assets[i], cause); err != nil {
			return fmt.Errorf("emulator: seeding %q: %w", assets[i].Path, err)
		}
	}
	return s.commit()
}

func (s *Server) seed(a *Seed, cause *Cause) error {
	if !strings.HasPrefix(a.Path, "/") || path.Clean(a.Path) != a.Path || a.Path == "/" {
		return fmt.Errorf("not a clean, absolute path")
	}
	if a.Folder {
		return s.seedFolder(a.Path)
	}
	dir, name := splitPath(a.Path)
	if err := s.seedFolder(dir); err != nil {
		return err
	}
	parent := s.lib.findFolder(dir)
	if parent.files[name] != nil || parent.folders[name] != nil {
		return fmt.Errorf("something is there already")
	}
	content := a.Content
	if content == nil {
		content = []byte("content of " + a.Path + "\n")
	}
	created := s.lib.clock.seeded()
	if !a.CreatedAt.IsZero() {
		created = a.CreatedAt.UnixMilli()
	}
	s.lib.addFile(parent, name, version{
		number: 1, blob: s.lib.blob(content), tags: a.Tags, aiTags: a.AITags, meta: a.CustomMetadata,
		description: a.Description, focus: a.CustomCoordinates,
		private: a.Private, published: !a.Unpublished, created: created, updated: created,
	}, created, cause)
	return nil
}

func (s *Server) seedFolder(path string) error {
	at := s.lib.root
	for _, segment := range segments(path) {
		if at.files[segment] != nil {
			return fmt.Errorf("%s is a file", at.child(segment))
		}
		next := at.folders[segment]
		if next == nil {
			next = s.lib.addFolder(at, segment, s.lib.clock.seeded())
		}
		at = next
	}
	return nil
}

// SeedField adds a custom metadata field, checked as the API checks it.
func (s *Server) SeedField(f Field) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lib.now = time.Now()
	added := &field{Name: f.Name, Label: f.Label, Policy: f.Policy, Schema: schema{
		Type: f.Type, SelectOptions: f.Options, DefaultValue: f.Default, MinValue: f.Min, MaxValue: f.Max,
		MinLength: f.MinLen, MaxLength: f.MaxLen,
	}}
	if f.Required {
		added.Schema.IsValueRequired = &f.Required
	}
	if added.Label == "" {
		added.Label = f.Name
	}
	if !isFieldName(f.Name) || s.lib.nameTaken(f.Name) || s.lib.labelTaken(added.Label, nil) {
		return fmt.Errorf("emulator: seeding field %q: the name or label is not valid or taken", f.Name)
	}
	if message := added.Schema.check(); message != "" {
		return fmt.Errorf("emulator: seeding field %q: %s", f.Name, message)
	}
	s.lib.addField(added)
	return s.commit()
}
