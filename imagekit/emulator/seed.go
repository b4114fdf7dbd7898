package emulator

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// Seed is an asset that exists without any request having made it. No rule about names applies to it:
// real libraries hold names that ImageKit's own API would rewrite.
type Seed struct {
	Path    string // absolute; missing folders are made
	Folder  bool   // it is a folder; only Path, CustomMetadata and CreatedAt apply
	Content []byte // nil is some small content of its own; an image where the extension says so
	// Versions is the content of earlier versions, oldest first.
	Versions          [][]byte
	Tags              []string
	AITags            []AITag
	CustomMetadata    map[string]any // values as JSON has them
	EmbeddedMetadata  map[string]any
	Description       string
	CustomCoordinates string
	Private           bool
	Unpublished       bool
	CreatedAt         time.Time // zero is a millisecond after the asset before
}

// Field is a custom metadata field to be seeded.
type Field struct {
	Name, Label     string // an empty Label is the Name
	Type            string // Text, Textarea, Number, Date, Boolean, SingleSelect, MultiSelect
	SelectOptions   []any
	DefaultValue    any
	IsValueRequired bool
	MinValue        any
	MaxValue        any
	MinLength       int    // 0 is none
	MaxLength       int    // 0 is none
	PathPolicy      string // the name of a path policy that uses it, so that it cannot be deleted
	Deleted         bool   // it has been deleted, and its name is burned
}

// seedCause is the origin of all that was seeded.
func seedCause() *Cause { return &Cause{Method: "SEED"} }

// Seed adds assets, past all checks of requests. A file whose path exists becomes a new version of it.
// Whatever is wrong with one asset, nothing is added. A listing lag does not hide what was seeded.
func (s *Server) Seed(assets ...Seed) error { return s.seedAll(nil, assets) }

// SeedField adds a custom metadata field, checked as the API checks one.
func (s *Server) SeedField(f Field) error { return s.seedAll([]Field{f}, nil) }

// seedAll adds fields and assets, or nothing.
func (s *Server) seedAll(fields []Field, assets []Seed) error {
	leave := s.enter()
	defer leave()
	if err := s.commit(); err != nil {
		return err
	}
	known := len(s.lib.fields)
	for _, f := range fields {
		if err := s.seedField(f); err != nil {
			s.lib.forgetFields(known)
			return fmt.Errorf("emulator: seed field %q: %w", f.Name, err)
		}
	}
	if err := s.seedAssets(assets); err != nil {
		s.lib.forgetFields(known)
		return err
	}
	return s.commit()
}

func (s *Server) seedAssets(assets []Seed) error {
	checked := make([]Seed, len(assets))
	versions := map[string]int{}
	for i, a := range assets {
		err := s.checkSeed(&a)
		if err == nil {
			err = s.countVersions(versions, &a)
		}
		if err != nil {
			return fmt.Errorf("emulator: seed %q: %w", a.Path, err)
		}
		checked[i] = a
	}
	defer s.lib.withoutHistory()()
	cause := seedCause()
	for i := range checked {
		s.seed(&checked[i], cause)
	}
	return nil
}

// countVersions refuses an asset with which its file would have too many versions.
func (s *Server) countVersions(versions map[string]int, a *Seed) error {
	if a.Folder {
		return nil
	}
	n, counted := versions[a.Path]
	if f := s.lib.findFile(a.Path); f != nil && !counted {
		n = f.versionCount()
	}
	versions[a.Path] = n + 1 + len(a.Versions)
	if versions[a.Path] > maxVersions {
		return fmt.Errorf("a file has at most %d versions", maxVersions)
	}
	return nil
}

// checkSeed refuses what cannot be, and replaces values by what JSON makes of them.
func (s *Server) checkSeed(a *Seed) error {
	clean, err := cleanFile(a.Path)
	if err != nil || clean != a.Path {
		return errors.New("the path is not absolute and clean")
	}
	for name := range a.CustomMetadata {
		if !a.Folder && !s.lib.nameTaken(name) {
			return fmt.Errorf("there is no custom metadata field %q: seed it first", name)
		}
	}
	for _, content := range append(a.Versions[:len(a.Versions):len(a.Versions)], a.Content) {
		if content != nil && len(content) == 0 {
			return errors.New("ImageKit stores no empty files")
		}
	}
	var metaErr, embeddedErr error
	a.CustomMetadata, metaErr = cloneMap(a.CustomMetadata)
	a.EmbeddedMetadata, embeddedErr = cloneMap(a.EmbeddedMetadata)
	return errors.Join(metaErr, embeddedErr)
}

