#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# with-display.sh CMD…: runs CMD with an X server, a session bus, an accessibility bus, a window manager and a home
# folder of its own. Whatever the machine has is left alone. KEEP_HOME=DIR keeps the home folder there.
set -u
if [ -z "${ATT_DISPLAY_INNER:-}" ]; then
  temp=$(mktemp -d) || exit 1
  export XDG_RUNTIME_DIR=$temp/run HOME=${KEEP_HOME:-$temp/home}
  mkdir -m 700 "$XDG_RUNTIME_DIR" && mkdir -p "$HOME" || exit 1
  unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_MUSIC_DIR WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS
  export GDK_BACKEND=x11 GSK_RENDERER=${GSK_RENDERER:-cairo} LIBGL_ALWAYS_SOFTWARE=1 ADW_DISABLE_PORTAL=1
  export GSETTINGS_BACKEND=${GSETTINGS_BACKEND:-memory} LC_ALL=${LC_ALL:-C.UTF-8} XCURSOR_THEME=Adwaita
  Xvfb -displayfd 7 -screen 0 "${GEOMETRY:-1280x800x24}" -nolisten tcp -noreset -r 7>"$temp/display" >"$temp/xvfb.log" 2>&1 &
  server=$!
  for _ in $(seq 200); do [ -s "$temp/display" ] && break; sleep 0.05; done
  DISPLAY=:$(cat "$temp/display")
  export DISPLAY ATT_DISPLAY_INNER=1
  dbus-run-session -- "$0" "$@" 2> >(grep -v '^dbus-daemon\[' >&2)
  status=$?
  kill $server
  wait $server 2>/dev/null
  rm -rf "$temp"
  exit $status
fi

/usr/libexec/at-spi-bus-launcher --launch-immediately >/dev/null 2>&1 &
launcher=$!
for _ in $(seq 100); do
  gdbus call --session -d org.a11y.Bus -o /org/a11y/bus -m org.a11y.Bus.GetAddress >/dev/null 2>&1 && break
  sleep 0.05
done
if command -v openbox >/dev/null; then
  openbox >/dev/null 2>&1 &
  manager=$!
  for _ in $(seq 100); do xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id' && break; sleep 0.02; done
fi
"$@"
status=$?
[ -z "${manager:-}" ] || kill "$manager" 2>/dev/null
kill $launcher 2>/dev/null
exit $status
