package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/state"
)

// choice is what an argument of a command says of files.
type choice struct {
	id   state.FileID
	path state.Path
	dir  bool          // path ends in "/", and so is that of a folder
	glob state.Pattern // "": it is an id or a path
}

// everything is the glob of all files.
const everything = "/**"

// readChoice tells ids, paths and globs apart: what begins with "/" is a place,
// and one with a wildcard is a glob. "\" takes the next character as it is. Where a
// file has the very name that the glob is written as, see meantBy.
func readChoice(arg string) (choice, error) {
	g := state.Pattern{Glob: arg}
	if _, plain := g.Literal(); plain || !strings.HasPrefix(arg, "/") {
		return readNamed(arg)
	}
	if fault := g.Fault(); fault != "" {
		return choice{}, fail(exitUsage, "%s", fault)
	}
	return choice{glob: g}, nil
}

// readNamed tells ids and paths apart, for commands that are about one file: they
// take no globs, and a path says each character as it is.
func readNamed(arg string) (choice, error) {
	if !strings.HasPrefix(arg, "/") {
		if fault := state.IDFault(arg); fault != "" {
			return choice{}, fail(exitUsage, "%q is neither a path, which begins with /, nor an id, which %s", arg, fault)
		}
		return choice{id: state.FileID(arg)}, nil
	}
	path, err := readPath(arg)
	return choice{path: path, dir: strings.HasSuffix(arg, "/")}, err
}

// readPath reads a path of the library. A "/" at its end, which shells add to the names
// of folders, is left out.
func readPath(arg string) (state.Path, error) {
	path := state.Path(arg)
	if shorter := strings.TrimSuffix(arg, "/"); shorter != "" && !strings.HasSuffix(shorter, "/") {
		path = state.Path(shorter)
	}
	if fault := path.Fault(); fault != "" {
		return "", fail(exitUsage, "path %q %s", arg, fault)
	}
	return path, nil
}

// checkWhere reads --where. One that is given and empty is none: a script whose
// variable is not set would mean everything by it.
func (p *program) checkWhere() (string, error) {
	where := p.opts.where.text()
	switch {
	case !p.opts.where.given():
		return "", nil
	case strings.TrimSpace(where) == "":
		return "", fail(exitUsage, "--where is empty, which would find every file: say what to search for, or leave --where out")
	}
	if _, err := query.Parse(where); err != nil {
		return "", fail(exitUsage, "--where: %w", err)
	}
	return where, nil
}

// chosen is the files that a command is about.
type chosen struct {
	files []*state.File // each once, in the order of the arguments
	set   bool          // a glob or --where found them: nobody named them one by one
}

// choose finds the files that args name: by id, by path or by glob, and those of
// the globs that --where finds too. What is named and is not there is an error, and
// so is a set of none.
func (p *program) choose(ctx context.Context, library *live.Library, args []string) (chosen, error) {
	choices, where, err := p.readChoices(args)
	if err != nil {
		return chosen{}, err
	}
	return findChosen(ctx, library, choices, where)
}

// readChoices reads the arguments that name files, and the search that belongs to them.
func (p *program) readChoices(args []string) (choices []choice, where string, err error) {
	if where, err = p.checkWhere(); err != nil {
		return nil, "", err
	}
	choices = make([]choice, len(args))
	for i, arg := range args {
		if choices[i], err = readChoice(arg); err != nil {
			return nil, "", err
		}
		if where != "" && choices[i].glob.Glob == "" {
			return nil, "", fail(exitUsage, "--where is for globs, and %q names one thing: take one of the two out; below a folder, %s/** are all files", arg, strings.TrimSuffix(arg, "/"))
		}
	}
	switch {
	case where != "" && len(choices) == 0:
		choices = []choice{{glob: state.Pattern{Glob: everything}}}
	case len(choices) == 0:
		return nil, "", fail(exitUsage, "which files? Name ids, paths or globs, or a search with --where")
	}
	return choices, where, nil
}

func findChosen(ctx context.Context, library *live.Library, choices []choice, where string) (chosen, error) {
	var paths []state.Path
	for _, c := range choices {
		if c.dir {
			return chosen{}, folderNamed(c.path, exitUsage)
		}
		if c.path != "" {
			paths = append(paths, c.path)
		}
	}
	at, err := library.FilesAt(ctx, paths)
	if err != nil {
		return chosen{}, err
	}
	var out chosen
	seen := map[state.FileID]bool{}
	add := func(files ...*state.File) {
		for _, f := range files {
			if !seen[f.ID] {
				seen[f.ID] = true
				out.files = append(out.files, f)
			}
		}
	}
	for _, c := range choices {
		switch {
		case c.glob.Glob != "":
			out.set = true
			found, err := findGlob(ctx, library, c.glob, where)
			if err != nil {
				return out, err
			}
			add(found...)
		case c.id != "":
			f, err := library.FileByID(ctx, c.id)
			if imagekit.IsNotFound(err) {
				return out, fail(exitFailed, "there is no file with the id %s (%w)", c.id, err)
			}
			if err != nil {
				return out, err
			}
			add(f)
		default:
			f := at[0]
			if at = at[1:]; f == nil {
				return out, noFileAt(ctx, library, c.path)
			}
			add(f)
		}
	}
	return out, nil
}

