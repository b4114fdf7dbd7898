// Package live is the only translator between an account and the model.
//
// Observe reads a library into a state.Have by listing it, a thousand assets a
// call, never one call an asset. Do makes the one call that a plan.Operation
// stands for. Check reads single objects again, for what must hold before and
// after an operation. Probe says from the library whether an operation was
// carried out whose answer was lost. Nothing else in the program turns the one
// into the other.
package live
