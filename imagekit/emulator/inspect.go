package emulator

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// FileInfo is a file as it is, whatever the listing lag says.
type FileInfo struct {
	Path              string
	FileID            string
	VersionID         string
	Versions          []VersionInfo // oldest first, the current one among them
	Tags              []string
	AITags            []AITag
	CustomMetadata    map[string]any // also values that a reading hides
	Description       string
	CustomCoordinates string
	Private           bool
	Published         bool
	Size              int64
	SHA256            string
	Mime              string
	Width, Height     int
	CreatedAt         time.Time
	UpdatedAt         time.Time
}

// VersionInfo is one version of a file.
type VersionInfo struct {
	ID     string
	Name   string // "Version 1"
	Size   int64
	SHA256 string
}

// FolderInfo is a folder. The root is not one.
type FolderInfo struct {
	Path           string
	FolderID       string
	CustomMetadata map[string]any
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// FieldInfo is a custom metadata field, deleted or not.
type FieldInfo struct {
	Field
	ID string
}

// JobInfo is a folder job.
type JobInfo struct {
	ID, Kind, Source, Target string
	Done                     bool
	Due                      time.Time // zero for a job that will never be done
}

// Files is every file, sorted by path.
func (s *Server) Files() []FileInfo {
	leave := s.enter()
	defer leave()
	list := make([]FileInfo, 0, len(s.lib.files))
	for _, f := range s.lib.files {
		list = append(list, f.info())
	}
	slices.SortFunc(list, func(a, b FileInfo) int { return cmp.Compare(a.Path, b.Path) })
	return list
}

// File is the file at a path.
func (s *Server) File(path string) (FileInfo, bool) {
	leave := s.enter()
	defer leave()
	f := s.lib.findFile(path)
	if f == nil {
		return FileInfo{}, false
	}
	return f.info(), true
}

func (f *file) info() FileInfo {
	v := &f.current
	info := FileInfo{
		Path: f.path(), FileID: f.id.String(), VersionID: v.id.String(),
		Tags: slices.Clone(v.tags), AITags: slices.Clone(v.aiTags), CustomMetadata: maps.Clone(v.meta),
		Description: v.description, CustomCoordinates: v.focus, Private: v.private, Published: v.published,
		Size: v.blob.size, SHA256: v.blob.hash.String(), Mime: mimeOf(f.name, v.blob.image),
		Width: v.blob.image.width, Height: v.blob.image.height,
		CreatedAt: time.UnixMilli(f.created).UTC(), UpdatedAt: time.UnixMilli(v.updated).UTC(),
	}
	for _, o := range f.versions() {
		info.Versions = append(info.Versions, VersionInfo{
			ID: o.id.String(), Name: o.info().Name, Size: o.blob.size, SHA256: o.blob.hash.String(),
		})
	}
	return info
}

// Content is the bytes of the file at a path.
func (s *Server) Content(path string) ([]byte, bool) {
	leave := s.enter()
	defer leave()
	f := s.lib.findFile(path)
	if f == nil {
		return nil, false
	}
	data, err := s.bytes(f.current.blob)
	return slices.Clone(data), err == nil
}

// Folders is every folder, sorted by path.
func (s *Server) Folders() []FolderInfo {
	leave := s.enter()
	defer leave()
	list := make([]FolderInfo, 0, len(s.lib.folders))
	for _, d := range s.lib.folders {
		list = append(list, FolderInfo{
			Path: d.path(), FolderID: d.id.String(), CustomMetadata: maps.Clone(d.meta),
			CreatedAt: time.UnixMilli(d.created).UTC(), UpdatedAt: time.UnixMilli(d.updated).UTC(),
		})
	}
	slices.SortFunc(list, func(a, b FolderInfo) int { return cmp.Compare(a.Path, b.Path) })
	return list
}

// Fields is every custom metadata field in the order of creation, deleted ones included.
func (s *Server) Fields() []FieldInfo {
	leave := s.enter()
	defer leave()
	list := []FieldInfo{}
	for _, f := range s.lib.fields {
		list = append(list, f.info())
	}
	return list
}

func (f *field) info() FieldInfo {
	number := func(n *float64) int {
		if n == nil {
			return 0
		}
		return int(*n)
	}
	return FieldInfo{ID: f.ID.String(), Field: Field{
		Name: f.Name, Label: f.Label, Type: f.Schema.Type, SelectOptions: slices.Clone(f.Schema.SelectOptions),
		DefaultValue: f.Schema.DefaultValue, IsValueRequired: f.Schema.required(),
		MinValue: f.Schema.MinValue, MaxValue: f.Schema.MaxValue,
		MinLength: number(f.Schema.MinLength), MaxLength: number(f.Schema.MaxLength),
		PathPolicy: f.Policy, Deleted: f.Deleted,
	}}
}

// Jobs is every folder job in the order of their start.
func (s *Server) Jobs() []JobInfo {
	leave := s.enter()
	defer leave()
	jobs := slices.SortedFunc(maps.Values(s.lib.jobs), func(a, b *job) int { return cmp.Compare(a.Number, b.Number) })
	list := []JobInfo{}
	for _, j := range jobs {
		info := JobInfo{ID: j.ID.String(), Kind: j.Kind, Source: j.Source, Target: j.target(), Done: j.Done}
		if j.Due != 0 {
			info.Due = time.Unix(0, j.Due).UTC()
		}
		list = append(list, info)
	}
	return list
}
