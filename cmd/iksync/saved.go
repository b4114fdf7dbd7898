package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// applySaved carries out a plan that was made, and reviewed, before.
func (p *program) applySaved(ctx context.Context, name string) error {
	p.input = name
	if err := firstError(p.checkReports(), p.checkSavedOptions()); err != nil {
		return err
	}
	made, err := p.readPlan(name)
	if err != nil {
		return err
	}
	w := &work{plan: made, source: p.sourceOf(made), saved: true}
	var layout state.Layout
	w.folder, layout = p.folderOf(w.source, &made.From)
	if w.connection, err = p.connect(seedDir(w.folder, layout)); err != nil {
		return err
	}
	if w.lock, err = p.lock(ctx, made.Library, w.connection.endpoint, ""); err != nil {
		return err
	}
	defer w.lock.release()
	if p.opts.refresh.on() {
		return p.applyRefreshed(ctx, name, w)
	}
	if err := p.checkFresh(ctx, name, w); err != nil {
		return err
	}
	if err := p.planAgain(w); err != nil {
		return err
	}
	return p.carryOut(ctx, w)
}

// checkSavedOptions refuses what would make another plan of a saved one.
func (p *program) checkSavedOptions() error {
	for _, o := range append(p.opts.shaping(), p.opts.vars) {
		if o.onCommandLine() {
			return fail(exitUsage, "--%s is for making a plan: a saved one is carried out as it is", o.name)
		}
	}
	return nil
}

func (p *program) readPlan(name string) (*plan.Plan, error) {
	f, err := os.Open(p.path(name))
	if err != nil {
		return nil, failWith(exitUsage, err)
	}
	defer f.Close()
	made, err := plan.Decode(f)
	if err != nil {
		hint := ""
		if ext := filepath.Ext(name); ext == ".yaml" || ext == ".yml" {
			hint = ": this is for saved plans; name a YAML file with --file"
		}
		return nil, fail(exitUsage, "%s: %w%s", name, err, hint)
	}
	return made, nil
}

// checkFresh refuses a plan that was made for another library, from another YAML,
// or of objects that are not as they were.
func (p *program) checkFresh(ctx context.Context, name string, w *work) error {
	if err := checkEndpoint(name, w); err != nil {
		return err
	}
	have, err := p.reader(w.connection).Observe(ctx, w.plan.Scope)
	if err != nil {
		return err
	}
	if err := checkAccount(name, w.plan.Account, have.Account); err != nil {
		return err
	}
	if err := firstError(p.checkConfig(w), checkSavedSources(w)); err != nil {
		return err
	}
	switch drift := plan.Stale(w.plan, have); {
	case w.plan.Refused(): // which is said next
		return nil
	case !have.Complete() && len(w.plan.Gaps) == 0:
		return fail(exitFailed, "the library could not be read whole, so that it is not known whether %s still fits: nothing was changed", name)
	case len(drift) > 0:
		return p.misfit(misfit{drift: drift}, "the library is not as it was when %s was made: make the plan again, or apply it with --refresh", name)
	}
	return nil
}

func checkEndpoint(name string, w *work) error {
	if w.plan.Endpoint != w.connection.endpoint {
		return fail(exitStale, "%s was made for %s, and this is %s: make the plan again", name, w.plan.Endpoint, w.connection.endpoint)
	}
	return nil
}

func checkAccount(name, made, have string) error {
	if made != "" && have != "" && made != have {
		return fail(exitStale, "%s was made for the account of %s, and this key opens that of %s", name, made, have)
	}
	return nil
}

// checkConfig refuses a plan whose YAML is there and says something else by now.
func (p *program) checkConfig(w *work) error {
	if w.source == stdinName {
		return nil
	}
	y, err := p.readYAML(w.source)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // planAgain says what follows
	}
	if err != nil {
		return err
	}
	if y.digest(w.plan.From.Vars) != w.plan.Digests.Config {
		return fail(exitStale, "%s changed since the plan was made: make the plan again%s", w.source, otherWay(w))
	}
	return nil
}

// otherWay is what else to do about a plan that does not fit any more.
func otherWay(w *work) string {
	if w.run != nil {
		return " (iksync apply, without --resume)"
	}
	return ", or apply with --refresh"
}

// checkSavedSources refuses a plan whose local files are not those that were
// there when it was made.
func checkSavedSources(w *work) error {
	var sources []*plan.SourceArgs
	for i := range w.plan.Operations {
		if op := &w.plan.Operations[i]; op.Source != nil && (w.run == nil || !w.run.history.Ops[op.ID].Done()) {
			sources = append(sources, op.Source)
		}
	}
	if len(sources) == 0 {
		return nil
	}
	open, done, err := sourcesIn(w.folder)
	if err != nil {
		return fail(exitStale, "the sources of the plan are not where they were: %w", err)
	}
	defer done()
	for _, source := range sources {
		size, fault := measure(open, source.Path)
		if fault == "" && size != source.Size {
			fault = fmt.Sprintf("it has %d bytes now, and had %d", size, source.Size)
		}
		if fault == "" && source.SHA256 != "" {
			var sum string
			if sum, fault = hashSource(open, &state.Source{Path: source.Path, Size: source.Size}); fault == "" && sum != source.SHA256 {
				fault = "it has as many bytes as it had, and others"
			}
		}
		if fault != "" {
			return fail(exitStale, "source %s is not as it was when the plan was made: %s", source.Path, fault)
		}
	}
	return nil
}

// sourceOf names the YAML that a plan was made from: --file, or what the plan says.
func (p *program) sourceOf(made *plan.Plan) string {
	name := p.opts.file.text()
	if !p.opts.file.given() && made.From.File != "" {
		name = made.From.File
	}
	if name == "-" {
		return stdinName // what came from there is gone
	}
	return name
}

// folderOf is the folder of the YAML called source, where the sources of uploads
// are. What is not there any more is what it was when the plan was made.
func (p *program) folderOf(source string, from *plan.From) (string, state.Layout) {
	path := p.path(source)
	layout := state.LayoutFile
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		layout = state.LayoutFolder
	case err != nil && source == from.File:
		layout = from.Layout
	}
	if layout == state.LayoutFolder {
		return path, layout
	}
	return filepath.Dir(path), layout
}

// planAgain readies w for the comparison after the run, if the YAML it was made
// from is still there.
func (p *program) planAgain(w *work) error {
	const lost = "%s is not %s: the library is compared with the plan itself at the end."
	y, err := p.readYAML(w.source)
	if errors.Is(err, fs.ErrNotExist) {
		p.stderr.say(lost, w.source, "there")
		return nil
	}
	if err != nil {
		return err
	}
	c, err := y.decode(w.plan.From.Vars)
	if err != nil || c.digest != w.plan.Digests.Config {
		p.stderr.say(lost, w.source, "what the plan was made from")
		return nil
	}
	o := w.plan.From.Options(p.now)
	o.Selection = plan.Selection{} // all there is to do is worth a word
	w.planner, err = p.plannerOf(c, o)
	return err
}
