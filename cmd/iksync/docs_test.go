package main

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite docs/cli.md")

// docs/cli.md says what this program takes: go generate ./cmd/iksync writes it anew.
func TestReference(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.vars["IKSYNC_COLOR"], w.vars["IKSYNC_FILE"] = "always", "other.yaml"
		got := w.run("docs").exits(exitFine)
		require.Equal(t, got, w.run("docs", "markdown"))
		const name = root + "/docs/cli.md"
		if *update {
			require.NoError(t, os.WriteFile(name, []byte(got.stdout), 0o644))
		}
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, string(text), got.stdout, "docs/cli.md is not current: go generate ./cmd/iksync writes it anew")
		require.Empty(t, w.server.Requests())
	})
}

// Every command, flag and variable is in both forms of the reference, and a manual
// page has the date of its sources.
func TestReferenceIsWhole(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.vars["SOURCE_DATE_EPOCH"] = "1700000000"
		markdown, man := w.run("docs").exits(exitFine).stdout, w.run("docs", "man").exits(exitFine).stdout
		require.Contains(t, man, `.TH IKSYNC 1 "2023-11-14" "iksync `)
		p := &program{opts: newOptions(func(string) string { return "" })}
		for _, c := range p.commands() {
			require.Regexp(t, `(?m)^###? iksync `+c.name+`$`, markdown)
			require.Contains(t, markdown, "| [`"+c.name+"`](#iksync-"+strings.ReplaceAll(c.name, " ", "-")+") | ")
			require.Contains(t, man, "\n.SS \"iksync "+roffCode(c.name)+" ")
		}
		for _, o := range p.allOptions() {
			require.Contains(t, markdown, markdownCode(optionNames(o)))
			require.Contains(t, man, `\fB`+roffCode("--"+o.name)+`\fR`)
			if o.typed {
				require.NotContains(t, man, ".TP\n\\fB"+o.variable()+"\\fR\n")
				continue
			}
			require.Contains(t, markdown, "`"+o.variable()+"`")
			require.Contains(t, man, ".TP\n\\fB"+o.variable()+"\\fR\n")
		}
		w.vars["SOURCE_DATE_EPOCH"] = "yesterday"
		w.run("docs", "man").exits(exitUsage).says("SOURCE_DATE_EPOCH: want seconds")
		w.run("docs", "html").exits(exitUsage).says("markdown or as man")
	})
}

// The table of exit codes is that of exit.go and of the README.
func TestExitCodes(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "exit.go", nil, 0)
	require.NoError(t, err)
	declared := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "exit") {
			declared[spec.Values[0].(*ast.BasicLit).Value] = true
		}
		return true
	})
	listed := map[string]bool{}
	for _, e := range exitMeanings() {
		listed[strconv.Itoa(int(e.code))] = true
	}
	require.Equal(t, declared, listed)

	readme, err := os.ReadFile(root + "/README.md")
	require.NoError(t, err)
	rows := regexp.MustCompile(`(?m)^\| ([0-9]+) \| (.*) \|$`).FindAllStringSubmatch(string(readme), -1)
	require.Len(t, rows, len(exitMeanings()))
	for i, e := range exitMeanings() {
		require.Equal(t, strconv.Itoa(int(e.code)), rows[i][1])
		said := strings.ReplaceAll(strings.ReplaceAll(rows[i][2], "`", ""), ", see below", "")
		require.Equal(t, strings.ReplaceAll(e.text, "iksync apply", "apply"), said, "exit code %d in README.md", e.code)
	}
}

// ownSources are the sources of this package, by name, without its tests.
func ownSources(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	sources := map[string]string{}
	for _, name := range names {
		if !strings.HasSuffix(name, "_test.go") {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			sources[name] = string(text)
		}
	}
	return sources
}

