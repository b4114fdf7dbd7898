package emulator

import (
	"net/http"
	"strings"
)

// getContent answers requests below the URL endpoint with the bytes of a file: those of the version
// that ik-obj-version names, else the current ones. A private file needs the key. Transformations are
// not emulated: apart from tr=orig-true and thumbnails they are refused.
func (s *Server) getContent(c *call) reply {
	if c.r.Method != http.MethodGet && c.r.Method != http.MethodHead {
		return failure(http.StatusMethodNotAllowed, "Assets can only be read.")
	}
	path := strings.TrimPrefix(c.r.URL.Path, s.content)
	path, err := cleanFile(strings.TrimPrefix(path, "/tr:"+thumbnail))
	if err != nil {
		return notFound("The requested asset does not exist.")
	}
	f := s.lib.findFile(path)
	if f == nil {
		return notFound("The requested asset does not exist.")
	}
	query := c.r.URL.Query()
	v := &f.current
	if wanted := query.Get("ik-obj-version"); wanted != "" {
		i, _ := parseID(wanted)
		if v = f.version(i); v == nil {
			return notFound("The requested asset does not exist.")
		}
	}
	if !v.published {
		return notFound("The requested asset does not exist.")
	}
	if v.private {
		if refused := s.authenticate(c.r, ClassContent); refused != nil {
			return *refused
		}
	}
	data, err := s.bytes(v.blob)
	if err != nil {
		return failure(http.StatusInternalServerError, err.Error())
	}
	switch tr := query.Get("tr"); {
	case tr == "orig-true":
	case tr != "" && tr != thumbnail:
		return badRequest("The emulator does not transform assets: use tr=orig-true.")
	case v.blob.image.known() && s.cfg.readings.Delivery == DeliversOptimised:
		data = append(data[:len(data):len(data)], '\n')
	}
	return reply{
		status: http.StatusOK, raw: data,
		header: http.Header{"Content-Type": {mimeOf(f.name, v.blob.image)}},
	}
}

// bytes is the content of a blob, from memory or disk.
func (s *Server) bytes(b *blob) ([]byte, error) {
	if b.data != nil || s.store == nil {
		return b.data, nil
	}
	return s.store.blob(b.hash)
}
