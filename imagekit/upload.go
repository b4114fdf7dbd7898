package imagekit

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
)

// UploadRequest is a file to store. Its zero flags are the careful ones: nothing that exists is
// overwritten, and if OverwriteFile is set, tags and metadata not given here stay as they are.
type UploadRequest struct {
	// Open returns the file's content from its beginning. It is called once
	// for each attempt, and what it returns is closed.
	Open func() (io.ReadCloser, error)
	// Size is the content's length in bytes. If set, an upload whose content turns out
	// shorter or longer is broken off, which stores nothing. 0 means not known.
	Size int64
	// SHA256 is the content's hash in lower-case hexadecimal. If set, an upload of other content
	// is broken off likewise. Empty means not known.
	SHA256 string
	// FileName has letters, digits, '.', '_' and '-': the service would change any other.
	FileName string
	// Folder is the path of the folder, "/" if empty. It is made if it is missing.
	Folder string

	Tags              []string // 500 characters together, none with '%' or ','
	CustomMetadata    map[string]any
	CustomCoordinates string // "x,y,width,height"; empty REMOVES those of the file replaced
	Description       string
	Private           bool // false makes a private file PUBLIC when it is replaced
	Draft             bool // not published: only in some plans, elsewhere an error

	OverwriteFile           bool // replace a file of that name by a new version of it; false makes it an error
	OverwriteTags           bool // remove the replaced file's tags if Tags is empty
	OverwriteAITags         bool // remove its AI tags
	OverwriteCustomMetadata bool // remove its custom metadata if CustomMetadata is empty
}

// UploadResult is the file as it was stored.
type UploadResult struct {
	// Pending is true if the service took the file but has not stored it yet
	// (202). Nothing else is set then.
	Pending bool

	FileID            string
	Name              string
	Path              string
	URL               string
	Version           Version
	FileType          FileType
	Size              int64   // bytes
	Width, Height     float64 // pixels, images and videos only
	Tags              []string
	AITags            []AITag
	CustomMetadata    map[string]any
	CustomCoordinates string
	Description       string
	IsPrivate         bool
	IsPublished       bool
}

// Upload stores a file under exactly the name that was given. The content is
// streamed. If it is not what Size and SHA256 announced, nothing is stored, and
// the error is [ErrContentChanged]. It is not repeated after a lost answer
// ([OutcomeUnknownError]): that would make another version. Empty files cannot be
// stored and are refused.
//
// POST /api/v1/files/upload. Limits: 100 versions a file; sizes by plan. Uploads are not rate
// limited. Errors: 400, also if the file exists and OverwriteFile is false.
// https://imagekit.io/docs/api-reference/upload-file/upload-file
func (c *Client) Upload(ctx context.Context, r UploadRequest) (UploadResult, error) {
	const op = "upload file"
	r.Folder = or(r.Folder, "/")
	if err := r.check(op); err != nil {
		return UploadResult{}, err
	}
	wire, ans, err := readAnswer[uploadWire](ctx, c, call{
		op: op, method: http.MethodPost, path: "/api/v1/files/upload", upload: &r,
	})
	if err != nil {
		return UploadResult{}, err
	}
	if ans.status == http.StatusAccepted {
		return UploadResult{Pending: true}, nil
	}
	return wire.result(r)
}

func (r UploadRequest) check(op string) error {
	switch {
	case r.Open == nil:
		return invalid(op, "content", "is missing")
	case r.Size < 0:
		return invalid(op, "size", "is %d", r.Size)
	case r.SHA256 != "" && !isSHA256(r.SHA256):
		return invalid(op, "SHA-256", "is %q, and should be 64 digits of lower-case hexadecimal", r.SHA256)
	case slices.ContainsFunc(r.Tags, func(tag string) bool { return strings.Contains(tag, ",") }):
		return invalid(op, "tags", "contain a comma, which separates tags in an upload: set them afterwards")
	}
	return firstError(
		checkFileName(op, r.FileName), checkPath(op, "folder", r.Folder),
		checkTags(op, r.Tags), checkMetadata(op, r.CustomMetadata),
		checkText(op, "custom coordinates", r.CustomCoordinates), checkText(op, "description", r.Description),
	)
}

// uploadWire is the answer to an upload.
type uploadWire struct {
	FileID            string         `json:"fileId"`
	Name              string         `json:"name"`
	FilePath          string         `json:"filePath"`
	URL               string         `json:"url"`
	VersionInfo       Version        `json:"versionInfo"`
	FileType          FileType       `json:"fileType"`
	Size              float64        `json:"size"`
	Width             float64        `json:"width"`
	Height            float64        `json:"height"`
	Tags              []string       `json:"tags"`
	AITags            []AITag        `json:"AITags"`
	CustomMetadata    map[string]any `json:"customMetadata"`
	CustomCoordinates string         `json:"customCoordinates"`
	Description       string         `json:"description"`
	IsPrivateFile     *bool          `json:"isPrivateFile"`
	IsPublished       *bool          `json:"isPublished"`
}

func (w uploadWire) valid(status int) error {
	if status != http.StatusAccepted && (w.FileID == "" || w.Name == "" || !strings.HasPrefix(w.FilePath, "/")) {
		return errors.New("the answer names no file")
	}
	_, err := wholeBytes(w.Size)
	return err
}

// result fills in what the service did not repeat with what was asked for.
func (w uploadWire) result(r UploadRequest) (UploadResult, error) {
	size, err := wholeBytes(w.Size)
	private, published := r.Private, !r.Draft
	if w.IsPrivateFile != nil {
		private = *w.IsPrivateFile
	}
	if w.IsPublished != nil {
		published = *w.IsPublished
	}
	return UploadResult{
		FileID: w.FileID, Name: w.Name, Path: w.FilePath, URL: w.URL, Version: w.VersionInfo, FileType: w.FileType,
		Size: size, Width: w.Width, Height: w.Height, Tags: noneIfEmpty(w.Tags), AITags: noneIfEmpty(w.AITags),
		CustomMetadata: w.CustomMetadata, CustomCoordinates: w.CustomCoordinates, Description: w.Description,
		IsPrivate: private, IsPublished: published,
	}, err
}
