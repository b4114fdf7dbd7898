package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/export"
)

// exportOptions are the options of the command of that name.
type exportOptions struct {
	scope, name, out             *option
	explicit, ids, force, config *option
	csv                          *option
}

func (p *program) exportCommand() command {
	o := exportOptions{config: p.opts.file}
	add := func(name, takes, usage string) *option {
		return &option{name: name, takes: takes, usage: usage, group: groupCommand, getenv: p.env.Getenv}
	}
	o.scope = add("scope", "FOLDER", "export this folder, and what is below it (default: that of --file, else /)")
	o.scope.many = true
	o.name = add("name", "NAME", "what the library is called (default: as in --file, else after its folder)")
	o.explicit = add("explicit", "", "an entry for each file, no inherited settings and no rules")
	o.ids = add("ids", "", "an entry for each file and folder, pinned by its id")
	o.csv = add("csv", "", "write the files alone, as a table that files_from reads")
	o.out = add("out", "FILE", "write to a file instead of stdout")
	o.force = add("force", "", "let --out overwrite a file")
	return command{
		name: "export", usage: "write the library as YAML",
		text: `Reads the library and writes a YAML file for which a plan is empty: that is tried
before anything is written. What many files below a folder have in common is said
by the folder, or by a rule; --explicit says it for each file. --file is read only
if it is given, for its name and scope. What YAML cannot say is told on stderr and
in a comment. A library that cannot be read whole is not exported.

--csv writes a table instead: a row for each file, a column for each custom metadata
field that any of them has a value for. A YAML with these fields, and the table
under files_from, asks for nothing: that is tried too.`,
		options: []*option{o.config, p.opts.vars, o.scope, o.name, o.explicit, o.ids, o.csv, o.out, o.force},
		run:     func(ctx context.Context, _ []string) error { return p.export(ctx, &o) },
	}
}

// export reads, writes down, tries what it wrote, and only then hands it out.
func (p *program) export(ctx context.Context, o *exportOptions) error {
	for _, on := range []*option{o.explicit, o.ids, o.csv, o.force} {
		if err := on.isSwitch(); err != nil {
			return err
		}
	}
	if p.opts.vars.onCommandLine() && !o.config.given() {
		return fail(exitUsage, "--%s is for the YAML of --%s, which is not given: an export has no variables", p.opts.vars.name, o.config.name)
	}
	if err := p.checkExportTo(o); err != nil {
		return err
	}
	what, dir, err := p.exportWhat(o)
	if err != nil {
		return err
	}
	to, err := p.connect(dir)
	if err != nil {
		return err
	}
	have, err := p.reader(to).Observe(ctx, what.Scope)
	if err != nil {
		return err
	}
	if err := checkExported(have, what.Scope); err != nil {
		return err
	}
	what.Name = cmp.Or(what.Name, nameFor(what.Scope, have.Account))
	if o.csv.on() {
		return p.exportCSV(o, have, what)
	}
	made := export.Of(have, what)
	var text bytes.Buffer
	if err := made.Write(&text); err != nil {
		return err
	}
	if err := p.tryExport(text.Bytes(), have); err != nil {
		return err
	}
	if err := p.writeExport(o, text.Bytes()); err != nil {
		return err
	}
	p.tellLosses("Not in the YAML, which leaves it as it is (its first lines name more):", made.Losses)
	return nil
}

// exportWhat is what to export, by the command line and --file, and the folder
// where a sandbox finds its seed.
func (p *program) exportWhat(o *exportOptions) (what export.Options, dir string, err error) {
	dir = p.env.Dir
	if o.explicit.on() {
		what.Form = export.Explicit
	}
	if o.ids.on() {
		what.Pins = export.ByID
	}
	if o.config.given() {
		c, err := p.readConfig()
		if err != nil {
			return what, dir, err
		}
		what.Name, what.Scope, dir = c.want.Name, c.want.Scope, seedDir(c.dir, c.layout)
	}
	if o.scope.given() {
		if what.Scope, err = scopeOf(o.scope); err != nil {
			return what, dir, err
		}
	}
	if len(what.Scope) == 0 {
		what.Scope = []state.Path{state.Root}
	}
	if o.name.given() {
		what.Name = o.name.text()
		if strings.TrimSpace(what.Name) == "" {
			return what, dir, o.name.bad("a name")
		}
	}
	return what, dir, nil
}

