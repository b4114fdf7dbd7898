// Package plan decides what is to be done to a library, and in which order.
//
//	Diff(want, have)  ->  changes     what a person reviews
//	Compile(changes)  ->  operations  what the API is sent
//	Make              ->  Plan        both, with guards, totals and a forecast
//
// It is pure: no network, no disk, no clock. The same input gives the same
// plan, byte for byte.
package plan
