package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// Headings of the help, which sorts them.
const (
	groupCommand = "Command options:"
	groupGlobal  = "Global options, before or after the command's name:"
)

// options are all flags that more than one function reads.
type options struct {
	// Global.
	baseURL, uploadURL, keyFile, sandbox     *option
	parallelism, rate, timeout, settle, wait *option
	color, logLevel                          *option

	version *option // of the program itself

	// Of commands.
	file, output, out, report, target, exclude *option
	form                                       *option // --output, of commands whose documents have more forms
	note                                       *option // and of those that have Markdown, but no page
	maxDelete, allowFieldDelete, detailed      *option
	allowEmpty, allowScopeRoot                 *option
	autoApprove, failFast, resume, refresh     *option
	lock, lockWait                             *option
	vars, refs                                 *option

	// Of single actions.
	yes, dryRun, where, follow, conflict *option

	all []*option
}

func newOptions(getenv func(string) string) *options {
	o := &options{}
	add := func(spec option) *option {
		spec.getenv = getenv
		o.all = append(o.all, &spec)
		return &spec
	}
	global := func(name, takes, standard, usage string) *option {
		return add(option{name: name, takes: takes, standard: standard, usage: usage, group: groupGlobal})
	}
	o.baseURL = global("base-url", "URL", "", "the API, if not ImageKit's; also IMAGE_KIT_BASE_URL")
	o.baseURL.also = "IMAGE_KIT_BASE_URL"
	o.uploadURL = global("upload-url", "URL", "", "uploads, if elsewhere than --base-url says")
	o.keyFile = global("private-key-file", "FILE", "", "the private key, instead of IMAGEKIT_PRIVATE_KEY")
	o.sandbox = global("sandbox", "", "", "an emulated library in .iksync/sandbox; needs no key")
	o.parallelism = global("parallelism", "N", "8", "calls at a time")
	o.rate = global("rate", "RATES", "", "calls a second (default writes=5,reads=40), or off")
	o.timeout = global("timeout", "TIME", "30m", "how long one folder job may take")
	o.settle = global("settle", "TIME", "15s", "how long listings may lag behind")
	o.wait = global("max-wait", "TIME", "20m", "wait for the service at most so long")
	o.color = global("color", "WHEN", "auto", "auto, always or never; NO_COLOR counts")
	o.color.values = []string{"auto", "always", "never"}
	o.logLevel = global("log-level", "LEVEL", "warn", "debug, info, warn or error, to stderr")
	o.logLevel.values = []string{"debug", "info", "warn", "error"}
	o.version = add(option{name: "version", usage: "print the version of this program"})
	o.commandOptions(func(name, takes, standard, usage string) *option {
		return add(option{name: name, takes: takes, standard: standard, usage: usage, group: groupCommand})
	})
	return o
}

