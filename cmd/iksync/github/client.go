package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/go-github/v75/github"
)

// Client talks to the REST API about one repository, as the owner of the token.
type Client struct {
	api         *github.Client
	owner, name string
	graphQL     string
	token       string
}

// NewClient returns a client for e. base carries its requests; nil: one of its own.
func NewClient(e Environment, base *http.Client) (*Client, error) {
	if e.token == "" {
		return nil, errors.New("there is no token: set GITHUB_TOKEN to ${{ github.token }}")
	}
	owner, name, found := strings.Cut(e.Repo, "/")
	if !found || owner == "" || name == "" || strings.Contains(name, "/") {
		return nil, fmt.Errorf("GITHUB_REPOSITORY: want owner/name, have %q", e.Repo)
	}
	address, err := url.Parse(e.API + "/")
	if err != nil || address.Host == "" {
		return nil, fmt.Errorf("GITHUB_API_URL: want an address, have %q", e.API)
	}
	next := http.DefaultTransport
	if base != nil && base.Transport != nil {
		next = base.Transport
	}
	api := github.NewClient(&http.Client{Transport: &patient{next: next, token: e.token, host: address.Host}})
	api.BaseURL, api.UserAgent = address, "iksync"
	return &Client{api: api, owner: owner, name: name, graphQL: e.GraphQL, token: e.token}, nil
}

// perPage is how many objects a page of a listing has, the most there can be, and
// maxPages how many pages are read at most.
const (
	perPage  = 100
	maxPages = 100
)

// everything reads a listing to its end.
func everything[T any](page func(github.ListOptions) ([]T, *github.Response, error)) ([]T, error) {
	var all []T
	o := github.ListOptions{PerPage: perPage}
	for range maxPages {
		list, response, err := page(o)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		if response.NextPage == 0 {
			return all, nil
		}
		o.Page = response.NextPage
	}
	return nil, fmt.Errorf("a listing goes on after %d objects", len(all))
}

// actionsBot is who writes with the token that GitHub makes for a workflow.
const actionsBot = "github-actions[bot]"

// me is the login of the token's owner. REST tells it to people only.
func (c *Client) me(ctx context.Context) (string, error) {
	request, err := c.api.NewRequest(http.MethodPost, c.graphQL, map[string]string{"query": "{viewer{login}}"})
	if err != nil {
		return "", err
	}
	var answer struct {
		Data struct {
			Viewer struct {
				Login string `json:"login"`
			} `json:"viewer"`
		} `json:"data"`
	}
	_, err = c.api.Do(repeatable(ctx), request, &answer)
	const installation = "ghs_" // how tokens of apps begin, that of a workflow too
	var refused *github.ErrorResponse
	switch login := answer.Data.Viewer.Login; {
	case login != "":
		return login, nil
	case strings.HasPrefix(c.token, installation) && (err == nil || errors.As(err, &refused)):
		return actionsBot, nil
	case err != nil:
		return "", fmt.Errorf("whose token it is cannot be told: %w", err)
	default:
		return "", errors.New("whose token it is cannot be told")
	}
}

// mine says whether user is the owner of the token.
func mine(user *github.User, login string) bool {
	return user != nil && strings.EqualFold(user.GetLogin(), login)
}

// clean is err without the token, and with what to do about it. An answer may repeat
// whatever it was sent.
func (c *Client) clean(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	var answer *github.ErrorResponse
	if errors.As(err, &answer) && answer.Response != nil {
		text = fmt.Sprintf("%s: %s", answer.Response.Status, answer.Message)
		if answer.Response.Request != nil {
			text = answer.Response.Request.Method + " " + answer.Response.Request.URL.Path + ": " + text
		}
		if answer.Response.StatusCode == http.StatusForbidden {
			text += " (the token may not write here: that of a fork's pull request never may; others need permissions)"
		}
	}
	return errors.New(strings.ReplaceAll(text, c.token, "***"))
}

// doubtError is the error of something that may have been made all the same.
type doubtError struct{ err error }

func (e *doubtError) Error() string { return e.err.Error() }

// Unwrap returns what went wrong.
func (e *doubtError) Unwrap() error { return e.err }

// made is the error of a request that makes something.
func made(err error) error {
	var answer *github.ErrorResponse
	var limit *github.RateLimitError
	var secondary *github.AbuseRateLimitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &limit), errors.As(err, &secondary):
		return err
	case errors.As(err, &answer) && answer.Response != nil && answer.Response.StatusCode < http.StatusInternalServerError:
		return err
	default:
		return &doubtError{err}
	}
}

// surely does something that makes at most one thing, and looks once more where it is
// in doubt whether that was made: do must first look what is there.
func surely(do func() (string, error)) (string, error) {
	link, err := do()
	var doubt *doubtError
	if errors.As(err, &doubt) {
		return do()
	}
	return link, err
}

// gone says whether GitHub answered that something is not there.
func gone(err error) bool {
	var answer *github.ErrorResponse
	return errors.As(err, &answer) && answer.Response != nil && answer.Response.StatusCode == http.StatusNotFound
}