// scopeOf reads --scope, in order and without folders that lie in others.
func scopeOf(o *option) ([]state.Path, error) {
	var scope []state.Path
	for _, text := range o.list() {
		path := state.Path(text)
		if fault := path.Fault(); fault != "" {
			return nil, fail(exitUsage, "--%s %q: %s", o.name, text, fault)
		}
		scope = append(scope, path)
	}
	slices.Sort(scope)
	scope = slices.Compact(scope)
	for _, path := range scope {
		for above := range path.Ancestors {
			if slices.Contains(scope, above) {
				return nil, fail(exitUsage, "--%s %s lies in --%s %s: name only the outer one", o.name, path, o.name, above)
			}
		}
	}
	return scope, nil
}

// checkExported refuses to write down what was not read, or is not there.
func checkExported(have *state.Have, scope []state.Path) error {
	if !have.Complete() {
		gap := have.Gaps[0]
		return fail(exitFailed, "the library could not be read whole, and a part of it is not exported, as it would be taken for all of it: %s: %s", gap.Scope, gap.Detail)
	}
	for _, dir := range scope {
		if dir != state.Root && have.Folders[dir] == nil && !anyBelow(have, dir) {
			return fail(exitFailed, "there is no folder %s in the library", dir)
		}
	}
	return nil
}

func anyBelow(have *state.Have, dir state.Path) bool {
	for path := range have.Files {
		if path.Under(dir) {
			return true
		}
	}
	return false
}

// nameFor is what a library is called that nobody gave a name: after its one
// folder or, where it is all of an account, after that.
func nameFor(scope []state.Path, account string) string {
	name := ""
	switch {
	case len(scope) == 1 && scope[0] != state.Root:
		name = scope[0].Base()
	case strings.Contains(account, "/"):
		name = account[strings.LastIndexByte(strings.TrimRight(account, "/"), '/')+1:]
	}
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_.", r) || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
	const longest = 100
	if plain = plain[:min(len(plain), longest)]; strings.Trim(plain, "_.-") == "" {
		return "library"
	}
	return plain
}

// tryExport reads the YAML as a plan would and plans for the library that it was
// made of: nothing but an exact description is handed out.
func (p *program) tryExport(text []byte, have *state.Have) error {
	if len(text) > state.MaxSize {
		return fail(exitFailed, "the YAML would have %d MiB, and no more than %d MiB are read: export parts of the library with --scope, or leave out --explicit and --ids",
			len(text)>>20, state.MaxSize>>20)
	}
	const name = "the exported YAML"
	want, err := state.Decode(name, bytes.NewReader(text))
	return p.tryWant(want, err, have)
}

// tryWant plans what an export was read as, or tells why it could not be read.
func (p *program) tryWant(want *state.Want, err error, have *state.Have) error {
	if err != nil {
		return fail(exitFailed, "the library cannot be exported: %s", firstLine(err))
	}
	made, err := plan.Make(want, have, plan.Source{}, plan.Options{Now: p.now})
	switch {
	case err != nil:
		return fail(exitFailed, "the library cannot be exported: %s", firstLine(err))
	case made.Refused():
		return fail(exitFailed, "the library cannot be exported, as a plan for it would be refused: %s", made.Refusals[0].Message)
	case !made.Empty():
		c := made.Changes[0]
		return fail(exitFailed, "the library cannot be exported, as a plan for it would not be empty: it would %s %s %s", c.Action, c.Kind, c.Name())
	case len(made.Held) > 0:
		return fail(exitFailed, "the library cannot be exported, as a plan for it would hold something back: %s", made.Held[0].Detail)
	}
	return nil
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// checkExportTo refuses a file that is there, before anything is read.
func (p *program) checkExportTo(o *exportOptions) error {
	name := o.out.text()
	if name == "" || o.force.on() {
		return nil
	}
	_, err := os.Lstat(p.path(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	default:
		return fail(exitFailed, "%s exists and is left alone: name another file with --out, or add --force", name)
	}
}

func (p *program) writeExport(o *exportOptions, text []byte) error {
	write := func(w io.Writer) error { _, err := w.Write(text); return err }
	name := o.out.text()
	if name == "" {
		return p.document(write)
	}
	if err := p.checkExportTo(o); err != nil { // it may have come meanwhile
		return err
	}
	if err := writeFile(p.path(name), 0o644, write); err != nil {
		return err
	}
	p.stderr.say("Wrote %s.", name)
	return nil
}

// tellLosses says on stderr what is not in the export, below a heading.
func (p *program) tellLosses(heading string, losses []export.Loss) {
	const most = 5 // of each reason
	if len(losses) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString(heading)
	for _, line := range export.LossLines(losses, most) {
		b.WriteString("\n  " + oneLine(line))
	}
	p.stderr.say("%s", b.String())
}
