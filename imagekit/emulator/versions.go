package emulator

import (
	"cmp"
	"slices"
)

// listVersions answers GET /v1/files/{fileId}/versions: the current one first, then the others,
// youngest first.
func (s *Server) listVersions(c *call) reply {
	f, wrong := s.findFileByID(c)
	if wrong != nil {
		return *wrong
	}
	list := []fileJSON{s.fileJSON(f)}
	for _, v := range slices.Backward(f.older) {
		list = append(list, s.versionJSON(row{file: f, version: v}))
	}
	return ok(list)
}

// findVersion resolves the fileId and the versionId of a path.
func (s *Server) findVersion(c *call, missing string) (*file, *version, *reply) {
	f, wrong := s.findFileByID(c)
	if wrong != nil {
		return nil, nil, wrong
	}
	i, wrong := c.pathID("versionId")
	if wrong != nil {
		return nil, nil, wrong
	}
	v := f.version(i)
	if v == nil {
		r := notFound(missing)
		return nil, nil, &r
	}
	return f, v, nil
}

// getVersion answers GET /v1/files/{fileId}/versions/{versionId}.
func (s *Server) getVersion(c *call) reply {
	f, v, wrong := s.findVersion(c, "The requested file version does not exist.")
	if wrong != nil {
		return *wrong
	}
	return ok(s.versionJSON(row{file: f, version: v}))
}

// deleteVersion answers DELETE /v1/files/{fileId}/versions/{versionId}.
func (s *Server) deleteVersion(c *call) reply {
	f, v, wrong := s.findVersion(c, "The requested asset does not exist.")
	if wrong != nil {
		return *wrong
	}
	if v == &f.current {
		return badRequest("You cannot delete current version of a file.")
	}
	if locked := s.lockedPath(f.path()); locked != nil {
		return *locked
	}
	s.lib.touchFile(f)
	s.lib.dropVersion(f, v, c.cause)
	f.older = slices.DeleteFunc(slices.Clone(f.older), func(o *version) bool { return o == v })
	s.lib.release(v.blob)
	c.did(Removed, f.path(), v.id.String())
	return noContent()
}

// restoreVersion answers PUT /v1/files/{fileId}/versions/{versionId}/restore: the version and the
// current one change places, each keeping its id, name and attributes.
func (s *Server) restoreVersion(c *call) reply {
	f, v, wrong := s.findVersion(c, "The requested file version does not exist.")
	if wrong != nil {
		return *wrong
	}
	if locked := s.lockedPath(f.path()); locked != nil {
		return *locked
	}
	before := f.attributes()
	if v != &f.current {
		s.lib.touchFile(f)
		past, restored := f.current, *v
		older := slices.DeleteFunc(slices.Clone(f.older), func(o *version) bool { return o == v })
		f.older = append(older, &past)
		slices.SortFunc(f.older, func(a, b *version) int { return cmp.Compare(a.number, b.number) })
		f.current = restored
		f.current.updated = s.lib.millis()
	}
	c.changed(f.path(), before, f.attributes())
	return ok(s.fileJSON(f))
}
