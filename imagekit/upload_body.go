package imagekit

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime/multipart"
	"strconv"
	"strings"
	"sync"
)

// uploadBody is the form of one attempt to upload. Everything but the file's
// content is in memory; the content streams through.
type uploadBody struct {
	form        io.Reader
	source      io.Closer
	clock       *stopwatch
	contentType string
	length      int64 // of the whole form, or -1
	closing     sync.Once

	mu  sync.Mutex
	err error // why the content could not be read
}

// open starts an attempt.
func (r *UploadRequest) open(clock *stopwatch) (*uploadBody, error) {
	content, err := r.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", r.FileName, err)
	}
	start := bufio.NewReader(content)
	if _, err := start.Peek(1); err != nil {
		_ = content.Close()
		if errors.Is(err, io.EOF) {
			return nil, invalid("upload file", "content", "of %s is empty, which the service cannot store", r.FileName)
		}
		return nil, fmt.Errorf("read %s: %w", r.FileName, err)
	}
	before, after, contentType, err := r.form()
	if err != nil {
		_ = content.Close()
		return nil, err
	}
	b := &uploadBody{source: content, clock: clock, contentType: contentType, length: -1}
	file := io.Reader(&contentReader{r: start, name: r.FileName, want: r.Size, hash: r.SHA256, sum: sha256.New(), failed: b.fail})
	b.form = io.MultiReader(bytes.NewReader(before), file, bytes.NewReader(after))
	if r.Size > 0 {
		b.length = int64(len(before)) + r.Size + int64(len(after))
	}
	return b, nil
}

// form writes what stands before and after the content. Flags are sent
// always: the service's defaults destroy.
func (r *UploadRequest) form() (before, after []byte, contentType string, err error) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	fields := [][2]string{
		{"fileName", r.FileName},
		{"folder", r.Folder},
		{"useUniqueFileName", "false"},
		{"isPrivateFile", strconv.FormatBool(r.Private)},
		{"overwriteFile", strconv.FormatBool(r.OverwriteFile)},
		{"overwriteTags", strconv.FormatBool(r.OverwriteTags)},
		{"overwriteAITags", strconv.FormatBool(r.OverwriteAITags)},
		{"overwriteCustomMetadata", strconv.FormatBool(r.OverwriteCustomMetadata)},
		{"responseFields", "tags,customCoordinates,isPrivateFile,isPublished,customMetadata"},
	}
	if r.Draft {
		fields = append(fields, [2]string{"isPublished", "false"})
	}
	metadata, err := json.Marshal(r.CustomMetadata)
	if err != nil {
		return nil, nil, "", invalid("upload file", "metadata", "cannot be written as JSON: %v", err)
	}
	if len(r.CustomMetadata) > 0 {
		fields = append(fields, [2]string{"customMetadata", string(metadata)})
	}
	for _, optional := range [][2]string{
		{"tags", strings.Join(r.Tags, ",")},
		{"customCoordinates", r.CustomCoordinates},
		{"description", r.Description},
	} {
		if optional[1] != "" {
			fields = append(fields, optional)
		}
	}
	for _, f := range fields {
		_ = w.WriteField(f[0], f[1]) // a buffer takes everything
	}
	_, _ = w.CreateFormFile("file", r.FileName)
	cut := buf.Len()
	_ = w.Close()
	return buf.Bytes()[:cut:cut], buf.Bytes()[cut:], w.FormDataContentType(), nil
}

// Read reads on in the form and tells the stopwatch that there is progress.
func (b *uploadBody) Read(p []byte) (int, error) {
	b.clock.progress()
	return b.form.Read(p)
}

// Close closes the content, once. The zero uploadBody has none.
func (b *uploadBody) Close() (err error) {
	b.closing.Do(func() {
		if b.source != nil {
			err = b.source.Close()
		}
	})
	return err
}

func (b *uploadBody) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

// failure returns why the content could not be read to its end, if so.
func (b *uploadBody) failure() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// ErrContentChanged is the error of an upload whose content is not what was
// announced: another length, or other bytes. Nothing was stored.
var ErrContentChanged = errors.New("the content changed after its size and hash were taken")

// contentReader passes on exactly the content that was announced. If there is
// less or more, or if it is other content, the form must not be finished.
type contentReader struct {
	r      io.Reader
	name   string
	want   int64 // bytes, or 0 if not known
	hash   string
	have   int64
	sum    hash.Hash
	failed func(error)
}

func (c *contentReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.have += int64(n)
	if c.hash != "" {
		_, _ = c.sum.Write(p[:n]) // a hash takes everything
	}
	switch {
	case c.want > 0 && c.have > c.want:
		n, err = 0, fmt.Errorf("%s is longer than the %d bytes announced: %w", c.name, c.want, ErrContentChanged)
	case errors.Is(err, io.EOF) && c.want > 0 && c.have < c.want:
		err = fmt.Errorf("%s has %d bytes, not the %d announced: %w", c.name, c.have, c.want, ErrContentChanged)
	case errors.Is(err, io.EOF) && c.hash != "" && c.hash != hex.EncodeToString(c.sum.Sum(nil)):
		err = fmt.Errorf("%s has other bytes than those announced: %w", c.name, ErrContentChanged)
	case err != nil && !errors.Is(err, io.EOF):
		err = fmt.Errorf("read %s: %w", c.name, err)
	default:
		return n, err
	}
	c.failed(err)
	return n, err
}

// isSHA256 tells whether a text is a SHA-256 in lower-case hexadecimal.
func isSHA256(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sha256.Size && hex.EncodeToString(raw) == text
}
