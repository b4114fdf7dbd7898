package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// Bad usage ends with 3, says how to do it right on stderr, shows nothing on
// stdout, and nothing at all is sent.
func TestBadUsage(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml("files: {/s/a.jpg: {tags: [x]}}\n").file("x.yaml", w.read("library.yaml")).file("void/notes.txt", "")
		for _, test := range []struct {
			args []string
			says string
		}{
			{nil, "which command?"},
			{[]string{"plant"}, `there is no command "plant"`},
			{[]string{"plan", "--nope"}, "not defined: --nope"},
			{[]string{"--nope", "plan"}, "not defined: --nope"},
			{[]string{"plan", "library.yaml"}, "takes no arguments"},
			{[]string{"apply", "x.yaml", "--auto-approve"}, "put flags before arguments, as in iksync apply --auto-approve"},
			{[]string{"apply", "x.yaml", "-auto-approve"}, "put flags before arguments"},
			{[]string{"apply", "--auto-approve", "x.yaml"}, "this is for saved plans; name a YAML file with --file"},
			{[]string{"graph", "x.yaml"}, "this is for saved plans; name a YAML file with --file"},
			{[]string{"apply", "gone.plan"}, "gone.plan"},
			{[]string{"apply", "a", "b"}, "no more than"},
			{[]string{"apply", "--max-delete", "5", "a"}, "is for making a plan"},
			{[]string{"apply"}, "there is no terminal to ask on"},
			{[]string{"apply", "--auto-approve=maybe"}, "maybe"},
			{[]string{"explain"}, "explain needs PATH"},
			{[]string{"explain", "s/a.jpg"}, "s/a.jpg"},
			{[]string{"plan", "--parallelism", "0"}, "--parallelism: want a whole number, 1 or more"},
			{[]string{"plan", "--parallelism", "many"}, "--parallelism"},
			{[]string{"plan", "--rate", "fast"}, "--rate: want writes=N,reads=N or off"},
			{[]string{"plan", "--rate", "writes=0"}, "--rate"},
			{[]string{"plan", "--timeout", "soon"}, "--timeout: want a time"},
			{[]string{"plan", "--settle=-1s"}, "--settle"},
			{[]string{"plan", "--color", "blue"}, "--color: want auto or always or never"},
			{[]string{"plan", "--log-level", "loud"}, "--log-level"},
			{[]string{"plan", "--output", "xml"}, "--output: want text or json"},
			{[]string{"plan", "--report", "report.txt"}, "--report: want FORM=FILE, with a FORM of text, json, markdown, html, have"},
			{[]string{"plan", "--report", "pdf=report"}, "--report"},
			{[]string{"plan", "--max-delete=-1"}, "--max-delete"},
			{[]string{"plan", "--target", "s/a.jpg"}, "--target"},
			{[]string{"plan", "--exclude", "/s/["}, "--exclude"},
			{[]string{"plan", "-f", "gone.yaml"}, "there is no file gone.yaml"},
			{[]string{"plan", "-f", "void"}, "void has no YAML: no file right in it is called *.yaml or *.yml"},
			{[]string{"plan", "-f", "x.yaml", "--file", "x.yaml"}, "two forms"},
			{[]string{"plan", "--sandbox", "--base-url", "http://localhost:1"}, "exclude each other"},
			{[]string{"plan", "--private-key", testKey[:8]}, "not defined: --private-key"},
			{[]string{"completion", "tcsh"}, "bash, zsh and fish"},
			{[]string{"emulator", "--listen", "0.0.0.0:0"}, "--allow-remote"},
			{[]string{"emulator", "--listen", ":0"}, "--allow-remote"},
			{[]string{"emulator", "--listen", "here"}, "--listen: want HOST:PORT"},
			{[]string{"emulator", "--reading", "tags=lost"}, "--reading tags: want as-sent or unique or sorted"},
			{[]string{"emulator", "--reading", "?"}, "missing-destination"},
		} {
			got := w.run(test.args...).exits(exitUsage).says(test.says)
			require.Empty(t, got.stdout, "%v", test.args)
		}
		require.Empty(t, w.server.Requests())
	})
}

// A flag that a command shares with the program means the same before and after
// the command's name, and as a variable; flags win over variables.
func TestGlobalFlags(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml("files: {/s/a.jpg: {tags: [x]}}\n")
		const warning = "parallelism"
		w.run("--parallelism", "x", "plan").exits(exitUsage).says("--" + warning)
		w.run("plan", "--parallelism", "x").exits(exitUsage).says("--" + warning)
		w.run("--parallelism", "x", "plan", "--parallelism", "2").exits(exitFine)
		w.vars["IKSYNC_PARALLELISM"] = "x"
		w.run("plan").exits(exitUsage).says("IKSYNC_PARALLELISM")
		w.run("--parallelism", "2", "plan").exits(exitFine)
		w.vars["IKSYNC_PARALLELISM"] = ""
		w.vars["IKSYNC_SANDBOX"] = "perhaps"
		w.run("plan").exits(exitUsage).says("IKSYNC_SANDBOX: want true or false")
		delete(w.vars, "IKSYNC_SANDBOX")

		w.vars["IMAGE_KIT_BASE_URL"] = "https://one.example.com/"
		w.run("plan", "--output", "json").exits(exitFine).shows(`"endpoint": "https://one.example.com"`)
		w.vars["IKSYNC_BASE_URL"] = "https://two.example.com"
		w.run("plan", "--output", "json").exits(exitFine).shows(`"endpoint": "https://two.example.com"`)
		w.run("--base-url", "https://three.example.com", "plan", "--output", "json").exits(exitFine).
			shows(`"endpoint": "https://three.example.com"`)
		w.untouched()
	})
}

