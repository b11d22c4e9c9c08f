"""SVG folder -> PNG folder: headless Chromium at twice the size, then a small palette PNG. Used by render.sh."""
import io
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

LIMIT = 60_000


def render(job):
    svg, png, chromium = job
    text = svg.read_text(encoding='utf-8')
    w, h = (round(float(re.search(rf'<svg\b[^>]*\b{k}="([\d.]+)"', text).group(1))) for k in ('width', 'height'))
    with tempfile.TemporaryDirectory() as d:
        page, shot = Path(d, 'page.html'), Path(d, 'shot.png')
        page.write_text('<!doctype html><meta charset="utf-8"><style>*{margin:0}svg{display:block}</style>' + text, encoding='utf-8')
        # a window taller than the drawing: some versions keep part of its height for themselves
        subprocess.run([chromium, '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars',
                        '--force-device-scale-factor=2', f'--user-data-dir={d}/profile', f'--window-size={w},{h + 200}',
                        f'--screenshot={shot}', page.as_uri()],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
        image = Image.open(shot).convert('RGB').crop((0, 0, 2 * w, 2 * h))
    grey = image.convert('L')
    for levels in (16, 8, 4, 2):               # even steps of grey, white stays white
        top = levels - 1
        small = grey.point([round(v * top / 255) for v in range(256)])
        small = Image.frombytes('P', small.size, small.tobytes())
        small.putpalette([round(i * 255 / top) for i in range(levels) for _ in 'rgb'])
        data = io.BytesIO()
        small.save(data, 'PNG', optimize=True, bits=top.bit_length())
        if data.tell() <= LIMIT:
            break
    else:
        raise SystemExit(f'{svg.name}: {data.tell()} bytes')
    png.write_bytes(data.getvalue())
    return f'{png.name} {2 * w}x{2 * h} {data.tell()} bytes'


if __name__ == '__main__':
    source, target, chromium = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    target.mkdir(parents=True, exist_ok=True)
    only = sys.argv[4:]
    jobs = [(s, target / (s.stem + '.png'), chromium) for s in sorted(source.glob('*.svg')) if not only or s.stem in only]
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 2))) as pool:
        for line in pool.map(render, jobs):
            print(line)
