//go:build !nocloud && !noazblob

package main

import _ "gocloud.dev/blob/azureblob" // locks in azblob:// containers
