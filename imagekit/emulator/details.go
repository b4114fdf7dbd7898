package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// getFile answers GET /v1/files/{fileId}/details.
func (s *Server) getFile(c *call) reply {
	f, wrong := s.findFileByID(c)
	if wrong != nil {
		return *wrong
	}
	return ok(s.fileJSON(f))
}

// A patch is a validated update of file details: nil says that a part is not to change.
type patch struct {
	tags         *[]string
	focus        *string
	description  *string
	metadata     map[string]any // null values unset
	hasMetadata  bool
	removeAITags *[]string // empty for "all"
	publish      *publication
}

type publication struct {
	IsPublished         *bool `json:"isPublished"`
	IncludeFileVersions bool  `json:"includeFileVersions"`
}

// updateFile answers PATCH /v1/files/{fileId}/details.
func (s *Server) updateFile(c *call) reply {
	f, wrong := s.findFileByID(c)
	if wrong != nil {
		return *wrong
	}
	p, wrong := parsePatch(c.body())
	if wrong != nil {
		return *wrong
	}
	if locked := s.lockedPath(f.path()); locked != nil {
		return *locked
	}
	metadata := f.current.meta
	if p.hasMetadata {
		if metadata, wrong = s.mergeMetadata(f.current.meta, p.metadata); wrong != nil {
			return *wrong
		}
	}
	before := f.attributes()
	s.lib.touchFile(f)
	p.apply(f, metadata, s.cfg.readings)
	f.current.updated = s.lib.millis()
	c.changed(f.path(), before, f.attributes())
	return ok(s.fileJSON(f))
}

func (p *patch) apply(f *file, metadata map[string]any, readings Readings) {
	v := &f.current
	v.meta = metadata
	if p.tags != nil {
		v.tags = readings.keepTags(*p.tags)
	}
	if p.focus != nil {
		v.focus = *p.focus
	}
	if p.description != nil {
		v.description = *p.description
	}
	if p.removeAITags != nil {
		v.aiTags = withoutAITags(v.aiTags, *p.removeAITags)
	}
	if p.publish != nil {
		v.published = *p.publish.IsPublished
		if p.publish.IncludeFileVersions {
			for _, older := range f.older {
				older.published = v.published
			}
		}
	}
}

func parsePatch(b *body) (*patch, *reply) {
	p := &patch{}
	if len(b.values) == 0 {
		b.fail(badRequest("Your request does not contain any parameter to update."))
	}
	if b.has("publish") {
		if len(b.values) > 1 {
			b.fail(badRequest("The publish parameter cannot be combined with other parameters."))
		}
		p.publish = b.publication()
	}
	for _, key := range []string{"extensions", "webhookUrl"} {
		if b.has(key) {
			b.fail(badRequest("The emulator does not run extensions: leave out " + key + "."))
		}
	}
	p.tags = b.optionalTags()
	p.focus = b.optionalFocus()
	if b.has("description") {
		text := b.text("description")
		p.description = &text
	}
	if p.hasMetadata = b.has("customMetadata"); p.hasMetadata {
		b.read("customMetadata", "an object", &p.metadata)
	}
	p.removeAITags = b.optionalAITags()
	return p, b.done()
}

func (b *body) publication() *publication {
	raw := b.values["publish"]
	delete(b.values, "publish")
	inner := parseBody(raw)
	p := &publication{}
	if !inner.has("isPublished") {
		inner.fail(badRequest("isPublished parameter is missing."))
	}
	p.IsPublished = new(bool)
	*p.IsPublished = inner.boolean("isPublished")
	p.IncludeFileVersions = inner.boolean("includeFileVersions")
	if wrong := inner.done(); wrong != nil {
		b.fail(*wrong)
	}
	return p
}

// optionalTags reads tags, where null clears.
func (b *body) optionalTags() *[]string {
	if !b.has("tags") {
		return nil
	}
	if b.isNull("tags") {
		delete(b.values, "tags")
		return new([]string)
	}
	tags := b.strings("tags")
	if wrong := checkTags(tags); wrong != nil {
		b.fail(*wrong)
	}
	return &tags
}

func (b *body) optionalFocus() *string {
	if !b.has("customCoordinates") {
		return nil
	}
	if b.isNull("customCoordinates") {
		delete(b.values, "customCoordinates")
		return new(string)
	}
	focus := b.text("customCoordinates")
	if !isFocus(focus) {
		b.fail(badRequest("Your request contains invalid value for customCoordinates parameter. " +
			"It should be in the format x,y,width,height."))
	}
	return &focus
}

func (b *body) optionalAITags() *[]string {
	raw, found := b.values["removeAITags"]
	if !found {
		return nil
	}
	if string(raw) == `"all"` {
		delete(b.values, "removeAITags")
		return new([]string)
	}
	names := b.strings("removeAITags")
	if len(names) == 0 {
		b.fail(badRequest("removeAITags should be a non-empty Array of strings or \"all\"."))
	}
	return &names
}

// isFocus accepts "x,y,width,height" with whole numbers and an area that is not empty.
func isFocus(s string) bool {
	return regexp.MustCompile(`^\d{1,9},\d{1,9},[1-9]\d{0,8},[1-9]\d{0,8}$`).MatchString(s)
}

