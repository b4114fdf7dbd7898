package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// typed is a line that was typed, up to the tab, and what the tab then offers, in
// every shell. The folder has the files of completionFolder.
type typed struct {
	line string
	want []string
	why  string
	not  string // a shell that cannot tell; "": all can
}

func typedLines() []typed {
	both := []string{"my dir", "my file.yaml"}
	return []typed{
		{"iksync pl", []string{"plan"}, "a command", ""},
		{"iksync --col", []string{"--color"}, "a flag of the program, before the command", ""},
		{"iksync --color ", []string{"always", "auto", "never"}, "what a flag can be", ""},
		{"iksync --color=ne", []string{"never"}, "the same behind an equals sign", ""},
		{"iksync --color never pl", []string{"plan"}, "the value of a flag is not the command", ""},
		{"iksync -color never pl", []string{"plan"}, "one hyphen is as good as two", shellZsh},
		{"iksync --sandbox pl", []string{"plan"}, "a switch has no value", ""},
		{"iksync plan --detailed", []string{"--detailed-exitcode"}, "a flag of the command", ""},
		{"iksync plan --col", []string{"--color"}, "a flag of the program, after the command", ""},
		{"iksync runs --detailed", nil, "a flag of another command", ""},
		{"iksync plan --output m", []string{"markdown"}, "plan has more forms ...", ""},
		{"iksync runs --output m", nil, "... than runs has", ""},
		{"iksync graph --format ", []string{"dot", "json", "mermaid"}, "a flag that one command has", ""},
		{"iksync plan -f my", both, "a file with a space in its name", ""},
		{`iksync plan -f my\ f`, []string{"my file.yaml"}, "begun with the space", ""},
		{`iksync plan --file=my\ f`, []string{"my file.yaml"}, "behind an equals sign", ""},
		{"iksync plan --out pl", []string{"plan.json"}, "a plan is a file", ""},
		{"iksync emulator --seed m", []string{"my dir"}, "only folders", ""},
		{"iksync plan --refs m", []string{"my dir"}, "only folders", ""},
		{"iksync plan --report ma", []string{"markdown"}, "a form, for which a file follows", ""},
		{"iksync plan --report json=my", both, "the file", ""},
		{"iksync plan --report=json=my", both, "the file, behind two equals signs", ""},
		{"iksync plan --target m", nil, "a path of the library: nobody knows those here", ""},
		{"iksync apply pl", []string{"plan.json"}, "a saved plan", ""},
		{"iksync apply plan.json ", nil, "one plan is enough", ""},
		{"iksync apply plan.json --auto", nil, "a flag that would not be read, after an argument", ""},
		{"iksync explain m", nil, "a path of the library", ""},
		{"iksync completion ", []string{"bash", "fish", "zsh"}, "one of a few", ""},
		{"iksync completion bash ", nil, "and nothing after it", ""},
		{"iksync docs m", []string{"man", "markdown"}, "one of a few, which may be left out", ""},
		{"iksync github ", []string{"apply", "drift", "plan"}, "one of a few ...", ""},
		{"iksync github apply pl", []string{"plan.json"}, "... and then a file", ""},
		{"iksync help ex", []string{"explain", "export"}, "help is about commands", ""},
		{"iksync version m", nil, "takes no argument", ""},
		{"iksync fo", []string{"folder"}, "a group of commands", ""},
		{"iksync folder ", []string{"copy", "create", "delete", "move", "rename"}, "its commands", ""},
		{"iksync folder c", []string{"copy", "create"}, "the second word of one", ""},
		{"iksync --color never folder c", []string{"copy", "create"}, "after a flag of the program", ""},
		{"iksync folder --color never c", []string{"copy", "create"}, "after one between the words", ""},
		{"iksync folder --sandbox c", []string{"copy", "create"}, "after a switch between the words", ""},
		{"iksync folder --color ", []string{"always", "auto", "never"}, "what a flag between the words can be", ""},
		{"iksync folder --color=ne", []string{"never"}, "the same behind an equals sign", ""},
		{"iksync folder --dry", nil, "a flag of a command, before its second word", ""},
		{"iksync folder --col", []string{"--color"}, "a flag of the program there", ""},
		{"iksync folder --vers", nil, "of the program alone, where it would not be read", ""},
		{"iksync folder copy --dry", []string{"--dry-run"}, "a flag of a command of two words", ""},
		{"iksync --sandbox folder --color never copy --dry", []string{"--dry-run"}, "whatever is between", ""},
		{"iksync folder copy --output ", []string{"json", "text"}, "what it can be", ""},
		{"iksync folder copy --output=j", []string{"json"}, "behind an equals sign", ""},
		{"iksync folder copy --col", []string{"--color"}, "a flag of the program, after both words", ""},
		{"iksync folder copy --detailed", nil, "a flag of another command", ""},
		{"iksync folder copy --resu", nil, "of a command of one word", ""},
		{"iksync folder copy m", nil, "a folder of the library", ""},
		{"iksync folder copy /a m", nil, "and another", ""},
		{"iksync folder copy /a --dry", nil, "a flag that would not be read, after an argument", ""},
		{"iksync folder folder m", nil, "a group's name is no command", ""},
		{"iksync file upload my", both, "a file here", ""},
		{"iksync file upload a b c d e f g h i j my", both, "the eleventh", ""},
		{"iksync file get m", nil, "a file of the library", ""},
		{"iksync file upl", []string{"upload"}, "one of many", ""},
		{"iksync fmt a b c d e f g h i j my", both, "any number of files", ""},
		{"iksync help fo", []string{"folder"}, "help is about groups", ""},
		{"iksync help folder ", []string{"copy", "create", "delete", "move", "rename"}, "and about their commands", ""},
		{"iksync help folder copy m", nil, "and that is all", ""},
		{"iksync help plan m", nil, "nothing follows a whole command", ""},
		{"iksync help --col", nil, "help has nothing to colour", ""},
		{"iksync upload-a", []string{"upload-auth"}, "a single action of one word", ""},
	}
}

