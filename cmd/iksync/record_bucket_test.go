package main

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob/memblob"
)

// record opens the record of a library beside the YAML of w.
func (w *world) record(url, library string) (*recordBucket, error) {
	w.t.Helper()
	r, err := w.locking(&bytes.Buffer{}).openRecordBucket(w.t.Context(), url, w.dir, library)
	if err == nil {
		w.t.Cleanup(r.close)
	}
	return r, err
}

// What is written is read back, by another process too, and each library has its own.
func TestRecordBucket(t *testing.T) {
	w := newWorld(t).file("shared/other", "")
	for _, place := range []string{"file://./shared", "file://" + filepath.ToSlash(w.dir) + "/shared"} {
		t.Run(place, func(t *testing.T) {
			shop, err := w.record(place, "shop "+place)
			require.NoError(t, err)
			data, err := shop.Read(t.Context())
			require.NoError(t, err)
			require.Nil(t, data, "there is no record yet")
			for _, text := range []string{`{"a":1}`, `{"a":2}`} {
				require.NoError(t, shop.Write(t.Context(), []byte(text)))
				again, err := w.record(place, "shop "+place)
				require.NoError(t, err)
				data, err = again.Read(t.Context())
				require.NoError(t, err)
				require.Equal(t, text, string(data))
			}
			other, err := w.record(place, "Shop "+place)
			require.NoError(t, err)
			data, err = other.Read(t.Context())
			require.NoError(t, err)
			require.Nil(t, data)
		})
	}
	names, err := filepath.Glob(filepath.Join(w.dir, "shared", "*"))
	require.NoError(t, err)
	require.Len(t, names, 3, "nothing beside the other file and the two records")
}

// A folder of the YAML's is below the folder of the YAML, wherever the program runs.
func TestRecordBucketBelow(t *testing.T) {
	w := newWorld(t).file("yaml/state/x", "")
	p := w.locking(&bytes.Buffer{})
	r, err := p.openRecordBucket(t.Context(), "file://./state", filepath.Join(w.dir, "yaml"), "shop")
	require.NoError(t, err)
	defer r.close()
	require.NoError(t, r.Write(t.Context(), []byte("{}")))
	require.FileExists(t, filepath.Join(w.dir, "yaml", "state", recordKey("shop")))
}

func TestRecordBucketWrong(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct{ name, url, says string }{
		{"no URL", "states", "state: want a URL that begins with "},
		{"a folder without its scheme", "./states", "file:, "},
		{"an unknown store", "ftp://user:geheim@host/states", `have one that begins with "ftp"`},
		{"no URL at all", "file://%zz", "state: want a URL"},
		{"a folder that is not there", "file://./nowhere", "nowhere: make it first"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := w.record(test.url, "shop")
			require.Equal(t, exitUsage, exitCode(err))
			require.ErrorContains(t, err, test.says)
			require.NotContains(t, err.Error(), "geheim")
		})
	}
	require.NoDirExists(t, filepath.Join(w.dir, "nowhere"))
}

// A bucket that is away is an error, and no record that is empty.
func TestRecordBucketAway(t *testing.T) {
	away := func(err error) {
		t.Helper()
		require.Equal(t, exitFailed, exitCode(err), "%v", err)
		require.ErrorContains(t, err, "the record of uploads, uploads-shop-")
		require.ErrorContains(t, err, "the YAML's state")
	}
	both := func(r *recordBucket) {
		t.Helper()
		data, err := r.Read(t.Context())
		require.Nil(t, data)
		away(err)
		away(r.Write(t.Context(), []byte("{}")))
	}
	w := newWorld(t).file("shared/x", "")
	r, err := w.record("file://./shared", "shop")
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(filepath.Join(w.dir, "shared")))
	both(r)

	closed := &recordBucket{bucket: memblob.OpenBucket(nil), key: recordKey("shop"), url: &url.URL{Scheme: "mem"}}
	closed.close()
	both(closed)
}

// What cannot be written is an error, and leaves the folder as it was.
func TestRecordBucketUnwritable(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, os.MkdirAll(filepath.Join(w.dir, "shared", recordKey("shop"), "in the way"), 0o700))
	r, err := w.record("file://./shared", "shop")
	require.NoError(t, err)
	defer r.close()
	err = r.Write(t.Context(), []byte("{}"))
	require.Equal(t, exitFailed, exitCode(err))
	require.ErrorContains(t, err, "cannot be written")
	entries, err := os.ReadDir(filepath.Join(w.dir, "shared"))
	require.NoError(t, err)
	require.Len(t, entries, 1, "a draft was left")
	require.DirExists(t, filepath.Join(w.dir, "shared", recordKey("shop"), "in the way"))
}

// A run that was ended is not told from its record.
func TestRecordBucketInterrupted(t *testing.T) {
	r := &recordBucket{bucket: memblob.OpenBucket(nil), key: recordKey("shop"), url: &url.URL{Scheme: "mem"}}
	defer r.close()
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errInterrupted)
	_, err := r.Read(ctx)
	require.Equal(t, exitInterrupted, exitCode(err))
	require.Equal(t, exitInterrupted, exitCode(r.Write(ctx, nil)))
}

func TestRecordKey(t *testing.T) {
	require.Regexp(t, `^uploads-M_nchen_-[0-9a-f]{10}\.json$`, recordKey("München/"))
	require.NotEqual(t, recordKey("a/b"), recordKey("a_b"))
	require.Less(t, len(recordKey(strings.Repeat("x", 1000))), 80)
}

// What may be secret in the URL of a bucket is in no error.
func TestBucketErrorsHide(t *testing.T) {
	u, err := url.Parse("s3://key:geheim@bucket/dir?region=eu-central-1&token=streng+geheim")
	require.NoError(t, err)
	for _, text := range []string{
		"open bucket " + u.String() + ": no", "GET https://host/?" + u.RawQuery, "the token streng geheim is wrong", "key:geheim is wrong",
	} {
		hidden := hiding(errors.New(text), u)
		require.NotContains(t, hidden.Error(), "geheim")
	}
	require.Equal(t, "open bucket s3://bucket/dir: no", hiding(errors.New("open bucket "+u.String()+": no"), u).Error())
	cause := errors.New("x")
	require.ErrorIs(t, hiding(cause, u), cause)
}
