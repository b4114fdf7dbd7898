package live_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// probed is an operation of one kind and what the library says about it: before
// it is carried out, afterwards, and after somebody else has interfered instead.
type probed struct {
	name    string
	op      asker
	other   meddler
	between plan.VerdictAnswer
}

// An asker makes an operation of what an account has.
type asker func(a account) plan.Operation

// A meddler is somebody else who comes between.
type meddler func(t *testing.T, a account, op *plan.Operation)

// onFile is an operation on one file, with all that a plan would know of it.
func onFile(kind plan.OpKind, p, dest state.Path, u *plan.FileUpdate) asker {
	return func(a account) plan.Operation {
		op := plan.Operation{Kind: kind, Path: p, Dest: dest, Update: u}
		if f, there := a.server.File(string(p)); there && dest == "" {
			op.File = state.FileID(f.FileID)
		}
		for _, at := range []state.Path{p, dest} {
			if f, there := a.server.File(string(at)); there {
				op.Before = append(op.Before, plan.Condition{Kind: plan.HoldsFile, Path: at, File: state.FileID(f.FileID), Version: f.VersionID})
			}
		}
		return op
	}
}

// byPath is an operation whose file is new, so that a plan knows only where it is.
func byPath(of asker) asker {
	return func(a account) plan.Operation {
		op := of(a)
		op.File, op.Before = "", nil
		return op
	}
}

func only(op plan.Operation) asker { return func(account) plan.Operation { return op } }

func sending(of asker) asker {
	return func(a account) plan.Operation {
		op := of(a)
		op.Source = &plan.SourceArgs{Path: "twelve bytes", Size: 12}
		return op
	}
}

// onTwo is an operation on two files, one of which a plan knows only by its path.
func onTwo(kind plan.OpKind, tags ...state.Tag) asker {
	return func(a account) plan.Operation {
		one, _ := a.server.File("/s/a.jpg")
		return many(kind, []plan.FileRef{{Path: "/s/a.jpg", File: state.FileID(one.FileID)}, {Path: "/s/b.jpg"}}, tags...)
	}
}

func onField(kind plan.OpKind, name state.FieldName, label string) asker {
	return func(a account) plan.Operation {
		op := plan.Operation{Kind: kind, Field: &plan.FieldArgs{Name: name, Label: label, Type: state.Text, Required: state.Optional}}
		for _, f := range a.server.Fields() {
			if f.Name == string(name) {
				op.Field.ID = f.ID
			}
		}
		return op
	}
}

func deletes(p string) meddler {
	return func(t *testing.T, a account, _ *plan.Operation) {
		if f, there := a.server.File(p); there {
			require.NoError(t, a.client.DeleteFile(context.Background(), f.FileID))
			return
		}
		require.NoError(t, a.client.DeleteFolder(context.Background(), p))
	}
}

func renames(p state.Path, name string) meddler {
	return func(t *testing.T, a account, _ *plan.Operation) {
		kind := plan.OpRenameFolder
		if _, there := a.server.File(string(p)); there {
			kind = plan.OpRenameFile
		}
		require.NoError(t, a.do(context.Background(), plan.Operation{Kind: kind, Path: p, Dest: p.Dir().Join(name)}))
	}
}

func puts(p state.Path) meddler {
	return func(t *testing.T, a account, _ *plan.Operation) {
		a.upload(t, p, func(r *imagekit.UploadRequest) { r.OverwriteFile = true })
	}
}

func tags(p string, tags ...string) meddler {
	return func(t *testing.T, a account, _ *plan.Operation) {
		f, _ := a.server.File(p)
		_, err := a.client.UpdateFile(context.Background(), f.FileID, imagekit.FileUpdate{Tags: imagekit.Set(tags)})
		require.NoError(t, err)
	}
}

const (
	unclear, notDone = plan.VerdictUnclear, plan.VerdictNotDone
	done, partly     = plan.VerdictDone, plan.VerdictPartly
)

// stories is one for each kind, and more where more can happen. The library has
// what [account.stage] puts there.
func stories() []probed { return slices.Concat(fileStories(), folderStories(), fieldStories()) }

