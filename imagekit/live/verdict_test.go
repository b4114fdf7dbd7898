package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func fileSeen(id string, path state.Path) *imagekit.Asset {
	return &imagekit.Asset{Type: imagekit.AssetFile, ID: id, Path: string(path), Size: 5, IsPublished: true, Version: imagekit.Version{ID: "v of " + id}}
}

func TestFileMoveVerdict(t *testing.T) {
	one := state.FileID("one")
	at := func(p state.Path) *imagekit.Asset { return fileSeen("one", p) }
	merge := plan.Operation{Kind: plan.OpMergeFile, Path: "/a/x", Dest: "/b/x",
		Before: []plan.Condition{{Kind: plan.HoldsFile, Path: "/b/x", File: "two", Version: "v of two"}}}
	move := plan.Operation{Kind: plan.OpMoveFile, Path: "/a/x", Dest: "/b/x"}
	for _, test := range []struct {
		name string
		op   plan.Operation
		seen movedFile
		want plan.VerdictAnswer
		says string
	}{
		{"it is where it was", move, movedFile{known: one, byID: at("/a/x")}, plan.VerdictNotDone, "file one is still at /a/x"},
		{"it is where it should be", move, movedFile{known: one, byID: at("/b/x")}, plan.VerdictDone, "file one is at /b/x now"},
		{"somebody moved it elsewhere", move, movedFile{known: one, byID: at("/c/x")}, plan.VerdictUnclear, "file one is at /c/x, and should go from /a/x to /b/x"},
		{"it went, and has another id", move, movedFile{known: one, dest: fileSeen("new", "/b/x")}, plan.VerdictDone, "file one is gone, and file new is at /b/x now"},
		{"somebody deleted it", move, movedFile{known: one}, plan.VerdictUnclear, "file one is gone, and no file is at /b/x"},
		{"nobody knows its id, and it is where it was", move, movedFile{source: at("/a/x")}, plan.VerdictNotDone, "file one is still at /a/x"},
		{"nobody knows its id, and it went", move, movedFile{dest: at("/b/x")}, plan.VerdictDone, "no file is at /a/x any more, and file one is at /b/x now"},
		{"nobody knows its id, and files are at both places", move, movedFile{source: at("/a/x"), dest: fileSeen("two", "/b/x")}, plan.VerdictUnclear, "file one is at /a/x, and file two at /b/x"},
		{"nobody knows its id, and nothing is there", move, movedFile{}, plan.VerdictUnclear, "no file is at /a/x, and none at /b/x"},
		{"a merge has not begun", merge, movedFile{known: one, byID: at("/a/x")}, plan.VerdictNotDone, "file one is still at /a/x"},
		{"a merge kept the id of what came", merge, movedFile{known: one, byID: at("/b/x")}, plan.VerdictDone, "file one is at /b/x now"},
		{"a merge kept the id of what was there", merge, movedFile{known: one, dest: &imagekit.Asset{ID: "two", Version: imagekit.Version{ID: "v of one"}}}, plan.VerdictDone, "file one is gone, and file two is at /b/x now"},
		{"somebody deleted what was to be merged", merge, movedFile{known: one, dest: fileSeen("two", "/b/x")}, plan.VerdictUnclear, "nothing is at /a/x any more, but file two at /b/x is as it was"},
		{"a merge has not begun, as the paths tell", merge, movedFile{source: at("/a/x"), dest: fileSeen("two", "/b/x")}, plan.VerdictNotDone, "file one is still at /a/x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := test.seen.verdict(&test.op)
			require.Equal(t, plan.Verdict{Answer: test.want, Evidence: test.says}, v)
		})
	}
}

