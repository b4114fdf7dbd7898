package emulator

import (
	"net/http"
	"net/url"
	"strings"
)

// A purge is a request to the CDN. This server has no cache: a purge is complete at once.
type purge struct {
	URL   string `json:"url"`
	Cause Cause  `json:"cause"`
}

// purge enters a purge, unless the quota is used up.
func (s *Server) purge(target string, by *Cause) (requestID string, accepted bool) {
	if quota := s.cfg.purgeQuota; quota >= 0 && len(s.lib.purges) >= quota {
		return "", false
	}
	requestID = s.lib.clock.newID().String()
	s.lib.purges[requestID] = &purge{URL: target, Cause: *by}
	s.lib.changed.purges[requestID] = struct{}{}
	return requestID, true
}

// startPurge answers POST /v1/files/purge.
func (s *Server) startPurge(c *call) reply {
	b := c.body()
	b.require("url")
	target := b.text("url")
	if wrong := b.done(); wrong != nil {
		return *wrong
	}
	if !s.isPurgeable(target) {
		return badRequest("The URL is not valid for cache purging.")
	}
	requestID, accepted := s.purge(target, c.cause)
	if !accepted {
		return failure(http.StatusForbidden, "Your account has used up its purge requests.")
	}
	c.did(Purged, target, "")
	return reply{status: http.StatusCreated, body: map[string]string{"requestId": requestID}}
}

// minWildcard is the shortest path of one level that may end in a wildcard.
const minWildcard = 15

// isPurgeable accepts URLs below the URL endpoint. A last * stands for anything; the path before it
// needs two levels or 15 characters.
func (s *Server) isPurgeable(target string) bool {
	path, below := strings.CutPrefix(target, strings.TrimSuffix(s.cfg.urlEndpoint, "/")+"/")
	if _, err := url.Parse(target); err != nil || !below || path == "" {
		return false
	}
	stem, wild := strings.CutSuffix(path, "*")
	if strings.Contains(stem, "*") {
		return false
	}
	return !wild || strings.Contains(strings.Trim(stem, "/"), "/") || len(stem) >= minWildcard
}

// getPurge answers GET /v1/files/purge/{requestId}.
func (s *Server) getPurge(c *call) reply {
	if s.lib.purges[c.r.PathValue("requestId")] == nil {
		return badRequest("No request found for this requestId.")
	}
	return ok(map[string]string{"status": "Completed"})
}
