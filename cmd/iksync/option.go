package main

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
)

// option is a flag of the command line. The flag types of package cli are not
// used, as they would go wrong in silence: a flag that a command shares with the
// program loses its value where it stands before the command's name, a list is
// split at each comma, and the environment is always that of the process.
type option struct {
	name, alias string
	takes       string // what its value is called; "": it is a switch
	usage       string
	standard    string   // its value where none is given
	group       string   // heading in the help
	many        bool     // may be given several times
	also        string   // another variable that sets it, after its own
	values      []string // all it can be; nil: anything
	typed       bool     // only the command line sets it: left behind in an environment, it would do harm

	getenv    func(string) string
	arguments []string // as given on the command line
}

// Names implements cli.Flag.
func (o *option) Names() []string {
	if o.alias == "" {
		return []string{o.name}
	}
	return []string{o.name, o.alias}
}

// Apply implements cli.Flag.
func (o *option) Apply(set *flag.FlagSet) error {
	for _, name := range o.Names() {
		set.Var((*flagValue)(o), name, o.usage)
	}
	return nil
}

// IsSet implements cli.Flag.
func (o *option) IsSet() bool { return len(o.arguments) > 0 }

// String is the option's line in the help.
func (o *option) String() string {
	names := "--" + o.name
	if o.alias != "" {
		names = "-" + o.alias + ", " + names
	}
	if o.takes != "" {
		names += " " + o.takes
	}
	usage := o.usage
	if o.many {
		usage += " (repeatable)"
	}
	if o.standard != "" {
		usage += " (default " + o.standard + ")"
	}
	return names + "\t" + usage
}

// IsVisible and GetCategory implement cli.CategorizableFlag.
func (o *option) IsVisible() bool     { return true }
func (o *option) GetCategory() string { return o.group }

// The rest of cli.DocGenerationFlag.
func (o *option) TakesValue() bool       { return o.takes != "" }
func (o *option) GetUsage() string       { return o.usage }
func (o *option) GetValue() string       { return o.standard }
func (o *option) GetDefaultText() string { return o.standard }
func (o *option) GetEnvVars() []string   { return nil }

// flagValue is an option as package flag fills it.
type flagValue option

// Set takes a value of the command line.
func (v *flagValue) Set(text string) error {
	if v.takes == "" {
		if _, err := strconv.ParseBool(text); err != nil {
			return errors.New("want true or false")
		}
	}
	if v.many {
		v.arguments = append(v.arguments, text)
	} else {
		v.arguments = []string{text}
	}
	return nil
}

func (v *flagValue) String() string {
	if v == nil || len(v.arguments) == 0 {
		return ""
	}
	return v.arguments[len(v.arguments)-1]
}

// IsBoolFlag says that a switch needs no value.
func (v *flagValue) IsBoolFlag() bool { return v.takes == "" }

// variable is the environment variable that sets the option.
func (o *option) variable() string {
	return "IKSYNC_" + strings.ToUpper(strings.ReplaceAll(o.name, "-", "_"))
}

// onCommandLine says whether the option was given as a flag.
func (o *option) onCommandLine() bool { return len(o.arguments) > 0 }

// given says whether the option was given at all.
func (o *option) given() bool { return len(o.list()) > 0 }

// list is all values that were given: on the command line or, else, one a line
// in the environment.
func (o *option) list() []string {
	if o.onCommandLine() || o.typed {
		return o.arguments
	}
	text := o.getenv(o.variable())
	if text == "" && o.also != "" {
		text = o.getenv(o.also)
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}

// text is the option's value.
func (o *option) text() string {
	if list := o.list(); len(list) > 0 {
		return list[len(list)-1]
	}
	return o.standard
}

// on says whether a switch is on.
func (o *option) on() bool {
	on, err := strconv.ParseBool(o.text())
	return err == nil && on
}

// bad is the error of a value that cannot be.
func (o *option) bad(want string) error { return o.badValue(o.text(), want) }

// badValue is the error of one value of several.
func (o *option) badValue(have, want string) error {
	name := "--" + o.name
	if !o.onCommandLine() {
		name = o.variable()
	}
	return fail(exitUsage, "%s: want %s, have %q", name, want, have)
}

// isSwitch refuses a switch that its variable gives another value than true or false.
func (o *option) isSwitch() error {
	if o.takes != "" || !o.given() {
		return nil
	}
	if _, err := strconv.ParseBool(o.text()); err != nil {
		return o.bad("true or false")
	}
	return nil
}

// number reads a whole number of at least least.
func (o *option) number(least int) (int, error) {
	n, err := strconv.Atoi(o.text())
	if err != nil || n < least || n > math.MaxInt32 {
		return 0, o.bad(fmt.Sprintf("a whole number, %d or more", least))
	}
	return n, nil
}

// duration reads a time span.
func (o *option) duration() (time.Duration, error) {
	d, err := time.ParseDuration(o.text())
	if err != nil || d < 0 {
		return 0, o.bad("a time such as 90s, 15m or 2h")
	}
	return d, nil
}

// oneOf checks that the option is one of its values.
func (o *option) oneOf() error {
	if slices.Contains(o.values, o.text()) {
		return nil
	}
	return o.bad(strings.Join(o.values, " or "))
}

func flags(options []*option) []cli.Flag {
	list := make([]cli.Flag, len(options))
	for i, o := range options {
		list[i] = o
	}
	return list
}