// completionFolder is a folder with names that shells stumble over.
func completionFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "my dir"), 0o755))
	for _, name := range []string{"my file.yaml", "plan.json"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o644))
	}
	return dir
}

// shellNamed is the path of a shell. Bash is on every machine that is not Windows.
func shellNamed(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && (name != shellBash || runtime.GOOS == "windows") {
		t.Skipf("%s is not installed: what it makes of its completion is not known", name)
	}
	require.NoError(t, err)
	return path
}

// completes checks a shell. offers runs it with a script of ours and all lines; it
// writes @ and a number for each line, then what the line becomes, one a line.
func completes(t *testing.T, shell string, offers func(script string, lines []string) *exec.Cmd) {
	t.Helper()
	var script string
	story(t, func(_ *testing.T, w *world) { script = w.run("completion", shell).exits(exitFine).stdout })
	name := filepath.Join(t.TempDir(), "script")
	require.NoError(t, os.WriteFile(name, []byte(script), 0o644))
	var lines []string
	for _, l := range typedLines() {
		lines = append(lines, l.line)
	}
	cmd := offers(name, lines)
	cmd.Dir = completionFolder(t)
	cmd.Env = append(os.Environ(), "HOME="+cmd.Dir, "XDG_CONFIG_HOME="+cmd.Dir, "XDG_DATA_HOME="+cmd.Dir, "TERM=dumb", "LC_ALL=C.UTF-8")
	out, err := cmd.Output()
	require.NoError(t, err, "%s", out)
	parts := regexp.MustCompile(`(?m)^@[0-9]+\n`).Split(string(out), -1)
	require.Len(t, parts, len(lines)+1, "%s", out)
	for i, l := range typedLines() {
		if l.not == shell {
			continue
		}
		require.Equal(t, l.want, offered(parts[i+1]), "%s: %s\n%s", l.line, l.why, parts[i+1])
	}
}

