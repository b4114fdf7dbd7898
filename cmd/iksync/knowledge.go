package main

import (
	"context"
	"slices"

	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/record"
)

// knowledge is what a planner knows of the bytes of a library's files: what the
// record of uploads says, and what it has looked at itself.
type knowledge struct {
	record *record.Record
	looked []plan.Contents // beyond the record
}

// hasSources says whether anything in want has a source, so that bytes matter.
func hasSources(want *state.Want) bool {
	for _, f := range want.Files {
		if f.Source != nil {
			return true
		}
	}
	return false
}

// learn fills in what is known of the bytes of have's files, as far as the plans of
// the configurations depend on it. What neither the size nor the record tells is downloaded.
func (m *planner) learn(ctx context.Context, have *state.Have, configs ...*config) error {
	var unread []*state.File
	asked := map[*state.File]bool{}
	for _, c := range configs {
		if !hasSources(c.want) {
			continue
		}
		if err := c.hash(ctx, m.say); err != nil {
			return err
		}
		for _, f := range plan.Unread(c.want, have, m.options) {
			if !asked[f] {
				asked[f] = true
				unread = append(unread, f)
			}
		}
	}
	if len(unread) == 0 && m.known == nil {
		return nil
	}
	if m.known == nil {
		m.known = &knowledge{record: m.readRecord(ctx, have)}
	}
	m.known.note(m.stored)
	m.stored = nil
	m.known.tell(have)
	unread = slices.DeleteFunc(unread, func(f *state.File) bool { return f.Observed.SHA256 != "" })
	if m.bytes == bytesAsKnown {
		return nil
	}
	return m.look(ctx, unread)
}

// tell fills in the hashes of the versions that are known.
func (k *knowledge) tell(have *state.Have) {
	for _, f := range have.Files {
		if sum, ok := k.record.Known(f.ID, f.Observed.VersionID); ok {
			f.Observed.SHA256 = sum
		}
	}
}

// note adds what was uploaded.
func (k *knowledge) note(list []live.Stored) {
	for _, s := range list {
		k.record.Learn(s.File, s.Version, s.SHA256, s.Size)
	}
}

// noteLooked adds what a version holds that was downloaded.
func (k *knowledge) noteLooked(f *state.File) {
	o := &f.Observed
	k.record.Learn(f.ID, o.VersionID, o.SHA256, o.Size)
	k.looked = append(k.looked, plan.Contents{File: f.ID, Version: o.VersionID, SHA256: o.SHA256, Size: o.Size})
}

// readRecord reads the record of uploads. One that cannot be read is told of, and
// costs no more than time.
func (m *planner) readRecord(ctx context.Context, have *state.Have) *record.Record {
	r, err := m.records.read(ctx, have)
	if err != nil {
		m.say("%v", err)
		return &record.Record{}
	}
	return r
}
