#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Who follows docs/server.md on an empty machine has what the server alone is built with.
set -u
cd "$1" || exit 1
. build-aux/setup.sh
bad=0
# The block that installs: from apt-get to the end of its lines.
named=$(sed -n '/^apt-get install/,/[^\\]$/p' docs/server.md)
[ -n "$named" ] || { echo "docs/server.md: no apt-get install"; exit 1; }
# shellcheck disable=SC2154
for package in $server_packages; do
  case " ${named//[$'\n\\']/ } " in
    *" $package "*) ;;
    *) echo "docs/server.md: $package is not installed"; bad=1 ;;
  esac
done
# Each dependency of the server's own folders that pkg-config finds is one of them.
for file in $(find src/core src/wire src/net src/db src/server -name meson.build); do
  for name in $(grep -o '\<[a-z]*_dep\>' "$file" | sort -u); do
    line=$(grep -h "^ *$name = dependency('" meson.build "$file" | head -n 1)
    module=$(printf '%s' "$line" | sed -n "s/.*dependency('\([^']*\)'.*/\1/p")
    [ -n "$module" ] || continue
    directory=$(pkg-config --variable=pcfiledir "$module" 2>/dev/null) || continue
    package=$(dpkg -S "$directory/$module.pc" 2>/dev/null | cut -d: -f1) || continue
    case " $(printf '%s ' $server_packages)" in
      *" $package "*) ;;
      *) [ -z "$package" ] || { echo "build-aux/setup.sh: $package ($module, $file) is none of server_packages"; bad=1; } ;;
    esac
  done
done
exit "$bad"
