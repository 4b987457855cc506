#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Files that have grown beyond 800 lines are two rooms in one.
set -u
cd "$1" || exit 1
bad=0
while read -r lines file; do
  [ "$file" = total ] && continue
  [ "$lines" -gt 800 ] && { echo "$file has $lines lines"; bad=1; }
done < <(find src -name '*.[ch]' -exec wc -l {} +)
[ "$bad" = 0 ] && echo 'every file fits its room'
exit "$bad"
