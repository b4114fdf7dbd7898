package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// environments writes a folder that describes one library for each environment:
// --var env=... says which.
func (w *world) environments() *world {
	return w.
		file("conf/00-head.yaml", "version: 1\nlibrary: ${env}-shop\nvars: {env: , note: unsold}\nscope: [\"/${env}\"]\n").
		file("conf/10-files.yml", "version: 1\nfiles:\n  /${env}/a.jpg:\n    tags: [\"${env}\"]\n    description: ${note}\n  /${env}/new.jpg: {source: pics/new.jpg}\n").
		file("conf/pics/new.jpg", "a picture").
		file("conf/.old.yaml", "no YAML [").file("conf/sub/more.yaml", "no YAML [").file("conf/notes.txt", "no YAML [").file("conf/folder.yaml/x", "")
}

// One folder is for two environments, which do not get in each other's way.
func TestEnvironments(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/prod/a.jpg", "/dev/a.jpg").environments()
		w.run("validate", "-f", "conf", "--var", "env=dev").exits(exitFine).shows("conf (2 files) is valid: dev-shop; it has 0 fields, 0 folders, 2 files and 0 rules.")
		w.run("plan", "-f", "conf", "--var", "env=dev").exits(exitFine).
			shows("Plan for dev-shop", "scope     /dev", "from      conf", "conf/10-files.yml:4", "→ unsold")
		w.run("explain", "-f", "conf", "--var", "env=dev", "/dev/a.jpg").exits(exitFine).
			shows("file /dev/a.jpg (conf/10-files.yml:3:3)", "exactly [dev]", "conf/10-files.yml:4:11")
		w.run("graph", "-f", "conf", "--var", "env=dev").exits(exitFine).shows("/dev/a.jpg")
		w.untouched()
		w.run("apply", "-f", "conf", "--var", "env=dev", "--auto-approve").exits(exitFine).shows("Converged: dev-shop matches conf.")
		w.run("plan", "-f", "conf", "--var", "env=dev", "--detailed-exitcode").exits(exitFine)
		w.run("plan", "-f", "conf", "--var", "env=prod", "--detailed-exitcode").exits(exitChanges).shows("1 to upload, 1 to update")
		w.vars["IKSYNC_VAR"] = "env=prod\nnote=sold"
		w.run("apply", "-f", "conf/", "--auto-approve").exits(exitFine).shows("Converged: prod-shop matches conf/.")
		w.run("explain", "-f", "conf", "/prod/a.jpg").exits(exitFine).shows("sold", "[prod]")
		w.run("unlock", "-f", "conf").exits(exitFine).says("prod-shop is not locked")
	})
}

// A saved plan knows the folder and the values that it was made with.
func TestSavedPlanOfAFolder(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(w *world)
		args   []string
		exits  code
		says   string
	}{
		{"as it was", func(*world) {}, nil, exitFine, "done 2/2"},
		{"planned again", func(*world) {}, []string{"--refresh"}, exitFine, "nothing differs from p"},
		{"named in another way", func(*world) {}, []string{"-f", "./conf/"}, exitFine, "done 2/2"},
		{"variables that the environment has", func(w *world) { w.vars["IKSYNC_VAR"] = "env=prod" }, nil, exitFine, "done 2/2"},
		{"other values", func(*world) {}, []string{"--var", "env=prod"}, exitUsage, "--var is for making a plan: a saved one is carried out as it is"},
		{"another file in it", func(w *world) { w.file("conf/20.yaml", "version: 1\n") }, nil, exitStale, "conf changed since the plan was made"},
		{"a file of another name", func(w *world) {
			require.NoError(w.t, os.Rename(filepath.Join(w.dir, "conf/00-head.yaml"), filepath.Join(w.dir, "conf/01-head.yaml")))
		}, nil, exitStale, "conf changed since the plan was made"},
		{"a file that does not count", func(w *world) { w.file("conf/.old.yaml", "").file("conf/notes.txt", "") }, nil, exitFine, "done 2/2"},
		{"a file with nonsense", func(w *world) { w.file("conf/10-files.yml", "[") }, nil, exitStale, "conf changed since the plan was made"},
		{"no file in it any more", func(w *world) {
			require.NoError(w.t, os.Remove(filepath.Join(w.dir, "conf/00-head.yaml")))
			require.NoError(w.t, os.Remove(filepath.Join(w.dir, "conf/10-files.yml")))
		}, nil, exitStale, "conf changed since the plan was made"},
		{"moved, and named", func(w *world) {
			require.NoError(w.t, os.Rename(filepath.Join(w.dir, "conf"), filepath.Join(w.dir, "moved")))
		}, []string{"-f", "moved"}, exitFine, "done 2/2"},
		{"gone with its sources, and another of their name where a file's would be", func(w *world) {
			w.file("pics/new.jpg", "b picture")
			require.NoError(w.t, os.RemoveAll(filepath.Join(w.dir, "conf")))
		}, nil, exitStale, "the sources of the plan are not where they were"},
		{"gone, and to be planned again", func(w *world) {
			require.NoError(w.t, os.RemoveAll(filepath.Join(w.dir, "conf")))
		}, []string{"--refresh"}, exitUsage, "there is no file conf to plan from"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/dev/a.jpg").environments()
				w.run("plan", "-f", "conf", "--var", "env=dev", "--out", "p").exits(exitFine)
				require.Contains(t, w.read("p"), `"vars": {`)
				test.change(w)
				got := w.run(append(append([]string{"apply"}, test.args...), "p")...).exits(test.exits).says(test.says)
				if test.exits == exitFine {
					got.shows("Converged: dev-shop matches")
				} else {
					w.untouched()
				}
			})
		})
	}
}

