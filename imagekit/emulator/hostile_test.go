package emulator_test

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// TestStorms: faults that come in bursts, by count or by chance.
func TestStorms(t *testing.T) {
	storm := func(every, burst int, rate float64) emulator.Fault {
		return emulator.Fault{Match: "GET /v1/files", Status: 429, ResetMillis: 1, Every: every, Burst: burst, Rate: rate}
	}
	late, short := storm(4, 2, 0), storm(3, 4, 0)
	late.After, short.Times = 5, 3
	for _, test := range []struct {
		name  string
		fault emulator.Fault
		want  string // an x for each request that is hit
	}{
		{"every fourth", storm(4, 0, 0), "...x...x...x"},
		{"two from every fourth on", storm(4, 2, 0), "...xx..xx..xx"},
		{"a burst ends before the next begins", storm(3, 5, 0), "..xxxxx.xxxxx."},
		{"after a while", late, "........xx..xx"},
		{"only so many in all", short, "..xxx........."},
		{"a burst of everything", storm(0, 3, 0), "xxxxxx"},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, open(t, emulator.WithFaults(test.fault)).pattern(len(test.want)))
		})
	}
	random := func(seed uint64) string {
		return open(t, emulator.WithSeed(seed), emulator.WithFaults(storm(0, 4, 0.05))).pattern(400)
	}
	require.Equal(t, random(7), random(7), "a seed decides")
	require.NotEqual(t, random(7), random(8))
	for hit := range strings.FieldsFuncSeq(random(7)+".", func(r rune) bool { return r == '.' }) {
		require.GreaterOrEqual(t, len(hit), 4-boundary(random(7), hit))
	}
}

// boundary is how much of a burst the end of the run may have cut off.
func boundary(all, hit string) int {
	if strings.HasSuffix(all, hit) {
		return 3
	}
	return 0
}

// TestSlow: the request is carried out at once, its answer comes late or to nobody.
func TestSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, emulator.WithFaults(emulator.Fault{Match: makeFolder, Kind: emulator.FaultSlow, Delay: time.Minute}))
		start := time.Now()
		go func() { _, _ = a.client.Do(a.request(makeFolder, create)) }()
		synctest.Wait()
		require.Equal(t, "/a/", a.tree(), "done before it is answered")
		require.Equal(t, 200, a.status("GET /v1/files", ""), "nobody else waits")
		require.Zero(t, time.Since(start))
		time.Sleep(time.Minute)
		require.Equal(t, 201, a.status(makeFolder, create))
		require.Equal(t, 2*time.Minute, time.Since(start))
		client := a.server.HTTPClient()
		client.Timeout = time.Second
		_, err := client.Do(a.request(makeFolder, `{"folderName":"b","parentFolderPath":"/"}`))
		require.ErrorContains(t, err, "Client.Timeout")
		require.Equal(t, "/a/ /b/", a.tree())
		require.Equal(t, "slow", a.server.Requests()[3].Fault)
	})
}

// TestTruncate: an answer breaks off in the middle, in process and over a socket; one without a body is lost.
func TestTruncate(t *testing.T) {
	a := open(t, emulator.WithFaults(emulator.Fault{Kind: emulator.FaultTruncate}))
	require.NoError(t, a.server.Seed(seeds("/a/f", "/b/f")...))
	web := httptest.NewServer(a.server)
	defer web.Close()
	for _, where := range []string{"", web.URL} {
		response, err := a.client.Do(a.request("GET /v1/files", ""))
		if where != "" {
			response, err = web.Client().Do(a.request("GET "+where+"/v1/files", ""))
		}
		require.NoError(t, err)
		require.Equal(t, 200, response.StatusCode)
		data, err := io.ReadAll(response.Body)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.NoError(t, response.Body.Close())
		require.Contains(t, string(data), `"/a/f"`)
		require.NotContains(t, string(data), `"updatedAt"}]`)
	}
	require.Zero(t, a.status(deleteFolder, `{"folderPath":"/a"}`))
	require.Equal(t, "/b/ /b/f", a.tree(), "carried out")
	require.Equal(t, 200, a.server.Requests()[0].Status)
	require.Equal(t, "truncate", a.server.Requests()[0].Fault)
}
