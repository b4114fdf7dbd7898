package live_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// newPacedAccount is an account that is as slow as a forecast assumes, with a
// client that keeps to the documented limits and waits without chance.
func newPacedAccount(t *testing.T) account {
	t.Helper()
	assumed := plan.DefaultAssumptions()
	server, err := emulator.New(
		emulator.WithLatency(assumed.Latency),
		emulator.WithJobDurationFunc(func(_ string, assets int) time.Duration { return assumed.JobTime(assets) }))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	client, err := imagekit.New(imagekit.Options{
		PrivateKey: "private_emulator", HTTP: server.HTTPClient(),
		Retry: imagekit.RetryPolicy{Backoff: func(n int) time.Duration { return min(time.Second<<(n-1), 30*time.Second) }},
	})
	require.NoError(t, err)
	open := func(source string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(source))), nil }
	return account{server, client, live.New(client, live.Options{Open: open})}
}

// scene is a library and a plan for it that was made by hand.
type scene struct {
	t    *testing.T
	lib  account
	ids  map[state.Path]state.FileID
	plan plan.Plan
}

// seed puts n files there, called as format says, and returns where they are.
func (s *scene) seed(format string, n int) []state.Path {
	seeds, paths := make([]emulator.Seed, n), make([]state.Path, n)
	for i := range n {
		paths[i] = state.Path(fmt.Sprintf(format, i))
		seeds[i] = emulator.Seed{Path: string(paths[i]), Content: []byte("x")}
	}
	require.NoError(s.t, s.lib.server.Seed(seeds...))
	for _, path := range paths {
		f, found := s.lib.server.File(string(path))
		require.True(s.t, found)
		s.ids[path] = state.FileID(f.FileID)
	}
	return paths
}

// do adds an operation, which needs those given, and returns its id.
func (s *scene) do(op plan.Operation, needs ...plan.OpID) plan.OpID {
	op.ID, op.Class = plan.OpID(len(s.plan.Operations)+1), op.Kind.Class()
	for _, need := range needs {
		op.Needs = append(op.Needs, plan.Need{Op: need, Why: plan.NeedSequence})
	}
	s.plan.Operations = append(s.plan.Operations, op)
	return op.ID
}

// holds is the condition that a file is where it was put.
func (s *scene) holds(path state.Path) plan.Condition {
	return plan.Condition{Kind: plan.HoldsFile, Path: path, File: s.ids[path]}
}

func (s *scene) create(path state.Path, needs ...plan.OpID) plan.OpID {
	return s.do(plan.Operation{Kind: plan.OpCreateFolder, Path: path}, needs...)
}

func (s *scene) describe(path state.Path, needs ...plan.OpID) plan.OpID {
	text := "described"
	return s.do(plan.Operation{Kind: plan.OpUpdateFile, Path: path, File: s.ids[path],
		Update: &plan.FileUpdate{Description: &text}}, needs...)
}

func (s *scene) remove(path state.Path, needs ...plan.OpID) plan.OpID {
	return s.do(plan.Operation{Kind: plan.OpDeleteFile, Path: path, File: s.ids[path],
		Before: []plan.Condition{s.holds(path)}}, needs...)
}

// bulk makes calls for up to most files each.
func (s *scene) bulk(kind plan.OpKind, most int, paths []state.Path) {
	for ; len(paths) > 0; paths = paths[min(most, len(paths)):] {
		op := plan.Operation{Kind: kind, Path: "/s"}
		for _, path := range paths[:min(most, len(paths))] {
			op.Files = append(op.Files, plan.FileRef{Path: path, File: s.ids[path]})
			if kind == plan.OpDeleteFiles {
				op.Before = append(op.Before, s.holds(path))
			}
		}
		if kind != plan.OpDeleteFiles {
			op.Tags = []state.Tag{"x"}
		}
		s.do(op)
	}
}

