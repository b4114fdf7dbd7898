package emulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// A hash is the SHA-256 of some bytes.
type hash [sha256.Size]byte

func (h hash) String() string { return hex.EncodeToString(h[:]) }

func compareHashes(a, b hash) int { return bytes.Compare(a[:], b[:]) }

// A blob is some bytes, shared by all versions that have them. With a directory the bytes stay on
// disk and data is nil once they are there.
type blob struct {
	hash  hash
	size  int64
	data  []byte
	refs  int
	image image
}

// blob returns the blob of some bytes, shared with whoever else has them. It counts no reference yet.
func (l *library) blob(data []byte) *blob {
	h := hash(sha256.Sum256(data))
	if b, found := l.blobs[h]; found {
		return b
	}
	b := &blob{hash: h, size: int64(len(data)), data: data, image: detectImage(data)}
	l.blobs[h] = b
	l.changed.blobs[h] = struct{}{}
	return b
}

func (l *library) retain(b *blob) { b.refs++ }

// release forgets a blob with its last version.
func (l *library) release(b *blob) {
	b.refs--
	if b.refs == 0 {
		delete(l.blobs, b.hash)
		l.changed.blobs[b.hash] = struct{}{}
	}
}
