package plan_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
)

// shapes are libraries of n files that are hard in one way each.
func shapes(n int) map[string]func() (yaml, have string) {
	lines := func(format string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(format, "#", fmt.Sprintf("%06d", i)) + "\n")
		}
		return b.String()
	}
	return map[string]func() (string, string){
		"a chain of moves": func() (string, string) {
			var yaml strings.Builder
			yaml.WriteString("files:\n")
			for i := range n {
				fmt.Fprintf(&yaml, "  /f%06d.jpg: {moved_from: /f%06d.jpg}\n", i+1, i)
			}
			return yaml.String(), lines("/f#.jpg")
		},
		"a chain of moves downwards": func() (string, string) {
			var yaml strings.Builder
			yaml.WriteString("files:\n")
			for i := range n {
				fmt.Fprintf(&yaml, "  /f%06d.jpg: {moved_from: /f%06d.jpg}\n", i, i+1)
			}
			return yaml.String(), strings.ReplaceAll(lines("/f#.jpg"), "/f000000.jpg\n", "") + fmt.Sprintf("/f%06d.jpg\n", n)
		},
		"moves of folders": func() (string, string) {
			return "folders:\n" + lines("  /b/y#: {moved_from: /a/x#, tags: {add: [t]}}"), lines("/a/x#/f.jpg")
		},
		"a folder of files with new tags moves": func() (string, string) {
			return "folders: {/b: {moved_from: /a, tags: {add: [t]}}}", lines("/a/f#.jpg")
		},
		"files leave a folder that moves": func() (string, string) {
			return "folders: {/b: {moved_from: /a}}\nfiles:\n" + lines("  /c/g#.jpg: {moved_from: /a/f#.jpg}"), lines("/a/f#.jpg")
		},
		"folders in folders move in turn": func() (string, string) {
			return "folders:\n  /b: {moved_from: /a}\n" + lines("  /b/y#: {moved_from: /a/x#}"), lines("/a/x#/f.jpg")
		},
		"everything is pruned": func() (string, string) {
			return "limits: {deletes: 10000000, delete_percent: 100}\nfolders: {/a: {prune: true}}", lines("/a/x#/f.jpg")
		},
		"everything is new": func() (string, string) {
			return "files:\n" + lines("  /a/x#/f.jpg: {source: pic}"), "/z.jpg"
		},
		"swaps": func() (string, string) {
			var yaml strings.Builder
			yaml.WriteString("files:\n")
			for i := range n {
				fmt.Fprintf(&yaml, "  /f%06d.jpg: {id: %d}\n", i, i^1)
			}
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "/f%06d.jpg id=%d\n", i, i)
			}
			return yaml.String(), b.String()
		},
	}
}

// BenchmarkShapes shows where time would grow faster than a library.
func BenchmarkShapes(b *testing.B) {
	for _, files := range []int{1_000, 10_000} {
		all := shapes(files)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			b.Run(fmt.Sprintf("%s/%d", name, files), func(b *testing.B) {
				yaml, text := all[name]()
				w, h := want(b, yaml), have(text)
				b.ReportAllocs()
				for b.Loop() {
					_, err := plan.Make(w, h, plan.Source{}, withNow(plan.Options{}))
					require.NoError(b, err)
					_, err = plan.Make(w, h, plan.Source{}, withNow(plan.Options{Selection: plan.Selection{Target: patterns("/b/**")}}))
					require.NoError(b, err)
				}
			})
		}
	}
}