// job takes a folder with so many files to dest.
func (s *scene) job(kind plan.OpKind, path, dest state.Path, along int, needs ...plan.OpID) plan.OpID {
	id := plan.ChangeID(fmt.Sprintf("folder:%s to %s", path, dest))
	s.plan.Changes = append(s.plan.Changes, plan.Change{ID: id, Kind: plan.Folder, Path: dest, From: path, Along: along})
	op := plan.Operation{Kind: kind, Path: path, Dest: dest, Changes: []plan.ChangeID{id},
		Before: []plan.Condition{{Kind: plan.HoldsFolder, Path: path}},
		After:  []plan.Condition{{Kind: plan.HoldsFolder, Path: dest}}}
	if kind != plan.OpMergeFolder {
		op.Before = append(op.Before, plan.Condition{Kind: plan.IsFree, Path: dest})
	}
	if kind != plan.OpCopyFolder {
		op.After = append(op.After, plan.Condition{Kind: plan.IsFree, Path: path})
	}
	return s.do(op, needs...)
}

// purge deletes a folder with all that was put into it.
func (s *scene) purge(folder state.Path, inside []state.Path) {
	only := plan.Condition{Kind: plan.HoldsOnly, Path: folder}
	for _, path := range inside {
		only.Content = append(only.Content, plan.Content{Path: path, File: s.ids[path]})
	}
	s.do(plan.Operation{Kind: plan.OpDeleteFolder, Path: folder, Before: []plan.Condition{only}})
}

// TestForecastIsHowLongAnApplyTakes: on a service that is as slow as assumed,
// the clock says what the forecast said, and as many reads were made.
func TestForecastIsHowLongAnApplyTakes(t *testing.T) {
	for _, test := range []struct {
		name string
		set  func(s *scene)
	}{
		{"one call", func(s *scene) { s.create("/s/a") }},
		{"one delete, checked before", func(s *scene) { s.remove(s.seed("/s/%d.jpg", 1)[0]) }},
		{"one folder job", func(s *scene) {
			s.seed("/s/a/%d.jpg", 40)
			s.job(plan.OpRenameFolder, "/s/a", "/s/b", 40)
		}},
		{"a hundred folders, side by side", func(s *scene) {
			for i := range 100 {
				s.create(state.Path(fmt.Sprintf("/s/%d", i)))
			}
		}},
		{"twenty folders, one in the other", func(s *scene) {
			path, above := state.Path("/s"), s.create("/s")
			for i := range 20 {
				path = path.Join(fmt.Sprint(i))
				above = s.create(path, above)
			}
		}},
		{"folders whose parents come along", func(s *scene) {
			for i := range 50 {
				above := state.Path(fmt.Sprintf("/s/%d", i))
				s.do(plan.Operation{Kind: plan.OpCreateFolder, Path: above.Join("in"), Parents: []state.Path{above}})
			}
		}},
		{"two thousand descriptions", func(s *scene) {
			for _, path := range s.seed("/s/%d.jpg", 2_000) {
				s.describe(path)
			}
		}},
		{"a thousand deletes, each checked before", func(s *scene) {
			for _, path := range s.seed("/s/%d.jpg", 1_000) {
				s.remove(path)
			}
		}},
		{"ten thousand deletes in a hundred calls", func(s *scene) { s.bulk(plan.OpDeleteFiles, 100, s.seed("/s/%d.jpg", 10_000)) }},
		{"tags of ten thousand files in two hundred calls", func(s *scene) { s.bulk(plan.OpAddTags, 50, s.seed("/s/%d.jpg", 10_000)) }},
		{"tags of files whose ids nobody knows", func(s *scene) {
			paths := s.seed("/s/%d.jpg", 1_000)
			clear(s.ids)
			s.bulk(plan.OpAddTags, 50, paths)
		}},
		{"folders deleted with all that is in them", func(s *scene) {
			for _, dir := range []string{"/s/a", "/s/b", "/s/c", "/s/d", "/s/e", "/s/f"} {
				s.purge(state.Path(dir), s.seed(dir+"/%d.jpg", 2_500))
			}
		}},
		{"five hundred uploads", func(s *scene) {
			for i := range 500 {
				source := fmt.Sprintf("%d.txt", i)
				s.do(plan.Operation{Kind: plan.OpUpload, Path: state.Path("/s/" + source),
					Source: &plan.SourceArgs{Path: source, Size: int64(len(source))}})
			}
		}},
		{"a chain of seven folder jobs", func(s *scene) {
			s.seed("/s/0/%d.jpg", 3_000)
			last := s.job(plan.OpRenameFolder, "/s/0", "/s/1", 3_000)
			for i := 1; i < 7; i++ {
				from, to := state.Path(fmt.Sprintf("/s/%d", i)), state.Path(fmt.Sprintf("/s/%d", i+1))
				last = s.job(plan.OpRenameFolder, from, to, 3_000, last)
			}
		}},
		{"twelve folder jobs that have nothing in common", func(s *scene) {
			for i := range 12 {
				dir := state.Path(fmt.Sprintf("/s/%d", i))
				s.seed(string(dir)+"/a/%d.jpg", 100*i+1)
				s.job(plan.OpRenameFolder, dir.Join("a"), dir.Join("b"), 100*i+1)
			}
		}},
		{"twelve folder jobs into one folder, which wait for each other", func(s *scene) {
			s.seed("/s/in/%d.jpg", 1)
			for i := range 12 {
				dir := state.Path(fmt.Sprintf("/s/%d", i))
				s.seed(string(dir)+"/%d.jpg", 500)
				s.job(plan.OpMoveFolder, dir, state.Path("/s/in").Join(dir.Base()), 500)
			}
		}},
		{"something of everything", everything},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scene{t: t, lib: newPacedAccount(t), ids: map[state.Path]state.FileID{}}
				test.set(s)
				forecast := plan.DefaultAssumptions().Forecast(&s.plan)
				begun := time.Now()
				result, err := apply.Run(context.Background(), &s.plan, s.lib.library, apply.Options{})
				took := time.Since(begun).Seconds()
				require.NoError(t, err)
				for _, o := range result.Outcomes {
					require.Equal(t, apply.Done, o.Status, "operation %d: %s", o.Op, o.Error)
				}
				reads := 0
				for _, r := range s.lib.server.Requests() {
					if r.Class == emulator.ClassRead {
						reads++
					}
				}
				t.Logf("%.2f s and %d reads, forecast %.2f s and %d reads", took, reads, forecast.Seconds, forecast.Reads)
				slack := max(took/10, plan.FirstPause.Seconds())
				require.InDelta(t, took, forecast.Seconds, slack)
				require.InDelta(t, reads, forecast.Reads, math.Max(2, float64(reads)/10))
			})
		})
	}
}

