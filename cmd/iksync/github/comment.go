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
// further ones, which runs at the same time have made, are deleted. Where h knows no
// library, that is done for each library whose comments h is about. It returns the
// oldest comment's URL, "" where there is none.
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
	kept := map[string]bool{} // comments that were edited, by their heads
	for _, found := range own {
		head := headOf(body)
		if h.Library == "" { // what was written about a library goes on being about it
			head = headOf(found.GetBody())
		}
		if err := c.keepOne(ctx, found, head+body[len(headOf(body)):], kept[head]); err != nil {
			return "", err
		}
		kept[head] = true
	}
	return own[0].GetHTMLURL(), nil
}

// keepOne makes body what a comment says or, where another one says it already,
// deletes it.
func (c *Client) keepOne(ctx context.Context, found *github.IssueComment, body string, said bool) error {
	if said {
		if _, err := c.api.Issues.DeleteComment(ctx, c.owner, c.name, found.GetID()); err != nil && !gone(err) {
			return err
		}
		return nil
	}
	if found.GetBody() == body {
		return nil
	}
	_, _, err := c.api.Issues.EditComment(ctx, c.owner, c.name, found.GetID(), &github.IssueComment{Body: &body})
	return err
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
