package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan/impact"
)

const refsYAML = "folders: {/s/new: {moved_from: /s/old}}\nremove: {files: [/s/gone.jpg]}\n"

// impactOf is the part of a JSON report that says what breaks.
func (o outcome) impactOf() (found struct {
	Broken []impact.Broken `json:"broken"`
	Purges int             `json:"purges"`
	Refs   *impact.Refs    `json:"refs"`
}) {
	o.t.Helper()
	raw, err := json.Marshal(o.json("iksync-report/1")["impact"])
	require.NoError(o.t, err)
	require.NoError(o.t, json.Unmarshal(raw, &found))
	return found
}

func refsWorld(w *world) {
	w.seeded("/s/old/a.jpg", "/s/old/b.jpg", "/s/gone.jpg", "/s/stays.jpg").yaml(refsYAML)
	w.file("site/index.html", "<html>\n  <img src=\"https://ik.imagekit.io/emulator/tr:w-3/s/old/a.jpg?x=1\">\n<img src='/s/stays.jpg'>\n")
	w.file("site/js/app.ts", "const url = `${base}/s/old/${name}`\nget(\"s/gone.jpg\")\n")
	w.file("site/node_modules/x/y.js", `"/s/old/a.jpg"`)
	w.file("site/picture.bin", "\x00\"/s/old/a.jpg\"")
}

// --refs shows the lines of source that a plan breaks, and changes nothing else.
func TestRefs(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		refsWorld(w)
		o := w.run("plan", "--refs", "site").exits(exitFine)
		o.shows("Sources that mention what stops working: 3 places", "Searched: 2 files (site). Not searched: 1 binary file.",
			"  /s/gone.jpg deleted\n    site/js/app.ts:2:6  s/gone.jpg\n",
			"  /s/old/ → /s/new/\n"+
				"    site/index.html:2:13  https://ik.imagekit.io/emulator/tr:w-3/s/old/a.jpg\n"+
				"    site/js/app.ts:1:21  /s/old/${name\n",
			"It breaks 3 places in sources")
		require.NotContains(t, w.run("plan").stdout, "ources")

		found := w.run("plan", "--refs", "site", "--output", "json", "--out", "p", "--report", "json=r.json").exits(exitFine).impactOf()
		require.Equal(t, []string{"site"}, found.Refs.Dirs)
		require.Equal(t, 3, found.Refs.Mentions)
		require.Equal(t, impact.Hit{File: "site/js/app.ts", Line: 2, Column: 6, Text: "s/gone.jpg", Kind: impact.ByPath, Change: "file:/s/gone.jpg"}, found.Refs.Hits[2])
		require.Len(t, found.Broken, 2)
		require.Equal(t, 2, found.Purges)
		require.Contains(t, w.read("r.json"), `"mentions": 3`)
		require.Nil(t, w.run("plan", "--output", "json").impactOf().Refs)
		w.untouched()
	})
}

// A domain of the account that nobody told of, variables, layers and texts of
// other encodings are no place to hide.
func TestRefsInOtherForms(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		refsWorld(w)
		w.file("more/a.html", "<img src='https://cdn.shop.com/s/gone.jpg'>\n<img src='https://ik.imagekit.io/other/s/gone.jpg'>\n"+
			"\"$BASE/s/gone.jpg\"\n?tr=l-image,i-s@@gone.jpg,l-end\n../s/gone.jpg\nhttps://ik.imagekit.io:443/emulator//s/tr:w-1/gone.jpg\n")
		w.file("more/b.txt", "\xff\xfe\n\x00/\x00s\x00/\x00g\x00o\x00n\x00e\x00.\x00j\x00p\x00g\x00")
		w.run("plan", "--refs", "more").exits(exitFine).shows("6 places", "Searched: 2 files (more).\n", "  /s/gone.jpg deleted\n"+
			"    more/a.html:1:11  https://cdn.shop.com/s/gone.jpg  (another host)\n"+
			"    more/a.html:3:7  /s/gone.jpg\n"+
			"    more/a.html:4:15  s@@gone.jpg\n"+
			"    more/a.html:5:3  /s/gone.jpg\n"+
			"    more/a.html:6:1  https://ik.imagekit.io:443/emulator//s/tr:w-1/gone.jpg\n"+
			"    more/b.txt:2:1  /s/gone.jpg\n")
		found := w.run("plan", "--refs", "more", "--output", "json").exits(exitFine).impactOf()
		require.Equal(t, impact.ByHost, found.Refs.Hits[0].Kind)
	})
}

// That nothing was found is not said of what was not searched.
func TestRefsThatFindNothing(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		refsWorld(w)
		w.file("other/a.html", "nothing")
		w.file("other/b.html", "nothing")
		w.file("pictures/a.bin", "\x00")
		w.run("plan", "--refs", "other").exits(exitFine).shows("None of the 2 files searched mentions what stops working as a URL or path; names put together at run")
		for _, output := range []string{"text", "markdown", "html"} {
			o := w.run("plan", "--refs", "pictures", "--output", output).exits(exitFine)
			o.shows("No file could be searched: whether sources mention what stops working is not known.", "Not searched: 1 binary file.")
			require.NotContains(t, o.stdout, "None of")
		}
	})
}

// The YAML that asks for a move, a plan that was saved and reports are no
// sources, however they are named and however often a directory is.
func TestRefsLeaveOutTheirOwn(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		refsWorld(w)
		for range 2 { // the second time, plan and reports are there
			found := w.run("plan", "--refs", ".", "--refs", "site/js", "--refs", w.dir, "--output", "json", "--out", "p.json",
				"--report", "json=site/r.json", "-f", "./library.yaml").exits(exitFine).impactOf()
			require.Equal(t, 3, found.Refs.Mentions)
			require.Len(t, found.Refs.Dirs, 3)
		}
	})
}

// What cannot be searched is refused before anything is sent.
func TestRefsThatAreNoDirectory(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		refsWorld(w)
		calls := len(w.server.Requests())
		w.run("plan", "--refs", "none").exits(exitUsage).says("--refs none: no such file or directory")
		w.run("plan", "--refs", "site/index.html").exits(exitUsage).says("--refs site/index.html: it is not a directory")
		w.run("apply", "--auto-approve", "--refs", "none", "--report", "json=r.json").exits(exitUsage).says("--refs none")
		require.Contains(t, w.read("r.json"), `"iksync-error/1"`)
		require.Len(t, w.server.Requests(), calls)
		w.untouched()
	})
}

// What was not searched is said, and does not stop the plan.
func TestRefsThatCannotBeRead(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		refsWorld(w)
		w.file("site/big.txt", strings.Repeat("x", impact.MaxFile+1))
		require.NoError(t, os.Symlink("index.html", filepath.Join(w.dir, "site/link.html")))
		o := w.run("plan", "--refs", "site").exits(exitFine)
		o.says("--refs: not searched: 1 file over 10 MB").shows("3 places", "Not searched: 1 binary file, 1 file of more than 10 MB.")
	})
}

// apply shows what its plan breaks to whoever is to approve it, and reports it.
func TestRefsOfAnApply(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		refsWorld(w)
		w.stdin, w.screens = "no\n", true
		w.run("apply", "--refs", "site").exits(exitFailed).shows("Sources that mention what stops working", "site/js/app.ts:2:6")
		w.untouched()
		w.run("apply", "--auto-approve", "--refs", "site", "--output", "json").exits(exitFine).shows(`"mentions": 3`)
	})
}
