package emulator_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// signature is what ImageKit's own packages put into ik-s.
func signature(key, below string, expire int64) string {
	mac := hmac.New(sha1.New, []byte(key))
	mac.Write([]byte(below + strconv.FormatInt(expire, 10)))
	return hex.EncodeToString(mac.Sum(nil))
}

// TestSignedDelivery: a signature is about all of a URL below the endpoint, and about a time.
func TestSignedDelivery(t *testing.T) {
	const base, key, never = "https://ik.imagekit.io/emulator/", "private_emulator", 9999999999
	synctest.Test(t, func(t *testing.T) {
		soon, past := time.Now().Add(time.Minute).Unix(), time.Now().Add(-time.Second).Unix()
		signed := func(below string, expire int64) string {
			mark := map[bool]string{true: "&", false: "?"}[strings.Contains(below, "?")]
			return base + below + mark + "ik-t=" + strconv.FormatInt(expire, 10) + "&ik-s=" + signature(key, below, expire)
		}
		right := signed("secret.txt?v=1&tr=orig-true", soon)
		a := open(t)
		a.key = ""
		require.NoError(t, a.server.Seed(
			emulator.Seed{Path: "/secret.txt", Content: []byte("secret"), Private: true},
			emulator.Seed{Path: "/o d/ü (1).txt", Content: []byte("odd"), Private: true},
			emulator.Seed{Path: "/open.txt", Content: []byte("open")},
			emulator.Seed{Path: "/draft.txt", Content: []byte("draft"), Unpublished: true},
		))
		for _, test := range []struct {
			name, url string
			status    int
		}{
			{"until soon", right, 200},
			{"for ever", base + "secret.txt?ik-s=" + signature(key, "secret.txt", never), 200},
			{"no query but the signature", signed("secret.txt", soon), 200},
			{"an odd name, as it is sent", signed("o%20d/%C3%BC%20%281%29.txt?tr=orig-true", soon), 200},
			{"none", base + "secret.txt?tr=orig-true", 401},
			{"it has expired", signed("secret.txt", past), 401},
			{"its time was changed", strings.Replace(right, strconv.FormatInt(soon, 10), strconv.FormatInt(soon+1, 10), 1), 401},
			{"its time is none", strings.Replace(right, strconv.FormatInt(soon, 10), "soon", 1), 401},
			{"its query was changed", strings.Replace(right, "v=1", "v=2", 1), 401},
			{"of another file", strings.Replace(signed("open.txt", soon), "open", "secret", 1), 401},
			{"of another key", base + "secret.txt?ik-s=" + signature("private_other", "secret.txt", never), 401},
			{"a public file needs none", base + "open.txt", 200},
			{"a public file may have one", signed("open.txt", soon), 200},
			{"a public file with a wrong one", base + "open.txt?ik-s=00", 401},
			{"a draft is not delivered", signed("draft.txt", soon), 404},
		} {
			require.Equal(t, test.status, a.do("GET "+test.url, "").status, test.name)
		}
	})
}

// TestReadingsOfDelivery has a row for each position of the switches about URLs.
func TestReadingsOfDelivery(t *testing.T) {
	const base = "https://ik.imagekit.io/emulator"
	for _, test := range []struct {
		name            string
		readings        emulator.Readings
		byID, byListing int // status of the old version by its id, and by the URL that the API gives
		unsigned        int
	}{
		{"as they are by default", emulator.Readings{}, 200, 200, 200},
		{"a version has a token", emulator.Readings{ObjectVersion: emulator.ObjectVersionIsToken}, 404, 200, 200},
		{"all URLs must be signed", emulator.Readings{UnsignedURLs: emulator.UnsignedURLsRefused}, 401, 401, 401},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := open(t, emulator.WithReadings(test.readings))
			require.NoError(t, a.server.Seed(emulator.Seed{Path: "/a.txt", Content: []byte("new"), Versions: [][]byte{[]byte("old")}}))
			listed := a.do(a.expand("GET /v1/files/{id:/a.txt}/versions/{version:/a.txt#1}"), "")
			url := parse(t, string(listed.body)).(map[string]any)["url"].(string)
			a.key = ""
			got := a.do("GET "+url, "")
			require.Equal(t, test.byListing, got.status)
			if test.byListing == 200 {
				require.Equal(t, "old", string(got.body))
			}
			require.Equal(t, test.byID, a.do(a.expand("GET "+base+"/a.txt?ik-obj-version={version:/a.txt#1}"), "").status)
			require.Equal(t, test.unsigned, a.do("GET "+base+"/a.txt", "").status)
		})
	}
}
