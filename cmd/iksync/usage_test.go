package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
)

// Help is shown whichever way it is asked for: on stdout, with 0, and nothing else is
// done.
func TestHelp(t *testing.T) {
	const ofProgram, ofFolder, ofCopy = "iksync: make an ImageKit", "iksync folder: create, copy", "iksync folder copy: copy a folder"
	story(t, func(t *testing.T, w *world) {
		for _, test := range []struct{ line, shows string }{
			{"help", ofProgram},
			{"--help", ofProgram},
			{"-h", ofProgram},
			{"--color never --help", ofProgram},
			{"--help --version", ofProgram},
			{"help folder", ofFolder},
			{"folder help", ofFolder},
			{"folder --help", ofFolder},
			{"folder -h", ofFolder},
			{"--help folder", ofFolder},
			{"folder --color never --help", ofFolder},
			{"help folder copy", ofCopy},
			{"folder help copy", ofCopy},
			{"folder copy --help", ofCopy},
			{"folder copy -help", ofCopy},
			{"folder copy -h --help", ofCopy},
			{"folder --help copy", ofCopy},
			{"--help folder copy", ofCopy},
			{"folder copy --help /a /b", ofCopy},
			{"folder copy /a /b --help", ofCopy},
			{"folder copy /a -h", ofCopy},
			{"folder copy --help plan", ofCopy},
			{"folder copy --dry-run --help", ofCopy},
			{"help help", "iksync help: tell more"},
			{"help --help", "iksync help: tell more"},
			{"help plan", "iksync plan: show what would change"},
			{"plan --help", "iksync plan: show what would change"},
			{"explain /s/a.jpg --help", "iksync explain: "},
			{"usage --help", "iksync usage: "},
		} {
			got := w.run(strings.Fields(test.line)...).exits(exitFine)
			require.Regexp(t, "^"+test.shows, got.stdout, test.line)
			require.Empty(t, got.stderr, test.line)
		}
		require.Empty(t, w.server.Requests())
	})
}

// Help names all there is: each group on a line of its own, each command in the help of
// its group, each flag in that of its command; and it fits on a screen.
func TestHelpIsWhole(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		p := &program{opts: newOptions(func(string) string { return "" })}
		app := w.run("--help").exits(exitFine).stdout
		commands, actions, divided := strings.Cut(app, "\n\nSingle actions")
		require.True(t, divided)
		actions, _, _ = strings.Cut(actions, "\n\nGlobal options")
		for _, c := range p.engine() {
			require.Regexp(t, `(?m)^  `+c.name+` `, commands)
		}
		require.Equal(t, len(firstWords(p.actions())), strings.Count(actions, "\n"), "a line for each:\n%s", actions)
		for _, g := range groups() {
			require.Contains(t, strings.Join(strings.Fields(actions), " ")+" ", " "+g.name+" "+g.usage+" ")
			list := w.run(g.name, "--help").exits(exitFine).stdout
			helpFits(t, list)
			for _, c := range p.commandsOf(g.name) {
				require.Regexp(t, `(?m)^  `+strings.TrimPrefix(c.name, g.name+" ")+` `, list)
			}
		}
		for _, c := range p.commands() {
			text := w.run(append(strings.Fields(c.name), "--help")...).exits(exitFine).stdout
			require.Equal(t, text, w.run(append([]string{"help"}, strings.Fields(c.name)...)...).stdout)
			require.Contains(t, text, "\nUsage: "+usageText(c)+"\n")
			for _, o := range append(slices.Clone(c.options), p.opts.global()...) {
				require.Contains(t, text, "--"+o.name)
			}
			helpFits(t, text)
		}
		helpFits(t, app)
	})
}

func helpFits(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		if !strings.Contains(line, "://") { // an address is not to be cut
			require.Less(t, len([]rune(strings.TrimRight(line, "\n"))), 100, "%s", line)
		}
		require.NotRegexp(t, `[ \t]\n$`, line, "nothing is at the end of a line")
	}
	require.True(t, strings.HasSuffix(text, "\n"))
}

