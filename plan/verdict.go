package plan

// Verdict is what the library says about whether an operation was carried out
// whose answer nobody has: it was lost, or the run was killed.
type Verdict struct {
	Answer   VerdictAnswer
	Left     []FileRef // VerdictPartly: the files of a call for several that are still to do
	Evidence string    // for people: what was seen, and where
}

// VerdictAnswer is the short of it.
type VerdictAnswer string

// The answers.
const (
	VerdictDone    VerdictAnswer = "done"     // all it should have done is there
	VerdictNotDone VerdictAnswer = "not-done" // the library is as it was before: it may be tried
	VerdictPartly  VerdictAnswer = "partly"   // some files of a call for several are done
	VerdictUnclear VerdictAnswer = "unclear"  // neither: it may be under way, or somebody else wrote there
)
