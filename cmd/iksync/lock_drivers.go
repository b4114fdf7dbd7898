package main

// Where locks may be: a folder, and memory, which only tests share.
import (
	_ "gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/memblob"
)