func TestFolderVerdict(t *testing.T) {
	const move, merge, cp, mk, rm = plan.OpMoveFolder, plan.OpMergeFolder, plan.OpCopyFolder, plan.OpCreateFolder, plan.OpDeleteFolder
	for _, test := range []struct {
		name string
		kind plan.OpKind
		seen folders
		want plan.VerdictAnswer
		says string
	}{
		{"it is where it was", move, folders{source: aFolder, dest: nothing}, plan.VerdictNotDone, "a folder is still at /a, and nothing at /b/a"},
		{"it went", move, folders{source: nothing, dest: aFolder}, plan.VerdictDone, "no folder is at /a any more, and one is at /b/a"},
		{"it went, and a file came to its place", move, folders{source: aFile, dest: aFolder}, plan.VerdictDone, "no folder is at /a any more, and one is at /b/a"},
		{"it is in both places", move, folders{source: aFolder, dest: aFolder}, plan.VerdictUnclear, "a folder is at /a, and a folder at /b/a"},
		{"a part of it is left", move, folders{source: remains, dest: aFolder}, plan.VerdictUnclear, "what was in a folder is at /a, and a folder at /b/a"},
		{"it is in neither place", move, folders{source: nothing, dest: nothing}, plan.VerdictUnclear, "nothing is at /a, and nothing at /b/a"},
		{"a file took its place", move, folders{source: aFolder, dest: aFile}, plan.VerdictUnclear, "a folder is at /a, and a file at /b/a"},
		{"a merge has not ended", merge, folders{source: aFolder, dest: aFolder}, plan.VerdictNotDone, "a folder is still at /a"},
		{"a merge has ended", merge, folders{source: nothing, dest: aFolder}, plan.VerdictDone, "no folder is at /a any more, and one is at /b/a"},
		{"nothing is left of either", merge, folders{source: nothing, dest: nothing}, plan.VerdictUnclear, "nothing is at /a, and nothing at /b/a"},
		{"there is no copy", cp, folders{source: aFolder, dest: nothing}, plan.VerdictNotDone, "nothing is at /b/a yet"},
		{"the copy is whole", cp, folders{source: aFolder, dest: aFolder}, plan.VerdictDone, "the folder at /b/a has all that is in /a"},
		{"the copy is not whole", cp, folders{source: aFolder, dest: aFolder, lacking: "1 of 2 are missing or differ: /b/a/x"}, plan.VerdictUnclear,
			"the folder at /b/a has not all that is in /a: 1 of 2 are missing or differ: /b/a/x"},
		{"the original is gone", cp, folders{source: nothing, dest: aFolder}, plan.VerdictUnclear, "nothing is at /a, and a folder at /b/a"},
		{"it was made", mk, folders{source: aFolder}, plan.VerdictDone, "the folder /a is there"},
		{"it was not made", mk, folders{source: nothing}, plan.VerdictNotDone, "no folder is at /a"},
		{"a file is in its way", mk, folders{source: aFile}, plan.VerdictUnclear, "a file is at /a"},
		{"it was deleted", rm, folders{source: nothing}, plan.VerdictDone, "no folder is at /a any more"},
		{"it was not deleted", rm, folders{source: aFolder}, plan.VerdictNotDone, "a folder is still at /a"},
		{"not all of it was deleted", rm, folders{source: remains}, plan.VerdictNotDone, "what was in a folder is still at /a"},
	} {
		t.Run(fmt.Sprintf("%s: %s", test.kind, test.name), func(t *testing.T) {
			v := test.seen.verdict(&plan.Operation{Kind: test.kind, Path: "/a", Dest: "/b/a"})
			require.Equal(t, plan.Verdict{Answer: test.want, Evidence: test.says}, v)
		})
	}
}

