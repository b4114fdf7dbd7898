package main

import "slices"

// begin opens the items that steps before this one have done, and returns them.
func (s *step) begin() (again []*item) {
	for _, i := range s.items {
		if i.Status == itemDone {
			i.Status = ""
			again = append(again, i)
		}
	}
	return again
}

// join sees to it that what was done of an item before shows, whatever became of it here.
func (s *step) join(again []*item) {
	for _, i := range again {
		if i.Status != itemDone {
			i.Status = itemPartly
		}
	}
}

// open are the items that nothing has become of yet. One that a step before could
// not do is not tried further.
func (s *step) open() []*item {
	return slices.DeleteFunc(slices.Clone(s.items), func(i *item) bool { return i.Status != "" })
}

// settled says whether there is nothing left to make the call for.
func (s *step) settled() bool { return len(s.items) > 0 && len(s.open()) == 0 }
