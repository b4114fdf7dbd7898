package emulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// A step is one request of a story and what has to come back.
type step struct {
	ask    string // "METHOD /path?key=value"; also "WAIT 1s" and "NOTE name value"
	body   string // JSON; of an upload its parts, written like a query
	status int
	want   string // JSON that the answer has to cover, see covers; empty for anything
}

// A tester is a test, or one run of a property.
type tester interface {
	require.TestingT
	Helper()
	Context() context.Context
	Cleanup(func())
}

// An account is a server under test and a client that speaks plain HTTP with it.
type account struct {
	t      tester
	server *emulator.Server
	client *http.Client
	key    string
	notes  map[string]string
}

func open(t tester, opts ...emulator.Option) *account {
	t.Helper()
	server, err := emulator.New(opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	return &account{t: t, server: server, client: server.HTTPClient(), key: "private_emulator", notes: map[string]string{}}
}

// story plays steps, one after the other, in time that passes by itself.
func story(t *testing.T, opts []emulator.Option, seeds []emulator.Seed, steps ...step) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		a := open(t, opts...)
		require.NoError(t, a.server.Seed(seeds...))
		a.play(steps...)
	})
}

func (a *account) play(steps ...step) {
	a.t.Helper()
	for i, s := range steps {
		name, ask := fmt.Sprintf("step %d: %s", i+1, s.ask), a.expand(s.ask)
		if wait, isWait := strings.CutPrefix(ask, "WAIT "); isWait {
			d, err := time.ParseDuration(wait)
			require.NoError(a.t, err)
			time.Sleep(d)
			continue
		}
		if note, isNote := strings.CutPrefix(ask, "NOTE "); isNote {
			key, value, _ := strings.Cut(note, " ")
			a.notes[key] = value
			continue
		}
		got := a.do(ask, a.expand(s.body))
		require.Equal(a.t, s.status, got.status, "%s\n%s", name, got.body)
		if s.want != "" {
			require.Empty(a.t, covers(parse(a.t, a.expand(s.want)), parse(a.t, string(got.body))), "%s\n%s", name, got.body)
		}
	}
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

// do sends one request. What an answer names (jobs, purges) is noted for later ones.
func (a *account) do(ask, body string) answer {
	a.t.Helper()
	response, err := a.client.Do(a.request(ask, body))
	require.NoError(a.t, err, ask)
	data, err := io.ReadAll(response.Body)
	require.NoError(a.t, err)
	require.NoError(a.t, response.Body.Close())
	require.NotEmpty(a.t, response.Header.Get("x-ik-requestId"), "every answer names its request")
	var named struct{ JobID, RequestID, PurgeRequestID, FileID string }
	_ = json.Unmarshal(data, &named) // lists and bytes name nothing
	for key, value := range map[string]string{
		"job": named.JobID, "purge": named.RequestID + named.PurgeRequestID, "uploaded": named.FileID,
	} {
		if value != "" {
			a.notes[key] = value
		}
	}
	return answer{response.StatusCode, response.Header, data}
}

func (a *account) request(ask, body string) *http.Request {
	a.t.Helper()
	method, target, found := strings.Cut(ask, " ")
	require.True(a.t, found, ask)
	host, media := "https://api.imagekit.io", "application/json"
	reader := io.Reader(strings.NewReader(body))
	switch {
	case strings.HasPrefix(target, "http"):
		host = ""
	case strings.HasPrefix(target, "/api/"):
		host = "https://upload.imagekit.io"
		reader, media = form(a.t, body)
	}
	r, err := http.NewRequestWithContext(a.t.Context(), method, host+escape(target), reader)
	require.NoError(a.t, err)
	if body != "" {
		r.Header.Set("Content-Type", media)
	}
	if a.key != "" {
		r.SetBasicAuth(a.key, "")
	}
	return r
}

// escape encodes the values of a query that is written in plain text.
func escape(target string) string {
	path, query, found := strings.Cut(target, "?")
	if !found || strings.Contains(target, "%") {
		return target
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		key, value, _ := strings.Cut(part, "=")
		parts[i] = key + "=" + url.QueryEscape(value)
	}
	return path + "?" + strings.Join(parts, "&")
}

// form makes a multipart body of "name=value&name=value"; the file is a part of its own kind.
func form(t tester, parts string) (io.Reader, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for part := range strings.SplitSeq(parts, "&") {
		name, value, _ := strings.Cut(part, "=")
		if name == "file" {
			file, err := w.CreateFormFile("file", "sent.bin")
			require.NoError(t, err)
			_, err = io.WriteString(file, value)
			require.NoError(t, err)
			continue
		}
		require.NoError(t, w.WriteField(strings.TrimPrefix(name, "text:"), value))
	}
	require.NoError(t, w.Close())
	return &body, w.FormDataContentType()
}

// expand replaces {id:/a.jpg}, {version:/a.jpg#1}, {folder:/a}, {field:brand}, {long:20}, {ids:5} and
// the names of notes.
func (a *account) expand(text string) string {
	return regexp.MustCompile(`\{(\w+)(?::([^{}"]+))?\}`).ReplaceAllStringFunc(text, func(found string) string {
		kind, arg, _ := strings.Cut(strings.Trim(found, "{}"), ":")
		switch kind {
		case "id":
			return a.file(arg).FileID
		case "version":
			path, n, _ := strings.Cut(arg, "#")
			return a.file(path).Versions[number(a.t, n)-1].ID
		case "folder":
			all := a.server.Folders()
			i := slices.IndexFunc(all, func(d emulator.FolderInfo) bool { return d.Path == arg })
			require.GreaterOrEqual(a.t, i, 0, "no folder %s", arg)
			return all[i].FolderID
		case "field":
			all := a.server.Fields()
			i := slices.IndexFunc(all, func(f emulator.FieldInfo) bool { return f.Name == arg })
			require.GreaterOrEqual(a.t, i, 0, "no field %s", arg)
			return all[i].ID
		case "long":
			return strings.Repeat("a", number(a.t, arg))
		case "ids":
			return strings.Trim(strings.Repeat(`"aaaaaaaaaaaaaaaaaaaaaaaa",`, number(a.t, arg)), ",")
		}
		note, found2 := a.notes[kind]
		require.True(a.t, found2, "nothing is known as %s", found)
		return note
	})
}

func number(t tester, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	require.NoError(t, err)
	return n
}

func (a *account) file(path string) emulator.FileInfo {
	a.t.Helper()
	f, found := a.server.File(path)
	require.True(a.t, found, "no file %s", path)
	return f
}

// tree is every path there is: folders end in a slash, files of more than one version in their number.
func (a *account) tree() string {
	var paths []string
	for _, d := range a.server.Folders() {
		paths = append(paths, d.Path+"/")
	}
	for _, f := range a.server.Files() {
		path := f.Path
		if n := len(f.Versions); n > 1 {
			path += "*" + strconv.Itoa(n)
		}
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return strings.Join(paths, " ")
}

func parse(t tester, text string) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(text), &v), text)
	return v
}