func TestUploadVerdict(t *testing.T) {
	text := "hero"
	plain := &plan.FileUpdate{Tags: &[]state.Tag{"x"}, Description: &text}
	comma := &plan.FileUpdate{Tags: &[]state.Tag{"x,y"}, Description: &text}
	there := func(change func(*imagekit.Asset)) *imagekit.Asset {
		a := fileSeen("one", "/a")
		a.Description = "hero"
		change(a)
		return a
	}
	for _, test := range []struct {
		name    string
		content likeness
		update  *plan.FileUpdate
		there   *imagekit.Asset
		want    plan.VerdictAnswer
		says    string
	}{
		{"nothing is there", unread, plain, nil, plan.VerdictNotDone, "nothing is at /a"},
		{"a folder is there", unread, plain, &imagekit.Asset{Type: imagekit.AssetFolder}, plan.VerdictUnclear, "a folder is at /a"},
		{"a file of another size is there", unread, plain, there(func(a *imagekit.Asset) { a.Size = 7 }), plan.VerdictUnclear, "file one is at /a, and has 7 bytes, not 5"},
		{"it is there", unread, plain, there(func(a *imagekit.Asset) { a.Tags = []string{"x", "x"} }), plan.VerdictDone, "file one is at /a now"},
		{"it is there, with nothing to be set", unread, nil, there(func(*imagekit.Asset) {}), plan.VerdictDone, "file one is at /a now"},
		{"one without the tags that travel along is somebody else's", unread, plain, there(func(*imagekit.Asset) {}), plan.VerdictUnclear, "file one is at /a, and has other values for: tags"},
		{"it lacks the tags that come afterwards", unread, comma, there(func(*imagekit.Asset) {}), plan.VerdictNotDone, "file one is at /a now, but for its tags"},
		{"it has the tags that come afterwards", unread, comma, there(func(a *imagekit.Asset) { a.Tags = []string{"x,y"} }), plan.VerdictDone, "file one is at /a now"},
		{"it has tags of somebody else", unread, comma, there(func(a *imagekit.Asset) { a.Tags = []string{"z"} }), plan.VerdictUnclear, "file one is at /a, and has other values for: tags"},
		{"it is there, byte for byte", alike, plain, there(func(a *imagekit.Asset) { a.Tags = []string{"x"} }), plan.VerdictDone, "file one is at /a now"},
		{"somebody else's is as long, and has the same attributes", differs, plain, there(func(a *imagekit.Asset) { a.Tags = []string{"x"} }), plan.VerdictUnclear, "file one is at /a, and has other bytes, though as many"},
		{"somebody else's is as long, and lacks tags", differs, comma, there(func(*imagekit.Asset) {}), plan.VerdictUnclear, "file one is at /a, and has other bytes, though as many"},
		{"the plan knows no hash", unhashed, plain, there(func(a *imagekit.Asset) { a.Tags = []string{"x"} }), plan.VerdictDone, "file one is at /a now"},
		{"it lacks more than tags", unread, comma, there(func(a *imagekit.Asset) { a.Description = "" }), plan.VerdictUnclear, "file one is at /a, and has other values for: tags, description"},
	} {
		t.Run(test.name, func(t *testing.T) {
			op := plan.Operation{Kind: plan.OpUpload, Path: "/a", Source: &plan.SourceArgs{Size: 5}, Update: test.update}
			require.Equal(t, plan.Verdict{Answer: test.want, Evidence: test.says}, uploadVerdict(test.there, test.content, &op, nil))
		})
	}
}

