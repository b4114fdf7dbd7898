package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// newerCommit is what main is at, in these tests.
const newerCommit = "0ddba110ddba110ddba110ddba110ddba110ddba"

// outdated is an apply of what is in the folder media, of a branch that has a newer
// commit, at which the YAML is the same.
func (g *forge) outdated() *forge {
	g.changing().onPush()
	require.NoError(g.t, os.Mkdir(filepath.Join(g.dir, "media"), 0o755))
	require.NoError(g.t, os.Rename(filepath.Join(g.dir, "library.yaml"), filepath.Join(g.dir, "media", "library.yaml")))
	g.vars["IKSYNC_FILE"] = "media/library.yaml"
	g.stand.tips["heads/main"] = newerCommit
	g.stand.folders = map[string]map[string]string{"media": {"library.yaml": blobOf([]byte(g.read("media/library.yaml")))}}
	return g
}

// An apply of an older commit does nothing, unless the newer ones changed nothing of
// what it applies.
func TestGithubApplyOutdated(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(g *forge)
		why  string // "": it is applied
	}{
		{"the YAML changed", func(g *forge) { g.stand.changed = []string{"README.md", "media/library.yaml"} }, "media/library.yaml changed"},
		{"something beside the YAML changed", func(g *forge) { g.stand.changed = []string{"media/assets/logo.svg"} }, "media/assets/logo.svg changed"},
		{"something went from beside the YAML", func(g *forge) { g.stand.changed = []string{"media/logo.svg -> web/logo.svg"} }, "media/logo.svg changed"},
		{"the workflow changed", func(g *forge) { g.stand.changed = []string{".github/workflows/media.yml"} }, ".github/workflows/media.yml changed"},
		{"the folder is a submodule", func(g *forge) { g.stand.changed = []string{"media"} }, "media changed"},
		{"the branch was set back", func(g *forge) { g.stand.status = "behind" }, "does not come after"},
		{"the branch was forced elsewhere", func(g *forge) { g.stand.status = "diverged" }, "does not come after"},
		{"too much changed", func(g *forge) { g.stand.changed = strings.Split(strings.Repeat("web/x.html ", 300), " ")[:300] }, "more than 300 files"},
		{"the YAML was made by a step", func(g *forge) { g.stand.folders["media"]["library.yaml"] = blobOf([]byte("template")) }, "library.yaml is not as it was committed"},
		{"the YAML is in no commit", func(g *forge) { delete(g.stand.folders, "media") }, "404"},
		{"the YAML comes from stdin", func(g *forge) { g.vars["IKSYNC_FILE"], g.stdin = "-", g.read("media/library.yaml") }, "from stdin"},
		{"the YAML is a link", func(g *forge) {
			g.file("shared/library.yaml", g.read("media/library.yaml"))
			require.NoError(g.t, os.Remove(filepath.Join(g.dir, "media", "library.yaml")))
			require.NoError(g.t, os.Symlink("../shared/library.yaml", filepath.Join(g.dir, "media", "library.yaml")))
		}, "is a link to elsewhere"},
		{"the folder is a link", func(g *forge) {
			require.NoError(g.t, os.Symlink("media", filepath.Join(g.dir, "linked")))
			g.vars["IKSYNC_FILE"] = "linked/library.yaml"
		}, "behind a link"},
		{"the YAML is not in the repository", func(g *forge) { g.vars["GITHUB_WORKSPACE"] = filepath.Join(g.dir, "temp") }, "not in the repository"},
		{"the YAML is in the root, and anything changed", func(g *forge) {
			g.file("library.yaml", g.read("media/library.yaml"))
			g.vars["IKSYNC_FILE"], g.stand.changed = "library.yaml", []string{"web/index.html"}
		}, "web/index.html changed"},
		{"a file whose name is a command changed", func(g *forge) { g.stand.changed = []string{"media/\n::error::x"} }, "changed"},
		{"elsewhere changed", func(g *forge) {
			g.stand.changed = []string{"web/index.html", "mediator/library.yaml", "docs/.github/x"}
		}, ""},
		{"nothing changed", func(*forge) {}, ""},
		{"a folder of YAML, and elsewhere changed", func(g *forge) {
			g.vars["IKSYNC_FILE"], g.stand.changed = "media", []string{"web/index.html"}
		}, ""},
		{"it is allowed", func(g *forge) {
			g.stand.changed = []string{"media/library.yaml"}
			g.vars["IKSYNC_ALLOW_OUTDATED"] = "true"
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			forgeStory(t, func(t *testing.T, g *forge) {
				g.outdated()
				test.do(g)
				o := g.step("github", "--auto-approve", "--report", "json=mine.json", "apply")
				if test.why == "" {
					o.exits(exitFine).shows("Converged")
					return
				}
				o.exits(exitStale).says("main is at commit 0ddba11 by now, and this run would apply feedbee (", test.why, "--allow-outdated").
					shows("::error title=iksync::main is at commit 0ddba11 by now")
				require.Empty(t, g.server.Requests(), "nothing was read")
				require.Equal(t, "5", g.outputs()["exit_code"])
				require.Contains(t, g.read("summary.md"), "Nothing was applied.")
				require.Contains(t, g.read("mine.json"), "iksync-error/1")
			})
		})
	}
}

