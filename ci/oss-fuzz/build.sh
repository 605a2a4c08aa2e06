#!/bin/bash -eu
exec "$SRC/popquiz/ci/oss-fuzz/build"
