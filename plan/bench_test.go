package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// shop is a library of files in folders of 250, and a YAML that gives a tag to
// all, metadata by a rule, and one in ten files an entry of its own that differs.
func shop(b *testing.B, files int) (*state.Want, *state.Have) {
	b.Helper()
	var yaml strings.Builder
	yaml.WriteString("version: 1\nlibrary: shop\nscope: [/shop]\n")
	yaml.WriteString("folders: {/shop: {tags: {add: [shop]}}}\n")
	yaml.WriteString("rules: [{name: jpg, match: {path: \"/shop/**/*.jpg\", where: 'size > 10'}, metadata: {season: winter}}]\nfiles:\n")
	have := &state.Have{Library: state.NewLibrary()}
	have.Fields["season"] = &state.Field{Name: "season", ID: "f1", Label: "Season", Type: state.Text, Required: state.Optional}
	have.Folders["/shop"] = &state.Folder{Path: "/shop", ID: "d"}
	for i := range files {
		dir := state.Path(fmt.Sprintf("/shop/%04d", i/250))
		have.Folders[dir] = &state.Folder{Path: dir, ID: state.FolderID(dir)}
		path := dir.Join(fmt.Sprintf("image-%06d.jpg", i))
		have.Files[path] = &state.File{
			Path: path, ID: state.FileID(fmt.Sprintf("%024d", i)),
			Attributes: state.Attributes{
				Tags:     &state.Tags{Mode: state.TagsExact, Set: []state.Tag{"shop"}},
				Metadata: map[state.FieldName]state.Setting[state.Value]{"season": {Value: state.String("winter")}},
			},
			Observed: state.Observed{Size: 1000},
		}
		if i%10 == 0 {
			fmt.Fprintf(&yaml, "  %s: {tags: {add: [new]}}\n", path)
		}
	}
	want, err := state.Decode("library.yaml", strings.NewReader(yaml.String()))
	if err != nil {
		b.Fatal(err)
	}
	return want, have
}

func BenchmarkDiff(b *testing.B) {
	for _, files := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(files), func(b *testing.B) {
			want, have := shop(b, files)
			b.ReportAllocs()
			for b.Loop() {
				d, err := plan.Diff(want, have, plan.Options{Now: time.Unix(0, 0)})
				if err != nil || len(d.Changes) != files/10 {
					b.Fatal(len(d.Changes), err)
				}
			}
		})
	}
}

func BenchmarkMake(b *testing.B) {
	for _, files := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(files), func(b *testing.B) {
			want, have := shop(b, files)
			b.ReportAllocs()
			for b.Loop() {
				p, err := plan.Make(want, have, plan.Source{}, plan.Options{Now: time.Unix(0, 0)})
				if err != nil || len(p.Operations) != files/10 {
					b.Fatal(err)
				}
			}
		})
	}
}
