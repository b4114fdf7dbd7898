// Package report shows a plan to people and to programs.
//
// Text is for a reviewer, in a terminal or a build log. What stops the plan
// comes first (an incomplete read, refusals), then what cannot be undone, then
// the rest, and a summary last, where the eye is when the scrolling ends:
//
//   - every delete is named, up to Style.Deletes a folder, and never folded; so is
//     every file that lands on another one;
//   - files of one folder that change in the very same way are folded into one
//     line, with a count;
//   - no string of a plan reaches the output unescaped: a file's name can
//     neither repaint a terminal nor pass for another line of the report.
//
// Who calls decides about colour and width; nothing here looks at the
// environment. The same plan and style give the same text, byte for byte.
//
// # JSON
//
// JSON is for programs. It is one object, indented, with these keys, all of
// them always there:
//
//	format      "iksync-report/1". The number changes when a key's meaning
//	            does. Keys may be added under the same number: skip what you
//	            do not know
//	library     the library's name
//	endpoint    base URL of the API that the plan was made against
//	account     URL prefix of the account's assets, "" where unknown
//	scope       the folders that the plan is about
//	digests     config: SHA-256 of the YAML; have: of what was seen of the
//	            objects that the plan touches
//	summary     see below
//	refusals    why the plan must not be applied: guard, subject, message, pos,
//	            and override, what to type if it is meant
//	gaps        what could not be read: reason, scope, detail. With one or
//	            more, nothing is deleted
//	changes     what is to be done, one an object, what cannot be undone
//	            first. Each is as in a plan file (id, kind, action, path, from,
//	            field, object, along, size, url, attrs, reason, pos) with
//	            irreversible and breaks_url added
//	held        what is not done: kind, action, path, reason, detail, pos
//	operations  the calls, in the order of their ids, as in a plan file
//
// The summary has
//
//	empty         whether there is nothing to do
//	refused       whether a guard forbids applying the plan
//	complete      whether everything in scope was read
//	objects       the files and folders in scope
//	actions       the number of changes of each action: delete, replace, merge,
//	              move, rename, create, copy, upload, update
//	irreversible  the number of changes that nothing can bring back
//	breaks_url    the number of changes after which a delivery URL ends, not
//	              counting what goes along with a folder
//	held          the number of things held
//	calls         the number of calls: total, and of each class: read, write,
//	              upload, job
//	reads         a forecast of the reads around those calls: checks before,
//	              looks at jobs, comparisons after
//	seconds       a forecast of how long an apply takes at the documented limits
//
// Lists are never null. Where a key of a change is missing, it does not apply.
// Characters that could act on a terminal are written as \u escapes.
package report
