package state

import (
	"bytes"
	"errors"
	"io"

	"gopkg.in/yaml.v3"
)

// parse makes a tree of the document's text: one pass, linear in its size. It
// returns nil where there is none, with the reason among the problems.
//
// Decoding into structs or maps instead would compare every key with every
// other one, and lose most positions.
func (d *document) parse() *yaml.Node {
	decoder := yaml.NewDecoder(bytes.NewReader(d.text))
	var first, second yaml.Node
	switch err := decodeNext(decoder, &first); {
	case errors.Is(err, io.EOF):
		d.fail(d.at(1, 1), "%s", d.config.emptyFile())
		return nil
	case err != nil:
		d.syntaxError()
		return nil
	}
	switch err := decodeNext(decoder, &second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		d.syntaxError()
		return nil
	default:
		d.fail(d.at(second.Line, second.Column), "%s", secondDocument)
	}
	root := first.Content[0]
	if !d.checkTree(root) {
		return nil
	}
	return root
}

// decodeNext reads the next document of a stream. The parser panics rather
// than returns on faults of its own, which are no reason to crash.
func decodeNext(decoder *yaml.Decoder, into *yaml.Node) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the YAML parser gave up")
		}
	}()
	return decoder.Decode(into)
}
