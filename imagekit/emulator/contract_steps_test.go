package emulator_test

func listSteps() []step {
	return []step{
		{"GET /v1/files", "", 200, `["/a/one.jpg","/a/two.txt","/b/one.jpg","/a/deep/three (1).jpg"]`},
		{"GET /v1/files?type=folder&sort=ASC_NAME", "", 200, `["/a","/b","/c","/a/deep"]`},
		{"GET /v1/files?type=all&path=/a/&sort=DESC_NAME", "", 200, `["/a/two.txt","/a/one.jpg","/a/deep"]`},
		{"GET /v1/files?type=all&limit=1&skip=1", "", 200, `["/a/one.jpg"]`},
		{"GET /v1/files?type=folder&limit=1", "", 200,
			`[{"type":"folder","folderId":"{folder:/a}","name":"a","folderPath":"/a","customMetadata":{},"createdAt":"*","updatedAt":"*"}]`},
		{"GET /v1/files?type=file-version", "", 200, `[]`},
		{"GET /v1/files?path=/nowhere", "", 200, `[]`},
		{`GET /v1/files?searchQuery=name : "one" AND path : "/a"`, "", 200, `["/a/one.jpg"]`},
		{`GET /v1/files?searchQuery=tags IN ["x"]&sort=DESC_CREATED`, "", 200, `["/a/two.txt","/a/one.jpg"]`},
		{"GET /v1/files?fileType=image", "", 200, `["/a/one.jpg","/b/one.jpg","/a/deep/three (1).jpg"]`},
		{"GET /v1/files?fileType=non-image&type=all", "", 200, `["/a/two.txt"]`},
		{"GET /v1/files?limit=0", "", 400, `"Minimum value of limit parameter is 1. Value sent is 0."`},
		{"GET /v1/files?limit=1001", "", 400, `"Maximum value of limit parameter is 1000. Value sent is 1001."`},
		{"GET /v1/files?skip=-1", "", 400, `"The value of skip parameter should be greater than or equal to 0. Value sent is -1."`},
		{"GET /v1/files?type=files", "", 400, `"invalid value for type parameter"`},
		{"GET /v1/files?sort=ASC", "", 400, `"invalid value for sort"`},
		{"GET /v1/files?fileType=video", "", 400, `"invalid value for fileType"`},
		{"GET /v1/files?searchQuery=name", "", 400, `"invalid value for searchQuery"`},
	}
}

func detailSteps() []step {
	const one = "PATCH /v1/files/{id:/a/one.jpg}/details"
	return []step{
		{"GET /v1/files/{id:/a/one.jpg}/details", "", 200, `{"type":"file","fileId":"{id:/a/one.jpg}","name":"one.jpg",
			"filePath":"/a/one.jpg","tags":["x"],"AITags":[{"name":"Dog","confidence":90,"source":"google-auto-tagging"}],
			"versionInfo":{"id":"{version:/a/one.jpg#1}","name":"Version 1"},"isPrivateFile":false,"isPublished":true,
			"customCoordinates":null,"fileType":"image","mime":"image/jpeg","customMetadata":{},
			"size":56,"description":"-","width":1,"height":1,"hasAlpha":false,"createdAt":"*","updatedAt":"*"}`},
		{"GET /v1/files/{id:/b/one.jpg}/details", "", 200, `{"tags":null,"AITags":null}`},
		{"GET /v1/files/{id:/a/two.txt}/details", "", 200, `{"fileType":"non-image","mime":"text/plain","size":11,"width":"-","hasAlpha":"-"}`},
		{one, `{"tags":["a","b"],"customCoordinates":"1,2,3,4","description":"D","customMetadata":{"brand":"Acme"}}`, 200,
			`{"tags":["a","b"],"customCoordinates":"1,2,3,4","description":"D","customMetadata":{"brand":"Acme"}}`},
		{one, `{"customMetadata":{"brand":7,"shelf":"s"}}`, 200, `{"tags":["a","b"],"customMetadata":{"brand":7,"shelf":"s"}}`},
		{one, `{"customMetadata":{"brand":null},"removeAITags":"all"}`, 200, `{"AITags":null,"customMetadata":{"brand":"-","shelf":"s"}}`},
		{one, `{"tags":null,"customCoordinates":null}`, 200, `{"tags":null,"customCoordinates":null,"description":"D"}`},
		{one, `{"publish":{"isPublished":false,"includeFileVersions":true}}`, 200, `{"isPublished":false}`},
		{one, `{"publish":{"isPublished":true},"tags":["a"]}`, 400, `"cannot be combined"`},
		{one, `{"customMetadata":{"brand":"Other"}}`, 400, `{"message":"*","errors":{"brand":"*"}}`},
		{one, `{}`, 400, `{"message":"*"}`},
		{"PATCH /v1/files/short/details", `{"tags":["a"]}`, 400, `"invalid fileId"`},
		{"PATCH /v1/files/aaaaaaaaaaaaaaaaaaaaaaaa/details", `{"tags":["a"]}`, 404, `"The requested file does not exist."`},
		{"GET /v1/files/short/details", "", 400, `"invalid fileId"`},
		{"GET /v1/files/aaaaaaaaaaaaaaaaaaaaaaaa/details", "", 404, `"The requested file does not exist."`},
		{"GET /v1/files/{id:/a/one.jpg}/metadata", "", 200, `{"size":56,"width":1,"height":1,"format":"jpg","hasTransparency":false}`},
		{"GET /v1/files/short/metadata", "", 400, `{"message":"*"}`},
		{"GET /v1/files/aaaaaaaaaaaaaaaaaaaaaaaa/metadata", "", 404, `{"message":"*"}`},
		{"GET /v1/metadata?url=https://ik.imagekit.io/emulator/a/deep/three%20(1).jpg", "", 200, `{"size":67}`},
		{"GET /v1/metadata?url=https://elsewhere.example/a/one.jpg", "", 400, `{"message":"*"}`},
		{"GET /v1/metadata?url=https://ik.imagekit.io/emulator/none.jpg", "", 404, `{"message":"*"}`},
		{"DELETE /v1/files/{id:/a/one.jpg}", "", 204, ""},
		{"DELETE /v1/files/short", "", 400, `{"message":"*"}`},
		{"DELETE /v1/files/aaaaaaaaaaaaaaaaaaaaaaaa", "", 404, `{"message":"*"}`},
	}
}

