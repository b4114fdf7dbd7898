package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan/report"
)

// more is told where there is more than was asked for.
type more string

// The two ends of a listing.
const (
	noMore  more = ""
	thereIs more = "more"
)

// read reads the listing, a page at a time, and says at its end whether there is more.
// No more than what is wanted, and one asset that tells whether there is more, is read.
func (l *wantedList) read(ctx context.Context, library *live.Library) iter.Seq2[assetPage, error] {
	return func(yield func(assetPage, error) bool) {
		options, skip := l.options(), 0
		if l.sifts() {
			skip = l.skip // of what is meant, which the API does not count
		} else {
			options.Skip = l.skip
			if l.most > 0 {
				options.Limit = l.most + 1
			}
		}
		given := 0
		for page, err := range library.Assets(ctx, options) {
			if err != nil {
				yield(assetPage{}, err)
				return
			}
			var out assetPage
			for i := range page {
				switch a := &page[i]; {
				case !l.means(a):
				case skip > 0:
					skip--
				case l.most > 0 && given == l.most:
					out.more = thereIs
				default:
					given++
					out.assets = append(out.assets, a)
				}
			}
			if !yield(out, nil) || out.more == thereIs {
				return
			}
		}
	}
}

// assetPage is a part of a listing.
type assetPage struct {
	assets []*imagekit.Asset
	more   more
}

// assetListing is a listing to show. It is read while it is shown, so that none needs
// to be held; what is in it is known afterwards.
type assetListing struct {
	wanted  wantedList
	assets  iter.Seq2[assetPage, error]
	version bool // versions of files are listed, which have one path

	nothing func() error       // why nothing was found; nil: there just is nothing
	explain func(error) string // what people read of an error

	count int
	more  bool
}

// Text writes a line for each asset. Paths come last, and whole.
func (l *assetListing) Text(w io.Writer, _ report.Style) error {
	var t assetTable
	head := []string{"TYPE", "SIZE", "UPDATED", "TAGS", "PATH"}
	if l.version {
		head = append([]string{"VERSION"}, head[1:]...)
	}
	for page, err := range l.assets {
		if err != nil {
			return err
		}
		var rows [][]string
		if l.count == 0 && len(page.assets) > 0 {
			rows = append(rows, head)
		}
		for _, a := range page.assets {
			rows = append(rows, l.row(a))
		}
		if _, err := io.WriteString(w, t.rows(rows)); err != nil {
			return err
		}
		l.took(page)
	}
	if l.count == 0 {
		if err := l.nothing(); err != nil {
			return err
		}
		_, err := io.WriteString(w, "Nothing was found.\n")
		return err
	}
	return nil
}

func (l *assetListing) took(page assetPage) {
	l.count += len(page.assets)
	l.more = page.more == thereIs
}

// row is one asset as cells. Its tags are cut where they take too much room.
func (l *assetListing) row(a *imagekit.Asset) []string {
	const tagColumns = 30
	kind, size, tags := string(a.Type), "-", "-"
	if l.version {
		kind = a.Version.Name
	}
	if a.Type != imagekit.AssetFolder {
		size = sizeText(a.Size)
	}
	if len(a.Tags) > 0 {
		tags = cut(cell(strings.Join(a.Tags, ",")), tagColumns)
	}
	return []string{kind, size, a.UpdatedAt.UTC().Format(time.DateTime), tags, a.Path}
}

// JSON writes one document, an asset after the other. That it could not be read to
// its end, and why, the document says too.
func (l *assetListing) JSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	out := &jsonAssets{w: b}
	out.text("{\n  \"format\": \"iksync-assets/1\",\n  \"assets\": [")
	var failed error
	for page, err := range l.assets {
		if err != nil {
			failed = err
			break
		}
		for _, a := range page.assets {
			out.asset(newAssetRecord(a))
		}
		l.took(page)
		if out.err != nil {
			return out.err
		}
	}
	if failed == nil && l.count == 0 {
		failed = l.nothing()
	}
	if out.count > 0 {
		out.text("\n  ")
	}
	out.text("],\n")
	out.value("complete", failed == nil)
	out.text(",\n")
	out.value("more", l.more)
	if failed != nil {
		out.text(",\n")
		out.value("exit_code", exitCode(failed))
		out.text(",\n")
		out.value("error", l.explain(failed))
	}
	out.text("\n}\n")
	return firstError(failed, out.err, b.Flush())
}

// jsonAssets writes a list of assets that nobody holds.
type jsonAssets struct {
	w     *bufio.Writer
	count int
	err   error
}

func (j *jsonAssets) text(s string) {
	if j.err == nil {
		_, j.err = j.w.WriteString(s)
	}
}

func (j *jsonAssets) value(name string, v any) {
	text, err := json.Marshal(v)
	j.err = firstError(j.err, err)
	j.text(`  "` + name + `": ` + string(text))
}

func (j *jsonAssets) asset(r assetRecord) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("    ", "  ")
	j.err = firstError(j.err, enc.Encode(r))
	if j.count++; j.count > 1 {
		j.text(",")
	}
	j.text("\n    " + strings.TrimSuffix(b.String(), "\n"))
}
