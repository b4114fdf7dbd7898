package main

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
)

// delivers lets every request for the bytes of a file be answered by f, unless that
// returns 0.
func (w *world) delivers(f func(path string) (status int)) {
	base := w.server.HTTPClient().Transport
	w.http = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if strings.HasPrefix(r.URL.Path, "/emulator/") {
			if status := f(r.URL.Path); status != 0 {
				return &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
			}
		}
		return base.RoundTrip(r)
	})}
}

// A published file that cannot be had is held, and nothing is uploaded on suspicion: the
// rest of the plan is as good as it was. What was found out about others is kept.
func TestAFileThatCannotBeHad(t *testing.T) {
	for _, status := range []int{http.StatusForbidden, http.StatusNotFound, http.StatusInternalServerError} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/a.txt", Content: []byte("same")},
					emulator.Seed{Path: "/s/b.txt", Content: []byte("same")}, emulator.Seed{Path: "/s/c.txt", Content: []byte("longer")}))
				w.yaml("files: {/s/a.txt: {source: x}, /s/b.txt: {source: x}, /s/c.txt: {source: x}}").file("x", "same")
				w.delivers(func(path string) int {
					if path == "/emulator/s/a.txt" {
						return status
					}
					return 0
				})
				w.run("plan").exits(exitFailed).shows("not compared with their sources", "/s/a.txt").says("1 file could not be compared")
				w.run("drift").exits(exitFailed).shows("/s/a.txt").says("could not be read whole")
				w.untouched()
				w.run("apply", "--auto-approve").exits(exitPartial).says("1 file could not be compared")
				require.Equal(t, []string{"/s/c.txt " + sha("same")}, w.uploaded())
				w.delivers(func(string) int { return 0 })
				before := w.delivered()
				w.run("plan", "--detailed-exitcode").exits(exitFine)
				require.Equal(t, before+1, w.delivered(), "only the one that could not be had is looked at")
			})
		})
	}
}

// Where the host that delivers is away, it is not asked a thousand times.
func TestDeliveriesThatAreAway(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		var asked atomic.Int64
		body := "files:\n"
		for _, name := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
			require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/" + name, Content: []byte("same")}))
			body += "  /s/" + name + ": {source: x}\n"
		}
		w.yaml(body).file("x", "same")
		w.delivers(func(string) int { asked.Add(1); return http.StatusForbidden })
		w.run("plan").exits(exitFailed).says("26 files could not be compared").shows("not tried, after")
		require.NotZero(t, asked.Load())
		require.LessOrEqual(t, asked.Load(), int64(2*downloads))
	})
}

// The signature that admits a download for some minutes is in nothing that anybody
// reads, be it that the download goes well or that it breaks.
func TestSignaturesAreNotTold(t *testing.T) {
	for _, broken := range []bool{false, true} {
		story(t, func(t *testing.T, w *world) {
			require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/a.txt", Content: []byte("same"), Private: true}))
			w.yaml("files: {/s/a.txt: {source: x}}").file("x", "same")
			base := w.server.HTTPClient().Transport
			signed := 0
			w.http = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if strings.Contains(r.URL.RawQuery, "ik-s=") {
					if signed++; broken {
						return nil, errors.New("the connection broke")
					}
				}
				return base.RoundTrip(r)
			})}
			o := w.run("plan", "--log-level", "debug", "--out", "saved", "--report", "json=r.json", "--report", "html=r.html")
			require.Equal(t, broken, o.code != int(exitFine), o.stderr)
			require.NotZero(t, signed)
			for _, text := range []string{o.stdout, o.stderr, w.read("saved"), w.read("r.json"), w.read("r.html")} {
				require.NotContains(t, text, "ik-s")
			}
		})
	}
}

// A listing that is behind shows an old version: the file is taken as it is.
func TestSourcesUnderALag(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.yaml("files: {/s/a.txt: {source: a.txt}}").file("a.txt", "first")
		w.run("apply", "--auto-approve").exits(exitFine)
		time.Sleep(time.Minute)
		w.file("a.txt", "fIrst")
		w.run("apply", "--auto-approve").exits(exitFine)
		w.run("plan", "--detailed-exitcode").exits(exitFine).shows("No changes")
		require.Len(t, w.uploaded(), 2)
	}, emulator.WithListLag(8*time.Second))
}

