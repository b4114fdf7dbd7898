package imagekit_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/internal/contract"
)

// session is a client at work on an emulated account. Whatever it sends and is
// answered is held against ImageKit's own document.
type session struct {
	*testing.T
	*imagekit.Client
	ctx context.Context
}

func newSession(t *testing.T) session {
	t.Helper()
	server, err := emulator.New()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	transport := server.HTTPClient().Transport
	doc, err := contract.Load()
	if errors.Is(err, contract.ErrNoDocument) && os.Getenv("IKSYNC_REQUIRE_OPENAPI") == "" {
		t.Log(err)
	} else {
		require.NoError(t, err)
		transport = doc.Transport(transport, func(err error) { t.Error(err) })
	}
	client, err := imagekit.New(imagekit.Options{PrivateKey: "private_emulator", HTTP: &http.Client{Transport: transport}})
	require.NoError(t, err)
	return session{t, client, context.Background()}
}

// store uploads a file of a few bytes.
func (s session) store(at string) imagekit.UploadResult {
	s.Helper()
	stored, err := s.Upload(s.ctx, imagekit.UploadRequest{
		Open:     func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte("bytes of " + at))), nil },
		FileName: path.Base(at), Folder: path.Dir(at), OverwriteFile: true, Tags: []string{"new"}, Description: "as uploaded",
	})
	require.NoError(s, err)
	require.Equal(s, at, stored.Path)
	return stored
}

// done waits for a job, as the results of the methods that start one.
func (s session) done(id imagekit.JobID, err error) {
	s.Helper()
	require.NoError(s, err)
	for range 100 {
		job, err := s.GetJob(s.ctx, id)
		require.NoError(s, err)
		if job.Done() {
			return
		}
		time.Sleep(time.Second)
	}
	s.Fatalf("job %s does not end", id)
}

// TestContract calls every method of the client against the emulator.
func TestContract(t *testing.T) {
	for _, test := range []struct {
		name string
		run  func(session)
	}{
		{"files", contractFiles},
		{"versions", contractVersions},
		{"tags", contractTags},
		{"folders and jobs", contractFolders},
		{"fields", contractFields},
		{"cache, metadata and usage", contractRest},
		{"errors", contractErrors},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test.run(newSession(t)) })
		})
	}
}

func contractFiles(s session) {
	id, other := s.store("/a/one.txt").FileID, s.store("/b/two.txt").FileID
	assets, err := s.ListAssets(s.ctx, imagekit.ListOptions{SearchQuery: `path : "/a" AND type = "file"`})
	require.NoError(s, err)
	require.Len(s, assets, 1)

	updated, err := s.UpdateFile(s.ctx, id, imagekit.FileUpdate{
		Tags: imagekit.Set([]string{"x", "y"}), Description: imagekit.Set("D"), CustomCoordinates: imagekit.Set("1,2,3,4"),
	})
	require.NoError(s, err)
	require.Equal(s, []string{"x", "y"}, updated.Tags)
	_, err = s.UpdateFile(s.ctx, id, imagekit.FileUpdate{
		Tags: imagekit.Clear[[]string](), Description: imagekit.Clear[string](),
		CustomCoordinates: imagekit.Clear[string](), RemoveAllAITags: true,
	})
	require.NoError(s, err)
	hidden, err := s.PublishFile(s.ctx, id, imagekit.Publish{Published: false})
	require.NoError(s, err)
	require.False(s, hidden.IsPublished)
	is, err := s.GetFile(s.ctx, id)
	require.NoError(s, err)
	require.Empty(s, is.Tags)
	require.Empty(s, is.Description+is.CustomCoordinates)

	require.NoError(s, s.CopyFile(s.ctx, imagekit.FileCopy{Source: "/a/one.txt", Destination: "/b", IncludeVersions: true}))
	require.NoError(s, s.MoveFile(s.ctx, imagekit.FileMove{Source: "/b/two.txt", Destination: "/a"}))
	_, err = s.RenameFile(s.ctx, imagekit.FileRename{Path: "/b/one.txt", NewName: "uno.txt"})
	require.NoError(s, err)
	assets, err = s.ListAssets(s.ctx, imagekit.ListOptions{Path: "/a", Sort: imagekit.SortNameAsc})
	require.NoError(s, err)
	require.Len(s, assets, 2)

	require.NoError(s, s.DeleteFile(s.ctx, id))
	result, err := s.DeleteFiles(s.ctx, []string{other})
	require.NoError(s, err)
	require.Equal(s, []string{other}, result.Succeeded)
}

func contractVersions(s session) {
	id := s.store("/a/one.txt").FileID
	require.Equal(s, id, s.store("/a/one.txt").FileID, "a new version is the same file")
	for _, v := range s.older(id) {
		_, err := s.GetVersion(s.ctx, id, v.Version.ID)
		require.NoError(s, err)
		_, err = s.RestoreVersion(s.ctx, id, v.Version.ID)
		require.NoError(s, err)
	}
	older := s.older(id)
	require.NotEmpty(s, older)
	for _, v := range older {
		require.NoError(s, s.DeleteVersion(s.ctx, id, v.Version.ID))
	}
	require.Empty(s, s.older(id))
}

func (s session) older(id string) []imagekit.Asset {
	s.Helper()
	versions, err := s.ListVersions(s.ctx, id)
	require.NoError(s, err)
	var out []imagekit.Asset
	for _, v := range versions {
		if v.Type == imagekit.AssetVersion {
			out = append(out, v)
		}
	}
	return out
}

