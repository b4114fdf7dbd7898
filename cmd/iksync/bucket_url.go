package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gocloud.dev/blob"
)

// errNoBucket is why a text names no bucket. It hides the text: a URL may hold what
// nobody should read.
var errNoBucket = errors.New("a URL that begins with " + strings.Join(blob.DefaultURLMux().BucketSchemes(), ":, ") + ":")

// bucketURL reads the URL of a bucket. One that begins with file://. is below dir.
func bucketURL(text, dir string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || !slices.Contains(blob.DefaultURLMux().BucketSchemes(), u.Scheme) {
		return nil, errNoBucket
	}
	if u.Scheme == "file" {
		return folderURL(u, dir)
	}
	return u, nil
}

// folderURL is a file URL as package fileblob wants it. The folder has to be
// there: one that is made in place of a disk that is not mounted locks nobody out,
// and remembers nothing.
func folderURL(u *url.URL, below string) (*url.URL, error) {
	dir := folderOfURL(u)
	if u.Host == "." {
		dir = filepath.Join(below, dir)
	}
	if !isFolder(dir) {
		return nil, fmt.Errorf("there is no folder %s: make it first", dir)
	}
	return fileURL(dir), nil
}

// fileURL names a folder. Its objects have no files beside them, neither their
// attributes nor drafts: a draft in another file system could not be renamed.
func fileURL(dir string) *url.URL {
	path := filepath.ToSlash(dir)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // of a drive
	}
	return &url.URL{Scheme: "file", Path: path, RawQuery: "metadata=skip&no_tmp_dir=1"}
}

func folderOfURL(u *url.URL) string {
	path := u.Path
	if u.Host == "." || os.PathSeparator != '/' {
		path = strings.TrimPrefix(path, "/")
	}
	return filepath.FromSlash(path)
}
