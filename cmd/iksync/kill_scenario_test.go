package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// scenario is a library and a YAML file that asks for much of it.
type scenario struct {
	name     string
	seed     func(t *testing.T, server *emulator.Server)
	yaml     string            // @PATH@ stands for the id of the file there
	sources  map[string]string // local files
	examples bool              // it has the folder of examples beside it
	readings emulator.Readings
	lag      time.Duration
	jobs     []time.Duration // one of them is what a job takes, by its size
}

// server is the account of s as it is before anything runs.
func (s *scenario) server(t *testing.T, options ...emulator.Option) *emulator.Server {
	t.Helper()
	server, err := emulator.New(append([]emulator.Option{
		emulator.WithKey(testKey), emulator.WithReadings(s.readings), emulator.WithListLag(s.lag),
		emulator.WithJobDurationFunc(func(kind string, assets int) time.Duration {
			return s.jobs[(len(kind)+assets)%len(s.jobs)]
		}),
	}, options...)...)
	require.NoError(t, err)
	s.seed(t, server)
	return server
}

// write puts the YAML of s and its sources into a directory.
func (s *scenario) write(t *testing.T, server *emulator.Server, dir string) {
	t.Helper()
	if s.examples {
		require.NoError(t, os.CopyFS(dir, os.DirFS("../../examples")))
	}
	text := regexp.MustCompile(`@[^@]+@`).ReplaceAllStringFunc(s.yaml, func(mark string) string {
		f, found := server.File(strings.Trim(mark, "@"))
		require.True(t, found, "%s", mark)
		return f.FileID
	})
	files := map[string]string{"library.yaml": text}
	for name, content := range s.sources {
		files[name] = content
	}
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
}

// drawn is a random scenario: some of the parts that there are, each in a folder
// of its own, on a service that reads its documents in some way.
func drawn(dice *rand.Rand) *scenario {
	one := func() int { return dice.IntN(2) }
	const parts = 9
	var all []part
	for i := range parts {
		all = append(all, onePartEach(dice, i)...)
	}
	dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	s := compose(all[:parts])
	s.name = "drawn"
	s.jobs = []time.Duration{short(dice), short(dice), short(dice)}
	s.lag = time.Duration(one()*one()) * 200 * time.Millisecond
	s.readings = emulator.Readings{
		ParentsMustExist: one() == 0, ExistingFolder: emulator.ExistingFolder(one()), Locks: emulator.Locks(one()),
		FileIDOnMove: emulator.IDFate(one()), FolderIDOnMove: emulator.IDFate(one()), FolderIDOnRename: emulator.IDFate(one()),
		MergeKeeps: emulator.MergeKeeps(one()), MissingDescription: emulator.MissingText(dice.IntN(3)),
		FieldSchema: emulator.FieldSchema(one()), RequiredFields: emulator.RequiredFields(one()),
	}
	return s
}

// short is a time that a job takes, in a test that waits for it.
func short(dice *rand.Rand) time.Duration {
	return 50*time.Millisecond + time.Duration(dice.Int64N(int64(350*time.Millisecond)))
}

// rich is every part once, on a service as it is documented. Some of its jobs take
// longer than a listing may lag: what is not seen by then may still be under way.
func rich(dice *rand.Rand) *scenario {
	s := compose(onePartEach(dice, 0))
	s.name = "rich"
	s.jobs = []time.Duration{1600 * time.Millisecond, 80 * time.Millisecond}
	return s
}

// example is the example that shows the whole format.
func example() *scenario {
	text, err := os.ReadFile("../../examples/library.yaml")
	return &scenario{
		name: "example", examples: true, yaml: string(text), jobs: []time.Duration{250 * time.Millisecond},
		seed: func(t *testing.T, server *emulator.Server) {
			require.NoError(t, err)
			require.NoError(t, server.SeedDir("../../examples/seed"))
		},
	}
}

// compose makes one library and one YAML file of parts.
func compose(parts []part) *scenario {
	var whole part
	for _, p := range parts {
		whole.seeds = append(whole.seeds, p.seeds...)
		whole.folders = append(whole.folders, p.folders...)
		whole.files = append(whole.files, p.files...)
		whole.sources = append(whole.sources, p.sources...)
		whole.goneFiles = append(whole.goneFiles, p.goneFiles...)
		whole.goneFolders = append(whole.goneFolders, p.goneFolders...)
	}
	var yaml strings.Builder
	yaml.WriteString(`version: 1
library: shop
scope: [/s]
limits: {deletes: 1000, delete_percent: 100}
fields:
  brand: {label: Brand, type: SingleSelect, options: [Acme, Globex, Initech]}
  season: {label: Season, type: Text}
`)
	section := func(head, indent string, lines []string) {
		if len(lines) > 0 {
			yaml.WriteString(head + "\n")
		}
		for _, line := range lines {
			yaml.WriteString(indent + line + "\n")
		}
	}
	section("folders:", "  ", whole.folders)
	section("files:", "  ", whole.files)
	yaml.WriteString("remove:\n  fields: [legacy]\n")
	section("  files:", "    - ", whole.goneFiles)
	section("  folders:", "    - ", whole.goneFolders)
	s := &scenario{yaml: yaml.String(), sources: map[string]string{}}
	for _, name := range whole.sources {
		s.sources[name] = "the bytes of " + name
	}
	s.seed = func(t *testing.T, server *emulator.Server) {
		require.NoError(t, server.SeedField(emulator.Field{Name: "brand", Label: "Brand", Type: "SingleSelect", SelectOptions: []any{"Acme", "Globex"}}))
		require.NoError(t, server.SeedField(emulator.Field{Name: "legacy", Label: "Legacy", Type: "Text"}))
		require.NoError(t, server.Seed(slices.Clone(whole.seeds)...))
	}
	return s
}
