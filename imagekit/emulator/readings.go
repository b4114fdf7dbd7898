package emulator

import "net/http"

// Readings chooses one meaning for every point on which ImageKit's documentation is silent or says
// two things. The zero value is the default of each point; where nothing is documented the default is
// the meaning that is hardest on a client. A client is right when it works under all of them.
type Readings struct {
	// ParentsMustExist makes creating a folder fail while its parent is missing; otherwise missing
	// parents are created, as the reference says.
	ParentsMustExist bool
	// MissingDestination says what a copy or move into a folder that does not exist does.
	MissingDestination MissingDestination
	// ExistingFolder says what creating a folder that exists does.
	ExistingFolder ExistingFolder
	// FolderHyphens says what creating a folder makes of a "-" in its name.
	FolderHyphens FolderHyphens
	// FileIDOnMove says whether a moved file keeps its fileId, alone or inside a moved folder.
	FileIDOnMove IDFate
	// FolderIDOnMove and FolderIDOnRename say the same of a folder and its folderId. The folders
	// inside it follow.
	FolderIDOnMove, FolderIDOnRename IDFate
	// MergeKeeps says which fileId is left when a file lands on another of its name.
	MergeKeeps MergeKeeps
	// MoveToItself says what moving a folder or file to where it already is does. For files the error
	// is documented, so only folders obey the switch.
	MoveToItself Repeated
	// RenameToItself says what renaming a folder to its own name does.
	RenameToItself Repeated
	// Locks says which calls are refused while a job runs on a folder.
	Locks Locks
	// WrongKeyStatus is the answer to a wrong key: 403 (also when zero) or 401. A missing key is always 401.
	WrongKeyStatus int
	// Tags says whether tags come back in the order and number they were sent in.
	Tags TagOrder
	// MissingDescription says how a file without a description is shown.
	MissingDescription MissingText
	// DescriptionOnOverwrite says what an upload without a description does to the one of the file it replaces.
	DescriptionOnOverwrite Overwritten
	// NegationWithoutValue says whether NOT = and NOT IN hold for an asset without a value.
	NegationWithoutValue Negation
	// MissingNumber says how an absent width or height compares.
	MissingNumber MissingNumber
	// UntypedSearch says what a search that does not name a type finds.
	UntypedSearch UntypedSearch
	// Units says how many bytes a "kb" is in searches.
	Units Units
	// Months says how long the "m" and "y" of a relative date are.
	Months Months
	// Dates says how custom metadata dates are given back.
	Dates Dates
	// FieldSchema says what an update of a field does to the parts of the schema it does not name.
	FieldSchema FieldSchema
	// DeletedFieldValues says whether files keep showing the values of a deleted field.
	DeletedFieldValues DeletedFieldValues
	// RequiredFields says what a request that sets metadata must bring along.
	RequiredFields RequiredFields
	// UnpublishedUpload says whether the plan of the account includes uploading drafts.
	UnpublishedUpload UnpublishedUpload
	// Delivery says whether the delivery URL without tr=orig-true gives the bytes that were uploaded.
	Delivery Delivery
	// ObjectVersion says what ik-obj-version names a version by in URLs.
	ObjectVersion ObjectVersion
	// UnsignedURLs says whether the account delivers public files by URLs without a signature.
	UnsignedURLs UnsignedURLs
	// RateHeaders says whether answers other than a 429 carry the X-RateLimit headers.
	RateHeaders RateHeaders
}

func (r Readings) wrongKeyStatus() int {
	if r.WrongKeyStatus == http.StatusUnauthorized {
		return http.StatusUnauthorized
	}
	return http.StatusForbidden
}

// MissingDestination is what happens to a copy or move into a missing folder.
type MissingDestination int

// The readings of a missing destination.
const (
	MissingDestinationFails   MissingDestination = iota // 400 INVALID_FOLDER_PATH
	MissingDestinationCreated                           // it is created with its parents
)

// ExistingFolder is what happens when a folder is created that exists.
type ExistingFolder int

// The readings of creating an existing folder.
const (
	ExistingFolderSucceeds ExistingFolder = iota // 201, nothing changes
	ExistingFolderFails                          // 400 FOLDER_ALREADY_EXISTS
)

// FolderHyphens is what becomes of a hyphen in the name of a folder that is created.
type FolderHyphens int

// The fates of a hyphen.
const (
	HyphensRewritten FolderHyphens = iota // "-" becomes "_", as the reference says of creation
	HyphensKept                           // "-" stays, as it says of a rename
)

// IDFate is what becomes of an id when its asset goes elsewhere.
type IDFate int

// The fates of an id.
const (
	KeepsID IDFate = iota // the id stays
	MintsID               // a new id is given out, the old one ends
)

// MergeKeeps is the file whose id survives a merge.
type MergeKeeps int

