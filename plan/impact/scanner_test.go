package impact_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

// breaking is a plan that breaks some of everything.
func breaking(t testing.TB) *plan.Plan {
	return planned(t, library("/s/2024/x.jpg", "/s/2024/y.jpg", "/s/2024/out.jpg", "/s/old/a.jpg", "/s/old/clip.mp4", "/s/raw", "/logo.svg",
		"/s/my photo.jpg", "/s/a&b.jpg", "/s/café.jpg", "/s/secret.jpg is private", "/s/draft.jpg is a draft", "/s/stays.jpg", "/top/a.jpg", "/top/b.jpg"),
		`
folders: {/s/archive/2024: {moved_from: /s/2024}, /peak: {moved_from: /top}}
files:
  /brand.svg: {moved_from: /logo.svg}
  /s/out.jpg: {moved_from: /s/2024/out.jpg}
  /s/photo.jpg: {moved_from: "/s/my photo.jpg"}
  /s/secret2.jpg: {moved_from: /s/secret.jpg}
  /s/draft2.jpg: {moved_from: /s/draft.jpg}
remove: {files: [/s/old/a.jpg, /s/old/clip.mp4, /s/raw, "/s/a&b.jpg", "/s/café.jpg"]}
`)
}

func scanned(t testing.TB, p *plan.Plan, text string) []impact.Hit {
	t.Helper()
	hits, err := impact.NewScanner(p).Scan("f", strings.NewReader(text))
	require.NoError(t, err)
	return hits
}