func fileStories() []probed {
	set := &plan.FileUpdate{Tags: &[]state.Tag{"new"}, Metadata: map[state.FieldName]state.Value{"day": state.String("2024-01-01")}}
	text := "new"
	sent := &plan.FileUpdate{Tags: &[]state.Tag{"new"}, Description: &text}
	return []probed{
		{"a file moves", onFile(plan.OpMoveFile, "/s/a.jpg", "/s/into/a.jpg", nil), renames("/s/a.jpg", "z.jpg"), unclear},
		{"a file moves, and is deleted instead", onFile(plan.OpMoveFile, "/s/a.jpg", "/s/into/a.jpg", nil), deletes("/s/a.jpg"), unclear},
		{"a file moves whose id nobody knows", byPath(onFile(plan.OpMoveFile, "/s/a.jpg", "/s/into/a.jpg", nil)), puts("/s/into/a.jpg"), unclear},
		{"a file is renamed", onFile(plan.OpRenameFile, "/s/a.jpg", "/s/y.jpg", nil), renames("/s/a.jpg", "z.jpg"), unclear},
		{"a file merges", onFile(plan.OpMergeFile, "/s/m.jpg", "/s/into/m.jpg", nil), deletes("/s/m.jpg"), unclear},
		{"a file is updated", onFile(plan.OpUpdateFile, "/s/a.jpg", "", set), tags("/s/a.jpg", "other"), notDone},
		{"a file is updated, and is deleted instead", onFile(plan.OpUpdateFile, "/s/a.jpg", "", set), deletes("/s/a.jpg"), notDone},
		{"a file is updated whose id nobody knows", byPath(onFile(plan.OpUpdateFile, "/s/a.jpg", "", set)), tags("/s/a.jpg", "other"), notDone},
		{"a file is unpublished", onFile(plan.OpPublishFile, "/s/a.jpg", "", &plan.FileUpdate{Published: new(bool)}), tags("/s/a.jpg", "other"), notDone},
		{"a file is deleted", onFile(plan.OpDeleteFile, "/s/a.jpg", "", nil), renames("/s/a.jpg", "z.jpg"), notDone},
		{"a file is deleted, by somebody else", onFile(plan.OpDeleteFile, "/s/a.jpg", "", nil), deletes("/s/a.jpg"), done},
		{"files are deleted", onTwo(plan.OpDeleteFiles), deletes("/s/b.jpg"), partly},
		{"files are tagged", onTwo(plan.OpAddTags, "new", "more"), tags("/s/b.jpg", "more", "new"), partly},
		{"files lose tags", onTwo(plan.OpRemoveTags, "old"), tags("/s/a.jpg"), partly},
		{"a file is uploaded", sending(only(plan.Operation{Kind: plan.OpUpload, Path: "/s/up.txt", Update: sent})), puts("/s/up.txt"), unclear},
		{"a file is replaced", sending(onFile(plan.OpReplace, "/s/a.jpg", "", sent)), puts("/s/a.jpg"), unclear},
	}
}

func folderStories() []probed {
	return []probed{
		{"a folder is made", only(folder("/s/n/m", "/s/n")), puts("/s/n/m"), unclear},
		{"a folder is deleted", only(plan.Operation{Kind: plan.OpDeleteFolder, Path: "/s/d"}), deletes("/s/d/x.jpg"), notDone},
		{"a folder moves", only(plan.Operation{Kind: plan.OpMoveFolder, Path: "/s/d", Dest: "/s/into/d"}), deletes("/s/d"), unclear},
		{"a folder moves, and another comes to its place", only(plan.Operation{Kind: plan.OpMoveFolder, Path: "/s/d", Dest: "/s/into/d"}), puts("/s/into/d/x.jpg"), unclear},
		{"a folder is renamed", only(plan.Operation{Kind: plan.OpRenameFolder, Path: "/s/d", Dest: "/s/e"}), renames("/s/d", "f"), unclear},
		{"a folder merges", only(plan.Operation{Kind: plan.OpMergeFolder, Path: "/s/both", Dest: "/s/into/both"}), puts("/s/both/new.jpg"), notDone},
		{"a folder is copied", only(plan.Operation{Kind: plan.OpCopyFolder, Path: "/s/d", Dest: "/s/into/d"}), puts("/s/into/d/x.jpg"), unclear},
	}
}

func fieldStories() []probed {
	ctx := context.Background()
	return []probed{
		{"a field is made", onField(plan.OpCreateField, "season", "Season"), func(t *testing.T, a account, op *plan.Operation) {
			_, err := a.client.CreateField(ctx, imagekit.FieldCreate{Name: "season", Label: "Time", Schema: imagekit.FieldSchema{Type: imagekit.FieldText}})
			require.NoError(t, err)
		}, unclear},
		{"a field is updated", onField(plan.OpUpdateField, "brand", "Brand name"), func(t *testing.T, a account, op *plan.Operation) {
			_, err := a.client.UpdateField(ctx, op.Field.ID, imagekit.FieldUpdate{Label: "Time"})
			require.NoError(t, err)
		}, notDone},
		{"a field is deleted", onField(plan.OpDeleteField, "brand", "Brand"), func(t *testing.T, a account, op *plan.Operation) {
			require.NoError(t, a.client.DeleteField(ctx, op.Field.ID))
		}, done},
	}
}

// stage is the library that the stories play in.
func (a account) stage(t *testing.T) {
	t.Helper()
	require.NoError(t, a.server.SeedField(emulator.Field{Name: "brand", Label: "Brand", Type: "Text"}))
	require.NoError(t, a.server.SeedField(emulator.Field{Name: "day", Label: "Day", Type: "Date"}))
	a.seed(t, "/s/a.jpg", "/s/b.jpg", "/s/m.jpg", "/s/into/m.jpg", "/s/d/x.jpg", "/s/d/in/y.jpg", "/s/dd/z.jpg", "/s/both/x.jpg", "/s/into/both/x.jpg")
	require.NoError(t, a.server.Seed(emulator.Seed{Path: "/s/d/void", Folder: true}))
}

