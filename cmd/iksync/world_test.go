package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// testKey is in no output of any test: see world.run.
const testKey = "private_Zx8kQ2vR7nTq"

// world is an account, a working directory, and the program between them.
type world struct {
	t       *testing.T
	server  *emulator.Server
	dir     string
	vars    map[string]string
	stdin   string
	screens bool // stdin and stdout are a terminal
	bars    bool // so is stderr
	signals chan os.Signal
	input   io.Reader           // instead of stdin
	http    *http.Client        // instead of the server's
	request func(*http.Request) // sees each request before it is executed
	asked   atomic.Int64        // requests that a watched world has seen
}

// outcome is what one run of the program left.
type outcome struct {
	t              *testing.T
	code           int
	stdout, stderr string
}

// story runs f where waiting takes no time.
func story(t *testing.T, f func(t *testing.T, w *world), options ...emulator.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(t, newWorld(t, options...)) })
}

func newWorld(t *testing.T, options ...emulator.Option) *world {
	t.Helper()
	w := &world{
		t: t, dir: t.TempDir(), signals: make(chan os.Signal, 4), request: func(*http.Request) {},
		vars: map[string]string{keyVariable: testKey, "IKSYNC_RATE": "off"},
	}
	var err error
	w.server, err = emulator.New(append([]emulator.Option{
		emulator.WithKey(testKey), emulator.WithHook(func(r *http.Request) { w.request(r) }),
	}, options...)...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.server.Close()) })
	return w
}

// seeded puts files into the library.
func (w *world) seeded(paths ...string) *world {
	w.t.Helper()
	for _, path := range paths {
		require.NoError(w.t, w.server.Seed(emulator.Seed{Path: path}))
	}
	return w
}

// file writes a file of the working directory.
func (w *world) file(name, text string) *world {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	require.NoError(w.t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(w.t, os.WriteFile(path, []byte(text), 0o644))
	return w
}

// yaml writes library.yaml, under a head that is always the same.
func (w *world) yaml(body string) *world {
	return w.file("library.yaml", "version: 1\nlibrary: shop\nscope: [/s]\n"+body)
}

// read is the text of a file of the working directory.
func (w *world) read(name string) string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.dir, name))
	require.NoError(w.t, err)
	return string(text)
}

func (w *world) env(stdout, stderr *bytes.Buffer, args []string) Env {
	client := w.http
	if client == nil {
		client = w.server.HTTPClient()
	}
	stdin := w.input
	if stdin == nil {
		stdin = strings.NewReader(w.stdin)
	}
	screen := func() bool { return w.screens }
	return Env{
		Args: args, Getenv: func(name string) string { return w.vars[name] }, Dir: w.dir,
		Stdin: stdin, Stdout: stdout, Stderr: stderr,
		StdinIsTerminal: screen, StdoutIsTerminal: screen, StderrIsTerminal: func() bool { return w.bars },
		Now: time.Now, HTTP: client, Signals: w.signals,
	}
}

// run runs the program, and sees to it that the key is nowhere in what it leaves.
func (w *world) run(args ...string) outcome {
	w.t.Helper()
	var stdout, stderr bytes.Buffer
	o := outcome{t: w.t, code: run(context.Background(), w.env(&stdout, &stderr, args))}
	o.stdout, o.stderr = stdout.String(), stderr.String()
	texts := []string{o.stdout, o.stderr}
	require.NoError(w.t, filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		input := slices.Contains([]string{"key", "library.yaml"}, filepath.Base(path))
		if err == nil && d.Type().IsRegular() && !input {
			var text []byte
			text, err = os.ReadFile(path)
			texts = append(texts, string(text))
		}
		return err
	}))
	for _, text := range texts {
		for _, secret := range []string{testKey, base64.StdEncoding.EncodeToString([]byte(testKey)),
			base64.StdEncoding.EncodeToString([]byte(testKey + ":"))} {
			require.NotContains(w.t, text, strings.TrimRight(secret, "="))
		}
	}
	return o
}

// exits checks the exit code.
func (o outcome) exits(want code) outcome {
	o.t.Helper()
	require.Equal(o.t, int(want), o.code, "stdout:\n%s\nstderr:\n%s", o.stdout, o.stderr)
	return o
}

// says checks what is on stderr.
func (o outcome) says(texts ...string) outcome {
	o.t.Helper()
	for _, text := range texts {
		require.Contains(o.t, o.stderr, text)
	}
	return o
}

// shows checks what is on stdout.
func (o outcome) shows(texts ...string) outcome {
	o.t.Helper()
	for _, text := range texts {
		require.Contains(o.t, o.stdout, text)
	}
	return o
}

// json checks that stdout is exactly one JSON document of the format.
func (o outcome) json(format string) map[string]any {
	o.t.Helper()
	var document map[string]any
	dec := json.NewDecoder(strings.NewReader(o.stdout))
	require.NoError(o.t, dec.Decode(&document), "stdout:\n%s\nstderr:\n%s", o.stdout, o.stderr)
	require.False(o.t, dec.More(), "something follows the document")
	require.Equal(o.t, format, document["format"])
	return document
}

// untouched checks that nothing was written to the library.
func (w *world) untouched() {
	w.t.Helper()
	require.Zero(w.t, w.server.Mutations(), "requests that change the library")
}
