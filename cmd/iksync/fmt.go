package main

import (
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fatih/color"

	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/format"
)

// fmtOptions are the flags of fmt alone.
type fmtOptions struct {
	check, diff *option
}

func (p *program) fmtCommand() command {
	var o fmtOptions
	add := func(name, usage string) *option {
		return &option{name: name, usage: usage, group: groupCommand, getenv: p.env.Getenv}
	}
	o.check = add("check", "write nothing: list the files that would change, and exit with 1 if there are any")
	o.diff = add("diff", "write nothing: show what would change")
	return command{
		name: "fmt", usage: "put the YAML into its usual shape", args: "[FILE]...", atMost: math.MaxInt,
		text: `Puts keys into their usual order, sorts the entries of fields, folders and files
where no blank line or banner is between them, indents by two spaces, and leaves
one blank line between sections. Comments stay with what they are about; quotes, brackets and
long texts stay as they are. Without arguments it formats what --file names; -f -
formats stdin to stdout. Of a folder, all YAML files right in it are formatted.

What a file asks for never changes: that is checked before it is written. If
anything is wrong with a file, that is told, and no file is written.`,
		options: []*option{p.opts.file, o.check, o.diff},
		run:     func(ctx context.Context, args []string) error { return p.fmt(ctx, args, o) },
	}
}

// formatted is a file with its usual shape.
type formatted struct {
	name   string // as the user would reach it
	path   string // "" for stdin
	before []byte
	after  []byte
}

func (f formatted) changed() bool { return string(f.before) != string(f.after) }

// fmt formats all files before it writes the first one.
func (p *program) fmt(ctx context.Context, args []string, o fmtOptions) error {
	if err := firstError(o.check.isSwitch(), o.diff.isSwitch()); err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{p.opts.file.text()}
	}
	files, err := unlessInterrupted(ctx, func() ([]formatted, error) { return p.filesToFormat(args) })
	if err != nil {
		return err
	}
	var problems state.Problems
	for i := range files {
		made, err := unlessInterrupted(ctx, func() (format.Result, error) { return p.formatFile(files[i]) })
		var told state.Problems
		switch {
		case errors.As(err, &told):
			problems = append(problems, told...)
		case err != nil:
			return err
		}
		for _, note := range made.Notes {
			p.stderr.say("%s", note)
		}
		files[i].after = made.Text
	}
	if err := problems.Err(); err != nil {
		return err
	}
	if o.check.on() || o.diff.on() {
		return p.showFormatted(ctx, files, o)
	}
	return p.writeFormatted(ctx, files)
}

// unlessInterrupted is what work comes to, or why ctx ended: work that knows of no
// context is then left to itself, and must be of no effect to anybody.
func unlessInterrupted[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := work()
		done <- outcome{value, err}
	}()
	var o outcome
	select {
	case o = <-done:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		return *new(T), context.Cause(ctx)
	}
	return o.value, o.err
}

// filesToFormat reads the files that arguments name, each once.
func (p *program) filesToFormat(args []string) ([]formatted, error) {
	var files []formatted
	for _, arg := range args {
		y, err := p.readYAML(arg)
		switch {
		case err != nil && os.IsNotExist(err):
			return nil, fail(exitUsage, "there is no file %s", arg)
		case err != nil:
			return nil, err
		case len(y.files) == 0:
			return nil, fail(exitUsage, "%s has no YAML: no file right in it is called *.yaml or *.yml", arg)
		}
		for _, f := range y.files {
			path := ""
			if f.Name != stdinName {
				if path, err = filepath.EvalSymlinks(p.path(f.Name)); err != nil { // a link stays a link
					return nil, failWith(exitUsage, err)
				}
			}
			if !slices.ContainsFunc(files, func(other formatted) bool { return other.path == path }) {
				files = append(files, formatted{name: f.Name, path: path, before: f.Bytes})
			}
		}
	}
	return files, nil
}

// formatFile formats one file. One that makes no sense alone may be one of several:
// then those beside it count too.
func (p *program) formatFile(f formatted) (format.Result, error) {
	made, err := format.Format(f.name, f.before, nil)
	var problems state.Problems
	if errors.As(err, &problems) && f.path != "" {
		if again, fault := format.Format(f.name, f.before, p.beside(f)); fault == nil {
			return again, nil
		}
	}
	return made, err
}

// beside are the other YAML files of f's folder. If they cannot be read, they are
// no help in making sense of f, and nothing else is lost.
func (p *program) beside(f formatted) []state.YAML {
	dir := filepath.Dir(p.path(f.name))
	y, err := readFolder(dir, dir)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(y.files, func(other state.YAML) bool { return filepath.Base(other.Name) == filepath.Base(f.name) })
}

// showFormatted says what would change.
func (p *program) showFormatted(ctx context.Context, files []formatted, o fmtOptions) error {
	files = slices.DeleteFunc(files, func(f formatted) bool { return !f.changed() })
	err := p.document(func(w io.Writer) error {
		for _, f := range files {
			text, err := unlessInterrupted(ctx, func() (string, error) {
				if o.diff.on() {
					return p.coloured(format.Diff(f.name, f.before, f.after)), nil
				}
				return inert(f.name) + "\n", nil
			})
			if err != nil {
				return err
			}
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(files) > 0 && o.check.on() {
		err = fail(exitFailed, "%s not in the usual shape: iksync fmt writes what it should be", isOrAre(len(files)))
	}
	return err
}

func isOrAre(files int) string {
	if files == 1 {
		return "1 file is"
	}
	return quantity(files, "file") + " are"
}

// coloured is a diff for stdout. On a terminal nothing in it can act on that; what
// is to be read by patch stays as it is.
func (p *program) coloured(diff string) string {
	if !p.env.StdoutIsTerminal() {
		return diff
	}
	on := p.colours(p.env.StdoutIsTerminal)
	added, removed := brush(on, color.FgGreen), brush(on, color.FgRed)
	var out strings.Builder
	for line := range strings.Lines(inert(strings.ReplaceAll(diff, "\r\n", "\n"))) {
		text := strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(text, "+") && !strings.HasPrefix(text, "+++ "):
			text = added(text)
		case strings.HasPrefix(text, "-") && !strings.HasPrefix(text, "--- "):
			text = removed(text)
		}
		out.WriteString(text + "\n")
	}
	return out.String()
}

// writeFormatted writes what changed, each file whole and with the mode it had.
// stdin goes to stdout, changed or not.
func (p *program) writeFormatted(ctx context.Context, files []formatted) error {
	for _, f := range files {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		write := func(w io.Writer) error {
			_, err := w.Write(f.after)
			return err
		}
		if f.path == "" {
			if err := p.document(write); err != nil {
				return err
			}
			continue
		}
		if !f.changed() {
			continue
		}
		info, err := os.Stat(f.path)
		if err == nil {
			err = writeFile(f.path, info.Mode().Perm(), write)
		}
		if err != nil {
			return err
		}
		p.stderr.say("Formatted %s.", f.name)
	}
	return nil
}