func uploadSteps() []step {
	const upload = "POST /api/v1/files/upload"
	return []step{
		{upload, "fileName=pixel.png&folder=/new/place&useUniqueFileName=false&tags=a,b&text:file=" + pixel +
			"&responseFields=tags,customCoordinates,isPrivateFile,isPublished,customMetadata,embeddedMetadata,metadata" +
			`&customMetadata={"brand":"Acme"}&customCoordinates=0,0,1,1&description=D`, 200,
			`{"fileId":"*","name":"pixel.png","filePath":"/new/place/pixel.png","size":70,"width":1,"height":1,"fileType":"image",
			"tags":["a","b"],"customCoordinates":"0,0,1,1","isPrivateFile":false,"isPublished":true,"customMetadata":{"brand":"Acme"},
			"description":"D","AITags":null,"versionInfo":{"id":"*","name":"Version 1"},"url":"https://ik.imagekit.io/emulator/new/place/pixel.png",
			"metadata":{"width":1,"height":1,"format":"png","hasTransparency":true}}`},
		{"GET /v1/files/{uploaded}/details", "", 200, `{"fileType":"image","mime":"image/png","width":1,"height":1,"hasAlpha":true}`},
		{upload, "fileName=plain.txt&file=text&overwriteFile=false&useUniqueFileName=false", 200, `{"filePath":"/plain.txt","tags":"-","width":"-"}`},
		{upload, "fileName=plain.txt&file=text&overwriteFile=false&useUniqueFileName=false", 400, `"already exists at the exact location"`},
		{upload, "fileName=plain.txt&file=text&isPublished=false", 400, `"Your plan"`},
		{upload, "fileName=plain.txt", 400, `"missing file parameter"`},
		{upload, "file=text", 400, `"missing fileName parameter"`},
		{upload, "fileName=plain.txt&file=", 400, `"The file is empty"`},
		{upload, `fileName=plain.txt&file=text&customMetadata={"nobody":1}`, 400, `{"message":"*"}`},
	}
}

