# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by demo, check and fuzz: installs what a fresh Debian 12 lacks. Says what it installs, uses sudo
# when not root, and stops with a sentence when it cannot.

# What docs/server.md installs.
server_packages='gcc libc6-dev pkgconf meson ninja-build libglib2.0-dev libsoup-3.0-dev
  libjson-glib-dev libsqlite3-dev libgeos-dev libzip-dev libexpat1-dev libcrypt-dev'
build_packages="$server_packages gettext libglib2.0-bin libgtk-4-dev libadwaita-1-dev libshumate-dev
  libicu-dev libgdk-pixbuf-2.0-dev libxml2-utils"
run_packages='locales fonts-noto-cjk adwaita-icon-theme gsettings-desktop-schemas
  dconf-gsettings-backend librsvg2-common glib-networking desktop-file-utils gtk-update-icon-cache'
headless_packages='xvfb xauth xkb-data'
check_packages='clang-format-14 appstream gdal-bin python3 python3-yaml openssl mandoc'
fuzz_packages='clang-14 libclang-rt-14-dev'

say() { printf '%s: %s\n' "${0##*/}" "$*"; }
stop() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1; then sudo "$@"
  else stop "packages are missing and this is neither root nor is there sudo; as root run: $*"
  fi
}

# Prints those of the named packages that are not installed.
missing_packages() {
  for package in "$@"; do
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'install ok installed' ||
      printf '%s ' "$package"
  done
}

install_packages() {
  command -v apt-get >/dev/null 2>&1 ||
    stop "this is not a Debian system (no apt-get); install by hand: $*"
  # shellcheck disable=SC2046
  set -- $(missing_packages "$@")
  [ $# = 0 ] && return 0
  say "installing $*"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update ||
    stop "the package lists could not be fetched; check the network and /etc/apt/sources.list"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" \
    >/dev/null || stop "these packages could not be installed: $*"
}

# The Chinese locale: texts, dates and the shapes of characters are tested in it.
install_locale() {
  locale -a 2>/dev/null | grep -qix 'zh_CN.utf-\?8' && return 0
  say "making the locale zh_CN.UTF-8"
  as_root sh -c "grep -q '^zh_CN.UTF-8' /etc/locale.gen 2>/dev/null ||
    echo 'zh_CN.UTF-8 UTF-8' >> /etc/locale.gen; locale-gen >/dev/null" ||
    stop "the locale zh_CN.UTF-8 could not be made; as root run: dpkg-reconfigure locales"
}

# Node and npm under whatever name they came, and what tests/contract needs of the npm registry, kept
# beside the builds until the lock file changes.
install_node_packages() {
  command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || install_packages nodejs npm
  packages=$PWD/_build-node
  cmp -s tests/contract/package-lock.json "$packages/package-lock.json" && return 0
  say "installing the packages of tests/contract"
  rm -rf "$packages"
  mkdir -p "$packages.new" && cp tests/contract/package.json tests/contract/package-lock.json "$packages.new" &&
    (cd "$packages.new" && npm ci --ignore-scripts --no-audit --no-fund --silent) &&
    mv "$packages.new" "$packages" ||
    stop "the packages of tests/contract could not be installed; check the network and run: npm ping"
}

# Configures once, and again after a change of options.
configure() { # DIRECTORY OPTION…
  directory=$1
  shift
  if [ -f "$directory/build.ninja" ]; then
    meson configure "$directory" "$@" >/dev/null || return 1
  else
    meson setup "$directory" "$@" >"$directory.log" 2>&1 || { cat "$directory.log" >&2; return 1; }
  fi
  rm -f "$directory.log"
}
