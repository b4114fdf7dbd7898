package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// concurrency is what a workflow says of it.
type concurrency struct {
	Group  string
	Cancel bool `yaml:"cancel-in-progress"`
}

// concurrencyOf is the concurrency of a workflow of the examples, or of its one job.
func concurrencyOf(t *testing.T, name string) concurrency {
	t.Helper()
	var w struct {
		Concurrency concurrency
		Jobs        map[string]struct{ Concurrency concurrency }
	}
	require.NoError(t, yaml.Unmarshal([]byte(ofRoot(t, name)), &w))
	require.Len(t, w.Jobs, 1)
	for _, job := range w.Jobs {
		if job.Concurrency.Group != "" {
			return job.Concurrency
		}
	}
	return w.Concurrency
}

// GitHub drops the run that waits in a group when a newer one comes. So nothing is in
// the group of applies but applies of the same environment.
func TestConcurrencyOfExamples(t *testing.T) {
	for _, test := range []struct {
		name string
		envs []string
	}{
		{"examples/ci/github.yml", []string{""}},
		{"examples/gitops/.github/workflows/media.yml", []string{"staging", "production"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := concurrencyOf(t, test.name)
			require.False(t, c.Cancel, "an apply that is under way is not cut off")
			group := func(contexts map[string]string) string {
				return regexp.MustCompile(`\$\{\{(.*?)\}\}`).ReplaceAllStringFunc(c.Group, func(e string) string {
					for operand := range strings.SplitSeq(strings.Trim(e, "${} "), "||") {
						value, known := contexts[strings.TrimSpace(operand)]
						require.True(t, known, "an expression that no context has: %q", operand)
						if value != "" {
							return value
						}
					}
					return ""
				})
			}
			taken := map[string]string{}
			for _, env := range test.envs {
				for _, event := range []struct{ name, pull, ref string }{
					{"push", "", "main"}, {"pull_request", "7", "7/merge"}, {"pull_request", "8", "8/merge"}, {"schedule", "", "main"}, {"workflow_dispatch", "", "main"},
				} {
					contexts := map[string]string{
						"github.event_name": event.name, "github.event.pull_request.number": event.pull, "github.ref_name": event.ref, "matrix.env": env,
					}
					what := strings.Join([]string{env, event.name, event.pull}, " ")
					require.Empty(t, taken[group(contexts)], "%s is in the group of another one", what)
					taken[group(contexts)] = what
				}
			}
		})
	}
}

// A release is made of a version, whatever else the commit is tagged with.
func TestReleaseTags(t *testing.T) {
	text := ofRoot(t, ".github/workflows/release.yml")
	var release struct {
		On struct {
			Push struct{ Tags []string }
		}
		Jobs map[string]struct {
			Steps []struct {
				Uses, Run string
				Env       map[string]string
			}
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(text), &release))
	matches := func(tag string) bool { // as GitHub's filters do
		return slices.ContainsFunc(release.On.Push.Tags, func(pattern string) bool {
			pattern = strings.NewReplacer(".", `\.`, "*", "[^/]*").Replace(pattern)
			return regexp.MustCompile("^" + pattern + "$").MatchString(tag)
		})
	}
	for _, tag := range []string{"v1.0.0", "v10.20.30", "v1.0.0-rc.1"} {
		require.True(t, matches(tag), tag)
	}
	for _, tag := range []string{"v1", "v1.2", "v1.x", "vnext", "version", "v1.2.3/x", "v1.2.34x", "1.2.3"} {
		require.False(t, matches(tag), tag)
	}
	made := 0
	for _, step := range release.Jobs["release"].Steps {
		require.NotContains(t, step.Run, "${{", "a tag may be called anything")
		if strings.HasPrefix(step.Uses, "goreleaser/") {
			require.Equal(t, "${{ github.ref_name }}", step.Env["GORELEASER_CURRENT_TAG"])
			made++
		}
	}
	require.Equal(t, 1, made)
}

