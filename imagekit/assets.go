package imagekit

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// MaxListLimit is the greatest number of assets one listing returns.
const MaxListLimit = 1000

// AssetType says what an [Asset] is. [AssetAll] is for listings only.
type AssetType string

const (
	AssetFile    AssetType = "file"         // a file: its current version
	AssetVersion AssetType = "file-version" // an older version of a file
	AssetFolder  AssetType = "folder"
	AssetAll     AssetType = "all" // files and folders, but no older versions
)

// Sort is the order of a listing. Any field of the API can be given as
// ASC_ or DESC_ with NAME, CREATED, UPDATED, HEIGHT, WIDTH, SIZE or RELEVANCE.
type Sort string

const (
	SortNameAsc     Sort = "ASC_NAME"
	SortNameDesc    Sort = "DESC_NAME"
	SortCreatedAsc  Sort = "ASC_CREATED" // the service's default
	SortCreatedDesc Sort = "DESC_CREATED"
	SortUpdatedAsc  Sort = "ASC_UPDATED"
	SortUpdatedDesc Sort = "DESC_UPDATED"
	SortSizeAsc     Sort = "ASC_SIZE"
	SortSizeDesc    Sort = "DESC_SIZE"
)

// FileType narrows a listing to images or to everything else.
type FileType string

const (
	FileTypeAll      FileType = "all"
	FileTypeImage    FileType = "image"
	FileTypeNonImage FileType = "non-image"
)

// Asset is a file, an older version of a file, or a folder. For a folder only
// Type, ID, Name, Path, CustomMetadata and the two times are set.
//
// Hundreds of thousands are held at once: the service's thumbnail URL,
// embedded metadata and field schemas are left out, see [Client.GetMetadata].
type Asset struct {
	Type AssetType
	ID   string // fileId, or folderId of a folder
	Name string
	Path string // absolute, including the name

	Tags    []string // nil if there are none
	AITags  []AITag  // nil if there are none
	Version Version

	IsPrivate   bool
	IsPublished bool // true also if the service does not say: files are published unless someone acted

	CustomCoordinates string // "x,y,width,height", or empty
	Description       string // empty if absent, null or empty
	URL               string // percent-encoded
	FileType          FileType
	MIME              string
	Width, Height     float64 // pixels; 0 if the service gives none
	Size              int64   // bytes
	HasAlpha          bool
	BitRate           int64   // kbit/s, videos only
	Duration          float64 // seconds, videos only
	AudioCodec        string  // videos and audio only
	VideoCodec        string  // videos only

	// CustomMetadata holds a string, float64, bool or []any for each field that has a value.
	CustomMetadata map[string]any

	CreatedAt, UpdatedAt time.Time // UTC
}

// AITag is a tag that an extension of ImageKit gave to a file.
type AITag struct {
	Name       string  `json:"name"`
	Confidence float64 `json:"confidence"` // 0 to 100
	Source     string  `json:"source"`     // "google-auto-tagging" or "aws-auto-tagging"
}

// Version names one version of a file. Its ID changes with each new version.
type Version struct {
	ID   string `json:"id"`
	Name string `json:"name"` // such as "Version 2"
}

// ListOptions select and order a listing.
type ListOptions struct {
	Type        AssetType // default: files. Without effect if SearchQuery is set: say the type there
	Sort        Sort      // default: oldest first
	Path        string    // only what lies directly in this folder
	SearchQuery string    // in ImageKit's search language
	FileType    FileType  // default: all
	Limit       int       // 1 to 1,000; 0 means 1,000
	Skip        int       // assets to leave out, 0 or more
}

// ListAssets returns one page of a listing or search. There is no cursor and no
// total: page with Skip until a page comes back short. Pages can shift while
// someone writes, so that an asset is missed or seen twice. A Path that does not
// exist gives an empty page.
//
// GET /v1/files. Errors: 400 for a bad query.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/list-and-search-assets
func (c *Client) ListAssets(ctx context.Context, o ListOptions) ([]Asset, error) {
	const op = "list assets"
	if o.Limit < 0 || o.Limit > MaxListLimit {
		return nil, invalid(op, "limit", "is %d, allowed are 1 to %d", o.Limit, MaxListLimit)
	}
	if o.Skip < 0 {
		return nil, invalid(op, "skip", "is %d, but must not be negative", o.Skip)
	}
	if err := checkText(op, "search query", o.SearchQuery); err != nil {
		return nil, err
	}
	if err := checkText(op, "path", o.Path); err != nil {
		return nil, err
	}
	query := url.Values{"limit": {strconv.Itoa(or(o.Limit, MaxListLimit))}}
	if o.Skip > 0 {
		query.Set("skip", strconv.Itoa(o.Skip))
	}
	setNonEmpty(query, "type", string(o.Type))
	setNonEmpty(query, "sort", string(o.Sort))
	setNonEmpty(query, "path", o.Path)
	setNonEmpty(query, "searchQuery", o.SearchQuery)
	setNonEmpty(query, "fileType", string(o.FileType))
	return read[[]Asset](ctx, c, get(op, "/v1/files", query))
}

// GetFile returns the current version of a file.
//
// GET /v1/files/{fileId}/details. Errors: 404 ([IsNotFound]).
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-assets/get-file-details
func (c *Client) GetFile(ctx context.Context, fileID string) (Asset, error) {
	const op = "get file"
	if err := checkID(op, "file id", fileID); err != nil {
		return Asset{}, err
	}
	return read[Asset](ctx, c, get(op, "/v1/files/"+url.PathEscape(fileID)+"/details", nil))
}

// GetMetadata returns what the service reads out of a file itself: size, colours, pHash, EXIF.
//
// GET /v1/files/{fileId}/metadata. Errors: 400 for a file it cannot read, 404.
// https://imagekit.io/docs/api-reference/file-metadata/get-uploaded-file-metadata
func (c *Client) GetMetadata(ctx context.Context, fileID string) (Metadata, error) {
	const op = "get metadata"
	if err := checkID(op, "file id", fileID); err != nil {
		return Metadata{}, err
	}
	return read[Metadata](ctx, c, get(op, "/v1/files/"+url.PathEscape(fileID)+"/metadata", nil))
}

func setNonEmpty(query url.Values, key, value string) {
	if value != "" {
		query.Set(key, value)
	}
}
