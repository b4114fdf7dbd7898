package query

import "time"

// Asset is what a query is evaluated against: plain values, borrowed for the time of a Match and
// never changed. The zero value of each means that the asset has none.
type Asset struct {
	Name string
	ID   string // fileId or folderId
	Type AssetType

	// Folder is the folder the asset lies in, and what the field `path` tests: for /a/b/c.jpg it
	// is /a/b, for the folder /a/b it is /a. A trailing slash does not matter.
	Folder string

	Tags   []string
	AITags []string // the names; the field `tags` tests both

	CreatedAt time.Time
	UpdatedAt time.Time
	CreatedBy string

	Width        Optional[int] // images only
	Height       Optional[int] // images only
	Size         Optional[int64]
	Format       string         // "jpg", lower-case
	Private      Optional[bool] // isPrivateFile
	Published    Optional[bool] // isPublished
	Transparency Optional[bool] // hasAlpha, images only

	Custom   Metadata // customMetadata; nil is empty
	Embedded Metadata // embeddedMetadata; nil is empty
}

// AssetType is the kind of an asset, as the API spells it.
type AssetType string

const (
	TypeFile        AssetType = "file"
	TypeFileVersion AssetType = "file-version"
	TypeFolder      AssetType = "folder"
)

// Optional is a value that an asset may lack. The zero value is lacking.
type Optional[T any] struct {
	value T
	known bool
}

// Some is a value that is there.
func Some[T any](value T) Optional[T] { return Optional[T]{value: value, known: true} }

// Get returns the value and whether there is one.
func (o Optional[T]) Get() (T, bool) { return o.value, o.known }

// value is what the asset has in a field.
func (a *Asset) value(f field, missing MissingNumber) Value {
	switch f.id {
	case idName:
		return textIfAny(a.Name)
	case idID:
		return textIfAny(a.ID)
	case idType:
		return textIfAny(string(a.Type))
	case idPath:
		return textIfAny(folderPath(a.Folder))
	case idTags:
		return joined(a.Tags, a.AITags)
	case idCreatedAt:
		return instantIfAny(a.CreatedAt)
	case idUpdatedAt:
		return instantIfAny(a.UpdatedAt)
	case idWidth:
		return numberIfAny(missing, a.Width)
	case idHeight:
		return numberIfAny(missing, a.Height)
	case idSize:
		return numberIfAny(missing, a.Size)
	case idFormat:
		return textIfAny(a.Format)
	case idPrivate:
		return boolIfAny(a.Private)
	case idPublished:
		return boolIfAny(a.Published)
	case idTransparency:
		return boolIfAny(a.Transparency)
	case idCreatedBy:
		return textIfAny(a.CreatedBy)
	case idCustom:
		return lookup(a.Custom, f.key)
	case idEmbedded:
		return lookup(a.Embedded, f.key)
	}
	return Value{}
}

func instantIfAny(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	return Instant(t)
}

func boolIfAny(o Optional[bool]) Value {
	b, known := o.Get()
	if !known {
		return Value{}
	}
	return Bool(b)
}

func numberIfAny[T int | int64](missing MissingNumber, o Optional[T]) Value {
	n, known := o.Get()
	if !known && missing == MissingNeverCompares {
		return Value{}
	}
	return Number(float64(n))
}

func lookup(m Metadata, key string) Value {
	if m == nil {
		return Value{}
	}
	return m.Lookup(key)
}
