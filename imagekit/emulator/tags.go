package emulator

import (
	"fmt"
	"slices"
)

// maxTagged is the most files of one bulk tag request.
const maxTagged = 50

// addTags answers POST /v1/files/addTags. Tags that a file has already are not added again; a file
// whose tags would become too long fails alone.
func (s *Server) addTags(c *call) reply {
	return s.bulkTags(c, func(f *file, tags []string) error {
		kept := slices.Clone(f.current.tags)
		for _, tag := range tags {
			if !slices.Contains(kept, tag) {
				kept = append(kept, tag)
			}
		}
		if joinedLength(kept) > maxTagsLength {
			return fmt.Errorf("combined length of all tags should be less than or equal to %d", maxTagsLength)
		}
		s.lib.touchFile(f)
		f.current.tags = s.cfg.readings.keepTags(kept)
		return nil
	})
}

// removeTags answers POST /v1/files/removeTags.
func (s *Server) removeTags(c *call) reply {
	return s.bulkTags(c, func(f *file, tags []string) error {
		kept := slices.DeleteFunc(slices.Clone(f.current.tags), func(tag string) bool {
			return slices.Contains(tags, tag)
		})
		s.lib.touchFile(f)
		f.current.tags = s.cfg.readings.keepTags(kept)
		return nil
	})
}

func (s *Server) bulkTags(c *call, change func(*file, []string) error) reply {
	b := c.body()
	fileIDs := b.taggedIDs()
	if !b.has("tags") {
		b.fail(badRequest("tags parameter is missing."))
	}
	tags := b.strings("tags")
	if len(tags) == 0 {
		b.fail(badRequest("tags array cannot be empty."))
	}
	if wrong := checkTags(tags); wrong != nil {
		b.fail(*wrong)
	}
	return s.bulkUpdate(c, b, fileIDs, func(f *file) error { return change(f, tags) })
}

// removeAITags answers POST /v1/files/removeAITags.
func (s *Server) removeAITags(c *call) reply {
	b := c.body()
	fileIDs := b.taggedIDs()
	if !b.has("AITags") {
		b.fail(badRequest("AITags parameter is missing."))
	}
	names := b.strings("AITags")
	if len(names) == 0 {
		b.fail(badRequest("AITags array cannot be empty."))
	}
	return s.bulkUpdate(c, b, fileIDs, func(f *file) error {
		s.lib.touchFile(f)
		f.current.aiTags = withoutAITags(f.current.aiTags, names)
		return nil
	})
}

func (b *body) taggedIDs() []string {
	return b.fileIDs(maxTagged, fmt.Sprintf("A maximum of %d files can be edited at a time.", maxTagged))
}

// bulkUpdate applies a change to every file of a bulk request, if all of them exist.
func (s *Server) bulkUpdate(c *call, b *body, fileIDs []string, change func(*file) error) reply {
	if wrong := b.done(); wrong != nil {
		return *wrong
	}
	found, wrong := s.findFilesByID(fileIDs)
	if wrong != nil {
		return *wrong
	}
	result := struct {
		Updated []string    `json:"successfullyUpdatedFileIds"`
		Errors  []bulkError `json:"errors,omitempty"`
	}{Updated: []string{}}
	for i, f := range found {
		fileID := f.id.String()
		if i < c.fault.files(FaultPartial) {
			result.Errors = append(result.Errors, bulkError{fileID, "The file could not be updated."})
			continue
		}
		if s.lockedPath(f.path()) != nil {
			result.Errors = append(result.Errors, bulkError{fileID, lockedMessage})
			continue
		}
		before := f.attributes()
		if err := change(f); err != nil {
			result.Errors = append(result.Errors, bulkError{fileID, err.Error()})
			continue
		}
		f.current.updated = s.lib.millis()
		c.changed(f.path(), before, f.attributes())
		result.Updated = append(result.Updated, fileID)
	}
	return reply{status: bulkStatus(len(result.Errors)), body: result}
}
