// Package format puts YAML files into their usual shape, as a text: it moves the
// author's lines and never writes a value anew. Comments, quotes, brackets and
// blank lines stay as they are, with what they belong to.
//
// What changes:
//
//   - the keys of the file and of each record stand in the order of the reference;
//   - entries of fields, folders and files are sorted, by path in the order of the
//     tree, where no blank line and no banner stands between them: groups that an
//     author set apart stay groups, and one whose first key has to stay below a
//     comment keeps its order;
//   - each level is indented by two spaces;
//   - one blank line sets sections apart, and no more than one anything else;
//   - white space at the ends of lines goes, and the text ends with a line end.
//
// What a text means never changes: it is read before and after, and compared.
package format
