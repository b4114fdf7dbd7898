// Package lock lets one process at a time work on a library. The lock is kept in
// a bucket: a folder, or a store that machines share.
//
// Buckets can create an object if it is not there, and that is all: there is no
// compare-and-swap. So the lock is a row of objects, NAME.0000000001 and so on,
// its generations, of which the highest is the lock:
//
//   - Who wants it reads the highest generation. If that is held, the lock is
//     theirs. If it was released, has expired, or its process is dead, the next
//     generation is created if it is not there: of all who try, one succeeds.
//   - Who created a generation lists again. A higher one means that the first
//     look was too old: the lock is not theirs.
//   - The highest generation is never removed, only marked as released. So the
//     highest number only grows, and one that was passed is never passed again.
//   - A holder renews its own generation in time. A renewal counts only if it
//     ends before the lease that it renews: nobody can have seen that lease expired.
//   - A holder stops at the end of its lease, others begin a grace later. That
//     covers clocks that differ, and requests that are still on their way.
//
// Listings have to show at once what was written. S3, Google Cloud Storage and
// Azure promise that. A folder is listed entry by entry, and package fileblob
// creates with a look first and a rename then, so a folder needs Options.Guard.
package lock
