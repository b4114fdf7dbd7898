package schema

// Library is the YAML of one file. A directory of several files is read as one
// library: `library` and `scope` then have to stand in one of them only.
type Library struct {
	// The version of this format: always 1, in each file.
	Version Version `yaml:"version" need:"yes"`
	// A name of at most 100 characters, for plans, reports and locks. It has to stand in one file of a directory, and must be the same wherever it stands.
	Library Name `yaml:"library" example:"storefront"`
	// Variables: a name and its value, which `${name}` stands for in any other value, and in keys that are names or paths. `--var name=value` gives another value for one run; `null` is a value that has to be given so. `$${` is a plain `${`.
	Vars map[Variable]Constant `yaml:"vars" null:"yes"`
	// The folders that this file owns, none of them in another one. Nothing outside is read or written. `["/"]` is the whole library.
	Scope Scope `yaml:"scope" example:"[\"/storefront\"]"`
	// What must stay as it is: a plan that moves, deletes or overwrites any of these, or anything below, is refused.
	Protect []Glob `yaml:"protect" null:"yes" example:"[\"/storefront/legal/**\"]"`
	// How much one run may delete. A plan that goes further is refused, until the limit is raised here or by `--max-delete` for one run.
	Limits *Limits `yaml:"limits" null:"yes"`
	// The bucket that the record of uploads is kept in, as a URL: `s3://`, `gs://`, `azblob://` or `file://`. It says by which bytes each file was uploaded. Without it the record is a small private file in the first folder of the scope.
	State Name `yaml:"state" example:"s3://acme-iksync?region=eu-west-1"`
	// Definitions of custom metadata fields, by name. They belong to the whole account. Those that are not listed are left alone.
	Fields map[FieldName]Field `yaml:"fields" null:"yes"`
	// Folders that must be there, by path, and what every file below them takes on. An entry with nothing in it just has to exist.
	Folders map[Place]*Folder `yaml:"folders" null:"yes"`
	// Tables (CSV) of files, relative to the YAML: the name of one, or a list. Each row is an entry as under `files`: see `docs/tables.md`.
	FilesFrom Tables `yaml:"files_from" null:"yes" example:"catalogue.csv"`
	// Files that must be there, by path. An entry with nothing in it just has to exist.
	Files map[Place]*File `yaml:"files" null:"yes"`
	// What is asked of sets of files, without listing them. They come after folders and before files; of two that disagree the later one wins.
	Rules []Rule `yaml:"rules" null:"yes"`
	// What must not exist.
	Remove *Remove `yaml:"remove" null:"yes"`
}

// Limits are how much one run may delete.
type Limits struct {
	// At most so many files and folders.
	Deletes Count `yaml:"deletes" default:"20"`
	// At most so many of a hundred files and folders in scope, where there are 50 or more.
	DeletePercent Percent `yaml:"delete_percent" default:"10"`
}

// Folder is what is asked of one folder, and of every file below it.
type Folder struct {
	// Pins the folder to the one with this `folderId`: where that one is elsewhere, it is moved or renamed.
	ID ID `yaml:"id" example:"64fb1c2d8a7b4c1234567890"`
	// The folder's former place: as long as it is there, it is moved, with all that is in it.
	MovedFrom Place `yaml:"moved_from" example:"/storefront/2024"`
	// What happens where a folder moves to a name that is taken: `refuse` the plan, or merge both, so that files of one name become versions of one file, the one that moves in being current. Needs `moved_from` or `id`.
	OnConflict Conflict `yaml:"on_conflict" default:"refuse"`
	// The folder that this one is a copy of. It is copied once, where this one is missing; what comes to the source later stays there.
	CopyOf Place `yaml:"copy_of" example:"/storefront/templates/kit"`
	// Whether a copy takes along the older versions of its files. Needs `copy_of`.
	Versions Truth `yaml:"versions" default:"false"`
	// Local files that the folder holds, relative to the YAML: all below a folder, or those of a glob. Each is listed as a file at the same place below this one, and uploaded where it is missing or its bytes differ. Names that begin with a dot do not count.
	SourceDir Name `yaml:"source_dir" example:"assets/icons"`
	// Whether files and folders below that are not listed are deleted. Where it is left out, the folder above decides; none says that nothing is.
	Prune Truth `yaml:"prune"`
	// Tags of every file below. A list is the exact set; `{add, remove}` leaves other tags alone.
	Tags Tags `yaml:"tags" example:"{\"add\": [\"product\"]}"`
	// Custom metadata of every file below, by field. Fields that are not listed are left alone; `null` takes the value away.
	Metadata map[FieldName]Value `yaml:"metadata" example:"{\"brand\": \"Acme\"}"`
}

