package emulator

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// help is the second line of every error.
const help = "For support kindly contact us at support@imagekit.io."

// The kinds of listings, as the API spells them, and one more.
const (
	kindFile    = "file"
	kindVersion = "file-version"
	kindFolder  = "folder"
	kindAll     = "all" // files and folders
	kindAny     = ""    // these and versions: what a search looks through
)

// A reply is an answer before it is written. Without a body the answer is empty.
type reply struct {
	status int
	header http.Header
	body   any
	raw    []byte // instead of body
}

type errorJSON struct {
	Message        string            `json:"message"`
	Help           string            `json:"help"`
	Reason         string            `json:"reason,omitempty"`
	Errors         map[string]string `json:"errors,omitempty"`
	MissingFileIDs []string          `json:"missingFileIds,omitempty"`
}

func failure(status int, message string) reply {
	return reply{status: status, body: errorJSON{Message: message, Help: help}}
}

func badRequest(message string) reply { return failure(http.StatusBadRequest, message) }

func notFound(message string) reply { return failure(http.StatusNotFound, message) }

// because adds a reason to a failure.
func (r reply) because(reason string) reply {
	e, ok := r.body.(errorJSON)
	if ok {
		e.Reason = reason
		r.body = e
	}
	return r
}

func ok(body any) reply { return reply{status: http.StatusOK, body: body} }

func noContent() reply { return reply{status: http.StatusNoContent} }

type versionInfoJSON struct {
	ID   id     `json:"id"`
	Name string `json:"name"`
}

type fileJSON struct {
	Type              string          `json:"type"`
	Name              string          `json:"name"`
	FileID            id              `json:"fileId"`
	FilePath          string          `json:"filePath"`
	Tags              []string        `json:"tags"`
	AITags            []AITag         `json:"AITags"`
	VersionInfo       versionInfoJSON `json:"versionInfo"`
	IsPrivateFile     bool            `json:"isPrivateFile"`
	IsPublished       bool            `json:"isPublished"`
	CustomCoordinates *string         `json:"customCoordinates"`
	URL               string          `json:"url"`
	Thumbnail         string          `json:"thumbnail"`
	FileType          string          `json:"fileType"`
	Mime              string          `json:"mime"`
	Width             int             `json:"width,omitempty"`
	Height            int             `json:"height,omitempty"`
	Size              int64           `json:"size"`
	HasAlpha          *bool           `json:"hasAlpha,omitempty"`
	CustomMetadata    map[string]any  `json:"customMetadata"`
	EmbeddedMetadata  map[string]any  `json:"embeddedMetadata,omitempty"`
	Description       json.RawMessage `json:"description,omitempty"`
	CreatedAt         string          `json:"createdAt"`
	UpdatedAt         string          `json:"updatedAt"`
}

type folderJSON struct {
	Type           string         `json:"type"`
	FolderID       id             `json:"folderId"`
	Name           string         `json:"name"`
	FolderPath     string         `json:"folderPath"`
	CustomMetadata map[string]any `json:"customMetadata"`
	CreatedAt      string         `json:"createdAt"`
	UpdatedAt      string         `json:"updatedAt"`
}

func (s *Server) rowJSON(r row) any {
	if r.folder != nil {
		return folderJSON{
			Type: kindFolder, FolderID: r.folder.id, Name: r.folder.name, FolderPath: r.path(),
			CustomMetadata: orEmpty(r.folder.meta),
			CreatedAt:      isoMillis(r.folder.created), UpdatedAt: isoMillis(r.folder.updated),
		}
	}
	return s.versionJSON(r)
}

// fileJSON shows the current version of a file.
func (s *Server) fileJSON(f *file) fileJSON {
	return s.versionJSON(row{file: f, version: &f.current})
}

func (s *Server) versionJSON(r row) fileJSON {
	v, im := r.version, r.version.blob.image
	j := fileJSON{
		Type: kindFile, Name: r.file.name, FileID: r.file.id, FilePath: r.path(),
		Tags: v.tags, AITags: v.aiTags, VersionInfo: v.info(),
		IsPrivateFile: v.private, IsPublished: v.published,
		CustomCoordinates: orNull(v.focus),
		FileType:          "non-image", Mime: mimeOf(r.file.name, im), Size: v.blob.size,
		CustomMetadata: s.visibleMetadata(v.meta), EmbeddedMetadata: v.embedded,
		Description: s.cfg.readings.descriptionJSON(v.description),
		CreatedAt:   isoMillis(r.created()), UpdatedAt: isoMillis(v.updated),
	}
	suffix := "?updatedAt=" + strconv.FormatInt(v.updated, 10)
	if r.version != &r.file.current {
		j.Type = kindVersion
		suffix = "?ik-obj-version=" + s.objectVersion(v) + "&updatedAt=" + strconv.FormatInt(v.updated, 10)
	}
	if im.known() {
		j.FileType, j.Width, j.Height, j.HasAlpha = "image", im.width, im.height, &im.alpha
	}
	j.URL = s.assetURL(j.FilePath) + suffix
	j.Thumbnail = j.URL + "&tr=" + thumbnail
	return j
}

// thumbnail is the named transformation of ImageKit's own user interface.
const thumbnail = "n-ik_ml_thumbnail"

func (v *version) info() versionInfoJSON {
	return versionInfoJSON{ID: v.id, Name: "Version " + strconv.Itoa(v.number)}
}

// assetURL is the URL of a path, percent-encoded.
func (s *Server) assetURL(path string) string {
	return strings.TrimSuffix(s.cfg.urlEndpoint, "/") + (&url.URL{Path: path}).EscapedPath()
}

func (r Readings) descriptionJSON(text string) json.RawMessage {
	if text == "" {
		switch r.MissingDescription {
		case MissingNull:
			return json.RawMessage("null")
		case MissingEmpty:
			return json.RawMessage(`""`)
		}
		return nil
	}
	encoded, err := json.Marshal(text)
	if err != nil {
		return nil // strings always encode
	}
	return encoded
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// isoLayout is how ImageKit writes times, always with milliseconds.
const isoLayout = "2006-01-02T15:04:05.000Z"

func isoMillis(ms int64) string { return time.UnixMilli(ms).UTC().Format(isoLayout) }

func millis(n int) time.Duration { return time.Duration(n) * time.Millisecond }
