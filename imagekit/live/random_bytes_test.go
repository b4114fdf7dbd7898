package live_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/record"
)

// This file is about the bytes of files: what somebody who plans knows of them, and
// what must be so in the end.

// measureSources fills in what is known of the sources of want: each holds its own name.
func measureSources(want *state.Want) {
	for _, file := range want.Files {
		if s := file.Source; s != nil {
			s.Size, s.SHA256 = int64(len(s.Path)), sumOf(s.Path)
		}
	}
}

// bytesKnown is what somebody who plans knows of the bytes of files, version by
// version: what was uploaded, and what was looked at.
type bytesKnown struct {
	record   record.Record
	uploaded map[string]bool // ids of files
}

// note adds what was uploaded.
func (k *bytesKnown) note(list ...live.Stored) {
	for _, s := range list {
		k.record.Learn(s.File, s.Version, s.SHA256, s.Size)
		if k.uploaded == nil {
			k.uploaded = map[string]bool{}
		}
		k.uploaded[string(s.File)] = true
	}
}

// learn fills in what a plan has to know of the bytes of have's files. Those that
// nobody has looked at yet it looks at.
func (k *bytesKnown) learn(ctx context.Context, l *live.Library, want *state.Want, have *state.Have, o plan.Options) error {
	for _, f := range have.Files {
		if sum, ok := k.record.Known(f.ID, f.Observed.VersionID); ok {
			f.Observed.SHA256 = sum
		}
	}
	for _, f := range plan.Unread(want, have, o) {
		sum, err := l.Hash(ctx, f)
		switch {
		case err == nil:
			f.Observed.SHA256 = sum
			k.record.Learn(f.ID, f.Observed.VersionID, sum, f.Observed.Size)
		case errors.As(err, new(*imagekit.ContentError)):
			f.Observed.Delivery = state.DeliveryRefused
		default:
			return err
		}
	}
	return nil
}

// brokenBytes holds that every file with a source has its bytes, and none but these.
func brokenBytes(want *state.Want, files []emulator.FileInfo) []string {
	at := map[state.Path]*emulator.FileInfo{}
	for i := range files {
		at[state.Path(files[i].Path)] = &files[i]
	}
	var out []string
	for _, p := range slices.Sorted(maps.Keys(want.Files)) {
		s := want.Files[p].Source
		switch is := at[p]; {
		case s == nil:
		case is == nil:
			out = append(out, fmt.Sprintf("%s is not there, and has a source", p))
		case is.SHA256 != sumOf(s.Path):
			out = append(out, fmt.Sprintf("%s has other bytes than its source %s", p, s.Path))
		}
	}
	return out
}

// brokenHistory holds what a change made of a file's bytes against what it said: one
// new version, the one it named, or none.
func brokenHistory(was, is *emulator.FileInfo, c *plan.Change) []string {
	more, content := 0, state.Value{}
	if c != nil {
		for _, a := range c.Attrs {
			if a.Name == plan.AttrContent {
				more, content = 1, a.After
			}
		}
	}
	sum, isSum := content.AsString()
	switch {
	case len(is.Versions) != len(was.Versions)+more:
		return []string{fmt.Sprintf("%s: %d versions came, and the plan said %d", is.Path, len(is.Versions)-len(was.Versions), more)}
	case more == 0 && is.SHA256 != was.SHA256:
		return []string{is.Path + ": its bytes are others, which no plan said"}
	case isSum && sum != plan.HashPrefix+is.SHA256:
		return []string{is.Path + ": its bytes are not those that the plan said"}
	}
	return nil
}

// replacesAsLong is why a change replaces bytes by as many others, "" where it does not:
// they are known to be others, or nobody can read them.
func replacesAsLong(c *plan.Change) plan.Reason {
	for _, a := range c.Attrs {
		_, isSum := a.After.AsString()
		switch {
		case a.Name != plan.AttrContent || !isSum:
		case a.Before.IsNull():
			return plan.ReasonUnread
		default:
			return plan.ReasonSource
		}
	}
	return ""
}
