package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	module = "github.com/iksync/iksync/"
	root   = "../.."
)

// listed is what go list says of a package.
type listed struct {
	ImportPath    string
	Imports, Deps []string
	Standard      bool
}

// goList runs go list with arguments in the module's root.
func goList(t *testing.T, args ...string) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-json=ImportPath,Imports,Deps,Standard"}, args...)...)
	cmd.Dir = root
	out, err := cmd.Output()
	require.NoError(t, err)
	var list []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return list
		}
		require.NoError(t, err)
		list = append(list, p)
	}
}

// internal keeps the packages of this module, by their short names.
func internal(paths []string) []string {
	names := []string{}
	for _, path := range paths {
		if name, ours := strings.CutPrefix(path, module); ours {
			names = append(names, name)
		}
	}
	return names
}

// TestImports holds the layering: who may import whom, and what must stay out.
func TestImports(t *testing.T) {
	pure := []string{"net/http", "imagekit", "imagekit/live", "imagekit/emulator"}
	rules := map[string]struct {
		may   []string // packages of this module that it may import
		never []string // packages that it must not even depend on; * for all that are not standard
		not   []string // packages that it must not import itself
	}{
		"cmd/iksync": {may: []string{
			"apply", "apply/lock", "cmd/iksync/github", "imagekit", "imagekit/live", "imagekit/emulator", "imagekit/query",
			"plan", "plan/impact", "plan/report", "plan/report/schema", "state", "state/export", "state/format", "state/record", "state/schema", "state/table",
		}},
		"cmd/iksync/github":   {never: []string{"imagekit", "plan", "state"}},
		"imagekit/live":       {may: []string{"plan", "state", "imagekit", "imagekit/query"}},
		"apply":               {may: []string{"plan", "state"}, never: pure},
		"apply/lock":          {not: []string{"os", "net/http", "net/url"}},
		"plan/impact":         {may: []string{"plan", "state"}, never: pure, not: []string{"os"}},
		"plan/report":         {may: []string{"plan", "plan/impact", "state"}, never: pure, not: []string{"os"}},
		"plan/report/schema":  {never: []string{"*"}},
		"plan":                {may: []string{"state", "imagekit/query"}, never: pure, not: []string{"os", "gopkg.in/yaml.v3"}},
		"state":               {may: []string{"imagekit/query", "state/table"}, never: pure, not: []string{"os"}},
		"state/export":        {may: []string{"state"}, never: pure, not: []string{"os"}},
		"state/format":        {may: []string{"state", "state/schema"}, never: pure, not: []string{"os"}},
		"state/record":        {may: []string{"state"}, never: pure, not: []string{"os"}},
		"state/schema":        {may: []string{"state", "internal/jsonschema"}, never: pure, not: []string{"os"}},
		"state/table":         {never: []string{"*"}, not: []string{"os", "net"}},
		"imagekit":            {never: []string{"state", "plan", "apply", "imagekit/live", "imagekit/emulator"}},
		"imagekit/emulator":   {may: []string{"imagekit/query"}, never: []string{"imagekit", "imagekit/live", "state", "plan"}},
		"imagekit/query":      {never: []string{"*"}},
		"internal/jsonschema": {never: []string{"*"}},

		// For tests, which alone may import them.
		"internal/anywant":  {may: []string{"imagekit/query", "state"}},
		"internal/contract": {},
	}
	standard := map[string]bool{}
	for _, p := range goList(t, "-deps", "./...") {
		standard[p.ImportPath] = p.Standard
	}
	seen := 0
	for _, p := range goList(t, "./...") {
		name, ours := strings.CutPrefix(p.ImportPath, module)
		rule, known := rules[name]
		if !ours || !known {
			require.Empty(t, p.Imports, "%s is a package that no rule is about", p.ImportPath)
			continue
		}
		seen++
		for _, imported := range internal(p.Imports) {
			require.Contains(t, rule.may, imported, "%s must not import %s", name, imported)
		}
		for _, dep := range p.Deps {
			short := strings.TrimPrefix(dep, module)
			require.NotContains(t, rule.never, short, "%s must not depend on %s", name, short)
			if slices.Contains(rule.never, "*") {
				require.True(t, standard[dep], "%s must not depend on %s", name, dep)
			}
		}
		for _, imported := range p.Imports {
			require.NotContains(t, rule.not, imported, "%s must not import %s", name, imported)
			if imported == "gopkg.in/yaml.v3" {
				require.Contains(t, []string{"state", "state/format"}, name, "YAML is read in package state, and put in order in state/format")
			}
		}
	}
	require.Equal(t, len(rules), seen, "packages with a rule")
}

// TestArchitecture holds the diagram of ARCHITECTURE.md against the code. What is
// for tests only is not in it.
func TestArchitecture(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	require.NoError(t, err)
	drawn := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		name, imports, found := strings.Cut(strings.TrimSpace(line), " ->")
		if !found || strings.ContainsAny(name, " |`") {
			continue
		}
		drawn[name] = strings.FieldsFunc(imports, func(r rune) bool { return r == ' ' || r == ',' })
		slices.Sort(drawn[name])
	}
	imported := map[string][]string{}
	for _, p := range goList(t, "./...") {
		if name, ours := strings.CutPrefix(p.ImportPath, module); ours && !slices.Contains([]string{"internal/anywant", "internal/contract"}, name) {
			imported[name] = internal(p.Imports)
			slices.Sort(imported[name])
		}
	}
	require.Equal(t, imported, drawn, "ARCHITECTURE.md draws other imports than there are")
}

// sources calls f for each Go file of the module, parsed.
func sources(t *testing.T, f func(name string, lines int, set *token.FileSet, file *ast.File)) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, text, parser.ParseComments)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		f(filepath.ToSlash(name), strings.Count(string(text), "\n"), set, file)
		return err
	}))
}

// TestPure finds clocks in packages that must be the same function of the same
// input at any time.
func TestPure(t *testing.T) {
	sources(t, func(name string, _ int, set *token.FileSet, file *ast.File) {
		dir := filepath.ToSlash(filepath.Dir(name))
		if !slices.Contains([]string{"plan", "plan/report", "state"}, dir) || strings.HasSuffix(name, "_test.go") {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == "time" {
					require.NotContains(t, []string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer"}, call.Sel.Name,
						"%s reads a clock", set.Position(n.Pos()))
				}
			}
			return true
		})
	})
}

// TestSizes keeps files and functions short enough to be read in one go.
func TestSizes(t *testing.T) {
	const maxFile, maxFunction = 350, 60
	var long []string
	sources(t, func(name string, lines int, set *token.FileSet, file *ast.File) {
		if strings.HasSuffix(name, "_test.go") || ast.IsGenerated(file) {
			return
		}
		if lines > maxFile {
			long = append(long, name+" has "+strconv.Itoa(lines)+" lines")
		}
		ast.Inspect(file, func(n ast.Node) bool {
			f, ok := n.(*ast.FuncDecl)
			if !ok {
				return true
			}
			if n := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1; n > maxFunction {
				long = append(long, fmt.Sprintf("%s: %s has %d lines", name, f.Name.Name, n))
			}
			return false
		})
	})
	require.Empty(t, long)
}
