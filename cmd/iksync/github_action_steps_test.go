package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// githubAction is action.yml, as far as it is used.
type githubAction struct {
	Inputs map[string]struct {
		Description string
		Default     string
	}
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []actionStep
	}
}

type actionStep struct {
	ID, Name, If, Uses, Shell, Run string
	Dir                            string `yaml:"working-directory"`
	Env, With                      map[string]string
}

func readAction(t *testing.T) *githubAction {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "action.yml"))
	require.NoError(t, err)
	var a githubAction
	require.NoError(t, yaml.Unmarshal(text, &a))
	require.NotEmpty(t, a.Runs.Steps)
	return &a
}

// stage is where the steps of an action run.
type stage struct {
	t        *testing.T
	contexts map[string]string // value by name: "inputs.file", "steps.run.outputs.changes"
	env      []string
	dir      string // the workspace
	temp     string
	used     map[string]map[string]string // what other actions were given, by their name
	log      string
	built    bool // the program is there: it is the same one in every run
}

// expand replaces each ${{ }} of text.
func (s *stage) expand(text string) string {
	return regexp.MustCompile(`\$\{\{(.*?)\}\}`).ReplaceAllStringFunc(text, func(e string) string {
		return s.value(strings.TrimSuffix(strings.TrimPrefix(e, "${{"), "}}"))
	})
}

// value is what an operand means. What is not known fails the test.
func (s *stage) value(e string) string {
	e = strings.TrimSpace(e)
	if len(e) >= 2 && strings.HasPrefix(e, "'") && strings.HasSuffix(e, "'") {
		return e[1 : len(e)-1]
	}
	v, known := s.contexts[e]
	if !known && regexp.MustCompile(`^steps\.run\.outputs\.[a-z_]+$`).MatchString(e) {
		return "" // an output that was not written
	}
	require.True(s.t, known, "an expression that no context has: %q", e)
	return v
}

// holds evaluates a condition: comparisons that are joined by &&.
func (s *stage) holds(condition string, failed bool) bool {
	always := false
	for part := range strings.SplitSeq(condition, "&&") {
		part = strings.TrimSpace(part)
		left, right, unequal := strings.Cut(part, "!=")
		switch {
		case part == "":
		case part == "always()":
			always = true
		case unequal:
			if s.value(left) == s.value(right) {
				return false
			}
		default:
			left, right, equal := strings.Cut(part, "==")
			require.True(s.t, equal, "a condition that is none: %q", part)
			if s.value(left) != s.value(right) {
				return false
			}
		}
	}
	return always || !failed
}

// run runs an action's steps, and returns the exit code of the first one that failed.
func (s *stage) run(a *githubAction, inputs map[string]string) int {
	s.t.Helper()
	s.used = map[string]map[string]string{}
	for name := range s.contexts {
		if strings.HasPrefix(name, "steps.") || strings.HasPrefix(name, "inputs.") {
			delete(s.contexts, name)
		}
	}
	for name, input := range a.Inputs {
		s.contexts["inputs."+name] = s.expand(input.Default)
	}
	for name, value := range inputs {
		require.Contains(s.t, a.Inputs, name)
		s.contexts["inputs."+name] = value
	}
	failed := 0
	for i := range a.Runs.Steps {
		step := &a.Runs.Steps[i]
		builds := step.Name == "Build iksync"
		if !s.holds(step.If, failed != 0) || builds && s.built {
			continue
		}
		s.built = s.built || builds
		if step.Uses != "" {
			s.used[step.Uses] = map[string]string{}
			for name, value := range step.With {
				s.used[step.Uses][name] = s.expand(value)
			}
			continue
		}
		if code := s.script(step); code != 0 && failed == 0 {
			failed = code
		}
	}
	return failed
}

// script runs one step's script, as a runner does.
func (s *stage) script(step *actionStep) int {
	s.t.Helper()
	require.Equal(s.t, "bash", step.Shell)
	file, output := filepath.Join(s.temp, "script.sh"), filepath.Join(s.temp, "output")
	require.NoError(s.t, os.WriteFile(file, []byte(step.Run), 0o600))
	require.NoError(s.t, os.WriteFile(output, nil, 0o600))
	cmd := exec.CommandContext(s.t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", file)
	cmd.Dir = filepath.Join(s.dir, s.expand(step.Dir))
	cmd.Env = append(append([]string{}, s.env...), "GITHUB_OUTPUT="+output)
	for name, value := range step.Env {
		cmd.Env = append(cmd.Env, name+"="+s.expand(value))
	}
	log, err := cmd.CombinedOutput()
	s.log = string(log)
	if step.ID != "" {
		text, err := os.ReadFile(output)
		require.NoError(s.t, err)
		for name, value := range readOutputs(s.t, string(text)) {
			s.contexts["steps."+step.ID+".outputs."+name] = value
		}
	}
	if err != nil {
		require.NotNil(s.t, cmd.ProcessState, "%s: %v", step.Name, err)
		return cmd.ProcessState.ExitCode()
	}
	return 0
}

// output is one output of the action.
func (s *stage) output(a *githubAction, name string) string {
	s.t.Helper()
	require.Contains(s.t, a.Outputs, name)
	return s.expand(a.Outputs[name].Value)
}
