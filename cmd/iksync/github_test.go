package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const shopHead = "<!-- iksync:plan:shop: -->\n"

// changing makes the plan one that has changes.
func (g *forge) changing() *forge {
	g.seeded("/s/a.jpg", "/s/old/b.jpg", "/s/old/c.jpg", "/s/d.jpg")
	g.yaml("files: {/s/a.jpg: {description: x}, /s/new/d.jpg: {moved_from: /s/d.jpg}}\nremove: {folders: [/s/old]}\n")
	return g
}

// A pull request is told of its plan in one comment, whatever is pushed to it.
func TestGithubPlan(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing()
		o := g.step("github", "plan").exits(exitFine)
		o.shows("::warning file=library.yaml,line=5,col=", "Deleted for ever: /s/old")
		require.Len(t, g.stand.comments, 1)
		require.True(t, strings.HasPrefix(g.bodies()[0], shopHead+"<!-- iksync:file:library.yaml -->\n"), g.bodies()[0])
		require.Contains(t, g.bodies()[0], "commit `c0ffee0`, [run](https://github.com/acme/media/actions/runs/4711)")
		out := g.outputs()
		require.Equal(t, g.dir+"/.iksync/plan.json", out["plan_path"])
		require.Equal(t, "false", out["refused"])
		require.Equal(t, "0", out["exit_code"])
		require.Equal(t, "3", out["deletes"])
		require.NotEmpty(t, out["changes"])
		require.NotEmpty(t, out["calls"])
		require.NotEmpty(t, out["forecast_seconds"])
		require.Equal(t, g.stand.comments[0].URL, out["comment_url"])
		require.Contains(t, g.read("summary.md"), "commit `c0ffee0`")

		first := g.bodies()[0]
		g.vars["GITHUB_RUN_ID"] = "4712"
		g.step("github", "plan").exits(exitFine)
		require.Len(t, g.stand.comments, 1, "the comment is edited")
		require.NotEqual(t, first, g.bodies()[0])

		before := len(g.stand.writes())
		g.step("github", "plan").exits(exitFine)
		require.Len(t, g.stand.writes(), before, "nothing changed, and nothing is written")

		g.file("other.yaml", "version: 1\nlibrary: other\nscope: [/s]\nfiles: {/s/a.jpg: {description: y}}\n")
		g.step("github", "-f", "other.yaml", "plan").exits(exitFine)
		g.step("github", "--comment-key", "staging", "plan").exits(exitFine)
		require.Len(t, g.stand.comments, 3, "another library, and another key, have comments of their own")

		g.yaml("")
		g.step("github", "plan").exits(exitFine)
		require.Len(t, g.stand.comments, 3, "a plan that got empty takes the place of what it said before")
		require.Contains(t, g.bodies()[0], "No changes")
		g.untouched()
	})
}

// What is in other comments is nobody's business.
func TestGithubCommentsOfOthers(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing()
		quoted := &standComment{on: 7, User: standUser{"ada"}, Body: shopHead + "as ada has it"}
		inside := &standComment{on: 7, User: standUser{githubBot}, Body: "quoting:\n" + shopHead}
		elsewhere := &standComment{on: 8, User: standUser{githubBot}, Body: shopHead + "of another pull request"}
		near := &standComment{on: 7, User: standUser{githubBot}, Body: "<!-- iksync:plan:shoppers: -->\n<!-- iksync:file:library.yaml -->\n"}
		for _, c := range []*standComment{quoted, inside, elsewhere, near} {
			g.stand.add(c)
		}
		kept := g.bodies()
		g.step("github", "plan").exits(exitFine)
		g.step("github", "plan").exits(exitFine)
		require.Equal(t, kept, g.bodies()[:4])
		require.Len(t, g.stand.comments, 5)
	})
}

// A comment is found on whichever page it is, and those of runs at the same time go.
func TestGithubManyComments(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing()
		for n := range 230 {
			g.stand.add(&standComment{on: 7, User: standUser{"ada"}, Body: fmt.Sprint("talk ", n)})
		}
		own := g.stand.add(&standComment{on: 7, User: standUser{githubBot}, Body: shopHead + "old"})
		g.stand.add(&standComment{on: 7, User: standUser{githubBot}, Body: shopHead + "a twin of it"})
		g.step("github", "plan").exits(exitFine)
		require.Len(t, g.stand.comments, 231)
		require.Contains(t, own.Body, "iksync, commit")
	})
}

// An empty plan has nothing to say, unless that is asked for.
func TestGithubWhenToComment(t *testing.T) {
	for _, test := range []struct {
		when    string
		changes bool
		want    int
	}{
		{"", true, 1}, {"", false, 0},
		{"always", true, 1}, {"always", false, 1},
		{"changes", true, 1}, {"changes", false, 0},
		{"never", true, 0}, {"never", false, 0},
	} {
		t.Run(fmt.Sprintf("%s %t", test.when, test.changes), func(t *testing.T) {
			forgeStory(t, func(t *testing.T, g *forge) {
				g.seeded("/s/a.jpg").yaml("")
				if test.changes {
					g.changing()
				}
				g.vars["IKSYNC_COMMENT"] = test.when
				g.step("github", "plan").exits(exitFine)
				require.Len(t, g.stand.comments, test.want)
			})
		})
	}
}

