package github

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/google/go-github/v75/github"
)

// Tip is the commit that a branch or a tag, such as "refs/heads/main", is at.
func (c *Client) Tip(ctx context.Context, ref string) (string, error) {
	tip, _, err := c.api.Repositories.GetCommitSHA1(ctx, c.owner, c.name, strings.TrimPrefix(ref, "refs/"), "")
	if err != nil {
		return "", c.clean(err)
	}
	if !regexp.MustCompile(`^[0-9a-f]{7,64}$`).MatchString(tip) {
		return "", errors.New("GitHub did not answer with a commit")
	}
	return tip, nil
}

// PullHead is the last commit that was pushed to a pull request.
func (c *Client) PullHead(ctx context.Context, pull int) (string, error) {
	found, _, err := c.api.PullRequests.Get(ctx, c.owner, c.name, pull)
	if err != nil {
		return "", c.clean(err)
	}
	head := found.GetHead().GetSHA()
	if head == "" {
		return "", errors.New("GitHub did not answer with a commit")
	}
	return head, nil
}

// maxCompared is how many files GitHub lists of a comparison.
const maxCompared = 300

// Changed names the files that commits after from, up to the commit to, have changed:
// of a file that was renamed, both names. Where not all of them can be told, that is
// an error.
func (c *Client) Changed(ctx context.Context, from, to string) ([]string, error) {
	// The files are on the first page, whatever number of commits that has.
	compared, _, err := c.api.Repositories.CompareCommits(ctx, c.owner, c.name, from, to, &github.ListOptions{PerPage: 1})
	switch {
	case err != nil:
		return nil, c.clean(err)
	case compared.GetStatus() != "ahead":
		return nil, errors.New("the newer commit does not come after the older one")
	case compared.Files == nil || len(compared.Files) >= maxCompared:
		return nil, fmt.Errorf("GitHub does not list more than %d files", maxCompared)
	}
	var names []string
	for _, file := range compared.Files {
		names = append(names, file.GetFilename())
		if before := file.GetPreviousFilename(); before != "" {
			names = append(names, before)
		}
	}
	return names, nil
}

// Blobs are the files right in a folder at a commit: the SHA-1 that Git has of each,
// by its name in the folder. dir is from the repository's root, "." being that.
func (c *Client) Blobs(ctx context.Context, dir, commit string) (map[string]string, error) {
	if dir == "." {
		dir = ""
	}
	_, list, _, err := c.api.Repositories.GetContents(ctx, c.owner, c.name, dir, &github.RepositoryContentGetOptions{Ref: commit})
	if err != nil {
		return nil, c.clean(err)
	}
	blobs := map[string]string{}
	for _, entry := range list {
		if entry.GetType() == "file" {
			blobs[entry.GetName()] = entry.GetSHA()
		}
	}
	return blobs, nil
}
