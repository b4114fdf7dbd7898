package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/state"
)

// checkRefs refuses a --refs that is no directory, before anything is sent.
func (p *program) checkRefs() error {
	for _, dir := range p.opts.refs.list() {
		info, err := os.Stat(p.path(dir))
		var at *fs.PathError
		switch {
		case errors.As(err, &at):
			return fail(exitUsage, "--refs %s: %w", dir, at.Err)
		case err != nil:
			return fail(exitUsage, "--refs %s: %w", dir, err)
		case !info.IsDir():
			return fail(exitUsage, "--refs %s: it is not a directory", dir)
		}
	}
	return nil
}

// findRefs looks in the directories of --refs for what made breaks. Where none
// is named it is nil.
func (p *program) findRefs(ctx context.Context, made *plan.Plan) (*impact.Refs, error) {
	dirs := p.opts.refs.list()
	if len(dirs) == 0 {
		return nil, nil
	}
	s, refs := impact.NewScanner(made), impact.NewRefs()
	seen := p.ownFiles(made)
	for _, dir := range dirs {
		at := resolved(p.path(dir))
		skip := func(name string) bool {
			file := filepath.Join(at, filepath.FromSlash(name))
			again := seen[file] // another directory that was named holds this one
			seen[file] = true
			return again
		}
		if err := refs.Search(ctx, s, filepath.ToSlash(dir), os.DirFS(at), skip); err != nil {
			return nil, err
		}
	}
	p.sayRefs(refs)
	return refs, nil
}

// ownFiles are the files that name what made breaks because it is asked for
// there, or was reported: nobody has to change them.
func (p *program) ownFiles(made *plan.Plan) map[string]bool {
	names := append(p.yamlIn(p.opts.file.text()), p.yamlIn(made.From.File)...)
	names = append(names, p.opts.out.text())
	for _, spec := range p.opts.report.list() {
		_, name, _ := strings.Cut(spec, "=")
		names = append(names, name)
	}
	note := func(pos state.Pos) { names = append(names, pos.File) }
	for i := range made.Changes {
		c := &made.Changes[i]
		note(c.Pos)
		for j := range c.Attrs {
			note(c.Attrs[j].From.Pos)
		}
	}
	for i := range made.Held {
		note(made.Held[i].Pos)
	}
	own := map[string]bool{}
	for _, name := range names {
		if name != "" && name != "-" && name != stdinName {
			own[resolved(p.path(name))] = true
		}
	}
	return own
}

// yamlIn is the YAML files of a configuration: the file of that name, or all
// right in the folder.
func (p *program) yamlIn(name string) []string {
	names := []string{name}
	entries, err := os.ReadDir(p.path(name))
	if name == "" || err != nil {
		return names // it is a file, or not there any more
	}
	for _, e := range entries {
		if isYAMLName(e.Name()) {
			names = append(names, filepath.Join(name, e.Name()))
		}
	}
	return names
}

// resolved is path without links, where it is there.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return filepath.Clean(path)
}

// sayRefs says what of the sources was not read.
func (p *program) sayRefs(refs *impact.Refs) {
	const most = 10 // lines; the JSON has all of them
	for i, warning := range refs.Warnings {
		if i == most {
			p.stderr.say("--refs: and %d more", len(refs.Warnings)-most)
			break
		}
		p.stderr.say("--refs: not searched: %s", warning)
	}
	if refs.Large > 0 {
		p.stderr.say("--refs: not searched: %s over %d MB", quantity(refs.Large, "file"), impact.MaxFile>>20)
	}
}
