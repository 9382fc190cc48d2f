#!/bin/sh
# After the files are in place, by dpkg and rpm alike: the rule for Chromium's sandbox, where this system knows such rules.
set -e
root="${DPKG_ROOT:-}"
rule="$root/opt/polylens/resources/apparmor-profile"
place="$root/etc/apparmor.d/polylens"
if [ -d "$root/etc/apparmor.d" ] && command -v apparmor_parser >/dev/null 2>&1; then
  # An AppArmor that does not know the rule has none of the kind to loosen, and would stumble over the file at each start.
  if apparmor_parser --skip-kernel-load --skip-cache --quiet "$rule" >/dev/null 2>&1; then
    cp "$rule" "$place"
    chmod 644 "$place"
    if [ -z "$root" ] && [ -d /sys/kernel/security/apparmor ]; then
      apparmor_parser --replace --write-cache --skip-read-cache "$place" || true
    fi
  fi
fi
