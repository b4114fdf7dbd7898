package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/imagekit"
)

// assetRecord is all that the library says of a file, a version or a folder, as
// programs read it. What an asset does not have is left out.
type assetRecord struct {
	Type        imagekit.AssetType `json:"type"`
	ID          string             `json:"id,omitempty"`
	Name        string             `json:"name,omitempty"`
	Path        string             `json:"path"`
	VersionID   string             `json:"version_id,omitempty"`
	Version     string             `json:"version,omitempty"` // "Version 2"
	Size        *int64             `json:"size,omitempty"`    // bytes
	MIME        string             `json:"mime,omitempty"`
	FileType    imagekit.FileType  `json:"file_type,omitempty"`
	Width       float64            `json:"width,omitempty"`  // pixels
	Height      float64            `json:"height,omitempty"` // pixels
	HasAlpha    bool               `json:"has_alpha,omitempty"`
	BitRate     int64              `json:"bit_rate,omitempty"` // kbit/s
	Duration    float64            `json:"duration,omitempty"` // seconds
	AudioCodec  string             `json:"audio_codec,omitempty"`
	VideoCodec  string             `json:"video_codec,omitempty"`
	Published   *bool              `json:"published,omitempty"`
	Private     *bool              `json:"private,omitempty"`
	Tags        []string           `json:"tags,omitempty"`
	AITags      []imagekit.AITag   `json:"ai_tags,omitempty"`
	Metadata    map[string]any     `json:"metadata,omitempty"` // custom metadata
	Description string             `json:"description,omitempty"`
	Focus       string             `json:"focus,omitempty"` // custom coordinates: x,y,width,height
	URL         string             `json:"url,omitempty"`
	Created     *time.Time         `json:"created,omitempty"`
	Updated     *time.Time         `json:"updated,omitempty"`
	Embedded    *embeddedRecord    `json:"embedded,omitempty"`
}

// embeddedRecord is what the service reads out of a file itself.
type embeddedRecord struct {
	PHash        string          `json:"phash,omitempty"`
	Format       string          `json:"format,omitempty"`
	Width        float64         `json:"width,omitempty"`
	Height       float64         `json:"height,omitempty"`
	Size         float64         `json:"size,omitempty"`
	Quality      float64         `json:"quality,omitempty"`
	Density      float64         `json:"density,omitempty"` // dots per inch
	ColorProfile bool            `json:"color_profile"`
	Transparency bool            `json:"transparency"`
	BitRate      float64         `json:"bit_rate,omitempty"`
	Duration     float64         `json:"duration,omitempty"` // seconds
	AudioCodec   string          `json:"audio_codec,omitempty"`
	VideoCodec   string          `json:"video_codec,omitempty"`
	EXIF         json.RawMessage `json:"exif,omitempty"`
}

func newAssetRecord(a *imagekit.Asset) assetRecord {
	r := assetRecord{
		Type: a.Type, ID: a.ID, Name: a.Name, Path: a.Path,
		Created: instant(a.CreatedAt), Updated: instant(a.UpdatedAt), Metadata: a.CustomMetadata,
	}
	if a.Type == imagekit.AssetFolder {
		return r
	}
	r.VersionID, r.Version = a.Version.ID, a.Version.Name
	r.Size, r.Published, r.Private = &a.Size, &a.IsPublished, &a.IsPrivate
	r.MIME, r.FileType, r.Width, r.Height, r.HasAlpha = a.MIME, a.FileType, a.Width, a.Height, a.HasAlpha
	r.BitRate, r.Duration, r.AudioCodec, r.VideoCodec = a.BitRate, a.Duration, a.AudioCodec, a.VideoCodec
	r.Tags, r.AITags, r.Description, r.Focus, r.URL = a.Tags, a.AITags, a.Description, a.CustomCoordinates, a.URL
	return r
}

