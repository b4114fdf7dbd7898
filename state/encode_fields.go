package state

import "strconv"

// fieldShape writes the properties that are managed and, where a definition
// comes from elsewhere than YAML, those that say something.
func fieldShape(f *Field) shape {
	var pairs []pair
	add := func(key string, says bool, s shape) {
		if _, managed := f.Managed[key]; managed || says {
			pairs = append(pairs, pair{key, s})
		}
	}
	add("label", f.Label != "", textOf(f.Label))
	add("type", true, textOf(f.Type))
	add("options", len(f.Options) > 0, valueShape(List(f.Options...)))
	add("required", f.Required == Required, boolOf(f.Required == Required))
	add("default", !f.Default.IsNull(), valueShape(f.Default))
	add("min", !f.Min.IsNull(), valueShape(f.Min))
	add("max", !f.Max.IsNull(), valueShape(f.Max))
	add("min_length", f.MinLength != nil, lengthShape(f.MinLength))
	add("max_length", f.MaxLength != nil, lengthShape(f.MaxLength))
	return mappingOf(pairs...)
}

func lengthShape(n *int) shape {
	if n == nil {
		return scalarOf("null")
	}
	return scalarOf(strconv.Itoa(*n))
}
