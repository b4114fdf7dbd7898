package contract_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/internal/contract"
)

// answering is a service with one answer.
type answering struct {
	status int
	body   string
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(a.body)),
	}, nil
}

// TestTransport proves that what does not fit the document is told.
func TestTransport(t *testing.T) {
	doc, err := contract.Load()
	if errors.Is(err, contract.ErrNoDocument) && os.Getenv("IKSYNC_REQUIRE_OPENAPI") == "" {
		t.Skip(err)
	}
	require.NoError(t, err)
	const base = "https://api.imagekit.io"
	for _, test := range []struct {
		name, method, url, body string
		answer                  answering
		want                    string // in what is told; "" for nothing
	}{
		{"a right exchange", "POST", "/v1/bulkJobs/moveFolder", `{"sourceFolderPath":"/a","destinationPath":"/b"}`,
			answering{200, `{"jobId":"j1"}`}, ""},
		{"a request without a required key", "POST", "/v1/bulkJobs/moveFolder", `{"sourceFolderPath":"/a"}`,
			answering{200, `{"jobId":"j1"}`}, "request POST"},
		{"an answer without a required key", "POST", "/v1/bulkJobs/moveFolder", `{"sourceFolderPath":"/a","destinationPath":"/b"}`,
			answering{200, `{"jobID":"j1"}`}, "answer 200"},
		{"a status that is not documented", "POST", "/v1/bulkJobs/moveFolder", `{"sourceFolderPath":"/a","destinationPath":"/b"}`,
			answering{418, `{}`}, "answer 418"},
		{"a limit out of range", "GET", "/v1/files?limit=1001", "", answering{200, `[]`}, "request GET"},
		{"an operation that does not exist", "GET", "/v1/nothing", "", answering{200, `[]`}, "request GET"},
		{"tags alone", "PATCH", "/v1/files/f1/details", `{"tags":["a"]}`,
			answering{200, `{"fileId":"f1","type":"file","name":"a.jpg","tags":null}`}, ""},
		{"a tag that is no text", "PATCH", "/v1/files/f1/details", `{"tags":[1]}`,
			answering{200, `{"fileId":"f1"}`}, "request PATCH"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var told []string
			client := http.Client{Transport: doc.Transport(test.answer, func(err error) { told = append(told, err.Error()) })}
			r, err := http.NewRequestWithContext(t.Context(), test.method, base+test.url, strings.NewReader(test.body))
			require.NoError(t, err)
			r.Header.Set("Content-Type", "application/json")
			answer, err := client.Do(r)
			require.NoError(t, err)
			require.NoError(t, answer.Body.Close())
			if test.want == "" {
				require.Empty(t, told)
				return
			}
			require.Contains(t, strings.Join(told, "\n"), test.want)
		})
	}
}
