package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// githubToken is that of a workflow. It is in no output of any test.
const githubToken = "ghs_Q7rT2vKx9mZp4LwN"

const (
	githubBot  = "github-actions[bot]"
	githubRepo = "acme/media"
)

// githubStand stands in for GitHub's API: one repository, and what of its REST API
// is needed, as strict as the real one.
type githubStand struct {
	t        *testing.T
	mu       sync.Mutex
	login    string // of the token's owner
	nobody   bool   // the token's owner cannot be told
	readOnly bool   // the token is that of a fork's pull request
	next     int    // number of the next comment or issue
	comments []*standComment
	issues   []*standIssue
	requests []string // method and path, in their order

	tips    map[string]string            // commits of branches and tags, by "heads/main"
	heads   map[int]string               // commits of pull requests
	changed []string                     // files that differ between any two commits; a renamed one is "old -> new"
	status  string                       // of a comparison
	folders map[string]map[string]string // Git's names for what is in folders, by their names

	fault func(w http.ResponseWriter, r *http.Request) bool // answers instead
}

type standUser struct {
	Login string `json:"login"`
}

type standComment struct {
	ID   int       `json:"id"`
	Body string    `json:"body"`
	User standUser `json:"user"`
	URL  string    `json:"html_url"`
	on   int
}

type standLabel struct {
	Name string `json:"name"`
}

type standIssue struct {
	Number int          `json:"number"`
	Title  string       `json:"title"`
	Body   string       `json:"body"`
	State  string       `json:"state"`
	Reason string       `json:"state_reason,omitempty"`
	User   standUser    `json:"user"`
	Labels []standLabel `json:"labels"`
	URL    string       `json:"html_url"`
}

func newGithubStand(t *testing.T) *githubStand {
	return &githubStand{t: t, login: githubBot, next: 100, heads: map[int]string{7: "c0ffee0123456789"}, status: "ahead", fault: func(http.ResponseWriter, *http.Request) bool { return false }}
}

// RoundTrip implements http.RoundTripper, without a socket.
func (g *githubStand) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	response := w.Result()
	response.Request = r
	return response, nil
}

// ServeHTTP implements http.Handler.
func (g *githubStand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	g.requests = append(g.requests, r.Method+" "+r.URL.Path)
	g.mu.Unlock()
	if g.fault(w, r) {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer "+githubToken {
		refuse(w, http.StatusUnauthorized, "Bad credentials")
		return
	}
	if r.Method != http.MethodGet && r.URL.Path != "/graphql" && g.readOnly {
		refuse(w, http.StatusForbidden, "Resource not accessible by integration")
		return
	}
	mux := http.NewServeMux()
	at := "/repos/" + githubRepo + "/issues"
	mux.HandleFunc("POST /graphql", g.viewer)
	mux.HandleFunc("GET "+at+"/{n}/comments", func(w http.ResponseWriter, r *http.Request) {
		page(w, r, slices.DeleteFunc(slices.Clone(g.comments), func(c *standComment) bool { return strconv.Itoa(c.on) != r.PathValue("n") }))
	})
	mux.HandleFunc("POST "+at+"/{n}/comments", g.createComment)
	mux.HandleFunc("PATCH "+at+"/comments/{id}", g.editComment)
	mux.HandleFunc("DELETE "+at+"/comments/{id}", g.deleteComment)
	mux.HandleFunc("GET "+at, g.listIssues)
	mux.HandleFunc("POST "+at, g.createIssue)
	mux.HandleFunc("PATCH "+at+"/{n}", g.editIssue)
	g.serveCommits(mux)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, "Not Found") })
	mux.ServeHTTP(w, r)
}

func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"message":%q}`, message)
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// page answers with one page of list, and says where the next one is.
func page[T any](w http.ResponseWriter, r *http.Request, list []T) {
	const usual, most = 30, 100
	value := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil && n > 0 {
			return n
		}
		return otherwise
	}
	size, n := min(value("per_page", usual), most), value("page", 1)
	from, to := min((n-1)*size, len(list)), min(n*size, len(list))
	if to < len(list) {
		next := *r.URL
		q := next.Query()
		q.Set("page", strconv.Itoa(n+1))
		next.RawQuery = q.Encode()
		w.Header().Set("Link", fmt.Sprintf(`<https://api.github.com%s>; rel="next"`, next.RequestURI()))
	}
	reply(w, http.StatusOK, append([]T{}, list[from:to]...))
}

