package emulator

import (
	"maps"
	"slices"
	"strings"
)

// FileInfo is a file as it is, for tests to look at.
type FileInfo struct {
	Path              string
	FileID            string
	VersionIDs        []string // oldest first
	Tags              []string
	CustomMetadata    map[string]any
	Description       string
	CustomCoordinates string
	Published         bool
	Private           bool
	Size              int64
	SHA256            string // of the current version, in hexadecimal digits
}

// FolderInfo is a folder as it is.
type FolderInfo struct {
	Path     string
	FolderID string
}

// FieldInfo is a custom metadata field as it is, deleted or not.
type FieldInfo struct {
	ID      string
	Name    string
	Label   string
	Type    string
	Deleted bool
}

// Files is every file there is, sorted by path.
func (s *Server) Files() []FileInfo {
	defer s.enter()()
	out := make([]FileInfo, 0, len(s.lib.files))
	for i, f := range s.lib.files {
		v := &f.current
		info := FileInfo{
			Path: f.path(), FileID: i.String(), Tags: slices.Clone(v.tags), CustomMetadata: maps.Clone(v.meta),
			Description: v.description, CustomCoordinates: v.focus, Published: v.published, Private: v.private,
			Size: v.blob.size, SHA256: v.blob.hash.String(),
		}
		for _, version := range f.versions() {
			info.VersionIDs = append(info.VersionIDs, version.id.String())
		}
		out = append(out, info)
	}
	slices.SortFunc(out, func(a, b FileInfo) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// Folders is every folder there is but the root, sorted by path.
func (s *Server) Folders() []FolderInfo {
	defer s.enter()()
	out := make([]FolderInfo, 0, len(s.lib.folders))
	for i, d := range s.lib.folders {
		out = append(out, FolderInfo{Path: d.path(), FolderID: i.String()})
	}
	slices.SortFunc(out, func(a, b FolderInfo) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// Fields is every custom metadata field there ever was, in the order of creation.
func (s *Server) Fields() []FieldInfo {
	defer s.enter()()
	out := make([]FieldInfo, len(s.lib.fields))
	for i, f := range s.lib.fields {
		out[i] = FieldInfo{ID: f.ID.String(), Name: f.Name, Label: f.Label, Type: f.Schema.Type, Deleted: f.Deleted}
	}
	return out
}
