// Package imagekit is a client of ImageKit's media API that is safe to put in
// charge of a library whose deletions are for ever.
//
// Each endpoint is one method of [Client]. All of them pass through one
// pipeline, and that pipeline keeps six promises:
//
//   - A [ReadOnly] client sends nothing but GET and HEAD.
//   - A request is repeated only if that is harmless: if the service refused it
//     without acting (429, 423), if it never left this machine, or if doing it
//     twice is the same as doing it once. For every other request whose answer
//     was lost the caller gets an [OutcomeUnknownError] and must look before
//     trying again.
//   - Requests are paced per [Class] by [Limits], and a 429 pauses its whole
//     class for as long as the service says. Neither counts as a failure.
//   - Every wait ends: by the context, or by [Options].MaxWait with a
//     [WaitError] that names the reason.
//   - Only the API's own JSON is decoded. The error page of a proxy, a body cut
//     short, a listing that is not a list: all are errors, never an empty result.
//   - The private key is in no error, no log line and no formatted value.
//
// # Errors
//
// What a caller can do decides the type. [*Error] is an answer of the service;
// [IsNotFound], [IsConflict] and their sisters classify it. [*OutcomeUnknownError]
// means look first. [*PartialError] lists what was done and what was not.
// [*WaitError] means that the limit of waiting was reached. [*InvalidError] is a request
// that was refused here, before anything was sent. [*TransportError] means
// that no usable answer came and that trying again is safe.
//
// # Concurrency
//
// A Client may be used by several goroutines at once. It starts none.
package imagekit
