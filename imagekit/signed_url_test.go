package imagekit_test

import (
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// The vectors of ImageKit's own Node.js package, made with a key that says so.
func TestSignURL(t *testing.T) {
	for below, want := range map[string]string{
		"sdk-testing-files/future-search.png":                                          "32dbbbfc5f945c0403c71b54c38e76896ef2d6b0",
		"sdk-testing-files/%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80.png": "3fff2f31da1f45e007adcdbe95f88c8c330e743c",
		"sdk-testing-files/future-search.png?version=1.0&cache=false":                  "f2e5a1b8b6a0b03fd63789dfc6413a94acef9fd8",
		"sdk-testing-files/future-search.png?version=2.0&tr=w-300,h-200":               "601d97a7834b7554f4dabf0d3fc3a219ceeb6b31",
	} {
		require.Equal(t, want, imagekit.SignURL("dummy-key", below, 0), below)
	}
	require.NotEqual(t, imagekit.SignURL("dummy-key", "a", 1), imagekit.SignURL("dummy-key", "a", 2))
}

// What is asked for is the URL that the API gave, with the original asked for, and signed for
// five minutes from now; what is signed is what follows the endpoint, as it is sent.
func TestContentURL(t *testing.T) {
	const ends = "&ik-t=946685100" // five minutes after a bubble's clock begins
	for _, row := range []struct {
		name      string
		url, path string
		sent      string // before it is signed
		below     string
	}{
		{"a file", "https://ik.imagekit.io/demo/p/a.jpg", "/p/a.jpg", "/demo/p/a.jpg?tr=orig-true", "p/a.jpg?tr=orig-true"},
		{"as the API says it", "https://ik.imagekit.io/demo/a.jpg?updatedAt=7", "/a.jpg", "/demo/a.jpg?updatedAt=7&tr=orig-true", "a.jpg?updatedAt=7&tr=orig-true"},
		{"an older version", "https://ik.imagekit.io/demo/a.jpg?ik-obj-version=x.y&updatedAt=7", "/a.jpg", "/demo/a.jpg?ik-obj-version=x.y&updatedAt=7&tr=orig-true", "a.jpg?ik-obj-version=x.y&updatedAt=7&tr=orig-true"},
		{"an endpoint of several parts", "https://cdn.example/x/y/p/a.jpg", "/p/a.jpg", "/x/y/p/a.jpg?tr=orig-true", "p/a.jpg?tr=orig-true"},
		{"an endpoint that is a host", "https://cdn.example/p/a.jpg", "/p/a.jpg", "/p/a.jpg?tr=orig-true", "p/a.jpg?tr=orig-true"},
		{"odd names keep their encoding", "https://ik.imagekit.io/demo/o%20d/b%20%281%29%20%26.txt", "/o d/b (1) &.txt", "/demo/o%20d/b%20%281%29%20%26.txt?tr=orig-true", "o%20d/b%20%281%29%20%26.txt?tr=orig-true"},
		{"a folder called as the endpoint", "https://ik.imagekit.io/demo/demo/a.jpg", "/demo/a.jpg", "/demo/demo/a.jpg?tr=orig-true", "demo/a.jpg?tr=orig-true"},
		{"a transformation and an old signature", "https://ik.imagekit.io/demo/a.jpg?tr=w-9&v=1&ik-s=00&ik-t=1#x", "/a.jpg", "/demo/a.jpg?v=1&tr=orig-true", "a.jpg?v=1&tr=orig-true"},
		{"this machine", "http://localhost:8080/emulator/a.jpg", "/a.jpg", "/emulator/a.jpg?tr=orig-true", "a.jpg?tr=orig-true"},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newService(answer(200, "x"))
				body, err := s.client(t).Content(t.Context(), imagekit.Delivery{URL: row.url, Path: row.path})
				require.NoError(t, err)
				require.NoError(t, body.Close())
				u, err := url.Parse(row.url)
				require.NoError(t, err)
				require.Equal(t, u.Host, s.seen[0].Host)
				signature := imagekit.SignURL(testKey, row.below, time.Now().Add(5*time.Minute).Unix())
				require.Equal(t, row.sent+ends+"&ik-s="+signature, s.seen[0].URI)
			})
		})
	}
	for name, d := range map[string]imagekit.Delivery{
		"names no host":               {URL: "", Path: "/a"},
		"is not one":                  {URL: "https://a b/", Path: "/a"},
		"has a user or password":      {URL: "https://x:y@ik.imagekit.io/a", Path: "/a"},
		"begins with http://":         {URL: "http://ik.imagekit.io/a", Path: "/a"},
		"begins with ftp://":          {URL: "ftp://localhost/a", Path: "/a"},
		"does not end in that path":   {URL: "https://ik.imagekit.io/demo/b", Path: "/a"},
		"does not end in that path ":  {URL: "https://ik.imagekit.io/a", Path: "/x/y/a"},
		"does not end in that path  ": {URL: "https://ik.imagekit.io/a", Path: ""},
	} {
		s := newService(answer(200, "x"))
		_, err := s.client(t).Content(t.Context(), d)
		var refused *imagekit.InvalidError
		require.ErrorAs(t, err, &refused, name)
		require.Zero(t, s.count(), "nothing is sent")
	}
}
