package emulator_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const upload = "POST /api/v1/files/upload"

// TestUploadDefaults: an upload that says nothing gets a name of its own and overwrites nothing.
func TestUploadDefaults(t *testing.T) {
	a := open(t)
	names := map[string]bool{}
	for range 50 {
		a.play(step{upload, "fileName=a.b.txt&file=x", 200, `{"isPublished":"-","tags":"-"}`})
	}
	for _, f := range a.server.Files() {
		require.Regexp(t, regexp.MustCompile(`^/a\.b_[0-9a-f]{9}\.txt$`), f.Path)
		names[f.Path] = true
	}
	require.Len(t, names, 50)
}

func TestUploadPlaces(t *testing.T) {
	const plain = "&useUniqueFileName=false&file=x"
	for _, test := range []struct{ name, parts, want string }{
		{"at the root", "fileName=a.txt", "/a.txt"},
		{"at the root, said so", "fileName=a.txt&folder=/", "/a.txt"},
		{"missing folders are made", "fileName=a.txt&folder=/x/y", "/x/ /x/y/ /x/y/a.txt"},
		{"slashes may lack or be too many", "fileName=a.txt&folder=x/y/", "/x/ /x/y/ /x/y/a.txt"},
		{"names are rewritten", "fileName=a b(1)+ü.txt", "/a_b_1__ü.txt"},
		{"a slash in a name too", "fileName=a/b.txt", "/a_b.txt"},
		{"folders keep _ and -", "fileName=a.txt&folder=/x_y-z w.v", "/x_y-z_w_v/ /x_y-z_w_v/a.txt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := open(t)
			a.play(step{upload, test.parts + plain, 200, ""})
			require.Equal(t, test.want, a.tree())
		})
	}
	t.Run("an odd folder that exists is found", func(t *testing.T) {
		a := open(t)
		require.NoError(t, a.server.Seed(folder("/odd (1)/in.side")))
		a.play(step{upload, "fileName=a.txt&folder=/odd (1)/in.side/new.one" + plain, 200, ""})
		require.Equal(t, "/odd (1)/ /odd (1)/in.side/ /odd (1)/in.side/new_one/ /odd (1)/in.side/new_one/a.txt", a.tree())
	})
}

// TestUploadOver: what a replacement keeps and what it removes.
func TestUploadOver(t *testing.T) {
	const again = "fileName=a.txt&useUniqueFileName=false&file=again"
	before := emulator.Seed{
		Path: "/a.txt", Content: []byte("first"), Tags: []string{"x"}, AITags: []emulator.AITag{{Name: "Dog"}}, CustomMetadata: map[string]any{"f": "v"},
		Description: "D", CustomCoordinates: "0,0,1,1", Private: true,
	}
	const bare = `"tags":null,"AITags":null,"customMetadata":{"f":"-"},"customCoordinates":null,"isPrivateFile":false,"description":"-"`
	for _, test := range []struct{ name, more, want string }{
		{"all is gone", "", bare},
		{"tags stay", "&overwriteTags=false", strings.Replace(bare, `"tags":null`, `"tags":["x"]`, 1)},
		{"tags are sent", "&overwriteTags=false&tags=n", strings.Replace(bare, `"tags":null`, `"tags":["n"]`, 1)},
		{"no tags are sent", "&overwriteTags=false&tags=", bare},
		{"AI tags stay", "&overwriteAITags=false", strings.Replace(bare, `"AITags":null`, `"AITags":[{"name":"Dog"}]`, 1)},
		{"metadata stays", "&overwriteCustomMetadata=false", strings.Replace(bare, `{"f":"-"}`, `{"f":"v"}`, 1)},
		{"metadata is sent", `&overwriteCustomMetadata=false&customMetadata={"f":"w"}`, strings.Replace(bare, `{"f":"-"}`, `{"f":"w"}`, 1)},
		{"the rest is sent", "&isPrivateFile=true&customCoordinates=1,1,2,2&description=E", `"isPrivateFile":true,"customCoordinates":"1,1,2,2","description":"E"`},
		{"overwriting said so", "&overwriteFile=true", bare},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := open(t).withField(emulator.Field{Name: "f", Type: "Text"})
				require.NoError(t, a.server.Seed(before))
				a.play(
					step{"NOTE first {id:/a.txt}", "", 0, ""},
					step{upload, again + test.more, 200, `{"fileId":"{first}","size":5,"versionInfo":{"name":"Version 2"}}`},
					step{"GET /v1/files/{first}/details", "", 200, `{"fileId":"{first}",` + test.want + `}`},
					step{"GET /v1/files/{first}/versions/{version:/a.txt#1}", "", 200,
						`{"tags":["x"],"customMetadata":{"f":"v"},"description":"D","customCoordinates":"0,0,1,1","isPrivateFile":true,"size":5}`},
				)
			})
		})
	}
}

