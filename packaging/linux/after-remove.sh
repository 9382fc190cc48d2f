#!/bin/sh
# After the files are gone (dpkg says remove or purge, rpm 0), not on an update: takes the rule for the sandbox away. Libraries
# are people's own and stay.
set -e
root="${DPKG_ROOT:-}"
place="$root/etc/apparmor.d/polylens"
case "${1-}" in
  remove | purge | 0)
    if [ -e "$place" ]; then
      if [ -z "$root" ] && command -v apparmor_parser >/dev/null 2>&1; then
        apparmor_parser --remove "$place" >/dev/null 2>&1 || true
      fi
      rm -f "$place"
    fi
    ;;
esac