// Names of variables that the program asks for are in the reference.
func TestVariables(t *testing.T) {
	known := map[string]bool{}
	for _, v := range variables() {
		known[v.name] = true
	}
	asked := regexp.MustCompile(`Getenv\(("[A-Z_]+"|[a-zA-Z]+)\)`)
	sources := ownSources(t)
	for name, text := range sources {
		// GitHub sets what is read of its own; a user's name is for messages only.
		if strings.HasPrefix(name, "github") || name == "lock_process.go" {
			continue
		}
		for _, found := range asked.FindAllStringSubmatch(text, -1) {
			variable := found[1]
			if !strings.HasPrefix(variable, `"`) { // it is a constant
				declared := regexp.MustCompile(`\b` + variable + ` += ("[A-Z_]+")`)
				for _, source := range append([]string{text}, slices.Collect(maps.Values(sources))...) {
					if at := declared.FindStringSubmatch(source); at != nil {
						variable = at[1]
						break
					}
				}
			}
			require.True(t, known[strings.Trim(variable, `"`)], "%s reads %s, and docs_tables.go does not have it", name, variable)
		}
	}
}

// What the program keeps in .iksync is in the reference, and nothing else is.
func TestFiles(t *testing.T) {
	listed := map[string]bool{}
	for _, f := range files() {
		if name, own := strings.CutPrefix(f.name, ".iksync/"); own {
			listed[name] = true
		}
	}
	kept := map[string]bool{}
	joined := regexp.MustCompile(`"\.iksync", "([a-z.]+)"`)
	written := regexp.MustCompile(`"\.iksync/([a-z]+)"`)
	for name, text := range ownSources(t) {
		if strings.HasPrefix(name, "docs") {
			continue
		}
		for _, found := range append(joined.FindAllStringSubmatch(text, -1), written.FindAllStringSubmatch(text, -1)...) {
			kept[found[1]] = true
		}
	}
	require.Equal(t, kept, listed)
}

// Nothing in a text is markup.
func TestMarkdownText(t *testing.T) {
	b := markdownPage{literals: literals([]command{{name: "plan"}, {name: "folder copy"}, {name: "folder move"}, {name: "docs", choices: []string{"man"}}})}
	for _, test := range []struct{ text, want string }{
		{"a | b <c> *d* _e_ `f` [g](h) &amp;", "a \\| b \\<c\\> \\*d\\* \\_e\\_ \\`f\\` \\[g\\](h) &amp;amp;"},
		{"see iksync plan --out PLAN, or --out.", "see `iksync plan --out PLAN`, or `--out`."},
		{"iksync\nplan says", "`iksync\nplan` says"},
		{"iksync folder copy copies, iksync folder\nmove moves", "`iksync folder copy` copies, `iksync folder\nmove` moves"},
		{"iksync folder copy --wait FOLDER DESTINATION.", "`iksync folder copy --wait FOLDER DESTINATION`."},
		{"iksync folder COMMAND, iksync folder and iksync folders", "`iksync folder COMMAND`, `iksync folder` and iksync folders"},
		{"iksync folder copying", "`iksync folder` copying"},
		{"iksync docs man > iksync.1", "`iksync docs man` \\> iksync.1"},
		{"see .iksync/plan.json. Or .iksync/runs.", "see `.iksync/plan.json`. Or `.iksync/runs`."},
		{"iksync docs manifold", "`iksync docs` manifold"},
		{"iksync planned, IMAGEKIT_PRIVATE_KEY in .iksync/runs.", "iksync planned, `IMAGEKIT_PRIVATE_KEY` in `.iksync/runs`."},
	} {
		require.Equal(t, test.want, b.text(test.text))
	}
	require.Equal(t, "`a\\|b`", markdownCode("a|b"))
	require.Equal(t, "`` a`b ``", markdownCode("a`b"))
	require.Equal(t, "One\nline.\n\n```sh\niksync plan\n```\n\nTwo.\n", b.blocks("One\nline.\n\n  iksync plan\n\nTwo."))
}

