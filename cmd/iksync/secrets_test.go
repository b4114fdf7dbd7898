package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// oddKey is a key that looks different in every encoding, and wrongKey is another one.
const (
	oddKey   = `private_K+y/7=&x%2B?"q'<r>~Zj4Wm9`
	wrongKey = `private_W+g/9=&n%2B?"k'<y>~Tb7Lx2`
)

// encodings are the forms in which a key could get into an output.
func encodings(key string) map[string]string {
	quoted, _ := json.Marshal(key) // a text can be written
	strip := func(s string) string { return strings.TrimRight(s, "=") }
	return map[string]string{
		"as it is":             key,
		"its last part":        key[len(key)-8:],
		"base64":               strip(base64.StdEncoding.EncodeToString([]byte(key)))[:40],
		"base64 with a colon":  strip(base64.StdEncoding.EncodeToString([]byte(key + ":"))),
		"base64 for URLs":      strip(base64.URLEncoding.EncodeToString([]byte(key)))[:40],
		"escaped for a query":  url.QueryEscape(key),
		"escaped for a path":   url.PathEscape(key),
		"escaped by a browser": strings.ReplaceAll(url.QueryEscape(key), "+", "%20"),
		"quoted by JSON":       strings.Trim(string(quoted), `"`),
		"quoted by Go":         strings.Trim(fmt.Sprintf("%q", key), `"`),
		"in hex":               hex.EncodeToString([]byte(key)),
		"in the user of a URL": url.User(key).String(),
	}
}

// leak is how a text shows a key, "" where it does not.
func leak(text string) string {
	for _, key := range []string{oddKey, wrongKey} {
		for form, secret := range encodings(key) {
			if strings.Contains(text, secret) {
				return form
			}
		}
	}
	return ""
}

// A test that looks for a key must see it.
func TestLeak(t *testing.T) {
	require.Empty(t, leak("nothing of the kind: private_"))
	for form, secret := range encodings(oddKey) {
		require.NotEmpty(t, leak("Authorization: "+secret+" (sent)"), form)
	}
	request, err := http.NewRequest(http.MethodGet, "https://example.com", nil)
	require.NoError(t, err)
	request.SetBasicAuth(wrongKey, "")
	require.NotEmpty(t, leak(request.Header.Get("Authorization")))
}

// secretive is a world with the odd key, in which every output and every file is
// searched for it after every run.
type secretive struct {
	*world
	files map[string]bool // that were searched
}

func newSecretive(t *testing.T, options ...emulator.Option) *secretive {
	s := &secretive{newWorld(t, append(options, emulator.WithKey(oddKey))...), map[string]bool{}}
	s.vars[keyVariable] = oddKey
	return s
}

func (s *secretive) run(args ...string) outcome {
	s.t.Helper()
	o := s.world.run(append([]string{"--log-level", "debug"}, args...)...)
	for name, text := range map[string]string{"stdout": o.stdout, "stderr": o.stderr} {
		require.Empty(s.t, leak(text), "%s of iksync %s has the key:\n%s", name, args, text)
	}
	require.NoError(s.t, filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		require.Empty(s.t, leak(path), "the name of a file has the key")
		if err != nil || !d.Type().IsRegular() || d.Name() == "key" {
			return err
		}
		text, err := os.ReadFile(path)
		require.Empty(s.t, leak(string(text)), "after iksync %s, %s has the key:\n%s", args, path, text)
		s.files[d.Name()] = true
		return err
	}))
	return o
}

// everyOutput are the options that make a command write all it can write.
func everyOutput(n int) []string {
	form := []string{"text", "json"}[n%2]
	return []string{"--output", form, "--report", fmt.Sprintf("text=r%d.txt", n), "--report", fmt.Sprintf("json=r%d.json", n)}
}