func TestReplaceVerdict(t *testing.T) {
	is := func(version string, size int64) *imagekit.Asset {
		a := fileSeen("one", "/a")
		a.Version.ID, a.Size = version, size
		return a
	}
	moved := is("v2", 5)
	moved.Path = "/b"
	private := is("v2", 5)
	private.IsPrivate = true
	for _, test := range []struct {
		name    string
		content likeness
		file    *imagekit.Asset
		was     string
		want    plan.VerdictAnswer
		says    string
	}{
		{"its version is the same", unread, is("v1", 7), "v1", plan.VerdictNotDone, "file one still has the version v1"},
		{"its version is the same, and as long as the new one", unread, is("v1", 5), "v1", plan.VerdictNotDone, "file one still has the version v1"},
		{"it has the new one", unread, is("v2", 5), "v1", plan.VerdictDone, "file one has a new version, v2, of the right size"},
		{"somebody else replaced it", unread, is("v2", 9), "v1", plan.VerdictUnclear, "file one has another version, v2, of 9 bytes, not 5"},
		{"somebody else replaced it by one as long", unread, private, "v1", plan.VerdictUnclear, "file one has another version, v2, with other values for: private"},
		{"it is as long as it was", unread, is("v1", 7), "", plan.VerdictNotDone, "file one has 7 bytes, not 5"},
		{"it has the new one, byte for byte", alike, is("v2", 5), "v1", plan.VerdictDone, "file one has the bytes of the source, in the version v2"},
		{"somebody else's new version is as long", differs, is("v2", 5), "v1", plan.VerdictUnclear, "file one has another version, v2, with other bytes, though as many"},
		{"it is as long as the new one, and nobody can read it", unread, is("v1", 5), "", plan.VerdictUnclear, "file one has 5 bytes, as it should, but they could not be read"},
		{"it is as long as the new one, and another", differs, is("v1", 5), "", plan.VerdictNotDone, "file one has other bytes, though as many"},
		{"it is the new one", alike, is("v1", 5), "", plan.VerdictDone, "file one has the bytes of the source, in the version v1"},
		{"it is the new one, with other attributes", alike, private, "", plan.VerdictUnclear, "file one has another version, v2, with other values for: private"},
		{"it is as long as the new one, and the plan went by the size", unhashed, is("v1", 5), "", plan.VerdictDone, "file one has a new version, v1, of the right size"},
		{"it is gone", unread, nil, "v1", plan.VerdictUnclear, "no file has the id one any more"},
		{"it is elsewhere", unread, moved, "v1", plan.VerdictUnclear, "file one is at /b, not at /a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			op := plan.Operation{Kind: plan.OpReplace, Path: "/a", File: "one", Source: &plan.SourceArgs{Size: 5}, Update: &plan.FileUpdate{Private: new(bool)}}
			require.Equal(t, plan.Verdict{Answer: test.want, Evidence: test.says}, replaceVerdict(test.file, test.was, test.content, &op, nil))
		})
	}
}

func TestManyVerdict(t *testing.T) {
	tagged := func(tags ...string) *imagekit.Asset { return &imagekit.Asset{Tags: tags} }
	files := []plan.FileRef{{Path: "/a", File: "1"}, {Path: "/b"}}
	for _, test := range []struct {
		name  string
		kind  plan.OpKind
		files []*imagekit.Asset
		want  plan.Verdict
	}{
		{"all are gone", plan.OpDeleteFiles, []*imagekit.Asset{nil, nil}, done("2 of 2 files are gone")},
		{"one is gone", plan.OpDeleteFiles, []*imagekit.Asset{nil, tagged()},
			plan.Verdict{Answer: plan.VerdictPartly, Left: files[1:], Evidence: "1 of 2 files are gone, not these: /b"}},
		{"none is gone", plan.OpDeleteFiles, []*imagekit.Asset{tagged(), tagged()}, notDone("0 of 2 files are gone, not these: /a, /b")},
		{"all have the tags", plan.OpAddTags, []*imagekit.Asset{tagged("y", "x"), tagged("x", "z", "y")}, done("2 of 2 files have the tags")},
		{"one has only some of them", plan.OpAddTags, []*imagekit.Asset{tagged("x"), tagged("x", "y")},
			plan.Verdict{Answer: plan.VerdictPartly, Left: files[:1], Evidence: "1 of 2 files have the tags, not these: /a"}},
		{"one is gone, and cannot have them", plan.OpAddTags, []*imagekit.Asset{tagged("x", "y"), nil},
			plan.Verdict{Answer: plan.VerdictPartly, Left: files[1:], Evidence: "1 of 2 files have the tags, not these: /b"}},
		{"none has any", plan.OpAddTags, []*imagekit.Asset{tagged(), tagged("z")}, notDone("0 of 2 files have the tags, not these: /a, /b")},
		{"all have lost them", plan.OpRemoveTags, []*imagekit.Asset{tagged(), tagged("z")}, done("2 of 2 files are without the tags")},
		{"one still has one of them", plan.OpRemoveTags, []*imagekit.Asset{tagged(), tagged("y")},
			plan.Verdict{Answer: plan.VerdictPartly, Left: files[1:], Evidence: "1 of 2 files are without the tags, not these: /b"}},
	} {
		t.Run(fmt.Sprintf("%s: %s", test.kind, test.name), func(t *testing.T) {
			op := plan.Operation{Kind: test.kind, Files: files, Tags: []state.Tag{"x", "y"}}
			require.Equal(t, test.want, manyVerdict(test.files, &op))
		})
	}
}

