package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// envs are two libraries that one folder of YAML makes, with a plan each on the pull
// request.
func (g *forge) envs() *forge {
	g.seeded("/staging/a.jpg", "/production/a.jpg")
	g.file("media/library.yaml", "version: 1\nlibrary: shop-${env}\nvars: {env: }\nscope: [\"/${env}\"]\nfiles: {\"/${env}/a.jpg\": {description: x}}\n")
	for _, env := range []string{"staging", "production"} {
		g.env1(env).exits(exitFine)
	}
	require.Len(g.t, g.stand.comments, 2)
	require.True(g.t, strings.HasPrefix(g.bodies()[0], "<!-- iksync:plan:shop-staging: -->\n"))
	require.True(g.t, strings.HasPrefix(g.bodies()[1], "<!-- iksync:plan:shop-production: -->\n"))
	return g
}

// env1 plans one of the two.
func (g *forge) env1(env string, more ...string) outcome {
	g.t.Helper()
	return g.step(append([]string{"github", "-f", "media", "--var", "env=" + env}, append(more, "plan")...)...)
}

// A run that made no plan says so in the comment of its own library, whoever else has
// one from the same file.
func TestGithubNoPlanOfOneLibrary(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(g *forge) // what goes wrong
		more []string
		want code
		says string
	}{
		{"its API cannot be reached", func(g *forge) {
			g.server.Inject(emulator.Fault{Match: "GET /v1/files", Kind: emulator.FaultStatus, Status: http.StatusForbidden})
		}, nil, exitFailed, "no plan for `shop-production` of `media` (given `env`)"},
		{"its key is not there", func(g *forge) { g.vars[keyVariable] = "" }, nil, exitUsage, "no plan for `shop-production` of `media` (given `env`)"},
		{"an option is none", func(*forge) {}, []string{"--max-delete=many"}, exitUsage, "no plan for `shop-production` of `media` (given `env`)"},
		{"its YAML does not read", func(g *forge) { g.file("media/b.yaml", "version: 1\nfiles: 3\n") }, nil, exitUsage, "`media` (given `env`) has 1 problem"},
	} {
		t.Run(test.name, func(t *testing.T) {
			forgeStory(t, func(t *testing.T, g *forge) {
				g.envs()
				staging, key := g.bodies()[0], g.vars[keyVariable]
				test.do(g)
				g.env1("production", test.more...).exits(test.want)
				require.Len(t, g.stand.comments, 2)
				require.Equal(t, staging, g.bodies()[0], "what stands there is about another library")
				require.True(t, strings.HasPrefix(g.bodies()[1], "<!-- iksync:plan:shop-production: -->\n"), g.bodies()[1])
				require.Contains(t, g.bodies()[1], test.says)
				require.Contains(t, g.read("summary.md"), test.says)

				g.server.ClearFaults()
				g.vars[keyVariable] = key
				g.file("media/b.yaml", "version: 1\n")
				g.env1("production").exits(exitFine)
				require.Len(t, g.stand.comments, 2)
				require.NotContains(t, g.bodies()[1], test.says)
			})
		})
	}
}

// Where a file does not read, all libraries that it stood for are told, each once; and
// who was never told of a library is found when that is known. Values are in none.
func TestGithubNoPlanOfAnyLibrary(t *testing.T) {
	const secret = "s3cr3t-of-env"
	forgeStory(t, func(t *testing.T, g *forge) {
		g.seeded("/s/a.jpg")
		for _, library := range []string{"shop", "stall"} { // it was renamed
			g.file("library.yaml", "version: 1\nlibrary: "+library+"\nscope: [/s]\nfiles: {/s/a.jpg: {description: x}}\n")
			g.step("github", "plan").exits(exitFine)
		}
		g.stand.add(&standComment{on: 7, User: standUser{githubBot}, Body: g.bodies()[0]}) // of a run at the same time
		g.yaml("files: 3\n")
		g.step("github", "plan").exits(exitUsage)
		require.Len(t, g.stand.comments, 2)
		for i, library := range []string{"shop", "stall"} {
			require.True(t, strings.HasPrefix(g.bodies()[i], "<!-- iksync:plan:"+library+": -->\n"))
			require.Contains(t, g.bodies()[i], "has 1 problem")
		}
	})
	forgeStory(t, func(t *testing.T, g *forge) {
		g.seeded("/s/a.jpg").file("media/a.yaml", "files: 3\n")
		for range 2 {
			g.env1(secret, "--var", "x=1").exits(exitUsage)
			g.env1("other").exits(exitUsage)
		}
		g.step("github", "-f", "media", "--var", secret, "plan").exits(exitUsage) // no NAME=
		require.Len(t, g.stand.comments, 3, "with other values, it is about something else")
		require.Contains(t, g.bodies()[0], "`media` (given `env`, `x`)")
		for _, text := range g.bodies()[:2] {
			require.NotContains(t, text, secret)
		}
		heading, _, _ := strings.Cut(g.bodies()[2], "Nothing was planned")
		require.NotContains(t, heading, secret, "what has no name may be a value")
		g.file("media/a.yaml", "version: 1\nlibrary: shop\nvars: {env: , x: }\nscope: [/s]\nfiles: {/s/a.jpg: {description: x}}\n")
		g.env1(secret, "--var", "x=1").exits(exitFine)
		require.Len(t, g.stand.comments, 3)
		require.True(t, strings.HasPrefix(g.bodies()[0], "<!-- iksync:plan:shop: -->\n"))
	})
}

// Of many long problems a comment has as many as fit, however much room Markdown needs
// for what they hold.
func TestGithubManyProblems(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		var yaml strings.Builder
		yaml.WriteString("files:\n")
		for range 60 {
			yaml.WriteString("  /s/" + strings.Repeat("x", yaml.Len()%97+1) + ": {\"" + strings.Repeat("$", 250) + "\": 1}\n")
		}
		g.yaml(yaml.String())
		o := g.step("github", "plan").exits(exitUsage)
		require.NotContains(t, o.stdout, "cannot comment")
		require.Len(t, g.stand.comments, 1)
		require.LessOrEqual(t, len(g.bodies()[0]), 60_500)
		require.Greater(t, len(g.bodies()[0]), 50_000, "there is room for more")
		require.Regexp(t, `(?m)^- and [0-9]+ more, which the log lists$`, g.bodies()[0])
		require.Contains(t, g.read("summary.md"), "- and 10 more, which the log lists")
	})
}

// A run that ends after somebody has pushed again leaves the comment to the newer run.
func TestGithubOvertaken(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing()
		g.stand.heads[7] = "0ddba110ddba11"
		o := g.step("github", "plan").exits(exitFine)
		o.shows("::notice title=iksync leaves the comment alone::The pull request is at commit 0ddba11 by now, and this run is about c0ffee0")
		require.Empty(t, g.stand.comments)
		require.NotEmpty(t, g.outputs()["changes"])
		require.Empty(t, g.outputs()["comment_url"])

		newer := g.stand.add(&standComment{on: 7, User: standUser{githubBot}, Body: shopHead + "of the newer run"})
		g.step("github", "plan").exits(exitFine)
		g.yaml("files: 3\n")
		g.step("github", "plan").exits(exitUsage)
		require.Equal(t, shopHead+"of the newer run", newer.Body)

		delete(g.stand.heads, 7)
		g.changing().step("github", "plan").exits(exitFine).says("Whether the pull request has a newer commit is not known: GET /repos/acme/media/pulls/7: 404")
		require.NotContains(t, newer.Body, "of the newer run", "what is not known is no reason to say nothing")
	})
}
