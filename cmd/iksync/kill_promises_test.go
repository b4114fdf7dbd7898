package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
)

// picture is what an account holds, without ids and times.
type picture struct {
	Files   map[string]string
	Folders []string
	Fields  map[string]string
}

func pictureOf(t *testing.T, server *emulator.Server) picture {
	t.Helper()
	p := picture{Files: map[string]string{}, Fields: map[string]string{}}
	for _, f := range server.Files() {
		path := f.Path
		if strings.HasSuffix(path, "/"+state.OwnName) {
			continue // the ids in it are of one run, and the rest has a test of its own
		}
		slices.Sort(f.Tags) // they are a set
		f.Path, f.FileID, f.VersionID, f.CreatedAt, f.UpdatedAt = "", "", "", time.Time{}, time.Time{}
		for i := range f.Versions {
			f.Versions[i].ID = ""
		}
		maps.DeleteFunc(f.CustomMetadata, func(_ string, v any) bool { return v == nil })
		text, err := json.Marshal(f)
		require.NoError(t, err)
		p.Files[path] = string(text)
	}
	for _, f := range server.Folders() {
		p.Folders = append(p.Folders, f.Path)
	}
	for _, f := range server.Fields() {
		text, err := json.Marshal(f.Field)
		require.NoError(t, err)
		p.Fields[f.Name] = string(text)
	}
	return p
}

// undisturbed is the end of a run of s that nothing kills, in a process of no
// time, and the number of requests it took that change the library.
func (s *scenario) undisturbed(t *testing.T) (end *emulator.Server, writes int) {
	t.Helper()
	inBubble(t, func(t *testing.T) {
		end = s.server(t)
		w := newWorld(t)
		w.http = end.HTTPClient()
		s.write(t, end, w.dir)
		w.run(applyArgs()...).exits(exitFine)
		writes = end.Mutations()
		time.Sleep(time.Minute) // listings may lag behind
		w.run("plan", "--detailed-exitcode").exits(exitFine)
	})
	return end, writes
}

// fates is how each file that was seeded ended, by its id: where it is, or how
// it went. The ids of one scenario are always the same.
func fates(server *emulator.Server) map[string]string {
	entries := map[string]emulator.LedgerEntry{}
	for _, e := range server.Ledger() {
		entries[e.FileID] = e
	}
	out := map[string]string{}
	for id, e := range entries {
		if e.Created.Method != "SEED" {
			continue
		}
		for e.How == emulator.Merged || e.How == emulator.Reminted {
			e = entries[e.Into]
		}
		if out[id] = e.Path; e.How != emulator.Live {
			out[id] = string(e.How)
		}
	}
	return out
}

// keepsAll checks that every file that was seeded is alive, with all the versions
// that it had, unless it is not in an undisturbed run either.
func (v *victim) keepsAll(undisturbed *emulator.Server) {
	v.t.Helper()
	wanted := fates(undisturbed)
	entries := map[string]emulator.LedgerEntry{}
	for _, e := range v.service.server.Ledger() {
		entries[e.FileID] = e
	}
	for _, was := range v.before {
		is := entries[was.FileID]
		for is.How == emulator.Merged || is.How == emulator.Reminted {
			is = entries[is.Into]
		}
		if fate := wanted[was.FileID]; fate == string(emulator.Deleted) || fate == string(emulator.FolderDeleted) {
			continue
		}
		require.Equal(v.t, emulator.Live, is.How, "%s is lost", was.Path)
		require.Subset(v.t, is.Versions, was.Versions, "%s lost a version", was.Path)
		require.Empty(v.t, is.Dropped, "%s lost a version", was.Path)
	}
}

// endsLike checks that all is as it is after an undisturbed run, and that nothing
// was done twice on the way.
func (v *victim) endsLike(undisturbed *emulator.Server) {
	v.t.Helper()
	server := v.service.server
	require.Empty(v.t, v.service.twice(), "was done twice")
	require.ElementsMatch(v.t, repeated(undisturbed), repeated(server), "had its effect twice, or none")
	require.Equal(v.t, jobsOf(undisturbed), jobsOf(server), "folder jobs")
	require.Equal(v.t, fates(undisturbed), fates(server), "what became of each file")
	require.Equal(v.t, pictureOf(v.t, undisturbed), pictureOf(v.t, server), "the library")
}

// jobsOf is every folder job that was started, in words.
func jobsOf(server *emulator.Server) []string {
	var out []string
	for _, j := range server.Jobs() {
		out = append(out, j.Kind+" "+j.Source+" to "+j.Target)
	}
	slices.Sort(out)
	return out
}

// repeated is every effect that should not be where nothing is done twice, but
// for what the plan itself asks for.
func repeated(server *emulator.Server) []emulator.Effect {
	list := server.Repeated()
	for i := range list {
		list[i].RequestID = ""
	}
	return list
}
