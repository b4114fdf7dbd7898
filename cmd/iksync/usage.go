package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

const appHelp = `{{.Name}}: {{.Usage}}

Usage: {{.UsageText}}

Commands:{{range .VisibleCommands}}{{if ne .Name "help"}}
  {{.Name}}{{"\t"}}{{.Usage}}{{end}}{{end}}
{{range .VisibleFlagCategories}}{{if .Name}}
{{.Name}}{{range .Flags}}
  {{.}}{{end}}
{{end}}{{end}}
iksync COMMAND --help tells more about a command.
Flags stand before arguments. Each has a variable: IKSYNC_BASE_URL is --base-url,
and so on. The private key is in IMAGEKIT_PRIVATE_KEY or in --private-key-file.

Exit codes: 0 fine, 1 failed, 2 changes (with --detailed-exitcode), 3 bad usage
or bad YAML, 4 a guard refused, 5 stale plan, 6 applied in part, 7 timed out,
8 locked, 130 interrupted.
`

const commandHelp = `{{.HelpName}}: {{.Usage}}

Usage: {{.UsageText}}
{{if .Description}}
{{.Description}}
{{end}}{{range .VisibleFlagCategories}}{{if .Name}}
{{.Name}}{{range .Flags}}
  {{.}}{{end}}
{{end}}{{end}}`

func usageText(c command) string {
	text := "iksync " + c.name + " [options]"
	if c.args != "" {
		text += " " + c.args
	}
	return text
}

// badUsage is what package cli says against the flags.
func badUsage(_ *cli.Context, err error, _ bool) error {
	return failWith(exitUsage, fmt.Errorf("%s (see iksync --help)", strings.Replace(err.Error(), "not defined: -", "not defined: --", 1)))
}

// checkArgs refuses arguments that c does not take.
func checkArgs(c command, args []string) error {
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") && arg != "-" {
			return fail(exitUsage, "%q comes after an argument, where it would not be read as a flag: put flags before arguments, as in iksync %s %s ...",
				arg, c.name, arg)
		}
	}
	switch {
	case len(args) < c.atLeast:
		return fail(exitUsage, "%s needs %s: %s", c.name, c.args, usageText(c))
	case len(args) > c.atMost && c.atMost == 0:
		return fail(exitUsage, "%s takes no arguments, and %q is one: a YAML file is named by --file", c.name, args[0])
	case len(args) > c.atMost:
		return fail(exitUsage, "%s takes no more than %s, and %q follows", c.name, c.args, args[c.atMost])
	}
	return nil
}

// noCommand is what happens where no command was named, or none that exists.
func (p *program) noCommand(ctx *cli.Context) error {
	name := ctx.Args().First()
	if p.opts.version.on() {
		return p.document(writeVersion)
	}
	if name == "" {
		ctx.App.Writer = p.env.Stderr
		_ = cli.ShowAppHelp(ctx)
		return fail(exitUsage, "which command?")
	}
	var names []string
	for _, c := range p.commands() {
		names = append(names, c.name)
	}
	return fail(exitUsage, "there is no command %q: the commands are %s", name, strings.Join(names, ", "))
}
