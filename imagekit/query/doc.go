// Package query is ImageKit's searchQuery language: parse once, evaluate anywhere.
//
// A query is a filter over assets (files, file versions and folders). The same parsed
// [Query] serves the emulator's search, the `where:` of a YAML rule and `--where` on the
// command line, so that one text selects the same assets everywhere. As such selections
// end in deletions, whatever cannot be judged exactly is refused by [Parse]; nothing is
// guessed by [Query.Match].
//
// # Grammar
//
//	query      = and { "OR" and } .                 AND binds tighter than OR
//	and        = term { "AND" term } .
//	term       = "(" query ")" | condition .
//	condition  = field test .
//	test       = ( ":" | "<" | "<=" | ">" | ">=" | "HAS" ) value
//	           | [ "NOT" ] "=" value
//	           | [ "NOT" ] "IN" "[" value { "," value } "]"
//	           | [ "NOT" ] "EXISTS" .
//	field      = name | string .                    "customMetadata.x" must be a string
//	value      = string | number | "true" | "false" | date .
//	string     = `"` { char | `\"` | `\\` } `"` .   any other backslash is an error
//	number     = [ "-" ] digits [ "." digits ] .    up to 2^53, so that it is exact
//	date       = a date of a string, unquoted .     only where a date may stand
//
// Keywords are upper-case, true and false lower-case; field names and strings are
// case-sensitive. A query has at most [MaxLength] bytes and [MaxDepth] nested parentheses.
//
// # Fields
//
//	name                        = : IN NOT=  NOT IN  HAS                 string
//	id, createdBy               = IN NOT=  NOT IN                        string
//	type                        = IN NOT=  NOT IN                        "file", "file-version", "folder"
//	format                      = IN                                     lower-case string
//	path                        = : IN NOT=  NOT IN                      absolute folder path
//	tags                        IN NOT IN  HAS EXISTS NOT EXISTS         string
//	createdAt, updatedAt        = < <= > >= IN NOT=  NOT IN              date
//	width, height               = < <= > >= IN NOT=  NOT IN              number
//	size                        = < <= > >= IN NOT=  NOT IN              bytes, or "10kb", "1.5mb"
//	private, published,
//	transparency                =                                        true, false
//	"customMetadata.*"          every operator its value can have
//	"embeddedMetadata.Keywords" IN NOT IN  EXISTS NOT EXISTS             string
//	"embeddedMetadata.DateTimeOriginal"  as createdAt, EXISTS, NOT EXISTS
//	"embeddedMetadata.*"        every operator its value can have
//
// The geographic "embeddedMetadata.LocationTaken" is refused: it cannot be judged here.
//
// # Meaning
//
//   - `=` is equality of strings byte by byte, of numbers, and of instants. On a list (tags, a
//     multi-select field) every operator asks whether ONE element satisfies it; NOT = and NOT IN
//     ask that none does.
//   - `:` is "begins with"; an empty prefix, which would match everything, is refused.
//   - `path` is the folder an asset lies in, for a folder its parent. So `path : "/a"` finds what
//     lies in /a or anywhere below, subfolders included, but not /a itself, and nothing of /ab;
//     `path = "/a"` what lies directly in it. A trailing slash does not matter.
//   - `HAS` looks for every word of its string, in any order and case; the last word may be the
//     beginning of a longer one. Words are runs of letters, digits and their marks.
//   - A date is YYYY-MM-DD (midnight UTC) or YYYY-MM-DDTHH:MM:SS (UTC without a zone; a fraction
//     and a zone may follow), or relative: "1h", "2d", "3w", "4m" (months), "1y" ago.
//     `createdAt > "7d"` is: younger than seven days. A date is an instant: `createdAt = "2024-05-01"`
//     is midnight sharp, not that day.
//   - Values of metadata fields carry their own type. Numbers equal numbers and never strings, a
//     boolean equals booleans. Two strings that are both dates compare as instants. A value of
//     another type than the query's satisfies none of the positive operators.
//   - Without a value (null, no tags, an empty list, no width) no positive operator holds.
//
// Where ImageKit's documentation is silent, [Semantics] names the readings and their defaults.
package query