func (g *githubStand) viewer(w http.ResponseWriter, _ *http.Request) {
	if g.nobody {
		refuse(w, http.StatusForbidden, "Resource not accessible by integration")
		return
	}
	reply(w, http.StatusOK, map[string]any{"data": map[string]any{"viewer": map[string]any{"login": g.login}}})
}

// body reads what was sent; false: it was refused.
func body(w http.ResponseWriter, r *http.Request, v any, text func() string) bool {
	const most = 65_536
	if err := json.NewDecoder(r.Body).Decode(v); err != nil {
		refuse(w, http.StatusBadRequest, "Problems parsing JSON")
		return false
	}
	if utf8.RuneCountInString(text()) > most {
		refuse(w, http.StatusUnprocessableEntity, "Validation Failed: body is too long (maximum is 65536 characters)")
		return false
	}
	return true
}

func (g *githubStand) createComment(w http.ResponseWriter, r *http.Request) {
	on, err := strconv.Atoi(r.PathValue("n"))
	c := &standComment{on: on, User: standUser{g.login}}
	if err != nil || !body(w, r, c, func() string { return c.Body }) {
		return
	}
	reply(w, http.StatusCreated, g.add(c))
}

func (g *githubStand) add(c *standComment) *standComment {
	g.next++
	c.ID = g.next
	c.URL = fmt.Sprintf("https://github.com/%s/pull/%d#issuecomment-%d", githubRepo, c.on, c.ID)
	g.comments = append(g.comments, c)
	return c
}

func (g *githubStand) editComment(w http.ResponseWriter, r *http.Request) {
	for _, c := range g.comments {
		if strconv.Itoa(c.ID) == r.PathValue("id") {
			if body(w, r, c, func() string { return c.Body }) {
				reply(w, http.StatusOK, c)
			}
			return
		}
	}
	refuse(w, http.StatusNotFound, "Not Found")
}

func (g *githubStand) deleteComment(w http.ResponseWriter, r *http.Request) {
	g.comments = slices.DeleteFunc(g.comments, func(c *standComment) bool { return strconv.Itoa(c.ID) == r.PathValue("id") })
	w.WriteHeader(http.StatusNoContent)
}

func (g *githubStand) listIssues(w http.ResponseWriter, r *http.Request) {
	list := slices.DeleteFunc(slices.Clone(g.issues), func(i *standIssue) bool {
		return i.State != r.URL.Query().Get("state") || !slices.Contains(i.Labels, standLabel{r.URL.Query().Get("labels")})
	})
	slices.Reverse(list) // the newest first
	page(w, r, list)
}

func (g *githubStand) createIssue(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Title, Body string
		Labels      []string
	}
	if !body(w, r, &asked, func() string { return asked.Body }) {
		return
	}
	g.next++
	i := &standIssue{Number: g.next, Title: asked.Title, Body: asked.Body, State: "open", User: standUser{g.login},
		URL: fmt.Sprintf("https://github.com/%s/issues/%d", githubRepo, g.next)}
	for _, name := range asked.Labels {
		i.Labels = append(i.Labels, standLabel{name})
	}
	g.issues = append(g.issues, i)
	reply(w, http.StatusCreated, i)
}

func (g *githubStand) editIssue(w http.ResponseWriter, r *http.Request) {
	for _, i := range g.issues {
		if strconv.Itoa(i.Number) == r.PathValue("n") {
			if body(w, r, i, func() string { return i.Body }) {
				reply(w, http.StatusOK, i)
			}
			return
		}
	}
	refuse(w, http.StatusNotFound, "Not Found")
}

// writes are the requests that changed something.
func (g *githubStand) writes() []string {
	return slices.DeleteFunc(slices.Clone(g.requests), func(r string) bool {
		return strings.HasPrefix(r, "GET ") || r == "POST /graphql"
	})
}
