package emulator_test

func bulkSteps() []step {
	const both = `"fileIds":["{id:/a/one.jpg}","{id:/a/two.txt}"]`
	return []step{
		{"POST /v1/files/addTags", `{` + both + `,"tags":["n","x"]}`, 200, `{"successfullyUpdatedFileIds":["{id:/a/one.jpg}","{id:/a/two.txt}"]}`},
		{"GET /v1/files/{id:/a/two.txt}/details", "", 200, `{"tags":["x","y","n"]}`},
		{"POST /v1/files/removeTags", `{` + both + `,"tags":["x","n"]}`, 200, `{"successfullyUpdatedFileIds":["{id:/a/one.jpg}","{id:/a/two.txt}"]}`},
		{"GET /v1/files?path=a&type=file", "", 200, `[{"tags":null},{"tags":["y"]}]`},
		{"POST /v1/files/removeAITags", `{` + both + `,"AITags":["Dog"]}`, 200, `{"successfullyUpdatedFileIds":["*","*"]}`},
		{"GET /v1/files/{id:/a/one.jpg}/details", "", 200, `{"AITags":null}`},
		{"POST /v1/files/addTags", `{"fileIds":["{id:/a/one.jpg}","aaaaaaaaaaaaaaaaaaaaaaaa","odd"],"tags":["z"]}`, 404,
			`{"missingFileIds":["aaaaaaaaaaaaaaaaaaaaaaaa","odd"],"message":"*"}`},
		{"POST /v1/files/removeTags", `{"fileIds":["odd"],"tags":["z"]}`, 404, `{"missingFileIds":["odd"]}`},
		{"POST /v1/files/removeAITags", `{"fileIds":["odd"],"AITags":["z"]}`, 404, `{"missingFileIds":["odd"]}`},
		{"POST /v1/files/addTags", `{"fileIds":[],"tags":["z"]}`, 400, `"fileIds is empty."`},
		{"POST /v1/files/removeTags", `{"tags":["z"]}`, 400, `"fileIds parameter is missing."`},
		{"POST /v1/files/removeAITags", `{` + both + `}`, 400, `"AITags parameter is missing."`},
		{"POST /v1/files/batch/deleteByFileIds", `{"fileIds":["{id:/a/one.jpg}","odd"]}`, 404, `{"missingFileIds":["odd"]}`},
		{"POST /v1/files/batch/deleteByFileIds", `{"fileIds":"odd"}`, 400, `"fileIds should be an Array."`},
		{"POST /v1/files/batch/deleteByFileIds", `{` + both + `}`, 200, `{"successfullyDeletedFileIds":["*","*"]}`},
		{"GET /v1/files?path=/a", "", 200, `[]`},
	}
}

func folderSteps() []step {
	return []step{
		{"POST /v1/folder", `{"folderName":"new","parentFolderPath":"/x/y"}`, 201, `{}`},
		{"POST /v1/folder", `{"folderName":"new","parentFolderPath":"/x/y"}`, 201, `{}`},
		{"POST /v1/folder", `{"folderName":"..","parentFolderPath":"/x/y"}`, 400, `{"reason":"INVALID_FOLDER_PATH"}`},
		{"POST /v1/folder", `{"folderName":"a"}`, 400, `{"message":"*"}`},
		{"DELETE /v1/folder", `{"folderPath":"/x"}`, 204, ""},
		{"DELETE /v1/folder", `{"folderPath":"/x"}`, 404, `{"reason":"FOLDER_NOT_FOUND"}`},
		{"DELETE /v1/folder", `{"folderPath":"/"}`, 400, `{"message":"*"}`},
		{"GET /v1/files?type=folder&sort=ASC_NAME", "", 200, `["/a","/b","/c","/a/deep"]`},
	}
}

