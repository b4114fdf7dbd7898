package state

import "github.com/iksync/iksync/imagekit/query"

// Rule asks for attributes of every live file that it matches, without listing them.
type Rule struct {
	Name  string
	Path  *Pattern     // nil: every file in scope
	Where *query.Query // nil: whatever it is like
	Attributes
	Pos Pos
}
