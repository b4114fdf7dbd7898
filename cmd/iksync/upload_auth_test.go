package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// auth is the document of upload-auth.
type auth struct {
	Token, Signature string
	Expire           int64
}

func (o outcome) auth() (a auth) {
	o.t.Helper()
	dec := json.NewDecoder(strings.NewReader(o.stdout))
	dec.DisallowUnknownFields()
	require.NoError(o.t, dec.Decode(&a))
	require.False(o.t, dec.More())
	return a
}

// The vector is the one of ImageKit's documents.
func TestUploadAuthVector(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		time.Sleep(time.Until(time.Unix(1582269249, 0).Add(-10 * time.Minute)))
		w.vars[keyVariable] = "private_key_test"
		for _, output := range []string{"text", "json"} {
			o := w.run("upload-auth", "--expire", "10m", "--token", "your_token", "--output", output).exits(exitFine)
			require.Equal(t, auth{"your_token", "e71bcd6031016b060d349d212e23e85c791decdd", 1582269249}, o.auth())
			require.NotContains(t, o.stdout+o.stderr, "private_key_test")
		}
		require.Empty(t, w.server.Requests())
	})
}

// Without options the token is new each time and holds for half an hour.
func TestUploadAuth(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		one, two := w.run("upload-auth").exits(exitFine).auth(), w.run("upload-auth").exits(exitFine).auth()
		require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, one.Token)
		require.NotEqual(t, one.Token, two.Token)
		require.Equal(t, time.Now().Add(30*time.Minute).Unix(), one.Expire)
		require.Equal(t, imagekit.UploadAuth(testKey, one.Token, one.Expire), one.Signature)

		w.file("key", "private_of_file\n")
		filed := w.run("upload-auth", "--private-key-file", "key", "--token", "t").exits(exitFine).auth()
		require.Equal(t, imagekit.UploadAuth("private_of_file", "t", filed.Expire), filed.Signature)

		delete(w.vars, keyVariable)
		boxed := w.run("upload-auth", "--sandbox", "--token", "t").exits(exitFine).auth()
		require.Equal(t, imagekit.UploadAuth(sandboxKey, "t", boxed.Expire), boxed.Signature)

		for _, row := range []struct{ args, says string }{
			{"", "no private key"},
			{"--sandbox --expire 0s", "less than 1h"},
			{"--sandbox --expire 1h", "less than 1h"},
			{"--sandbox --expire -5m", "want a time"},
			{"--sandbox --expire soon", "want a time"},
			{"--sandbox --token a\x00b", "control characters"},
			{"--sandbox now", "now"},
		} {
			w.run(append([]string{"upload-auth"}, strings.Fields(row.args)...)...).exits(exitUsage).says(row.says)
		}
		w.run("upload-auth", "--sandbox", "--token", "").exits(exitUsage).says("must not be empty")
		require.Empty(t, w.server.Requests())
	})
}
