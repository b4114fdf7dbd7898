package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
)

func (p *program) purgeCommand() command {
	return command{
		name: "purge", usage: "make the CDN forget URLs", args: "URL|PATH|ID...", atLeast: 1, atMost: anyNumber,
		text: `Each URL is one purge of those that the account's plan includes. One that ends in
"*" is one purge too, for all that begins alike: its path needs two levels, or 15
characters. A file of the library may be named by its path or its id instead. The
CDN takes a while; --wait waits for it.

  iksync purge 'https://ik.imagekit.io/demo/photos/summer/*'
  iksync purge --wait /photos/summer/a.jpg`,
		options: p.acting(p.opts.follow),
		run:     p.purge,
	}
}

func (p *program) purge(ctx context.Context, args []string) error {
	urls, files, err := readPurges(args)
	if err != nil {
		return err
	}
	account, err := p.account()
	if err != nil {
		return err
	}
	items, err := purgeItems(ctx, account.library, urls, files)
	if err != nil {
		return err
	}
	a := action{name: "purge", verb: "purge", past: "purged"}
	for _, i := range items {
		a.steps = append(a.steps, &step{items: []*item{i}, do: func(ctx context.Context) error { return p.purgeOne(ctx, account.client, i) }})
	}
	spends := "This spends"
	if p.opts.dryRun.on() {
		spends = "This would spend"
	}
	p.stderr.say("%s %s of those that the account's plan includes.", spends, quantity(len(items), "purge"))
	return p.act(ctx, a)
}

// purgeItems is what is to be purged, no URL twice: each one counts.
func purgeItems(ctx context.Context, library *live.Library, urls []string, files []choice) ([]*item, error) {
	var items []*item
	add := func(i *item) {
		if !slices.ContainsFunc(items, func(other *item) bool { return other.URL == i.URL }) {
			items = append(items, i)
		}
	}
	for _, u := range urls {
		add(&item{URL: u})
	}
	found, err := findChosen(ctx, library, files, "")
	if err != nil {
		return nil, err
	}
	for _, f := range found.files {
		u, err := purgeURL(f)
		if err != nil {
			return nil, err
		}
		add(&item{Path: string(f.Path), ID: string(f.ID), URL: u, Note: u})
	}
	return items, nil
}

// purgeOne asks for one purge and, with --wait, waits until the CDN has done it.
func (p *program) purgeOne(ctx context.Context, client *imagekit.Client, i *item) error {
	id, err := client.PurgeCache(ctx, i.URL)
	switch {
	case imagekit.IsForbidden(err):
		// The service says the same of a key that may not and of an account that has none left.
		i.Status = itemFailed
		i.err = errors.New("the account's purges are used up, or the private key may not purge (" + err.Error() + ")")
		i.Error = i.err.Error()
		return err
	case err != nil:
		return err
	}
	i.Purge = id
	i.Note = joined(i.Note, "request "+id)
	if !p.opts.follow.on() {
		i.Status = itemStarted
		return nil
	}
	if err := p.awaitPurge(ctx, client, id); err != nil {
		if isUnknownPurge(err) {
			return i.unsure(fmt.Errorf("ImageKit took the purge request %s, and does not know it now: whether the CDN forgets the URL cannot be seen (%w)", id, err))
		}
		i.Status, i.err, i.Error = itemStarted, err, err.Error()
		return err
	}
	return nil
}

// isUnknownPurge says whether the service knows of no such request. Its reference has 400
// for that; 404 can mean nothing else.
func isUnknownPurge(err error) bool { return imagekit.IsNotFound(err) || isBadRequest(err) }

// awaitPurge looks at a purge until it is done. A look that fails is repeated, as the
// purge goes on all the same; but one that the service does not know is looked for no
// longer than listings may lag.
func (p *program) awaitPurge(ctx context.Context, client *imagekit.Client, id string) error {
	watch, err := p.jobWatch(client)
	if err != nil {
		return err
	}
	newborn, err := p.settle()
	if err != nil {
		return err
	}
	began := time.Now()
	limited, cancel := context.WithTimeout(ctx, watch.timeout)
	defer cancel()
	var lastErr error
	for pause := plan.FirstPause; watch.pause(limited, pause); pause = min(2*pause, plan.LastPause) {
		state, err := client.PurgeStatus(limited, id)
		switch {
		case err == nil && state == imagekit.PurgeCompleted:
			return nil
		case imagekit.IsUnauthorized(err), imagekit.IsForbidden(err),
			isUnknownPurge(err) && time.Since(began) >= newborn:
			return err
		}
		if limited.Err() == nil {
			lastErr = err
		}
	}
	return watch.gaveUp(ctx, "purge request "+id, "", lastErr)
}
