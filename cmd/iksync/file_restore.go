package main

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/imagekit"
)

func (p *program) fileRestoreCommand() command {
	return command{
		name: "file restore", usage: "make an older version of a file the current one", args: "ID|PATH VERSION", atLeast: 2, atMost: 2,
		text: `VERSION is what iksync file versions shows, an id or a number, or "previous". The
version that is current now stays as an older one:

  iksync file restore /products/hero.jpg 2
  iksync file restore /products/hero.jpg previous`,
		options: p.acting(),
		run:     func(ctx context.Context, args []string) error { return p.fileRestore(ctx, args[0], args[1]) },
	}
}

func (p *program) fileRestore(ctx context.Context, arg, version string) error {
	a, history, err := p.historyOf(ctx, arg)
	if err != nil {
		return err
	}
	wanted, err := history.named(version)
	if err != nil {
		return err
	}
	return p.act(ctx, action{
		name: "file restore", verb: "restore", past: "restored",
		steps: []*step{history.restore(a, wanted)},
	})
}

// restore is the step that makes a version the current one.
func (h *fileHistory) restore(a *account, wanted *imagekit.Asset) *step {
	before := h.current().Version
	i := &item{Path: string(h.path), ID: string(h.id), To: versionText(wanted.Version)}
	if wanted.Version.ID == before.ID {
		i.Status, i.Note = itemSame, "it is the current version"
		return &step{items: []*item{i}}
	}
	i.means = "instead of " + versionText(before)
	is := func(now imagekit.Version) {
		i.means, i.Note = "", "current now: "+versionText(now)+"; "+versionText(before)+" is kept"
	}
	return &step{
		items: []*item{i},
		do: func(ctx context.Context) error {
			now, err := a.client.RestoreVersion(ctx, string(h.id), wanted.Version.ID)
			if err == nil {
				is(now.Version)
			}
			return err
		},
		look: func(ctx context.Context) (bool, error) {
			now, err := a.client.GetFile(ctx, string(h.id))
			switch {
			case err != nil:
				return false, err
			case now.Version.ID == wanted.Version.ID:
				is(now.Version)
				return true, nil
			case now.Version.ID == before.ID:
				return false, nil
			}
			return false, fmt.Errorf("its current version is neither: %s", versionText(now.Version))
		},
	}
}

func versionText(v imagekit.Version) string { return fmt.Sprintf("%s (%s)", v.Name, v.ID) }
