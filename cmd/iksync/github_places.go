package main

import (
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/iksync/iksync/cmd/iksync/github"
	"github.com/iksync/iksync/state"
)

// inRepository is the name of a file from the repository's root, as GitHub names
// files; "" where it is not in the repository. It asks the disk once for each file.
func (p *program) inRepository(j *workflow, name string) string {
	if name == "" || name == stdinName || j.env.Workspace == "" {
		return ""
	}
	known, asked := j.inside[name]
	if asked {
		return known
	}
	if j.inside == nil {
		j.inside = map[string]string{}
	}
	below, err := filepath.Rel(resolved(j.env.Workspace), resolved(p.path(name)))
	if err == nil && filepath.IsLocal(below) {
		known = filepath.ToSlash(below)
	}
	j.inside[name] = known
	return known
}

// at puts an annotation at a place of a file, if that is in the repository.
func (p *program) at(j *workflow, pos state.Pos, a github.Annotation) github.Annotation {
	if a.File = p.inRepository(j, pos.File); a.File != "" {
		a.Line, a.Column = pos.Line, pos.Column
	} else if !pos.IsZero() {
		a.Message = inert(pos.String()) + ": " + a.Message
	}
	return a
}

// links is the function that gives the URL of a line of a file at the commit that
// the run is about; nil where that is not known.
func (p *program) links(j *workflow) func(state.Pos) string {
	repository, commit := j.head()
	if repository == "" || commit == "" {
		return nil
	}
	return func(pos state.Pos) string {
		name := p.inRepository(j, pos.File)
		if name == "" {
			return ""
		}
		parts := strings.Split(name, "/")
		for i := range parts {
			parts[i] = url.PathEscape(parts[i])
		}
		link := j.env.Server + "/" + repository + "/blob/" + url.PathEscape(commit) + "/" + strings.Join(parts, "/")
		if pos.Line > 0 {
			link += "#L" + strconv.Itoa(pos.Line)
		}
		return link
	}
}

// head is the repository and the commit that the run is about: of a pull request,
// what was pushed to it.
func (j *workflow) head() (repository, commit string) {
	if j.pull != nil && j.pull.Repo != "" && j.pull.Commit != "" {
		return j.pull.Repo, j.pull.Commit
	}
	return j.env.Repo, j.env.Commit
}
