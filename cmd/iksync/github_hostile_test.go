package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// Whoever may name a file, a tag or a library runs no command of a workflow, ends no
// hidden head, and pings nobody. The checks for commands are those of every step.
func TestGithubHostileNames(t *testing.T) {
	const yaml = "version: 1\nlibrary: \"::set-output name=a::b --> @octocat ##[add-mask]x\"\nscope: [/s]\n"
	forgeStory(t, func(t *testing.T, g *forge) {
		names := []string{"::set-output name=a::b.jpg", "##[set-env name=A;]b.jpg", "100%0A::error::c.jpg", "@octocat #1 --> <b>.jpg", " ::add-mask::d.jpg"}
		for _, name := range names {
			g.seeded("/s/tmp/" + name)
		}
		g.seeded("/s/stays.jpg")
		g.file("library.yaml", yaml+"files: {/s/stays.jpg: {description: \"\\n::error::e\\r::error::f\"}}\nfolders: {/s/tmp: {prune: true}}\n")
		o := g.step("github", "plan").exits(exitFine)
		require.Len(t, g.stand.comments, 1)
		head, rest, _ := strings.Cut(g.bodies()[0], "\n")
		require.Equal(t, 1, strings.Count(head, "-->"))
		for line := range strings.Lines(rest) {
			before, _, mention := strings.Cut(line, "@octocat")
			require.False(t, mention && strings.Count(before, "`")%2 == 0, "a mention: %s", line)
		}
		o.shows(`##\u005badd-mask`)
		require.Contains(t, g.outputs()["plan_path"], "plan.json")

		g.file("library.yaml", yaml+"files: {\"/s/::error::x.jpg\": {descr: x}, \"/s/\\n::error::y\": {}}\nrules: [{name: \"::stop-commands::x\"}]\n")
		g.step("github", "plan").exits(exitUsage)
		require.Len(t, g.stand.comments, 1)
		g.file("::error::x.yaml", "version: 2\n")
		g.step("github", "-f", "::error::x.yaml", "plan").exits(exitUsage).says(`\u003a:error::x.yaml:1:`).
			shows("::error file=%3A%3Aerror%3A%3Ax.yaml,line=1,")
	})
	forgeStory(t, func(t *testing.T, g *forge) {
		g.onPush().seeded("/s/::error::a.jpg", "/s/b.jpg")
		g.file("library.yaml", yaml+"files: {\"/s/::set-output name=x::y.jpg\": {moved_from: /s/b.jpg}, \"/s/::error::a.jpg\": {tags: [\"::error::t\", \"##[group]u\"]}}\n")
		o := g.step("github", "--auto-approve", "apply")
		require.Contains(t, o.stdout, "set-output")
	})
}

// Of very many deletes a step shows as many as GitHub does, in a comment that fits.
func TestGithubManyDeletes(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		var yaml strings.Builder
		var seeds []emulator.Seed
		yaml.WriteString("limits: {deletes: 5000, delete_percent: 100}\nremove:\n  files:\n")
		for n := range 1000 {
			name := fmt.Sprintf("/s/%s-%04d.jpg", strings.Repeat("long", 30), n)
			seeds = append(seeds, emulator.Seed{Path: name})
			yaml.WriteString("    - " + name + "\n")
		}
		require.NoError(t, g.server.Seed(seeds...))
		g.seeded("/s/stays.jpg").yaml(yaml.String())
		o := g.step("github", "plan").exits(exitFine)
		require.Equal(t, 10, strings.Count(o.stdout, "\n::warning"))
		require.Contains(t, o.stdout, "::warning::and 991 more")
		require.Len(t, g.stand.comments, 1)
		require.Equal(t, "1000", g.outputs()["deletes"])
	})
}

// Sources that mention what breaks are annotated where they do.
func TestGithubRefs(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing().file("web/index.html", "<p>\n<img src=\"https://ik.imagekit.io/emulator/s/d.jpg\">\n")
		g.step("github", "--refs", "web", "plan").exits(exitFine).
			shows("::warning file=web/index.html,line=2,col=", "/s/d.jpg stops working; see https://ik.imagekit.io/emulator/s/new/d.jpg")
	})
}