// What a plan found out by downloading is kept when it is applied later, by another process.
func TestSavedPlansRemember(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/a.txt", Content: []byte("same")}))
		w.yaml("files: {/s/a.txt: {source: x}, /s/b.txt: {source: x}}").file("x", "same")
		w.run("plan", "--out", "saved").exits(exitFine).says("Comparing 1 file")
		w.run("apply", "saved").exits(exitFine)
		w.run("plan", "--detailed-exitcode").exits(exitFine)
		require.Equal(t, 1, w.delivered())
	})
}

// A saved plan deletes nothing that came back to the folder of sources since.
func TestSavedPlansOfSourceDirs(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.yaml("folders: {/s/i: {source_dir: assets, prune: true}}").file("assets/a.txt", "a").file("assets/b.txt", "b")
		w.run("apply", "--auto-approve").exits(exitFine)
		require.NoError(t, os.Remove(filepath.Join(w.dir, "assets", "b.txt")))
		w.run("plan", "--out", "saved").exits(exitFine).shows("b.txt")
		w.file("assets/b.txt", "b")
		w.run("apply", "saved").exits(exitStale).says("library.yaml changed since the plan was made")
		require.NoError(t, os.Remove(filepath.Join(w.dir, "assets", "b.txt")))
		w.run("apply", "saved").exits(exitFine)
		require.Len(t, w.server.Files(), 2, "the record, and a.txt")
	})
}

// Bytes that somebody changed are drift, whatever the YAML at hand says of them by now.
func TestDriftOfBytes(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.file("old/library.yaml", "version: 1\nlibrary: shop\nscope: [/s]\nfiles: {/s/a.txt: {source: a.txt}}\n").file("old/a.txt", "mine")
		w.run("apply", "-f", "old/library.yaml", "--auto-approve").exits(exitFine)
		require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/a.txt", Content: []byte("ours")}))
		w.yaml("files: {/s/a.txt: {source: a.txt}}").file("a.txt", "much longer")
		w.run("drift", "--base", "old/library.yaml", "--detailed-exitcode").exits(exitChanges).shows("a.txt")
	})
}

// A file of the record's name that iksync did not write is left alone.
func TestAForeignRecord(t *testing.T) {
	for _, text := range []string{`{"hello": 1}`, `{"format":"iksync-uploads/2","files":{}}`} {
		story(t, func(t *testing.T, w *world) {
			require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/" + live.RecordName, Content: []byte(text)}))
			w.yaml("files: {/s/a.txt: {source: a.txt}}").file("a.txt", "mine")
			w.run("apply", "--auto-approve").exits(exitFine).says("is not on record", "It stays as it is")
			require.Equal(t, sha(text), w.fileAt("/s/"+live.RecordName).SHA256)
			w.run("plan", "--detailed-exitcode").exits(exitFine).says("Comparing 1 file")
		})
	}
}

// Two configurations that share a record do not drop each other's entries.
func TestASharedRecord(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		require.NoError(t, os.Mkdir(filepath.Join(w.dir, "state"), 0o755))
		for _, dir := range []string{"/d", "/e"} {
			w.file(dir[1:]+".yaml", "version: 1\nlibrary: shop\nstate: file://./state\nscope: ["+dir+"]\nfiles: {"+dir+"/a.txt: {source: x}}\n").file("x", "same")
			w.run("apply", "-f", dir[1:]+".yaml", "--auto-approve").exits(exitFine)
		}
		w.run("plan", "-f", "d.yaml", "--detailed-exitcode").exits(exitFine)
		w.run("plan", "-f", "e.yaml", "--detailed-exitcode").exits(exitFine)
		require.Zero(t, w.delivered())
	})
}

// What iksync keeps for itself cannot be asked for, and configuration is no media.
func TestSourcesOfItsOwn(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.yaml("files: {/s/"+live.RecordName+": {source: x}}").file("x", "x").file(live.RecordName, "{}")
		w.run("plan").exits(exitUsage).says("library.yaml:4:9: ", "record of uploads")
		w.run("file", "upload", live.RecordName, "/s").exits(exitUsage).says("what iksync keeps for itself")
		w.yaml("folders: {/s/i: {source_dir: .}}")
		w.run("apply", "--auto-approve").exits(exitUsage).says("source_dir would upload library.yaml, which is this configuration")
		w.yaml("files: {/s/a.txt: {source: x}}")
		w.run("explain", "/s/a.txt").exits(exitFine).shows("source", "library.yaml:4:28")
		require.Empty(t, w.sent())
	})
}
