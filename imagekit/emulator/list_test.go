package emulator_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// image is an SVG of a size.
func image(path string, width, height int) emulator.Seed {
	return emulator.Seed{Path: path, Content: fmt.Appendf(nil, `<svg width="%d" height="%d"/>`, width, height)}
}

func TestListing(t *testing.T) {
	library := []emulator.Seed{
		image("/b.svg", 30, 10), image("/a.svg", 10, 300), file("/c.txt", "x"), image("/d/a.svg", 2000, 200),
		{Path: "/d/e/old.bin", Content: []byte("a longer content, of more bytes than any other file of this table has"), CreatedAt: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)},
		folder("/z"), {Path: "/d/v.txt", Content: []byte("2"), Versions: [][]byte{[]byte("1")}},
	}
	get := func(query string) string { return "GET /v1/files?" + query }
	story(t, nil, library,
		// A path is one folder, however it is written, and a missing one is empty.
		step{get("path=/"), "", 200, `["/b.svg","/a.svg","/c.txt"]`},
		step{get("path="), "", 200, `["/b.svg","/a.svg","/c.txt"]`},
		step{get("path=d"), "", 200, `["/d/a.svg","/d/v.txt"]`},
		step{get("path=/d/"), "", 200, `["/d/a.svg","/d/v.txt"]`},
		step{get("path=/d&type=all&sort=ASC_NAME"), "", 200, `["/d/a.svg","/d/e","/d/v.txt"]`},
		step{get("path=/d&type=folder"), "", 200, `["/d/e"]`},
		step{get("path=/d&type=file-version"), "", 200, `[{"filePath":"/d/v.txt","versionInfo":{"name":"Version 1"}}]`},
		step{get("path=/none&type=all"), "", 200, `[]`},
		step{get("path=/a.svg"), "", 200, `[]`},
		// Sorts, up and down; the default is the order of creation.
		step{get("path=/d/e"), "", 200, `["/d/e/old.bin"]`},
		step{get("skip=0"), "", 200, `["/d/e/old.bin","/b.svg","/a.svg","/c.txt","/d/a.svg","/d/v.txt"]`},
		step{get("sort=DESC_CREATED"), "", 200, `["/d/v.txt","/d/a.svg","/c.txt","/a.svg","/b.svg","/d/e/old.bin"]`},
		step{get("sort=ASC_NAME&fileType=non-image"), "", 200, `["/c.txt","/d/e/old.bin","/d/v.txt"]`},
		step{get("sort=DESC_NAME&path=/"), "", 200, `["/c.txt","/b.svg","/a.svg"]`},
		step{get("sort=DESC_WIDTH&fileType=image"), "", 200, `["/d/a.svg","/b.svg","/a.svg"]`},
		step{get("sort=ASC_WIDTH&fileType=image"), "", 200, `["/a.svg","/b.svg","/d/a.svg"]`},
		step{get("sort=ASC_HEIGHT&fileType=image"), "", 200, `["/b.svg","/d/a.svg","/a.svg"]`},
		step{get("sort=DESC_HEIGHT&limit=1"), "", 200, `["/a.svg"]`},
		step{get("sort=DESC_SIZE&limit=1"), "", 200, `["/d/e/old.bin"]`},
		step{get("sort=ASC_SIZE&limit=1"), "", 200, `["/d/v.txt"]`},
		step{"PATCH /v1/files/{id:/a.svg}/details", `{"description":"later"}`, 200, ""},
		step{get("sort=DESC_UPDATED&limit=1"), "", 200, `["/a.svg"]`},
		step{get("sort=ASC_UPDATED&limit=1"), "", 200, `["/d/e/old.bin"]`},
		step{get("sort=ASC_RELEVANCE&path=/z"), "", 200, `[]`},
		// Pages and their bounds.
		step{get("limit=2&skip=1"), "", 200, `["/b.svg","/a.svg"]`},
		step{get("limit=1000&skip=5"), "", 200, `["/d/v.txt"]`},
		step{get("skip=6"), "", 200, `[]`},
		step{get("skip=999999999"), "", 200, `[]`},
		step{get("limit=1&skip=9223372036854775807"), "", 200, `[]`},
		step{get("limit=99999999999999999999"), "", 400, ""},
		step{get("limit=-1"), "", 400, ""},
	)
}