// everything has a new place for files, takes them there by a job, and changes,
// merges, copies and deletes on the way.
func everything(s *scene) {
	s.seed("/s/out/%d.jpg", 1)
	old := s.seed("/s/old/%d.jpg", 400)
	doomed := s.seed("/s/doomed/%d.jpg", 300)
	merged := s.seed("/s/merged/%d.jpg", 50)
	s.seed("/s/onto/%d.jpg", 50)
	in := s.create("/s/in")
	needs := []plan.OpID{in}
	for _, path := range old {
		needs = append(needs, s.describe(path))
	}
	moved := s.job(plan.OpMoveFolder, "/s/old", "/s/in/old", 400, needs...)
	s.job(plan.OpCopyFolder, "/s/in/old", "/s/out/old", 400, moved)
	s.bulk(plan.OpDeleteFiles, 100, doomed)
	for _, path := range merged {
		dest := state.Path("/s/onto").Join(path.Base())
		s.do(plan.Operation{Kind: plan.OpMergeFile, Path: path, File: s.ids[path], Dest: dest,
			Before: []plan.Condition{s.holds(path), {Kind: plan.HoldsFile, Path: dest}}})
	}
	for i := range 30 {
		source := fmt.Sprintf("%d.txt", i)
		s.do(plan.Operation{Kind: plan.OpUpload, Path: state.Path("/s/in/" + source),
			Source: &plan.SourceArgs{Path: source, Size: int64(len(source))}}, in)
	}
}
