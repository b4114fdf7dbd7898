package imagekit_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

const storedJSON = `{"fileId":"f1","name":"a.jpg","filePath":"/p/a.jpg","size":3,"versionInfo":{"id":"v1","name":"Version 1"},"fileType":"image","tags":["x"],"customCoordinates":null}`

// sumABC is the SHA-256 of "abc".
const sumABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

// upload returns a request to store a text.
func upload(content string) imagekit.UploadRequest {
	return imagekit.UploadRequest{
		FileName: "a.jpg", Folder: "/p", Size: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil },
	}
}

// formService keeps the fields of the last form, and answers.
func formService(t *testing.T, form *map[string]string, a http.HandlerFunc) *service {
	return newService(func(w http.ResponseWriter, r *http.Request) { a(w, r) }).tap(func(r *http.Request) {
		require.NoError(t, r.ParseMultipartForm(1<<20))
		*form = map[string]string{}
		for key, values := range r.MultipartForm.Value {
			(*form)[key] = strings.Join(values, "|")
		}
		for key, files := range r.MultipartForm.File {
			f, err := files[0].Open()
			require.NoError(t, err)
			content, err := io.ReadAll(f)
			require.NoError(t, err)
			(*form)[key] = files[0].Filename + ":" + string(content)
		}
	})
}

// Every flag is sent, and its zero is the careful one.
func TestUpload(t *testing.T) {
	careful := map[string]string{
		"file": "a.jpg:abc", "fileName": "a.jpg", "folder": "/p", "useUniqueFileName": "false", "isPrivateFile": "false",
		"overwriteFile": "false", "overwriteTags": "false", "overwriteAITags": "false", "overwriteCustomMetadata": "false",
		"responseFields": "tags,customCoordinates,isPrivateFile,isPublished,customMetadata",
	}
	with := func(changes ...string) map[string]string {
		m := map[string]string{}
		for k, v := range careful {
			m[k] = v
		}
		for i := 0; i < len(changes); i += 2 {
			m[changes[i]] = changes[i+1]
		}
		return m
	}
	rows := []struct {
		name   string
		change func(*imagekit.UploadRequest)
		want   map[string]string
	}{
		{"nothing asked for", func(*imagekit.UploadRequest) {}, careful},
		{"size not known", func(r *imagekit.UploadRequest) { r.Size = 0 }, careful},
		{"hash known", func(r *imagekit.UploadRequest) { r.SHA256 = sumABC }, careful},
		{"root", func(r *imagekit.UploadRequest) { r.Folder = "" }, with("folder", "/")},
		{"everything", func(r *imagekit.UploadRequest) {
			r.Tags, r.CustomMetadata = []string{"x", "y"}, map[string]any{"brand": "Nike"}
			r.CustomCoordinates, r.Description, r.Private, r.Draft = "1,2,3,4", "d", true, true
			r.OverwriteFile, r.OverwriteTags, r.OverwriteAITags, r.OverwriteCustomMetadata = true, true, true, true
		}, with("tags", "x,y", "customMetadata", `{"brand":"Nike"}`, "customCoordinates", "1,2,3,4", "description", "d",
			"isPrivateFile", "true", "isPublished", "false", "overwriteFile", "true", "overwriteTags", "true",
			"overwriteAITags", "true", "overwriteCustomMetadata", "true")},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var form map[string]string
			s := formService(t, &form, answer(200, storedJSON))
			r := upload("abc")
			row.change(&r)
			have, err := s.client(t).Upload(t.Context(), r)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(row.want, form))
			require.Equal(t, "upload.imagekit.io /api/v1/files/upload", s.seen[0].Host+" "+s.seen[0].URI)
			require.Empty(t, cmp.Diff(imagekit.UploadResult{
				FileID: "f1", Name: "a.jpg", Path: "/p/a.jpg", Version: imagekit.Version{ID: "v1", Name: "Version 1"},
				FileType: "image", Size: 3, Tags: []string{"x"}, IsPrivate: r.Private, IsPublished: !r.Draft,
			}, have))
		})
	}
}

// A 429 opens the content anew; all of it is closed.
func TestUploadThrottled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opened, closed := 0, 0
		r := upload("abc")
		r.Open = func() (io.ReadCloser, error) {
			opened++
			return &closeCounter{Reader: strings.NewReader("abc"), closed: &closed}, nil
		}
		s := script(tooMany("X-RateLimit-Reset", "2500"), locked, answer(202, `{"message":"queued"}`))
		start := time.Now()
		have, err := s.client(t, steady).Upload(t.Context(), r)
		require.NoError(t, err)
		require.True(t, have.Pending)
		require.Equal(t, 3500*time.Millisecond, time.Since(start))
		require.Equal(t, [2]int{3, 3}, [2]int{opened, closed})
	})
}

type closeCounter struct {
	io.Reader
	closed *int
}

func (c *closeCounter) Close() error { *c.closed++; return nil }

