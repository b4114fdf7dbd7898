package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// SeedFile is the name of the file that describes what a directory of seeds
// cannot say itself.
const SeedFile = "seed.json"

// seedSheet is a SeedFile: the account's fields, and the attributes of files by
// their path in the library.
type seedSheet struct {
	Fields  []seedField          `json:"fields"`
	Folders []string             `json:"folders"` // that hold nothing
	Files   map[string]seedEntry `json:"files"`
}

// seedField is a Field as a SeedFile writes it.
type seedField struct {
	Name      string `json:"name"`
	Label     string `json:"label"`
	Type      string `json:"type"`
	Options   []any  `json:"options"`
	Default   any    `json:"default"`
	Required  bool   `json:"required"`
	Min       any    `json:"min"`
	Max       any    `json:"max"`
	MinLength int    `json:"min_length"`
	MaxLength int    `json:"max_length"`
}

func (f seedField) field() Field {
	return Field{
		Name: f.Name, Label: f.Label, Type: f.Type, SelectOptions: f.Options, DefaultValue: f.Default,
		IsValueRequired: f.Required, MinValue: f.Min, MaxValue: f.Max, MinLength: f.MinLength, MaxLength: f.MaxLength,
	}
}

type seedEntry struct {
	Tags              []string       `json:"tags"`
	AITags            []AITag        `json:"aiTags"`
	CustomMetadata    map[string]any `json:"customMetadata"`
	Description       string         `json:"description"`
	CustomCoordinates string         `json:"customCoordinates"`
	Private           bool           `json:"private"`
	Unpublished       bool           `json:"unpublished"`
}

// SeedDir puts the files below dir into the library, at the same paths. A
// seed.json in dir adds what files cannot say themselves:
//
//	{
//	  "fields":  [{"name": "brand", "label": "Brand", "type": "SingleSelect", "options": ["Acme"]}],
//	  "folders": ["/shop/empty"],
//	  "files":   {"/shop/hero.jpg": {"tags": ["hero"], "customMetadata": {"brand": "Acme"},
//	              "description": "...", "customCoordinates": "0,0,10,10", "private": true, "unpublished": true}}
//	}
//
// Names that begin with a dot are left out. Whatever is wrong, nothing is added.
func (s *Server) SeedDir(dir string) error {
	sheet, err := readSheet(filepath.Join(dir, SeedFile))
	if err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	seeds, err := sheet.seeds(dir)
	if err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	var fields []Field
	for _, f := range sheet.Fields {
		fields = append(fields, f.field())
	}
	return s.seedAll(fields, seeds)
}

func readSheet(name string) (*seedSheet, error) {
	var sheet seedSheet
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &sheet, nil
	}
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&sheet); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: there is more behind its end", name)
	}
	return &sheet, nil
}

// seeds are the files below dir, in the order of their paths, each with its entry.
func (sheet *seedSheet) seeds(dir string) ([]Seed, error) {
	var seeds []Seed
	found := map[string]bool{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != dir && strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return filepath.SkipDir
		case d.IsDir() || strings.HasPrefix(d.Name(), ".") || name == filepath.Join(dir, SeedFile):
			return nil
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		path := "/" + filepath.ToSlash(rel)
		found[path] = true
		seeds = append(seeds, sheet.Files[path].seed(path, content))
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, path := range slices.Sorted(maps.Keys(sheet.Files)) {
		if !found[path] {
			return nil, fmt.Errorf("%s names %q, which is not below %s", SeedFile, path, dir)
		}
	}
	slices.SortFunc(seeds, func(a, b Seed) int { return strings.Compare(a.Path, b.Path) })
	for _, path := range sheet.Folders {
		seeds = append(seeds, Seed{Path: path, Folder: true})
	}
	return seeds, nil
}

func (e seedEntry) seed(path string, content []byte) Seed {
	return Seed{
		Path: path, Content: content, Tags: e.Tags, AITags: e.AITags, CustomMetadata: e.CustomMetadata,
		Description: e.Description, CustomCoordinates: e.CustomCoordinates,
		Private: e.Private, Unpublished: e.Unpublished,
	}
}