// instant is a time in UTC, nil where there is none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func newEmbeddedRecord(m *imagekit.Metadata) *embeddedRecord {
	r := &embeddedRecord{
		PHash: m.PHash, Format: m.Format, Width: m.Width, Height: m.Height, Size: m.Size, Quality: m.Quality, Density: m.Density,
		ColorProfile: m.HasColorProfile, Transparency: m.HasTransparency,
		BitRate: m.BitRate, Duration: m.Duration, AudioCodec: m.AudioCodec, VideoCodec: m.VideoCodec,
	}
	if exif := bytes.TrimSpace(m.EXIF); len(exif) > 0 && !bytes.Equal(exif, []byte("{}")) && !bytes.Equal(exif, []byte("null")) {
		r.EXIF = exif
	}
	return r
}

// line is one line of a block: what is said, and what of.
type assetLine struct{ name, value string }

// lines are the asset as people read it, without its path.
func (r *assetRecord) lines() []assetLine {
	var list []assetLine
	add := func(name, value string) {
		if value != "" {
			list = append(list, assetLine{name, value})
		}
	}
	add("type", string(r.Type))
	add("id", r.ID)
	if r.VersionID != "" {
		add("version", fmt.Sprintf("%s (%s)", cmp.Or(r.Version, "?"), r.VersionID))
	}
	if r.Size != nil {
		add("size", fmt.Sprintf("%s (%s bytes)", sizeText(*r.Size), humanize.Comma(*r.Size)))
	}
	add("mime", r.MIME)
	if r.Width > 0 || r.Height > 0 {
		add("dimensions", fmt.Sprintf("%s x %s pixels", digits(r.Width), digits(r.Height)))
	}
	if r.HasAlpha {
		add("transparent", "yes")
	}
	add("duration", unit(r.Duration, "s"))
	add("bit rate", unit(float64(r.BitRate), "kbit/s"))
	add("codecs", strings.Join(slices.DeleteFunc([]string{r.VideoCodec, r.AudioCodec}, func(s string) bool { return s == "" }), ", "))
	if r.Published != nil {
		add("published", yesOrNo(*r.Published))
	}
	if r.Private != nil {
		add("private", yesOrNo(*r.Private))
	}
	add("tags", strings.Join(r.Tags, ", "))
	for _, t := range r.AITags {
		add("AI tag", fmt.Sprintf("%s (%s%%, %s)", t.Name, digits(t.Confidence), t.Source))
	}
	for _, name := range slices.Sorted(maps.Keys(r.Metadata)) {
		add("metadata "+name, jsonText(r.Metadata[name]))
	}
	add("description", r.Description)
	add("focus", r.Focus)
	add("url", r.URL)
	add("created", timeText(r.Created))
	add("updated", timeText(r.Updated))
	return append(list, r.Embedded.lines()...)
}

// lines are what was read out of a file; none of nil.
func (e *embeddedRecord) lines() []assetLine {
	if e == nil {
		return nil
	}
	var list []assetLine
	for _, l := range []assetLine{
		{"embedded phash", e.PHash}, {"embedded format", e.Format},
		{"embedded quality", unit(e.Quality, "")}, {"embedded density", unit(e.Density, "dpi")},
		{"embedded color profile", yesOrNo(e.ColorProfile)}, {"embedded transparency", yesOrNo(e.Transparency)},
		{"embedded duration", unit(e.Duration, "s")}, {"embedded exif", string(e.EXIF)},
	} {
		if l.value != "" {
			list = append(list, l)
		}
	}
	return list
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// digits is n without digits that say nothing.
func digits(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// unit is n with its unit; "" of zero, which means that it is not known.
func unit(n float64, of string) string {
	if n == 0 {
		return ""
	}
	return strings.TrimSpace(digits(n) + " " + of)
}

// jsonText is a value of custom metadata: texts as they are, all else as JSON has it.
func jsonText(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

func timeText(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateTime) + " UTC"
}

// sizeText is a size in bytes as people say it.
func sizeText(bytes int64) string { return humanize.Bytes(uint64(max(bytes, 0))) }
