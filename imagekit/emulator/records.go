package emulator

// The records of the store: the model with pointers replaced by ids.

type folderRecord struct {
	Parent  id             `json:"parent"` // zero for the root
	Name    string         `json:"name"`
	Created int64          `json:"created"`
	Updated int64          `json:"updated"`
	Meta    map[string]any `json:"meta,omitempty"`
}

func newFolderRecord(d *folder) folderRecord {
	return folderRecord{Parent: d.parent.id, Name: d.name, Created: d.created, Updated: d.updated, Meta: d.meta}
}

type fileRecord struct {
	Parent  id              `json:"parent"`
	Name    string          `json:"name"`
	Created int64           `json:"created"`
	Origin  Cause           `json:"origin"`
	Current versionRecord   `json:"current"`
	Older   []versionRecord `json:"older,omitempty"`
}

func newFileRecord(f *file) fileRecord {
	r := fileRecord{
		Parent: f.parent.id, Name: f.name, Created: f.created, Origin: *f.origin,
		Current: newVersionRecord(&f.current),
	}
	for _, v := range f.older {
		r.Older = append(r.Older, newVersionRecord(v))
	}
	return r
}

type versionRecord struct {
	ID          id             `json:"id"`
	Number      int            `json:"number"`
	Blob        []byte         `json:"blob"`
	Tags        []string       `json:"tags,omitempty"`
	AITags      []AITag        `json:"aiTags,omitempty"`
	Meta        map[string]any `json:"meta,omitempty"`
	Embedded    map[string]any `json:"embedded,omitempty"`
	Description string         `json:"description,omitempty"`
	Focus       string         `json:"focus,omitempty"`
	Private     bool           `json:"private,omitempty"`
	Published   bool           `json:"published,omitempty"`
	Created     int64          `json:"created"`
	Updated     int64          `json:"updated"`
}

func newVersionRecord(v *version) versionRecord {
	return versionRecord{
		ID: v.id, Number: v.number, Blob: v.blob.hash[:], Tags: v.tags, AITags: v.aiTags, Meta: v.meta,
		Embedded: v.embedded, Description: v.description, Focus: v.focus, Private: v.private,
		Published: v.published, Created: v.created, Updated: v.updated,
	}
}

func (r versionRecord) version(b *blob) version {
	return version{
		id: r.ID, number: r.Number, blob: b, tags: r.Tags, aiTags: r.AITags, meta: r.Meta,
		embedded: r.Embedded, description: r.Description, focus: r.Focus, private: r.Private,
		published: r.Published, created: r.Created, updated: r.Updated,
	}
}

type blobRecord struct {
	Size   int64  `json:"size"`
	Format string `json:"format,omitempty"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Alpha  bool   `json:"alpha,omitempty"`
}

func newBlobRecord(b *blob) blobRecord {
	return blobRecord{b.size, b.image.format, b.image.width, b.image.height, b.image.alpha}
}

type endingRecord struct {
	Created  Cause    `json:"created"`
	Ended    Cause    `json:"ended"`
	How      Ending   `json:"how"`
	Into     id       `json:"into"`
	Versions []string `json:"versions"`
}

func newEndingRecord(e *ending) endingRecord {
	return endingRecord{*e.created, *e.ended, e.how, e.into, e.versions}
}
