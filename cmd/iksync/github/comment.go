package github

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/go-github/v75/github"
)

// Creation says whether something that is not there yet is made.
type Creation string

// Whether to make it.
const (
	MakeNew  Creation = "make"
	EditOnly Creation = "edit-only"
)

// Comment leaves one comment about h on a pull request: the oldest one is edited,
// further ones, which runs at the same time have made, are deleted. It returns the
// comment's URL, "" where there is none.
func (c *Client) Comment(ctx context.Context, pull int, h Head, text string, creation Creation) (string, error) {
	link, err := surely(func() (string, error) { return c.comment(ctx, pull, h, h.String()+"\n"+text, creation) })
	return link, c.clean(err)
}

func (c *Client) comment(ctx context.Context, pull int, h Head, body string, creation Creation) (string, error) {
	own, err := c.ownComments(ctx, pull, h)
	if err != nil {
		return "", err
	}
	if len(own) == 0 {
		if creation == EditOnly {
			return "", nil
		}
		comment, _, err := c.api.Issues.CreateComment(ctx, c.owner, c.name, pull, &github.IssueComment{Body: &body})
		return comment.GetHTMLURL(), made(err)
	}
	first := own[0]
	if h.Library == "" { // what was written about a library goes on being about it
		body = headOf(first.GetBody()) + body[len(headOf(body)):]
	}
	if first.GetBody() != body {
		if _, _, err := c.api.Issues.EditComment(ctx, c.owner, c.name, first.GetID(), &github.IssueComment{Body: &body}); err != nil {
			return "", err
		}
	}
	for _, extra := range own[1:] {
		if h.Library == "" && headOf(extra.GetBody()) != headOf(first.GetBody()) {
			continue // of another library in the same YAML
		}
		if _, err := c.api.Issues.DeleteComment(ctx, c.owner, c.name, extra.GetID()); err != nil && !gone(err) {
			return "", err
		}
	}
	return first.GetHTMLURL(), nil
}

// ownComments lists the comments about h that the token's owner wrote, oldest first.
func (c *Client) ownComments(ctx context.Context, pull int, h Head) ([]*github.IssueComment, error) {
	login, err := c.me(ctx)
	if err != nil {
		return nil, err
	}
	all, err := everything(func(o github.ListOptions) ([]*github.IssueComment, *github.Response, error) {
		return c.api.Issues.ListComments(ctx, c.owner, c.name, pull, &github.IssueListCommentsOptions{ListOptions: o})
	})
	if err != nil {
		return nil, err
	}
	own := slices.DeleteFunc(all, func(found *github.IssueComment) bool {
		return !mine(found.User, login) || !h.begins(found.GetBody())
	})
	slices.SortStableFunc(own, func(a, b *github.IssueComment) int { return cmp.Compare(a.GetID(), b.GetID()) })
	return own, nil
}
