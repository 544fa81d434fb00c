#!/usr/bin/env bash
# Completes the distribution whose jars Maven has laid into DIST/lib: scripts and options, the native libraries of this
# platform as files, and the AOT cache. What cannot be made is left out and said: the server runs without it.
#   build/dist.sh server/target/dist JAVA_HOME
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dist=$(cd "${1:?usage: build/dist.sh DIST JAVA_HOME}" && pwd)
export JAVA_HOME=${2:?usage: build/dist.sh DIST JAVA_HOME}

cp -R "$root/server/src/dist/." "$dist/"
chmod 755 "$dist"/bin/*

# From a jar into the folder native. The jars hold these for all platforms, and would unpack them at every start.
unpack() { # JAR ENTRY...
    local jar=$1 entry
    shift
    for entry in "$@"; do
        if (cd "$dist/unpacked" && "$JAVA_HOME/bin/jar" xf "$jar" "$entry") && [ -f "$dist/unpacked/$entry" ]; then
            mv "$dist/unpacked/$entry" "$dist/native/${entry##*/}"
        else
            echo "dist: ${jar##*/} has no $entry; it will be unpacked at every start" >&2
        fi
    done
}

libc=
if ldd --version 2>&1 | grep -qi musl; then libc=musl; fi
rm -rf "$dist/native" "$dist/unpacked"
mkdir -p "$dist/native" "$dist/unpacked"
case $(uname -s)-$(uname -m) in
    Linux-x86_64)
        unpack "$dist"/lib/rocksdbjni-*.jar "librocksdbjni-linux64${libc:+-$libc}.so"
        unpack "$dist"/lib/sqlite-jdbc-*.jar "org/sqlite/native/Linux${libc:+-Musl}/x86_64/libsqlitejdbc.so"
        unpack "$dist"/lib/netty-transport-native-epoll-*x86_64.jar \
            META-INF/native/libnetty_transport_native_epoll_x86_64.so
        ;;
    Linux-aarch64)
        unpack "$dist"/lib/rocksdbjni-*.jar "librocksdbjni-linux-aarch64${libc:+-$libc}.so"
        unpack "$dist"/lib/sqlite-jdbc-*.jar "org/sqlite/native/Linux${libc:+-Musl}/aarch64/libsqlitejdbc.so"
        unpack "$dist"/lib/netty-transport-native-epoll-*aarch_64.jar \
            META-INF/native/libnetty_transport_native_epoll_aarch_64.so
        ;;
    Darwin-arm64)
        unpack "$dist"/lib/rocksdbjni-*.jar librocksdbjni-osx-arm64.jnilib
        unpack "$dist"/lib/sqlite-jdbc-*.jar org/sqlite/native/Mac/aarch64/libsqlitejdbc.dylib
        ;;
    *) ;; # unpacked at every start
esac
rm -rf "$dist/unpacked"

"$dist/bin/carillon" rehearse || true
