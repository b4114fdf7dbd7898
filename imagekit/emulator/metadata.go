package emulator

import (
	"net/url"
	"strings"
)

// metadataJSON is what the server knows of the insides of a file.
type metadataJSON struct {
	Height          int            `json:"height,omitempty"`
	Width           int            `json:"width,omitempty"`
	Size            int64          `json:"size"`
	Format          string         `json:"format"`
	HasColorProfile bool           `json:"hasColorProfile"`
	HasTransparency bool           `json:"hasTransparency"`
	Exif            map[string]any `json:"exif"`
}

func (f *file) metadata() metadataJSON {
	im := f.current.blob.image
	return metadataJSON{
		Height: im.height, Width: im.width, Size: f.current.blob.size,
		Format: formatOf(f.name, im), HasTransparency: im.alpha, Exif: map[string]any{},
	}
}

// getFileMetadata answers GET /v1/files/{fileId}/metadata.
func (s *Server) getFileMetadata(c *call) reply {
	i, wrong := c.pathID("fileId")
	if wrong != nil {
		return *wrong
	}
	f := s.lib.files[i]
	if f == nil {
		return notFound("The requested file does not exist or is inaccessible at this time.")
	}
	return ok(f.metadata())
}

// getURLMetadata answers GET /v1/metadata for URLs of this account.
func (s *Server) getURLMetadata(c *call) reply {
	p := parseParams(c.r)
	target := p.text("url")
	if wrong := p.done(); wrong != nil {
		return *wrong
	}
	encoded, below := strings.CutPrefix(target, strings.TrimSuffix(s.cfg.urlEndpoint, "/")+"/")
	encoded, _, _ = strings.Cut(encoded, "?")
	decoded, err := url.PathUnescape(encoded)
	if !below || err != nil {
		return badRequest("The url should be accessible using your ImageKit.io account.")
	}
	path, err := cleanFile("/" + decoded)
	if err != nil {
		return notFound("The requested file does not exist or is inaccessible at this time.")
	}
	f := s.lib.findFile(path)
	if f == nil {
		return notFound("The requested file does not exist or is inaccessible at this time.")
	}
	return ok(f.metadata())
}