func jobSteps() []step {
	const (
		move = "POST /v1/bulkJobs/moveFolder"
		dup  = "POST /v1/bulkJobs/copyFolder"
		name = "POST /v1/bulkJobs/renameFolder"
	)
	return []step{
		{move, `{"sourceFolderPath":"/a","destinationPath":"/c"}`, 200, `{"jobId":"*"}`},
		{"GET /v1/bulkJobs/{job}", "", 200, `{"jobId":"{job}","type":"MOVE_FOLDER","status":"Pending"}`},
		{move, `{"sourceFolderPath":"/a/deep","destinationPath":"/b"}`, 423, `"A bulk job is running on given folder path"`},
		{dup, `{"sourceFolderPath":"/b","destinationPath":"/c"}`, 423, `"Destination folder path is already locked."`},
		{name, `{"folderPath":"/a","newFolderName":"z"}`, 423, `"A bulk job is running"`},
		{"WAIT 1s", "", 0, ""},
		{"GET /v1/bulkJobs/{job}", "", 200, `{"type":"MOVE_FOLDER","status":"Completed"}`},
		{"GET /v1/files?type=all&path=/c/a&sort=ASC_NAME", "", 200, `["/c/a/deep","/c/a/one.jpg","/c/a/two.txt"]`},
		{dup, `{"sourceFolderPath":"/c/a","destinationPath":"/b","includeVersions":true}`, 200, `{"jobId":"*"}`},
		{"GET /v1/bulkJobs/{job}", "", 200, `{"type":"COPY_FOLDER","status":"Pending"}`},
		{"WAIT 1s", "", 0, ""},
		{name, `{"folderPath":"/b/a","newFolderName":"z","purgeCache":true}`, 202, `{"jobId":"*"}`},
		{"WAIT 1s", "", 0, ""},
		{"GET /v1/bulkJobs/{job}", "", 200, `{"type":"RENAME_FOLDER","status":"Completed","purgeRequestId":"*"}`},
		{"GET /v1/bulkJobs/none", "", 404, `{"message":"*"}`},
		{name, `{"folderPath":"/b","newFolderName":"c"}`, 409, `"Folder with name c already exists at the same location."`},
		{name, `{"folderPath":"/none","newFolderName":"c"}`, 404, `"Source folder not found."`},
		{name, `{"folderPath":"/","newFolderName":"c"}`, 400, `"folderPath cannot be root."`},
		{name, `{"newFolderName":"c"}`, 400, `"folderPath parameter is missing."`},
		{move, `{"sourceFolderPath":"/none","destinationPath":"/c"}`, 404, `{"reason":"NO_FILES_FOLDER"}`},
		{dup, `{"sourceFolderPath":"/none","destinationPath":"/c"}`, 404, `{"reason":"NO_FILES_FOLDER"}`},
		{move, `{"sourceFolderPath":"/","destinationPath":"/c"}`, 400, `{"reason":"SOURCE_IS_ROOT"}`},
		{dup, `{"sourceFolderPath":"/b","destinationPath":"/b"}`, 400, `{"reason":"SAME_SOURCE_AND_DESTINATION"}`},
		{move, `{"sourceFolderPath":"/b","destinationPath":"/"}`, 400, `{"reason":"SAME_SOURCE_AND_DESTINATION"}`},
		{move, `{"sourceFolderPath":"/b","destinationPath":"/b/z"}`, 400, `{"reason":"INVALID_DESTINATION_PATH"}`},
		{dup, `{"sourceFolderPath":"/b","destinationPath":"/none"}`, 400, `{"reason":"INVALID_FOLDER_PATH"}`},
		{move, `{"destinationPath":"/c"}`, 400, `{"reason":"MISSING_PARAMETER"}`},
		{dup, `{"sourceFolderPath":"/b","destinationPath":7}`, 400, `{"reason":"INVALID_PARAMETER"}`},
	}
}