func (o *options) commandOptions(add func(name, takes, standard, usage string) *option) {
	o.file = add("file", "PATH", "library.yaml", "the YAML file, a folder of them, or - for stdin")
	o.file.alias = "f"
	o.vars = add("var", "NAME=VALUE", "", "the value of a variable of the YAML")
	o.refs = add("refs", "DIR", "", "look in these sources for URLs that the plan breaks")
	o.output = add("output", "FORM", "text", "text or json, to stdout")
	o.output.values = []string{"text", "json"}
	o.note = add("output", "FORM", "text", "text, json or markdown, to stdout")
	o.note.values = []string{"text", "json", "markdown"}
	o.form = add("output", "FORM", "text", "text, json, markdown or html, to stdout")
	o.form.values = []string{"text", "json", "markdown", "html"}
	o.report = add("report", "FORM=FILE", "", "also write one of these forms to a file")
	o.out = add("out", "PLAN", "", "save the plan, for: iksync apply PLAN")
	o.target = add("target", "GLOB", "", "only these, and what they need")
	o.exclude = add("exclude", "GLOB", "", "without these, and what needs them")
	o.maxDelete = add("max-delete", "N", "", "delete at most so many, whatever the YAML says")
	o.allowFieldDelete = add("allow-field-delete", "NAME", "", "delete this field: its name is burnt")
	o.allowEmpty = add("allow-empty", "", "", "delete although the YAML lists nothing to keep")
	o.allowScopeRoot = add("allow-scope-root", "FOLDER", "", "delete or move this folder of the scope")
	o.detailed = add("detailed-exitcode", "", "", "exit with 2 if there are, or were, changes")
	o.lock = add("lock", "URL", "", "bucket of the locks, or off (default: the folder .iksync/locks)")
	o.lockWait = add("lock-wait", "TIME", "0s", "wait so long for a lock that others hold")
	o.autoApprove = add("auto-approve", "", "", "apply without asking")
	o.failFast = add("fail-fast", "", "", "start nothing more after the first failure")
	o.resume = add("resume", "", "", "go on with a run that did not come to its end")
	o.refresh = add("refresh", "", "", "of a saved plan: plan anew, and show what differs")
	o.yes = add("yes", "", "", "do it without asking")
	o.dryRun = add("dry-run", "", "", "say what would be done; nothing is sent that changes anything")
	o.where = add("where", "QUERY", "", "of these files, those that ImageKit's search finds")
	o.follow = add("wait", "", "", "wait until ImageKit has done it")
	o.conflict = add("on-conflict", "WHAT", "refuse", "where the name is taken: refuse, or version: become its newest version")
	o.conflict.values = []string{"refuse", "version"}
	for _, typed := range []*option{o.yes, o.where, o.conflict} {
		typed.typed = true
	}
	for _, many := range []*option{o.report, o.target, o.exclude, o.allowFieldDelete, o.allowScopeRoot, o.vars, o.refs} {
		many.many = true
	}
}

// global are the options that every command takes.
func (o *options) global() []*option {
	return slices.DeleteFunc(slices.Clone(o.all), func(opt *option) bool { return opt.group != groupGlobal })
}

// planning are the options of commands that make a plan.
func (o *options) planning() []*option {
	return append([]*option{o.file, o.vars, o.form, o.report, o.refs}, append(o.shaping(), o.detailed)...)
}

// shaping are the options that decide what is in a plan.
func (o *options) shaping() []*option {
	return []*option{o.out, o.target, o.exclude, o.maxDelete, o.allowFieldDelete, o.allowEmpty, o.allowScopeRoot}
}

// check refuses values that a command with these options of its own could not use,
// before anything is done.
func (o *options) check(own []*option) error {
	for _, opt := range append(slices.Clone(o.all), own...) {
		if err := opt.isSwitch(); err != nil {
			return err
		}
	}
	for _, d := range []*option{o.timeout, o.settle, o.wait, o.lockWait} {
		if _, err := d.duration(); err != nil {
			return err
		}
	}
	if _, err := o.parallelism.number(1); err != nil {
		return err
	}
	if _, err := o.limits(); err != nil {
		return err
	}
	for _, opt := range append([]*option{o.color, o.logLevel}, own...) {
		if opt.values != nil {
			if err := opt.oneOf(); err != nil {
				return err
			}
		}
	}
	return nil
}

// limits reads --rate.
func (o *options) limits() (imagekit.Limits, error) {
	var limits imagekit.Limits
	text := o.rate.text()
	if text == "" {
		return limits, nil
	}
	if text == "off" {
		text = "writes=off,reads=off"
	}
	for part := range strings.SplitSeq(text, ",") {
		class, figure, _ := strings.Cut(part, "=")
		rate := imagekit.Rate{Off: figure == "off"}
		if !rate.Off {
			perSecond, err := strconv.ParseFloat(figure, 64)
			if err != nil || !(perSecond > 0) || perSecond > 1e6 {
				return limits, o.rate.bad("writes=N,reads=N or off")
			}
			rate.PerSecond = perSecond
		}
		switch class {
		case "writes":
			limits.Write = rate
		case "reads":
			limits.Read = rate
		default:
			return limits, o.rate.bad("writes=N,reads=N or off")
		}
	}
	return limits, nil
}

// patterns reads the globs of --target or --exclude.
func (o *option) patterns() ([]state.Pattern, error) {
	var list []state.Pattern
	for _, glob := range o.list() {
		p := state.Pattern{Glob: glob}
		if fault := p.Fault(); fault != "" {
			return nil, fail(exitUsage, "--%s %q: %s", o.name, glob, fault)
		}
		list = append(list, p)
	}
	return list, nil
}
