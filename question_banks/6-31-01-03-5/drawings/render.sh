#!/bin/sh
# SVG folder -> PNG folder (twice the size, palette, at most 60 kB a picture).
#   render.sh [SVG-FOLDER [PNG-FOLDER [NAME…]]]    (default: svg and png beside this script)
# Needs chromium (or set CHROMIUM), a sans CJK font such as Noto Sans CJK SC, and python3 with Pillow (or set PYTHON).
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
svg=${1:-$here/svg}
png=${2:-$here/png}
[ $# -ge 1 ] && shift
[ $# -ge 1 ] && shift
python=${PYTHON:-python3}
chromium=${CHROMIUM:-}
for c in chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$chromium" ] || chromium=$(command -v "$c" || true)
done
[ -n "$chromium" ] || { echo "render.sh: no chromium found; set CHROMIUM" >&2; exit 1; }
exec "$python" "$here/render.py" "$svg" "$png" "$chromium" "$@"
