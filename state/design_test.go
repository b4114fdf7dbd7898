package state_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/state"
)

// design is the example that the format was agreed on with.
const design = `version: 1
library: storefront               # name in plans, reports, locks
scope: [/storefront]              # folders owned by this file; nothing outside is read or written
protect: ["/storefront/legal/**"] # any move, delete or overwrite below is refused
limits: {deletes: 20, delete_percent: 10}   # these are the defaults

fields:                           # custom metadata fields, account-wide; unlisted ones are left alone
  brand:  {label: Brand, type: SingleSelect, options: [Acme, Globex], required: true, default: Acme}
  season: {label: Season, type: Text, max_length: 20}

folders:
  /storefront/products:
    tags: {add: [product]}        # inherited by every file below
    metadata: {brand: Acme}       # inherited by every file below
  /storefront/archive/2024: {moved_from: /storefront/2024}
  /storefront/campaigns/winter: {copy_of: /storefront/templates/campaign, versions: false}
  /storefront/tmp: {prune: true}  # unlisted files and folders below are deleted
  # a folder may be pinned by id too; a null entry just has to exist
  /storefront/press: {id: 65a0}
  /storefront/empty:

files:
  /storefront/products/hero.jpg:
    id: 64fb1c2d8a7b4c1234567890  # optional pin
    source: assets/hero.jpg       # uploaded when missing or changed
    tags: [hero, homepage]        # a list is the exact set; {add, remove} is partial
    metadata: {brand: Globex, season: null}   # listed keys only; null unsets
    description: Winter hero
    focus: 10,10,100,100          # customCoordinates
    published: true
  /storefront/products/chair.jpg: {moved_from: /storefront/chair.jpg}

rules:                            # sets of live files, without listing them
  - name: catalogue
    match: {path: "/storefront/products/**/*.jpg", where: 'size > "1mb" AND tags NOT IN ["final"]'}
    tags: {add: [catalogue], remove: [wip]}
    metadata: {season: winter}

remove:                           # must not exist
  files: ["/storefront/products/*.tmp"]
  folders: [/storefront/old]
  fields: [legacy_sku]            # burns the name for ever
`

func TestDecodeDesign(t *testing.T) {
	got := decode(t, design)
	want := designWant(t)
	require.Empty(t, cmp.Diff(want, got, same()))
}

func designWant(t *testing.T) *state.Want {
	t.Helper()
	where, err := query.Parse(`size > "1mb" AND tags NOT IN ["final"]`)
	require.NoError(t, err)
	want := &state.Want{
		Library: state.NewLibrary(),
		Name:    "storefront",
		Scope:   []state.Path{"/storefront"},
		Protect: []state.Pattern{{Glob: "/storefront/legal/**"}},
		Limits:  state.Limits{Deletes: 20, DeletePercent: 10},
		Rules: []state.Rule{{
			Name: "catalogue", Path: &state.Pattern{Glob: "/storefront/products/**/*.jpg"}, Where: where,
			Attributes: state.Attributes{
				Tags: &state.Tags{Mode: state.TagsPartial, Add: []state.Tag{"catalogue"}, Remove: []state.Tag{"wip"},
					From: state.Origin{Layer: state.LayerRule, Name: "catalogue"}},
				Metadata: metadata(state.Origin{Layer: state.LayerRule, Name: "catalogue"}, "season", state.String("winter")),
			},
		}},
		Remove: state.Remove{
			Files:   []state.Pattern{{Glob: "/storefront/products/*.tmp"}},
			Folders: []state.Setting[state.Path]{{Value: "/storefront/old"}},
			Fields:  []state.Setting[state.FieldName]{{Value: "legacy_sku"}},
		},
	}
	length := 20
	want.Fields["brand"] = &state.Field{Name: "brand", Label: "Brand", Type: state.SingleSelect, Required: state.Required,
		Options: []state.Value{state.String("Acme"), state.String("Globex")}, Default: state.String("Acme"),
		Managed: managed("label", "type", "options", "required", "default")}
	want.Fields["season"] = &state.Field{Name: "season", Label: "Season", Type: state.Text, Required: state.Optional,
		MaxLength: &length, Managed: managed("label", "type", "max_length")}
	designFolders(want)
	file := state.Origin{Layer: state.LayerFile}
	want.Files["/storefront/products/hero.jpg"] = &state.File{
		Path: "/storefront/products/hero.jpg", ID: "64fb1c2d8a7b4c1234567890", Source: &state.Source{Path: "assets/hero.jpg"},
		Attributes: state.Attributes{
			Tags:        &state.Tags{Mode: state.TagsExact, Set: []state.Tag{"hero", "homepage"}, From: file},
			Metadata:    metadata(file, "brand", state.String("Globex"), "season", state.Value{}),
			Description: &state.Setting[string]{Value: "Winter hero", From: file},
			Focus:       &state.Setting[string]{Value: "10,10,100,100", From: file},
			Published:   &state.Setting[bool]{Value: true, From: file},
		},
	}
	want.Files["/storefront/products/chair.jpg"] = &state.File{Path: "/storefront/products/chair.jpg",
		MovedFrom: &state.Setting[state.Path]{Value: "/storefront/chair.jpg", From: file}}
	return want
}