// cloneMap is clone, but an empty map is nil.
func cloneMap(m map[string]any) (map[string]any, error) {
	if len(m) == 0 {
		return nil, nil
	}
	return clone(m)
}

func (s *Server) seed(a *Seed, cause *Cause) {
	l := s.lib
	created := func() int64 {
		if a.CreatedAt.IsZero() {
			return l.clock.seeded()
		}
		return a.CreatedAt.UnixMilli()
	}
	dir, name := splitPath(a.Path)
	parent := l.seedFolder(dir)
	if a.Folder {
		d := parent.folders[name]
		if d == nil {
			d = l.addFolder(parent, name, created())
		}
		l.touchFolder(d)
		d.meta = a.CustomMetadata
		return
	}
	last := version{
		tags: s.cfg.readings.keepTags(a.Tags), aiTags: append([]AITag(nil), a.AITags...),
		embedded: a.EmbeddedMetadata, meta: a.CustomMetadata, description: a.Description, focus: a.CustomCoordinates, private: a.Private, published: !a.Unpublished,
	}
	for _, content := range a.Versions {
		l.seedVersion(parent, name, version{published: true}, content, created(), cause)
	}
	content := a.Content
	if content == nil {
		content = sample(a.Path)
	}
	l.seedVersion(parent, name, last, content, created(), cause)
}

func (l *library) seedVersion(parent *folder, name string, v version, content []byte, created int64, cause *Cause) {
	v.blob = l.blob(slices.Clone(content)) // callers keep theirs
	v.created, v.updated = created, created
	if there := parent.files[name]; there != nil {
		v.id = l.clock.newID()
		l.touchFile(there)
		l.retain(v.blob)
		there.addVersion(v)
		return
	}
	v.number = 1
	l.addFile(parent, name, v, created, cause)
}

// seedFolder finds or makes the folders of a path.
func (l *library) seedFolder(dir string) *folder {
	at := l.root
	for _, segment := range segments(dir) {
		next := at.folders[segment]
		if next == nil {
			next = l.addFolder(at, segment, l.clock.seeded())
		}
		at = next
	}
	return at
}

func (s *Server) seedField(f Field) error {
	next := &field{Name: f.Name, Label: f.Label, Policy: f.PathPolicy, Deleted: f.Deleted}
	if next.Label == "" {
		next.Label = f.Name
	}
	sent := schema{
		Type: f.Type, SelectOptions: f.SelectOptions, DefaultValue: f.DefaultValue,
		MinValue: f.MinValue, MaxValue: f.MaxValue,
		MinLength: lengthOf(f.MinLength), MaxLength: lengthOf(f.MaxLength),
	}
	if f.IsValueRequired {
		sent.IsValueRequired = &f.IsValueRequired
	}
	var err error
	if next.Schema, err = clone(sent); err != nil {
		return err
	}
	if message := next.Schema.check(); message != "" {
		return errors.New(message)
	}
	if !isFieldName(f.Name) || s.lib.nameTaken(f.Name) || !f.Deleted && s.lib.labelTaken(next.Label, nil) {
		return errors.New("the name or label is invalid or taken")
	}
	s.lib.addField(next)
	return nil
}

func lengthOf(n int) *float64 {
	if n == 0 {
		return nil
	}
	length := float64(n)
	return &length
}

// sample is a small content that only the file of this path has. Extensions of images give images of
// one pixel, with the path behind their end.
func sample(p string) []byte {
	var head string
	switch strings.ToLower(path.Ext(p)) {
	case ".png":
		head = samplePNG
	case ".jpg", ".jpeg":
		head = sampleJPEG
	case ".gif":
		head = sampleGIF
	case ".webp":
		head = sampleWebP
	case ".svg":
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/><!-- ` +
			strings.ReplaceAll(p, "--", "- -") + " -->\n")
	}
	return append([]byte(head), p+"\n"...)
}

// The beginnings of images of one pixel: as much as it takes to know their size.
const (
	samplePNG = "\x89PNG\r\n\x1a\n" +
		"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
		"\x00\x00\x00\rIDAT\x78\x9c\x63\xf8\xff\xff\xff\x7f\x00\x09\xfb\x03\xfd\x05\x43\x45\xca" +
		"\x00\x00\x00\x00IEND\xaeB`\x82"
	sampleGIF = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" +
		"\x21\xf9\x04\x01\x00\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b"
	sampleJPEG = "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" +
		"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xff\xd9"
	sampleWebP = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
)
