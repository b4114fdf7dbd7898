package github

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Environment is what a workflow tells the processes of its steps.
type Environment struct {
	Event     string // what started the workflow: "pull_request", "push", "schedule", ...
	EventPath string // file with all about the event, as JSON
	Server    string // "https://github.com"
	API       string // base URL of the REST API, without a slash at the end
	GraphQL   string // URL of the GraphQL API
	Repo      string // "owner/name"
	Ref       string // the branch or tag of the event, "refs/heads/main"; of a pull request "refs/pull/7/merge"
	Commit    string // what was checked out; of a pull request a merge that nobody pushed
	Run       string // number of the workflow's run
	Workspace string // folder of the repository
	Summary   string // file that takes the job's summary
	Output    string // file that takes the step's outputs

	token string
}

// FromEnvironment reads the variables of a workflow. The error says that there are
// none: this is no workflow of GitHub.
func FromEnvironment(getenv func(string) string) (Environment, error) {
	if getenv("GITHUB_ACTIONS") != "true" {
		return Environment{}, errors.New("this is for workflows of GitHub, which set GITHUB_ACTIONS=true: elsewhere use plan, apply or drift")
	}
	server := strings.TrimRight(cmp.Or(getenv("GITHUB_SERVER_URL"), "https://github.com"), "/")
	api := strings.TrimRight(cmp.Or(getenv("GITHUB_API_URL"), "https://api.github.com"), "/")
	return Environment{
		Event: getenv("GITHUB_EVENT_NAME"), EventPath: getenv("GITHUB_EVENT_PATH"),
		Server: server, API: api, GraphQL: cmp.Or(getenv("GITHUB_GRAPHQL_URL"), api+"/graphql"),
		Repo: getenv("GITHUB_REPOSITORY"), Ref: getenv("GITHUB_REF"), Commit: getenv("GITHUB_SHA"), Run: getenv("GITHUB_RUN_ID"),
		Workspace: getenv("GITHUB_WORKSPACE"), Summary: getenv("GITHUB_STEP_SUMMARY"), Output: getenv("GITHUB_OUTPUT"),
		token: strings.TrimSpace(cmp.Or(getenv("GITHUB_TOKEN"), getenv("INPUT_TOKEN"))),
	}, nil
}

// RunURL is the page of the workflow's run, "" where it is not known.
func (e Environment) RunURL() string {
	if e.Repo == "" || e.Run == "" {
		return ""
	}
	return e.Server + "/" + e.Repo + "/actions/runs/" + e.Run
}

// OnPullRequest says whether the event is about a pull request.
func (e Environment) OnPullRequest() bool { return strings.HasPrefix(e.Event, "pull_request") }

// PullRequest is the pull request that an event is about.
type PullRequest struct {
	Number int
	Commit string // the last one that was pushed to it
	Repo   string // where it was pushed to: of a fork, not the repository of the workflow
}

// PullRequest reads the file of the event.
func (e Environment) PullRequest() (PullRequest, error) {
	if e.EventPath == "" {
		return PullRequest{}, errors.New("GITHUB_EVENT_PATH names no file, so that the pull request is not known")
	}
	f, err := os.Open(e.EventPath)
	if err != nil {
		return PullRequest{}, fmt.Errorf("the event cannot be read, so that the pull request is not known: %w", err)
	}
	defer f.Close()
	return pullRequest(f)
}

// pullRequest reads an event. No more than 32 MiB of it are read: GitHub sends no
// more than 25.
func pullRequest(r io.Reader) (PullRequest, error) {
	const longest = 32 << 20
	var event struct {
		PullRequest struct {
			Number int `json:"number"`
			Head   struct {
				SHA  string `json:"sha"`
				Repo struct {
					Name string `json:"full_name"`
				} `json:"repo"`
			} `json:"head"`
		} `json:"pull_request"`
	}
	if err := json.NewDecoder(io.LimitReader(r, longest)).Decode(&event); err != nil {
		return PullRequest{}, fmt.Errorf("the event is no JSON, so that the pull request is not known: %w", err)
	}
	found := event.PullRequest
	if found.Number < 1 {
		return PullRequest{}, errors.New("the event is about no pull request")
	}
	return PullRequest{Number: found.Number, Commit: found.Head.SHA, Repo: found.Head.Repo.Name}, nil
}