// noFileAt is the error of a path that names no file.
func noFileAt(ctx context.Context, library *live.Library, path state.Path) error {
	_, folder, err := library.At(ctx, path)
	switch {
	case err != nil:
		return err
	case folder != nil:
		return folderNamed(path, exitFailed)
	}
	return fail(exitFailed, "there is no file %s", path)
}

// folderNamed is the error of a folder where a file is wanted.
func folderNamed(path state.Path, c code) error {
	return fail(c, "%s is a folder, not a file: %s/** are the files below it", path, strings.TrimSuffix(string(path), "/"))
}

// findGlob finds the files of a glob that a search finds too.
func findGlob(ctx context.Context, library *live.Library, glob state.Pattern, where string) ([]*state.File, error) {
	found, err := library.Find(ctx, globSearch(glob, where))
	if err != nil {
		return nil, err
	}
	return meantBy(glob, where, found, func(f *state.File) state.Path { return f.Path })
}

// meantBy are those of the found files that a glob means: all that it matches or, where it
// matches no other, the one that has the very name that it is written as, such as
// "/a[1].jpg". Where there are both, nobody knows what was meant, which is an error.
func meantBy[F any](glob state.Pattern, where string, found []F, pathOf func(F) state.Path) ([]F, error) {
	var files []F
	var named, other state.Path
	for _, f := range found {
		path := pathOf(f)
		switch exact := glob.Glob != everything && string(path) == glob.Glob; {
		case exact:
			named = path
		case glob.Matches(path):
			other = path
		default:
			continue
		}
		files = append(files, f)
	}
	switch {
	case len(files) == 0:
		return nil, noMatch(glob, where)
	case named != "" && other != "":
		return nil, fail(exitUsage, "%s is the name of a file, and as a glob it matches others, such as %s: write %s for that file alone, or %s for all that the glob matches",
			named, other, escaped(named), bracedGlob(glob))
	}
	slices.SortStableFunc(files, func(a, b F) int { return pathOf(a).Compare(pathOf(b)) })
	return files, nil
}

// escaped is the glob that matches a path and no other.
func escaped(path state.Path) string {
	var b strings.Builder
	for _, r := range string(path) {
		if strings.ContainsRune(wildcards, r) {
			b.WriteRune('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// bracedGlob is a glob that matches the same, and that is written in another way.
func bracedGlob(glob state.Pattern) string {
	cut := strings.LastIndex(glob.Glob, "/") + 1
	return glob.Glob[:cut] + "{" + glob.Glob[cut:] + "}"
}

// noMatch is the error of a glob that finds nothing.
func noMatch(glob state.Pattern, where string) error {
	with := ""
	if where != "" {
		with = " and is found by --where"
	}
	return fail(exitFailed, "no file matches %s%s", glob.Glob, with)
}

// globSearch is the narrowest search that finds all files of a glob that where finds.
func globSearch(glob state.Pattern, where string) string {
	parts := []string{`type = "file"`}
	switch folder, deep := globFolder(glob.Glob); {
	case !deep:
		parts = append(parts, "path = "+query.Quote(folder))
	case folder != "/":
		parts = append(parts, "path : "+query.Quote(folder))
	}
	if where != "" {
		parts = append(parts, "("+where+")")
	}
	return strings.Join(parts, " AND ")
}

// globText ends the help of commands that take globs.
const globText = `

In a glob, \ takes the next character as it is: '/shop/a\[1].jpg' is that file alone. A
glob that is the name of one file and matches others is refused.`

// wildcards are the characters that make a path a glob.
const wildcards = `*?[{\`

// globFolder is the folder that all files of a glob are in, right in it or, if deep,
// anywhere below.
func globFolder(glob string) (folder string, deep bool) {
	first := strings.IndexAny(glob, wildcards)
	if first < 0 {
		first = len(glob)
	}
	cut := strings.LastIndex(glob[:first], "/")
	rest := glob[cut+1:]
	return glob[:max(cut, 1)], strings.Contains(rest, "/") || strings.Contains(rest, "**")
}

// firstFew lists what errors and questions name, as many as can be read at a glance.
func firstFew[T ~string](list []T) string {
	const most = 3
	var b strings.Builder
	for i, s := range list {
		switch {
		case i == most:
			fmt.Fprintf(&b, " and %d more", len(list)-most)
			return b.String()
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(cell(string(s)))
	}
	return b.String()
}
