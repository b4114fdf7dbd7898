package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// occupant is what is at a path.
type occupant string

// The occupants.
const (
	occupantNone   occupant = "nothing"
	occupantFile   occupant = "a file"
	occupantFolder occupant = "a folder"
)

// occupantAt looks what is at a path: one call, none for the root. Where a file and a
// folder have one path it is the folder, which commands about folders mean.
func occupantAt(ctx context.Context, library *live.Library, path state.Path) (occupant, error) {
	if path == state.Root {
		return occupantFolder, nil
	}
	search := fmt.Sprintf(`(type = "file" OR type = "folder") AND path = %s AND name = %s`,
		query.Quote(string(path.Dir())), query.Quote(path.Base()))
	have := occupantNone
	for page, err := range library.Assets(ctx, imagekit.ListOptions{SearchQuery: search}) {
		if err != nil {
			return "", err
		}
		for i := range page {
			switch {
			case page[i].Path != string(path): // its name begins alike
			case page[i].Type == imagekit.AssetFolder:
				return occupantFolder, nil
			default:
				have = occupantFile
			}
		}
	}
	return have, nil
}

// folderFault is the error of a path where a folder should be; nil if one is there.
func folderFault(path state.Path, have occupant) error {
	switch have {
	case occupantFolder:
		return nil
	case occupantFile:
		return fail(exitFailed, "%s is a file, not a folder", path)
	case occupantNone:
	}
	return fail(exitFailed, "there is no folder %s", path)
}

// readFolderArg reads the path of a folder that is to go elsewhere, or to go.
func readFolderArg(arg, verb string) (state.Path, error) {
	path, err := readPath(arg)
	if err == nil && path == state.Root {
		return "", fail(exitUsage, "/ is the whole library, which cannot be %s: name a folder in it", verb)
	}
	return path, err
}

// filesOf and foldersOf are the paths of the files and of the folders among contents.
func filesOf(contents []plan.Content) []state.Path {
	var list []state.Path
	for _, c := range contents {
		if c.Folder == "" {
			list = append(list, c.Path)
		}
	}
	return list
}

func foldersOf(contents []plan.Content) []state.Path {
	var list []state.Path
	for _, c := range contents {
		if c.Folder != "" {
			list = append(list, c.Path)
		}
	}
	return list
}

// countContents says how many files and folders there are: "12 files and 1 folder".
func countContents(contents []plan.Content) string {
	var parts []string
	if n := len(filesOf(contents)); n > 0 {
		parts = append(parts, quantity(n, "file"))
	}
	if n := len(foldersOf(contents)); n > 0 {
		parts = append(parts, quantity(n, "folder"))
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, " and ")
}

// firstContents names the first few of contents, files before folders.
func firstContents(contents []plan.Content) string {
	return firstFew(append(filesOf(contents), foldersOf(contents)...))
}
