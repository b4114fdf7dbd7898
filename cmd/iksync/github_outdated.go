package main

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/iksync/iksync/cmd/iksync/github"
)

// outdated is what an apply does where its branch has a newer commit.
type outdated string

// What it does.
const (
	outdatedRefused outdated = "refused"
	outdatedAllowed outdated = "allowed"
)

// maxChecking is how long it may take to ask whether a commit is the newest.
const maxChecking = time.Minute

// checkCurrent refuses an apply where its branch, or tag, is at another commit by now,
// unless all that it applies is the same there: old YAML is old deletes, too. What
// cannot be known is a warning.
func (p *program) checkCurrent(ctx context.Context, j *workflow, args []string) error {
	if j.outdated == outdatedAllowed || j.env.OnPullRequest() {
		return nil
	}
	asking, cancel := context.WithTimeoutCause(ctx, maxChecking, errors.New("GitHub took longer than a minute"))
	defer cancel()
	client, tip, err := p.tip(asking, j)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		j.warn("iksync cannot tell whether there is a newer commit", err)
		return nil
	case tip == j.env.Commit:
		return nil
	}
	why := p.whyOutdated(asking, j, client, tip, args)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	branch := strings.TrimPrefix(strings.TrimPrefix(j.env.Ref, "refs/heads/"), "refs/")
	if why != "" {
		return fail(exitStale, "%s is at commit %s by now, and this run would apply %s (%s). Nothing was read or changed. "+
			"A run of the newer commit applies what holds now; --allow-outdated applies the older one all the same",
			branch, shortCommit(tip), shortCommit(j.env.Commit), why)
	}
	p.stderr.say("%s is at commit %s by now, which changed nothing of what is applied here.", branch, shortCommit(tip))
	return nil
}

// tip asks where the branch of the event is by now.
func (p *program) tip(ctx context.Context, j *workflow) (*github.Client, string, error) {
	if j.env.Ref == "" || j.env.Commit == "" {
		return nil, "", errors.New("GITHUB_REF or GITHUB_SHA is not set")
	}
	client, err := github.NewClient(j.env, p.env.GitHub)
	if err != nil {
		return nil, "", err
	}
	tip, err := client.Tip(ctx, j.env.Ref)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return client, tip, err
}

// whyOutdated says why what is applied here may not be what the commit tip says; "":
// it is the same. That counts where a workflow runs for changes in some folder only:
// the newest commit may have no run then.
func (p *program) whyOutdated(ctx context.Context, j *workflow, c *github.Client, tip string, args []string) string {
	dir, blobs, why := p.foundation(j, args)
	if why != "" {
		return why
	}
	changed, err := c.Changed(ctx, j.env.Commit, tip)
	if err != nil {
		return err.Error()
	}
	slices.Sort(changed)
	for _, name := range changed {
		// A submodule is a file to Git. What is in .github may have decided how this runs.
		if inFolder(name, dir) || inFolder(dir, name) || inFolder(name, ".github") {
			return clipped(name, maxLine) + " changed"
		}
	}
	committed, err := c.Blobs(ctx, dir, tip)
	if err != nil {
		return err.Error()
	}
	for _, name := range slices.Sorted(maps.Keys(blobs)) {
		if committed[name] != blobs[name] {
			return clipped(name, maxLine) + " is not as it was committed"
		}
	}
	return ""
}

// inFolder says whether a file or folder of the repository is dir, or is in it; "."
// is the repository.
func inFolder(name, dir string) bool {
	return dir == "." || name == dir || strings.HasPrefix(name, dir+"/")
}

// foundation is the folder, from the repository's root, that holds all that an apply
// reads (sources are beside the YAML), and Git's names for what the YAML files in it
// hold. why says that there is no such folder.
func (p *program) foundation(j *workflow, args []string) (dir string, blobs map[string]string, why string) {
	name := p.opts.file.text()
	if len(args) > 0 {
		if saved, err := p.readPlan(args[0]); err == nil { // else it is a run, or the apply refuses it
			name = p.sourceOf(saved)
		}
	}
	if name == "-" || name == stdinName {
		return "", nil, "the YAML comes from stdin"
	}
	y, err := p.readYAML(name)
	if err != nil {
		return "", nil, fmt.Sprintf("%s cannot be read", name)
	}
	dir, blobs = p.inRepository(j, y.dir), map[string]string{}
	if named, err := filepath.Rel(j.env.Workspace, y.dir); err != nil || dir == "" || filepath.ToSlash(named) != dir {
		return "", nil, name + " is not in the repository, or behind a link"
	}
	for _, f := range y.files {
		file := p.inRepository(j, f.Name)
		if file == "" || path.Dir(file) != dir {
			return "", nil, f.Name + " is a link to elsewhere"
		}
		blobs[path.Base(file)] = blobOf(f.Bytes)
	}
	return dir, blobs, ""
}

// blobOf is Git's name for a file that holds text.
func blobOf(text []byte) string {
	sum := sha1.Sum(append(fmt.Appendf(nil, "blob %d\x00", len(text)), text...))
	return hex.EncodeToString(sum[:])
}