// preCommitHook is a hook as it is offered, or as somebody asks for it.
type preCommitHook struct {
	ID, Entry, Files string
	Args             []string
	PassFilenames    *bool `yaml:"pass_filenames"`
}

// askedHooks are the hooks that a configuration of pre-commit asks for, with what is
// offered where it says nothing else.
func askedHooks(t *testing.T, text string) []preCommitHook {
	t.Helper()
	var offered []preCommitHook
	require.NoError(t, yaml.Unmarshal([]byte(ofRoot(t, ".pre-commit-hooks.yaml")), &offered))
	var config struct {
		Repos []struct {
			Repo, Rev string
			Hooks     []yaml.Node
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(text), &config))
	require.Len(t, config.Repos, 1)
	var hooks []preCommitHook
	for i := range config.Repos[0].Hooks {
		var named struct{ ID string }
		require.NoError(t, config.Repos[0].Hooks[i].Decode(&named))
		at := slices.IndexFunc(offered, func(h preCommitHook) bool { return h.ID == named.ID })
		require.GreaterOrEqual(t, at, 0, "there is no hook %q", named.ID)
		hook := offered[at]
		require.NoError(t, config.Repos[0].Hooks[i].Decode(&hook))
		hooks = append(hooks, hook)
	}
	return hooks
}

// preCommit runs hooks for files of the working directory, as pre-commit does. It
// returns what each one left, by its id; those that no file calls for are not in it.
func (w *world) preCommit(hooks []preCommitHook, files []string) map[string]outcome {
	w.t.Helper()
	left := map[string]outcome{}
	for _, hook := range hooks {
		called := slices.DeleteFunc(slices.Clone(files), func(name string) bool { return !regexp.MustCompile(hook.Files).MatchString(name) })
		if len(called) == 0 {
			continue
		}
		args := append(strings.Fields(hook.Entry)[1:], hook.Args...)
		if hook.PassFilenames == nil || *hook.PassFilenames {
			args = append(args, called...)
		}
		left[hook.ID] = w.run(args...)
	}
	return left
}

// The hooks of the example work in the repository that it is.
func TestPreCommitOfGitOps(t *testing.T) {
	asked := ofRoot(t, "examples/gitops/.pre-commit-config.yaml")
	require.Contains(t, ofRoot(t, "docs/gitops.md"), "```yaml\n"+asked+"```\n", "the guide shows the example")
	hooks := askedHooks(t, asked)
	story(t, func(t *testing.T, w *world) {
		require.NoError(t, os.CopyFS(w.dir, os.DirFS(filepath.Join(root, "examples/gitops"))))
		all := []string{"media/brand.yaml", "media/fields.yaml", "media/library.yaml", "media/products.yaml"}
		both := []string{"iksync-fmt", "iksync-validate"}
		for range 2 {
			left := w.preCommit(hooks, append(all, ".github/workflows/media.yml", "seed/seed.json"))
			require.Equal(t, both, slices.Sorted(maps.Keys(left)))
			for _, id := range both {
				left[id].exits(exitFine)
			}
		}
		before := w.read("media/products.yaml")
		for _, name := range all {
			require.Equal(t, both, slices.Sorted(maps.Keys(w.preCommit(hooks, []string{name}))), "%s calls for both", name)
		}
		require.Empty(t, w.preCommit(hooks, []string{"README.md", ".github/workflows/media.yml", "media/assets/logo.svg", "other/library.yaml"}))

		w.file("media/products.yaml", before[strings.Index(before, "\n")+1:]+"\nversion: 1\n")
		w.preCommit(hooks, all)["iksync-fmt"].exits(exitFine).says("Formatted media/products.yaml.")
		require.True(t, strings.HasPrefix(w.read("media/products.yaml"), "version: 1\n"))

		w.file("media/products.yaml", before+"flies: {}\n")
		left := w.preCommit(hooks, []string{"media/products.yaml"})
		for _, id := range both {
			left[id].exits(exitUsage).says("media/products.yaml:")
		}
		require.Empty(t, w.server.Requests(), "hooks are offline")
	})
}
