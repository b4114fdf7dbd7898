package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

func (p *program) fileVersionsCommand() command {
	return command{
		name: "file versions", usage: "list the versions of a file", args: "ID|PATH", atLeast: 1, atMost: 1,
		text: `The current version comes first, then the others, the newest of them first:

  iksync file versions /products/hero.jpg

Each can be made the current one again with iksync file restore.`,
		options: []*option{p.opts.output},
		run:     func(ctx context.Context, args []string) error { return p.fileVersions(ctx, args[0]) },
	}
}

func (p *program) fileVersions(ctx context.Context, arg string) error {
	_, history, err := p.historyOf(ctx, arg)
	if err != nil {
		return err
	}
	return p.show(history, "")
}

// historyOf finds the versions of the one file that an argument names.
func (p *program) historyOf(ctx context.Context, arg string) (*account, *fileHistory, error) {
	a, err := p.account()
	if err != nil {
		return nil, nil, err
	}
	f, err := p.chooseOne(ctx, a, arg)
	if err != nil {
		return nil, nil, err
	}
	history, err := readVersions(ctx, a.client, f)
	return a, history, err
}

// chooseOne finds the one file that an argument names, by its id or its path.
func (p *program) chooseOne(ctx context.Context, a *account, arg string) (*state.File, error) {
	c, err := readNamed(arg)
	if err != nil {
		return nil, err
	}
	found, err := findChosen(ctx, a.library, []choice{c}, "")
	if err != nil {
		return nil, err
	}
	return found.files[0], nil
}

// fileHistory is a file with all its versions: the current one, then the others, the
// newest first.
type fileHistory struct {
	path     state.Path
	id       state.FileID
	versions []imagekit.Asset
}

func readVersions(ctx context.Context, client *imagekit.Client, f *state.File) (*fileHistory, error) {
	versions, err := client.ListVersions(ctx, string(f.ID))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path, err)
	}
	slices.SortStableFunc(versions, func(a, b imagekit.Asset) int {
		if current := a.Type == imagekit.AssetFile; current != (b.Type == imagekit.AssetFile) {
			if current {
				return -1
			}
			return 1
		}
		return cmp.Compare(versionNumber(&b), versionNumber(&a))
	})
	if len(versions) == 0 || versions[0].Type != imagekit.AssetFile {
		return nil, fail(exitFailed, "%s: ImageKit names none of its versions as the current one", f.Path)
	}
	return &fileHistory{f.Path, f.ID, versions}, nil
}

// versionNumber is the 2 of "Version 2", and 0 of a name that has none.
func versionNumber(v *imagekit.Asset) int {
	n, err := strconv.Atoi(strings.TrimPrefix(v.Version.Name, "Version "))
	if err != nil {
		return 0
	}
	return n
}

// current is the version that is delivered.
func (h *fileHistory) current() *imagekit.Asset { return &h.versions[0] }

// previous is what a user calls the version before the current one.
const previous = "previous"

// named finds a version by its id, its number, its name, or as the newest of those
// that are not current.
func (h *fileHistory) named(version string) (*imagekit.Asset, error) {
	for i := range h.versions {
		if v := &h.versions[i]; v.Version.ID == version {
			return v, nil
		}
	}
	for i := range h.versions {
		v := &h.versions[i]
		if v.Version.Name == version || v.Version.Name == "Version "+version {
			return v, nil
		}
	}
	switch {
	case version == previous && len(h.versions) > 1:
		return &h.versions[1], nil
	case version == previous:
		return nil, fail(exitFailed, "%s has no version but the current one", h.path)
	}
	var names []string
	for i := range h.versions {
		names = append(names, h.versions[i].Version.Name)
	}
	return nil, fail(exitFailed, "%s has no version %q: it has %s", h.path, version, firstFew(names))
}

// Text writes a line for each version.
func (h *fileHistory) Text(w io.Writer, _ report.Style) error {
	rows := [][]string{{"VERSION", "", "SIZE", "UPDATED", "ID"}}
	for i := range h.versions {
		v := &h.versions[i]
		mark := ""
		if i == 0 {
			mark = "current"
		}
		rows = append(rows, []string{v.Version.Name, mark, sizeText(v.Size), v.UpdatedAt.UTC().Format(time.DateTime), v.Version.ID})
	}
	var t assetTable
	_, err := io.WriteString(w, t.rows(rows))
	return err
}

// JSON writes all that is known of each version.
func (h *fileHistory) JSON(w io.Writer) error {
	type version struct {
		Current bool `json:"current"`
		assetRecord
	}
	list := make([]version, len(h.versions))
	for i := range h.versions {
		list[i] = version{i == 0, newAssetRecord(&h.versions[i])}
	}
	return writeJSON(w, struct {
		Format   string       `json:"format"`
		Path     state.Path   `json:"path"`
		ID       state.FileID `json:"id"`
		Versions []version    `json:"versions"`
	}{"iksync-versions/1", h.path, h.id, list})
}
