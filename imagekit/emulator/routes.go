package emulator

import (
	"net/http"
	"strings"
)

// A route is one line of the API: what it counts as, what body it takes, and who answers it.
type route struct {
	pattern  string
	class    Class
	mutating bool
	query    bool   // it takes query parameters
	media    string // of the body; empty for none
	maxBody  int64
	handle   func(*Server, *call) reply
}

// A call is a request while it is executed, under the lock.
type call struct {
	r       *http.Request
	data    []byte
	fault   *Fault
	cause   *Cause
	effects []Effect // what it came to, see call.did
}

func (c *call) body() *body { return parseBody(c.data) }

// pathID reads an id of the path; the message of a bad one names it.
func (c *call) pathID(name string) (id, *reply) {
	i, valid := parseID(c.r.PathValue(name))
	if !valid {
		r := badRequest("Your request contains invalid " + name + " parameter.")
		return id{}, &r
	}
	return i, nil
}

const (
	mediaJSON = "application/json"
	mediaForm = "multipart/form-data"
)

func read(pattern string, handle func(*Server, *call) reply) *route {
	return &route{pattern: pattern, class: ClassRead, handle: handle}
}

func readQuery(pattern string, handle func(*Server, *call) reply) *route {
	rt := read(pattern, handle)
	rt.query = true
	return rt
}

func write(pattern string, handle func(*Server, *call) reply) *route {
	return &route{pattern: pattern, class: ClassWrite, mutating: true, handle: handle}
}

func writeJSON(pattern string, handle func(*Server, *call) reply) *route {
	rt := write(pattern, handle)
	rt.media, rt.maxBody = mediaJSON, maxJSONBody
	return rt
}

func routes() []*route {
	return []*route{
		readQuery("GET /v1/files", (*Server).listAssets),
		read("GET /v1/files/{fileId}/details", (*Server).getFile),
		writeJSON("PATCH /v1/files/{fileId}/details", (*Server).updateFile),
		write("DELETE /v1/files/{fileId}", (*Server).deleteFile),
		writeJSON("POST /v1/files/batch/deleteByFileIds", (*Server).deleteFiles),
		writeJSON("POST /v1/files/copy", (*Server).copyFile),
		writeJSON("POST /v1/files/move", (*Server).moveFile),
		writeJSON("PUT /v1/files/rename", (*Server).renameFile),
		writeJSON("POST /v1/files/addTags", (*Server).addTags),
		writeJSON("POST /v1/files/removeTags", (*Server).removeTags),
		writeJSON("POST /v1/files/removeAITags", (*Server).removeAITags),
		read("GET /v1/files/{fileId}/versions", (*Server).listVersions),
		read("GET /v1/files/{fileId}/versions/{versionId}", (*Server).getVersion),
		write("DELETE /v1/files/{fileId}/versions/{versionId}", (*Server).deleteVersion),
		write("PUT /v1/files/{fileId}/versions/{versionId}/restore", (*Server).restoreVersion),
		read("GET /v1/files/{fileId}/metadata", (*Server).getFileMetadata),
		readQuery("GET /v1/metadata", (*Server).getURLMetadata),
		writeJSON("POST /v1/files/purge", (*Server).startPurge),
		writeJSON("POST /v1/folder", (*Server).createFolder),
		writeJSON("DELETE /v1/folder", (*Server).deleteFolder),
		writeJSON("POST /v1/bulkJobs/copyFolder", (*Server).copyFolder),
		writeJSON("POST /v1/bulkJobs/moveFolder", (*Server).moveFolder),
		writeJSON("POST /v1/bulkJobs/renameFolder", (*Server).renameFolder),
		read("GET /v1/bulkJobs/{jobId}", (*Server).getJob),
		readQuery("GET /v1/customMetadataFields", (*Server).listFields),
		writeJSON("POST /v1/customMetadataFields", (*Server).createField),
		writeJSON("PATCH /v1/customMetadataFields/{id}", (*Server).updateField),
		write("DELETE /v1/customMetadataFields/{id}", (*Server).deleteField),
		readQuery("GET /v1/accounts/usage", (*Server).getUsage),
		{
			pattern: "POST /api/v1/files/upload", class: ClassUpload, mutating: true,
			media: mediaForm, maxBody: maxUploadBody, handle: (*Server).upload,
		},
	}
}

func purgeRoutes() []*route {
	return []*route{read("GET /v1/files/purge/{requestId}", (*Server).getPurge)}
}

func (s *Server) newMuxes() (mux, purges *http.ServeMux) {
	fill := func(list []*route) *http.ServeMux {
		m := http.NewServeMux()
		for _, rt := range list {
			m.HandleFunc(rt.pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(rt, w, r) })
		}
		return m
	}
	return fill(routes()), fill(purgeRoutes())
}

func (s *Server) contentRoute() *route {
	return &route{class: ClassContent, handle: (*Server).getContent}
}

// unknownRoute answers what the reference has but this server does not, and what nobody has.
func unknownRoute() *route {
	return &route{class: ClassUnknown, handle: func(_ *Server, c *call) reply {
		for _, prefix := range []string{
			"/api/v2/", "/v1/accounts/", "/v1/saved-extensions", "/v1/dummy", "/v2/",
		} {
			if strings.HasPrefix(c.r.URL.Path, prefix) {
				return notFound("The emulator does not offer " + c.r.Method + " " + c.r.URL.Path + ".")
			}
		}
		return notFound("There is no " + c.r.Method + " " + c.r.URL.Path + " in the API.")
	}}
}
