// Package report shows a plan to people and to programs.
//
// Text is for a reviewer, in a terminal or a build log. What stops the plan
// comes first (an incomplete read, refusals), then what cannot be undone, then
// the rest, and a summary last, where the eye is when the scrolling ends:
//
//   - every delete is named, up to Style.Deletes a folder, and never folded; so is
//     every file that lands on another one;
//   - after all that breaks URLs comes what that means outside the library, with
//     the lines of source that Style.Refs found;
//   - files of one folder that change in the very same way are folded into one
//     line, with a count;
//   - no string of a plan reaches the output unescaped: a file's name can
//     neither repaint a terminal nor pass for another line of the report.
//
// Who calls decides about colour and width; nothing here looks at the
// environment. The same plan and style give the same text, byte for byte.
//
// # Markdown
//
// Markdown is for the comment under a pull request from which people decide:
//
//   - the first line after the heading is the whole plan; what stops it comes next,
//     then what cannot be undone, then the mentions in a source tree that will
//     break, then what changes URLs; what is harmless comes last, folded away;
//   - it is never longer than MarkdownStyle.Budget. Parts are told whole, in
//     short, or counted, the riskiest first, so that updates are counted before a
//     delete is; what is only counted, and where all of it can be read, is said at
//     the top. Nothing is ever cut in the middle;
//   - names are spans of code, and text from a library is escaped: neither
//     mentions anybody, links anywhere, or forms markup. MarkdownText and
//     MarkdownCode do that for others.
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
//	impact      what breaks outside the library, see below
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
// The impact has
//
//	broken  the delivery URLs that stop working, in the order of changes. Each
//	        has the change that breaks it; kind, file or folder; path, of what
//	        is delivered there now; fate, what the URL gives afterwards (gone:
//	        nothing; moved: nothing, the same is elsewhere; taken-over: another
//	        thing, which takes the place); url, percent-encoded, of a folder
//	        with /* for all below it; becomes, where the same is afterwards;
//	        files, how many are delivered there. What goes along with a folder
//	        is one of them, with private files counted too
//	purges  the number of purge requests that would clear the CDN of what the
//	        plan breaks or replaces. None is sent
//	refs    null where no sources were searched. dirs that were; files that were
//	        read; binary and large, the numbers of files that were not, as they
//	        are no text or have more than 10 MB; warnings, what could not be
//	        read; mentions, the number of places that use what breaks; hits, the
//	        first 100,000 of them: file, line, column (in bytes, from 1), text,
//	        kind (url, or path, as SDKs take it) and the change that breaks it
//
// Lists are never null. Where a key of a change is missing, it does not apply.
// Characters that could act on a terminal are written as \u escapes.
//
// # HTML
//
// HTML is for a reviewer who opens an artifact of a build, also on a phone. It is
// one file. Its head, what stops the plan, the summary, what is held, and up to
// 2,000 changes are plain HTML, those that cannot be undone first; all changes
// are in it as JSON too, of no documented form, which its script shows as a tree
// of folders. The script filters by action, kind and text, and keeps the filter
// in the fragment of the page's address. Only what is open is in the document,
// so that 100,000 changes open and filter like a hundred; such a file has 6 to
// 16 MB. Updates that are alike are folded there; nothing else ever is.
//
// The page keeps nothing, and a content policy of its own forbids it every
// request but one kind: thumbnails, of images that are deleted, replaced, merged
// or moved. They come from the account's https URL, and only where the plan has
// seen that the file is published and not private; where there are none, the
// policy allows no images at all. A switch in the page turns them off.
package report