// covers says where an answer lacks what is wanted of it, or nothing. Of an object the wanted keys
// have to fit, "-" being a key that is not there and "*" any value but null; a list has to fit whole. A text stands
// for an object of that path, and is part of an error's message.
func covers(want, have any) string {
	switch want := want.(type) {
	case map[string]any:
		have, isObject := have.(map[string]any)
		if !isObject {
			return fmt.Sprintf("%v is no object", have)
		}
		for key, value := range want {
			got, found := have[key]
			if value == "-" && !found {
				continue
			}
			if wrong := covers(value, got); wrong != "" {
				return key + ": " + wrong
			}
		}
		return ""
	case []any:
		have, isList := have.([]any)
		if !isList || len(have) != len(want) {
			return fmt.Sprintf("not a list of %d", len(want))
		}
		for i := range want {
			if wrong := covers(want[i], have[i]); wrong != "" {
				return fmt.Sprintf("[%d]: %s", i, wrong)
			}
		}
		return ""
	case string:
		if want == "*" && have != nil {
			return ""
		}
		if object, isObject := have.(map[string]any); isObject {
			return coversObject(want, object)
		}
	}
	if want != have {
		return fmt.Sprintf("%v instead of %v", have, want)
	}
	return ""
}

func coversObject(want string, have map[string]any) string {
	if message, isText := have["message"].(string); isText && strings.Contains(message, want) {
		return ""
	}
	if have["filePath"] != want && have["folderPath"] != want {
		return fmt.Sprintf("%v is not %q", have, want)
	}
	return ""
}

// file and folder are seeds; a file may have tags.
func file(path string, tags ...string) emulator.Seed { return emulator.Seed{Path: path, Tags: tags} }

func folder(path string) emulator.Seed { return emulator.Seed{Path: path, Folder: true} }

// withField adds a field before the first request.
func (a *account) withField(f emulator.Field) *account {
	a.t.Helper()
	require.NoError(a.t, a.server.SeedField(f))
	return a
}

// seeds are plain files, and folders where a path ends in a slash.
func seeds(paths ...string) []emulator.Seed {
	var list []emulator.Seed
	for _, path := range paths {
		if trimmed, isFolder := strings.CutSuffix(path, "/"); isFolder {
			list = append(list, folder(trimmed))
		} else {
			list = append(list, file(path))
		}
	}
	return list
}