// maxTagsLength bounds the tags of a request and of a file, joined.
const maxTagsLength = 500

func checkTags(tags []string) *reply {
	fail := func(message string) *reply {
		r := badRequest("Your request contains invalid value for tags parameter. " + message)
		return &r
	}
	for _, tag := range tags {
		switch {
		case strings.TrimSpace(tag) == "":
			return fail("A tag cannot be empty.")
		case strings.Contains(tag, "%"):
			return fail("The character % is not allowed.")
		case strings.Contains(tag, ","):
			return fail("A comma separates tags and cannot be part of one.")
		}
	}
	if joinedLength(tags) > maxTagsLength {
		return fail(fmt.Sprintf("Combined length of all tags should be less than or equal to %d.", maxTagsLength))
	}
	return nil
}

// joinedLength counts the characters of tags joined by commas.
func joinedLength(tags []string) int { return len([]rune(strings.Join(tags, ","))) }

// keepTags is how an account stores tags; none are null.
func (r Readings) keepTags(tags []string) []string {
	if len(tags) == 0 {
		return nil
	}
	kept := slices.Clone(tags)
	if r.Tags == TagsAsSent {
		return kept
	}
	seen := map[string]bool{}
	kept = slices.DeleteFunc(kept, func(tag string) bool {
		twice := seen[tag]
		seen[tag] = true
		return twice
	})
	if r.Tags == TagsSorted {
		slices.Sort(kept)
	}
	return kept
}

// withoutAITags removes the named tags, or all when none is named.
func withoutAITags(tags []AITag, names []string) []AITag {
	if len(names) == 0 {
		return nil
	}
	var kept []AITag
	for _, t := range tags {
		if !slices.Contains(names, t.Name) {
			kept = append(kept, t)
		}
	}
	return kept
}

// mergeMetadata returns what the metadata of a file becomes: sent values replace, null unsets.
func (s *Server) mergeMetadata(have, sent map[string]any) (map[string]any, *reply) {
	if wrong := s.checkMetadata(have, sent); wrong != nil {
		return nil, wrong
	}
	merged := maps.Clone(orEmpty(have))
	for name, value := range sent {
		if value == nil {
			delete(merged, name)
		} else {
			merged[name] = s.keepValue(name, value)
		}
	}
	if len(sent) > 0 {
		if wrong := s.checkRequired(merged, sent); wrong != nil {
			return nil, wrong
		}
	}
	if len(merged) == 0 {
		return nil, nil
	}
	return merged, nil
}

// deleteFile answers DELETE /v1/files/{fileId}.
func (s *Server) deleteFile(c *call) reply {
	f, wrong := s.findFileByID(c)
	if wrong != nil {
		return *wrong
	}
	if locked := s.lockedPath(f.path()); locked != nil {
		return *locked
	}
	c.did(Removed, f.path(), "")
	s.lib.deleteFile(f, Deleted, c.cause)
	return noContent()
}

// maxDeletes is the most files of one bulk delete.
const maxDeletes = 100

type bulkError struct {
	FileID string `json:"fileId"`
	Error  string `json:"error"`
}

// deleteFiles answers POST /v1/files/batch/deleteByFileIds.
func (s *Server) deleteFiles(c *call) reply {
	b := c.body()
	fileIDs := b.fileIDs(maxDeletes, fmt.Sprintf("fileIds cannot have more than %d items.", maxDeletes))
	if wrong := b.done(); wrong != nil {
		return *wrong
	}
	found, wrong := s.findFilesByID(fileIDs)
	if wrong != nil {
		return *wrong
	}
	result := struct {
		Deleted []string    `json:"successfullyDeletedFileIds"`
		Errors  []bulkError `json:"errors,omitempty"`
	}{Deleted: []string{}}
	for i, f := range found {
		fileID := f.id.String()
		switch {
		case i < c.fault.files(FaultPartial):
			result.Errors = append(result.Errors, bulkError{fileID, "The file could not be deleted."})
		case s.lockedPath(f.path()) != nil:
			result.Errors = append(result.Errors, bulkError{fileID, lockedMessage})
		default:
			c.did(Removed, f.path(), "")
			s.lib.deleteFile(f, Deleted, c.cause)
			result.Deleted = append(result.Deleted, fileID)
		}
	}
	return reply{status: bulkStatus(len(result.Errors)), body: result}
}

func bulkStatus(failed int) int {
	if failed > 0 {
		return http.StatusMultiStatus
	}
	return http.StatusOK
}

// fileIDs reads the ids of a bulk request with the messages of the reference.
func (b *body) fileIDs(limit int, tooMany string) []string {
	var raw []json.RawMessage
	switch value, found := b.values["fileIds"]; {
	case !found:
		b.fail(badRequest("fileIds parameter is missing."))
	case json.Unmarshal(value, &raw) != nil || string(value) == "null":
		b.fail(badRequest("fileIds should be an Array."))
	case len(raw) == 0:
		b.fail(badRequest("fileIds is empty."))
	case len(raw) > limit:
		b.fail(badRequest(tooMany))
	}
	return b.strings("fileIds")
}