func TestUnlike(t *testing.T) {
	empty, text, focus, yes := "", "A", "1,2,3,4", true
	is := &imagekit.Asset{
		Tags: []string{"b", "a", "b"}, Description: "A", CustomCoordinates: "1,2,3,4", IsPublished: true,
		CustomMetadata: map[string]any{"day": "2024-01-01T00:00:00.000Z", "n": 2.0, "list": []any{"x", "y"}, "ok": true},
	}
	types := fieldTypes{"day": state.Date, "text": state.Text}
	metadata := func(name state.FieldName, v state.Value) plan.FileUpdate {
		return plan.FileUpdate{Metadata: map[state.FieldName]state.Value{name: v}}
	}
	for _, test := range []struct {
		name string
		want plan.FileUpdate
		out  []string
	}{
		{"nothing is asked", plan.FileUpdate{}, nil},
		{"all is as asked", plan.FileUpdate{Tags: &[]state.Tag{"a", "b"}, Description: &text, Focus: &focus, Published: &yes}, nil},
		{"nothing is as asked", plan.FileUpdate{Tags: &[]state.Tag{"a"}, Description: &empty, Focus: &empty, Published: new(bool), Private: &yes,
			Metadata: map[state.FieldName]state.Value{"n": state.Num(3), "list": state.String("x")}},
			[]string{"tags", "metadata list", "metadata n", "description", "focus", "published", "private"}},
		{"no tags", plan.FileUpdate{Tags: &[]state.Tag{}}, []string{"tags"}},
		{"a date in another form", metadata("day", state.String("2024-01-01")), nil},
		{"another date", metadata("day", state.String("2024-01-02")), []string{"metadata day"}},
		{"a list in another order", metadata("list", state.List(state.String("y"), state.String("x"))), nil},
		{"a value that should be unset, and is", metadata("brand", state.Value{}), nil},
		{"a value that should be unset, and is not", metadata("ok", state.Value{}), []string{"metadata ok"}},
		{"a value that should be set, and is not", metadata("brand", state.String("Acme")), []string{"metadata brand"}},
	} {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.out, unlike(is, &test.want, types)) })
	}
	bare := &imagekit.Asset{IsPublished: true}
	require.Empty(t, unlike(bare, &plan.FileUpdate{Tags: &[]state.Tag{}, Description: &empty, Focus: &empty}, nil), "what is empty is absent")
	texts := &imagekit.Asset{CustomMetadata: map[string]any{"text": "2024-01-01"}}
	u := metadata("text", state.String("2024-01-01T00:00:00Z"))
	require.NotEmpty(t, unlike(texts, &u, types), "a text is no date")
}

func TestFieldVerdict(t *testing.T) {
	two, three := 2, 3
	sent := &plan.FieldArgs{Name: "day", Label: "Day", Type: state.Date, Required: state.Optional, Min: state.String("2024-01-01")}
	like := func(change func(*state.Field)) *state.Field {
		f := &state.Field{ID: "1", Name: "day", Label: "Day", Type: state.Date, Required: state.Optional, Min: state.String("2024-01-01T00:00:00Z")}
		change(f)
		return f
	}
	other := like(func(f *state.Field) { f.Label, f.Required, f.MinLength = "Date", state.Required, &two })
	for _, test := range []struct {
		name string
		kind plan.OpKind
		is   *state.Field
		want plan.Verdict
	}{
		{"it was made", plan.OpCreateField, like(func(*state.Field) {}), done("the field day is as it was sent")},
		{"it was not made", plan.OpCreateField, nil, notDone("there is no field day")},
		{"somebody else made one of that name", plan.OpCreateField, other, unsure("there is a field day, with other values for: label, required, min_length")},
		{"it was changed", plan.OpUpdateField, like(func(*state.Field) {}), done("the field day is as it was sent")},
		{"it was not changed", plan.OpUpdateField, other, notDone("the field day has other values for: label, required, min_length")},
		{"somebody deleted it", plan.OpUpdateField, nil, notDone("there is no field day")},
		{"it was deleted", plan.OpDeleteField, nil, done("there is no field day any more")},
		{"it was not deleted", plan.OpDeleteField, other, notDone("the field day is still there")},
	} {
		t.Run(fmt.Sprintf("%s: %s", test.kind, test.name), func(t *testing.T) {
			require.Equal(t, test.want, fieldVerdict(test.is, &plan.Operation{Kind: test.kind, Field: sent}))
		})
	}
	require.True(t, sameInt(&two, &two))
	require.False(t, sameInt(&two, &three))
}

