package report

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/iksync/iksync/plan"
)

// thumbnail is what ImageKit is asked for: an image that fits into 160 by 120 pixels.
const thumbnail = "tr=w-160,h-120,c-at_max"

// gallery knows which files of a plan may be shown as images: those that the world can
// see anyway. A plan has several things to say about that, and all have to agree.
type gallery struct {
	account *url.URL // nil: nothing is shown
	prefix  string   // the account's path, escaped, with a slash at its end
	public  map[plan.ChangeID]bool
}

// newGallery looks through what was seen of the plan's files. URLs of a stand-in for
// ImageKit lead nowhere, or to the files of somebody else: none of those is shown.
func newGallery(p *plan.Plan) *gallery {
	g := &gallery{public: map[plan.ChangeID]bool{}}
	u, err := url.Parse(p.Account)
	if err != nil || !official(p.Endpoint) || !plainHTTPS(u) || u.RawQuery != "" || u.Fragment != "" {
		return g
	}
	g.account, g.prefix = u, strings.TrimRight(u.EscapedPath(), "/")+"/"
	hidden := map[plan.ChangeID]bool{}
	for i := range p.Seen {
		s := &p.Seen[i]
		if s.Field != nil || s.Inside != nil {
			continue // of a field, or of a folder
		}
		hidden[s.Change] = hidden[s.Change] || s.Draft || s.Private
		g.public[s.Change] = g.public[s.Change] || s.At == "" // the file itself, not one that it lands on
	}
	for id := range hidden {
		if hidden[id] {
			g.public[id] = false
		}
	}
	return g
}

// plainHTTPS says whether u is an https URL whose host and path no browser reads in
// another way than we do.
func plainHTTPS(u *url.URL) bool {
	if u.Scheme != "https" || u.Host == "" || u.User != nil || u.Opaque != "" || strings.Contains(u.Path, `\`) {
		return false
	}
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(".-:", r)
	}
	if strings.ContainsFunc(u.Host, odd) {
		return false
	}
	return !slices.ContainsFunc(strings.Split(u.Path, "/"), func(s string) bool { return s == "." || s == ".." })
}

// source is what images may come from, as a content policy has it.
func (g *gallery) source() string {
	if g.account == nil {
		return ""
	}
	inert := strings.NewReplacer(";", "%3B", ",", "%2C", "'", "%27")
	return "https://" + g.account.Host + inert.Replace(g.prefix)
}

// thumb is where c's image is behind the account's prefix, percent-encoded, and the query
// that its URL has; "" where there is none to be shown.
func (g *gallery) thumb(c *plan.Change) (address, query string) {
	if !g.public[c.ID] || c.Kind != plan.File || !lookedAt(c.Action) || !imageName(string(place(c))) || unpublished(c) {
		return "", ""
	}
	link := c.URL
	if link == "" && c.Action == plan.Replace { // it stays where it is, so its change has none
		link = g.account.Scheme + "://" + g.account.Host + g.prefix + strings.TrimPrefix((&url.URL{Path: string(c.Path)}).EscapedPath(), "/")
	}
	u, err := url.Parse(link)
	if err != nil || !plainHTTPS(u) || u.Host != g.account.Host || transformed(u.RawQuery) {
		return "", ""
	}
	rest, below := strings.CutPrefix(u.EscapedPath(), g.prefix)
	if !below {
		return "", ""
	}
	return rest, u.RawQuery
}

// transformed says whether a URL is for one transformation only, or is signed: it works as it is, or not at all.
func transformed(query string) bool {
	q, err := url.ParseQuery(query)
	return err != nil || q.Has("tr") || q.Has("ik-s") || q.Has("ik-t")
}

// unpublished says whether c itself tells that the file was not published before it.
func unpublished(c *plan.Change) bool {
	return slices.ContainsFunc(c.Attrs, func(a plan.AttrDiff) bool {
		published, known := a.Before.AsBool()
		return a.Name == plan.AttrPublished && (!known || !published)
	})
}

// lookedAt says whether it helps a reviewer to see what was there before.
func lookedAt(a plan.Action) bool {
	switch a {
	case plan.Delete, plan.Replace, plan.Merge, plan.Move, plan.Rename:
		return true
	case plan.Create, plan.Copy, plan.Upload, plan.Update:
		return false
	}
	return false
}

// imageName says whether a file's name is that of an image.
func imageName(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff", ".heic", ".heif":
		return true
	}
	return false
}
