package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// drifting is a library that is as its YAML says, for now.
func (g *forge) drifting() *forge {
	g.seeded("/s/a.jpg")
	g.vars["GITHUB_EVENT_NAME"] = "schedule"
	g.yaml("files: {/s/a.jpg: {description: x}}\n")
	g.run("apply", "--auto-approve").exits(exitFine)
	return g
}

// One issue comes with drift, changes with it and goes with it.
func TestGithubDrift(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.drifting()
		g.step("github", "drift").exits(exitFine)
		require.Empty(t, g.stand.issues)
		require.Equal(t, "false", g.outputs()["drift"])

		g.yaml("files: {/s/a.jpg: {description: y}}\n") // as if somebody had changed the library
		for range 2 {
			g.step("github", "drift").exits(exitFine).shows("::warning file=library.yaml,line=4,", "Changed in the library: /s/a.jpg")
		}
		require.Len(t, g.stand.issues, 1)
		issue := g.stand.issues[0]
		require.Equal(t, "iksync: shop has drifted", issue.Title)
		require.Equal(t, []standLabel{{"iksync-drift"}}, issue.Labels)
		require.Equal(t, "true", g.outputs()["drift"])
		require.Equal(t, issue.URL, g.outputs()["issue_url"])
		require.Contains(t, g.read("summary.md"), "a.jpg")
		before := issue.Body

		g.yaml("files: {/s/a.jpg: {description: y, tags: [z]}}\n")
		g.step("github", "--detailed-exitcode", "drift").exits(exitChanges)
		require.Len(t, g.stand.issues, 1)
		require.NotEqual(t, before, issue.Body)
		require.Equal(t, "2", g.outputs()["exit_code"])

		g.yaml("files: {/s/a.jpg: {description: x}}\n")
		g.step("github", "drift").exits(exitFine)
		require.Equal(t, "closed", issue.State)
		require.Equal(t, "completed", issue.Reason)
		require.Len(t, g.stand.comments, 1)
		require.Contains(t, g.stand.comments[0].Body, "No drift any more")
		require.Equal(t, issue.Number, g.stand.comments[0].on)

		g.yaml("files: {/s/a.jpg: {description: z}}\n")
		g.step("github", "drift").exits(exitFine)
		require.Len(t, g.stand.issues, 2, "an issue that is closed stays closed")
		g.server.Mutations()
	})
}

// Issues of others stay as they are, and twins of the own one are closed.
func TestGithubDriftIssues(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.drifting().yaml("files: {/s/a.jpg: {description: y}}\n")
		head := "<!-- iksync:drift:shop: -->\n"
		add := func(login, body string) *standIssue {
			g.stand.next++
			i := &standIssue{Number: g.stand.next, Title: "t", Body: body, State: "open", User: standUser{login}, Labels: []standLabel{{"iksync-drift"}}}
			g.stand.issues = append(g.stand.issues, i)
			return i
		}
		adas, others := add("ada", head), add(githubBot, "<!-- iksync:drift:other: -->\n")
		first, twin := add(githubBot, head), add(githubBot, head)
		g.step("github", "drift").exits(exitFine)
		require.Equal(t, "t", adas.Title)
		require.Equal(t, "t", others.Title)
		require.Equal(t, "iksync: shop has drifted", first.Title)
		require.Equal(t, "open", first.State)
		require.Equal(t, "closed", twin.State)
		require.Equal(t, "not_planned", twin.Reason)
	})
}

// Whatever GitHub does, the exit code is that of drift; and where the library could
// not be read whole, no issue is closed.
func TestGithubDriftInDoubt(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.drifting().yaml("files: {/s/a.jpg: {description: y}}\n")
		g.stand.readOnly = true
		g.step("github", "drift").exits(exitFine).shows("::warning title=iksync cannot keep the issue about drift::")
		g.stand.readOnly = false
		g.step("github", "drift").exits(exitFine)
		require.Len(t, g.stand.issues, 1)

		g.yaml("files: {/s/a.jpg: {description: x}}\n")
		g.server.Inject(emulator.Fault{Match: "GET /v1/files", Kind: emulator.FaultStatus, Status: http.StatusForbidden})
		o := g.step("github", "drift")
		require.NotEqual(t, int(exitFine), o.code)
		o.shows("::error title=iksync::")
		require.Equal(t, "open", g.stand.issues[0].State)
		g.server.ClearFaults()

		g.yaml("files: 3\n")
		g.step("github", "drift").exits(exitUsage).shows("::error file=library.yaml,line=4,")
		require.Equal(t, "open", g.stand.issues[0].State)
		require.Equal(t, "", g.outputs()["drift"])
	})
}