// Where the folder is gone and nothing is to be uploaded from it, the plan stands alone.
func TestSavedPlanOfAFolderThatIsGone(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").file("conf/a.yaml", "version: 1\nlibrary: shop\nscope: [/s]\n").file("conf/b.yaml", "version: 1\n"+taggedYAML)
		w.run("plan", "-f", "conf", "--out", "p").exits(exitFine)
		require.NoError(t, os.RemoveAll(filepath.Join(w.dir, "conf")))
		w.run("apply", "p").exits(exitFine).says("conf is not there: the library is compared with the plan itself").shows("Converged")
	})
}

// A run goes on with the values that it began with.
func TestResumeOfAFolder(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/dev/a.jpg").environments()
		w.run("apply", "-f", "conf", "--var", "env=dev", "--auto-approve").exits(exitPartial)
		w.server.ClearFaults()
		w.run("apply", "--resume", "--var", "env=prod").exits(exitUsage).says("--var is for making a plan")
		w.run("apply", "--resume").exits(exitFine).shows("Converged: dev-shop matches conf.")
		w.run("plan", "-f", "conf", "--var", "env=dev", "--detailed-exitcode").exits(exitFine)
	}, emulator.WithFaults(emulator.Fault{Match: "PATCH /v1/files/{id}/details", Kind: emulator.FaultStatus, Status: 400}))
}

func TestFoldersThatAreRefused(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.environments().file("empty/readme.txt", "").file("bad/a.yaml", "version: 1\nlibrary: shop\nscope: [/s]\nflies: {}\n").
			file("bad/b.yaml", "version: 1\nfiles:\n  /s/x: {source: gone.jpg}\n").file("bad/c.yml", "files: [\n")
		w.run("validate", "-f", "empty").exits(exitUsage).says("empty has no YAML: no file right in it is called *.yaml or *.yml")
		got := w.run("validate", "-f", "bad", "--output", "json").exits(exitUsage)
		require.Equal(t, "bad/a.yaml:4:1: the file has no key \"flies\"; did you mean \"files\"?\nbad/c.yml:1:8: a value is missing here\n", got.stderr)
		problems := got.json("iksync-validate/1")["problems"].([]any)
		require.Equal(t, "bad/c.yml", problems[1].(map[string]any)["file"])
		w.file("bad/a.yaml", "version: 1\nlibrary: shop\nscope: [/s]\n").file("bad/c.yml", "version: 1\n")
		w.run("validate", "-f", "bad").exits(exitUsage).says("bad/b.yaml:3:18: source gone.jpg: there is no such file beside the YAML")
		require.NoError(t, os.Symlink("nowhere", filepath.Join(w.dir, "bad/d.yaml")))
		w.run("validate", "-f", "bad").exits(exitUsage).says(`"bad/d.yaml" cannot be read: it is a link to nothing`)
		require.NoError(t, os.Remove(filepath.Join(w.dir, "bad/d.yaml")))
		w.file("bad/\x1b[2J.yaml", "version: 1\n")
		w.run("validate", "-f", "bad").exits(exitUsage).says(`"bad/\x1b[2J.yaml" cannot be read: its name holds control characters`)
		w.run("init", "-f", "conf").exits(exitFailed).says("conf is a folder: name a file in it, such as conf/library.yaml")
	})
}

// A link to a file is read, as where the folder is mounted into a container.
func TestFolderOfLinks(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").file("conf/..data/a", "version: 1\nlibrary: shop\nscope: [/s]\n"+taggedYAML)
		require.NoError(t, os.Symlink("..data/a", filepath.Join(w.dir, "conf/a.yaml")))
		w.run("validate", "-f", "conf").exits(exitFine).shows("conf (1 file) is valid")
		w.run("plan", "-f", "conf").exits(exitFine).shows("1 to update")
	})
}