// TestProbe asks about each operation before it is carried out, afterwards, and
// after somebody else came between, under all readings of the API.
func TestProbe(t *testing.T) {
	for _, story := range stories() {
		for _, service := range services() {
			t.Run(story.name+"/"+service.name, func(t *testing.T) {
				for _, when := range []string{"not carried out", "carried out", "somebody else"} {
					synctest.Test(t, func(t *testing.T) {
						a := newAccount(t, service.options...)
						a.stage(t)
						op := story.op(a)
						want := plan.VerdictNotDone
						switch when {
						case "carried out":
							require.NoError(t, a.do(context.Background(), op))
							want = plan.VerdictDone
						case "somebody else":
							story.other(t, a, &op)
							want = story.between
						}
						time.Sleep(5 * time.Second) // whoever asks waits for listings
						mutations := a.server.Mutations()
						v, err := a.library.Probe(context.Background(), &op)
						require.NoError(t, err)
						require.Equal(t, want, v.Answer, "%s: %s", when, v.Evidence)
						require.NotEmpty(t, v.Evidence)
						require.Equal(t, want == plan.VerdictPartly, len(v.Left) > 0)
						require.Equal(t, mutations, a.server.Mutations(), "it only reads")
					})
				}
			})
		}
	}
}

// TestProbeUnderLag never takes what a listing does not show yet for a reason to
// count something as done that is not.
func TestProbeUnderLag(t *testing.T) {
	for _, story := range stories() {
		t.Run(story.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, emulator.WithListLag(10*time.Second))
				a.stage(t)
				op := story.op(a)
				v, err := a.library.Probe(context.Background(), &op)
				require.NoError(t, err)
				require.Equal(t, plan.VerdictNotDone, v.Answer, v.Evidence)
				require.NoError(t, a.do(context.Background(), op))
				var last plan.Verdict
				for range 12 {
					last, err = a.library.Probe(context.Background(), &op)
					require.NoError(t, err)
					if last.Answer == plan.VerdictDone {
						break
					}
					time.Sleep(time.Second)
				}
				require.Equal(t, plan.VerdictDone, last.Answer, "as soon as the listings have settled: %s", last.Evidence)
			})
		})
	}
}

// TestProbeWhileAJobRuns says nothing for certain, or that it is not done.
func TestProbeWhileAJobRuns(t *testing.T) {
	for _, kind := range []plan.OpKind{plan.OpMoveFolder, plan.OpRenameFolder, plan.OpCopyFolder, plan.OpMergeFolder} {
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, emulator.WithJobDuration(time.Minute))
				a.stage(t)
				op := plan.Operation{Kind: kind, Path: "/s/d", Dest: "/s/into/d"}
				switch kind {
				case plan.OpRenameFolder:
					op.Dest = "/s/e"
				case plan.OpMergeFolder:
					op.Path, op.Dest = "/s/both", "/s/into/both"
				}
				_, err := a.library.Do(context.Background(), &op, func(context.Context) error { return nil })
				require.NoError(t, err)
				time.Sleep(30 * time.Second)
				v, err := a.library.Probe(context.Background(), &op)
				require.NoError(t, err)
				require.NotEqual(t, plan.VerdictDone, v.Answer)
				time.Sleep(31 * time.Second)
				v, err = a.library.Probe(context.Background(), &op)
				require.NoError(t, err)
				require.Equal(t, plan.VerdictDone, v.Answer)
			})
		})
	}
}

// TestProbeFails names what could not be read, and ends a run whose key is refused.
func TestProbeFails(t *testing.T) {
	for _, test := range []struct {
		name   string
		op     plan.Operation
		status int
		says   string
		stops  bool
	}{
		{"a file", plan.Operation{Kind: plan.OpDeleteFile, Path: "/s/a.jpg", File: "f1"}, 400, "looking whether delete-file was carried out: get file: 400", false},
		{"a folder", plan.Operation{Kind: plan.OpMoveFolder, Path: "/s/a", Dest: "/s/b"}, 403, "looking whether move-folder was carried out: list assets: 403", true},
		{"fields", plan.Operation{Kind: plan.OpDeleteField, Field: &plan.FieldArgs{ID: "1"}}, 401, "looking whether delete-field was carried out: list fields: 401", true},
		{"nobody knows it", plan.Operation{Kind: "new"}, 0, `no operation of kind "new" is known`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newAccount(t)
			if test.status != 0 {
				a.server.Inject(emulator.Fault{Status: test.status})
			}
			_, err := a.library.Probe(context.Background(), &test.op)
			require.ErrorContains(t, err, test.says)
			stop, is := err.(interface{ StopsRun() bool })
			require.Equal(t, test.stops, is && stop.StopsRun())
		})
	}
}
