package live

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"slices"
	"sync"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Stored is a version that a Library uploaded for certain, and what it holds.
type Stored struct {
	Path    state.Path
	File    state.FileID
	Version string
	SHA256  string // hex
	Size    int64  // bytes
}

// Stored returns what this Library has uploaded so far: what the service answered
// to uploads, and what was found to be there, byte for byte, after an answer was
// lost. The later one of a file counts.
func (l *Library) Stored() []Stored { return l.stored.all() }

// stored collects what was uploaded. Several operations run at a time.
type stored struct {
	mu   sync.Mutex
	list []Stored
}

func (s *stored) all() []Stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list)
}

func (s *stored) note(one Stored) {
	if one.File == "" || one.Version == "" || one.SHA256 == "" {
		return // a service that took the file, but has not stored it yet, names none
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, one)
}

// noteUploaded notes what the service answered to an upload.
func (s *stored) noteUploaded(r *imagekit.UploadResult, sum string, size int64) {
	s.note(Stored{Path: state.Path(r.Path), File: state.FileID(r.FileID), Version: r.Version.ID, SHA256: sum, Size: size})
}

// noteFound notes a file whose content was compared with op's source.
func (s *stored) noteFound(a *imagekit.Asset, op *plan.Operation) {
	s.note(Stored{Path: op.Path, File: state.FileID(a.ID), Version: a.Version.ID, SHA256: op.Source.SHA256, Size: op.Source.Size})
}

// measure takes the hash and the length of a content that streams by. It may be
// opened several times: the last time counts, if it came to its end.
type measure struct {
	mu   sync.Mutex
	sum  string
	size int64
}

// of returns a content that is measured.
func (m *measure) of(content io.ReadCloser) io.ReadCloser {
	m.set("", 0)
	return &measured{ReadCloser: content, sum: sha256.New(), done: m.set}
}

func (m *measure) set(sum string, size int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sum, m.size = sum, size
}

func (m *measure) get() (sum string, size int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sum, m.size
}

type measured struct {
	io.ReadCloser
	sum  hash.Hash
	size int64
	done func(sum string, size int64)
}

func (m *measured) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	_, _ = m.sum.Write(p[:n]) // a hash takes everything
	m.size += int64(n)
	if errors.Is(err, io.EOF) {
		m.done(hex.EncodeToString(m.sum.Sum(nil)), m.size)
	}
	return n, err
}
