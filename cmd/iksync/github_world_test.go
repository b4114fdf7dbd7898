package main

import (
	"bytes"
	"context"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// forge is a world in which the program runs in a workflow of GitHub.
type forge struct {
	*world
	stand *githubStand
}

// forgeStory runs f where waiting takes no time.
func forgeStory(t *testing.T, f func(t *testing.T, g *forge), options ...emulator.Option) {
	t.Helper()
	inBubble(t, func(t *testing.T) { f(t, newForge(t, options...)) })
}

func newForge(t *testing.T, options ...emulator.Option) *forge {
	t.Helper()
	g := &forge{newWorld(t, options...), newGithubStand(t)}
	for name, value := range map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": githubRepo, "GITHUB_TOKEN": githubToken, "GITHUB_SHA": "feedbeef00",
		"GITHUB_RUN_ID": "4711", "GITHUB_WORKSPACE": g.dir, "GITHUB_EVENT_PATH": filepath.Join(g.dir, "event.json"),
		"GITHUB_STEP_SUMMARY": filepath.Join(g.dir, "summary.md"), "GITHUB_OUTPUT": filepath.Join(g.dir, "output"),
		"GITHUB_EVENT_NAME": "pull_request",
	} {
		g.vars[name] = value
	}
	g.file("event.json", `{"pull_request":{"number":7,"head":{"sha":"c0ffee0123456789","repo":{"full_name":"acme/media"}}}}`)
	return g
}

// step runs the program as a step of a workflow, and sees to it that no secret is in
// what it leaves, nor a workflow command that is not meant.
func (g *forge) step(args ...string) outcome {
	g.t.Helper()
	for _, name := range []string{"output", "summary.md"} {
		require.NoError(g.t, os.RemoveAll(filepath.Join(g.dir, name)))
	}
	var stdout, stderr bytes.Buffer
	env := g.env(&stdout, &stderr, args)
	env.GitHub = &http.Client{Transport: g.stand}
	o := outcome{t: g.t, code: run(context.Background(), env)}
	o.stdout, o.stderr = stdout.String(), stderr.String()
	texts := []string{o.stdout, o.stderr}
	for _, c := range g.stand.comments {
		texts = append(texts, c.Body)
	}
	require.NoError(g.t, filepath.WalkDir(g.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			texts = append(texts, g.read(strings.TrimPrefix(path, g.dir)))
		}
		return err
	}))
	for _, text := range texts {
		require.NotContains(g.t, text, testKey)
		require.NotContains(g.t, text, githubToken)
	}
	require.Empty(g.t, commandsIn(o.stderr), "stderr is for people")
	for _, command := range commandsIn(o.stdout) {
		require.Regexp(g.t, `^::(error|warning|notice)[ :]`, command)
	}
	return o
}

// commandsIn are the lines of text that a workflow takes for commands: as its runner
// does, which ends lines at carriage returns too.
func commandsIn(text string) []string {
	var found []string
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// outputs are the step's outputs, read as the runner reads them.
func (g *forge) outputs() map[string]string {
	g.t.Helper()
	return readOutputs(g.t, g.read("output"))
}

func readOutputs(t *testing.T, text string) map[string]string {
	t.Helper()
	outputs := map[string]string{}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		if lines[i] == "" {
			continue
		}
		name, value, plain := strings.Cut(lines[i], "=")
		if mark, end, found := strings.Cut(lines[i], "<<"); found && (!plain || len(mark) < len(name)) {
			name = mark
			var value []string
			for i++; i < len(lines) && lines[i] != end; i++ {
				value = append(value, lines[i])
			}
			require.Less(t, i, len(lines), "output %s has no end", name)
			outputs[name] = strings.Join(value, "\n")
			continue
		}
		require.True(t, plain, "a line of outputs: %q", lines[i])
		outputs[name] = value
	}
	return outputs
}

// bodies are the comments that there are.
func (g *forge) bodies() []string {
	var list []string
	for _, c := range g.stand.comments {
		list = append(list, c.Body)
	}
	return list
}
