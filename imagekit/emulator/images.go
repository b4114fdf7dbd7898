package emulator

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"image/gif"
	"image/jpeg"
	"image/png"
	"path"
	"strconv"
	"strings"
)

// An image is what ImageKit finds out about the bytes of an image. The zero image is of other bytes.
type image struct {
	format        string // "jpg"
	width, height int    // 0 when the image does not say
	alpha         bool
}

func (im image) known() bool { return im.format != "" }

func (im image) mime() string {
	switch im.format {
	case "jpg":
		return "image/jpeg"
	case "svg":
		return "image/svg+xml"
	}
	return "image/" + im.format
}

// detectImage looks at the bytes, never at a name. Bytes that only begin like an image are none.
func detectImage(data []byte) image {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return detectJPEG(data)
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return detectPNG(data)
	case bytes.HasPrefix(data, []byte("GIF8")):
		return detectGIF(data)
	case len(data) >= 16 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return detectWebP(data)
	case looksLikeSVG(data):
		return detectSVG(data)
	}
	return image{}
}

func detectJPEG(data []byte) image {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return image{}
	}
	return image{format: "jpg", width: c.Width, height: c.Height}
}

func detectPNG(data []byte) image {
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return image{}
	}
	const colorType = 25 // signature 8, length 4, "IHDR" 4, width 4, height 4, depth 1
	alpha := len(data) > colorType && data[colorType]&4 != 0 || bytes.Contains(data, []byte("tRNS"))
	return image{format: "png", width: c.Width, height: c.Height, alpha: alpha}
}

func detectGIF(data []byte) image {
	c, err := gif.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return image{}
	}
	const graphicControl = "\x21\xf9\x04"
	i := bytes.Index(data, []byte(graphicControl))
	alpha := i >= 0 && i+3 < len(data) && data[i+3]&1 != 0
	return image{format: "gif", width: c.Width, height: c.Height, alpha: alpha}
}

// detectWebP reads the first chunk: VP8X, VP8L or VP8.
func detectWebP(data []byte) image {
	chunk, body := string(data[12:16]), data[min(20, len(data)):]
	switch {
	case chunk == "VP8X" && len(body) >= 10:
		return image{
			format: "webp", alpha: body[0]&0x10 != 0,
			width: 1 + uint24(body[4:]), height: 1 + uint24(body[7:]),
		}
	case chunk == "VP8L" && len(body) >= 5 && body[0] == 0x2f:
		bits := binary.LittleEndian.Uint32(body[1:])
		return image{
			format: "webp", alpha: bits>>28&1 != 0,
			width: 1 + int(bits&0x3fff), height: 1 + int(bits>>14&0x3fff),
		}
	case chunk == "VP8 " && len(body) >= 10 && string(body[3:6]) == "\x9d\x01\x2a":
		return image{
			format: "webp",
			width:  int(binary.LittleEndian.Uint16(body[6:])) & 0x3fff,
			height: int(binary.LittleEndian.Uint16(body[8:])) & 0x3fff,
		}
	}
	return image{}
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func looksLikeSVG(data []byte) bool {
	head := bytes.TrimLeft(data[:min(len(data), 1024)], "\ufeff \t\r\n")
	return bytes.HasPrefix(head, []byte("<svg")) ||
		bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte("<svg"))
}

// detectSVG takes the size from width and height, else from the viewBox.
func detectSVG(data []byte) image {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := decoder.Token()
		if err != nil {
			return image{}
		}
		root, isStart := token.(xml.StartElement)
		if !isStart {
			continue
		}
		if root.Name.Local != "svg" {
			return image{}
		}
		return svgSize(root.Attr)
	}
}

func svgSize(attributes []xml.Attr) image {
	im := image{format: "svg"}
	var box []string
	for _, a := range attributes {
		switch a.Name.Local {
		case "width":
			im.width = pixels(a.Value)
		case "height":
			im.height = pixels(a.Value)
		case "viewBox":
			box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' })
		}
	}
	if (im.width == 0 || im.height == 0) && len(box) == 4 {
		im.width, im.height = pixels(box[2]), pixels(box[3])
	}
	return im
}

// pixels reads "12" and "12px"; other units say nothing.
func pixels(s string) int {
	n, err := strconv.ParseFloat(strings.TrimSuffix(s, "px"), 64)
	if err != nil || n < 0 || n > 1<<20 {
		return 0
	}
	return int(n)
}

// mimeOf is the type of some content under a name: images by their bytes, all else by the extension.
// The table is the server's own, as the one of the machine would make answers differ.
func mimeOf(name string, im image) string {
	if im.known() {
		return im.mime()
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".css":
		return "text/css"
	case ".csv":
		return "text/csv"
	case ".html", ".htm":
		return "text/html"
	case ".js", ".mjs":
		return "application/javascript"
	case ".json":
		return "application/json"
	case ".md", ".txt", ".log":
		return "text/plain"
	case ".mp3":
		return "audio/mpeg"
	case ".mp4":
		return "video/mp4"
	case ".mov":
		return "video/quicktime"
	case ".pdf":
		return "application/pdf"
	case ".ttf":
		return "font/ttf"
	case ".webm":
		return "video/webm"
	case ".woff2":
		return "font/woff2"
	case ".xml":
		return "application/xml"
	case ".zip":
		return "application/zip"
	}
	return "application/octet-stream"
}
