#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What include paths cannot forbid: system headers that lie in /usr/include, climbing includes, markup
# where plain text belongs, and the habits of the house.
set -u
cd "$1" || exit 1
bad=0

forbid() { # WHAT PATTERN PATH…
  what=$1
  pattern=$2
  shift 2
  hits=$(grep -rnE --include='*.c' --include='*.h' "$pattern" "$@" 2>/dev/null)
  if [ -n "$hits" ]; then
    printf '%s:\n%s\n' "$what" "$hits"
    bad=1
  fi
}

screen='<(gtk/|adwaita|gdk/|shumate)'
http='<libsoup/'
sql='<sqlite3'
while read -r folder pattern; do
  forbid "src/$folder reaches past its row" "#include *($pattern)" "src/$folder"
done <<ROWS
core $screen|$http|$sql|<json-glib
wire $screen|$http|$sql
net $screen|$sql
db $screen|$http|<json-glib
store $screen|$http|$sql|<json-glib
client $screen|$sql
sync $screen|$http|$sql|<json-glib
carto $screen|$http|$sql
plot $screen|$http|$sql
chart $http|$sql|<shumate
map $http|$sql
ui $http|$sql|<json-glib
server $screen
ROWS
forbid 'an include climbs' '#include *"\.\./' src tests
# shellcheck disable=SC2046
forbid 'readings of Chinese characters come from generate-pinyin.c' '#include *<unicode/' \
  $(find src -name '*.[ch]' ! -name 'generate-pinyin.c')
forbid 'threads for SQLite come from the worker only' 'sqlite3_open' src/store src/sync src/server src/ui src/app
forbid 'text from outside is never markup' '(set_markup|set_use_markup|adw_toast_new) *\(' src
# shellcheck disable=SC2046
forbid 'old widgets live in lian-compat.c' '(GtkFileChooserNative|adw_message_dialog_new|adw_show_about_window|gtk_show_uri)' \
  $(find src -name '*.c' ! -name 'lian-compat.c')
# shellcheck disable=SC2046
forbid 'archives and XML are read in src/server/import' '#include *<(zip|expat)\.h>' \
  $(find src -name '*.[ch]' ! -path 'src/server/import/*')
forbid 'an import calls the service' '#include *"lian-(conn|db|seal|table|txn|service-private|submission)' src/server/import
forbid 'unfinished work' '\b(TODO|FIXME|XXX)\b' src
forbid 'sleeping' '(g_usleep|usleep|[^a-z_]sleep) *\(' src
# shellcheck disable=SC2046
forbid 'the wall clock is read in lian-clock.c and by the server that keeps the time' '(g_get_real_time|g_date_time_new_now)' \
  $(find src -name '*.c' ! -name "lian-clock.c" ! -path "src/server/*")
forbid 'g_idle_add without its id' '^ *(g_idle_add|g_timeout_add)[a-z_]* *\(' src
[ "$bad" = 0 ] && echo 'every folder keeps to its row'
exit "$bad"