// offered is what a shell wrote, in the same words for every shell: the last part
// of a word that has equals signs, unquoted, without descriptions.
func offered(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		line = strings.TrimRight(strings.ReplaceAll(line, `\ `, " "), "=/")
		line = line[strings.LastIndex(line, "=")+1:]
		if line != "" {
			list = append(list, line)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestBashCompletes(t *testing.T) {
	bash := shellNamed(t, shellBash)
	const driver = `source "$1"
shift
for ((n = 0; $#; n++)); do
  COMP_WORDS=("${@:2:$1}") COMP_CWORD=$(($1 - 1))
  shift $(($1 + 1))
  _iksync
  printf '@%d\n' $n
  ((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
done`
	completes(t, shellBash, func(script string, lines []string) *exec.Cmd {
		args := []string{"--norc", "--noprofile", "-c", driver, "bash", script}
		for _, line := range lines {
			words := bashWords(line)
			args = append(append(args, strconv.Itoa(len(words))), words...)
		}
		return exec.CommandContext(t.Context(), bash, args...)
	})
}

// bashWords is the words of a line as bash hands them over: split at spaces that
// are not quoted, and around equals signs.
func bashWords(line string) []string {
	line = regexp.MustCompile(`=+`).ReplaceAllString(strings.ReplaceAll(line, `\ `, "\x00"), " $0 ")
	words := strings.Fields(line)
	if strings.HasSuffix(line, " ") && !strings.HasSuffix(line, "= ") {
		words = append(words, "")
	}
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], "\x00", `\ `)
	}
	return words
}

func TestZshCompletes(t *testing.T) {
	zsh := shellNamed(t, shellZsh)
	driver, err := filepath.Abs("testdata/completion.zsh")
	require.NoError(t, err)
	completes(t, shellZsh, func(script string, lines []string) *exec.Cmd {
		return exec.CommandContext(t.Context(), zsh, append([]string{"-f", driver, script}, lines...)...)
	})
}

func TestFishCompletes(t *testing.T) {
	fish := shellNamed(t, shellFish)
	const driver = `source $argv[1]
set -l n 0
for line in $argv[2..-1]
    echo @$n
    complete -C $line
    set n (math $n + 1)
end`
	completes(t, shellFish, func(script string, lines []string) *exec.Cmd {
		return exec.CommandContext(t.Context(), fish, append([]string{"--no-config", "-c", driver, script}, lines...)...)
	})
}

// Zsh and fish show what commands and flags are for, whatever the text has in it.
func TestCompletionDescribes(t *testing.T) {
	p := &program{opts: newOptions(func(string) string { return "" })}
	odd := &option{name: "odd", takes: "A:B", usage: `it's [half] done: 100\%`}
	require.Equal(t, `'--odd=[it'\''s \[half\] done\: 100\\%]:A\:B: '`, p.zshOption(odd))
	require.Equal(t, `-l odd -r -f -d 'it\'s [half] done: 100\\%'`, p.fishOption(odd))
	zsh, fish := p.zshCompletion(), p.fishCompletion()
	for _, above := range p.branches() {
		_, list, _ := strings.Cut(zsh, "\n    "+quoteShell(above.words)+") commands=(\n")
		list, _, _ = strings.Cut(list, "    ) ;;\n")
		for _, n := range above.next {
			require.NotEmpty(t, n.text, "%s %s", above.words, n.name)
			require.Contains(t, "\n"+list, "\n      "+quoteShell(n.name+":"+n.text)+"\n")
			require.Contains(t, fish, "-n "+fishAt(above.words, 0)+" -a "+n.name+" -d "+fishQuote(n.text)+"\n")
		}
	}
	for _, c := range p.commands() {
		for _, o := range c.options {
			require.Contains(t, zsh, p.zshOption(o))
			require.Contains(t, fish, fishAt(c.name, 0)+" "+p.fishOption(o)+"\n")
		}
	}
}

