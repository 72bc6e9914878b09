# syntax=docker/dockerfile:1
# Unmask in a container: the program is one file, page and built-in model inside it.
#
#   docker build -t unmask .                       for CPUs
#   docker build -t unmask:cuda --build-arg CUDA=1 --build-arg BUILD=nvidia/cuda:12.8.1-devel-ubuntu24.04 \
#     --build-arg RUN=nvidia/cuda:12.8.1-runtime-ubuntu24.04 .
ARG BUILD=debian:trixie
ARG RUN=debian:trixie-slim

FROM ${BUILD} AS build
ARG CUDA=
RUN apt-get update && apt-get install --yes --no-install-recommends build-essential ca-certificates curl pkg-config \
    && rm -rf /var/lib/apt/lists/*
RUN curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --default-toolchain 1.95.0 \
    --target wasm32-unknown-unknown
ENV PATH=/root/.cargo/bin:$PATH
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.cargo/registry --mount=type=cache,target=/src/target \
    cargo xtask build ${CUDA:+--cuda} && cp target/release/unmask /usr/local/bin/unmask

FROM ${RUN}
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 unmask
COPY --from=build /usr/local/bin/unmask /usr/local/bin/unmask
USER unmask
# Downloaded models: mount a volume here to keep them.
ENV HF_HOME=/home/unmask/models
VOLUME /home/unmask/models
EXPOSE 3000
# Beyond loopback: put a key (UNMASK_API_KEY) or a proxy in front.
ENTRYPOINT ["unmask", "serve", "--addr", "0.0.0.0:3000"]
