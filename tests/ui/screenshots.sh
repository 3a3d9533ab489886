#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# screenshots.sh [OUT [LIBRARY [LOOK…]]]: the set of pictures to look at, each place, menu and dialog, made by driving the
# real program of ./build on LIBRARY (default: the sample music where it was fetched, else a made library).
# OUT: default build/screenshots. LOOK: light, dark, narrow, narrow-dark (the default: these four), contrast,
# contrast-dark, large (text of 150 %), narrow-large, rtl (from right to left), narrow-rtl, or a language of po/LINGUAS.
set -euo pipefail
here=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
root=$(cd -- "$here/../.." && pwd)
out=$(realpath -m -- "${1:-$root/build/screenshots}")
library=${2:-${XDG_DATA_HOME:-$HOME/.local/share}/attacca/sample-music}
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

if [ ! -d "$library" ]; then
  library=$root/build/tests/ui/library-60
  [ -e "$library/.complete" ] || { "$here/make-library.py" "$library" 60 && touch "$library/.complete"; }
fi

export KEEP_HOME=$work/home GSETTINGS_BACKEND=keyfile GSETTINGS_SCHEMA_DIR=$root/build/data
export XDG_DATA_DIRS=$root/data:/usr/local/share:/usr/share PYTHONDONTWRITEBYTECODE=1
mkdir -p "$KEEP_HOME/.config/gtk-4.0" "$out"
# a copy, for lyrics are put beside the music
cp -al -- "$library" "$KEEP_HOME/Music" 2>/dev/null || cp -r -- "$library" "$KEEP_HOME/Music"
printf 'XDG_MUSIC_DIR="%s"\n' "$KEEP_HOME/Music" >"$KEEP_HOME/.config/user-dirs.dirs"

# the window fills the screen; the frame of 5 px that GTK draws without a desktop's window manager is cut off
take () {
  local look=$1 geometry=1090x730 scheme=default dpi=96 locales=$root/build/po
  local -a more=()
  case $look in *narrow*) geometry=370x730 ;; esac
  case $look in *dark) scheme=prefer-dark ;; esac
  case $look in *large) dpi=144 ;; esac
  printf '[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=false\n' \
    >"$KEEP_HOME/.config/gtk-4.0/settings.ini"
  case $look in
    contrast*) more=(ADW_DEBUG_HIGH_CONTRAST=1) ;;
    *rtl)
      # English that says it is Arabic: GTK turns round only what is translated
      locales=$work/locale
      mkdir -p "$locales/ar/LC_MESSAGES"
      msgen "$root/po/attacca.pot" | sed -e 's/CHARSET/UTF-8/' -e 's/INTEGER; plural=EXPRESSION/2; plural=n != 1/' | msgfmt -o "$locales/ar/LC_MESSAGES/attacca.mo" -
      more=(LANGUAGE=ar)
      ;;
    light | dark | narrow | narrow-dark | *large) ;;
    *) [ -d "$root/build/po/$look" ] || { echo "no such look: $look" >&2; exit 2; }; more=("LANGUAGE=$look") ;;
  esac
  env "${more[@]}" DPI=$dpi GEOMETRY="${geometry}x24" ADW_DEBUG_COLOR_SCHEME=$scheme ATT_LOCALE_DIR="$locales" \
    "$here/with-display.sh" /usr/bin/python3 -W ignore "$here/screenshots.py" "$root/build/src/ui/attacca" \
    "$root/build/src/cli/attacca-cli" "$work/data" "$out" "$look" "$locales"
}
shift $(($# < 2 ? $# : 2))
[ $# -gt 0 ] || set -- light dark narrow narrow-dark
# the first run, once, in English
for look in "$@"; do
  take "$look"
done
ls "$out"
