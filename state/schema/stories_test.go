package schema_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

// onlyTheDecoder are the problems that a schema cannot see, each with the reason.
func onlyTheDecoder() map[string]string {
	const (
		twoPlaces = "it takes two places of the file to see"
		grammar   = "a pattern cannot describe the grammar"
		definedBy = "what is right stands elsewhere in the file"
		notation  = "a schema sees the value, and not how it was written"
		head      = "one file of a directory has it"
		total     = "a schema does not add up"
	)
	return map[string]string{
		`^(library|scope) is missing`:                 head,
		`the file is larger than`:                     notation,
		`lies in scope|lies outside scope`:            twoPlaces,
		`matches nothing in scope`:                    twoPlaces,
		`is a folder: scope names it`:                 twoPlaces,
		`is listed as a`:                              twoPlaces,
		`differs from .* only in`:                     twoPlaces,
		`looks the same as`:                           twoPlaces,
		`is pinned by`:                                twoPlaces,
		`is the path of the (file|folder) itself`:     twoPlaces,
		`cannot be moved into itself`:                 twoPlaces,
		`cannot take the place of`:                    twoPlaces,
		`moves to .* already`:                         twoPlaces,
		`cannot be copied into itself`:                twoPlaces,
		`it cannot be what that is a copy of`:         twoPlaces,
		`is listed, but`:                              twoPlaces,
		`is used here, but`:                           twoPlaces,
		`is to be removed, but`:                       twoPlaces,
		`both to add and to remove`:                   twoPlaces,
		`labels must differ`:                          twoPlaces,
		`^rule .* is named like`:                      twoPlaces,
		`comes twice into`:                            notation,
		`(min|min_length) .* is more than`:            twoPlaces,
		`is not a valid glob`:                         grammar,
		`crosses folders only between slashes`:        grammar,
		`^protect: path .* must not hold`:             grammar,
		`^where: `:                                    grammar,
		`together, joined by commas`:                  total,
		`is no plain decimal number`:                  notation,
		`too large to be kept exactly`:                notation,
		`is not supported: remove it`:                 notation,
		`^(default|\S+) must be .* mind the quotes`:   definedBy,
		`^(default|\S+) must be [^"]*, not `:          definedBy,
		`must be one option, not a list`:              definedBy,
		`must be a list of options`:                   definedBy,
		`must have at (most|least) \d+ characters, `:  definedBy,
		`must not be (before|after)`:                  definedBy,
		`^\S+ must be (a|at|true)`:                    definedBy,
		`is required and cannot be unset`:             definedBy,
		`variable|\$\{`:                               definedBy,
		`a second document|control character U\+|UTF`: notation,
	}
}

// TestBadInput: whatever the decoder refuses in its own tests, the schema refuses
// too, unless only the decoder can know; and whatever the decoder takes, the schema
// takes.
func TestBadInput(t *testing.T) {
	s := compiled(t)
	var known []*regexp.Regexp
	used := map[string]bool{}
	for pattern := range onlyTheDecoder() {
		known = append(known, regexp.MustCompile(pattern))
	}
	refused, both := 0, 0
	for _, story := range stories(t, "../*_test.go", "../../cmd/iksync/badinput_test.go") {
		_, err := state.Decode("f", strings.NewReader(story.yaml))
		var problems state.Problems
		if err != nil {
			require.ErrorAs(t, err, &problems)
		}
		fault := refuses(s, story.yaml)
		visible := state.Problems{}
		for _, p := range problems {
			hidden := false
			for _, k := range known {
				if k.MatchString(p.Message) {
					hidden, used[k.String()] = true, true
				}
			}
			if !hidden {
				visible = append(visible, p)
			}
		}
		refused += min(1, len(problems))
		switch {
		case len(visible) > 0:
			both++
			require.Error(t, fault, "%s: the schema takes what the decoder refuses\n%s\n%v", story.name, story.yaml, visible)
		case len(problems) == 0:
			require.NoError(t, fault, "%s: the schema refuses what the decoder takes\n%s", story.name, story.yaml)
		}
	}
	require.Greater(t, refused, 100)
	require.Greater(t, both, 80)
	t.Logf("of %d texts that the decoder refuses, the schema has to refuse %d", refused, both)
	for pattern := range onlyTheDecoder() {
		if !used[pattern] && !strings.Contains(pattern, "variable") {
			t.Errorf("no story has the problem %q", pattern)
		}
	}
}