func TestSearching(t *testing.T) {
	library := []emulator.Seed{
		file("/a.jpg", "x", "wip"), file("/d/a.jpg"), file("/d/b (1) & co.jpg", "y"), folder("/d/e"), file("/d/e/Ünder.jpg", "x"),
		{Path: "/v.txt", Content: []byte("2"), Versions: [][]byte{[]byte("1")}},
		{Path: "/ai.txt", AITags: []emulator.AITag{{Name: "Dog"}}, Private: true, Unpublished: true},
	}
	search := func(query, more string) string { return "GET /v1/files?searchQuery=" + query + more }
	story(t, nil, library,
		step{search(`name = "a.jpg"`, ""), "", 200, `["/a.jpg","/d/a.jpg"]`},
		step{search(`name = "A.jpg"`, ""), "", 200, `[]`},
		step{search(`name="b+(1)+%26+co.jpg"`, ""), "", 200, `["/d/b (1) & co.jpg"]`}, // encoded by hand
		step{search(`name = "Ünder.jpg"`, ""), "", 200, `["/d/e/Ünder.jpg"]`},
		step{search(`path : "/d/"`, ""), "", 200, `["/d/a.jpg","/d/b (1) & co.jpg","/d/e/Ünder.jpg"]`},
		step{search(`path = "/d/"`, ""), "", 200, `["/d/a.jpg","/d/b (1) & co.jpg"]`},
		// The parameter path limits a search to one folder; type, tags and name do nothing to it.
		step{search(`name : "a"`, "&path=/d"), "", 200, `["/d/a.jpg"]`},
		step{search(`tags IN ["x"]`, "&path=/d"), "", 200, `[]`},
		step{search(`tags IN ["x"]`, "&type=folder&tags=y&name=none"), "", 200, `["/a.jpg","/d/e/Ünder.jpg"]`},
		step{search(`type = "folder"`, "&type=file"), "", 200, `["/d","/d/e"]`},
		step{search(`type = "folder"`, "&path=/d/"), "", 200, `["/d/e"]`},
		step{search(`type = "file-version"`, ""), "", 200, `[{"filePath":"/v.txt","type":"file-version"}]`},
		step{search(`name = "v.txt" AND type IN ["file","file-version"]`, "&sort=ASC_NAME"), "", 200, `["/v.txt","/v.txt"]`},
		step{search(`tags IN ["Dog"]`, ""), "", 200, `["/ai.txt"]`},
		step{search(`private = true AND published = false`, ""), "", 200, `["/ai.txt"]`},
		step{search(`name : "a"`, "&limit=1&skip=1&sort=DESC_CREATED"), "", 200, `["/d/a.jpg"]`},
		step{search(`id = "{id:/a.jpg}"`, ""), "", 200, `["/a.jpg"]`},
		step{search(`createdAt > "1h"`, ""), "", 200, `[]`},
		step{"POST /api/v1/files/upload", "fileName=new.txt&file=n&useUniqueFileName=false", 200, ""},
		step{search(`createdAt > "1h"`, ""), "", 200, `["/new.txt"]`},
		step{"WAIT 2h", "", 0, ""},
		step{search(`createdAt > "1h"`, ""), "", 200, `[]`},
		step{search(`name = `, ""), "", 400, `"invalid value for searchQuery"`},
		step{search(`colour = "red"`, ""), "", 400, `"invalid value for searchQuery"`},
	)
}

// TestPagesAddUp: pages of every sort are together the whole listing, each asset once.
func TestPagesAddUp(t *testing.T) {
	a := open(t)
	var library []emulator.Seed
	for i := range 25 {
		seed := file(fmt.Sprintf("/%c/same.txt", 'a'+i%7), "t")
		seed.Content = []byte{byte('0' + i%3)}
		library = append(library, seed) // more and more versions of seven files, all alike
	}
	require.NoError(t, a.server.Seed(library...))
	for _, by := range []string{"CREATED", "NAME", "UPDATED", "HEIGHT", "WIDTH", "SIZE", "RELEVANCE"} {
		for _, query := range []string{"", `&searchQuery=` + url.QueryEscape(`type IN ["file","file-version","folder"]`), "&type=file-version"} {
			base := "GET /v1/files?sort=ASC_" + by + query
			whole := parse(t, string(a.do(base, "").body)).([]any)
			require.NotEmpty(t, whole, base)
			var parts []any
			for skip := 0; len(parts) < len(whole); skip += 4 {
				// A change between two pages that moves nothing drops what the server had in store.
				require.Equal(t, http.StatusCreated, a.do("POST /v1/customMetadataFields",
					fmt.Sprintf(`{"name":"%s_%d","label":"%s_%d","schema":{"type":"Text"}}`, label(base), skip, label(base), skip)).status)
				page := parse(t, string(a.do(fmt.Sprintf("%s&limit=4&skip=%d", base, skip), "").body)).([]any)
				require.NotEmpty(t, page)
				parts = append(parts, page...)
			}
			require.Equal(t, whole, parts, base)
		}
	}
}

// label makes a field name of anything.
func label(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}, s)
}