func transferSteps() []step {
	return []step{
		{"POST /v1/files/copy", `{"sourceFilePath":"/a/one.jpg","destinationPath":"/c","includeFileVersions":true}`, 204, ""},
		{"POST /v1/files/move", `{"sourceFilePath":"/a/one.jpg","destinationPath":"/b/"}`, 204, ""},
		{"GET /v1/files/{id:/b/one.jpg}/versions", "", 200, `[{"type":"file","tags":["x"]},{"type":"file-version","tags":null}]`},
		{"POST /v1/files/move", `{"sourceFilePath":"/a/one.jpg","destinationPath":"/b"}`, 404, `{"reason":"SOURCE_FILE_MISSING"}`},
		{"POST /v1/files/move", `{"sourceFilePath":"/b/one.jpg","destinationPath":"/b"}`, 400, `{"reason":"SAME_SOURCE_AND_DESTINATION"}`},
		{"POST /v1/files/move", `{"sourceFilePath":"/b/one.jpg","destinationPath":"/b/../c"}`, 400, `{"reason":"INVALID_FOLDER_PATH"}`},
		{"POST /v1/files/copy", `{"sourceFilePath":"/none","destinationPath":"/b"}`, 404, `{"reason":"SOURCE_FILE_MISSING"}`},
		{"POST /v1/files/copy", `{"sourceFilePath":"/b/one.jpg","destinationPath":"/none"}`, 400, `{"reason":"INVALID_FOLDER_PATH"}`},
		{"POST /v1/files/copy", `{"sourceFilePath":"/b/one.jpg"}`, 400, `{"reason":"MISSING_PARAMETER"}`},
		{"PUT /v1/files/rename", `{"filePath":"/b/one.jpg","newFileName":"uno.jpg"}`, 200, `{"purgeRequestId":"-"}`},
		{"PUT /v1/files/rename", `{"filePath":"/b/uno.jpg","newFileName":"zwei.jpg","purgeCache":true}`, 200, `{"purgeRequestId":"*"}`},
		{"GET /v1/files/purge/{purge}", "", 200, `{"status":"Completed"}`},
		{"PUT /v1/files/rename", `{"filePath":"/b/none.jpg","newFileName":"a.jpg"}`, 404, `{"reason":"FILE_MISSING"}`},
		{"PUT /v1/files/rename", `{"filePath":"/b/zwei.jpg","newFileName":"zwei.jpg"}`, 400, `{"reason":"SAME_OLD_AND_NEW_NAME"}`},
		{"POST /v1/files/copy", `{"sourceFilePath":"/a/two.txt","destinationPath":"/b"}`, 204, ""},
		{"PUT /v1/files/rename", `{"filePath":"/b/zwei.jpg","newFileName":"two.txt"}`, 409, `{"reason":"FILE_ALREADY_EXISTS"}`},
	}
}

func versionSteps() []step {
	const again = "fileName=one.jpg&folder=a&useUniqueFileName=false&file=again"
	return []step{
		{"POST /api/v1/files/upload", again, 200, `{"fileId":"{id:/a/one.jpg}","versionInfo":{"name":"Version 2"}}`},
		{"GET /v1/files/{id:/a/one.jpg}/versions", "", 200, `[{"versionInfo":{"name":"Version 2"}},{"versionInfo":{"name":"Version 1"}}]`},
		{"GET /v1/files?type=file-version", "", 200, `[{"type":"file-version","fileId":"{id:/a/one.jpg}","size":56}]`},
		{"GET /v1/files/{id:/a/one.jpg}/versions/{version:/a/one.jpg#1}", "", 200, `{"type":"file-version","tags":["x"]}`},
		{"GET /v1/files/{id:/a/one.jpg}/versions/aaaaaaaaaaaaaaaaaaaaaaaa", "", 404, `"The requested file version does not exist."`},
		{"GET /v1/files/{id:/a/one.jpg}/versions/short", "", 400, `"invalid versionId"`},
		{"GET /v1/files/short/versions", "", 400, `"invalid fileId"`},
		{"GET /v1/files/aaaaaaaaaaaaaaaaaaaaaaaa/versions", "", 404, `"The requested file does not exist."`},
		{"PUT /v1/files/{id:/a/one.jpg}/versions/{version:/a/one.jpg#1}/restore", "", 200, `{"type":"file","versionInfo":{"name":"Version 1"},"tags":["x"]}`},
		{"PUT /v1/files/{id:/a/one.jpg}/versions/short/restore", "", 400, `{"message":"*"}`},
		{"PUT /v1/files/{id:/a/one.jpg}/versions/aaaaaaaaaaaaaaaaaaaaaaaa/restore", "", 404, `{"message":"*"}`},
		{"DELETE /v1/files/{id:/a/one.jpg}/versions/{version:/a/one.jpg#1}", "", 400, `"cannot delete current version"`},
		{"DELETE /v1/files/{id:/a/one.jpg}/versions/aaaaaaaaaaaaaaaaaaaaaaaa", "", 404, `{"message":"*"}`},
		{"DELETE /v1/files/{id:/a/one.jpg}/versions/{version:/a/one.jpg#2}", "", 204, ""},
		{"GET /v1/files/{id:/a/one.jpg}/versions", "", 200, `[{"type":"file","versionInfo":{"name":"Version 1"}}]`},
	}
}
