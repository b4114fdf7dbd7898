package emulator

// What is kept on disk of the things a library holds: flat, with ids in place
// of pointers. Jobs, purges and fields are stored as they are.

type folderRecord struct {
	Name    string         `json:"name"`
	Parent  id             `json:"parent"` // zero: the root
	Created int64          `json:"created"`
	Updated int64          `json:"updated"`
	Meta    map[string]any `json:"meta,omitempty"`
}

type fileRecord struct {
	Name    string          `json:"name"`
	Parent  id              `json:"parent"`
	Created int64           `json:"created"`
	Origin  *Cause          `json:"origin"`
	Current versionRecord   `json:"current"`
	Older   []versionRecord `json:"older,omitempty"`
}

type versionRecord struct {
	ID          id             `json:"id"`
	Number      int            `json:"number"`
	Blob        string         `json:"blob"`
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

type endingRecord struct {
	Created  *Cause   `json:"created"`
	Ended    *Cause   `json:"ended"`
	How      Ending   `json:"how"`
	Into     id       `json:"into"`
	Versions []string `json:"versions"`
}

func recordFolder(d *folder) folderRecord {
	return folderRecord{Name: d.name, Parent: d.parent.id, Created: d.created, Updated: d.updated, Meta: d.meta}
}

func recordFile(f *file) fileRecord {
	r := fileRecord{Name: f.name, Parent: f.parent.id, Created: f.created, Origin: f.origin, Current: recordVersion(&f.current)}
	for _, v := range f.older {
		r.Older = append(r.Older, recordVersion(v))
	}
	return r
}

func recordVersion(v *version) versionRecord {
	return versionRecord{
		ID: v.id, Number: v.number, Blob: v.blob.hash.String(), Tags: v.tags, AITags: v.aiTags,
		Meta: v.meta, Embedded: v.embedded, Description: v.description, Focus: v.focus,
		Private: v.private, Published: v.published, Created: v.created, Updated: v.updated,
	}
}

func (r *versionRecord) version(b *blob) version {
	return version{
		id: r.ID, number: r.Number, blob: b, tags: r.Tags, aiTags: r.AITags,
		meta: r.Meta, embedded: r.Embedded, description: r.Description, focus: r.Focus,
		private: r.Private, published: r.Published, created: r.Created, updated: r.Updated,
	}
}

func recordEnding(e *ending) endingRecord {
	return endingRecord{Created: e.created, Ended: e.ended, How: e.how, Into: e.into, Versions: e.versions}
}

func (r *endingRecord) ending() *ending {
	return &ending{created: r.Created, ended: r.Ended, how: r.How, into: r.Into, versions: r.Versions}
}
