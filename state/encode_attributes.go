package state

func attributePairs(a Attributes) []pair {
	var pairs []pair
	if a.Tags != nil {
		pairs = append(pairs, pair{"tags", tagsShape(a.Tags)})
	}
	if a.Metadata != nil {
		metadata := mappingOf(sortedPairs(a.Metadata, func(s Setting[Value]) shape { return valueShape(s.Value) })...)
		pairs = append(pairs, pair{"metadata", metadata})
	}
	if a.Description != nil {
		pairs = append(pairs, pair{"description", clearing(a.Description.Value)})
	}
	if a.Focus != nil {
		pairs = append(pairs, pair{"focus", clearing(a.Focus.Value)})
	}
	if a.Published != nil {
		pairs = append(pairs, pair{"published", boolOf(a.Published.Value)})
	}
	return pairs
}

// clearing writes a text that "" takes away: as null, which says so.
func clearing(text string) shape {
	if text == "" {
		return scalarOf("null")
	}
	return textOf(text)
}

func tagsShape(t *Tags) shape {
	if t.Mode == TagsExact {
		return textsOf(t.Set)
	}
	var pairs []pair
	if len(t.Add) > 0 {
		pairs = append(pairs, pair{"add", textsOf(t.Add)})
	}
	if len(t.Remove) > 0 {
		pairs = append(pairs, pair{"remove", textsOf(t.Remove)})
	}
	return mappingOf(pairs...)
}

func valueShape(v Value) shape {
	if list, ok := v.AsList(); ok {
		items := make([]shape, len(list))
		for i, item := range list {
			items[i] = valueShape(item)
		}
		return listOf(items)
	}
	if s, ok := v.AsString(); ok {
		return textOf(s)
	}
	if n, ok := v.AsNumber(); ok {
		return numberOf(n)
	}
	if b, ok := v.AsBool(); ok {
		return boolOf(b)
	}
	return scalarOf("null")
}
