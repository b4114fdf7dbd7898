package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// refreshing is a world whose applies have --refresh.
func (w *world) refreshing() *world {
	w.vars["IKSYNC_REFRESH"] = "true"
	return w
}

func TestRefresh(t *testing.T) {
	for _, test := range []struct {
		name, byHand, yaml string
		args               []string
		exits              code
		says, shows        string
	}{
		{name: "nothing differs", exits: exitFine, says: "Planned again: nothing differs from p.", shows: "Converged"},
		{name: "what differs makes no other plan", byHand: "files: {/s/a.jpg: {description: Mug}}\n", exits: exitFine,
			says: "nothing differs", shows: "Converged"},
		{name: "what differs makes another plan", byHand: "files: {/s/a.jpg: {tags: [hand]}}\n", exits: exitStale,
			says: "  ~ update file /s/a.jpg"},
		{name: "which is carried out if that is meant", byHand: "files: {/s/a.jpg: {tags: [hand]}}\n", args: []string{"--auto-approve"},
			exits: exitFine, shows: "tags: [hand] -> [x], was none -> [x]"},
		{name: "another YAML", yaml: "files: {/s/a.jpg: {tags: [y]}, /s/b.jpg: {tags: [y]}}\n", exits: exitStale,
			says: "+ update file /s/b.jpg"},
		{name: "all of it was done meanwhile", byHand: taggedYAML, exits: exitFine, shows: "- update file /s/a.jpg"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg", "/s/b.jpg").yaml(taggedYAML)
				w.run("plan", "--out", "p").exits(exitFine)
				if test.byHand != "" {
					w.byHand(test.byHand)
				}
				if test.yaml != "" {
					w.yaml(test.yaml)
				}
				before := w.server.Mutations()
				got := w.refreshing().run(append(append([]string{"apply"}, test.args...), "p")...).exits(test.exits).says(test.says).shows(test.shows)
				if test.exits == exitStale {
					got.says("the new plan differs from p, and there is no terminal to ask on")
					require.Equal(t, before, w.server.Mutations(), "it wrote")
				}
			})
		})
	}
}

// On a terminal another plan is asked for, like any new one.
func TestRefreshAsks(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("plan", "--out", "p").exits(exitFine)
		w.byHand("files: {/s/a.jpg: {tags: [hand]}}\n").refreshing().screens = true
		before := w.server.Mutations()
		w.stdin = "no\n"
		w.run("apply", "p").exits(exitFailed).shows("The plan differs in 1 change:", "1 to update").says("Only 'yes' is accepted")
		require.Equal(t, before, w.server.Mutations())
		w.stdin = "yes\n"
		w.run("apply", "p").exits(exitFine).shows("Converged")
	})
}

func TestRefreshDocuments(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("plan", "--out", "p").exits(exitFine)
		w.byHand("files: {/s/a.jpg: {tags: [hand]}}\n").refreshing()
		got := w.run("apply", "--output", "json", "--report", "json=r.json", "p").exits(exitStale)
		document := got.json("iksync-error/1")
		require.Len(t, document["differences"], 1)
		require.NotContains(t, document, "drift")
		require.Equal(t, got.stdout, w.read("r.json"))
		w.run("apply", "--output", "json", "--auto-approve", "p").exits(exitFine).says("The plan differs in 1 change:").json("iksync-apply/1")
	})
}

// The same part is planned again, under the same permissions.
func TestRefreshKeepsToWhatWasAsked(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/tmp/a.jpg", "/s/tmp/b.jpg", "/s/tmp/c.jpg", "/s/stays.jpg").
			yaml("limits: {deletes: 1}\nfiles: {/s/stays.jpg: {tags: [x]}}\nfolders: {/s/tmp: {prune: true}}\n")
		w.run("plan", "--out", "p", "--target", "/s/tmp/*", "--exclude", "/s/tmp/c.jpg", "--max-delete", "2").exits(exitFine)
		w.refreshing()
		w.run("apply", "--max-delete", "3", "p").exits(exitUsage).says("--max-delete is for making a plan")
		w.run("apply", "p").exits(exitFine).says("nothing differs from p", "This is a part of the plan only")
		w.run("plan", "--max-delete", "9").exits(exitFine).shows("1 to delete", "1 to update")
	})
}

func TestRefreshNeedsTheYAML(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("plan", "--out", "p").exits(exitFine)
		require.NoError(t, os.Remove(filepath.Join(w.dir, "library.yaml")))
		w.refreshing().run("apply", "p").exits(exitUsage).says("--refresh plans anew, and there is no file library.yaml to plan from")
		w.untouched()
	})
}
