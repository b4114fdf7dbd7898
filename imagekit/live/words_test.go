package live

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func TestRefusalOf(t *testing.T) {
	answer := func(status int, reason string) error {
		return fmt.Errorf("above: %w", &imagekit.Error{Status: status, Reason: reason, Message: "no"})
	}
	for _, test := range []struct {
		name string
		err  error
		want refusal
	}{
		{"the documented reason for a bad path", answer(400, "INVALID_FOLDER_PATH"), badPath},
		{"the emulator's for a folder that exists", answer(400, "FOLDER_ALREADY_EXISTS"), taken},
		{"a conflict", answer(409, ""), taken},
		{"a bad request without a reason", answer(400, ""), unclear},
		{"not found, whatever that means of a folder that is made", answer(404, "FOLDER_NOT_FOUND"), unclear},
		{"a key that may not", answer(403, ""), final},
		{"the page of a proxy", &imagekit.Error{Status: 400, Foreign: true}, final},
		{"a lost answer", &imagekit.OutcomeUnknownError{Err: answer(502, "")}, taken},
		{"a broken connection", errors.New("refused"), final},
		{"nothing", nil, final},
	} {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.want, refusalOf(test.err)) })
	}
}

// TestInsistenceIsFinal has a folder made whose parents were there, after
// another one was refused without its own: that proves nothing.
func TestInsistenceIsFinal(t *testing.T) {
	p := newParents()
	p.learn(parentsComeAlong)
	require.Equal(t, parentsComeAlong, p.known())
	p.learn(parentsInsisted)
	p.learn(parentsComeAlong)
	require.Equal(t, parentsInsisted, p.known())
}

func TestFilesErrorNamesEachFile(t *testing.T) {
	err := &FilesError{Kind: plan.OpRemoveTags, Files: 50, Left: []LeftFile{
		{Path: "/a", File: "f1", Reason: LeftGone},
		{Path: "/b", Reason: LeftUnlisted},
		{Path: "/c", File: "f3", Reason: LeftLocked, Detail: "A bulk job is running."},
		{Path: "/d", File: "f4", Reason: LeftGone},
		{Path: "/e", File: "f5", Reason: LeftRefused, Detail: "Too long."},
	}}
	require.EqualError(t, err, "tags were not removed from 5 of 50 files: /a (f1), /d (f4): no file has that id any more; "+
		"/b: no file is listed there; /c (f3): a folder job kept it locked: A bulk job is running.; /e (f5): Too long.")
}

func TestIsLock(t *testing.T) {
	for message, want := range map[string]bool{
		"A bulk job is running on given folder path, please try after sometime.": true,
		"Destination folder path is already locked. Please try after sometime.":  true,
		"The file could not be updated.":                                         false,
		"combined length of all tags should be less than or equal to 500":        false,
	} {
		require.Equal(t, want, isLock(message), message)
	}
}

// TestSearches finds exactly what it is asked for, whatever the names are, with
// searches that fit into a URL.
func TestSearches(t *testing.T) {
	segment := rapid.StringOfN(rapid.SampledFrom([]rune(`ab "\[],.-_()&%+é界`)), 1, 60, -1)
	rapid.Check(t, func(t *rapid.T) {
		var paths []state.Path
		dirs := rapid.SliceOfN(segment, 1, 6).Draw(t, "folders")
		for range rapid.IntRange(0, 100).Draw(t, "files") {
			dir := state.Root.Join(rapid.SampledFrom(dirs).Draw(t, "folder"))
			paths = append(paths, dir.Join(segment.Draw(t, "name")))
		}
		found := map[state.Path]int{}
		for _, text := range searches(paths) {
			require.LessOrEqual(t, len(url.QueryEscape(text)), searchLength+100)
			q, err := query.Parse(text)
			require.NoError(t, err)
			for _, p := range paths {
				a := query.Asset{Name: p.Base(), Folder: string(p.Dir()), Type: query.TypeFile}
				if q.Match(a, time.Time{}) {
					found[p]++
				}
				a.Type = query.TypeFolder
				require.False(t, q.Match(a, time.Time{}), "a folder is not a file")
				a.Type, a.Folder = query.TypeFile, a.Folder+"x"
				if _, other := found[state.Path(a.Folder).Join(a.Name)]; !other && !strings.Contains(text, query.Quote(a.Folder)) {
					require.False(t, q.Match(a, time.Time{}), "%s is in another folder", a.Folder)
				}
			}
		}
		for _, p := range paths {
			require.Positive(t, found[p], "%s is not found", p)
		}
	})
}
