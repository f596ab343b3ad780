#!/usr/bin/env bash
# The disk image for macOS 13 or newer: built, signed and notarised on a Mac.
#   JD_SIGN_AS="Developer ID Application: …" JD_NOTARY_PROFILE=… build/macos/dmg.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ "$(uname)" != Darwin ]; then
  echo "A disk image for macOS can only be built on a Mac; this is $(uname)." >&2
  exit 1
fi
python=.venv/bin/python
version=$("$python" build/version.py)
app="dist/Just Driving.app"
image=dist/jd-desktop-$version.dmg
"$python" -m PyInstaller --noconfirm --log-level=ERROR pyinstaller.spec
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
HOME=$home QT_QPA_PLATFORM=offscreen "$app/Contents/MacOS/jd-desktop" self-test
if [ -n "${JD_SIGN_AS:-}" ]; then
  codesign --force --deep --options runtime --timestamp --sign "$JD_SIGN_AS" "$app"
fi
hdiutil create -quiet -ov -format ULFO -volname "Just Driving" -srcfolder "$app" "$image"
if [ -n "${JD_NOTARY_PROFILE:-}" ]; then
  xcrun notarytool submit --wait --keychain-profile "$JD_NOTARY_PROFILE" "$image"
  xcrun stapler staple "$image"
fi
echo "$image"
