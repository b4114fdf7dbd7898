package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// pipeline runs shell scripts beside a copy of the examples, in a sandbox.
type pipeline struct {
	t   *testing.T
	dir string
	env []string
}

func newPipeline(t *testing.T, program string) *pipeline {
	t.Helper()
	p := &pipeline{t: t, dir: t.TempDir()}
	require.NoError(t, os.CopyFS(p.dir, os.DirFS(filepath.Join(root, "examples"))))
	p.env = []string{"PATH=" + filepath.Dir(program) + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + p.dir, "IKSYNC_SANDBOX=true", "IKSYNC_SETTLE=1s"}
	return p
}

// sh runs a script and returns its exit code and what it said.
func (p *pipeline) sh(script string, args ...string) (int, string) {
	p.t.Helper()
	cmd := exec.CommandContext(p.t.Context(), "sh", append([]string{"-e", "-c", script, "sh"}, args...)...)
	cmd.Dir, cmd.Env = p.dir, p.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		require.NotNil(p.t, cmd.ProcessState, "%v", err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// The pipelines of examples/ci do what they say.
func TestCI(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("they are for shells of Unix")
	}
	program := buildProgram(t)
	t.Run("plain", func(t *testing.T) { testPlainPipeline(t, newPipeline(t, program)) })
	t.Run("gitlab", func(t *testing.T) { testGitlabPipeline(t, newPipeline(t, program)) })
}

func testPlainPipeline(t *testing.T, p *pipeline) {
	const plan, apply = "ci/plain.sh plan", "ci/plain.sh apply"
	expect := func(script string, want code, texts ...string) {
		t.Helper()
		got, said := p.sh(script)
		require.Equal(t, int(want), got, said)
		for _, text := range texts {
			require.Contains(t, said, text)
		}
	}
	expect(plan, exitFine, "Plan for storefront")
	require.FileExists(t, filepath.Join(p.dir, ".iksync/plan.html"))
	require.FileExists(t, filepath.Join(p.dir, ".iksync/plan.md"))
	expect("IKSYNC_MAX_DELETE=1 "+apply, exitRefused, "A guard refuses the plan")
	expect("IKSYNC_FILE=none.yaml "+apply, exitUsage, "mistakes")
	expect("ci/plain.sh undo", exitUsage, "want plan or apply, have undo")
	expect(apply, exitFine, "Converged")
	expect(plan, exitFine, "The library is as the YAML says.")
}

// The guide shows the workflow that is in the examples.
func TestCIGuide(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join(root, "docs/ci.md"))
	require.NoError(t, err)
	workflow, err := os.ReadFile(filepath.Join(root, "examples/ci/github.yml"))
	require.NoError(t, err)
	_, shown, found := strings.Cut(string(workflow), "\nname:")
	require.True(t, found)
	require.Contains(t, string(guide), "```yaml\nname:"+shown+"```\n")
	a := readAction(t)
	var parsed struct {
		Jobs map[string]struct {
			Steps []struct {
				Uses string
				With map[string]string
			}
		}
	}
	require.NoError(t, yaml.Unmarshal(workflow, &parsed))
	steps := parsed.Jobs["media"].Steps
	require.Len(t, steps, 2)
	for name := range steps[1].With {
		require.Contains(t, a.Inputs, name, "an input that the action does not take")
	}
	for _, name := range []string{"changes", "deletes", "calls", "forecast_seconds", "plan_path", "refused", "drift", "exit_code", "comment_url", "issue_url"} {
		require.Contains(t, string(guide), "`"+name+"`")
		require.Contains(t, a.Outputs, strings.ReplaceAll(name, "_", "-"))
	}
}

// gitlabJob is a job of gitlab-ci.yml, as far as it is used.
type gitlabJob struct {
	Before []string `yaml:"before_script"`
	Script []string
}

func gitlabJobs(t *testing.T) map[string]gitlabJob {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "examples/ci/gitlab-ci.yml"))
	require.NoError(t, err)
	var nodes map[string]yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &nodes))
	jobs := map[string]gitlabJob{}
	for name := range nodes {
		if name == "variables" {
			continue
		}
		var job gitlabJob
		node := nodes[name]
		require.NoError(t, node.Decode(&job), name)
		jobs[name] = job
	}
	return jobs
}

