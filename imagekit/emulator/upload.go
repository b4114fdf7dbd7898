package emulator

import (
	"net/http"
	"path"
	"slices"
	"strings"
)

type uploadJSON struct {
	FileID            id              `json:"fileId"`
	Name              string          `json:"name"`
	Size              int64           `json:"size"`
	VersionInfo       versionInfoJSON `json:"versionInfo"`
	FilePath          string          `json:"filePath"`
	URL               string          `json:"url"`
	FileType          string          `json:"fileType"`
	Height            int             `json:"height,omitempty"`
	Width             int             `json:"width,omitempty"`
	ThumbnailURL      string          `json:"thumbnailUrl,omitempty"`
	AITags            []AITag         `json:"AITags"`
	Description       string          `json:"description,omitempty"`
	Tags              *[]string       `json:"tags,omitempty"`
	CustomCoordinates **string        `json:"customCoordinates,omitempty"`
	IsPrivateFile     *bool           `json:"isPrivateFile,omitempty"`
	IsPublished       *bool           `json:"isPublished,omitempty"`
	CustomMetadata    map[string]any  `json:"customMetadata,omitempty"`
	EmbeddedMetadata  map[string]any  `json:"embeddedMetadata,omitempty"`
	Metadata          *metadataJSON   `json:"metadata,omitempty"`
}

// upload answers POST /api/v1/files/upload. Nothing is stored unless all of the request is right.
func (s *Server) upload(c *call) reply {
	form, wrong := parseForm(c.r.Header.Get("Content-Type"), c.data)
	if wrong != nil {
		return *wrong
	}
	if wrong := s.authenticateUpload(c.r, form); wrong != nil {
		return *wrong
	}
	u, wrong := form.upload()
	if wrong != nil {
		return *wrong
	}
	name, dir, wrong := s.uploadPlace(u)
	if wrong != nil {
		return *wrong
	}
	if locked := s.lockedPath(joinPath(dir, name)); locked != nil {
		return *locked
	}
	there := s.lib.findFile(joinPath(dir, name))
	if wrong := s.checkUpload(u, there); wrong != nil {
		return *wrong
	}
	v, wrong := s.uploadVersion(u, there)
	if wrong != nil {
		return *wrong
	}
	kind := Created
	if there != nil {
		kind = Versioned
	}
	stored := s.storeUpload(there, dir, name, *v, c.cause)
	c.did(kind, stored.path(), v.blob.hash.String())
	return ok(s.uploadJSON(stored, u.responseFields))
}

func (s *Server) authenticateUpload(r *http.Request, form *form) *reply {
	signed := form.has("signature") || form.has("token") || form.has("expire")
	switch hasKey := r.Header.Get("Authorization") != ""; {
	case hasKey && signed:
		r := badRequest("Your request contains both signature and basic auth parameter. Use only one method, " +
			"you might be exposing your private API key.")
		return &r
	case hasKey:
		return nil
	case !signed:
		return unauthorized()
	}
	return s.checkSignature(form.text("publicKey"), form.text("token"), form.text("expire"), form.text("signature"))
}

// uploadPlace is where an upload goes: names are rewritten, and made unique unless the request says no.
func (s *Server) uploadPlace(u *uploadRequest) (name, dir string, wrong *reply) {
	dir, err := cleanFolder(u.folder)
	name = fileName(u.fileName)
	if err != nil || name == "" || name == "." || name == ".." {
		r := badRequest("Your request contains invalid fileName or folder parameter.")
		return "", "", &r
	}
	dir = s.lib.rewrittenFolder(dir)
	if u.useUniqueFileName {
		ext := path.Ext(name)
		suffix := s.lib.clock.newID().String()[10:19]
		name = strings.TrimSuffix(name, ext) + "_" + suffix + ext
	}
	return name, dir, nil
}

// rewrittenFolder is the path ensureFolder would make of one.
func (l *library) rewrittenFolder(path string) string {
	at, rewritten := l.root, "/"
	for _, segment := range segments(path) {
		if at != nil && at.folders[segment] != nil {
			at = at.folders[segment]
		} else {
			segment = uploadFolderName(segment)
			if at != nil {
				at = at.folders[segment]
			}
		}
		rewritten = joinPath(rewritten, segment)
	}
	return rewritten
}