// A good plan does not stand under a commit whose YAML is broken.
func TestGithubBrokenYAML(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing()
		g.step("github", "plan").exits(exitFine)
		g.yaml("files: {/s/a.jpg: {colour: x}}\nfolders: {rel: }\n")
		o := g.step("github", "plan").exits(exitUsage).says("library.yaml:4:")
		o.shows("::error file=library.yaml,line=4,col=", "::error file=library.yaml,line=5,col=")
		require.Len(t, g.stand.comments, 1)
		require.True(t, strings.HasPrefix(g.bodies()[0], shopHead), "it goes on being the comment of its library")
		require.Contains(t, g.bodies()[0], "library.yaml` has 2 problems")
		require.Contains(t, g.bodies()[0], "https://github.com/acme/media/blob/c0ffee0123456789/library.yaml#L4")
		require.Equal(t, "3", g.outputs()["exit_code"])
		require.Equal(t, "", g.outputs()["changes"])
		require.Contains(t, g.read("summary.md"), "2 problems")

		g.changing()
		g.step("github", "plan").exits(exitFine)
		require.Len(t, g.stand.comments, 1)
		require.NotContains(t, g.bodies()[0], "problems")
	})
	forgeStory(t, func(t *testing.T, g *forge) {
		g.yaml("files: 3\n")
		g.step("github", "plan").exits(exitUsage)
		require.Len(t, g.stand.comments, 1)
		g.changing()
		g.step("github", "plan").exits(exitFine)
		require.Len(t, g.stand.comments, 1, "the first comment was about no library yet")
		require.True(t, strings.HasPrefix(g.bodies()[0], shopHead))
	})
}

// A refused plan exits as ever, and says what refuses it where it was asked for.
func TestGithubRefused(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.seeded("/s/tmp/a.jpg", "/s/tmp/b.jpg", "/s/stays.jpg").yaml("limits: {deletes: 1}\nfolders: {/s/tmp: {prune: true}}\n")
		o := g.step("github", "plan").exits(exitRefused)
		o.shows("::error title=iksync%3A refused (delete-count)::", "--max-delete 2", "::warning file=library.yaml,line=5")
		require.Equal(t, "true", g.outputs()["refused"])
		require.Equal(t, "4", g.outputs()["exit_code"])
		require.Len(t, g.stand.comments, 1)
	})
}

// Whatever GitHub does, the exit code is that of the plan.
func TestGithubCannotComment(t *testing.T) {
	answer := func(status int, headers ...string) func(*forge) {
		return func(g *forge) {
			g.stand.fault = func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.HasSuffix(r.URL.Path, "/comments") {
					return false
				}
				for i := 0; i < len(headers); i += 2 {
					w.Header().Set(headers[i], headers[i+1])
				}
				refuse(w, status, "so it is, "+githubToken)
				return true
			}
		}
	}
	for _, test := range []struct {
		name string
		do   func(*forge)
		says string
	}{
		{"the token may only read", func(g *forge) { g.stand.readOnly = true }, "403 Forbidden%3A Resource not accessible|fork"},
		{"the token is none", func(g *forge) { g.vars["GITHUB_TOKEN"] = "" }, "GITHUB_TOKEN"},
		{"the token is wrong", func(g *forge) { g.vars["GITHUB_TOKEN"] = "ghp_other" }, "401"},
		{"the pull request is gone", answer(http.StatusNotFound), "404"},
		{"GitHub does not take it", answer(http.StatusUnprocessableEntity), "422"},
		{"GitHub is down", answer(http.StatusInternalServerError), "500"},
		{"GitHub has no gateway", answer(http.StatusBadGateway), "502"},
		{"GitHub is asked too often", answer(http.StatusTooManyRequests, "Retry-After", "2"), "429"},
		{"GitHub wants an hour", answer(http.StatusForbidden, "Retry-After", "3600"), "403"},
		{"GitHub is busy for an hour", answer(http.StatusForbidden, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "9999999999"), "rate limit|403"},
		{"GitHub does not answer", func(g *forge) {
			g.stand.fault = func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return true }
		}, "10 seconds"},
		{"GitHub is slow, and asked too often", func(g *forge) {
			g.stand.fault = func(w http.ResponseWriter, r *http.Request) bool {
				w.Header().Set("Retry-After", "55")
				refuse(w, http.StatusTooManyRequests, "later")
				return true
			}
		}, "three minutes"},
		{"the event is nowhere", func(g *forge) { g.vars["GITHUB_EVENT_PATH"] = "/nowhere" }, "event"},
		{"the event is not named", func(g *forge) { g.vars["GITHUB_EVENT_PATH"] = "" }, "GITHUB_EVENT_PATH"},
		{"the event is no JSON", func(g *forge) { g.file("event.json", "{") }, "no JSON"},
		{"the event has no pull request", func(g *forge) { g.file("event.json", "{}") }, "no pull request"},
		{"the repository is not named", func(g *forge) { g.vars["GITHUB_REPOSITORY"] = "" }, "GITHUB_REPOSITORY"},
	} {
		t.Run(test.name, func(t *testing.T) {
			forgeStory(t, func(t *testing.T, g *forge) {
				g.changing()
				test.do(g)
				began := time.Now()
				o := g.step("github", "plan").exits(exitFine)
				require.Regexp(t, `(?m)^::warning title=iksync cannot comment::.*(`+test.says+`)`, o.stdout)
				require.NotEmpty(t, g.outputs()["changes"])
				require.Less(t, time.Since(began), 4*time.Minute)
				require.Empty(t, g.stand.comments)
			})
		})
	}
}

