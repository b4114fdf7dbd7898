//go:build !nocloud

package main

// Stores that machines share. They make the program three times as large: build
// with -tags nocloud where --lock never names one.
import (
	_ "gocloud.dev/blob/azureblob"
	_ "gocloud.dev/blob/gcsblob"
	_ "gocloud.dev/blob/s3blob"
)
