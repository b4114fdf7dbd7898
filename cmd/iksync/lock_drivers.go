package main

// Where locks may be: a folder, and memory, which only tests share.
//
// The stores that machines share have a file each, as they make the program twice
// as large. Build with -tags nos3, nogs, noazblob, or nocloud for all three, where
// --lock never names one.
import (
	_ "gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/memblob"
)