func designFolders(want *state.Want) {
	add := func(f state.Folder) state.Origin {
		want.Folders[f.Path] = &f
		return state.Origin{Layer: state.LayerFolder, Name: string(f.Path)}
	}
	from := add(state.Folder{Path: "/storefront/products"})
	want.Folders["/storefront/products"].Inherit = state.Attributes{
		Tags:     &state.Tags{Mode: state.TagsPartial, Add: []state.Tag{"product"}, From: from},
		Metadata: metadata(from, "brand", state.String("Acme")),
	}
	from = add(state.Folder{Path: "/storefront/archive/2024"})
	want.Folders["/storefront/archive/2024"].MovedFrom = &state.Setting[state.Path]{Value: "/storefront/2024", From: from}
	from = add(state.Folder{Path: "/storefront/campaigns/winter"})
	want.Folders["/storefront/campaigns/winter"].CopyOf = &state.Setting[state.Path]{Value: "/storefront/templates/campaign", From: from}
	from = add(state.Folder{Path: "/storefront/tmp"})
	want.Folders["/storefront/tmp"].Prune = &state.Setting[bool]{Value: true, From: from}
	add(state.Folder{Path: "/storefront/press", ID: "65a0"})
	add(state.Folder{Path: "/storefront/empty"})
}

// metadata makes a map of names and values by turns.
func metadata(from state.Origin, namesAndValues ...any) map[state.FieldName]state.Setting[state.Value] {
	values := map[state.FieldName]state.Setting[state.Value]{}
	for i := 0; i < len(namesAndValues); i += 2 {
		values[state.FieldName(namesAndValues[i].(string))] = state.Setting[state.Value]{Value: namesAndValues[i+1].(state.Value), From: from}
	}
	return values
}

func managed(properties ...string) state.Managed {
	m := state.Managed{}
	for _, p := range properties {
		m[p] = state.Pos{}
	}
	return m
}

func TestPositions(t *testing.T) {
	want := decode(t, design)
	at := func(line, column int) state.Pos { return state.Pos{File: "f", Line: line, Column: column} }
	hero := want.Files["/storefront/products/hero.jpg"]
	require.Equal(t, at(2, 10), want.NamePos)
	require.Equal(t, at(4, 11), want.Protect[0].Pos)
	require.Equal(t, at(9, 3), want.Fields["season"].Pos)
	require.Equal(t, at(9, 51), want.Fields["season"].Managed["max_length"])
	require.Equal(t, at(15, 42), want.Folders["/storefront/archive/2024"].MovedFrom.From.Pos)
	require.Equal(t, at(20, 3), want.Folders["/storefront/empty"].Pos)
	require.Equal(t, at(23, 3), hero.Pos)
	require.Equal(t, at(24, 9), hero.IDPos)
	require.Equal(t, at(25, 13), hero.Source.Pos)
	require.Equal(t, at(26, 11), hero.Tags.From.Pos)
	require.Equal(t, at(27, 39), hero.Metadata["season"].From.Pos)
	require.Equal(t, at(34, 5), want.Rules[0].Pos)
	require.Equal(t, at(35, 19), want.Rules[0].Path.Pos)
	require.Equal(t, at(41, 13), want.Remove.Folders[0].From.Pos)
}

// TestEncodeDesign pins the form of the YAML that we write.
func TestEncodeDesign(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, state.Encode(&out, decode(t, design)))
	golden, err := os.ReadFile(filepath.Join("testdata", "design.yaml"))
	require.NoError(t, err)
	require.Equal(t, string(golden), out.String())
	require.Empty(t, cmp.Diff(designWant(t), decode(t, out.String()), same()))
}
