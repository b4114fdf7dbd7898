// Package plan decides what is to be done to a library, and in which order.
//
//	Diff(want, have)  ->  changes     what a person reviews
//	Compile(changes)  ->  operations  what the API is sent
//	Make              ->  Plan        both, with guards, totals and a forecast
//
// It is pure: no network, no disk, no clock. The same input gives the same
// plan, byte for byte.
//
// Diff goes from identity to attributes:
//
//	claim.go, chain.go, trace.go, infer.go   which live object each entry means
//	place.go, collide.go, merge.go, copy.go  where every object ends
//	removals.go, guard.go, twins.go          what goes, and what is refused
//	wish.go, settle.go, look.go, update.go   what each file should be like
//
// Compile writes down one operation for each object, in an order in which all of
// them could be done one after the other, and then lets one call stand for many:
//
//	compile.go, compile_fields.go            definitions, attributes, what is new
//	arrange.go, arrange_copies.go, route.go  folders and moves, on a simulated tree
//	detour.go                                who steps aside where moves form a ring
//	ledger.go                                what waits for what: who touched a place before
//	target.go                                what was not selected is left out
//	pack*.go, tagcalls*.go                   deletes, folders and tags of many at once
//	draft.go                                 what is left, each after all it needs
package plan