// Every command is reached word by word, every group has commands, and no group's name
// is that of a command.
func TestCompletionReachesAll(t *testing.T) {
	p := &program{opts: newOptions(func(string) string { return "" })}
	below := map[string][]string{}
	for _, b := range p.branches() {
		require.NotContains(t, below, b.words)
		require.NotEmpty(t, b.next, "%q", b.words)
		below[b.words] = namesOf(b.next)
	}
	for _, c := range p.commands() {
		require.NotContains(t, below, c.name)
		words := strings.Fields(c.name)
		require.LessOrEqual(t, len(words), 2)
		for i, word := range words {
			above := strings.Join(words[:i], " ")
			require.Contains(t, below[above], word)
			require.Contains(t, below[strings.TrimSpace("help "+above)], word)
		}
	}
	for _, g := range groups() {
		require.Contains(t, below[""], g.name)
	}
	require.Contains(t, below[""], helpName)
}

// What stands where is read from how help calls the arguments of a command.
func TestArguments(t *testing.T) {
	file, anything := hint{kind: hintFile}, hint{kind: hintAny}
	for _, test := range []struct {
		args, why string
		choices   []string
		each      []hint
		rest      *hint // nil: no more
	}{
		{args: "", why: "takes none"},
		{args: "PATH", why: "a path is one of the library", each: []hint{anything}},
		{args: "FOLDER DESTINATION", why: "two places", each: []hint{anything, anything}},
		{args: "[PLAN | RUN]", why: "one place: the space is within brackets", each: []hint{file}},
		{args: "plan|apply [PLAN | RUN]", choices: []string{"plan", "apply"}, why: "choices, then a file", each: []hint{{hintWords, []string{"plan", "apply"}}, file}},
		{args: "FILE... FOLDER", why: "the last could be one more file, as long as another may follow", rest: &file},
		{args: "ID|PATH|GLOB... FOLDER", why: "all are of the library", rest: &anything},
		{args: "[ID|PATH|GLOB...]", why: "or none", rest: &anything},
		{args: "[FILE]...", why: "however it is written", rest: &file},
		{args: "NAME FILE...", why: "one, and then any number", each: []hint{anything}, rest: &file},
	} {
		got := argumentsOf(command{args: test.args, choices: test.choices})
		var each []hint
		for _, at := range got.each {
			each = append(each, at.hint)
		}
		require.Equal(t, test.each, each, "%s: %s", test.args, test.why)
		if test.rest == nil {
			require.Nil(t, got.rest, "%s: %s", test.args, test.why)
		} else {
			require.NotNil(t, got.rest, "%s: %s", test.args, test.why)
			require.Equal(t, *test.rest, got.rest.hint, "%s: %s", test.args, test.why)
		}
	}
}

// A flag takes a value in every command that has it, or in none: fish looks it up
// before it knows the command. What is written as a choice is offered as one.
func TestCompletionTables(t *testing.T) {
	p := &program{opts: newOptions(func(string) string { return "" })}
	takes := map[string]bool{}
	for _, c := range p.commands() {
		for _, o := range append(c.options, p.opts.global()...) {
			took, seen := takes[o.name]
			require.True(t, !seen || took == (o.takes != ""), "--%s takes a value in one command and none in another", o.name)
			takes[o.name] = o.takes != ""
			for _, value := range o.values {
				require.Regexp(t, `^[a-z0-9-]+$`, value, "--%s: values are completed without quotes", o.name)
			}
		}
		if list := argumentsOf(c); list.rest == nil {
			require.Len(t, list.each, c.atMost, "%s: %q says how many arguments it takes", c.name, c.args)
		} else {
			require.GreaterOrEqual(t, c.atMost, anyNumber, "%s: %q says that it takes any number of arguments", c.name, c.args)
		}
		first, _, _ := strings.Cut(strings.Trim(c.args, "[]"), " ")
		if strings.Contains(first, "|") {
			words := strings.Split(strings.TrimRight(first, "]."), "|")
			if strings.ToUpper(first) == first {
				words = nil // names of what is to be filled in
			}
			require.Equal(t, words, c.choices, "choices of %s", c.name)
		}
	}
}
