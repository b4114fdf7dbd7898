package state

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// split is the folder to look below, and what of it is meant: "**" is all.
func (s *SourceDir) split() (dir, glob string) {
	if !strings.ContainsAny(s.Glob, `*?[{\\`) {
		return path.Clean(s.Glob), "**"
	}
	dir, glob = doublestar.SplitPattern(s.Glob)
	return path.Clean(dir), glob
}

// sourceDir reads where the files of a folder come from.
func sourceDir(n node) *SourceDir {
	text, ok := n.name("source_dir")
	if !ok || !n.plainInPattern("source_dir") {
		return nil
	}
	s := &SourceDir{Glob: text, Pos: n.pos()}
	if dir, glob := s.split(); !doublestar.ValidatePattern(glob) || hasTightStars("/"+glob) {
		n.fail("source_dir %q is not a valid glob: %q should be one", shorten(text), glob)
		return nil
	} else if strings.HasPrefix(dir, "/") || dir == ".." || strings.HasPrefix(dir, "../") {
		n.fail("source_dir %q leads out of the folder of the YAML: it must be below it", shorten(text))
		return nil
	}
	return s
}

// sourceDirs lists a file for each local file of each source_dir. Where nobody can
// look at the disk there are none.
func (r *reader) sourceDirs() {
	if r.config.sources == nil {
		return
	}
	for _, path := range slices.SortedFunc(maps.Keys(r.want.Folders), Path.Compare) {
		if f := r.want.Folders[path]; f.SourceDir != nil {
			r.listSources(f)
		}
	}
}

func (r *reader) listSources(f *Folder) {
	s := f.SourceDir
	dir, glob := s.split()
	names, err := r.config.sources(dir)
	if err != nil {
		r.config.fail(s.Pos, "source_dir %s: %s", s.Glob, err)
		return
	}
	found := 0
	for _, name := range names {
		if hidden(name) {
			continue
		}
		if ok, err := doublestar.Match(glob, name); err != nil || !ok {
			continue
		}
		found++
		r.addSource(f, name, &Source{Path: path.Join(dir, name), Pos: s.Pos})
	}
	if found == 0 {
		// A folder that was not checked out must not empty the library's one.
		r.config.fail(s.Pos, "source_dir %s has no files%s", s.Glob, hiddenNote(names))
	}
}

// hidden says whether a file, or a folder that it is in, has a name that begins with
// a dot: what tools leave behind, and no media.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.Contains(name, "/.")
}

func hiddenNote(names []string) string {
	if slices.ContainsFunc(names, hidden) {
		return ": names that begin with a dot do not count"
	}
	return ""
}

// addSource lists a local file below f, or gives the entry that lists its place its
// bytes. An entry that names a source of its own keeps it.
func (r *reader) addSource(f *Folder, name string, s *Source) {
	at := f.Path.Join(name)
	if r.config.isOneOf(s.Path) {
		r.config.fail(s.Pos, "source_dir would upload %s, which is this configuration: keep what is to be uploaded in a folder of its own", s.Path)
		return
	}
	if fault := at.Fault(); fault != "" {
		r.config.fail(s.Pos, "source_dir brings the file %q, whose name cannot be had: path %q %s", s.Path, at, fault)
		return
	}
	if given := ServerFileName(at.Base()); given != at.Base() {
		r.config.fail(s.Pos, "source_dir brings the file %s, and ImageKit would name it %q: give it a name of letters, digits, %q, %q and %q", s.Path, given, ".", "_", "-")
		return
	}
	entry := r.want.Files[at]
	switch {
	case entry == nil:
		r.want.Files[at] = &File{Path: at, Pos: s.Pos, Source: s}
	case entry.Source == nil:
		entry.Source = s
	case entry.Pos == entry.Source.Pos: // it comes from a source_dir too
		r.config.fail(s.Pos, "%s would come from %s and, by the source_dir at %s, from %s: it can come from only one",
			at, s.Path, line(s.Pos, entry.Source.Pos), entry.Source.Path)
	}
}

// baseName is the last name of a path as the user's system writes it.
func baseName(name string) string { return name[strings.LastIndexAny(name, `/\`)+1:] }

// isOneOf says whether a source is one of the YAML files, which all lie in one folder.
func (c *configuration) isOneOf(source string) bool {
	return slices.ContainsFunc(c.docs, func(d *document) bool { return baseName(d.name) == source })
}

// folderPath reads the path of a folder, which may end with a slash.
func (n node) folderPath() (Path, bool) {
	text, ok := n.text("folder")
	if !ok {
		return "", false
	}
	trimmed := Path(text)
	if len(text) > 1 {
		trimmed = Path(strings.TrimSuffix(text, "/"))
	}
	if fault := trimmed.Fault(); fault != "" {
		n.fail("folder %q %s", shorten(text), fault)
		return "", false
	}
	return trimmed, true
}

// listedTwice is what is said of a folder whose path stands there in two spellings.
func listedTwice(path Path, at, first Pos) string {
	return fmt.Sprintf("folder %q is listed twice%s: with and without a slash at its end it is one", path, firstAt(at, first))
}
