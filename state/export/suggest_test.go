package export_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each story is a library and what its YAML says of folders, files and rules.
// All of them ask for nothing.
func TestSuggestions(t *testing.T) {
	for _, test := range []struct {
		name, library, want string
	}{
		{"a file alone has its own entry, with the exact set of its tags", "/s/a.jpg b a", `
folders:
  /s:

files:
  /s/a.jpg:
    tags: [a, b]
`},
		{"four files with a tag are too few to be spoken of together", "/s/a{1..4}.jpg x", `
folders:
  /s:

files:
  /s/a1.jpg:
    tags: [x]
  /s/a2.jpg:
    tags: [x]
  /s/a3.jpg:
    tags: [x]
  /s/a4.jpg:
    tags: [x]
`},
		{"five files with a tag and a value: the folder says it, and nothing remains", "/s/a{1..5}.jpg x brand=Acme", `
folders:
  /s:
    tags: {add: [x]}
    metadata: {brand: Acme}
`},
		{"what remains of a file is added to what the folder says", "/s/a{1..5}.jpg x\n/s/hero.jpg x hero brand=Globex description=Hero focus=1,2,3,4 draft=", `
folders:
  /s:
    tags: {add: [x]}

files:
  /s/hero.jpg:
    tags: {add: [hero]}
    metadata: {brand: Globex}
    description: Hero
    focus: "1,2,3,4"
    published: false
`},
		{"tags are the exact set where the folder says nothing of tags", "/s/a{1..5}.jpg brand=Acme\n/s/hero.jpg hero brand=Acme", `
folders:
  /s:
    metadata: {brand: Acme}

files:
  /s/hero.jpg:
    tags: [hero]
`},
		{"one file below lacks the value, so the folder does not say it", "/s/a{1..5}.jpg x\n/s/b/bare.txt", `
folders:
  /s:
  /s/b:

rules:
  - name: jpg in /s
    match: {path: "/s/**/*.jpg"}
    tags: {add: [x]}
`},
		{"the innermost folder that has them all speaks", "/s/in/deep/a{1..5}.jpg x", `
folders:
  /s:
  /s/in:
  /s/in/deep:
    tags: {add: [x]}
`},
		{"what the outer folder says, the inner one does not repeat", "/s/a/f{1..5}.jpg x w\n/s/b/f{1..5}.jpg x", `
folders:
  /s:
    tags: {add: [x]}
  /s/a:
    tags: {add: [w]}
  /s/b:
`},
		{"folders speak before rules do", "/s/a/f{1..6}.jpg x\n/s/b/f{1..6}.jpg x\n/s/c/f1.png", `
folders:
  /s:
  /s/a:
    tags: {add: [x]}
  /s/b:
    tags: {add: [x]}
  /s/c:
`},
		{"a rule is for those that no folder speaks of", "/s/a/f{1..6}.jpg x\n/s/b/f{1..4}.jpg x\n/s/b/f1.png", `
folders:
  /s:
  /s/a:
    tags: {add: [x]}
  /s/b:

files:
  /s/b/f1.jpg:
    tags: [x]
  /s/b/f2.jpg:
    tags: [x]
  /s/b/f3.jpg:
    tags: [x]
  /s/b/f4.jpg:
    tags: [x]
`},
		{"extensions of which the same is said share a rule", "/s/f{1..5}.jpg x\n/s/f{1..5}.png x\n/s/f{1..5}.svg w\n/s/f.txt", `
folders:
  /s:

rules:
  - name: jpg and png in /s
    match: {path: "/s/**/*.{jpg,png}"}
    tags: {add: [x]}
  - name: svg in /s
    match: {path: "/s/**/*.svg"}
    tags: {add: [w]}
`},
		{"an inner rule says what is left to be said", "/s/a/f{1..5}.jpg x w\n/s/b/f{1..5}.jpg x\n/s/f.txt\n/s/a/f.txt\n/s/b/f.txt", `
folders:
  /s:
  /s/a:
  /s/b:

rules:
  - name: jpg in /s
    match: {path: "/s/**/*.jpg"}
    tags: {add: [x]}
  - name: jpg in /s/a
    match: {path: "/s/a/**/*.jpg"}
    tags: {add: [w]}
`},
		{"one of them has another case of its extension, and a tag that differs in case", "/s/a{1..5}.jpg x\n/s/b{1..5}.JPG X", `
folders:
  /s:

rules:
  - name: JPG in /s
    match: {path: "/s/**/*.JPG"}
    tags: {add: [X]}
  - name: jpg in /s
    match: {path: "/s/**/*.jpg"}
    tags: {add: [x]}
`},
		{"values that differ are said by each file", "/s/a{1..5}.jpg brand=Acme\n/s/b.jpg brand=Globex", `
folders:
  /s:

files:
  /s/a1.jpg:
    metadata: {brand: Acme}
  /s/a2.jpg:
    metadata: {brand: Acme}
  /s/a3.jpg:
    metadata: {brand: Acme}
  /s/a4.jpg:
    metadata: {brand: Acme}
  /s/a5.jpg:
    metadata: {brand: Acme}
  /s/b.jpg:
    metadata: {brand: Globex}
`},
		{"drafts and descriptions are a file's own", "/s/a{1..5}.jpg draft= description=d", `
folders:
  /s:

files:
  /s/a1.jpg:
    description: d
    published: false
  /s/a2.jpg:
    description: d
    published: false
  /s/a3.jpg:
    description: d
    published: false
  /s/a4.jpg:
    description: d
    published: false
  /s/a5.jpg:
    description: d
    published: false
`},
		{"a folder whose name is a pattern", "/s/{[x]*}/a{1..5}.jpg x\n/s/{[x]*}/b.txt\n/s/x/b.jpg", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := test.library
			if strings.Contains(list, "{[x]*}") {
				have := library(files(strings.ReplaceAll(list, "{[x]*}", "@"))...)
				renamed := library()
				for path, f := range have.Files {
					f.Path = pathWith(path, "@", "{[x]*}")
					renamed.Files[f.Path] = f
					for dir := range f.Path.Ancestors {
						addFolder(renamed, dir)
					}
				}
				_, text := exact(t, renamed, short("/s"))
				require.Contains(t, text, `path: '/s/\{\[x\]\*\}/**/*.jpg'`)
				require.NotContains(t, text, "files:")
				return
			}
			_, text := exact(t, library(files(list)...), short("/s"))
			require.Equal(t, strings.TrimPrefix(test.want, "\n"), entries(text))
		})
	}
}

// The root is no entry: what all files of an account have in common is said by
// the folders in it, and by rules.
func TestSuggestionsForAWholeAccount(t *testing.T) {
	_, text := exact(t, library(files("/a/f{1..5}.jpg x w\n/b/f{1..5}.jpg x w\n/f{1..3}.jpg x\n/g{1..3}.png")...), short("/"))
	require.Equal(t, `folders:
  /a:
    tags: {add: [w, x]}
  /b:
    tags: {add: [w, x]}

files:
  /f1.jpg:
    tags: [x]
  /f2.jpg:
    tags: [x]
  /f3.jpg:
    tags: [x]
`, entries(text))
	_, text = exact(t, library(files("/f{1..5}.jpg x\n/g{1..3}.png")...), short("/"))
	require.Equal(t, `rules:
  - name: jpg in /
    match: {path: "/**/*.jpg"}
    tags: {add: [x]}
`, entries(text))
}
