package emulator

import (
	"fmt"
	"net/http"
)

// copyFile answers POST /v1/files/copy.
func (s *Server) copyFile(c *call) reply {
	b := c.body()
	b.require("sourceFilePath", "destinationPath")
	all := b.boolean("includeFileVersions")
	f, parent, wrong := s.transfer(b, func(f *file) int {
		if all {
			return f.versionCount()
		}
		return 1
	})
	if wrong != nil {
		return *wrong
	}
	to := parent()
	s.lib.duplicate(f, to, f.name, all, c.cause)
	c.did(Copied, f.path(), to.child(f.name))
	return noContent()
}

// moveFile answers POST /v1/files/move.
func (s *Server) moveFile(c *call) reply {
	b := c.body()
	b.require("sourceFilePath", "destinationPath")
	f, parent, wrong := s.transfer(b, (*file).versionCount)
	if wrong != nil {
		return *wrong
	}
	from, to, name := f.path(), parent(), f.name
	s.lib.placeFile(f, to, name, c.cause)
	c.did(Moved, from, to.child(name))
	return noContent()
}

// transfer checks all that a copy and a move have in common. It changes nothing: the destination is
// made, where that is the reading, by calling parent.
func (s *Server) transfer(b *body, versions func(*file) int) (f *file, parent func() *folder, wrong *reply) {
	fail := func(r reply) (*file, func() *folder, *reply) { return nil, nil, &r }
	source, sourceErr := cleanFile(b.text("sourceFilePath"))
	destination := b.text("destinationPath")
	dir, dirErr := cleanFolder(destination)
	if wrong := b.done(); wrong != nil {
		return nil, nil, wrong
	}
	if sourceErr != nil || dirErr != nil || destination == "" {
		return fail(invalidFolderPath("Your request contains an invalid path."))
	}
	f = s.lib.findFile(source)
	if f == nil {
		return fail(notFound(fmt.Sprintf("No file found with filePath `%s`.", source)).because("SOURCE_FILE_MISSING"))
	}
	if f.parent.path() == dir {
		return fail(badRequest("Source and destination are the same.").because("SAME_SOURCE_AND_DESTINATION"))
	}
	there := s.lib.findFolder(dir)
	if there == nil && s.cfg.readings.MissingDestination == MissingDestinationFails {
		return fail(invalidFolderPath(fmt.Sprintf("No folder found with destinationPath `%s`.", dir)))
	}
	if there != nil && !fits(there, f.name, versions(f)) {
		return fail(badRequest(fmt.Sprintf("A file can have a maximum of %d versions.", maxVersions)).
			because("VERSION_LIMIT_EXCEEDED"))
	}
	for _, path := range []string{source, joinPath(dir, f.name)} {
		if locked := s.lockedPath(path); locked != nil {
			return nil, nil, locked
		}
	}
	return f, func() *folder { return s.lib.ensureFolder(dir, s.cfg.readings.newFolderName) }, nil
}

func invalidFolderPath(message string) reply {
	return badRequest(message).because("INVALID_FOLDER_PATH")
}

// renameFile answers PUT /v1/files/rename.
func (s *Server) renameFile(c *call) reply {
	b := c.body()
	b.require("filePath", "newFileName")
	path, pathErr := cleanFile(b.text("filePath"))
	sent := b.text("newFileName")
	purge := b.boolean("purgeCache")
	if wrong := b.done(); wrong != nil {
		return *wrong
	}
	name := fileName(sent)
	if pathErr != nil || name == "" || name == "." || name == ".." {
		return badRequest("Your request contains an invalid path or name.").because("INVALID_PARAMETER")
	}
	f := s.lib.findFile(path)
	if f == nil {
		return notFound("No file found in media library at filePath " + path).because("FILE_MISSING")
	}
	if name == f.name {
		return badRequest("newFileName cannot be the same as its existing name.").because("SAME_OLD_AND_NEW_NAME")
	}
	if f.parent.files[name] != nil {
		return failure(http.StatusConflict,
			fmt.Sprintf("File with name %s already exists at the same location.", name)).because("FILE_ALREADY_EXISTS")
	}
	if locked := s.lockedPath(path); locked != nil {
		return *locked
	}
	s.lib.relocateFile(f, f.parent, name)
	c.did(Moved, path, f.path())
	if !purge {
		return ok(struct{}{})
	}
	requestID, accepted := s.purge(s.assetURL(path)+"*", c.cause)
	if !accepted {
		r := failure(http.StatusMultiStatus, "File renamed successfully but we could not purge the "+
			"CDN cache for old URL because of rate limits on purge API.").because("PURGE_FAILED")
		return r
	}
	return ok(map[string]string{"purgeRequestId": requestID})
}
