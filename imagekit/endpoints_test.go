package imagekit_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// Each endpoint sends what its documentation says, and understands the documented answer.
func TestEndpoints(t *testing.T) {
	type ctx = context.Context
	ids := []string{"f1", "f2"}
	field := `{"id":"m1","name":"price","label":"Price","schema":{"type":"Number","minValue":1000,"maxValue":3000}}`
	rows := []struct {
		name   string
		do     func(ctx, *imagekit.Client) (any, error)
		sent   string // method and URI
		body   string
		status int
		answer string
		want   any
	}{
		{name: "list, all options", sent: "GET /v1/files?fileType=image&limit=10&path=%2Fp%20q&searchQuery=name%20%3A%20%22a%2Bb%22&skip=20&sort=DESC_NAME&type=all",
			do: func(x ctx, c *imagekit.Client) (any, error) {
				l, err := c.ListAssets(x, imagekit.ListOptions{Type: imagekit.AssetAll, Sort: imagekit.SortNameDesc, Path: "/p q",
					SearchQuery: `name : "a+b"`, FileType: imagekit.FileTypeImage, Limit: 10, Skip: 20})
				return len(l), err
			}, answer: "[" + fileJSON + "," + folderJSON + "]", want: 2},
		{name: "get file", sent: "GET /v1/files/a%2Fb%3F/details", do: func(x ctx, c *imagekit.Client) (any, error) {
			f, err := c.GetFile(x, "a/b?")
			return f.ID, err
		}, answer: fileJSON, want: "f1"},
		{name: "update: set, clear, unset", sent: "PATCH /v1/files/f1/details",
			body: `{"tags":["a","b"],"customMetadata":{"brand":"Nike","season":null},"customCoordinates":null,"description":""}`,
			do: func(x ctx, c *imagekit.Client) (any, error) {
				f, err := c.UpdateFile(x, "f1", imagekit.FileUpdate{Tags: imagekit.Set([]string{"a", "b"}), CustomMetadata: map[string]any{"brand": "Nike", "season": nil},
					CustomCoordinates: imagekit.Clear[string](), Description: imagekit.Clear[string]()})
				return f.Name, err
			}, answer: fileJSON, want: "a.jpg"},
		{name: "update: no tags is null", sent: "PATCH /v1/files/f1/details", body: `{"tags":null,"removeAITags":"all"}`, do: func(x ctx, c *imagekit.Client) (any, error) {
			_, err := c.UpdateFile(x, "f1", imagekit.FileUpdate{Tags: imagekit.Set([]string{}), RemoveAllAITags: true})
			return nil, err
		}, answer: fileJSON},
		{name: "publish alone", sent: "PATCH /v1/files/f1/details", body: `{"publish":{"isPublished":false,"includeFileVersions":true}}`, do: func(x ctx, c *imagekit.Client) (any, error) {
			_, err := c.PublishFile(x, "f1", imagekit.Publish{IncludeVersions: true})
			return nil, err
		}, answer: fileJSON},
		{name: "delete file", sent: "DELETE /v1/files/f1", status: 204, do: func(x ctx, c *imagekit.Client) (any, error) { return nil, c.DeleteFile(x, "f1") }},
		{name: "delete files", sent: "POST /v1/files/batch/deleteByFileIds", body: `{"fileIds":["f1","f2"]}`,
			do:     func(x ctx, c *imagekit.Client) (any, error) { return c.DeleteFiles(x, ids) },
			answer: `{"successfullyDeletedFileIds":["f2","f1"]}`, want: imagekit.BulkResult{Succeeded: ids}},
		{name: "copy file", sent: "POST /v1/files/copy", body: `{"sourceFilePath":"/a b.jpg","destinationPath":"/d","includeFileVersions":true}`, status: 204, do: func(x ctx, c *imagekit.Client) (any, error) {
			return nil, c.CopyFile(x, imagekit.FileCopy{Source: "/a b.jpg", Destination: "/d", IncludeVersions: true})
		}},
		{name: "move file", sent: "POST /v1/files/move", body: `{"sourceFilePath":"/a.jpg","destinationPath":"/"}`, status: 204, do: func(x ctx, c *imagekit.Client) (any, error) {
			return nil, c.MoveFile(x, imagekit.FileMove{Source: "/a.jpg", Destination: "/"})
		}},
		{name: "rename file", sent: "PUT /v1/files/rename", body: `{"filePath":"/a b.jpg","newFileName":"ä-1_b.jpg","purgeCache":true}`, do: func(x ctx, c *imagekit.Client) (any, error) {
			return c.RenameFile(x, imagekit.FileRename{Path: "/a b.jpg", NewName: "ä-1_b.jpg", PurgeCache: true})
		}, answer: `{"purgeRequestId":"p1"}`, want: imagekit.RenameResult{PurgeRequestID: "p1"}},
		{name: "rename file, purge refused", sent: "PUT /v1/files/rename", body: `{"filePath":"/a.jpg","newFileName":"b.jpg","purgeCache":false}`, status: 207, do: func(x ctx, c *imagekit.Client) (any, error) {
			return c.RenameFile(x, imagekit.FileRename{Path: "/a.jpg", NewName: "b.jpg"})
		}, answer: `{"reason":"PURGE_FAILED","message":"renamed"}`, want: imagekit.RenameResult{PurgeFailed: true, Message: "renamed"}},
		{name: "list versions", sent: "GET /v1/files/f1/versions", do: func(x ctx, c *imagekit.Client) (any, error) {
			v, err := c.ListVersions(x, "f1")
			return len(v), err
		}, answer: "[" + fileJSON + "]", want: 1},
		{name: "get version", sent: "GET /v1/files/f1/versions/v1", do: func(x ctx, c *imagekit.Client) (any, error) {
			v, err := c.GetVersion(x, "f1", "v1")
			return v.Version, err
		}, answer: fileJSON, want: imagekit.Version{ID: "v2", Name: "Version 2"}},
		{name: "delete version", sent: "DELETE /v1/files/f1/versions/v1", status: 204, do: func(x ctx, c *imagekit.Client) (any, error) { return nil, c.DeleteVersion(x, "f1", "v1") }},
		{name: "restore version", sent: "PUT /v1/files/f1/versions/v1/restore", do: func(x ctx, c *imagekit.Client) (any, error) {
			_, err := c.RestoreVersion(x, "f1", "v1")
			return nil, err
		}, answer: fileJSON},
		{name: "add tags", sent: "POST /v1/files/addTags", body: `{"fileIds":["f1","f2"],"tags":["t"]}`,
			do:     func(x ctx, c *imagekit.Client) (any, error) { return c.AddTags(x, ids, []string{"t"}) },
			answer: `{"successfullyUpdatedFileIds":["f1","f2"]}`, want: imagekit.BulkResult{Succeeded: ids}},
		{name: "remove tags, a 200 without lists", sent: "POST /v1/files/removeTags", body: `{"fileIds":["f1","f2"],"tags":["t"]}`,
			do: func(x ctx, c *imagekit.Client) (any, error) { return c.RemoveTags(x, ids, []string{"t"}) }, answer: `{}`, want: imagekit.BulkResult{Succeeded: ids}},
		{name: "remove AI tags", sent: "POST /v1/files/removeAITags", body: `{"fileIds":["f1","f2"],"AITags":["t"]}`,
			do:     func(x ctx, c *imagekit.Client) (any, error) { return c.RemoveAITags(x, ids, []string{"t"}) },
			answer: `{"successfullyUpdatedFileIds":["f1","f2"]}`, want: imagekit.BulkResult{Succeeded: ids}},
		{name: "create folder", sent: "POST /v1/folder", body: `{"folderName":"summer","parentFolderPath":"/p/"}`, status: 201, answer: `{}`, do: func(x ctx, c *imagekit.Client) (any, error) {
			return nil, c.CreateFolder(x, imagekit.FolderCreate{Name: "summer", Parent: "/p/"})
		}},
		{name: "delete folder", sent: "DELETE /v1/folder", body: `{"folderPath":"/p"}`, status: 204, do: func(x ctx, c *imagekit.Client) (any, error) { return nil, c.DeleteFolder(x, "/p") }},
		{name: "copy folder", sent: "POST /v1/bulkJobs/copyFolder", body: `{"sourceFolderPath":"/p","destinationPath":"/d","includeVersions":true}`, do: func(x ctx, c *imagekit.Client) (any, error) {
			return c.CopyFolder(x, imagekit.FolderCopy{Source: "/p", Destination: "/d", IncludeVersions: true})
		}, answer: `{"jobId":"j1"}`, want: imagekit.JobID("j1")},
		{name: "move folder", sent: "POST /v1/bulkJobs/moveFolder", body: `{"sourceFolderPath":"/p","destinationPath":"/d"}`, do: func(x ctx, c *imagekit.Client) (any, error) {
			return c.MoveFolder(x, imagekit.FolderMove{Source: "/p", Destination: "/d"})
		}, answer: `{"jobId":"j1"}`, want: imagekit.JobID("j1")},
		{name: "rename folder", sent: "POST /v1/bulkJobs/renameFolder", body: `{"folderPath":"/p","newFolderName":"q-1","purgeCache":true}`, status: 202, do: func(x ctx, c *imagekit.Client) (any, error) {
			return c.RenameFolder(x, imagekit.FolderRename{Path: "/p", NewName: "q-1", PurgeCache: true})
		}, answer: `{"jobId":"j1"}`, want: imagekit.JobID("j1")},
		{name: "job", sent: "GET /v1/bulkJobs/j1", do: func(x ctx, c *imagekit.Client) (any, error) { return c.GetJob(x, "j1") },
			answer: `{"jobId":"j1","type":"COPY_FOLDER","status":"Pending"}`, want: imagekit.Job{ID: "j1", Type: imagekit.JobCopyFolder, Status: imagekit.JobPending}},
		{name: "job, purge refused", sent: "GET /v1/bulkJobs/j1", status: 207, do: func(x ctx, c *imagekit.Client) (any, error) { return c.GetJob(x, "j1") },
			answer: `{"jobId":"j1","type":"RENAME_FOLDER","status":"Partial success","message":"m"}`,
			want:   imagekit.Job{ID: "j1", Type: imagekit.JobRenameFolder, Status: imagekit.JobPartial, Message: "m"}},
		{name: "list fields", sent: "GET /v1/customMetadataFields?includeDeleted=true", do: func(x ctx, c *imagekit.Client) (any, error) {
			f, err := c.ListFields(x, true)
			return len(f), err
		}, answer: "[" + field + "]", want: 1},
		{name: "create field", sent: "POST /v1/customMetadataFields", status: 201,
			body: `{"name":"size","label":"Size","schema":{"type":"MultiSelect","selectOptions":["s",30,true],"defaultValue":["s"],"isValueRequired":true}}`,
			do: func(x ctx, c *imagekit.Client) (any, error) {
				f, err := c.CreateField(x, imagekit.FieldCreate{Name: "size", Label: "Size", Schema: imagekit.FieldSchema{Type: imagekit.FieldMultiSelect,
					SelectOptions: []any{"s", 30, true}, DefaultValue: []any{"s"}, IsValueRequired: true}})
				return f.Schema.MinValue, err
			}, answer: field, want: 1000.0},
		{name: "update field", sent: "PATCH /v1/customMetadataFields/m1", body: `{"label":"L","schema":{"isValueRequired":false,"maxLength":20,"minLength":null}}`, do: func(x ctx, c *imagekit.Client) (any, error) {
			f, err := c.UpdateField(x, "m1", imagekit.FieldUpdate{Label: "L", Schema: &imagekit.FieldSchemaUpdate{
				IsValueRequired: imagekit.Set(false), MaxLength: imagekit.Set(20), MinLength: imagekit.Clear[int]()}})
			return f.Name, err
		}, answer: field, want: "price"},
		{name: "delete field", sent: "DELETE /v1/customMetadataFields/m1", status: 204, do: func(x ctx, c *imagekit.Client) (any, error) { return nil, c.DeleteField(x, "m1") }},
		{name: "purge", sent: "POST /v1/files/purge", body: `{"url":"https://ik.imagekit.io/demo/p*"}`, status: 201,
			do:     func(x ctx, c *imagekit.Client) (any, error) { return c.PurgeCache(x, "https://ik.imagekit.io/demo/p*") },
			answer: `{"requestId":"p1"}`, want: "p1"},
		{name: "purge status", sent: "GET /v1/files/purge/p1", do: func(x ctx, c *imagekit.Client) (any, error) { return c.PurgeStatus(x, "p1") },
			answer: `{"status":"Completed"}`, want: imagekit.PurgeCompleted},
		{name: "metadata", sent: "GET /v1/files/f1/metadata", do: func(x ctx, c *imagekit.Client) (any, error) {
			m, err := c.GetMetadata(x, "f1")
			return m.PHash, err
		}, answer: `{"height":68,"width":100,"pHash":"f06830ca9f1e3e90","exif":{}}`, want: "f06830ca9f1e3e90"},
		{name: "usage", sent: "GET /v1/accounts/usage?endDate=2024-03-01&startDate=2024-02-01", do: func(x ctx, c *imagekit.Client) (any, error) {
			u, err := c.Usage(x, time.Date(2024, 2, 1, 23, 0, 0, 0, time.UTC), time.Date(2024, 3, 1, 1, 0, 0, 0, time.UTC))
			return u.BandwidthBytes, err
		}, answer: `{"bandwidthBytes":21991583578}`, want: int64(21991583578)},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			status := row.status
			if status == 0 {
				status = 200
			}
			s := newService(func(w http.ResponseWriter, r *http.Request) {
				user, password, ok := r.BasicAuth()
				require.True(t, ok && user == testKey && password == "")
				answer(status, row.answer)(w, r)
			})
			have, err := row.do(t.Context(), s.client(t))
			require.NoError(t, err)
			require.Equal(t, 1, s.count())
			require.Equal(t, row.sent, s.seen[0].Method+" "+s.seen[0].URI)
			if row.body == "" {
				require.Empty(t, s.seen[0].Body)
			} else {
				sameJSON(t, row.body, s.seen[0].Body)
			}
			if row.want != nil {
				require.Empty(t, cmp.Diff(row.want, have))
			}
		})
	}
}

