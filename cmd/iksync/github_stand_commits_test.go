package main

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// serveCommits adds what of GitHub's API is about commits.
func (g *githubStand) serveCommits(mux *http.ServeMux) {
	at := "GET /repos/" + githubRepo
	mux.HandleFunc(at+"/commits/{ref...}", func(w http.ResponseWriter, r *http.Request) {
		tip, there := g.tips[r.PathValue("ref")]
		switch {
		case !there:
			refuse(w, http.StatusUnprocessableEntity, "No commit found for SHA: "+r.PathValue("ref"))
		case r.Header.Get("Accept") != "application/vnd.github.v3.sha":
			reply(w, http.StatusOK, map[string]string{"sha": tip})
		default:
			fmt.Fprint(w, tip)
		}
	})
	mux.HandleFunc(at+"/pulls/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("n"))
		if head, there := g.heads[n]; err == nil && there {
			reply(w, http.StatusOK, map[string]any{"number": n, "head": map[string]string{"sha": head}})
			return
		}
		refuse(w, http.StatusNotFound, "Not Found")
	})
	mux.HandleFunc(at+"/compare/{basehead}", func(w http.ResponseWriter, _ *http.Request) {
		const most = 300
		files := []map[string]string{}
		for _, name := range g.changed[:min(len(g.changed), most)] {
			file := map[string]string{"filename": name}
			if before, after, renamed := strings.Cut(name, " -> "); renamed {
				file = map[string]string{"filename": after, "previous_filename": before}
			}
			files = append(files, file)
		}
		reply(w, http.StatusOK, map[string]any{"status": g.status, "files": files})
	})
	mux.HandleFunc(at+"/contents/{dir...}", func(w http.ResponseWriter, r *http.Request) {
		files, there := g.folders[r.PathValue("dir")]
		if !there {
			refuse(w, http.StatusNotFound, "Not Found")
			return
		}
		list := []map[string]string{{"type": "dir", "name": "assets", "sha": "d1"}}
		for name, blob := range files {
			list = append(list, map[string]string{"type": "file", "name": name, "sha": blob})
		}
		reply(w, http.StatusOK, list)
	})
}
