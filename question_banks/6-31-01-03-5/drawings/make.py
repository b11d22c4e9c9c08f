"""Draws every picture into the folder svg beside this script and says what `lint` finds."""
import sys
from pathlib import Path

import make_a
try:
    import make_b
    ALL = {**make_a.P, **make_b.P}
except ImportError:
    ALL = make_a.P

out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / 'svg'
out.mkdir(parents=True, exist_ok=True)
for name, d in sorted(ALL.items()):
    (out / f'{name}.svg').write_text(d.svg(), encoding='utf-8')
    for m in d.lint():
        print(name, m)
