package plan

// pack puts operations together that one call can stand for, and lists what is
// left, each after all it needs.
func (d *draft) pack() []Operation {
	d.foldDeletes()
	d.packDeletes()
	d.packFolders()
	d.packTags()
	return d.finish()
}
