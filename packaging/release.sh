#!/usr/bin/env bash
# release.sh [--dry-run] [--build FOLDER]: makes and checks every artefact of a release in build/release: the Debian package, a portable
# archive, their checksums. Packing the build twice has to make the same bytes. Without --dry-run the commit has to be one that may be released: nothing
# uncommitted, the tag vX.Y.Z of CHANGELOG.md's newest version, nothing left under "Unreleased". --build takes a build that is there.
set -euo pipefail
cd "$(dirname "$0")/.."
dry=0 build=""
while [ $# -gt 0 ]; do
  case "$1" in
    --dry-run) dry=1 ;;
    --build) build=$2; shift ;;
    *) echo "usage: release.sh [--dry-run] [--build FOLDER]" >&2; exit 2 ;;
  esac
  shift
done
stop() { echo "no release: $*" >&2; exit 1; }
version=$(sed -nE 's/^## ([0-9]+\.[0-9]+\.[0-9]+)$/\1/p' CHANGELOG.md | head -1)
[ -n "$version" ] || stop "CHANGELOG.md has no version"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
suffix=""
if [ "$dry" = 0 ]; then
  [ -z "$(git status --porcelain --untracked-files=no)" ] || stop "something is not committed"
  [ "$(git describe --exact-match --tags 2>/dev/null)" = "v$version" ] || stop "this commit is not tagged v$version"
  [ -z "$(sed -n '/^## Unreleased/,/^## [0-9]/p' CHANGELOG.md | grep '^- ')" ] || stop "CHANGELOG.md has entries under Unreleased"
elif [ "$(git describe --exact-match --tags 2>/dev/null)" != "v$version" ]; then
  suffix=+$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d).$(git rev-parse --short=8 HEAD)
fi

if [ -z "$build" ]; then
  build=build
  cmake --preset release >/dev/null
  cmake --build --preset release
fi
out=$PWD/build/release
rm -rf "$out"
mkdir -p "$out"

echo "Debian package"
pack() { # pack FOLDER
  (cd "$build" && cpack -G DEB -B "$1" -D "HOPPROOF_VERSION_SUFFIX=$suffix" >"$out/cpack.log" 2>&1) || { cat "$out/cpack.log"; exit 1; }
}
pack "$out/cpack"
mv "$out"/cpack/*.deb "$out/"
deb=$(echo "$out"/*.deb)
pack "$out/again"
cmp "$deb" "$out"/again/*.deb || stop "packed twice, the package has other bytes"
rm -rf "$out/cpack" "$out/again" "$out/cpack.log"
lintian --allow-root --fail-on error "$deb"
dpkg-deb -I "$deb" | grep -E '^ (Version|Depends)'

echo "portable archive"
name=hopproof-$version$suffix-$(uname -m)
tree=$out/$name
mkdir -p "$tree/lib"
dpkg-deb -x "$deb" "$out/unpacked"
cp -r "$out/unpacked/usr/." "$tree/"
rm -rf "$out/unpacked"
# The libraries come along, but for those that have to be the host's: the C library, and with it the loader.
ldd "$tree/bin/hopproof" | awk '$3 ~ /^\// {print $3}' | grep -vE '/(libc|libm|libpthread|librt|libdl|libresolv)\.so' |
  while read -r library; do cp -L "$library" "$tree/lib/"; done
for file in "$tree"/lib/*.so*; do patchelf --set-rpath "\$ORIGIN" "$file"; done
patchelf --set-rpath "\$ORIGIN/../lib" "$tree/bin/hopproof"
tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -c "$name" | gzip -9n >"$out/$name.tar.gz"
needs=$(cat "$tree"/lib/*.so* "$tree/bin/hopproof" | strings | grep -oE '^GLIBC_2\.[0-9]+$' | sort -Vu | tail -1)
echo " runs where the C library has $needs"

echo "checks"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tar -C "$scratch" -xzf "$out/$name.tar.gz"
program=$scratch/$name/bin/hopproof
ldd "$program" | grep -F "$name/bin/../lib/libfmt" >/dev/null || stop "the archive uses the host's libraries"
[ "$("$program" --version)" = "$version" ] || stop "it says that it is $("$program" --version), not $version"
status=0
"$program" run --report "$scratch/report" "$scratch/$name/share/doc/hopproof/examples/cases/one-arm/4-masquerade.yaml" || status=$?
[ "$status" = 0 ] || [ "$status" = 77 ] || stop "the first case of the archive ends with $status"
! grep -aqF "$PWD" "$program" || stop "the program has the path of this build in it"
rm -rf "$tree"
(cd "$out" && sha256sum ./*.deb ./*.tar.gz >SHA256SUMS && cat SHA256SUMS)