// Nothing in a text is roff.
func TestRoffText(t *testing.T) {
	b := roffPage{literals: literals(nil)}
	for _, test := range []struct{ text, want string }{
		{".TH is no request", "\\&.TH is no request\n"},
		{"'so neither", "\\&'so neither\n"},
		{`a \fB b`, "a \\efB b\n"},
		{"well-known --dry-run", "well-known \\fB\\-\\-dry\\-run\\fR\n"},
		{`"quoted" it's ~1^`, "\\(dqquoted\\(dq it's ~1^\n"},
		{"one\n.two  three\t", "one .two three\n"},
		{"an → arrow", "an \\[u2192] arrow\n"},
	} {
		require.Equal(t, test.want, roffLine(b.text(test.text)))
	}
	require.Equal(t, `\-x \(aq\(ga\(ha\(ti \e`, roffCode("-x '`^~ \\"))
	require.Equal(t, `"a \(dqb\(dq"`, roffQuote(`a "b"`))
}

// toolNamed is the path of a program that looks at manual pages.
func toolNamed(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed: what it makes of the manual page is not known", name)
	}
	return path
}

// rendered is what groff shows of a page, on a line as long as it takes.
func rendered(t *testing.T, groff, page string) string {
	t.Helper()
	cmd := exec.Command(groff, "-man", "-Tutf8", "-ww", "-rLL=2000n", "-P-cbou")
	cmd.Stdin = strings.NewReader(page)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	require.NoError(t, err)
	require.Empty(t, complaints.String())
	return string(out)
}

// Groff takes the page without a warning, and shows what was written.
func TestManPage(t *testing.T) {
	groff := toolNamed(t, "groff")
	p := &program{opts: newOptions(func(string) string { return "" }), env: Env{Getenv: func(string) string { return "" }}}
	for _, date := range []string{"", "2026-01-02"} {
		text := rendered(t, groff, manPage(p.reference(), "v1.2.3", date))
		for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "SINGLE ACTIONS", "GLOBAL OPTIONS", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"} {
			require.Contains(t, text, "\n"+section+"\n")
		}
		require.Contains(t, text, "iksync v1.2.3")
		require.Contains(t, text, "iksync plan --target '/shop/2024/**' --output json", "a command line can be copied")
	}
}

// Whatever commands say of themselves, the page shows it as it is. One page has all
// texts, as groff takes its time to start.
func TestManPageShowsAnything(t *testing.T) {
	groff := toolNamed(t, "groff")
	signs := []rune{'.', '\'', '\\', '-', '"', '`', '^', '~', '%', 'f', 'B', '(', '[', ']', '*', 'n', '→', 'é', ' ', '\n', '$', '{', '}', '#', ':'}
	anything := rapid.SliceOfN(rapid.SampledFrom(signs), 1, 30)
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	var texts []string
	r := reference{usage: "odd", literals: literals(nil)}
	for seed := range 500 {
		text := strings.TrimSpace(string(anything.Example(seed)))
		if text == "" {
			continue
		}
		texts = append(texts, squeeze(text))
		r.engine = append(r.engine, command{
			name: "odd", usage: "odd", text: "BEGIN\n\n" + text + "\n\n  " + strings.ReplaceAll(text, "\n", " ") + "\n\nEND",
		})
	}
	require.Greater(t, len(texts), 400)
	shown := strings.Split(rendered(t, groff, manPage(r, "v1", "2026-01-02")), "BEGIN")
	require.Len(t, shown, len(texts)+1)
	// Prose may get typographical quotes and hyphens, what is to be typed may not.
	plain := strings.NewReplacer("’", "'", "‘", "`", "‐", "-", "ˆ", "^", "˜", "~")
	for i, text := range texts {
		both, _, _ := strings.Cut(shown[i+1], "END")
		got, n := []rune(squeeze(both)), len([]rune(text))
		require.Len(t, got, 2*n, "%q", text)
		require.Equal(t, text, plain.Replace(string(got[:n])))
		require.Equal(t, text, string(got[n:]))
	}
}

// Mandoc, which BSDs, macOS and Alpine have, finds nothing wrong with the page.
func TestManPageLint(t *testing.T) {
	mandoc := toolNamed(t, "mandoc")
	p := &program{opts: newOptions(func(string) string { return "" }), env: Env{Getenv: func(string) string { return "" }}}
	cmd := exec.Command(mandoc, "-Tlint", "-Wwarning")
	cmd.Stdin = strings.NewReader(manPage(p.reference(), "v1.2.3", "2026-01-02"))
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Empty(t, string(out))
}
