package emulator

import (
	"path"
	"strings"
	"time"

	"github.com/iksync/iksync/imagekit/query"
)

// A search is a parsed searchQuery.
type search struct {
	query     *query.Query
	semantics query.Semantics
	visible   func(map[string]any) map[string]any // the metadata that can be found
}

func (s *Server) parseSearch(text string) (*search, error) {
	q, err := query.Parse(text)
	if err != nil {
		return nil, err
	}
	r := s.cfg.readings
	return &search{query: q, visible: s.visibleMetadata, semantics: query.Semantics{
		Negation: query.Negation(r.NegationWithoutValue),
		Missing:  query.MissingNumber(r.MissingNumber),
		Kilobyte: query.Kilobyte(r.Units),
		Month:    query.Month(r.Months),
	}}, nil
}

func (s *search) match(r row, now time.Time) bool {
	var a query.Asset
	if r.folder != nil {
		a = folderAsset(r)
	} else {
		a = s.fileAsset(r)
	}
	return s.query.MatchWith(a, now, s.semantics)
}

func folderAsset(r row) query.Asset {
	return query.Asset{
		Name: r.folder.name, ID: r.folder.id.String(), Type: query.TypeFolder, Folder: r.parent(),
		CreatedAt: time.UnixMilli(r.folder.created), UpdatedAt: time.UnixMilli(r.folder.updated),
		Custom: query.Map(r.folder.meta),
	}
}

func (s *search) fileAsset(r row) query.Asset {
	v := r.version
	a := query.Asset{
		Name: r.file.name, ID: r.file.id.String(), Type: query.TypeFile, Folder: r.parent(),
		Tags: v.tags, AITags: tagNames(v.aiTags),
		CreatedAt: time.UnixMilli(r.created()), UpdatedAt: time.UnixMilli(v.updated),
		Size: query.Some(v.blob.size), Format: formatOf(r.file.name, v.blob.image),
		Private: query.Some(v.private), Published: query.Some(v.published),
		Custom: query.Map(s.visible(v.meta)), Embedded: query.Map(v.embedded),
	}
	if r.version != &r.file.current {
		a.Type = query.TypeFileVersion
	}
	if im := v.blob.image; im.known() {
		a.Transparency = query.Some(im.alpha)
		if im.width > 0 {
			a.Width, a.Height = query.Some(im.width), query.Some(im.height)
		}
	}
	return a
}

func tagNames(tags []AITag) []string {
	var names []string
	for _, t := range tags {
		names = append(names, t.Name)
	}
	return names
}

// formatOf is what searches call the format: of an image its own, else the extension.
func formatOf(name string, im image) string {
	if im.known() {
		return im.format
	}
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}
