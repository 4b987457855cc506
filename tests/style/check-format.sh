#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every C file is as clang-format 14 would write it.
set -u
cd "$1" || exit 1
formatter=$(command -v clang-format-14) || { echo 'clang-format-14 is missing'; exit 1; }
mapfile -t files < <(find src tests -name '*.[ch]' | sort)
[ "${#files[@]}" -gt 0 ] || { echo 'no files found'; exit 1; }
"$formatter" --dry-run -Werror "${files[@]}" && echo "${#files[@]} files are formatted"