func fieldSteps() []step {
	const create = "POST /v1/customMetadataFields"
	return []step{
		{"GET /v1/customMetadataFields", "", 200, `[{"id":"{field:brand}","name":"brand","label":"Brand",
			"schema":{"type":"SingleSelect","selectOptions":["Acme","Globex",7,true]}},{"name":"shelf","label":"shelf"}]`},
		{create, `{"name":"price","label":"Price","schema":{"type":"Number","minValue":1,"maxValue":9,"isValueRequired":true,"defaultValue":5}}`, 201,
			`{"id":"*","name":"price","label":"Price","schema":{"type":"Number","minValue":1,"maxValue":9,"isValueRequired":true,"defaultValue":5}}`},
		{create, `{"name":"day","label":"Day","schema":{"type":"Date","minValue":"2026-01-01T00:00:00Z"}}`, 201, `{"schema":{"type":"Date"}}`},
		{create, `{"name":"kinds","label":"Kinds","schema":{"type":"MultiSelect","selectOptions":["a","b"],"defaultValue":["a"]}}`, 201, ""},
		{create, `{"name":"long","label":"Long","schema":{"type":"Textarea","minLength":1,"maxLength":9}}`, 201, ""},
		{create, `{"name":"yes","label":"Yes","schema":{"type":"Boolean"}}`, 201, ""},
		{create, `{"name":"price","label":"Other","schema":{"type":"Text"}}`, 400, `"this name already exists"`},
		{create, `{"name":"other","label":"Price","schema":{"type":"Text"}}`, 400, `"this label already exists"`},
		{create, `{"name":"other","label":"Other","schema":{"type":"Texts"}}`, 400, `"Invalid schema object."`},
		{"PATCH /v1/customMetadataFields/{field:price}", `{"label":"Cost","schema":{"maxValue":99}}`, 200, `{"label":"Cost","name":"price","schema":{"type":"Number","maxValue":99}}`},
		{"PATCH /v1/customMetadataFields/{field:price}", `{"schema":{"maxValue":"x"}}`, 400, `"Invalid schema object."`},
		{"PATCH /v1/customMetadataFields/{field:price}", `{"name":"cost"}`, 400, `"Name cannot be updated."`},
		{"PATCH /v1/customMetadataFields/aaaaaaaaaaaaaaaaaaaaaaaa", `{"label":"L"}`, 404, `"No such custom metadata field exists."`},
		{"DELETE /v1/customMetadataFields/{field:shelf}", "", 400, `"path policy: shelves"`},
		{"DELETE /v1/customMetadataFields/{field:price}", "", 204, ""},
		{"DELETE /v1/customMetadataFields/{field:price}", "", 404, `"No such custom metadata field exists."`},
		{"DELETE /v1/customMetadataFields/short", "", 400, `{"message":"*"}`},
		{create, `{"name":"price","label":"Price","schema":{"type":"Text"}}`, 400, `"this name already exists"`},
		{"GET /v1/customMetadataFields?folderPath=/a", "", 200, `[{"name":"brand"},{"name":"shelf"},{"name":"day"},{"name":"kinds"},{"name":"long"},{"name":"yes"}]`},
		{"GET /v1/customMetadataFields?includeDeleted=true", "", 200,
			`[{"name":"brand"},{"name":"shelf"},{"name":"price"},{"name":"day"},{"name":"kinds"},{"name":"long"},{"name":"yes"}]`},
	}
}

func purgeSteps() []step {
	return []step{
		{"POST /v1/files/purge", `{"url":"https://ik.imagekit.io/emulator/a/b/*"}`, 201, `{"requestId":"*"}`},
		{"GET /v1/files/purge/{purge}", "", 200, `{"status":"Completed"}`},
		{"GET /v1/files/purge/none", "", 400, `"No request found for this requestId."`},
		{"POST /v1/files/purge", `{"url":"https://elsewhere.example/a"}`, 400, `{"message":"*"}`},
		{"GET /v1/accounts/usage?startDate=2026-01-01&endDate=2026-02-01", "", 200, `{"mediaLibraryStorageBytes":190,"bandwidthBytes":0}`},
		{"GET /v1/accounts/usage?startDate=2026-01-01&endDate=2026-04-01", "", 400, `{"message":"*"}`},
		{"GET /v1/accounts/usage", "", 400, `{"message":"*"}`},
	}
}
