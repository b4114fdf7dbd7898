package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"sync"

	"github.com/dustin/go-humanize"
	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/state"
)

// sourcesIn opens the sources that lie in dir, until the function is called that it
// returns.
func sourcesIn(dir string) (opener, func(), error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, err
	}
	return func(source string) (*os.File, error) { return openSource(root, source) }, func() { _ = root.Close() }, nil
}

// opener opens a local file.
type opener func(name string) (*os.File, error)

// hash fills in the hashes of the configuration's sources, once. Where that takes
// long, it says so.
func (c *config) hash(ctx context.Context, say func(string, ...any)) error {
	const much = 1_000_000_000 // bytes; some seconds
	if c.hashed || !hasSources(c.want) {
		return nil
	}
	files, size := 0, int64(0)
	for _, f := range c.want.Files {
		if f.Source != nil {
			files++
			size += f.Source.Size
		}
	}
	if size > much {
		say("Reading %s of %s for their hashes.", quantity(files, "source"), humanize.Bytes(uint64(size)))
	}
	open, done := c.open, func() {}
	if open == nil {
		var err error
		if open, done, err = sourcesIn(c.dir); err != nil {
			return err
		}
	}
	defer done()
	if err := hashSources(ctx, c.want, open); err != nil {
		return err
	}
	c.hashed = true
	return nil
}

// hashSources fills in the hashes of want's sources: every file is read once, and
// none is held in memory. The error is all that is wrong with them, at once.
func hashSources(ctx context.Context, want *state.Want, open opener) error {
	var mu sync.Mutex
	var problems state.Problems
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, path := range slices.Sorted(maps.Keys(want.Files)) {
		source := want.Files[path].Source
		if source == nil {
			continue
		}
		g.Go(func() error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			sum, fault := hashSource(open, source)
			source.SHA256 = sum
			if fault != "" {
				mu.Lock()
				defer mu.Unlock()
				problems.Add(source.Pos, "source %s: %s", source.Path, fault)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return problems.Err()
}

// hashSource is the SHA-256 of a source, in hex, or what is wrong with it.
func hashSource(open opener, source *state.Source) (sum, fault string) {
	f, err := open(source.Path)
	if err != nil {
		return "", sourceFault(err)
	}
	defer f.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, f)
	switch {
	case err != nil:
		return "", sourceFault(err)
	case size != source.Size:
		return "", "somebody writes to it: its size changed while it was read"
	}
	return hex.EncodeToString(hash.Sum(nil)), ""
}
