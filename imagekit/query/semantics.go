package query

// Semantics chooses among the readings that ImageKit's documentation leaves open. The zero value
// is the default reading of each; code that must be right under all of them walks [Readings].
type Semantics struct {
	Negation Negation
	Missing  MissingNumber
	Kilobyte Kilobyte
	Month    Month
}

// Negation says whether NOT = and NOT IN hold for an asset that has no value at all.
type Negation uint8

const (
	NegationHolds Negation = iota // default: an untagged file is NOT IN ["draft"]
	NegationFails                 // only a value can be another one
)

// MissingNumber says how a missing width, height or size compares (folders, files that are no images).
type MissingNumber uint8

const (
	MissingNeverCompares MissingNumber = iota // default: there is no value
	MissingIsZero                             // width < 100 finds a PDF, and the width counts as a value
)

// Kilobyte is the number of bytes in "1kb"; "1mb" has its square, and so on.
type Kilobyte uint8

const (
	Kilobyte1024 Kilobyte = iota // default
	Kilobyte1000
)

// Month is the length of the "m" and "y" of relative dates.
type Month uint8

const (
	MonthCalendar   Month = iota // default: the same day of an earlier month, or that month's last day
	MonthThirtyDays              // a month of 30 days, a year of 365
)

// Readings returns every combination of readings, the default first.
func Readings() []Semantics {
	var all []Semantics
	for i := range 16 {
		all = append(all, Semantics{
			Negation: Negation(i & 1),
			Missing:  MissingNumber(i >> 1 & 1),
			Kilobyte: Kilobyte(i >> 2 & 1),
			Month:    Month(i >> 3 & 1),
		})
	}
	return all
}
