package github

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/go-github/v75/github"
)

// DriftLabel is the label of issues about drift.
const DriftLabel = "iksync-drift"

// Issue leaves one open issue about h: the oldest one is edited, further ones are
// closed. It returns the issue's URL.
func (c *Client) Issue(ctx context.Context, h Head, title, text string) (string, error) {
	body := h.String() + "\n" + text
	link, err := surely(func() (string, error) { return c.issue(ctx, h, title, body) })
	return link, c.clean(err)
}

func (c *Client) issue(ctx context.Context, h Head, title, body string) (string, error) {
	own, err := c.ownIssues(ctx, h)
	if err != nil {
		return "", err
	}
	if len(own) == 0 {
		labels := []string{DriftLabel}
		issue, _, err := c.api.Issues.Create(ctx, c.owner, c.name, &github.IssueRequest{Title: &title, Body: &body, Labels: &labels})
		return issue.GetHTMLURL(), made(err)
	}
	first := own[0]
	if first.GetBody() != body || first.GetTitle() != title {
		if _, _, err := c.api.Issues.Edit(ctx, c.owner, c.name, first.GetNumber(), &github.IssueRequest{Title: &title, Body: &body}); err != nil {
			return "", err
		}
	}
	return first.GetHTMLURL(), c.closeAll(ctx, own[1:], "not_planned", "One issue is enough: see "+first.GetHTMLURL())
}

// CloseIssue closes every open issue about h, with a comment that says why. It
// returns the URL of the oldest one, "" where there was none.
func (c *Client) CloseIssue(ctx context.Context, h Head, why string) (string, error) {
	own, err := c.ownIssues(ctx, h)
	if err != nil || len(own) == 0 {
		return "", c.clean(err)
	}
	return own[0].GetHTMLURL(), c.clean(c.closeAll(ctx, own, "completed", why))
}

func (c *Client) closeAll(ctx context.Context, list []*github.Issue, reason, why string) error {
	closed := "closed"
	for _, issue := range list {
		_, _, err := c.api.Issues.CreateComment(ctx, c.owner, c.name, issue.GetNumber(), &github.IssueComment{Body: &why})
		if err != nil {
			return err
		}
		_, _, err = c.api.Issues.Edit(ctx, c.owner, c.name, issue.GetNumber(), &github.IssueRequest{State: &closed, StateReason: &reason})
		if err != nil {
			return err
		}
	}
	return nil
}

// ownIssues lists the open issues about h that the token's owner opened, oldest first.
func (c *Client) ownIssues(ctx context.Context, h Head) ([]*github.Issue, error) {
	login, err := c.me(ctx)
	if err != nil {
		return nil, err
	}
	all, err := everything(func(o github.ListOptions) ([]*github.Issue, *github.Response, error) {
		return c.api.Issues.ListByRepo(ctx, c.owner, c.name, &github.IssueListByRepoOptions{
			State: "open", Labels: []string{DriftLabel}, ListOptions: o,
		})
	})
	if err != nil {
		return nil, err
	}
	own := slices.DeleteFunc(all, func(found *github.Issue) bool {
		return found.IsPullRequest() || !mine(found.User, login) || !h.begins(found.GetBody())
	})
	slices.SortStableFunc(own, func(a, b *github.Issue) int { return cmp.Compare(a.GetNumber(), b.GetNumber()) })
	return own, nil
}