func TestMentions(t *testing.T) {
	const (
		url, path, host = impact.ByURL, impact.ByPath, impact.ByHost
		x, a            = "folder:/s/archive/2024", "file:/s/old/a.jpg"
	)
	p := breaking(t)
	for _, tt := range []struct {
		name, text string
		column     int
		mention    string // "": the text from column on, up to the last character
		kind       impact.Kind
		change     plan.ChangeID
	}{
		{"a URL alone", `https://ik.imagekit.io/acme/s/old/a.jpg`, 1, `https://ik.imagekit.io/acme/s/old/a.jpg`, url, a},
		{"http", `<img src="http://ik.imagekit.io/acme/s/old/a.jpg">`, 11, `http://ik.imagekit.io/acme/s/old/a.jpg`, url, a},
		{"no scheme", `<img src='//ik.imagekit.io/acme/s/old/a.jpg'>`, 11, `//ik.imagekit.io/acme/s/old/a.jpg`, url, a},
		{"only the host", `see ik.imagekit.io/acme/s/old/a.jpg.`, 5, `ik.imagekit.io/acme/s/old/a.jpg`, url, a},
		{"a host in capitals", `HTTPS://IK.ImageKit.io/acme/s/old/a.jpg`, 1, `HTTPS://IK.ImageKit.io/acme/s/old/a.jpg`, url, a},
		{"a transformation in the path", `"https://ik.imagekit.io/acme/tr:w-300,h-200/s/old/a.jpg"`, 2, `https://ik.imagekit.io/acme/tr:w-300,h-200/s/old/a.jpg`, url, a},
		{"a chain of them", `https://ik.imagekit.io/acme/tr:w-300:rt-90,l-text,i-Hi%20you%2Fme,l-end/s/old/a.jpg`, 1, `https://ik.imagekit.io/acme/tr:w-300:rt-90,l-text,i-Hi%20you%2Fme,l-end/s/old/a.jpg`, url, a},
		{"a transformation in the query", `https://ik.imagekit.io/acme/s/old/a.jpg?tr=w-300,h-200`, 1, `https://ik.imagekit.io/acme/s/old/a.jpg`, url, a},
		{"another query", `https://ik.imagekit.io/acme/s/old/a.jpg?updatedAt=17&x=1#top`, 1, `https://ik.imagekit.io/acme/s/old/a.jpg`, url, a},
		{"slashes of JSON", `{"src":"https:\/\/ik.imagekit.io\/acme\/s\/old\/a.jpg"}`, 9, `https:\/\/ik.imagekit.io\/acme\/s\/old\/a.jpg`, url, a},
		{"JSON in JSON", `"{\"src\":\"https:\\/\\/ik.imagekit.io\\/acme\\/s\\/old\\/a.jpg\"}"`, 13, `https:\\/\\/ik.imagekit.io\\/acme\\/s\\/old\\/a.jpg`, url, a},
		{"a URL in a URL", `/_next/image?url=https%3A%2F%2Fik.imagekit.io%2Facme%2Ftr%3Aw-1%2Fs%2Fold%2Fa.jpg%3Ftr%3Dw-1&w=640`, 18, `https%3A%2F%2Fik.imagekit.io%2Facme%2Ftr%3Aw-1%2Fs%2Fold%2Fa.jpg`, url, a},
		{"entities", `<a href="https&#58;&#x2F;&#47;ik.imagekit.io/acme/s/a&amp;b.jpg">`, 10, `https&#58;&#x2F;&#47;ik.imagekit.io/acme/s/a&amp;b.jpg`, url, "file:/s/a&b.jpg"},
		{"an ampersand as it is", `"https://ik.imagekit.io/acme/s/a&b.jpg"`, 2, `https://ik.imagekit.io/acme/s/a&b.jpg`, url, "file:/s/a&b.jpg"},
		{"an ampersand for JSON in HTML", `"https://ik.imagekit.io/acme/s/a\u0026b.jpg"`, 2, `https://ik.imagekit.io/acme/s/a\u0026b.jpg`, url, "file:/s/a&b.jpg"},
		{"percent-encoded", `https://ik.imagekit.io/acme/s/my%20photo.jpg`, 1, `https://ik.imagekit.io/acme/s/my%20photo.jpg`, url, "file:/s/photo.jpg"},
		{"more of it than need be", `https://ik.imagekit.io/acme/%73/old/a%2Ejpg`, 1, `https://ik.imagekit.io/acme/%73/old/a%2Ejpg`, url, a},
		{"not encoded", `image: "https://ik.imagekit.io/acme/s/my photo.jpg"`, 9, `https://ik.imagekit.io/acme/s/my photo.jpg`, url, "file:/s/photo.jpg"},
		{"letters beyond ASCII", `"/s/café.jpg"`, 2, `/s/café.jpg`, path, "file:/s/café.jpg"},
		{"the same, encoded", `"/s/caf%C3%A9.jpg"`, 2, `/s/caf%C3%A9.jpg`, path, "file:/s/café.jpg"},
		{"the same, in JSON", `"/s/caf\u00e9.jpg"`, 2, `/s/caf\u00e9.jpg`, path, "file:/s/café.jpg"},
		{"below a folder that moves", `<img src="https://ik.imagekit.io/acme/s/2024/any/thing.png?tr=w-1">`, 11, `https://ik.imagekit.io/acme/s/2024/any/thing.png`, url, x},
		{"the folder itself", `const base = "https://ik.imagekit.io/acme/s/2024";`, 15, `https://ik.imagekit.io/acme/s/2024`, url, x},
		{"the folder with a slash", `const base = 'https://ik.imagekit.io/acme/s/2024/';`, 15, `https://ik.imagekit.io/acme/s/2024/`, url, x},
		{"a file that leaves that folder", `https://ik.imagekit.io/acme/s/2024/out.jpg`, 1, `https://ik.imagekit.io/acme/s/2024/out.jpg`, url, "file:/s/out.jpg"},
		{"one of a longer name only moves with it", `https://ik.imagekit.io/acme/s/2024/out.jpg.bak`, 1, `https://ik.imagekit.io/acme/s/2024/out.jpg.bak`, url, x},
		{"a rendition of a video", `https://ik.imagekit.io/acme/s/old/clip.mp4/ik-thumbnail.jpg`, 1, `https://ik.imagekit.io/acme/s/old/clip.mp4`, url, "file:/s/old/clip.mp4"},
		{"a file without an extension", `get("/s/raw")`, 6, `/s/raw`, path, "file:/s/raw"},
		{"a file at the root", `src="/logo.svg"`, 6, `/logo.svg`, path, "file:/brand.svg"},
		{"a private file, which programs sign", `sign("/s/secret.jpg")`, 7, `/s/secret.jpg`, path, "file:/s/secret2.jpg"},
		{"an SDK's path", `imagekit.url({path: "/s/old/a.jpg"})`, 22, `/s/old/a.jpg`, path, a},
		{"without a slash before it", `<IKImage path='s/old/a.jpg' />`, 16, `s/old/a.jpg`, path, a},
		{"with a transformation before it", "src={`${endpoint}/tr:w-300/s/old/a.jpg`}", 18, `/tr:w-300/s/old/a.jpg`, path, a},
		{"the same, where the endpoint has the slash", "src={`${endpoint}tr:w-300/s/old/a.jpg`}", 18, `tr:w-300/s/old/a.jpg`, path, a},
		{"a template literal", "const u = `${endpoint}/s/2024/${name}.jpg?tr=w-${w}`", 23, `/s/2024/${name`, path, x},
		{"a template of another language", `<img src="{{ endpoint }}/s/old/a.jpg">`, 25, `/s/old/a.jpg`, path, a},
		{"joined strings", `u = base + "/s/2024/" + name`, 13, `/s/2024/`, path, x},
		{"srcset", `srcset="/s/stays.jpg 1x, /s/old/a.jpg 2x"`, 26, `/s/old/a.jpg`, path, a},
		{"srcset without a space", `srcset="/s/stays.jpg,/s/old/a.jpg"`, 22, `/s/old/a.jpg`, path, a},
		{"Markdown", `![a](/s/old/a.jpg "a")`, 6, `/s/old/a.jpg`, path, a},
		{"Markdown, in brackets", `<https://ik.imagekit.io/acme/s/old/a.jpg>`, 2, `https://ik.imagekit.io/acme/s/old/a.jpg`, url, a},
		{"Markdown, emphasised", `**/s/old/a.jpg**`, 3, `/s/old/a.jpg`, path, a},
		{"CSS", `background: url(/s/old/a.jpg) no-repeat`, 17, `/s/old/a.jpg`, path, a},
		{"YAML", `hero: /s/old/a.jpg`, 7, `/s/old/a.jpg`, path, a},
		{"a key of YAML", `/s/old/a.jpg: {tags: [x]}`, 1, `/s/old/a.jpg`, path, a},
		{"a list of YAML", `pictures: [s/old/a.jpg]`, 12, `s/old/a.jpg`, path, a},
		{"JSON in an attribute", `data-x="{&quot;src&quot;:&quot;/s/old/a.jpg&quot;}"`, 32, `/s/old/a.jpg`, path, a},
		{"a query", `?src=%2Fs%2Fold%2Fa.jpg&w=1`, 6, `%2Fs%2Fold%2Fa.jpg`, path, a},
		{"a string that goes on with a newline", `"/s/old/a.jpg\n"`, 2, `/s/old/a.jpg`, path, a},
		{"typographic quotes", `the file “/s/old/a.jpg”`, 13, `/s/old/a.jpg`, path, a},
		{"a sentence", `We use /s/old/a.jpg. And more...`, 8, `/s/old/a.jpg`, path, a},
		{"TOML", `hero="/s/old/a.jpg"`, 7, `/s/old/a.jpg`, path, a},
		{"CSV", `1,/s/old/a.jpg,hero`, 3, `/s/old/a.jpg`, path, a},
		{"a folder near the root", `path: "top/c.jpg"`, 8, `top/c.jpg`, path, "folder:/peak"},
		{"another host", `<img src="https://cdn.shop.com/s/old/a.jpg?x=1">`, 11, `https://cdn.shop.com/s/old/a.jpg`, host, a},
		{"another host, with a port and a transformation", `'http://localhost:3000/tr:w-1/s/old/a.jpg'`, 2, `http://localhost:3000/tr:w-1/s/old/a.jpg`, host, a},
		{"another host without a scheme", `"//cdn.shop.com/s/2024/x.jpg"`, 2, `//cdn.shop.com/s/2024/x.jpg`, host, x},
		{"another host alone", `see cdn.shop.com/s/old/a.jpg.`, 5, `cdn.shop.com/s/old/a.jpg`, host, a},
		{"another host, in JSON", `{"src":"https:\/\/cdn.shop.com\/s\/old\/a.jpg"}`, 9, `https:\/\/cdn.shop.com\/s\/old\/a.jpg`, host, a},
		{"another host, in a query", `?url=https%3A%2F%2Fcdn.shop.com%2Fs%2Fold%2Fa.jpg&w=1`, 6, `https%3A%2F%2Fcdn.shop.com%2Fs%2Fold%2Fa.jpg`, host, a},
		{"another host, and the account's name", `https://example.com/acme/s/old/a.jpg`, 1, `https://example.com/acme/s/old/a.jpg`, host, a},
		{"another host with a file at its root", `https://cdn.shop.com/logo.svg`, 1, `https://cdn.shop.com/logo.svg`, host, "file:/brand.svg"},
		{"a host whose scheme a program fills in", `${scheme}://cdn.shop.com/s/old/a.jpg`, 11, `//cdn.shop.com/s/old/a.jpg`, host, a},
		{"a host that only begins like ImageKit's", `https://ik.imagekit.io.evil.com/acme/s/old/a.jpg`, 1, `https://ik.imagekit.io.evil.com/acme/s/old/a.jpg`, host, a},
		{"the account's own name on ImageKit", `https://acme.imagekit.io/s/old/a.jpg`, 1, `https://acme.imagekit.io/s/old/a.jpg`, host, a},
		{"ImageKit's other host", `https://ik.imgkit.net/acme/s/old/a.jpg`, 1, `https://ik.imgkit.net/acme/s/old/a.jpg`, host, a},
		{"the usual port", `https://ik.imagekit.io:443/acme/s/old/a.jpg`, 1, `https://ik.imagekit.io:443/acme/s/old/a.jpg`, url, a},
		{"another port", `https://ik.imagekit.io:8443/acme/s/old/a.jpg`, 1, `https://ik.imagekit.io:8443/acme/s/old/a.jpg`, host, a},
		{"two slashes", `https://ik.imagekit.io/acme//s//old/a.jpg`, 1, `https://ik.imagekit.io/acme//s//old/a.jpg`, url, a},
		{"two slashes behind a base", "`${base}//s/old/a.jpg`", 9, `//s/old/a.jpg`, path, a},
		{"a transformation before the name", `https://ik.imagekit.io/acme/s/old/tr:w-1,h-2/a.jpg`, 1, `https://ik.imagekit.io/acme/s/old/tr:w-1,h-2/a.jpg`, url, a},
		{"a transformation in a folder that moves", `https://ik.imagekit.io/acme/s/2024/tr:w-1,h-2/y.jpg`, 1, `https://ik.imagekit.io/acme/s/2024/tr:w-1,h-2/y.jpg`, url, x},
		{"a transformation before a file that leaves a folder", `https://ik.imagekit.io/acme/s/2024/tr:w-1,h-2/out.jpg`, 1, `https://ik.imagekit.io/acme/s/2024/tr:w-1,h-2/out.jpg`, url, "file:/s/out.jpg"},
		{"words for search engines", `https://ik.imagekit.io/acme/ik-seo/s/old/a/a-nice-picture.jpg?x=1`, 1, `https://ik.imagekit.io/acme/ik-seo/s/old/a/a-nice-picture.jpg`, url, a},
		{"the same with a transformation", `https://ik.imagekit.io/acme/ik-seo/tr:w-1,h-2/s/old/a/nice.v2.jpg`, 1, `https://ik.imagekit.io/acme/ik-seo/tr:w-1,h-2/s/old/a/nice.v2.jpg`, url, a},
		{"the same below a folder that moves", `https://ik.imagekit.io/acme/ik-seo/s/2024/x/nice.jpg`, 1, `https://ik.imagekit.io/acme/ik-seo/s/2024/x/nice.jpg`, url, x},
		{"the same behind a base", "`${base}/ik-seo/s/old/a/${title}.jpg`", 9, `/ik-seo/s/old/a/${title}.jpg`, path, a},
		{"the same without a slash", `base + "ik-seo/s/old/a/nice.jpg"`, 9, `ik-seo/s/old/a/nice.jpg`, path, a},
		{"the same on another host", `https://cdn.shop.com/ik-seo/s/old/a/nice.jpg`, 1, `https://cdn.shop.com/ik-seo/s/old/a/nice.jpg`, host, a},
		{"a layer", `https://ik.imagekit.io/acme/s/stays.jpg?tr=l-image,i-s@@old@@a.jpg,l-end`, 54, `s@@old@@a.jpg`, path, a},
		{"a layer, percent-encoded", `?tr=l-image%2Ci-s%40%40old%40%40a.jpg%2Cl-end`, 17, `s%40%40old%40%40a.jpg`, path, a},
		{"a layer in a path", `https://ik.imagekit.io/acme/tr:l-image,i-s@@old@@a.jpg/s/stays.jpg`, 42, `s@@old@@a.jpg`, path, a},
		{"a layer below a folder that moves", "raw: `l-image,i-s@@2024@@${name}.jpg,l-end`", 17, `s@@2024@@${name`, path, x},
		{"a layer of a file at the root", `raw: "l-image,i-logo.svg,l-end"`, 17, `logo.svg`, path, "file:/brand.svg"},
		{"a layer of old", `?tr=w-1,oi-logo.svg,ox-1`, 12, `logo.svg`, path, "file:/brand.svg"},
		{"a layer in base64", `?tr=l-image,ie-cy9vbGQvYS5qcGc%3D,l-end`, 16, `cy9vbGQvYS5qcGc%3D`, path, a},
		{"a layer in base64 beyond ASCII", `?tr=l-image,ie-cy9jYWbDqS5qcGc=,l-end`, 16, `cy9jYWbDqS5qcGc=`, path, "file:/s/café.jpg"},
		{"a variable of a shell", `"$BASE/s/old/a.jpg"`, 7, `/s/old/a.jpg`, path, a},
		{"a property in a string of PHP", `"$this->base/s/old/a.jpg"`, 13, `/s/old/a.jpg`, path, a},
		{"a variable of PowerShell", `"$env:BASE/s/old/a.jpg"`, 11, `/s/old/a.jpg`, path, a},
		{"a variable of make", `$(BASE)/s/old/a.jpg`, 8, `/s/old/a.jpg`, path, a},
		{"a variable of Windows", `%BASE%/s/old/a.jpg`, 7, `/s/old/a.jpg`, path, a},
		{"a variable of a file at the root", `$BASE/logo.svg`, 6, `/logo.svg`, path, "file:/brand.svg"},
		{"a host that is a variable", `https://$HOST/s/old/a.jpg`, 14, `/s/old/a.jpg`, path, a},
		{"a format", `fmt.Sprintf("%s/s/old/a.jpg", base)`, 16, `/s/old/a.jpg`, path, a},
		{"a numbered format", `"%1$s/s/old/a.jpg"`, 6, `/s/old/a.jpg`, path, a},
		{"a format of Python", `"%(base)s/s/old/a.jpg"`, 10, `/s/old/a.jpg`, path, a},
		{"a format of Objective-C", `@"%@/s/old/a.jpg"`, 5, `/s/old/a.jpg`, path, a},
		{"a template with spaces", `{{ base }}/s/old/a.jpg`, 11, `/s/old/a.jpg`, path, a},
		{"an element of a list", `$cfg[base]/s/old/a.jpg`, 11, `/s/old/a.jpg`, path, a},
		{"the directory above", `url(../s/old/a.jpg)`, 7, `/s/old/a.jpg`, path, a},
		{"some directories above", `"../../../s/old/a.jpg"`, 10, `/s/old/a.jpg`, path, a},
		{"the same directory", `import a from "./s/old/a.jpg"`, 17, `/s/old/a.jpg`, path, a},
		{"below the same directory", `"./top/c.jpg"`, 3, `/top/c.jpg`, path, "folder:/peak"},
		{"the root of a build tool", `require("~@/s/old/a.jpg")`, 12, `/s/old/a.jpg`, path, a},
		{"an alias of a build tool", `"@assets/s/old/a.jpg"`, 9, `/s/old/a.jpg`, path, a},
		{"a log of a compiler", `/s/old/a.jpg:12:3: what`, 1, `/s/old/a.jpg`, path, a},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, []impact.Hit{{File: "f", Line: 1, Column: tt.column, Text: tt.mention, Kind: tt.kind, Change: tt.change}},
				scanned(t, p, tt.text))
		})
	}
}

