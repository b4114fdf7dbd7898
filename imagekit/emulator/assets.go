package emulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxPage is the largest limit of a listing.
const maxPage = 1000

func sorts() []string {
	return []string{
		"ASC_CREATED", "DESC_CREATED", "ASC_NAME", "DESC_NAME", "ASC_UPDATED", "DESC_UPDATED",
		"ASC_HEIGHT", "DESC_HEIGHT", "ASC_WIDTH", "DESC_WIDTH", "ASC_SIZE", "DESC_SIZE",
		"ASC_RELEVANCE", "DESC_RELEVANCE",
	}
}

// listAssets answers GET /v1/files.
func (s *Server) listAssets(c *call) reply {
	p := parseParams(c.r)
	key := listKey{
		listOrder: listOrder{
			kind: p.choice("type", "Your request contains invalid value for type parameter. "+
				"Please provide one of the following: file, file-version, folder, all.",
				kindFile, kindVersion, kindFolder, kindAll),
			sort: p.choice("sort", "Your request contains invalid value for sort parameters.", sorts()...),
		},
		query: p.text("searchQuery"),
		fileType: p.choice("fileType", "Your request contains invalid value for fileType parameter. "+
			"Please provide one of the following: all, image, non-image.", "all", "image", "non-image"),
	}
	if key.query != "" { // these have no effect on a search
		p.text("tags")
		p.text("name")
	}
	limit, skip := p.page()
	inFolder := p.values.Has("path")
	dir, err := cleanFolder(p.text("path"))
	if err != nil {
		p.fail(badRequest("Your request contains invalid value for path parameter."))
	}
	if wrong := p.done(); wrong != nil {
		return *wrong
	}
	if inFolder {
		key.dir = dir
	}
	rows, wrong := s.find(key)
	if wrong != nil {
		return *wrong
	}
	page := rows[min(skip, len(rows)):]
	page = page[:min(limit, len(page))]
	list := make([]any, 0, len(page))
	for _, r := range page {
		list = append(list, s.rowJSON(r))
	}
	return ok(list)
}

// page reads limit and skip.
func (p *params) page() (limit, skip int) {
	limit, skip = p.number("limit", maxPage), p.number("skip", 0)
	switch {
	case limit < 1:
		p.fail(badRequest(fmt.Sprintf("Minimum value of limit parameter is 1. Value sent is %d.", limit)))
	case limit > maxPage:
		p.fail(badRequest(fmt.Sprintf("Maximum value of limit parameter is %d. Value sent is %d.", maxPage, limit)))
	case skip < 0:
		p.fail(badRequest(fmt.Sprintf(
			"The value of skip parameter should be greater than or equal to 0. Value sent is %d.", skip)))
	}
	return limit, skip
}

// find returns all rows of a listing. Without a change in between, a second page costs nothing.
func (s *Server) find(key listKey) ([]row, *reply) {
	l := s.lib
	var query *search
	if key.query != "" {
		var err error
		if query, err = s.parseSearch(key.query); err != nil {
			r := badRequest("Your request contains invalid value for searchQuery parameter. " + err.Error())
			return nil, &r
		}
		key.kind = s.searchedKind(query)
	}
	cacheable := l.history == nil && (query == nil || query.isTimeless())
	l.index.refresh()
	if rows, found := l.index.results[key]; found && cacheable {
		return rows, nil
	}
	rows := filter(l.candidates(key), key, query, l.now)
	if cacheable && len(l.index.results) < maxResults {
		l.index.results[key] = rows
	}
	return rows, nil
}

// searchedKind is what a search looks through. The type parameter has no effect on it.
func (s *Server) searchedKind(query *search) string {
	switch {
	case query.namesType():
		return kindAny
	case s.cfg.readings.UntypedSearch == UntypedSearchFindsAll:
		return kindAll
	}
	return kindFile
}

// candidates is a superset of a listing, in its order: what a folder holds if it is for one folder.
func (l *library) candidates(key listKey) []row {
	if l.history != nil {
		return l.laggedRows(key.listOrder)
	}
	if key.dir == "" {
		return l.rows(key.listOrder)
	}
	d := l.findFolder(key.dir)
	if d == nil {
		return nil
	}
	rows := d.children(key.kind)
	sortRows(rows, key.sort)
	return rows
}

func filter(candidates []row, key listKey, query *search, now time.Time) []row {
	if key.dir == "" && query == nil && key.fileType == "all" {
		return candidates
	}
	rows := make([]row, 0, min(len(candidates), maxPage))
	for _, r := range candidates {
		if key.dir != "" && r.parent() != key.dir {
			continue
		}
		if key.fileType != "all" && (r.folder != nil || r.version.blob.image.known() != (key.fileType == "image")) {
			continue
		}
		if query != nil && !query.match(r, now) {
			continue
		}
		rows = append(rows, r)
	}
	return rows
}

// isTimeless reports whether a search finds the same at any time.
func (s *search) isTimeless() bool {
	return !slices.ContainsFunc(s.query.Fields(), func(field string) bool {
		return field == "createdAt" || field == "updatedAt" || strings.Contains(field, ".")
	})
}

func (s *search) namesType() bool { return slices.Contains(s.query.Fields(), "type") }

// findFileByID resolves the fileId of a path, or says why not.
func (s *Server) findFileByID(c *call) (*file, *reply) {
	i, wrong := c.pathID("fileId")
	if wrong != nil {
		return nil, wrong
	}
	f := s.lib.files[i]
	if f == nil {
		r := notFound("The requested file does not exist.")
		return nil, &r
	}
	return f, nil
}

// findFilesByID resolves the fileIds of a bulk request. One that is missing makes the request fail.
func (s *Server) findFilesByID(fileIDs []string) ([]*file, *reply) {
	var found []*file
	var missing []string
	seen := map[id]bool{}
	for _, text := range fileIDs {
		i, _ := parseID(text)
		f := s.lib.files[i]
		if f == nil {
			missing = append(missing, text)
		} else if !seen[i] {
			seen[i] = true
			found = append(found, f)
		}
	}
	if len(missing) > 0 {
		return nil, &reply{status: http.StatusNotFound, body: errorJSON{
			Message: "The requested file(s) does not exist.", Help: help, MissingFileIDs: missing,
		}}
	}
	return found, nil
}
