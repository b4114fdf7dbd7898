package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// tableHead is the YAML of the tables here, up to what names them.
const tableHead = `version: 1
library: shop
scope: [/s]
fields:
  brand: {label: Brand, type: SingleSelect, options: [Acme, Globex]}
  weight: {label: Weight, type: Number, min: 0, max: 100}
`

// tabled is a library of two files and a field of each kind that the YAML defines.
func (w *world) tabled(t *testing.T) *world {
	t.Helper()
	require.NoError(t, w.server.SeedField(emulator.Field{Name: "brand", Label: "Brand", Type: "SingleSelect", SelectOptions: []any{"Acme", "Globex"}}))
	require.NoError(t, w.server.SeedField(emulator.Field{Name: "weight", Label: "Weight", Type: "Number", MinValue: 0, MaxValue: 100}))
	return w.seeded("/s/a.jpg", "/s/b.jpg")
}

// Of a table of 10,000 rows three are bad: all three are told, and nothing is sent.
func TestTableWithThreeBadRows(t *testing.T) {
	bad := map[int]string{
		18:   `/s/00018.jpg,hero,Initech,5`,
		4711: `s/04711.jpg,hero,Acme,5`,
		9999: `/s/09999.jpg,hero,Acme,101`,
	}
	var csv strings.Builder
	csv.WriteString("path,tags,brand,weight\n")
	for row := 2; row <= 10_001; row++ {
		line, isBad := bad[row]
		if !isBad {
			line = fmt.Sprintf("/s/%05d.jpg,hero,Acme,%d", row, row%100)
		}
		csv.WriteString(line + "\n")
	}
	story(t, func(t *testing.T, w *world) {
		w.tabled(t).file("library.yaml", tableHead+"files_from: catalogue.csv\n").file("catalogue.csv", csv.String())
		o := w.run("apply", "--auto-approve").exits(exitUsage).says(
			`catalogue.csv:18:19: row 18, column "brand": brand must be Acme or Globex, not Initech`,
			`catalogue.csv:4711:1: row 4711, column "path": file "s/04711.jpg" must begin with /`,
			`catalogue.csv:9999:24: row 9999, column "weight": weight must be at most 100, not 101`)
		require.Equal(t, 3, strings.Count(o.stderr, "catalogue.csv:"), o.stderr)
		w.untouched()
	})
}

// A table goes through the life of a configuration.
func TestTableLife(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		const csv = "path;tags;description;brand\r\n/s/a.jpg;hero, new;Über;Acme\r\n/s/b.jpg;+sale;;\r\n"
		w.tabled(t).file("library.yaml", tableHead+"files_from: ${table}\nvars: {table: catalogue.csv}\n").file("catalogue.csv", csv)
		w.run("validate").exits(exitFine).shows("2 files")
		w.run("fmt").exits(exitFine)
		require.True(t, strings.HasSuffix(w.read("library.yaml"), "\n\nfiles_from: ${table}\n"), w.read("library.yaml"))
		w.run("fmt", "--check").exits(exitFine)
		w.run("plan", "--detailed-exitcode").exits(exitChanges).shows("catalogue.csv:2", "catalogue.csv:3")
		w.run("explain", "/s/a.jpg").exits(exitFine).shows("catalogue.csv:2:")
		w.run("plan", "--out", "plan.json").exits(exitFine)
		w.run("apply", "plan.json").exits(exitFine).shows("Converged")
		w.run("plan", "--detailed-exitcode").exits(exitFine)
		w.run("drift", "--detailed-exitcode").exits(exitFine)
		require.NoError(t, w.server.SetTags("/s/a.jpg", "new"))
		w.run("drift", "--detailed-exitcode").exits(exitChanges)
		f, _ := w.server.File("/s/b.jpg")
		require.Equal(t, []string{"sale"}, f.Tags)
	})
}