// The key is in nothing that a whole life of runs leaves: plans, journals, logs,
// reports and errors.
func TestSecrets(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		s := newSecretive(t, emulator.WithJobDuration(time.Minute))
		s.seeded("/s/a.jpg", "/s/b.jpg", "/s/old/c.jpg").file("new.jpg", "bytes")
		s.yaml("fields: {brand: {type: Text}}\nfolders: {/s/new: {moved_from: /s/old}}\n" +
			"files: {/s/a.jpg: {description: x, metadata: {brand: A}}, /s/up.jpg: {source: new.jpg}, /s/sub/b.jpg: {moved_from: /s/b.jpg}}\n")
		for n := range 2 {
			s.run(append([]string{"plan", "--out", "saved"}, everyOutput(n)...)...).exits(exitFine)
		}
		s.run("explain", "/s/a.jpg").exits(exitFine)
		s.run("graph").exits(exitFine)

		s.server.Inject(emulator.Fault{Match: "PATCH /v1/files/{id}/details", Kind: emulator.FaultStatus, Status: http.StatusBadRequest})
		s.interruptAt("/v1/bulkJobs/renameFolder", 1)
		s.run(append(append([]string{"apply"}, everyOutput(2)...), "saved")...).exits(exitInterrupted)
		s.request = func(*http.Request) {}
		s.run(append([]string{"apply", "--resume"}, everyOutput(3)...)...).exits(exitPartial).says("level=DEBUG")
		s.server.ClearFaults()
		s.run(append([]string{"apply", "--resume"}, everyOutput(4)...)...).exits(exitFine)
		s.run(append([]string{"apply", "--auto-approve"}, everyOutput(5)...)...).exits(exitFine)

		s.yaml("files: {/s/a.jpg: {description: y}}\n")
		s.run(append([]string{"apply", "--auto-approve"}, everyOutput(6)...)...).exits(exitFine)
		for _, name := range []string{"saved", "r0.txt", "r5.json", runPlan, runJournal} {
			require.True(t, s.files[name], "%s was not there to be searched", name)
		}
	})
}

// Nor is it in what goes wrong.
func TestSecretsInErrors(t *testing.T) {
	echo := func(status int) roundTrip {
		return func(r *http.Request) (*http.Response, error) {
			key, _, _ := r.BasicAuth()
			w := newEcho(status, "cannot serve "+key+" with "+r.Header.Get("Authorization")+" or "+url.QueryEscape(key))
			return w, nil
		}
	}
	for _, test := range []struct {
		name  string
		ready func(s *secretive)
		args  []string
		want  code
	}{
		{name: "the key is wrong", ready: func(s *secretive) { s.vars[keyVariable] = wrongKey }, want: exitFailed},
		{name: "the key of a file is wrong", ready: func(s *secretive) { s.file("key", wrongKey+"\n") }, args: []string{"--private-key-file", "key"}, want: exitFailed},
		{name: "the file has two keys", ready: func(s *secretive) { s.file("key", oddKey+"\n"+wrongKey+"\n") }, args: []string{"--private-key-file", "key"}, want: exitUsage},
		{name: "the key has a colon", ready: func(s *secretive) { s.vars[keyVariable] = oddKey + ":" }, want: exitUsage},
		{name: "the key is in the address", args: []string{"--base-url", "https://" + url.User(oddKey).String() + ":@example.com"}, want: exitUsage},
		{name: "a 401 repeats it", ready: func(s *secretive) { s.http = &http.Client{Transport: echo(http.StatusUnauthorized)} }, want: exitFailed},
		{name: "a 400 repeats it", ready: func(s *secretive) { s.http = &http.Client{Transport: echo(http.StatusBadRequest)} }, want: exitFailed},
		{name: "a 200 repeats it", ready: func(s *secretive) { s.http = &http.Client{Transport: echo(http.StatusOK)} }, want: exitFailed},
		{name: "a connection that breaks repeats it", ready: func(s *secretive) {
			s.http = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				return nil, errors.New("cannot send " + r.Header.Get("Authorization"))
			})}
		}, want: exitFailed},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				s := newSecretive(t)
				s.seeded("/s/a.jpg").yaml(describedYAML)
				if test.ready != nil {
					test.ready(s)
				}
				for n, command := range [][]string{{"plan"}, {"apply", "--auto-approve"}} {
					s.run(append(append(command, test.args...), everyOutput(n)...)...).exits(test.want)
				}
			})
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// newEcho is an answer that says text wherever an answer can say something.
func newEcho(status int, text string) *http.Response {
	body, _ := json.Marshal(map[string]string{"message": text, "help": text, "reason": text}) // it can be written
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}, "X-Ik-Requestid": {text}},
		Body: io.NopCloser(bytes.NewReader(body)),
	}
}