// What GitHub turned away is sent again, and what may have been done is looked for.
func TestGithubTriesAgain(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault func(n int, w http.ResponseWriter) bool // of the n-th request that makes a comment
	}{
		{"a secondary limit", func(n int, w http.ResponseWriter) bool {
			if n < 3 {
				w.Header().Set("Retry-After", "5")
				refuse(w, http.StatusForbidden, "You have exceeded a secondary rate limit.")
			}
			return n < 3
		}},
		{"a limit without a time", func(n int, w http.ResponseWriter) bool {
			if n < 2 {
				refuse(w, http.StatusForbidden, "You have exceeded a secondary rate limit.")
			}
			return n < 2
		}},
		{"a gateway that lost the request", func(n int, w http.ResponseWriter) bool {
			if n < 2 {
				refuse(w, http.StatusBadGateway, "Bad gateway")
			}
			return n < 2
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			forgeStory(t, func(t *testing.T, g *forge) {
				g.changing()
				n := 0
				g.stand.fault = func(w http.ResponseWriter, r *http.Request) bool {
					if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/comments") {
						return false
					}
					n++
					return test.fault(n, w)
				}
				o := g.step("github", "plan").exits(exitFine)
				require.NotContains(t, o.stdout, "cannot comment")
				require.Len(t, g.stand.comments, 1)
			})
		})
	}
	t.Run("an answer that got lost", func(t *testing.T) {
		forgeStory(t, func(t *testing.T, g *forge) {
			g.changing()
			n := 0
			g.stand.fault = func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/comments") {
					n++
					g.stand.mu.Lock()
					defer g.stand.mu.Unlock()
					r.SetPathValue("n", "7")
					g.stand.createComment(discard{}, r)
					refuse(w, http.StatusBadGateway, "Bad gateway")
					return true
				}
				return false
			}
			o := g.step("github", "plan").exits(exitFine)
			require.NotContains(t, o.stdout, "cannot comment")
			require.Equal(t, 1, n, "it was made, and is found")
			require.Len(t, g.stand.comments, 1)
		})
	})
}

// discard is an answer that nobody gets.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

// Who the token belongs to decides what is whose.
func TestGithubTokens(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing()
		g.stand.nobody = true // the bot of workflows, then
		g.step("github", "plan").exits(exitFine)
		g.step("github", "plan").exits(exitFine)
		require.Len(t, g.stand.comments, 1)
		g.stand.nobody, g.stand.login = false, "media-robot[bot]"
		g.step("github", "plan").exits(exitFine)
		g.step("github", "plan").exits(exitFine)
		require.Len(t, g.stand.comments, 2)
	})
}

// Elsewhere it is of no use.
func TestGithubElsewhere(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing()
		g.vars["GITHUB_ACTIONS"] = ""
		g.run("github", "plan").exits(exitUsage).says("this is for workflows of GitHub")
		g.vars["GITHUB_ACTIONS"] = "true"
		g.run("github", "plot").exits(exitUsage).says("want plan, apply or drift")
		g.run("github", "plan", "x").exits(exitUsage).says("takes no argument")
		g.run("github", "--comment", "often", "plan").exits(exitUsage).says("--comment")
		g.vars["IKSYNC_OUTPUT"] = "json"
		g.run("github", "plan").exits(exitUsage).says("--report json=FILE")
		require.Empty(t, g.stand.requests)
	})
}

// A workflow that no pull request started has no comment, and that is no warning.
func TestGithubPlanOnPush(t *testing.T) {
	forgeStory(t, func(t *testing.T, g *forge) {
		g.changing()
		g.vars["GITHUB_EVENT_NAME"] = "push"
		o := g.step("github", "plan").exits(exitFine).says("No comment")
		require.NotContains(t, o.stdout, "cannot comment")
		require.Empty(t, g.stand.requests)
		require.Contains(t, g.read("summary.md"), "commit `feedbee`")
	})
}