// File is what is asked of one file. It wins over folders and rules.
type File struct {
	// Pins the entry to the file with this `fileId`: where that one is elsewhere, it is moved or renamed. Where it is gone and a file is at the path, that counts as done.
	ID ID `yaml:"id" example:"64fb1c2d8a7b4c1234567890"`
	// The file's former place: as long as it is there, it is moved or renamed, with its versions. It changes the file's URL.
	MovedFrom Place `yaml:"moved_from" example:"/storefront/incoming/clock.jpg"`
	// What happens where a file moves to a name that is taken: `refuse` the plan, or `version`: what is there becomes an older version of what moves in. Needs `moved_from` or `id`.
	OnConflict Conflict `yaml:"on_conflict" default:"refuse"`
	// A local file, relative to the YAML, that is uploaded where the file is missing or its bytes differ. Without it the file has to exist.
	Source Name `yaml:"source" example:"assets/hero.jpg"`
	// Tags. A list is the exact set; `{add, remove}` leaves other tags alone.
	Tags Tags `yaml:"tags" example:"[\"hero\", \"homepage\"]"`
	// Custom metadata, by field. Fields that are not listed are left alone; `null` takes the value away.
	Metadata map[FieldName]Value `yaml:"metadata" example:"{\"brand\": \"Globex\", \"season\": null}"`
	// A description of at most 10,000 characters; `null` or `""` clears it.
	Description Text `yaml:"description" null:"yes" example:"Winter hero"`
	// What crops should keep, as `x,y,width,height` in pixels (`customCoordinates`); `null` or `""` clears it. In braces it has to stand in quotes.
	Focus Focus `yaml:"focus" null:"yes" example:"10,10,100,100"`
	// Whether the file is published: `false` makes it a draft, which has no URL.
	Published Truth `yaml:"published"`
}

// Rule is what is asked of every file that matches. One that asks for nothing is an
// error.
type Rule struct {
	// The rule's name, which plans and `iksync explain` call it by. No other rule has it.
	Name Name `yaml:"name" need:"yes" example:"catalogue"`
	// Which files the rule is about.
	Match Match `yaml:"match" need:"yes"`
	// Tags. A list is the exact set; `{add, remove}` leaves other tags alone.
	Tags Tags `yaml:"tags" example:"{\"add\": [\"catalogue\"]}"`
	// Custom metadata, by field. Fields that are not listed are left alone; `null` takes the value away.
	Metadata map[FieldName]Value `yaml:"metadata" example:"{\"season\": \"winter\"}"`
	// A description of at most 10,000 characters; `null` or `""` clears it.
	Description Text `yaml:"description" null:"yes"`
	// What crops should keep, as `x,y,width,height` in pixels (`customCoordinates`); `null` or `""` clears it. In braces it has to stand in quotes.
	Focus Focus `yaml:"focus" null:"yes" example:"10,10,100,100"`
	// Whether files are published: `false` makes them drafts, which have no URL.
	Published Truth `yaml:"published"`
}

// Match is what a file must satisfy for a rule to be about it: all that is given.
type Match struct {
	// A glob that the path matches.
	Path Glob `yaml:"path" example:"/storefront/products/**/*.jpg"`
	// A query in ImageKit's search language that the file satisfies. Custom metadata is quoted whole: `"customMetadata.brand" = "Acme"`.
	Where Query `yaml:"where" example:"size > \"1mb\" AND tags NOT IN [\"final\"]"`
}

// TagChange is what must and must not be among a file's tags; other tags are left
// alone.
type TagChange struct {
	// Tags that must be there.
	Add TagList `yaml:"add"`
	// Tags that must not be there.
	Remove TagList `yaml:"remove"`
}

// Remove is what must not exist. Nothing brings back what is deleted.
type Remove struct {
	// Files, as globs.
	Files []Glob `yaml:"files" null:"yes" unique:"yes" example:"[\"/storefront/products/*.tmp\"]"`
	// Folders. One goes only where all that is in it goes.
	Folders []Place `yaml:"folders" null:"yes" unique:"yes" example:"[\"/storefront/old\"]"`
	// Custom metadata fields. A field's name can never be used again, so that each needs `--allow-field-delete` as well.
	Fields []FieldName `yaml:"fields" null:"yes" unique:"yes" example:"[\"legacy_sku\"]"`
}
