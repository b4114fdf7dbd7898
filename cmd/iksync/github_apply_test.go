package main

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// onPush makes the event one of a push.
func (g *forge) onPush() *forge {
	g.vars["GITHUB_EVENT_NAME"] = "push"
	g.vars["GITHUB_REF"] = "refs/heads/main"
	g.stand.tips = map[string]string{"heads/main": g.vars["GITHUB_SHA"]}
	g.vars["RUNNER_TEMP"] = filepath.Join(g.dir, "temp")
	require.NoError(g.t, os.MkdirAll(g.vars["RUNNER_TEMP"], 0o755))
	return g
}

// leavesNothing checks that what was made on the way is gone.
func (g *forge) leavesNothing() {
	g.t.Helper()
	left, err := os.ReadDir(g.vars["RUNNER_TEMP"])
	require.NoError(g.t, err)
	require.Empty(g.t, left)
}

func TestGithubApply(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing().onPush()
		g.step("github", "apply").exits(exitUsage).says("--auto-approve").shows("::error title=iksync::apply asks")
		g.untouched()

		o := g.step("github", "--report", "json=mine.json", "--auto-approve", "apply").exits(exitFine).shows("Converged")
		require.Empty(t, commandsIn(o.stdout))
		out := g.outputs()
		require.Equal(t, "3", out["deletes"])
		require.Equal(t, "0", out["exit_code"])
		require.Equal(t, "false", out["refused"])
		require.NotEmpty(t, out["run"])
		require.Contains(t, g.read("summary.md"), "## Applied to shop")
		require.Contains(t, g.read("mine.json"), "iksync-apply/1")
		require.Empty(t, g.stand.writes(), "an apply has no comment")
		g.leavesNothing()

		g.step("github", "--auto-approve", "apply").exits(exitFine)
		require.Equal(t, "0", g.outputs()["changes"])
	})
}

// What failed is shown at the line that asked for it.
func TestGithubApplyInPart(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing().onPush()
		g.server.Inject(emulator.Fault{Match: "PATCH /v1/files/{id}/details", Kind: emulator.FaultStatus, Status: http.StatusBadRequest})
		o := g.step("github", "--auto-approve", "apply").exits(exitPartial)
		o.shows("::error title=iksync::", "::error file=library.yaml,line=4,col=", "title=iksync%3A not applied::file:/s/a.jpg")
		require.Equal(t, "6", g.outputs()["exit_code"])
		require.Contains(t, g.read("summary.md"), "in part")
		g.leavesNothing()
	})
}

// A saved plan needs no approval, and one that does not fit any more is not applied.
func TestGithubApplySaved(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing().onPush()
		g.step("github", "plan").exits(exitFine)
		saved := g.outputs()["plan_path"]
		require.NoError(t, g.server.Seed(emulator.Seed{Path: "/s/old/new.jpg"}))
		g.step("github", "apply", saved).exits(exitStale).shows("::error title=iksync::the library is not as it was")
		require.Contains(t, g.read("summary.md"), "does not fit any more")
		require.Equal(t, "5", g.outputs()["exit_code"])
		g.untouched()
		g.step("github", "plan").exits(exitFine)
		g.step("github", "apply", saved).exits(exitFine)
		g.leavesNothing()
	})
}

// Of an apply that got nowhere, the reports that were asked for are written, and no
// others.
func TestGithubApplyBrokenYAML(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.onPush().yaml("files: 3\n")
		g.step("github", "--auto-approve", "--report", "json=mine.json", "apply").exits(exitUsage).shows("::error file=library.yaml,line=4,")
		require.Contains(t, g.read("mine.json"), "iksync-error/1")
		require.Contains(t, g.read("summary.md"), "Nothing was applied.")
		require.Equal(t, "3", g.outputs()["exit_code"])
		g.leavesNothing()
	})
}
