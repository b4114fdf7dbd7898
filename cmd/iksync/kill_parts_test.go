package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/iksync/iksync/imagekit/emulator"
)

// part is something that a YAML file asks for, in a folder of its own.
type part struct {
	seeds                  []emulator.Seed
	folders, files         []string // entries of the YAML
	goneFiles, goneFolders []string
	sources                []string // local files
}

// onePartEach is one part of each kind, below /s/N<kind>.
func onePartEach(dice *rand.Rand, n int) []part {
	makers := []func(at string, count int) part{
		movedFolder, renamedFolder, copiedFolder, mergedFolder, mergedFile, uploads, replaced,
		movedFiles, swapped, chained, tagged, described, deletedFiles, deletedFolder, nested,
	}
	var out []part
	for i, maker := range makers {
		out = append(out, maker(fmt.Sprintf("/s/p%d_%d", n, i), 1+dice.IntN(4)))
	}
	return out
}

// seeded makes count files in a folder.
func seeded(folder string, count int) []emulator.Seed {
	var out []emulator.Seed
	for i := range count {
		path := fmt.Sprintf("%s/f%d.txt", folder, i)
		out = append(out, emulator.Seed{
			Path: path, Content: []byte("content of " + path), Versions: [][]byte{[]byte("older content of " + path)},
			Tags: []string{"seeded"}, Description: "it is of " + folder,
		})
	}
	return out
}

func movedFolder(at string, count int) part {
	return part{
		seeds:   append(seeded(at+"/old", count), seeded(at+"/old/in", count)...),
		folders: []string{at + "/to/old: {moved_from: " + at + "/old, tags: {add: [moved]}}"},
	}
}

func renamedFolder(at string, count int) part {
	return part{
		seeds:   seeded(at+"/old", count),
		folders: []string{at + "/new: {moved_from: " + at + "/old}"},
		files:   []string{at + "/new/renamed.txt: {moved_from: " + at + "/old/f0.txt, metadata: {brand: Initech}}"},
	}
}

func copiedFolder(at string, count int) part {
	return part{
		seeds:   append(seeded(at+"/kit", count), seeded(at+"/kit/in", 1)...),
		folders: []string{at + "/use/kit: {copy_of: " + at + "/kit, versions: true}"},
		files:   []string{at + "/use/kit/f0.txt: {tags: {add: [copied]}}"},
	}
}

func mergedFolder(at string, count int) part {
	return part{
		seeds:   append(seeded(at+"/in/f", count), seeded(at+"/out/f", 2)...),
		folders: []string{at + "/out/f: {moved_from: " + at + "/in/f, on_conflict: version}"},
	}
}

func mergedFile(at string, _ int) part {
	return part{
		seeds: append(seeded(at+"/in", 2), seeded(at+"/out", 2)...),
		files: []string{at + "/out/f0.txt: {moved_from: " + at + "/in/f0.txt, on_conflict: version}"},
	}
}

func uploads(at string, count int) part {
	var p part
	for i := range count {
		source := fmt.Sprintf("up%d%s.txt", i, flat(at))
		p.sources = append(p.sources, source)
		p.files = append(p.files, fmt.Sprintf("%s/u%d.txt: {source: %s, description: new, tags: [fresh], metadata: {season: spring}}", at, i, source))
	}
	return p
}

func replaced(at string, count int) part {
	p := part{seeds: seeded(at, count)}
	for i := range count {
		source := fmt.Sprintf("re%d%s.txt", i, flat(at))
		p.sources = append(p.sources, source)
		p.files = append(p.files, fmt.Sprintf("%s/f%d.txt: {source: %s, tags: {add: [again]}}", at, i, source))
	}
	return p
}

func movedFiles(at string, count int) part {
	p := part{seeds: seeded(at, count)}
	for i := range count {
		p.files = append(p.files, fmt.Sprintf("%s/to/g%d.txt: {moved_from: %s/f%d.txt, tags: {add: [gone]}}", at, i, at, i))
	}
	return p
}

// swapped asks for a ring of names, which a temporary one opens.
func swapped(at string, _ int) part {
	return part{
		seeds: seeded(at, 3),
		files: []string{
			at + "/f0.txt: {id: @" + at + "/f1.txt@}", at + "/f1.txt: {id: @" + at + "/f2.txt@}", at + "/f2.txt: {id: @" + at + "/f0.txt@}",
		},
	}
}

func chained(at string, _ int) part {
	return part{
		seeds: seeded(at, 2),
		files: []string{at + "/f2.txt: {moved_from: " + at + "/f1.txt}", at + "/f1.txt: {moved_from: " + at + "/f0.txt}"},
	}
}

func tagged(at string, count int) part {
	return part{
		seeds:   seeded(at, 3*count),
		folders: []string{at + ": {tags: {add: [all], remove: [seeded]}}"},
	}
}

func described(at string, count int) part {
	p := part{seeds: seeded(at, count)}
	for i := range count {
		p.files = append(p.files, fmt.Sprintf("%s/f%d.txt: {description: described, focus: \"1,2,3,4\", metadata: {brand: Globex, season: winter}, published: false}", at, i))
	}
	return p
}

func deletedFiles(at string, count int) part {
	return part{
		seeds:     append(seeded(at+"/some", 2*count), seeded(at+"/one", 2)...),
		folders:   []string{at + "/some: {prune: true}"},
		files:     []string{at + "/some/f0.txt: {tags: {add: [kept]}}"},
		goneFiles: []string{at + "/one/f1.txt"},
	}
}

func deletedFolder(at string, count int) part {
	return part{
		seeds:       append(seeded(at+"/gone", count), seeded(at+"/gone/in", count)...),
		files:       []string{at + "/saved.txt: {moved_from: " + at + "/gone/in/f0.txt}"},
		goneFolders: []string{at + "/gone"},
	}
}

// nested moves what is in a folder that moves too.
func nested(at string, count int) part {
	return part{
		seeds:   append(seeded(at+"/a", count), seeded(at+"/a/b", count)...),
		folders: []string{at + "/c: {moved_from: " + at + "/a/b}", at + "/x/y/a: {moved_from: " + at + "/a}"},
	}
}

// flat is a path as a part of a name.
func flat(path string) string {
	out := []byte(path)
	for i, b := range out {
		if b == '/' {
			out[i] = '_'
		}
	}
	return string(out)
}