func TestNoMentions(t *testing.T) {
	p := breaking(t)
	for _, tt := range []struct{ name, text string }{
		{"nothing", ""},
		{"what stays", `https://ik.imagekit.io/acme/s/stays.jpg "/s/stays.jpg"`},
		{"a longer name", `https://ik.imagekit.io/acme/s/old/a.jpg2 /s/old/a.jpeg /s/old/a.jpg.bak /s/old/a.jpg-x /s/old/a.jpg_x /logo.svgz`},
		{"a longer name, encoded", `https://ik.imagekit.io/acme/s/raw%20x.jpg "/s/raw%C3%A9"`},
		{"a longer name beyond ASCII", `"/s/rawé" "/s/raw日"`},
		{"a folder of a longer name", `"/s/2024-old/x.jpg" /s/20245/x.jpg /s/2024.x/y /topping/a.jpg`},
		{"a folder of a shorter name", `"/s/202/x.jpg" "/to/a.jpg"`},
		{"below a file", `"/s/old/a.jpg/x"`},
		{"a longer path", `"/x/s/old/a.jpg" "../x/s/old/a.jpg" "./x/s/old/a.jpg" "@/x/s/old/a.jpg" "$BASE/x/s/old/a.jpg" ".../s/old/a.jpg" x/logo.svg`},
		{"a shorter path", `"old/a.jpg" "../old/a.jpg" "$BASE/old/a.jpg" https://cdn.example.com/old/a.jpg l-image,i-old@@a.jpg,l-end`},
		{"a file's name alone, of a directory", `"./logo.svg" "../logo.svg" "~/logo.svg" "@/logo.svg" "@app/logo.svg" example.com/logo.svg`},
		{"a file's name alone", `"logo.svg" "raw" "a.jpg"`},
		{"a folder's name alone", `"top" top "top/" top/`},
		{"another account", `https://ik.imagekit.io/other/s/old/a.jpg https://ik.imagekit.io/acme2/s/old/a.jpg https://ik.imagekit.io/acme-x/tr:w-1/s/old/a.jpg`},
		{"another account on other hosts of ImageKit's", `https://other.imagekit.io/s/old/a.jpg https://ik.imgkit.net/other/s/old/a.jpg https://ik.imagekit.io/s/old/a.jpg https://xik.imagekit.io/acme/s/old/a.jpg`},
		{"another account, with a port", `https://ik.imagekit.io:443/other/s/old/a.jpg https://ik.imagekit.io:8080/other/s/old/a.jpg`},
		{"a longer name on another host", `https://cdn.example.com/s/old/a.jpg2 https://cdn.example.com/s/old/a.jpg/x https://cdn.example.com/x/s/old/a.jpg https://cdn.example.com/other/s/old/a.jpg`},
		{"a place that is not on the web", `s3://bucket/s/old/a.jpg ftp://example.com/s/old/a.jpg me@example.com/s/old/a.jpg x//example.com/s/old/a.jpg`},
		{"what looks like a host and is none", `v1.2/s/old/a.jpg a.b/s/old/a.jpg word/s/old/a.jpg`},
		{"what looks like a variable and is none", `a@b/s/old/a.jpg "$/s/old/a.jpg" "100%/s/old/a.jpg" "%41%/s/old/a.jpg"`},
		{"a layer of a longer name", `?tr=l-image,i-s@@old@@a.jpg2,l-end ?tr=l-image,i-x@@s@@old@@a.jpg ?tr=l-text,i-s@old@a.jpg`},
		{"a layer's name alone", `i-logo.svg "i-raw" ?tr=l-text,i-logo.svg,l-end gi-s@@old@@a.jpg i-s-@@old@@a.jpg`},
		{"a layer in base64 of something else", `?tr=l-image,ie-eC9vbGQvYS5qcGc%3D,l-end ?tr=l-image,ie-!!,l-end l-image,ie-`},
		{"a layer of another account", `https://ik.imagekit.io/other/x.jpg?tr=l-image,i-s@@old@@a.jpg,l-end https%3A%2F%2Fik.imagekit.io%2Facme2%2Fx.jpg?tr=l-image,i-s@@old@@a.jpg`},
		{"words of another file", `https://ik.imagekit.io/acme/ik-seo/s/old/b/a.jpg https://ik.imagekit.io/acme/ik-seo/s/old/a/words.png https://ik.imagekit.io/acme/ik-seo/s/old/a/more/words.jpg "/ik-seo"`},
		{"another account in capitals", `https://ik.imagekit.io/ACME/s/old/a.jpg`},
		{"another case", `https://ik.imagekit.io/acme/S/old/a.jpg "/s/OLD/a.jpg"`},
		{"a file of a disk", `C:/s/old/a.jpg file:///s/old/a.jpg`},
		{"two lines", "\"/s/old\n/a.jpg\""},
		{"a draft, which nobody can get", `"/s/draft.jpg"`},
		{"where it goes", `"/s/archive/2024/x.jpg" https://ik.imagekit.io/acme/brand.svg`},
		{"half an escape", `"\u002" "%2" "&#x2" "\" "%" "&" \`},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Empty(t, scanned(t, p, tt.text)) })
	}
}

// Each mention has its own line and column, however long the text is and
// however it arrives.
func TestPlacesInALongText(t *testing.T) {
	p := breaking(t)
	var b strings.Builder
	var want []string
	for i := range 60_000 {
		switch i % 7 {
		case 0:
			fmt.Fprintf(&b, "%s<a href=\"https://ik.imagekit.io/acme/tr:w-%d/s/old/a.jpg\">\r\n", strings.Repeat(" ", i%90), i)
			want = append(want, fmt.Sprintf("%d:%d", i+1, i%90+10))
		case 3:
			fmt.Fprintf(&b, "%s'/s/2024/%d.jpg', '/s/old/a.jpg'\n", strings.Repeat("é", i%50), i)
			want = append(want, fmt.Sprintf("%d:%d", i+1, 2*(i%50)+2))
			want = append(want, fmt.Sprintf("%d:%d", i+1, 2*(i%50)+2+len(fmt.Sprintf("/s/2024/%d.jpg', '", i))))
		default:
			b.WriteString("nothing/to see/here\n")
		}
	}
	for name, from := range map[string]io.Reader{
		"at once": strings.NewReader(b.String()), "in halves": iotest.HalfReader(strings.NewReader(b.String())),
		"with its end": iotest.DataErrReader(strings.NewReader(b.String())),
	} {
		t.Run(name, func(t *testing.T) {
			hits, err := impact.NewScanner(p).Scan("f", from)
			require.NoError(t, err)
			got := []string{}
			for _, h := range hits {
				got = append(got, fmt.Sprintf("%d:%d", h.Line, h.Column))
			}
			require.Equal(t, want, got)
		})
	}
}

// A line may be as long as a program likes: what is held is not.
func TestOneLongLine(t *testing.T) {
	const each = `,"https://ik.imagekit.io/acme/s/old/a.jpg"`
	hits := scanned(t, breaking(t), strings.Repeat(each, 50_000))
	require.Len(t, hits, 50_000)
	require.Equal(t, 1, hits[49_999].Line)
	require.Equal(t, 49_999*len(each)+3, hits[49_999].Column)
}

func TestLongMentionsAreCut(t *testing.T) {
	hits := scanned(t, breaking(t), `"/s/2024/`+strings.Repeat("é", 1000)+`"`)
	require.Len(t, hits, 1)
	require.LessOrEqual(t, len(hits[0].Text), impact.MaxText+2)
	require.True(t, strings.HasPrefix(hits[0].Text, "/s/2024/éé"))
}

// With an error come the mentions before it.
func TestScanOfWhatCannotBeRead(t *testing.T) {
	broken := errors.New("input/output error")
	hits, err := impact.NewScanner(breaking(t)).Scan("f", io.MultiReader(strings.NewReader(`"/s/old/a.jpg"`), iotest.ErrReader(broken)))
	require.ErrorIs(t, err, broken)
	require.Len(t, hits, 1)
}

// A plan that breaks nothing is looked for nowhere.
func TestScanForNothing(t *testing.T) {
	s := impact.NewScanner(&plan.Plan{Account: account})
	require.True(t, s.Empty())
	hits, err := s.Scan("f", strings.NewReader(`"/s/old/a.jpg"`))
	require.NoError(t, err)
	require.Empty(t, hits)
}

// A layer in a transformation is a mention of its own, beside that of the picture.
func TestLayersOfAMention(t *testing.T) {
	hits := scanned(t, breaking(t), `https://ik.imagekit.io/acme/tr:l-image,i-s@@raw,l-end:l-image,ie-bG9nby5zdmc,l-end/s/old/a.jpg?tr=l-image,i-s@@2024@@y.jpg`)
	got := []string{}
	for _, h := range hits {
		got = append(got, fmt.Sprintf("%d %s %s", h.Column, h.Kind, h.Change))
	}
	require.Equal(t, []string{"1 url file:/s/old/a.jpg", "42 path file:/s/raw", "66 path file:/brand.svg", "109 path folder:/s/archive/2024"}, got)
}

// A host may be long, and stand where one part of a text ends and the next begins.
func TestHostsBetweenParts(t *testing.T) {
	const url = "https://a-long-name-of-a-host.with-many-parts.in-it.example.com/s/old/a.jpg"
	p := breaking(t)
	for before := 256<<10 - 16<<10 - 100; before < 256<<10-16<<10+20; before++ {
		hits := scanned(t, p, strings.Repeat(" ", before)+url+strings.Repeat(" ", 20<<10))
		require.Equal(t, []impact.Hit{{File: "f", Line: 1, Column: before + 1, Text: url, Kind: impact.ByHost, Change: "file:/s/old/a.jpg"}}, hits)
	}
}

// An account with a domain of its own has any host of ImageKit's too: nothing
// tells what it is called there.
func TestScanForADomainOfTheAccount(t *testing.T) {
	have := library("/s/2024/c.jpg")
	have.Account = "https://media.shop.com:443"
	p := planned(t, have, "folders: {/s/old: {moved_from: /s/2024}}")
	for text, kind := range map[string]impact.Kind{
		"https://media.shop.com/s/2024/c.jpg": impact.ByURL, "//media.shop.com:443/s/2024/c.jpg": impact.ByURL,
		"https://cdn.shop.com/s/2024/c.jpg": impact.ByHost, "https://ik.imagekit.io/any/s/2024/c.jpg": impact.ByHost, "https://any.imagekit.io/s/2024/c.jpg": impact.ByHost,
	} {
		require.Equal(t, []impact.Hit{{File: "f", Line: 1, Column: 1, Text: text, Kind: kind, Change: "folder:/s/old"}}, scanned(t, p, text))
	}
	require.Empty(t, scanned(t, p, "https://ik.imagekit.io/s/2024/c.jpg https://cdn.shop.com/any/s/2024/c.jpg https://ik.imagekit.io/any/x/s/2024/c.jpg"))
}

// Where nothing tells the account, paths are found all the same, and any account
// may be it.
func TestScanForAnUnknownAccount(t *testing.T) {
	have := library("/s/2024/c.jpg", "/s/x.jpg")
	have.Account = ""
	p := planned(t, have, "folders: {/s/old: {moved_from: /s/2024}}")
	hits := scanned(t, p, `"/s/2024/a" https://ik.imagekit.io/acme/s/2024/a`)
	require.Len(t, hits, 2)
	require.Equal(t, impact.ByHost, hits[1].Kind)
}
