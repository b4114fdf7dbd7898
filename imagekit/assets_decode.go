package imagekit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// Metadata is what the service reads out of a file itself. Zero means not given.
type Metadata struct {
	Height          float64         `json:"height"` // pixels
	Width           float64         `json:"width"`  // pixels
	Size            float64         `json:"size"`   // bytes
	Format          string          `json:"format"` // such as "jpg"
	HasColorProfile bool            `json:"hasColorProfile"`
	Quality         float64         `json:"quality"`
	Density         float64         `json:"density"` // dots per inch
	HasTransparency bool            `json:"hasTransparency"`
	PHash           string          `json:"pHash"`    // perceptual hash, hexadecimal
	BitRate         float64         `json:"bitRate"`  // videos only
	Duration        float64         `json:"duration"` // seconds, videos only
	AudioCodec      string          `json:"audioCodec"`
	VideoCodec      string          `json:"videoCodec"`
	EXIF            json.RawMessage `json:"exif"` // an object of groups, or empty
}

// assetWire has the fields of FileDetails and FolderDetails that are kept.
type assetWire struct {
	Type              AssetType      `json:"type"`
	FileID            string         `json:"fileId"`
	FolderID          string         `json:"folderId"`
	Name              string         `json:"name"`
	FilePath          string         `json:"filePath"`
	FolderPath        string         `json:"folderPath"`
	Tags              []string       `json:"tags"`
	AITags            []AITag        `json:"AITags"`
	VersionInfo       Version        `json:"versionInfo"`
	IsPrivateFile     bool           `json:"isPrivateFile"`
	IsPublished       *bool          `json:"isPublished"`
	CustomCoordinates string         `json:"customCoordinates"`
	Description       string         `json:"description"`
	URL               string         `json:"url"`
	FileType          FileType       `json:"fileType"`
	MIME              string         `json:"mime"`
	Width             float64        `json:"width"`
	Height            float64        `json:"height"`
	Size              float64        `json:"size"`
	HasAlpha          bool           `json:"hasAlpha"`
	BitRate           float64        `json:"bitRate"`
	Duration          float64        `json:"duration"`
	AudioCodec        string         `json:"audioCodec"`
	VideoCodec        string         `json:"videoCodec"`
	CustomMetadata    map[string]any `json:"customMetadata"`
	CreatedAt         wireTime       `json:"createdAt"`
	UpdatedAt         wireTime       `json:"updatedAt"`
}

// UnmarshalJSON decodes an asset and refuses one without type, id, name or path:
// what cannot be told apart must not be acted upon.
func (a *Asset) UnmarshalJSON(data []byte) error {
	var w assetWire
	if bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		return errors.New("asset is null")
	}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*a = Asset{
		Type: w.Type, ID: w.FileID, Name: w.Name, Path: w.FilePath,
		Tags: noneIfEmpty(w.Tags), AITags: noneIfEmpty(w.AITags), Version: w.VersionInfo,
		IsPrivate:         w.IsPrivateFile,
		CustomCoordinates: w.CustomCoordinates, Description: w.Description, URL: w.URL,
		FileType: w.FileType, MIME: w.MIME, Width: w.Width, Height: w.Height, HasAlpha: w.HasAlpha,
		BitRate: int64(w.BitRate), Duration: w.Duration, AudioCodec: w.AudioCodec, VideoCodec: w.VideoCodec,
		CustomMetadata: w.CustomMetadata,
		CreatedAt:      time.Time(w.CreatedAt), UpdatedAt: time.Time(w.UpdatedAt),
	}
	if len(a.CustomMetadata) == 0 {
		a.CustomMetadata = nil
	}
	switch w.Type {
	case AssetFile, AssetVersion:
		a.IsPublished = w.IsPublished == nil || *w.IsPublished
	case AssetFolder:
		a.ID, a.Path = w.FolderID, w.FolderPath
	default:
		return fmt.Errorf("asset %q has the unknown type %q", w.FilePath+w.FolderPath, w.Type)
	}
	var err error
	a.Size, err = wholeBytes(w.Size)
	switch {
	case err != nil:
		return fmt.Errorf("asset %q: %w", a.Path, err)
	case a.ID == "":
		return fmt.Errorf("%s %q has no id", a.Type, a.Path)
	case a.Name == "":
		return fmt.Errorf("%s %q has no name", a.Type, a.Path)
	case !strings.HasPrefix(a.Path, "/"):
		return fmt.Errorf("%s %s has the path %q, which is not absolute", a.Type, a.ID, a.Path)
	}
	return nil
}

// wholeBytes converts a size, which JSON knows as a number only.
func wholeBytes(size float64) (int64, error) {
	const exact = 1 << 53
	if size < 0 || size > exact || size != math.Trunc(size) {
		return 0, fmt.Errorf("size %v is not a number of bytes", size)
	}
	return int64(size), nil
}

// wireTime is a time in ISO 8601 as the service writes it; null and "" mean none.
type wireTime time.Time

func (t *wireTime) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil || text == "" {
		return err
	}
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return fmt.Errorf("%q is not a time", text)
	}
	*t = wireTime(parsed.UTC())
	return nil
}

// noneIfEmpty makes [] and null the same.
func noneIfEmpty[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
