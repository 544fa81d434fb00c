#!/usr/bin/env bash
# Builds the web side (sdk/js, then console) and lays it into the folder named: the console's pages at its
# top, the SDK's files under sdk/. What has not changed since the last run is not built again.
#   build/web.sh server/target/classes/web
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${1:?usage: build/web.sh TARGET-FOLDER}
cd "$root"

# the projects that exist, in the order in which they are built: the console uses the SDK
projects=()
for project in sdk/js console; do
    if [ -f "$project/package.json" ]; then projects+=("$project"); fi
done
if [ ${#projects[@]} -eq 0 ]; then
    exit 0
fi

if ! command -v npm >/dev/null 2>&1; then
    echo "web: npm is not installed (Node.js 20 or newer brings it); -DskipWeb builds a server without its pages" >&2
    exit 1
fi

if command -v sha256sum >/dev/null 2>&1; then hash_command=(sha256sum); else hash_command=(shasum -a 256); fi

fingerprint() { # of the names and contents of all sources under the folders named
    find "$@" \( -name node_modules -o -name dist -o -name target -o -name .svelte-kit -o -name coverage \) -prune \
        -o -type f -print | LC_ALL=C sort | while IFS= read -r file; do
        "${hash_command[@]}" "$file"
    done | "${hash_command[@]}" | cut -d ' ' -f 1
}

install_and_build() { # one project
    local project=$1 lock
    lock=$("${hash_command[@]}" "$project/package.json" "$project/package-lock.json" | "${hash_command[@]}" | cut -d ' ' -f 1)
    if [ "$(cat "$project/node_modules/.installed" 2>/dev/null || true)" != "$lock" ]; then
        echo "web: npm ci in $project"
        (cd "$project" && npm ci --no-audit --no-fund --loglevel=error)
        mkdir -p "$project/node_modules"
        echo "$lock" >"$project/node_modules/.installed"
    fi
    echo "web: npm run build in $project"
    (cd "$project" && npm run build)
}

# Built in order; a project is rebuilt when it or one before it changed.
sources=()
for project in "${projects[@]}"; do
    sources+=("$project")
    # the pages of the server hold the documentation, too
    if [ "$project" = console ] && [ -d docs ]; then sources+=(docs); fi
    now=$(fingerprint "${sources[@]}")
    stamp=$project/dist/.built-from
    if [ "$(cat "$stamp" 2>/dev/null || true)" != "$now" ]; then
        install_and_build "$project"
        mkdir -p "$project/dist"
        echo "$now" >"$stamp"
    fi
done

rm -rf "$target"
mkdir -p "$target"
if [ -d console/dist ]; then cp -Rp console/dist/. "$target/"; fi
if [ -d sdk/js/dist ]; then
    mkdir -p "$target/sdk"
    cp -Rp sdk/js/dist/. "$target/sdk/"
fi
# what pages load is small; the package's own file stays readable for whoever bundles it
if [ -d "$target/sdk/served" ]; then
    mv "$target"/sdk/served/* "$target/sdk/"
    rmdir "$target/sdk/served"
fi
find "$target" -name .built-from -exec rm -f {} +
node "$root/build/compress.mjs" "$target"
