package report_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// Only what anybody can see anyway is shown as an image, and only from the account.
func TestHTMLThumbnails(t *testing.T) {
	const in, small = "https://ik.imagekit.io/acme", "?tr=w-160,h-120,c-at_max"
	at := func(u string) func(*plan.Plan) { return func(p *plan.Plan) { p.Changes[0].URL = u } }
	seen := func(edit func(*plan.Seen)) func(*plan.Plan) { return func(p *plan.Plan) { edit(&p.Seen[0]) } }
	account := func(u string) func(*plan.Plan) { return func(p *plan.Plan) { p.Account = u } }
	for name, tt := range map[string]struct {
		edit func(*plan.Plan)
		want string // the image's address; "": there is none
	}{
		"a published image": {func(*plan.Plan) {}, in + "/storefront/a.jpg" + small},
		"a name to escape":  {at(in + "/storefront/a%20%26b.jpg"), in + "/storefront/a%20%26b.jpg" + small},
		"a query is kept":   {at(in + "/storefront/a.jpg?updatedAt=17"), in + "/storefront/a.jpg?updatedAt=17&tr=w-160,h-120,c-at_max"},
		"signed":            {at(in + "/storefront/a.jpg?ik-s=abc&ik-t=9"), ""},
		"transformed":       {at(in + "/storefront/a.jpg?tr=w-1"), ""},

		"private":       {seen(asPrivate), ""},
		"not published": {seen(asDraft), ""},
		"published by the plan": {func(p *plan.Plan) {
			p.Changes[0].Attrs = []plan.AttrDiff{attr(plan.AttrPublished, state.Bool(false), state.Bool(true), byFile(1))}
		}, ""},
		"nothing was seen of it":     {func(p *plan.Plan) { p.Seen = nil }, ""},
		"only a field was seen":      {seen(func(s *plan.Seen) { s.Field = &plan.FieldArgs{} }), ""},
		"only another file was seen": {seen(func(s *plan.Seen) { s.At = "/storefront/b.jpg" }), ""},
		"one of two was private": {func(p *plan.Plan) {
			p.Seen = append(p.Seen, plan.Seen{Change: p.Changes[0].ID, At: "/b", Private: true})
		}, ""},
		"it has no URL": {at(""), ""},

		"no image":                  {func(p *plan.Plan) { p.Changes[0].Path = "/storefront/a.mp4" }, ""},
		"only its tags change":      {func(p *plan.Plan) { p.Changes[0].Action = plan.Update }, ""},
		"a folder":                  {func(p *plan.Plan) { p.Changes[0].Kind = plan.Folder }, ""},
		"not encrypted":             {at("http://ik.imagekit.io/acme/storefront/a.jpg"), ""},
		"another host":              {at("https://evil.example/acme/storefront/a.jpg"), ""},
		"another account":           {at("https://ik.imagekit.io/acme2/storefront/a.jpg"), ""},
		"another account, in steps": {at(in + "/../else/a.jpg"), ""},
		"in escaped steps":          {at(in + "/%2e%2e/else/a.jpg"), ""},
		"in backward steps":         {at(in + `/..\..\else/a.jpg`), ""},
		"with a user":               {at("https://me@ik.imagekit.io/acme/storefront/a.jpg"), ""},
		"with a port":               {at("https://ik.imagekit.io:8443/acme/storefront/a.jpg"), ""},
		"no URL at all":             {at("https://ik.imagekit.io/acme/%zz.jpg"), ""},
		"script":                    {at("javascript:alert(1)//a.jpg"), ""},

		"an account that is not known":    {account(""), ""},
		"an account that is no URL":       {account("::"), ""},
		"an account that is not https":    {account("http://ik.imagekit.io/acme"), ""},
		"an account that adds sources":    {account("https://ik.imagekit.io; script-src *"), ""},
		"an account that is all the web":  {account("https://*"), ""},
		"a stand-in for ImageKit":         {func(p *plan.Plan) { p.Endpoint = "http://127.0.0.1:4100" }, ""},
		"the account's own host and root": {func(p *plan.Plan) { p.Account, p.Changes[0].URL = "https://img.acme.com", "https://img.acme.com/a.jpg" }, "https://img.acme.com/a.jpg" + small},
		"replaced, which has no URL": {func(p *plan.Plan) {
			p.Changes[0].Action, p.Changes[0].URL, p.Changes[0].Path = plan.Replace, "", "/storefront/a b?.jpg"
		}, in + "/storefront/a%20b%3F.jpg" + small},
		"replaced and private": {func(p *plan.Plan) { p.Changes[0].Action, p.Changes[0].URL, p.Seen[0].Private = plan.Replace, "", true }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := empty()
			p.Changes = []plan.Change{url(change(plan.File, plan.Delete, "/storefront/a.jpg", plan.ReasonPruned, 24))}
			witnessed(p, asPublic)
			tt.edit(p)
			page := asHTML(t, p, report.HTMLStyle{})
			d := dataOf(t, page)
			require.Equal(t, tt.want, imageOf(d))
			if tt.want == "" {
				require.Contains(t, page, "img-src &#39;none&#39;")
			}
		})
	}
}

// imageOf is the address that the page's script gives to the image of its only row.
func imageOf(d pageData) string {
	row := d.Rows[0]
	if row.Thumb == "" {
		return ""
	}
	path, query, _ := strings.Cut(row.Thumb, "?")
	if own, isOwn := strings.CutPrefix(row.Thumb, "="); isOwn {
		path, query = row.Name, own
		for f := row.Folder; f >= 0; f = d.Folders[f].P {
			path = d.Folders[f].N + path
		}
		path = path[1:]
	}
	if query != "" {
		query += "&"
	}
	return d.Base + path + "?" + query + "tr=w-160,h-120,c-at_max"
}