// Words that name no command, and flags that nobody reads, end with 3; what was meant
// is said in full, on stderr, and nothing is sent.
func TestUsageOfTwoWords(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		for _, test := range []struct{ line, says string }{
			{"folder", "folder needs one of its commands: create, copy, move, rename, delete (see iksync folder --help)"},
			{"folder --color never", "folder needs one of its commands"},
			{"file lst", `there is no command "file lst"; did you mean "file list"?`},
			{"file lst /a --output json", `did you mean "file list"?`},
			{"file LIST", `did you mean "file list"?`},
			{"help file lst", `there is no command "file lst"; did you mean "file list"?`},
			{"file help lst", `there is no command "file lst"; did you mean "file list"?`},
			{"folders copy /a /b", `there is no command "folders"; did you mean "folder copy"?`},
			{"fiel list", `there is no command "fiel"; did you mean "file list" or "field list"?`},
			{"fiel", `did you mean "file" or "field"?`},
			{"file-list", `did you mean "file list"?`},
			{"upload a.jpg /a", `there is no command "upload"; did you mean "file upload"?`},
			{"folder upload a.jpg /a", `there is no command "folder upload"; did you mean "file upload"?`},
			{"folder plan", `there is no command "folder plan"; did you mean "plan"?`},
			{"plant", `there is no command "plant"; did you mean "plan"?`},
			{"folder nothing", `there is no command "folder nothing": those of folder are create, copy, move, rename, delete`},
			{"folder folder copy", `there is no command "folder folder"; did you mean "folder copy"?`},
			{"help nothing", `there is no command "nothing": the commands are init, validate,`},
			{"--help nothing", `there is no command "nothing"`},
			{"nothing --help", `there is no command "nothing"`},
			{"help plan it", `there is no command "plan it": plan is one`},
			{"help folder copy it", "help takes no more than"},
			{"folder copy /a /b --dry-run", `"--dry-run" comes after an argument, where it would not be read as a flag: put flags before arguments, as in iksync folder copy --dry-run`},
			{"folder copy /a --color never /b", "as in iksync folder copy --color ..."},
			{"folder copy /a", "folder copy needs FOLDER DESTINATION: iksync folder copy [options]"},
			{"folder copy /a /b /c", `folder copy takes no more than FOLDER DESTINATION, and "/c" follows`},
			{"folder copy --dry-rnu /a /b", "flag provided but not defined: --dry-rnu; did you mean --dry-run? (see iksync folder copy --help)"},
			{"folder copy --nothing /a /b", "not defined: --nothing (see iksync folder copy --help)"},
			{"folder --dry-run copy /a /b", "not defined: --dry-run; it stands after a command that has it, as in iksync folder "},
			{"--detailed-exitcode plan", "it stands after a command that has it, as in iksync plan --detailed-exitcode (see iksync --help)"},
			{"folder copy --dry-run=x /a /b", `invalid boolean value "x" for --dry-run`},
			{"folder --parallelism x copy /a /b", "--parallelism: want a whole number"},
			{"--parallelism x folder copy /a /b", "--parallelism: want a whole number"},
			{"folder copy --parallelism x /a /b", "--parallelism: want a whole number"},
			{"usage here", `usage takes no arguments, and "here" is one: iksync usage [options]`},
			{"plan x.yaml", `plan takes no arguments, and "x.yaml" is one: a YAML file is named by --file`},
		} {
			got := w.run(strings.Fields(test.line)...).exits(exitUsage).says(test.says)
			require.Empty(t, got.stdout, test.line)
		}
		require.Empty(t, w.server.Requests())
	})
}

// A name with one typing error is understood, and what is offered is a name, each once.
func TestMeant(t *testing.T) {
	p := &program{opts: newOptions(func(string) string { return "" })}
	names := commandNames(p.commands())
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "name")
		typed := meantMistyped(t, name)
		got := meant(strings.Fields(typed), names)
		require.Subset(t, names, got)
		require.Len(t, slices.Collect(maps.Keys(meantSet(got))), len(got))
		if len(strings.Fields(typed)) == len(strings.Fields(name)) {
			require.NotEmpty(t, got, typed)
			require.LessOrEqual(t, state.EditDistance(got[0], name), 2, "%s", typed)
		}
		require.Empty(t, meant([]string{strings.Repeat("x", 50)}, names))
		require.Empty(t, meant(nil, names))
	})
}

func meantSet(names []string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// meantMistyped is name with one letter too many, too few, or wrong, or with two swapped.
func meantMistyped(t *rapid.T, name string) string {
	at := rapid.IntRange(0, len(name)-2).Draw(t, "at")
	letter := rapid.StringMatching(`[a-z]`).Draw(t, "letter")
	switch rapid.IntRange(0, 3).Draw(t, "error") {
	case 0:
		return name[:at] + letter + name[at:]
	case 1:
		return name[:at] + name[at+1:]
	case 2:
		return name[:at] + letter + name[at+1:]
	}
	return name[:at] + name[at+1:at+2] + name[at:at+1] + name[at+2:]
}

// Wrapped text has all words in their order, on lines that are as full as can be.
func TestWrapped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-z]{1,9}`)).Draw(t, "words")
		width := rapid.IntRange(1, 30).Draw(t, "width")
		lines := wrapped(strings.Join(words, " "), width)
		require.Equal(t, strings.Join(words, " "), strings.Join(lines, " "))
		for i, line := range lines {
			require.True(t, len(line) <= width || !strings.Contains(line, " "), line)
			if i > 0 {
				first, _, _ := strings.Cut(line, " ")
				require.Greater(t, len(lines[i-1])+1+len(first), width)
			}
		}
	})
}
