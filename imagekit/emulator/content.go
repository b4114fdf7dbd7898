package emulator

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// getContent answers requests below the URL endpoint with the bytes of a file: those of the version
// that ik-obj-version names, else the current ones. A private file needs a signed URL, or the key.
// Transformations are not emulated: apart from tr=orig-true and thumbnails they are refused.
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
		if v = s.versionNamed(f, wanted); v == nil {
			return notFound("The requested asset does not exist.")
		}
	}
	if !v.published {
		return notFound("The requested asset does not exist.")
	}
	if refused := s.admitDelivery(c.r, v); refused != nil {
		return *refused
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

// objectVersion is what ik-obj-version names a version by.
func (s *Server) objectVersion(v *version) string {
	if s.cfg.readings.ObjectVersion == ObjectVersionIsID {
		return v.id.String()
	}
	sum := sha1.Sum(v.id[:])
	return "ov_" + hex.EncodeToString(sum[:])
}

// versionNamed is the version of a file that ik-obj-version names, or nil.
func (s *Server) versionNamed(f *file, name string) *version {
	if s.objectVersion(&f.current) == name {
		return &f.current
	}
	for _, v := range f.older {
		if s.objectVersion(v) == name {
			return v
		}
	}
	return nil
}

// admitDelivery returns the refusal of a request for the bytes of a version, or nil. A signature is
// looked at wherever there is one.
func (s *Server) admitDelivery(r *http.Request, v *version) *reply {
	query := r.URL.Query()
	switch {
	case query.Has("ik-s"):
		return s.checkDeliverySignature(r, query)
	case r.Header.Get("Authorization") != "" && v.private:
		return s.authenticate(r, ClassContent)
	case v.private, s.cfg.readings.UnsignedURLs == UnsignedURLsRefused:
		r := failure(http.StatusUnauthorized, "A signed URL is needed to see this asset.")
		return &r
	}
	return nil
}

// checkDeliverySignature checks ik-s: the HMAC-SHA1 of what follows the URL endpoint, without ik-s
// and ik-t, and of the time in ik-t, or of neverExpires.
func (s *Server) checkDeliverySignature(r *http.Request, query url.Values) *reply {
	refused := failure(http.StatusUnauthorized, "The signature of the URL is wrong or has expired.")
	expire := query.Get("ik-t")
	if expire == "" {
		expire = neverExpires
	}
	until, err := strconv.ParseInt(expire, 10, 64)
	if err != nil || !time.Unix(until, 0).After(s.lib.now) {
		return &refused
	}
	endpoint := (&url.URL{Path: s.content + "/"}).EscapedPath()
	text := strings.TrimPrefix(r.URL.EscapedPath(), endpoint)
	if rest := withoutSignature(r.URL.RawQuery); rest != "" {
		text += "?" + rest
	}
	mac := hmac.New(sha1.New, []byte(s.cfg.key))
	mac.Write([]byte(text + expire))
	if !sameSecret(query.Get("ik-s"), hex.EncodeToString(mac.Sum(nil))) {
		return &refused
	}
	return nil
}

// neverExpires is the time that is signed where a URL has none.
const neverExpires = "9999999999"

// withoutSignature is a query as it was before it was signed.
func withoutSignature(raw string) string {
	var kept []string
	for parameter := range strings.SplitSeq(raw, "&") {
		if name, _, _ := strings.Cut(parameter, "="); name != "ik-s" && name != "ik-t" {
			kept = append(kept, parameter)
		}
	}
	return strings.Join(kept, "&")
}

// bytes is the content of a blob, from memory or disk.
func (s *Server) bytes(b *blob) ([]byte, error) {
	if b.data != nil || s.store == nil {
		return b.data, nil
	}
	return s.store.blob(b.hash)
}
