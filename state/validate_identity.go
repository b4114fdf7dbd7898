package state

// checkPins finds IDs that two entries pin: one object cannot be in two places.
func (v *validator) checkPins() {
	type pin struct{ kind, id string }
	first := map[pin]*listed{}
	for i := range v.entries {
		e := &v.entries[i]
		if e.id == "" {
			continue
		}
		key := pin{e.kind, e.id}
		if other, taken := first[key]; taken {
			v.fail(e.idPos, "id %s is pinned by %q at %s too: it can be in one place only", e.id, other.path, line(e.idPos, other.idPos))
			continue
		}
		first[key] = e
	}
}

// checkMoves finds moves that cannot be. Rings of moves show only against the
// library as it is.
func (v *validator) checkMoves() {
	first := map[Path]*listed{}
	for i := range v.entries {
		e := &v.entries[i]
		if e.movedFrom == nil {
			continue
		}
		from, pos := e.movedFrom.Value, e.movedFrom.From.Pos
		switch {
		case from == e.path:
			v.fail(pos, "moved_from is the path of the %s itself: remove it", e.kind)
		case e.path.Under(from):
			v.fail(pos, "%q cannot be moved into itself, to %q", from, e.path)
		case from.Under(e.path):
			v.fail(pos, "%q cannot take the place of %q, which it lies in", from, e.path)
		}
		if e.id != "" {
			v.fail(pos, "moved_from and id both say where %q comes from: keep one of them", e.path)
		}
		if other, taken := first[from]; taken {
			v.fail(pos, "%q moves to %q already, at %s: it can move to one place only", from, other.path, line(pos, other.movedFrom.From.Pos))
			continue
		}
		first[from] = e
	}
}

// checkCopies finds folder copies that cannot be.
func (v *validator) checkCopies() {
	for i := range v.entries {
		e := &v.entries[i]
		if e.copyOf == nil {
			continue
		}
		source, pos := e.copyOf.Value, e.copyOf.From.Pos
		switch {
		case source == e.path:
			v.fail(pos, "copy_of is the path of the folder itself: remove it")
		case e.path.Under(source):
			v.fail(pos, "%q cannot be copied into itself, to %q", source, e.path)
		case source.Under(e.path):
			v.fail(pos, "%q lies in %q: it cannot be what that is a copy of", source, e.path)
		}
		if e.movedFrom != nil {
			v.fail(pos, "copy_of and moved_from both say where %q comes from: keep one of them", e.path)
		}
		if e.id != "" {
			v.fail(pos, "copy_of and id both say where %q comes from: keep one of them", e.path)
		}
	}
}
