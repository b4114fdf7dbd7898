package emulator

import (
	"fmt"
	"net/http"
)

// maxAssets is the most files, versions and folders a folder operation takes.
const maxAssets = 100_000

// createFolder answers POST /v1/folder.
func (s *Server) createFolder(c *call) reply {
	b := c.body()
	b.require("folderName", "parentFolderPath")
	sent := b.text("folderName")
	parentPath := b.text("parentFolderPath")
	parent, parentErr := cleanFolder(parentPath)
	if wrong := b.done(); wrong != nil {
		return *wrong
	}
	if sent == "" || sent == "." || sent == ".." || parentErr != nil || parentPath == "" {
		return invalidFolderPath(errUnclean.Error())
	}
	name := s.cfg.readings.newFolderName(sent)
	if s.cfg.readings.ParentsMustExist && s.lib.findFolder(parent) == nil {
		return invalidFolderPath(fmt.Sprintf("No folder found with parentFolderPath `%s`.", parent))
	}
	path := joinPath(parent, name)
	if s.cfg.readings.ExistingFolder == ExistingFolderFails && s.lib.findFolder(path) != nil {
		return badRequest("A folder with this name already exists.").because("FOLDER_ALREADY_EXISTS")
	}
	if locked := s.lockedPath(path); locked != nil {
		return *locked
	}
	at := s.lib.ensureFolder(parent, s.cfg.readings.newFolderName)
	kind := None
	if at.folders[name] == nil {
		s.lib.addFolder(at, name, s.lib.clock.created(s.lib.now))
		kind = Created
	}
	c.did(kind, path, "")
	return reply{status: http.StatusCreated, body: struct{}{}}
}

// deleteFolder answers DELETE /v1/folder.
func (s *Server) deleteFolder(c *call) reply {
	b := c.body()
	b.require("folderPath")
	path, pathErr := cleanFolder(b.text("folderPath"))
	if wrong := b.done(); wrong != nil {
		return *wrong
	}
	if pathErr != nil || path == "/" {
		return badRequest("Your request contains an invalid folderPath.").because("INVALID_PARAMETER")
	}
	d := s.lib.findFolder(path)
	if d == nil {
		return notFound(fmt.Sprintf("No folder found with folderPath `%s`.", path)).because("FOLDER_NOT_FOUND")
	}
	if d.assets(maxAssets) > maxAssets {
		return tooManyObjects()
	}
	if locked := s.lockedPath(path); locked != nil {
		return *locked
	}
	s.lib.deleteFolder(d, c.cause)
	c.did(Removed, path, "")
	return noContent()
}

func tooManyObjects() reply {
	return badRequest(fmt.Sprintf("Total nested assets (files, folders and file versions) "+
		"are more than allowed limit of %d items.", maxAssets)).because("TOO_MANY_OBJECTS")
}

// deleteFolder removes a folder with all in it, for ever.
func (l *library) deleteFolder(d *folder, by *Cause) {
	for _, child := range d.sortedFolders() {
		l.deleteFolder(child, by)
	}
	for _, f := range d.sortedFiles() {
		l.deleteFile(f, FolderDeleted, by)
	}
	l.removeFolder(d)
}