// notes stands in for the part of GitLab's API that the example uses.
type notes struct {
	mu   sync.Mutex
	list []map[string]any
	down bool
}

// ServeHTTP implements http.Handler.
func (n *notes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	const at = "/api/v4/projects/5/merge_requests/7/notes"
	body := r.PostFormValue("body")
	switch {
	case n.down || r.Header.Get("PRIVATE-TOKEN") != "glpat-secret":
		w.WriteHeader(http.StatusForbidden)
	case r.URL.Path == "/api/v4/user":
		fmt.Fprint(w, `{"id":42}`)
	case r.Method == http.MethodGet && r.URL.Path == at:
		const size = 100
		var page int
		_, _ = fmt.Sscan(r.URL.Query().Get("page"), &page)
		from, to := min((page-1)*size, len(n.list)), min(page*size, len(n.list))
		_ = json.NewEncoder(w).Encode(append([]map[string]any{}, n.list[from:to]...))
	case r.Method == http.MethodPost && r.URL.Path == at:
		n.append(42, body)
		w.WriteHeader(http.StatusCreated)
	case r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, at+"/"):
		i := slices.IndexFunc(n.list, func(note map[string]any) bool { return at+"/"+fmt.Sprint(note["id"]) == r.URL.Path })
		n.list[i]["body"] = body
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// add is a note that somebody writes.
func (n *notes) add(author int, body string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.append(author, body)
}

// bodies are the texts of all notes.
func (n *notes) bodies() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []string
	for _, note := range n.list {
		out = append(out, fmt.Sprint(note["body"]))
	}
	return out
}

// fails makes every request fail from now on.
func (n *notes) fails() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = true
}

func (n *notes) append(author int, body string) {
	n.list = append(n.list, map[string]any{"id": 1000 + len(n.list), "body": body, "author": map[string]any{"id": author}})
}

func testGitlabPipeline(t *testing.T, p *pipeline) {
	jobs := gitlabJobs(t)
	require.Len(t, jobs, 4)
	for name, job := range jobs {
		for _, script := range slices.Concat(job.Before, job.Script) {
			out, err := exec.CommandContext(t.Context(), "sh", "-n", "-c", script).CombinedOutput()
			require.NoError(t, err, "%s: %s", name, out)
		}
	}
	for _, tool := range []string{"curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the scripts were only read, not run: there is no %s here", tool)
		}
	}
	testGitlabDownload(t, jobs[".iksync"])
	gitlab := &notes{}
	web := httptest.NewServer(gitlab)
	t.Cleanup(web.Close)
	p.env = append(p.env, "CI_API_V4_URL="+web.URL+"/api/v4", "CI_PROJECT_ID=5", "CI_MERGE_REQUEST_IID=7", "CI_JOB_NAME_SLUG=media-plan",
		"CI_PIPELINE_URL=https://gitlab.example/p/1", "CI_COMMIT_SHORT_SHA=c0ffee", "GITLAB_TOKEN=glpat-secret")
	require.NoError(t, os.MkdirAll(filepath.Join(p.dir, ".iksync"), 0o755))
	run := func(name string, want code) string {
		t.Helper()
		got, said := p.sh(strings.Join(jobs[name].Script, "\n"))
		require.Equal(t, int(want), got, said)
		require.NotContains(t, said, "glpat-secret")
		return said
	}
	const marker = "<!-- iksync:plan:media-plan -->"
	for n := range 150 {
		gitlab.add(1, fmt.Sprint("talk ", n))
	}
	gitlab.add(1, marker+" as somebody quotes it")
	for range 2 {
		require.NotContains(t, run("media:plan", exitFine), "could not be posted")
	}
	bodies := gitlab.bodies()
	require.Len(t, bodies, 152, "two runs leave one note")
	require.Equal(t, marker+" as somebody quotes it", bodies[150])
	require.Contains(t, bodies[151], "storefront")
	gitlab.fails()
	require.Contains(t, run("media:plan", exitFine), "could not be posted")
	p.env = append(p.env, "IKSYNC_MAX_DELETE=1")
	require.Contains(t, run("media:plan", exitRefused), "could not be posted")
	p.env = append(p.env, "IKSYNC_MAX_DELETE=")
	run("media:drift", exitChanges)
	require.Contains(t, run("media:apply", exitFine), "Converged")
	run("media:drift", exitFine)
}
