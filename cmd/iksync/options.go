package main

import (
	"log/slog"
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

	// Of commands.
	file, output, out, report, target, exclude *option
	maxDelete, allowFieldDelete, detailed      *option
	autoApprove, failFast                      *option

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
	o.baseURL = global("base-url", "URL", imagekit.DefaultBaseURL, "where the API is, also IMAGE_KIT_BASE_URL")
	o.baseURL.also = "IMAGE_KIT_BASE_URL"
	o.uploadURL = global("upload-url", "URL", "", "where uploads go (default: ImageKit's, or --base-url if that is given)")
	o.keyFile = global("private-key-file", "FILE", "", "file with the private key, instead of IMAGEKIT_PRIVATE_KEY")
	o.sandbox = global("sandbox", "", "", "work on an emulated library kept in .iksync/sandbox; needs no key")
	o.parallelism = global("parallelism", "N", "8", "calls at a time")
	o.rate = global("rate", "writes=N,reads=N|off", "", "calls a second (default writes=5,reads=40)")
	o.timeout = global("timeout", "TIME", "30m", "how long one folder job may take")
	o.settle = global("settle", "TIME", "15s", "how long listings may lag behind changes")
	o.wait = global("max-wait", "TIME", "20m", "how long one call may wait for the service")
	o.color = global("color", "auto|always|never", "auto", "colours in texts; NO_COLOR is honoured")
	o.logLevel = global("log-level", "debug|info|warn|error", "warn", "what is logged to stderr")
	o.commandOptions(func(name, takes, standard, usage string) *option {
		return add(option{name: name, takes: takes, standard: standard, usage: usage, group: groupCommand})
	})
	return o
}

func (o *options) commandOptions(add func(name, takes, standard, usage string) *option) {
	o.file = add("file", "FILE|-", "library.yaml", "the YAML file, - for stdin")
	o.file.alias = "f"
	o.output = add("output", "text|json", "text", "form of what goes to stdout")
	o.out = add("out", "PLAN", "", "save the plan, to be applied by: iksync apply PLAN")
	o.report = add("report", "text|json=FILE", "", "write a report to a file, also if the command fails")
	o.target = add("target", "GLOB", "", "plan only what is at these paths, and all it needs")
	o.exclude = add("exclude", "GLOB", "", "leave out what is at these paths, and all that needs it")
	o.maxDelete = add("max-delete", "N", "", "delete so many objects at most, instead of the YAML's limits")
	o.allowFieldDelete = add("allow-field-delete", "NAME", "", "delete this metadata field, which burns its name for ever")
	o.detailed = add("detailed-exitcode", "", "", "exit with 2 if there are changes")
	o.autoApprove = add("auto-approve", "", "", "apply without asking")
	o.failFast = add("fail-fast", "", "", "start nothing more after the first failure")
	for _, many := range []*option{o.report, o.target, o.exclude, o.allowFieldDelete} {
		many.many = true
	}
}

// global are the options that every command takes.
func (o *options) global() []*option {
	return slices.DeleteFunc(slices.Clone(o.all), func(opt *option) bool { return opt.group != groupGlobal })
}

// planning are the options of commands that make a plan.
func (o *options) planning() []*option {
	return []*option{o.file, o.output, o.report, o.out, o.target, o.exclude, o.maxDelete, o.allowFieldDelete, o.detailed}
}

// check refuses values that no command could use, before anything is done.
func (o *options) check() error {
	for _, opt := range o.all {
		if opt.takes == "" && opt.given() {
			if _, err := strconv.ParseBool(opt.text()); err != nil {
				return opt.bad("true or false")
			}
		}
	}
	for _, d := range []*option{o.timeout, o.settle, o.wait} {
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
	if _, err := o.level(); err != nil {
		return err
	}
	if err := o.color.oneOf("auto", "always", "never"); err != nil {
		return err
	}
	return o.output.oneOf("text", "json")
}

func (o *options) level() (slog.Level, error) {
	var level slog.Level
	if err := o.logLevel.oneOf("debug", "info", "warn", "error"); err != nil {
		return level, err
	}
	return level, level.UnmarshalText([]byte(o.logLevel.text()))
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
