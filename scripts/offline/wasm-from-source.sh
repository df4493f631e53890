#!/usr/bin/env bash
# Only for machines whose rustup cannot download: takes the sources of the standard library from
# Debian, of exactly the compiler's version, and compiles them for wasm32 into .toolchain/sysroot.
# Nothing is put into the toolchain itself: files put there by hand clash with a later `rustup target add`.
set -euo pipefail
cd "$(dirname "$0")/../.."

toolchain=$PWD/.toolchain
log=$toolchain/from-source.log
version=$(rustc --version | awk '{print $2}')
unpacked=$toolchain/rust-src

find_library() {
  local folder
  for folder in "$(rustc --print sysroot)/lib/rustlib/src/rust" "$unpacked/usr/src/rustc-$version" "/usr/src/rustc-$version"; do
    if [ -f "$folder/library/Cargo.lock" ]; then
      echo "$folder/library"
      return
    fi
  done
  return 1
}

# Asks an apt of its own, with its own lists: the system's configuration stays as it is.
download_library() {
  command -v apt-get >/dev/null || return 1
  local key apt=$toolchain/apt mirror suite package found
  key=$(ls /usr/share/keyrings/debian-archive-keyring.{pgp,gpg} 2>/dev/null | head -n 1)
  [ -n "$key" ] || return 1
  # The mirror that this machine uses anyway.
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | head -n 1)
  mirror=${mirror%/}
  [ -n "$mirror" ] || return 1
  for suite in trixie-backports bookworm-security sid; do
    rm -rf "$apt"
    mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/deb"
    case $suite in
      *-security) echo "deb [signed-by=$key] $mirror-security $suite main" ;;
      *) echo "deb [signed-by=$key] $mirror $suite main" ;;
    esac >"$apt/sources.list"
    local options=(-o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=-
      -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt" -o APT::Sandbox::User=root
      -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
    apt-get "${options[@]}" -qq update || continue
    for package in rust-src rust-web-src; do
      found=$(apt-cache "${options[@]}" madison "$package" |
        awk -F'|' -v version="$version+" '{gsub(/ /, "", $2)} index($2, version) == 1 {print $2; exit}')
      [ -n "$found" ] || continue
      (cd "$apt/deb" && apt-get "${options[@]}" -qq download "$package=$found") || continue
      rm -rf "$unpacked"
      dpkg -x "$apt"/deb/*.deb "$unpacked"
      rm -rf "$apt"
      return
    done
  done
  return 1
}

if find_library >/dev/null || download_library >"$log" 2>&1; then
  echo "Compiling the standard library $version for wasm32 (once, about a minute)"
  scripts/offline/wasm-std.sh "$(find_library)"
  rm -rf "$unpacked" # 430 MB, of no further use
  echo "export WASM_SYSROOT='$toolchain/sysroot'" >"$toolchain/env"
else
  echo "No sources of the standard library $version found: trying Debian's own compiler"
  scripts/offline/wasm-debian-compiler.sh
fi
