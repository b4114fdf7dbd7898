package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

func (p *program) completionCommand() command {
	return command{
		name: "completion", usage: "print a script that completes commands and flags", args: "bash|zsh|fish", atLeast: 1, atMost: 1,
		text: `  bash: source <(iksync completion bash)
  zsh:  source <(iksync completion zsh)
  fish: iksync completion fish | source`,
		run: func(_ context.Context, args []string) error { return p.completion(args[0]) },
	}
}

func (p *program) completion(shell string) error {
	var script string
	switch shell {
	case "bash":
		script = p.bashCompletion()
	case "zsh":
		script = p.zshCompletion()
	case "fish":
		script = p.fishCompletion()
	default:
		return fail(exitUsage, "completion is for bash, zsh and fish, not for %q", shell)
	}
	return p.document(func(w io.Writer) error {
		_, err := io.WriteString(w, script)
		return err
	})
}

// flagWords lists the flags of options, as they are typed.
func flagWords(options []*option) string {
	var words []string
	for _, o := range options {
		words = append(words, "--"+o.name)
		if o.alias != "" {
			words = append(words, "-"+o.alias)
		}
	}
	return strings.Join(words, " ")
}

func (p *program) commandNames() string {
	var names []string
	for _, c := range p.commands() {
		names = append(names, c.name)
	}
	return strings.Join(append(names, "help"), " ")
}

func (p *program) bashCompletion() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# completion of iksync for bash
_iksync() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= w
  for w in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " %s " in *" $w "*) command=$w; break ;; esac
  done
  COMPREPLY=()
  case "$before" in
`, p.commandNames())
	for _, o := range p.allOptions() {
		if len(o.values) > 0 {
			fmt.Fprintf(&b, "  --%s) COMPREPLY=($(compgen -W %q -- \"$word\")); return ;;\n", o.name, strings.Join(o.values, " "))
		}
	}
	fmt.Fprintf(&b, "  completion) COMPREPLY=($(compgen -W \"bash zsh fish\" -- \"$word\")); return ;;\n  esac\n")
	fmt.Fprintf(&b, "  local flags=%q\n  case \"$command\" in\n", flagWords(p.opts.global()))
	fmt.Fprintf(&b, "  \"\") [[ $word == -* ]] || { COMPREPLY=($(compgen -W %q -- \"$word\")); return; } ;;\n", p.commandNames())
	for _, c := range p.commands() {
		if len(c.options) > 0 {
			fmt.Fprintf(&b, "  %s) flags+=\" %s\" ;;\n", c.name, flagWords(c.options))
		}
	}
	b.WriteString(`  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$flags --help" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _iksync iksync
`)
	return b.String()
}

// zshCompletion is bash's script under zsh's own emulation of it.
func (p *program) zshCompletion() string {
	return "#compdef iksync\nautoload -U +X bashcompinit && bashcompinit\n" + p.bashCompletion()
}

func (p *program) fishCompletion() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# completion of iksync for fish\n")
	names := p.commandNames()
	for _, c := range p.commands() {
		fmt.Fprintf(&b, "complete -c iksync -n 'not __fish_seen_subcommand_from %s' -f -a %s -d %s\n", names, c.name, fishQuote(c.usage))
		for _, o := range c.options {
			fmt.Fprintf(&b, "complete -c iksync -n '__fish_seen_subcommand_from %s' %s\n", c.name, fishOption(o))
		}
	}
	for _, o := range p.opts.global() {
		fmt.Fprintf(&b, "complete -c iksync %s\n", fishOption(o))
	}
	fmt.Fprintf(&b, "complete -c iksync -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'\n")
	return b.String()
}

func fishOption(o *option) string {
	text := "-l " + o.name
	if o.alias != "" {
		text += " -s " + o.alias
	}
	if o.takes != "" {
		text += " -r"
	}
	if len(o.values) > 0 {
		text += " -f -a " + fishQuote(strings.Join(o.values, " "))
	}
	return text + " -d " + fishQuote(o.usage)
}

func fishQuote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// allOptions is every option of every command, once.
func (p *program) allOptions() []*option {
	list := slices.Clone(p.opts.all)
	for _, c := range p.commands() {
		for _, o := range c.options {
			if !slices.ContainsFunc(list, func(other *option) bool { return other.name == o.name }) {
				list = append(list, o)
			}
		}
	}
	return list
}
