# syntax=docker/dockerfile:1
# Two images: `docker build --target worker .` and `docker build --target starter .`

FROM rust:1.95-trixie AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends protobuf-compiler \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /muster
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/muster/target \
    cargo build --release --locked --package muster-worker --package muster-starter \
    && install -D --target-directory=/out target/release/muster-worker target/release/muster-starter

FROM debian:trixie-slim AS base
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home muster \
    && install -d -o muster /var/lib/muster
USER 10001

FROM base AS worker
COPY --from=build /out/muster-worker /usr/local/bin/
# Whether it is connected to Temporal, whose port is 7233, which is 1C41: state 01 is an established connection.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["grep", "-qE", ":1C41 01 ", "/proc/net/tcp", "/proc/net/tcp6"]
ENTRYPOINT ["muster-worker"]

FROM base AS starter
COPY --from=build /out/muster-starter /usr/local/bin/
COPY plans /etc/muster/plans
ENV MUSTER_PLAN=/etc/muster/plans/default.toml MUSTER_LISTEN=0.0.0.0:8080 MUSTER_OUTBOX=/var/lib/muster/outbox.db
VOLUME /var/lib/muster
EXPOSE 8080
# The image has no HTTP client but bash.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.. 200' <&3"]
ENTRYPOINT ["muster-starter"]
CMD ["serve"]