// It is asked for whatever starts an apply, but for pull requests, which have a branch
// of their own.
func TestGithubApplyOutdatedEvents(t *testing.T) {
	for _, test := range []struct {
		event, ref string
		want       code
	}{
		{"push", "refs/heads/main", exitStale},
		{"workflow_dispatch", "refs/heads/main", exitStale},
		{"push", "refs/heads/wide/branch", exitFine},
		{"push", "refs/tags/v1.0.0", exitFine},
		{"pull_request", "refs/pull/7/merge", exitFine},
	} {
		t.Run(test.event+" "+test.ref, func(t *testing.T) {
			forgeStory(t, func(t *testing.T, g *forge) {
				g.outdated()
				g.stand.changed = []string{"media/library.yaml"}
				g.stand.tips["heads/wide/branch"], g.stand.tips["tags/v1.0.0"] = g.vars["GITHUB_SHA"], g.vars["GITHUB_SHA"]
				g.vars["GITHUB_EVENT_NAME"], g.vars["GITHUB_REF"] = test.event, test.ref
				o := g.step("github", "--auto-approve", "apply").exits(test.want)
				require.NotContains(t, o.stdout, "cannot tell")
			})
		})
	}
	forgeStory(t, func(t *testing.T, g *forge) {
		g.outdated()
		g.stand.changed = []string{"media/library.yaml"}
		g.step("github", "plan").exits(exitFine)
		g.step("github", "drift").exits(exitFine)
		g.step("github", "apply", ".iksync/plan.json").exits(exitStale).says("media/library.yaml changed")
		g.stand.changed, g.vars["IKSYNC_FILE"] = []string{"web/index.html"}, ""
		g.step("github", "apply", ".iksync/plan.json").exits(exitFine)
		g.vars["IKSYNC_ALLOW_OUTDATED"] = "perhaps"
		g.step("github", "apply").exits(exitUsage).says("IKSYNC_ALLOW_OUTDATED")
	})
}

// What GitHub does not tell is a warning, and the apply goes on.
func TestGithubApplyTipUnknown(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(g *forge)
		says string
	}{
		{"the branch is gone", func(g *forge) { delete(g.stand.tips, "heads/main") }, "422.*No commit found"},
		{"there is no token", func(g *forge) { g.vars["GITHUB_TOKEN"] = "" }, "there is no token"},
		{"the branch is not named", func(g *forge) { g.vars["GITHUB_REF"] = "" }, "GITHUB_REF"},
		{"the commit is not named", func(g *forge) { g.vars["GITHUB_SHA"] = "" }, "GITHUB_SHA"},
		{"the answer is no commit", func(g *forge) { g.stand.tips["heads/main"] = "<html>" }, "did not answer with a commit"},
		{"GitHub is down", func(g *forge) {
			g.stand.fault = func(w http.ResponseWriter, _ *http.Request) bool {
				refuse(w, http.StatusBadGateway, githubToken)
				return true
			}
		}, "502"},
		{"GitHub does not answer", func(g *forge) {
			g.stand.fault = func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return true }
		}, "10 seconds"},
		{"GitHub wants to be left alone", func(g *forge) {
			g.stand.fault = func(w http.ResponseWriter, _ *http.Request) bool {
				w.Header().Set("Retry-After", "50")
				refuse(w, http.StatusTooManyRequests, "later")
				return true
			}
		}, "longer than a minute"},
	} {
		t.Run(test.name, func(t *testing.T) {
			forgeStory(t, func(t *testing.T, g *forge) {
				g.outdated()
				test.do(g)
				began := time.Now()
				o := g.step("github", "--auto-approve", "apply").exits(exitFine)
				require.Regexp(t, `(?m)^::warning title=iksync cannot tell whether there is a newer commit::.*`+test.says, o.stdout)
				require.Less(t, time.Since(began), 10*time.Minute)
			})
		})
	}
}

// Git names a file by what it holds.
func TestBlobOf(t *testing.T) {
	require.Equal(t, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", blobOf(nil))
	require.Equal(t, "ce013625030ba8dba906f756967f9e9ca394464a", blobOf([]byte("hello\n")))
}