func TestVarOptions(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml("vars: {n: 5, tag: x}\nfiles:\n  /s/a.jpg: {tags: [\"${tag}\"]}\n")
		for _, test := range []struct{ value, says string }{
			{"tag", `--var: want NAME=VALUE, have "tag"`},
			{"Tag=x", `--var: "Tag" is no name of a variable`},
			{"=x", `--var: "" is no name of a variable`},
			{"tga=x", `--var tga: no such variable is declared; did you mean "tag"?`},
			{"tag=a,b", `library.yaml:6:21: tag "a,b" must not hold "," or "%" (from "${tag}")`},
		} {
			for _, command := range []string{"plan", "validate", "graph"} {
				w.run(command, "--var", test.value).exits(exitUsage).says(test.says)
			}
			w.run("apply", "--auto-approve", "--var", test.value).exits(exitUsage).says(test.says)
			w.run("explain", "--var", test.value, "/s/a.jpg").exits(exitUsage).says(test.says)
		}
		w.run("plan", "--var", "tag=a", "--var", "tag=b").exits(exitUsage).says(`--var: tag is given twice, as "a" and as "b"`)
		w.run("plan", "--var", "tag=a=b").exits(exitFine).shows("+a=b")
		w.vars["IKSYNC_VAR"] = "tag"
		w.run("plan").exits(exitUsage).says(`IKSYNC_VAR: want NAME=VALUE, have "tag"`)
		w.untouched()
	})
}

// Without given values, what a plan was made from is the SHA-256 of the file.
func TestDigests(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		digest := func(args ...string) string {
			w.run(append([]string{"plan", "--out", "p"}, args...)...).exits(exitFine)
			_, rest, _ := strings.Cut(w.read("p"), `"config": "`)
			return rest[:64]
		}
		const body = "version: 1\nlibrary: shop\nscope: [/s]\nvars: {n: x}\n"
		w.seeded("/s/a.jpg").file("a.yaml", body).file("one/a.yaml", body).file("two/a.yaml", body).file("three/b.yaml", body)
		sum := sha256.Sum256([]byte(body))
		require.Equal(t, hex.EncodeToString(sum[:]), digest("-f", "a.yaml"))
		sums := []string{digest("-f", "a.yaml"), digest("-f", "a.yaml", "--var", "n=x"), digest("-f", "a.yaml", "--var", "n=y"),
			digest("-f", "one"), digest("-f", "one", "--var", "n=x"), digest("-f", "three")}
		seen := map[string]bool{}
		for _, sum := range sums {
			require.False(t, seen[sum])
			seen[sum] = true
		}
		require.Equal(t, digest("-f", "one"), digest("-f", "two"), "where the folder is does not matter")
		require.Equal(t, digest("-f", "one"), digest("-f", filepath.Join(w.dir, "one")))
	})
}

// A sandbox is filled from a folder beside the YAML, or beside its folder.
func TestSandboxOfAFolder(t *testing.T) {
	for _, seed := range []string{"shop/conf/seed", "shop/seed"} {
		w := newWorld(t).file(seed+"/s/a.jpg", "a picture").
			file("shop/conf/a.yaml", "version: 1\nlibrary: shop\nscope: [/s]\n").file("shop/conf/b.yaml", "version: 1\n"+taggedYAML)
		w.run("plan", "--sandbox", "-f", "shop/conf", "--out", "p").exits(exitFine).says("filled from the folder seed").shows("1 to update")
		require.NoError(t, os.RemoveAll(filepath.Join(w.dir, ".iksync")))
		w.run("apply", "--sandbox", "p").exits(exitFine).says("filled from the folder seed").shows("Converged")
	}
	w := newWorld(t).file("seed/s/a.jpg", "a picture").file("conf/a.yaml", "version: 1\nlibrary: shop\nscope: [/s]\n")
	w.run("plan", "--sandbox", "-f", "conf/a.yaml").exits(exitFine).says("made in .iksync/sandbox, empty")
}

// What a folder says reaches the library as what one file would say.
func TestRequestsOfAFolder(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/dev/a.jpg").environments()
		w.run("apply", "-f", "conf", "--var", "env=dev", "--auto-approve").exits(exitFine)
		sent := w.sent()
		require.Len(t, sent, 3, "an update, an upload, and the record of it")
		require.Contains(t, sent, "POST /api/v1/files/upload")
	})
}

// What is not read is not wanted, so that no spelling of a file's ending may keep it out.
func TestFolderReadsEverySpelling(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/tmp/a.jpg", "/s/tmp/b.jpg", "/s/tmp/c.jpg").
			file("conf/a.yaml", "version: 1\nlibrary: shop\nscope: [/s]\nfolders: {/s/tmp: {prune: true}}\nfiles: {/s/tmp/a.jpg: }\n").
			file("conf/b.YAML", "version: 1\nfiles: {/s/tmp/b.jpg: }\n").file("conf/c.Yml", "version: 1\nfiles: {/s/tmp/c.jpg: }\n")
		w.run("plan", "-f", "conf", "--detailed-exitcode").exits(exitFine)
	})
}
