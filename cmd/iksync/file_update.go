package main

import (
	"context"
	"time"

	"github.com/iksync/iksync/state"
)

// updateOptions are the options of file update that say what is to change.
type updateOptions struct {
	tags, set, unset, description, focus *option
	publish, unpublish, versions         *option
	aiTags, extensions                   *option
}

func (p *program) updateOptions() *updateOptions {
	o := &updateOptions{
		tags:        p.own("tag", "LIST", "", "+a,-b adds a and removes b; a,b is the whole set; '' clears it"),
		set:         p.own("set", "FIELD=VALUE", "", "give a metadata field this value; of MultiSelect FIELD=a,b"),
		unset:       p.own("unset", "FIELD", "", "take the value of this metadata field away"),
		description: p.own("description", "TEXT", "", "the description; '' clears it"),
		focus:       p.own("focus", "X,Y,W,H", "", "the area of an image that matters; '' clears it"),
		publish:     p.own("publish", "", "", "put the files on the web"),
		unpublish:   p.own("unpublish", "", "", "take the files off the web"),
		versions:    p.own("versions", "", "", "with --publish or --unpublish: their older versions too"),
		aiTags:      p.own("remove-ai-tags", "LIST", "", "take these AI tags away, or all"),
		extensions:  p.own("extension", "JSON", "", "run this extension; @FILE reads it from a file"),
	}
	for _, many := range []*option{o.tags, o.set, o.unset, o.extensions} {
		many.many = true
	}
	return o
}

func (o *updateOptions) list() []*option {
	return []*option{o.tags, o.set, o.unset, o.description, o.focus, o.publish, o.unpublish, o.versions, o.aiTags, o.extensions}
}

func (p *program) fileUpdateCommand() command {
	o := p.updateOptions()
	return command{
		name: "file update", usage: "change tags, metadata and other attributes of files", args: "[ID|PATH|GLOB...]", atLeast: 0, atMost: anyNumber,
		text: `Changes what the options name and leaves all else. Tags that are added or removed
go out 50 files a call; a file that is as it should be costs none. Values of --set
are checked against the fields of the account. Where a glob or --where finds
several files and some would lose what they have, or be taken off the web, it asks
first. A file that would lose a value or its whole set of tags, or be taken off the
web, is read once more right before, and left alone if it is elsewhere by then.

  iksync file update --tag +sale,-new --set brand=Acme /shop/hero.jpg
  iksync file update --tag -wip --where 'tags IN ["wip"]' '/shop/**'

A call that sets the tags of one file replaces its whole set: a tag that somebody
else adds in that moment is lost.` + globText,
		options: p.acting(append(o.list(), p.opts.where, p.opts.yes)...),
		run:     func(ctx context.Context, args []string) error { return p.fileUpdate(ctx, o, args) },
	}
}

func (p *program) fileUpdate(ctx context.Context, o *updateOptions, args []string) error {
	wish, err := p.readUpdateWish(o)
	if err != nil {
		return err
	}
	choices, where, err := p.readChoices(args)
	if err != nil {
		return err
	}
	to, err := p.account()
	if err != nil {
		return err
	}
	if err := wish.readFields(ctx, to.library); err != nil {
		return err
	}
	began := time.Now()
	found, err := findChosen(ctx, to.library, choices, where)
	if err != nil {
		return err
	}
	if err := wish.checkUnset(found.files); err != nil {
		return err
	}
	changes := make([]*fileChange, len(found.files))
	for i, f := range found.files {
		changes[i] = wish.changeOf(f)
		if !found.set { // a listing may lag, and a question may take a while
			changes[i].read = began
		}
	}
	return p.act(ctx, action{
		name: "file update", verb: "update", past: "updated",
		steps: newUpdateRoute(wish, changes).steps(to),
		ask:   wish.question(changes, found.set),
	})
}

// tagsOf are the tags of a file of the library.
func tagsOf(f *state.File) []state.Tag {
	if f.Tags == nil {
		return nil
	}
	return f.Tags.Set
}

// textOf is a text of a file of the library, "" where it has none.
func textOf(s *state.Setting[string]) string {
	if s == nil {
		return ""
	}
	return s.Value
}
