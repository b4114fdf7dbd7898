package state

import "unicode"

// ServerFileName is the name that ImageKit would give to a file that is
// uploaded or renamed as name: letters, digits, ".", "_" and "-" stay,
// everything else becomes "_". Where it differs from name, creating name never
// converges. Names that exist already may be of any kind.
func ServerFileName(name string) string {
	return rewrite(name, func(r rune) bool { return r == '.' || r == '_' || r == '-' })
}

// ServerFolderName is the name that ImageKit would give to a folder that is
// created as name: letters and digits stay, everything else, "-" and "_"
// included, becomes "_" (which leaves "_" as it is).
func ServerFolderName(name string) string {
	return rewrite(name, func(r rune) bool { return r == '_' })
}

// ServerFolderRename is the name that ImageKit would give to a folder that is
// renamed to name: as ServerFolderName, but "-" stays too.
func ServerFolderRename(name string) string {
	return rewrite(name, func(r rune) bool { return r == '_' || r == '-' })
}

func rewrite(name string, keep func(rune) bool) string {
	out := []rune(name)
	for i, r := range out {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !keep(r) {
			out[i] = '_'
		}
	}
	return string(out)
}