func contractTags(s session) {
	ids := []string{s.store("/a/one.txt").FileID, s.store("/a/two.txt").FileID}
	for _, call := range []func(context.Context, []string, []string) (imagekit.BulkResult, error){s.AddTags, s.RemoveTags, s.RemoveAITags} {
		result, err := call(s.ctx, ids, []string{"bulk"})
		require.NoError(s, err)
		require.ElementsMatch(s, ids, result.Succeeded)
	}
}

func contractFolders(s session) {
	require.NoError(s, s.CreateFolder(s.ctx, imagekit.FolderCreate{Name: "archive", Parent: "/"}))
	s.store("/a/one.txt")
	s.done(s.CopyFolder(s.ctx, imagekit.FolderCopy{Source: "/a", Destination: "/archive", IncludeVersions: true}))
	s.done(s.RenameFolder(s.ctx, imagekit.FolderRename{Path: "/a", NewName: "b"}))
	s.done(s.MoveFolder(s.ctx, imagekit.FolderMove{Source: "/b", Destination: "/archive"}))
	assets, err := s.ListAssets(s.ctx, imagekit.ListOptions{SearchQuery: `type = "file" OR type = "folder"`})
	require.NoError(s, err)
	var paths []string
	for _, a := range assets {
		paths = append(paths, a.Path)
	}
	require.ElementsMatch(s, []string{"/archive", "/archive/a", "/archive/a/one.txt", "/archive/b", "/archive/b/one.txt"}, paths)
	require.NoError(s, s.DeleteFolder(s.ctx, "/archive"))
}

func contractFields(s session) {
	for _, f := range []imagekit.FieldCreate{
		{Name: "text", Label: "Text", Schema: imagekit.FieldSchema{Type: imagekit.FieldText, MaxLength: imagekit.Set(10)}},
		{Name: "number", Label: "Number", Schema: imagekit.FieldSchema{Type: imagekit.FieldNumber, MinValue: 1.0, MaxValue: 5.0}},
		{Name: "date", Label: "Date", Schema: imagekit.FieldSchema{Type: imagekit.FieldDate, MinValue: "2020-01-01T00:00:00.000Z"}},
		{Name: "yes", Label: "Yes", Schema: imagekit.FieldSchema{Type: imagekit.FieldBoolean, DefaultValue: true, IsValueRequired: true}},
		{Name: "one", Label: "One", Schema: imagekit.FieldSchema{Type: imagekit.FieldSingleSelect, SelectOptions: []any{"a", 2.0, true}}},
		{Name: "many", Label: "Many", Schema: imagekit.FieldSchema{Type: imagekit.FieldMultiSelect, SelectOptions: []any{"a", "b"}, DefaultValue: []any{"a"}, IsValueRequired: true}},
	} {
		made, err := s.CreateField(s.ctx, f)
		require.NoError(s, err, f.Name)
		_, err = s.UpdateField(s.ctx, made.ID, imagekit.FieldUpdate{Label: f.Label + " again"})
		require.NoError(s, err, f.Name)
	}
	fields, err := s.ListFields(s.ctx, false)
	require.NoError(s, err)
	require.Len(s, fields, 6)
	set, err := s.UpdateFile(s.ctx, s.store("/a/one.txt").FileID, imagekit.FileUpdate{CustomMetadata: map[string]any{
		"text": "T", "number": 3.0, "date": "2024-05-06", "yes": false, "one": 2.0, "many": []any{"b"},
	}})
	require.NoError(s, err)
	require.EqualValues(s, 3, set.CustomMetadata["number"])
	require.NoError(s, s.DeleteField(s.ctx, fields[0].ID))
	all, err := s.ListFields(s.ctx, true)
	require.NoError(s, err)
	require.Len(s, all, 6)
}

func contractRest(s session) {
	stored := s.store("/a/one.txt")
	request, err := s.PurgeCache(s.ctx, stored.URL)
	require.NoError(s, err)
	state, err := s.PurgeStatus(s.ctx, request)
	require.NoError(s, err)
	require.Equal(s, imagekit.PurgeCompleted, state)
	to := time.Now()
	_, err = s.Usage(s.ctx, to.AddDate(0, 0, -30), to)
	require.NoError(s, err)
	_, err = s.GetMetadata(s.ctx, stored.FileID)
	require.NoError(s, err)
}

func contractErrors(s session) {
	const nobody = "0123456789abcdef01234567"
	_, getErr := s.GetFile(s.ctx, nobody)
	_, bulkErr := s.DeleteFiles(s.ctx, []string{nobody})
	_, tagErr := s.AddTags(s.ctx, []string{nobody}, []string{"t"})
	_, jobErr := s.GetJob(s.ctx, nobody)
	_, renameErr := s.RenameFile(s.ctx, imagekit.FileRename{Path: "/no.txt", NewName: "yes.txt"})
	_, folderErr := s.MoveFolder(s.ctx, imagekit.FolderMove{Source: "/nowhere", Destination: "/"})
	for name, err := range map[string]error{
		"get file": getErr, "bulk delete": bulkErr, "add tags": tagErr, "job": jobErr, "rename": renameErr, "move folder": folderErr,
		"delete file":   s.DeleteFile(s.ctx, nobody),
		"delete folder": s.DeleteFolder(s.ctx, "/nowhere"),
		"move file":     s.MoveFile(s.ctx, imagekit.FileMove{Source: "/no.txt", Destination: "/"}),
	} {
		require.True(s, imagekit.IsNotFound(err), "%s: %v", name, err)
	}
	s.store("/a/one.txt")
	s.store("/a/two.txt")
	_, err := s.RenameFile(s.ctx, imagekit.FileRename{Path: "/a/one.txt", NewName: "two.txt"})
	require.True(s, imagekit.IsConflict(err), err)
	_, err = s.ListAssets(s.ctx, imagekit.ListOptions{SearchQuery: `nonsense ~ 1`})
	require.Error(s, err)
}