// What a table holds is part of what a plan was made from.
func TestTableThatChangedSinceThePlan(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(w *world)
		code   code
	}{
		{"not at all", func(*world) {}, exitFine},
		{"another cell", func(w *world) { w.file("catalogue.csv", "path,tags\n/s/a.jpg,old\n") }, exitStale},
		{"a row that is in the library already", func(w *world) { w.file("catalogue.csv", "path,tags\n/s/a.jpg,new\n/s/b.jpg,\n") }, exitStale},
		{"a name", func(w *world) {
			w.file("other.csv", w.read("catalogue.csv")).file("library.yaml", tableHead+"files_from: other.csv\n")
		}, exitStale},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.tabled(t).file("library.yaml", tableHead+"files_from: catalogue.csv\n").file("catalogue.csv", "path,tags\n/s/a.jpg,new\n")
				w.run("plan", "--out", "plan.json").exits(exitFine)
				test.change(w)
				w.run("apply", "plan.json").exits(test.code)
				if test.code == exitStale {
					w.untouched()
				}
			})
		})
	}
}

// Wherever the YAML is, tables are beside it, and positions lead there.
func TestTablesBesideTheYAML(t *testing.T) {
	const csv = "path\n/other.jpg\n"
	const told = `csv:2:1: row 2, column "path": file "/other.jpg" lies outside scope [/s]`
	for _, test := range []struct {
		name, yaml, table string
		stdin             bool
		args              []string
		says              string
	}{
		{"here", "library.yaml", "catalogue.csv", false, nil, "catalogue." + told},
		{"in another folder", "conf/library.yaml", "conf/catalogue.csv", false, []string{"-f", "conf/library.yaml"}, filepath.Join("conf", "catalogue."+told)},
		{"in a folder of files", "conf/files.yaml", "conf/catalogue.csv", false, []string{"-f", "conf"}, filepath.Join("conf", "catalogue."+told)},
		{"from stdin", "", "catalogue.csv", true, []string{"-f", "-"}, "catalogue." + told},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				text := tableHead + "files_from: catalogue.csv\n"
				w.file(test.table, csv).stdin = text
				if !test.stdin {
					w.file(test.yaml, text)
				}
				w.run(append([]string{"validate"}, test.args...)...).exits(exitUsage).says(test.says)
				document := w.run(append([]string{"validate", "--output", "json"}, test.args...)...).exits(exitUsage).json("iksync-validate/1")
				require.Len(t, document["problems"], 1)
			})
		})
	}
}

// Nothing but a file below the folder of the YAML is opened.
func TestTablesThatAreNone(t *testing.T) {
	for _, test := range []struct{ name, says string }{
		{"gone.csv", `library.yaml:7:13: files_from: table "gone.csv" cannot be read: there is no such file beside the YAML`},
		{"../catalogue.csv", "it is outside the folder of the YAML"},
		{"/etc/passwd", "it is outside the folder of the YAML"},
		{"dir", "it is a directory"},
		{"library.yaml", "is read as another file of this configuration already"},
		{"latin1.csv", "latin1.csv:2:7: byte 0xE9 is not UTF-8"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.file("library.yaml", tableHead+"files_from: "+test.name+"\n").file("dir/x", "").file("latin1.csv", "path\n/s/caf\xe9.jpg\n")
				w.run("plan").exits(exitUsage).says(test.says)
			})
		})
	}
}

// A source of a row is a file beside the YAML, as any other.
func TestTableOfSources(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.file("library.yaml", tableHead+"files_from: catalogue.csv\n").file("assets/new.jpg", "new").file("catalogue.csv", "path,source\n/s/new.jpg,assets/new.jpg\n/s/gone.jpg,assets/gone.jpg\n")
		w.run("plan").exits(exitUsage).says("catalogue.csv:3:13: ", `row 3, column "source": source assets/gone.jpg: there is no such file beside the YAML`)
		w.file("catalogue.csv", "path,source\n/s/new.jpg,assets/new.jpg\n").run("apply", "--auto-approve").exits(exitFine)
		_, there := w.server.File("/s/new.jpg")
		require.True(t, there)
	})
}