func (s *Server) checkUpload(u *uploadRequest, there *file) *reply {
	fail := func(message string) *reply {
		r := badRequest(message)
		return &r
	}
	switch {
	case len(u.data) == 0:
		return fail("Your request contains invalid file parameter. The file is empty.")
	case !u.isPublished && s.cfg.readings.UnpublishedUpload == UnpublishedUploadRefused:
		return fail("Your plan does not include uploading a file in draft state: isPublished cannot be false.")
	case there != nil && !u.overwriteFile && !u.useUniqueFileName:
		return fail("A file with the same name already exists at the exact location. We could not overwrite " +
			"it because both overwriteFile and useUniqueFileName are set to false.")
	case there != nil && there.versionCount() >= maxVersions:
		r := badRequest("A file can have a maximum of 100 versions.").because("VERSION_LIMIT_EXCEEDED")
		return &r
	}
	return nil
}

// uploadVersion is the version an upload makes: what the request does not carry is gone, unless the
// request says otherwise.
func (s *Server) uploadVersion(u *uploadRequest, there *file) (*version, *reply) {
	v := &version{
		tags: s.cfg.readings.keepTags(u.tags), focus: u.focus, description: u.description,
		private: u.isPrivateFile, published: u.isPublished,
	}
	if there != nil {
		was := &there.current
		if !u.hasTags && !u.overwriteTags {
			v.tags = was.tags
		}
		if !u.overwriteAITags {
			v.aiTags = was.aiTags
		}
		if u.metadata == nil && !u.overwriteCustomMetadata {
			v.meta = was.meta
		}
		if !u.hasDescription && s.cfg.readings.DescriptionOnOverwrite == OverwrittenKept {
			v.description = was.description
		}
	}
	if u.metadata != nil {
		for name, value := range u.metadata {
			if value == nil {
				return nil, invalidMetadata(map[string]string{name: name + " cannot be null in an upload."})
			}
		}
		meta, wrong := s.mergeMetadata(nil, u.metadata)
		if wrong != nil {
			return nil, wrong
		}
		v.meta = meta
	}
	v.blob = s.lib.blob(u.data)
	return v, nil
}

// storeUpload makes the version the current one of the file that is there, or of a new one.
func (s *Server) storeUpload(there *file, dir, name string, v version, by *Cause) *file {
	l := s.lib
	v.created = l.clock.created(l.now)
	v.updated = v.created
	if there == nil {
		v.number = 1
		return l.addFile(l.ensureFolder(dir, uploadFolderName), name, v, v.created, by)
	}
	v.id = l.clock.newID()
	l.touchFile(there)
	l.retain(v.blob)
	there.addVersion(v)
	return there
}

// uploadJSON copies what it shows: the answer is written when the file may change again.
func (s *Server) uploadJSON(f *file, fields []string) uploadJSON {
	v := f.current
	j := uploadJSON{
		FileID: f.id, Name: f.name, Size: v.blob.size, VersionInfo: v.info(), FilePath: f.path(),
		FileType: "non-image", AITags: v.aiTags, Description: v.description,
	}
	j.URL = s.assetURL(j.FilePath)
	if im := v.blob.image; im.known() {
		j.FileType, j.Width, j.Height = "image", im.width, im.height
		j.ThumbnailURL = s.assetURL("/tr:" + thumbnail + j.FilePath)
	}
	has := func(field string) bool { return slices.Contains(fields, field) }
	if has("tags") {
		j.Tags = &v.tags
	}
	if has("customCoordinates") {
		focus := orNull(v.focus)
		j.CustomCoordinates = &focus
	}
	if has("isPrivateFile") {
		j.IsPrivateFile = &v.private
	}
	if has("isPublished") {
		j.IsPublished = &v.published
	}
	if has("customMetadata") {
		j.CustomMetadata = s.visibleMetadata(v.meta)
	}
	if has("embeddedMetadata") {
		j.EmbeddedMetadata = orEmpty(v.embedded)
	}
	if has("metadata") {
		m := f.metadata()
		j.Metadata = &m
	}
	return j
}
