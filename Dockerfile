# syntax=docker/dockerfile:1

# From the sources:  docker build --build-arg VERSION=v1.2.3 -t iksync .
# Without the drivers of cloud locks, half as large:  --build-arg TAGS=nocloud
# Releases build the target "release", from programs that are there already.

FROM --platform=$BUILDPLATFORM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS TARGETARCH
ARG VERSION=
ARG TAGS=disable_grpc_modules
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -buildvcs=false -tags "$TAGS" -ldflags "-s -w -X main.release=$VERSION" -o /out/iksync ./cmd/iksync

# All else that is in the image: certificates, a place for temporary files, and one
# for the YAML.
FROM --platform=$BUILDPLATFORM alpine:3.22 AS root
RUN install -D -m 644 /etc/ssl/certs/ca-certificates.crt /root-of-image/etc/ssl/certs/ca-certificates.crt \
 && install -d -m 1777 /root-of-image/tmp \
 && install -d -m 755 -o 65532 -g 65532 /root-of-image/work

FROM scratch AS base
LABEL org.opencontainers.image.title="iksync" \
      org.opencontainers.image.description="Make an ImageKit media library match a YAML file" \
      org.opencontainers.image.url="https://github.com/iksync/iksync" \
      org.opencontainers.image.source="https://github.com/iksync/iksync" \
      org.opencontainers.image.documentation="https://github.com/iksync/iksync/tree/main/docs" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=root /root-of-image/ /
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/iksync"]

FROM base AS release
ARG TARGETPLATFORM
COPY $TARGETPLATFORM/iksync /iksync

FROM base
ARG VERSION=
LABEL org.opencontainers.image.version="$VERSION"
COPY --from=build /out/iksync /iksync