// A glob may hold commas, in a flag and in a variable.
func TestTargets(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b.jpg", "/s/c.jpg").yaml("folders: {/s: {tags: {add: [x]}}}\n")
		w.run("plan", "--target", "/s/{a,b}.jpg").exits(exitFine).shows("2 to update").says("a part of the plan")
		w.run("plan", "--target", "/s/a.jpg", "--target", "/s/c.jpg").exits(exitFine).shows("2 to update")
		w.run("plan", "--exclude", "/s/{a,b}.jpg").exits(exitFine).shows("1 to update")
		w.vars["IKSYNC_TARGET"] = "/s/{a,b}.jpg\n/s/c.jpg"
		w.run("plan").exits(exitFine).shows("3 to update")
		w.run("plan", "--target", "/s/none.jpg").exits(exitFine).says("Nothing that --target and --exclude leave")
		w.run("apply", "--auto-approve", "--target", "/s/a.jpg").exits(exitFine).shows("Converged")
		require.Equal(t, 1, w.server.Mutations())
	})
}

func TestHelpAndVersion(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.run("--help").exits(exitFine).shows("Commands:", "apply", "--sandbox", "IMAGEKIT_PRIVATE_KEY")
		w.run("help", "plan").exits(exitFine).shows("--max-delete N", "--sandbox")
		w.run("plan", "--help").exits(exitFine).shows("--max-delete N", "--sandbox")
		w.run("version").exits(exitFine).shows("iksync ")
		w.run("--version").exits(exitFine).shows("iksync ")
		require.Empty(t, w.server.Requests())
	})
}

func TestInit(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		got := w.run("init").exits(exitFine).says("Wrote library.yaml", "iksync plan --sandbox", "/website")
		require.Empty(t, got.stdout)
		w.run("validate").exits(exitFine).shows("library.yaml is valid")
		w.run("plan").exits(exitFine)

		w.file("library.yaml", "mine")
		w.run("init").exits(exitFailed).says("library.yaml exists and is left alone")
		require.Equal(t, "mine", w.read("library.yaml"))
		w.run("init", "-f", "other.yaml").exits(exitFine)
		w.run("validate", "-f", "other.yaml", "--output", "json").exits(exitFine).json("iksync-validate/1")
		w.run("init", "-f", "-").exits(exitUsage)
	})
}

func TestExplain(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/in/a.jpg").yaml("folders: {/s/in: {tags: {add: [x]}}}\nrules: [{name: all, match: {path: /s/**}, tags: {add: [y]}}]\n" +
			"files: {/s/in/a.jpg: {description: Lamp}}\n")
		w.run("explain", "/s/in/a.jpg").exits(exitFine).shows(
			"folder /s/in (library.yaml:4:", "rule all (library.yaml:5:", "file /s/in/a.jpg (library.yaml:6:",
			"as it will be", "what changes", "[x, y]")
		w.run("explain", "--output", "json", "/s/in/a.jpg").exits(exitFine).json("iksync-explain/1")
		w.run("explain", "/s/in/none.jpg").exits(exitFailed).says("neither in the library nor in the YAML")
		w.run("explain", "/other/a.jpg").exits(exitFailed).says("outside the scope")
		w.untouched()
	})
}

func TestCompletion(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		for _, shell := range []string{"bash", "zsh", "fish"} {
			got := w.run("completion", shell).exits(exitFine).shows("explain", "sandbox", "max-delete", "auto always never")
			require.Empty(t, got.stderr)
			if path, err := exec.LookPath(shell); err == nil {
				w.file("script", got.stdout)
				out, err := exec.Command(path, "-n", filepath.Join(w.dir, "script")).CombinedOutput()
				require.NoError(t, err, "%s", out)
			}
		}
	})
}

// The sandbox is filled from the seed beside the YAML, kept, and needs no key.
func TestSandbox(t *testing.T) {
	w := newWorld(t) // real files, locks among them, and real time
	w.http = nil
	delete(w.vars, keyVariable)
	w.file("shop/seed/s/a.jpg", "bytes").file("shop/library.yaml", "version: 1\nlibrary: shop\nscope: [/s]\nfiles: {/s/a.jpg: {tags: [x]}}\n")
	w.run("plan", "--sandbox", "-f", "shop/library.yaml", "--out", "p").exits(exitFine).
		says("filled from the folder seed").shows("1 to update", "sandbox")
	again := w.run("plan", "--sandbox", "-f", "shop/library.yaml").exits(exitFine).shows("1 to update")
	require.Empty(t, again.stderr, "it is told once")
	w.run("apply", "--sandbox", "p").exits(exitFine).shows("Converged")
	w.run("--sandbox", "plan", "-f", "shop/library.yaml").exits(exitFine).shows("No changes")
	w.vars[keyVariable] = testKey
	w.run("apply", "p").exits(exitStale).says("was made for sandbox")
	require.Empty(t, w.server.Requests(), "the account was left alone")

	held, err := emulator.New(emulator.WithDir(filepath.Join(w.dir, ".iksync", "sandbox")))
	require.NoError(t, err)
	w.run("plan", "--sandbox", "-f", "shop/library.yaml").exits(exitLocked).says("in use by another process")
	require.NoError(t, held.Close())

	require.NoError(t, os.RemoveAll(filepath.Join(w.dir, ".iksync")))
	require.NoError(t, os.RemoveAll(filepath.Join(w.dir, "shop/seed")))
	w.run("plan", "--sandbox", "-f", "shop/library.yaml").exits(exitUsage).says("made in .iksync/sandbox, empty", "is not in the library")
}