// The survivors of a merge.
const (
	MergeKeepsDestination MergeKeeps = iota // the file that was there
	MergeKeepsSource                        // the file that came
)

// Repeated is what happens to an operation whose effect is there already.
type Repeated int

// The readings of a repeated operation.
const (
	RepeatedFails    Repeated = iota // 400 for a move, 409 for a rename
	RepeatedSucceeds                 // a job that changes nothing
)

// Locks is the reach of a folder lock.
type Locks int

// The reaches of a folder lock.
const (
	LocksJobs       Locks = iota // other bulk jobs on the folder get 423
	LocksEverything              // so do all writes to files and folders below it
)

// TagOrder is how tags are kept.
type TagOrder int

// The ways to keep tags.
const (
	TagsAsSent TagOrder = iota // in order, duplicates included
	TagsUnique                 // in order, duplicates dropped
	TagsSorted                 // sorted, duplicates dropped
)

// MissingText is how a text that is not set is shown.
type MissingText int

// The ways to show a missing text.
const (
	MissingAbsent MissingText = iota // the key is left out
	MissingNull                      // null
	MissingEmpty                     // ""
)

// Overwritten is what an upload does to an attribute it does not carry.
type Overwritten int

// The fates of an attribute that is not sent.
const (
	OverwrittenRemoved Overwritten = iota // it is gone
	OverwrittenKept                       // it stays
)

// Negation is how NOT treats an asset without a value.
type Negation int

// The readings of a negation.
const (
	NegationHolds Negation = iota // no value differs from every value
	NegationFails                 // nothing holds of no value
)

// MissingNumber is how an absent number compares.
type MissingNumber int

// The readings of an absent number.
const (
	MissingNumberNeverMatches MissingNumber = iota // every comparison fails
	MissingNumberIsZero                            // it compares as 0
)

// UntypedSearch is what a search without a type finds.
type UntypedSearch int

// The readings of a search without a type.
const (
	UntypedSearchFindsFiles UntypedSearch = iota // files only
	UntypedSearchFindsAll                        // files and folders
)

// Units is the size of a kb.
type Units int

// The sizes of a kb.
const (
	Units1024 Units = iota // 1kb is 1024 bytes
	Units1000              // 1kb is 1000 bytes
)

// Months is the length of a month in a relative date.
type Months int

// The lengths of a month.
const (
	MonthsCalendar   Months = iota // to the same day of an earlier month
	MonthsThirtyDays               // 30 days, and a year is 365
)

// Dates is how dates are given back.
type Dates int

// The ways to give dates back.
const (
	DatesAsSent     Dates = iota // the very string that was sent
	DatesNormalised              // 2006-01-02T15:04:05.000Z
)

// FieldSchema is how a schema update treats what it does not name.
type FieldSchema int

// The readings of a schema update.
const (
	FieldSchemaReplaced FieldSchema = iota // the sent schema is the schema
	FieldSchemaMerged                      // what is not named stays
)

// DeletedFieldValues is what becomes of the values of a deleted field.
type DeletedFieldValues int

// The fates of the values of a deleted field.
const (
	DeletedFieldValuesLinger DeletedFieldValues = iota // files still show them
	DeletedFieldValuesVanish                           // files no longer show them
)

// RequiredFields is when a required field counts as given.
type RequiredFields int

// The readings of a required field.
const (
	RequiredOnAsset        RequiredFields = iota // after the request every required field has a value on the file
	RequiredInEveryRequest                       // every request that sets metadata carries all required fields
)

// UnpublishedUpload is whether drafts may be uploaded.
type UnpublishedUpload int

// The readings of a draft upload.
const (
	UnpublishedUploadRefused UnpublishedUpload = iota // 400, the plan does not include it
	UnpublishedUploadAllowed                          // an enterprise account
)

// Delivery is what the delivery URL answers for an image.
type Delivery int

// The readings of the delivery URL.
const (
	DeliversOriginal  Delivery = iota // the bytes that were uploaded
	DeliversOptimised                 // other bytes, unless the URL says tr=orig-true
)

// ObjectVersion is the name of a version in a delivery URL.
type ObjectVersion int

// The names of a version.
const (
	ObjectVersionIsID    ObjectVersion = iota // the id in versionInfo
	ObjectVersionIsToken                      // another one, which only the API's own URLs tell
)

// UnsignedURLs is what becomes of a request without a signature.
type UnsignedURLs int

// The fates of an unsigned request.
const (
	UnsignedURLsServed  UnsignedURLs = iota // as the dashboard sets it at first
	UnsignedURLsRefused                     // 401: the account restricts unsigned URLs
)

// RateHeaders is where X-RateLimit headers are sent.
type RateHeaders int

// The places of X-RateLimit headers.
const (
	RateHeadersOn429 RateHeaders = iota // only with a 429
	RateHeadersOnAll                    // with every answer of a limited class
)
