package main

import (
	"context"
	"io"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

func (p *program) fileGetCommand() command {
	embedded := p.own("metadata", "", "", "also what ImageKit reads out of each file itself: pHash, EXIF, color profile")
	return command{
		name: "file get", usage: "show all that is known of files or folders", args: "ID|PATH|GLOB...", atLeast: 0, atMost: anyNumber,
		text: `Shows size, dimensions, tags, metadata, version, URL and times of each file. Of a
folder, named by its path, it shows the id and the times:

  iksync file get /products/hero.jpg
  iksync file get --metadata --output json '/products/**/*.jpg'

With --metadata each file takes one call more.` + globText,
		options: []*option{embedded, p.opts.where, p.opts.output},
		run: func(ctx context.Context, args []string) error {
			return p.fileGet(ctx, args, embedded.on())
		},
	}
}

func (p *program) fileGet(ctx context.Context, args []string, embedded bool) error {
	choices, where, err := p.readChoices(args)
	if err != nil {
		return err
	}
	a, err := p.account()
	if err != nil {
		return err
	}
	assets, err := findAssets(ctx, a, choices, where)
	if err != nil {
		return err
	}
	found := make(assetFiles, len(assets))
	for i, asset := range assets {
		found[i] = newAssetRecord(asset)
	}
	if embedded {
		parallelism, err := p.opts.parallelism.number(1)
		if err != nil {
			return err
		}
		if err := found.addEmbedded(ctx, a.client, parallelism); err != nil {
			return err
		}
	}
	return p.show(found, "")
}

// findAssets finds what the choices name, each once, in their order: files by id, by
// path and by glob, folders by path.
func findAssets(ctx context.Context, a *account, choices []choice, where string) ([]*imagekit.Asset, error) {
	var paths []state.Path
	for _, c := range choices {
		if c.path != "" {
			paths = append(paths, c.path)
		}
	}
	at, err := a.library.AssetsAt(ctx, paths)
	if err != nil {
		return nil, err
	}
	var out []*imagekit.Asset
	seen := map[string]bool{}
	add := func(assets ...*imagekit.Asset) {
		for _, asset := range assets {
			if key := asset.ID + " " + asset.Path; !seen[key] {
				seen[key] = true
				out = append(out, asset)
			}
		}
	}
	for _, c := range choices {
		switch {
		case c.glob.Glob != "":
			assets, err := assetsOfGlob(ctx, a, c.glob, where)
			if err != nil {
				return nil, err
			}
			add(assets...)
		case c.id != "":
			asset, err := a.client.GetFile(ctx, string(c.id))
			if imagekit.IsNotFound(err) {
				return nil, fail(exitFailed, "there is no file with the id %s (%w)", c.id, err)
			}
			if err != nil {
				return nil, err
			}
			add(&asset)
		default:
			asset := at[0]
			switch at = at[1:]; {
			case asset == nil:
				return nil, fail(exitFailed, "there is no file and no folder %s", c.path)
			case c.dir && asset.Type != imagekit.AssetFolder:
				return nil, fail(exitFailed, "there is no folder %s: it is a file", c.path)
			}
			add(asset)
		}
	}
	return out, nil
}

// assetsOfGlob finds the files of a glob that a search finds too.
func assetsOfGlob(ctx context.Context, a *account, glob state.Pattern, where string) ([]*imagekit.Asset, error) {
	var out []*imagekit.Asset
	options := imagekit.ListOptions{SearchQuery: globSearch(glob, where), Sort: imagekit.SortCreatedAsc}
	for page, err := range a.library.Assets(ctx, options) {
		if err != nil {
			return nil, err
		}
		for i := range page {
			if path := state.Path(page[i].Path); glob.Matches(path) || page[i].Path == glob.Glob {
				out = append(out, &page[i])
			}
		}
	}
	return meantBy(glob, where, out, func(a *imagekit.Asset) state.Path { return state.Path(a.Path) })
}

// assetFiles is what is known of files and folders, to show.
type assetFiles []assetRecord

// addEmbedded reads what the service reads out of each file itself. A folder has nothing.
func (l assetFiles) addEmbedded(ctx context.Context, client *imagekit.Client, parallelism int) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(parallelism)
	for i := range l {
		r := &l[i]
		if r.Type == imagekit.AssetFolder {
			continue
		}
		g.Go(func() error {
			m, err := client.GetMetadata(ctx, r.ID)
			if err != nil {
				return fail(exitCode(err), "%s: %w", r.Path, err)
			}
			r.Embedded = newEmbeddedRecord(&m)
			return nil
		})
	}
	return g.Wait()
}

// Text writes a block for each.
func (l assetFiles) Text(w io.Writer, _ report.Style) error {
	var b strings.Builder
	for i := range l {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(inert(oneLine(l[i].Path)) + "\n")
		lines := l[i].lines()
		widest := 0
		for _, line := range lines {
			widest = max(widest, cellWidth(cell(line.name)))
		}
		for _, line := range lines {
			name := cell(line.name)
			b.WriteString("  " + name + strings.Repeat(" ", widest-cellWidth(name)+columnGap) + cell(line.value) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// JSON writes them for a program.
func (l assetFiles) JSON(w io.Writer) error {
	return writeJSON(w, struct {
		Format string        `json:"format"`
		Files  []assetRecord `json:"files"`
	}{"iksync-files/1", append([]assetRecord{}, l...)})
}
