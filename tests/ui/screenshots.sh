#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# screenshots.sh [OUT [LIBRARY]]: the set of pictures to look at, each page in a wide light, a wide dark and a narrow
# window, made by driving the real program of ./build on LIBRARY (default: the sample music where it was fetched, else
# a made library). OUT: default build/screenshots.
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
printf '[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=false\n' >"$KEEP_HOME/.config/gtk-4.0/settings.ini"
printf 'XDG_MUSIC_DIR="%s"\n' "$library" >"$KEEP_HOME/.config/user-dirs.dirs"

# the window fills the screen: no frame, no shadow, the same pixels everywhere
take () {
  GEOMETRY=$2x24 ADW_DEBUG_COLOR_SCHEME=$3 "$here/with-display.sh" /usr/bin/python3 -W ignore "$here/screenshots.py" \
    "$root/build/src/ui/attacca" "$root/build/src/cli/attacca-cli" "$work/data" "$out" "$1"
}
take light 1080x720 default
take dark 1080x720 prefer-dark
take narrow 360x720 default
ls "$out"
