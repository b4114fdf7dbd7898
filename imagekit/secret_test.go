package imagekit_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// requireNoKey fails if the text holds the key or the header made of it.
func requireNoKey(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{testKey, base64.StdEncoding.EncodeToString([]byte(testKey + ":")),
		base64.RawStdEncoding.EncodeToString([]byte(testKey))} {
		require.NotContains(t, text, secret)
		require.NotContains(t, text, fmt.Sprintf("%x", secret))
	}
}

// The key is in no formatted value, whatever the verb.
func TestKeyIsNotPrinted(t *testing.T) {
	o := imagekit.Options{PrivateKey: testKey}
	c, err := imagekit.New(o)
	require.NoError(t, err)
	holder := struct {
		hidden imagekit.Client
		Shown  *imagekit.Client
	}{Shown: c}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		for _, value := range []any{o, &o, o.PrivateKey, []imagekit.Secret{testKey}, c, holder} {
			requireNoKey(t, fmt.Sprintf(verb, value))
		}
	}
	data, err := json.Marshal(o.PrivateKey)
	require.NoError(t, err)
	require.JSONEq(t, `"[redacted]"`, string(data))
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", o.PrivateKey, "options", o, "client", c)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", o.PrivateKey, "client", c)
	requireNoKey(t, log.String())
	require.Equal(t, "imagekit.Client(https://api.imagekit.io)", c.String())
}

// The key is in no error and no log line, even if the service repeats it.
func TestKeyIsNotEchoed(t *testing.T) {
	header := "Basic " + base64.StdEncoding.EncodeToString([]byte(testKey+":"))
	echo := fmt.Sprintf(`{"message":"bad key %s","help":%q,"reason":%q,"errors":{"key":%q},"missingFileIds":[%q]}`, testKey, header, testKey, header, testKey)
	answers := map[string]http.HandlerFunc{
		"in an error":    answer(401, echo, "x-ik-requestId", testKey),
		"in a failure":   answer(500, echo),
		"in a page":      page(502, header),
		"in a redirect":  answer(302, "", "Location", "https://example.com/?k="+testKey),
		"in a body":      answer(200, `["`+testKey+`"]`),
		"in the headers": answer(200, `{}`, "Content-Type", testKey),
	}
	for name, a := range answers {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			c := newService(a).client(t, func(o *imagekit.Options) {
				o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				o.Retry.Attempts = 1
			})
			_, err := c.GetFile(t.Context(), testKey)
			require.Error(t, err)
			requireNoKey(t, err.Error()+fmt.Sprintf("%v %+v %#v", err, err, err)+log.String())
			err = c.DeleteFile(t.Context(), "f1")
			if err != nil {
				requireNoKey(t, err.Error())
			}
			require.Equal(t, 2, strings.Count(log.String(), "\n"))
		})
	}
	leaky := roundTripper(func(r *http.Request) (*http.Response, error) {
		return nil, errors.New("cannot send " + r.Header.Get("Authorization"))
	})
	c := newService(nil).client(t, func(o *imagekit.Options) { o.HTTP, o.Retry.Attempts = &http.Client{Transport: leaky}, 1 })
	_, err := c.GetFile(t.Context(), "f1")
	require.EqualError(t, err, "get file: cannot send Basic [redacted] (GET /v1/files/f1/details)")
}

func TestLogLine(t *testing.T) {
	var log bytes.Buffer
	c := newService(answer(200, "[]")).client(t, func(o *imagekit.Options) {
		o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	_, err := c.ListAssets(t.Context(), imagekit.ListOptions{SearchQuery: "x"})
	require.NoError(t, err)
	require.Regexp(t, `^time=\S+ level=DEBUG msg="imagekit request" method=GET path=/v1/files status=200 duration=\S+ request_id=req-1\n$`, log.String())
}

func TestNew(t *testing.T) {
	rows := []struct {
		name   string
		change func(*imagekit.Options)
		want   string // in the error; empty if it is fine
	}{
		{"defaults", func(*imagekit.Options) {}, ""},
		{"loopback name", func(o *imagekit.Options) { o.BaseURL = "http://localhost:8080/x/" }, ""},
		{"loopback address", func(o *imagekit.Options) { o.UploadURL = "http://127.0.0.7:1" }, ""},
		{"loopback IPv6", func(o *imagekit.Options) { o.UploadURL = "http://[::1]:1" }, ""},
		{"no key", func(o *imagekit.Options) { o.PrivateKey = "" }, "key is empty"},
		{"key with a newline", func(o *imagekit.Options) { o.PrivateKey = "private_secret\n" }, "white space"},
		{"key with a colon", func(o *imagekit.Options) { o.PrivateKey = "private:secret" }, "colon"},
		{"plain http", func(o *imagekit.Options) { o.BaseURL = "http://api.imagekit.io" }, "BaseURL must begin with https://"},
		{"almost loopback", func(o *imagekit.Options) { o.UploadURL = "http://localhost.example.com" }, "UploadURL must begin with https://"},
		{"no scheme", func(o *imagekit.Options) { o.BaseURL = "api.imagekit.io" }, "names no host"},
		{"password", func(o *imagekit.Options) { o.BaseURL = "https://private_secret:@api.imagekit.io" }, "must not contain a user"},
		{"bad URL", func(o *imagekit.Options) { o.BaseURL = "https://private_secret:@a b" }, "BaseURL is not a URL"},
		{"query", func(o *imagekit.Options) { o.BaseURL = "https://a.b/?x=1" }, "query"},
		{"negative rate", func(o *imagekit.Options) { o.Limits.Write.PerSecond = -1 }, "class write"},
		{"negative burst", func(o *imagekit.Options) { o.Limits.Read.Burst = -1 }, "class read"},
		{"negative wait", func(o *imagekit.Options) { o.MaxWait = -1 }, "MaxWait"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			o := imagekit.Options{PrivateKey: testKey}
			row.change(&o)
			_, err := imagekit.New(o)
			if row.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, row.want)
			require.NotContains(t, err.Error(), "secret")
		})
	}
}

// The vector ImageKit publishes.
func TestUploadAuth(t *testing.T) {
	require.Equal(t, "e71bcd6031016b060d349d212e23e85c791decdd", imagekit.UploadAuth("private_key_test", "your_token", 1582269249))
}