type told struct{ name, yaml string }

// stories reads the tables of other packages' tests: the rows that begin with two
// texts, a name and a YAML text, and the text that a table puts in front of each.
// Texts that take more than + and strings.Repeat to make are left out, by name.
func stories(t *testing.T, patterns ...string) []told {
	t.Helper()
	var all []told
	var skipped []string
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, name := range files {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
			require.NoError(t, err)
			r := rows{texts: map[string]string{"head": "version: 1\nlibrary: shop\nscope: [/shop]\n",
				"fieldsYAML": "fields: {brand: {label: Brand, type: SingleSelect, options: [Acme]}, rank: {label: Rank, type: Number, min: 1, max: 9}}\n"}}
			ast.Inspect(file, r.visit)
			all, skipped = append(all, r.all...), append(skipped, r.skipped...)
		}
	}
	require.Subset(t, []string{"a billion laughs", "at the end", "a quote that swallows the rest", "an alias"}, skipped)
	return all
}

type rows struct {
	texts   map[string]string // names and what they stand for
	all     []told
	skipped []string
}

func (r *rows) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if name, ok := left.(*ast.Ident); ok && i < len(n.Rhs) && len(n.Lhs) == len(n.Rhs) {
				r.learn(name.Name, n.Rhs[i], n.Tok)
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if i < len(n.Values) {
				r.learn(name.Name, n.Values[i], token.DEFINE)
			}
		}
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok && name.Name == "tell" {
			prefix, err := r.text(n.Args[1])
			if err == nil {
				r.table(n.Args[2], prefix)
			}
			return false
		}
	case *ast.CompositeLit:
		r.row(n, "") // of tables of other shapes
	}
	return true
}

func (r *rows) learn(name string, value ast.Expr, tok token.Token) {
	text, err := r.text(value)
	switch {
	case err != nil || tok == token.ADD_ASSIGN:
		delete(r.texts, name)
	default:
		r.texts[name] = text
	}
}

func (r *rows) table(list ast.Expr, prefix string) {
	if literal, ok := list.(*ast.CompositeLit); ok {
		for _, element := range literal.Elts {
			if row, ok := element.(*ast.CompositeLit); ok {
				r.row(row, prefix)
			}
		}
	}
}

func (r *rows) row(literal *ast.CompositeLit, prefix string) {
	if literal.Type != nil || len(literal.Elts) != 3 {
		return
	}
	name, err := r.text(literal.Elts[0])
	if err != nil {
		return
	}
	yaml, err := r.text(literal.Elts[1])
	if err != nil {
		if literal.Type == nil && prefix != "" {
			r.skipped = append(r.skipped, name)
		}
		return
	}
	r.all = append(r.all, told{name, prefix + yaml})
}

// text evaluates what makes a text.
func (r *rows) text(e ast.Expr) (string, error) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return strconv.Unquote(e.Value)
		}
	case *ast.Ident:
		if text, ok := r.texts[e.Name]; ok {
			return text, nil
		}
	case *ast.SliceExpr:
		text, err := r.text(e.X)
		if low, ok := e.Low.(*ast.BasicLit); ok && err == nil && e.High == nil {
			from, err := strconv.Atoi(low.Value)
			return text[from:], err
		}
	case *ast.BinaryExpr:
		left, err := r.text(e.X)
		right, err2 := r.text(e.Y)
		if e.Op == token.ADD {
			return left + right, errors.Join(err, err2)
		}
	case *ast.CallExpr:
		if called, ok := e.Fun.(*ast.SelectorExpr); ok && called.Sel.Name == "Repeat" && len(e.Args) == 2 {
			text, err := r.text(e.Args[0])
			if times, ok := e.Args[1].(*ast.BasicLit); ok && err == nil {
				n, err := strconv.Atoi(strings.ReplaceAll(times.Value, "_", ""))
				return strings.Repeat(text, n), err
			}
		}
	}
	return "", fmt.Errorf("%T is more than this test reads", e)
}
