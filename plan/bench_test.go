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

// upheaval is a library in which every file has a change: of ten, four get tags
// (of ten kinds), two get metadata, two move out of their folder, one is deleted
// and one is new.
func upheaval(b *testing.B, changes int) (*state.Want, *state.Have) {
	b.Helper()
	var yaml strings.Builder
	fmt.Fprintf(&yaml, "version: 1\nlibrary: shop\nscope: [/shop]\nlimits: {deletes: %d, delete_percent: 100}\nfiles:\n", changes)
	have := &state.Have{Library: state.NewLibrary()}
	have.Fields["season"] = &state.Field{Name: "season", ID: "f1", Label: "Season", Type: state.Text, Required: state.Optional}
	have.Folders["/shop"] = &state.Folder{Path: "/shop", ID: "d"}
	folder := func(dir state.Path) state.Path {
		if have.Folders[dir] == nil {
			have.Folders[dir] = &state.Folder{Path: dir, ID: state.FolderID(dir)}
		}
		return dir
	}
	for i := range changes {
		path := folder(state.Path(fmt.Sprintf("/shop/%04d", i/250))).Join(fmt.Sprintf("image-%06d.jpg", i))
		id := fmt.Sprintf("%024x", i)
		switch i % 10 {
		case 0, 1, 2, 3:
			fmt.Fprintf(&yaml, "  %s: {tags: {add: [tag%d]}}\n", path, i/10%10)
		case 4, 5:
			fmt.Fprintf(&yaml, "  %s: {metadata: {season: winter}}\n", path)
		case 6, 7:
			to := folder(state.Path(fmt.Sprintf("/shop/moved-%04d", i/250))).Join(path.Base())
			fmt.Fprintf(&yaml, "  %s: {id: %s}\n", to, id)
		case 8:
		default:
			fmt.Fprintf(&yaml, "  %s: {source: a.jpg}\n", path)
			continue
		}
		have.Files[path] = &state.File{Path: path, ID: state.FileID(id), Observed: state.Observed{Size: 1000}}
	}
	yaml.WriteString("remove: {files: [\"/shop/*/image-*8.jpg\"]}\n")
	want, err := state.Decode("library.yaml", strings.NewReader(yaml.String()))
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range want.Files {
		if f.Source != nil {
			f.Source.Size = 1000
		}
	}
	return want, have
}

func BenchmarkCompile(b *testing.B) {
	for _, changes := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(changes), func(b *testing.B) {
			want, have := upheaval(b, changes)
			d, err := plan.Diff(want, have, plan.Options{Now: time.Unix(0, 0)})
			if err != nil || len(d.Changes) != changes {
				b.Fatal(len(d.Changes), err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if operations, refusals := plan.Compile(d); len(refusals) > 0 || len(operations) > changes*2/3 {
					b.Fatal(len(operations), refusals)
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
				if err != nil || len(p.Changes) != files/10 {
					b.Fatal(err)
				}
			}
		})
	}
}