// What goes wrong with the content stores nothing, and is told apart from a lost answer.
func TestUploadContent(t *testing.T) {
	bad := errors.New("disk on fire")
	open := func(r io.Reader) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { return io.NopCloser(r), nil }
	}
	rows := []struct {
		name   string
		change func(*imagekit.UploadRequest)
		want   string
		is     error
	}{
		{"empty", func(r *imagekit.UploadRequest) { r.Size, r.Open = 0, open(strings.NewReader("")) }, "is empty, which the service cannot store", nil},
		{"shrunk", func(r *imagekit.UploadRequest) { r.Open = open(strings.NewReader("ab")) }, "a.jpg has 2 bytes, not the 3 announced", imagekit.ErrContentChanged},
		{"grown", func(r *imagekit.UploadRequest) { r.Open = open(strings.NewReader("abcd")) }, "longer than the 3 bytes announced", imagekit.ErrContentChanged},
		{"shrunk, with a hash", func(r *imagekit.UploadRequest) { r.SHA256, r.Open = sumABC, open(strings.NewReader("ab")) }, "a.jpg has 2 bytes", imagekit.ErrContentChanged},
		{"changed, and as long", func(r *imagekit.UploadRequest) { r.SHA256, r.Open = sumABC, open(strings.NewReader("abd")) }, "a.jpg has other bytes than those announced", imagekit.ErrContentChanged},
		{"changed, of a size not known", func(r *imagekit.UploadRequest) {
			r.Size, r.SHA256, r.Open = 0, sumABC, open(iotest.DataErrReader(strings.NewReader("abcd")))
		}, "a.jpg has other bytes than those announced", imagekit.ErrContentChanged},
		{"half a hash", func(r *imagekit.UploadRequest) { r.SHA256 = "ab" }, `SHA-256 is "ab"`, nil},
		{"unreadable", func(r *imagekit.UploadRequest) {
			r.Open = open(io.MultiReader(strings.NewReader("a"), &failingReader{bad}))
		}, "read a.jpg: disk on fire", bad},
		{"missing", func(r *imagekit.UploadRequest) {
			r.Open = func() (io.ReadCloser, error) { return nil, fs.ErrNotExist }
		}, "open a.jpg: file does not exist", fs.ErrNotExist},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err == nil {
			t.Error("the form must not be finished")
		}
	}))
	defer server.Close()
	overHTTP, err := imagekit.New(imagekit.Options{PrivateKey: testKey, UploadURL: server.URL})
	require.NoError(t, err)
	defer overHTTP.CloseIdle()
	for _, row := range rows {
		for via, c := range map[string]*imagekit.Client{"in process": newService(answer(200, storedJSON)).client(t), "over HTTP": overHTTP} {
			t.Run(row.name+" "+via, func(t *testing.T) {
				r := upload("abc")
				row.change(&r)
				_, err := c.Upload(t.Context(), r)
				require.ErrorContains(t, err, row.want)
				require.False(t, imagekit.IsOutcomeUnknown(err))
				if row.is != nil {
					require.ErrorIs(t, err, row.is)
				}
			})
		}
	}
}

type failingReader struct{ err error }

func (f *failingReader) Read([]byte) (int, error) { return 0, f.err }

// A large file passes through without being held in memory.
func TestUploadStreams(t *testing.T) {
	const size = 64 << 20
	var got int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, _ = io.Copy(io.Discard, r.Body)
		require.Equal(t, r.ContentLength, got)
		answer(200, storedJSON)(w, r)
	}))
	defer server.Close()
	c, err := imagekit.New(imagekit.Options{PrivateKey: testKey, UploadURL: server.URL})
	require.NoError(t, err)
	defer c.CloseIdle()
	var most int
	r := upload("")
	r.Size = size
	r.Open = func() (io.ReadCloser, error) {
		return io.NopCloser(&zeros{left: size, most: &most}), nil
	}
	_, err = c.Upload(t.Context(), r)
	require.NoError(t, err)
	require.Greater(t, got, int64(size))
	require.Less(t, most, 1<<20, "read in small pieces")
}

// zeros is a file of zeros that remembers the largest piece asked for.
type zeros struct {
	left int
	most *int
}

func (z *zeros) Read(p []byte) (int, error) {
	*z.most = max(*z.most, len(p))
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), z.left)
	z.left -= n
	return copy(p, bytes.Repeat([]byte{0}, n)), nil
}

// An upload may take long, as long as it goes on.
func TestSlowUpload(t *testing.T) {
	slow := func(pieces int, each time.Duration) imagekit.UploadRequest {
		r := upload(strings.Repeat("x", pieces))
		r.Open = func() (io.ReadCloser, error) { return io.NopCloser(&drip{pieces, each}), nil }
		return r
	}
	synctest.Test(t, func(t *testing.T) {
		_, err := newService(answer(200, storedJSON)).client(t).Upload(t.Context(), slow(20, time.Minute))
		require.NoError(t, err)
	})
	synctest.Test(t, func(t *testing.T) {
		stuck := newService(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done(); panic("gone") })
		_, err := stuck.client(t).Upload(t.Context(), slow(3, time.Second))
		require.True(t, imagekit.IsOutcomeUnknown(err))
		require.ErrorContains(t, err, "no answer within 2m0s")
	})
}

// drip yields one byte at a time.
type drip struct {
	left int
	each time.Duration
}

func (d *drip) Read(p []byte) (int, error) {
	if d.left == 0 {
		return 0, io.EOF
	}
	time.Sleep(d.each)
	d.left--
	p[0] = 'x'
	return 1, nil
}