func TestAsset(t *testing.T) {
	s := newService(answer(200, "["+fileJSON+","+folderJSON+"]"))
	have, err := s.client(t).ListAssets(t.Context(), imagekit.ListOptions{})
	require.NoError(t, err)
	require.Equal(t, "/v1/files?limit=1000", s.seen[0].URI)
	want := []imagekit.Asset{
		{Type: imagekit.AssetFile, ID: "f1", Name: "a.jpg", Path: "/p/a.jpg", Tags: []string{"x"},
			Version: imagekit.Version{ID: "v2", Name: "Version 2"}, IsPublished: true,
			URL: "https://ik.imagekit.io/demo/p/a.jpg", FileType: "image", MIME: "image/jpeg", Width: 100, Height: 50.5, Size: 1234,
			CustomMetadata: map[string]any{"brand": "Nike", "n": 3.0},
			CreatedAt:      time.Date(2019, 8, 24, 6, 14, 41, 313e6, time.UTC), UpdatedAt: time.Date(2019, 8, 24, 6, 14, 41, 313e6, time.UTC)},
		{Type: imagekit.AssetFolder, ID: "d1", Name: "p", Path: "/p",
			CreatedAt: time.Date(2023, 4, 21, 3, 3, 0, 869e6, time.UTC), UpdatedAt: time.Date(2023, 4, 21, 3, 10, 22, 374e6, time.UTC)},
	}
	require.Empty(t, cmp.Diff(want, have))
}

// A bulk answer accounts for each file, whatever the service leaves out.
func TestBulkPartial(t *testing.T) {
	c := newService(answer(207, `{"successfullyDeletedFileIds":["f1"],"errors":[{"fileId":"f2","error":"locked"}]}`)).client(t)
	have, err := c.DeleteFiles(t.Context(), []string{"f1", "f2", "f3"})
	want := imagekit.BulkResult{Succeeded: []string{"f1"}, Failed: []imagekit.BulkFailure{
		{FileID: "f2", Message: "locked"}, {FileID: "f3", Message: "the service did not mention this file"}}}
	require.Empty(t, cmp.Diff(want, have))
	var partial *imagekit.PartialError
	require.ErrorAs(t, err, &partial)
	require.Empty(t, cmp.Diff(want, partial.Result))
	require.EqualError(t, err, "delete files: done for 1 files, not for 2; first: f2: locked (request id req-1)")
}
