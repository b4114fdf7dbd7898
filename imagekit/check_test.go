package imagekit_test

import (
	"context"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// What the service would refuse, or read as something else, is not sent.
func TestInvalidRequests(t *testing.T) {
	many := func(n int) []string {
		ids := make([]string, n)
		for i := range ids {
			ids[i] = "f" + strconv.Itoa(i)
		}
		return ids
	}
	type ctx = context.Context
	list := func(o imagekit.ListOptions) func(ctx, *imagekit.Client) error {
		return func(x ctx, c *imagekit.Client) error { _, err := c.ListAssets(x, o); return err }
	}
	update := func(u imagekit.FileUpdate) func(ctx, *imagekit.Client) error {
		return func(x ctx, c *imagekit.Client) error { _, err := c.UpdateFile(x, "f", u); return err }
	}
	tags := func(ids, tags []string) func(ctx, *imagekit.Client) error {
		return func(x ctx, c *imagekit.Client) error { _, err := c.AddTags(x, ids, tags); return err }
	}
	remove := func(path string) func(ctx, *imagekit.Client) error {
		return func(x ctx, c *imagekit.Client) error { return c.DeleteFolder(x, path) }
	}
	rename := func(name string) func(ctx, *imagekit.Client) error {
		return func(x ctx, c *imagekit.Client) error {
			_, err := c.RenameFile(x, imagekit.FileRename{Path: "/a", NewName: name})
			return err
		}
	}
	store := func(change func(*imagekit.UploadRequest)) func(ctx, *imagekit.Client) error {
		return func(x ctx, c *imagekit.Client) error {
			r := upload("abc")
			change(&r)
			_, err := c.Upload(x, r)
			return err
		}
	}
	usage := func(days int) func(ctx, *imagekit.Client) error {
		return func(x ctx, c *imagekit.Client) error {
			from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
			_, err := c.Usage(x, from, from.AddDate(0, 0, days))
			return err
		}
	}
	rows := []struct {
		name string
		do   func(ctx, *imagekit.Client) error
		want string
	}{
		{"1,001 assets", list(imagekit.ListOptions{Limit: 1001}), "limit is 1001, allowed are 1 to 1000"},
		{"negative limit", list(imagekit.ListOptions{Limit: -1}), "limit is -1"},
		{"negative skip", list(imagekit.ListOptions{Skip: -1}), "skip is -1"},
		{"no id", func(x ctx, c *imagekit.Client) error { return c.DeleteFile(x, "") }, "file id is empty"},
		{"the id ..", func(x ctx, c *imagekit.Client) error { return c.DeleteFile(x, "..") }, `file id is ".."`},
		{"no version", func(x ctx, c *imagekit.Client) error { return c.DeleteVersion(x, "f", "") }, "version id is empty"},
		{"101 deletions", func(x ctx, c *imagekit.Client) error { _, err := c.DeleteFiles(x, many(101)); return err }, "are 101, allowed are 100 a call"},
		{"no deletions", func(x ctx, c *imagekit.Client) error { _, err := c.DeleteFiles(x, nil); return err }, "file ids are missing"},
		{"51 files", tags(many(51), []string{"t"}), "are 51, allowed are 50 a call"},
		{"an id twice", tags([]string{"a", "b", "a"}, []string{"t"}), "file id a is given twice"},
		{"no tags", tags(many(1), nil), "tags are missing"},
		{"an empty tag", tags(many(1), []string{""}), "tag is empty"},
		{"501 characters", tags(many(1), []string{strings.Repeat("ä", 250), strings.Repeat("b", 251)}), "have 501 characters together, allowed are 500"},
		{"a percent sign", update(imagekit.FileUpdate{Tags: imagekit.Set([]string{"50%"})}), `"50%" contains '%'`},
		{"no update", update(imagekit.FileUpdate{}), "update changes nothing"},
		{"AI tags both ways", update(imagekit.FileUpdate{RemoveAITags: []string{"a"}, RemoveAllAITags: true}), "both by name and all"},
		{"not UTF-8", update(imagekit.FileUpdate{CustomMetadata: map[string]any{"k": []any{"a\xff"}}}), "not valid UTF-8"},
		{"not a number", update(imagekit.FileUpdate{CustomMetadata: map[string]any{"k": math.NaN()}}), "NaN"},
		{"not JSON", update(imagekit.FileUpdate{CustomMetadata: map[string]any{"k": func() {}}}), "cannot be written as JSON"},
		{"the root", remove("/"), "is the root"},
		{"the root, hidden", remove("//"), "part that is empty"},
		{"no path", remove(""), "does not begin with '/'"},
		{"a relative path", remove("a/b"), "does not begin with '/'"},
		{"a path upwards", remove("/a/../b"), "'.' or '..'"},
		{"an empty part", remove("/a//b"), "part that is empty"},
		{"a name that would change", rename("a b.jpg"), "contains ' ', which the service would replace by '_'"},
		{"a name that is a path", rename("../b"), "contains '/'"},
		{"no name", rename(""), `name is ""`},
		{"a folder name with a dot", func(x ctx, c *imagekit.Client) error {
			return c.CreateFolder(x, imagekit.FolderCreate{Name: "v1.2", Parent: "/"})
		}, "contains '.'"},
		{"an empty field update", func(x ctx, c *imagekit.Client) error {
			_, err := c.UpdateField(x, "m", imagekit.FieldUpdate{})
			return err
		}, "changes nothing"},
		{"a field without type", func(x ctx, c *imagekit.Client) error {
			_, err := c.CreateField(x, imagekit.FieldCreate{Name: "a", Label: "A"})
			return err
		}, "needs a name, a label and a type"},
		{"a relative URL", func(x ctx, c *imagekit.Client) error { _, err := c.PurgeCache(x, "/a.jpg"); return err }, "is not absolute"},
		{"90 days", usage(90), "90 days is too long"},
		{"no days", usage(0), "is not after"},
		{"no content", store(func(r *imagekit.UploadRequest) { r.Open = nil }), "content is missing"},
		{"a tag with a comma", store(func(r *imagekit.UploadRequest) { r.Tags = []string{"a,b"} }), "comma"},
		{"an upload name that would change", store(func(r *imagekit.UploadRequest) { r.FileName = "a&b.jpg" }), "would replace"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newService(ok)
			err := row.do(t.Context(), s.client(t))
			var refused *imagekit.InvalidError
			require.ErrorAs(t, err, &refused)
			require.ErrorContains(t, err, row.want)
			require.Zero(t, s.count())
		})
	}
}

// What is just within the limits is sent.
func TestLimitsAreInclusive(t *testing.T) {
	s := newService(answer(200, `{"fileId":"f"}`))
	c := s.client(t)
	ids := make([]string, 100)
	for i := range ids {
		ids[i] = strconv.Itoa(i)
	}
	_, err := c.DeleteFiles(t.Context(), ids)
	require.NoError(t, err)
	_, err = c.AddTags(t.Context(), ids[:50], []string{strings.Repeat("ä", 500)})
	require.NoError(t, err)
	_, err = c.Usage(t.Context(), time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 3, 30, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	require.NoError(t, c.DeleteFolder(t.Context(), `/odd (name) & more; =@'!~/`))
	require.NoError(t, c.MoveFile(t.Context(), imagekit.FileMove{Source: "/a", Destination: "/"}))
	require.Equal(t, 5, s.count())
}