func TestUploadRefused(t *testing.T) {
	const plain = "fileName=a.txt&useUniqueFileName=false"
	story(t, nil, []emulator.Seed{file("/a.txt"), folder("/d")},
		step{upload, plain + "&file=x&overwriteFile=false", 400, `"already exists at the exact location"`},
		step{upload, plain + "&file=", 400, `"empty"`},
		step{upload, plain + "&text:file=", 400, `"empty"`},
		step{upload, plain + "&text:file=not base64", 400, `"invalid file parameter"`},
		step{upload, plain + "&text:file=https://example.com/a.jpg", 400, `"does not fetch"`},
		step{upload, plain + "&text:file=data:image/png", 400, ""},
		step{upload, plain + "&file=x&colour=red", 400, `"unknown parameter colour"`},
		step{upload, plain + "&file=x&file=y", 400, `"file twice"`},
		step{upload, plain + "&file=x&overwriteTags=yes", 400, `"overwriteTags"`},
		step{upload, plain + "&file=x&folder=/d/../e", 400, ""},
		step{upload, plain + "&file=x&folder=/d//e", 400, ""},
		step{upload, "fileName=..&useUniqueFileName=false&file=x", 400, ""},
		step{upload, "fileName=&useUniqueFileName=false&file=x", 400, ""},
		step{upload, plain + "&file=x&tags=50%", 400, `"character %"`},
		step{upload, plain + "&file=x&tags={long:501}", 400, `"500"`},
		step{upload, plain + "&file=x&customCoordinates=1", 400, ""},
		step{upload, plain + "&file=x&customMetadata=[]", 400, `"should be a JSON object"`},
		step{upload, plain + "&file=x&extensions=[]", 400, `"does not run"`},
		step{upload, plain + "&file=x&responseFields=all", 400, `"responseFields"`},
		step{upload, plain + "&file=x&isPublished=false", 400, `"draft state"`},
		step{"GET /v1/files?type=all", "", 200, `["/a.txt","/d"]`},
		step{upload, plain + `&text:file=data:text/plain;base64,eA==&tags=["a","b c"]&folder=/d`, 200, `{"size":1,"filePath":"/d/a.txt"}`},
		step{"GET /v1/files?path=/d", "", 200, `[{"tags":["a","b c"]}]`},
	)
}

// TestSignedUploads: a client without the key shows a signature, once.
func TestSignedUploads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t)
		sign := func(token string, expire time.Duration) string {
			until := fmt.Sprint(time.Now().Add(expire).Unix())
			mac := hmac.New(sha1.New, []byte("private_emulator"))
			_, _ = mac.Write([]byte(token + until))
			return fmt.Sprintf("fileName=a.txt&file=x&publicKey=p&token=%s&expire=%s&signature=%s", token, until, hex.EncodeToString(mac.Sum(nil)))
		}
		right := sign("t1", time.Minute)
		a.play(step{upload, right, 400, `"both signature and basic auth"`})
		a.key = ""
		a.play(
			step{upload, "fileName=a.txt&file=x", 401, ""},
			step{upload, strings.Replace(right, "token=t1", "token=t2", 1), 400, `"invalid signature"`},
			step{upload, strings.Replace(right, "publicKey=p&", "", 1), 400, `"missing one of"`},
			step{upload, right, 200, ""},
			step{upload, right, 400, `"used before"`},
			step{upload, sign("t3", time.Hour), 400, `"expire"`},
			step{upload, sign("t4", -time.Second), 400, `"expire"`},
			step{upload, sign("t5", 59*time.Minute), 200, ""},
			step{"GET /v1/files", "", 401, ""},
		)
	})
}