func TestMayBeDone(t *testing.T) {
	answer := func(method string, status int) error { return &imagekit.Error{Method: method, Status: status} }
	broken := func(method string) error { return &imagekit.TransportError{Method: method, Err: io.EOF} }
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for _, test := range []struct {
		name string
		kind plan.OpKind
		err  error
		want bool
	}{
		{"the client does not know", plan.OpDeleteFile, &imagekit.OutcomeUnknownError{Err: io.EOF}, true},
		{"a run ended in the middle of a call", plan.OpMoveFolder, &imagekit.OutcomeUnknownError{Err: context.Canceled}, true},
		{"a run ended in the middle of one that is harmless to repeat", plan.OpUpdateFile, &imagekit.TransportError{Method: "PATCH", Err: context.Canceled}, true},
		{"so with tags", plan.OpAddTags, &imagekit.TransportError{Method: "POST", Err: context.Canceled}, true},
		{"no answer to an update, ever", plan.OpPublishFile, broken("PATCH"), true},
		{"an update that a server failed at", plan.OpUpdateField, answer("PATCH", 502), true},
		{"tags that a server failed at, with files that are gone", plan.OpRemoveTags, &FilesError{Kind: plan.OpRemoveTags, Err: answer("POST", 500)}, true},
		{"nobody could be reached", plan.OpUpdateFile, &imagekit.TransportError{Method: "PATCH", Err: refused}, false},
		{"a source that could not be read", plan.OpUpload, &imagekit.TransportError{Method: "POST", Err: io.ErrUnexpectedEOF}, false},
		{"a look that failed before", plan.OpUpdateFile, broken("GET"), false},
		{"a look that a server failed at", plan.OpUpdateFile, answer("GET", 500), false},
		{"a refusal", plan.OpUpdateFile, answer("PATCH", 400), false},
		{"a limit that was waited for too long", plan.OpAddTags, &imagekit.WaitError{Err: answer("POST", 429)}, false},
		{"a refusal after a server error", plan.OpUpdateFile, &imagekit.UnsettledError{Err: answer("PATCH", 400)}, true},
		{"a limit that was waited for too long, after a server error", plan.OpAddTags, &imagekit.UnsettledError{Err: &imagekit.WaitError{Err: answer("POST", 429)}}, true},
		{"files that are left after that", plan.OpAddTags, &FilesError{Kind: plan.OpAddTags, Err: &imagekit.UnsettledError{Err: answer("POST", 400)}}, true},
		{"a run that ended before", plan.OpDeleteFile, fmt.Errorf("delete file: %w", context.Canceled), false},
		{"files that were refused", plan.OpDeleteFiles, &FilesError{Kind: plan.OpDeleteFiles}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, mayBeDone(test.kind, test.err))
			err := doubting(test.kind, stopping(test.err))
			var u interface{ OutcomeUnknown() bool }
			require.Equal(t, test.want, errors.As(err, &u) && u.OutcomeUnknown())
			require.ErrorIs(t, err, test.err)
			require.Equal(t, test.err.Error(), err.Error())
		})
	}
}
