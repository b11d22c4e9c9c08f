"""A small kit that draws circuit diagrams as plain SVG, after the symbols of GB/T 4728 (IEC 60617).

A drawing collects strokes and labels in picture coordinates (px, y downwards). A symbol stands at its centre (x, y);
o='v' draws it upright, o='h' turns it a quarter turn clockwise (top -> right, left -> up), which is also the usual turn
of contacts: upright "left open, right closed", lying "up open, down closed". flip=True mirrors it left/right before
the turn. A symbol's leads reach to `a` px on both sides of its centre; it returns its two ends.
`lint` says which labels touch a stroke, another label or the picture's edge."""
import html
import math

SW = 2.4                       # stroke width
FONT = '"Noto Sans CJK SC","Microsoft YaHei","Source Han Sans SC",sans-serif'
SIZE = 20                      # label size


def _n(v):
    return f'{v:.2f}'.rstrip('0').rstrip('.') if v != int(v) else str(int(v))


def text_width(t, size):
    w = 0
    for c in t:
        w += 1.0 if ord(c) > 0x2E7F or c in '①②③④△' else 0.36 if c in ' .,:;|il1/' and c != '1' else 0.6
    return w * size


class Drawing:
    def __init__(self, w, h, title):
        self.w, self.h, self.title = w, h, title
        self.body, self.dots, self.labels = [], [], []
        self.segs, self.boxes = [], []
        self.k = 1                 # the size of symbols

    # ---- strokes -------------------------------------------------------------------------------------------------
    def line(self, *pts, w=SW, dash=None, fill='none', close=False, colour='#000', free=False):
        pts = [(float(x), float(y)) for x, y in pts]
        p = ' '.join(f'{_n(x)},{_n(y)}' for x, y in pts)
        d = f' stroke-dasharray="{dash}"' if dash else ''
        tag = 'polygon' if close else 'polyline'
        f = f' fill="{fill}"' if fill != 'none' else ''
        c = f' stroke="{colour}"' if colour != '#000' else ''
        sw = f' stroke-width="{_n(w)}"' if w != SW else ''
        self.body.append(f'<{tag} points="{p}"{sw}{d}{f}{c}/>')
        if not free:
            q = pts + [pts[0]] if close else pts
            self.segs += list(zip(q, q[1:]))
        return pts[0], pts[-1]

    wire = line

    def circle(self, x, y, r, w=SW, fill='none', dash=None, free=False, colour='#000'):
        d = f' stroke-dasharray="{dash}"' if dash else ''
        f = f' fill="{fill}"' if fill != 'none' else ''
        c = f' stroke="{colour}"' if colour != '#000' else ''
        sw = f' stroke-width="{_n(w)}"' if w != SW else ''
        self.body.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"{sw}{f}{d}{c}/>')
        if not free:
            p = [(x + r * math.cos(t * math.pi / 12), y + r * math.sin(t * math.pi / 12)) for t in range(25)]
            self.segs += list(zip(p, p[1:]))

    def ellipse(self, x, y, rx, ry, w=SW, dash=None):
        d = f' stroke-dasharray="{dash}"' if dash else ''
        self.body.append(f'<ellipse cx="{_n(x)}" cy="{_n(y)}" rx="{_n(rx)}" ry="{_n(ry)}" stroke-width="{_n(w)}"{d}/>')
        p = [(x + rx * math.cos(t * math.pi / 18), y + ry * math.sin(t * math.pi / 18)) for t in range(37)]
        self.segs += list(zip(p, p[1:]))

    def rect(self, x, y, w, h, sw=SW, fill='none', r=0, dash=None, free=False, colour='#000'):
        """x, y: the corner at the top left"""
        d = f' stroke-dasharray="{dash}"' if dash else ''
        f = f' fill="{fill}"' if fill != 'none' else ''
        rr = f' rx="{_n(r)}"' if r else ''
        c = f' stroke="{colour}"' if colour != '#000' else ''
        s = f' stroke-width="{_n(sw)}"' if sw != SW else ''
        self.body.append(f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}"{rr}{s}{f}{d}{c}/>')
        if not free:
            p = [(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)]
            self.segs += list(zip(p, p[1:]))

    def arc(self, cx, cy, r, a0, a1, w=SW, T=None, colour='#000'):
        """from a0 to a1 degrees, 0 = right, 90 = down; T: a map to picture coordinates"""
        R = r * self.k if T else r
        T = T or (lambda x, y: (x, y))
        n = max(8, int(abs(a1 - a0) / 10))
        p = [T(cx + r * math.cos(math.radians(a0 + (a1 - a0) * i / n)),
               cy + r * math.sin(math.radians(a0 + (a1 - a0) * i / n))) for i in range(n + 1)]
        (x0, y0), (x1, y1) = p[0], p[-1]
        sweep = 1 if (p[1][0] - x0) * (p[2][1] - y0) - (p[1][1] - y0) * (p[2][0] - x0) > 0 else 0
        large = 1 if abs(a1 - a0) > 180 else 0
        c = f' stroke="{colour}"' if colour != '#000' else ''
        sw = f' stroke-width="{_n(w)}"' if w != SW else ''
        self.body.append(f'<path d="M{_n(x0)} {_n(y0)}A{_n(R)} {_n(R)} 0 {large} {sweep} {_n(x1)} {_n(y1)}"{sw}{c}/>')
        self.segs += list(zip(p, p[1:]))

    def curve(self, f, x0, x1, n=90, w=SW, dash=None):
        """the graph of f in picture coordinates"""
        return self.line(*[(x0 + (x1 - x0) * i / n, f(x0 + (x1 - x0) * i / n)) for i in range(n + 1)], w=w, dash=dash)

    def arrow(self, p, q, w=SW, head=12, half=5, both=False):
        (x0, y0), (x1, y1) = p, q
        d = math.hypot(x1 - x0, y1 - y0)
        ux, uy = (x1 - x0) / d, (y1 - y0) / d
        bx, by = x1 - ux * head * .8, y1 - uy * head * .8
        self.line((x0 + ux * head * .8, y0 + uy * head * .8) if both else p, (bx, by), w=w)
        self.head(q, (ux, uy), head, half)
        if both:
            self.head(p, (-ux, -uy), head, half)

    def head(self, tip, u, head=12, half=5):
        (x, y), (ux, uy) = tip, u
        bx, by = x - ux * head, y - uy * head
        self.line((x, y), (bx - uy * half, by + ux * half), (bx + uy * half, by - ux * half), w=.5, fill='#000', close=True)

    # ---- labels and points -----------------------------------------------------------------------------------------
    def text(self, x, y, t, size=SIZE, anchor='middle', bold=False):
        """y: the middle of the line"""
        a = '' if anchor == 'middle' else f' text-anchor="{anchor}"'
        s = '' if size == SIZE else f' font-size="{size}"'
        b = ' font-weight="bold"' if bold else ''
        self.labels.append(f'<text x="{_n(x)}" y="{_n(y + size * .36)}"{a}{s}{b}>{html.escape(t)}</text>')
        w = text_width(t, size)
        x0 = x - w / 2 if anchor == 'middle' else x if anchor == 'start' else x - w
        self.boxes.append((x0, y - size * .44, x0 + w, y + size * .44, t))

    def dot(self, *pts, r=4.2):
        for x, y in pts:
            self.dots.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" fill="#000" stroke="none"/>')

    def term(self, *pts, r=5):
        for x, y in pts:
            self.dots.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" fill="#fff"/>')
            self.segs += [((x - r, y), (x + r, y)), ((x, y - r), (x, y + r))]

    # ---- the place of a symbol ---------------------------------------------------------------------------------------
    def at(self, x, y, o='v', flip=False):
        deg = {'v': 0, 'h': 90}.get(o, o)
        c, s = math.cos(math.radians(deg)), math.sin(math.radians(deg))

        def T(u, v):
            u, v = (-u if flip else u) * self.k, v * self.k
            return round(x + u * c - v * s, 3), round(y + u * s + v * c, 3)
        return T

    def _leads(self, T, a, gap):
        self.line(T(0, -a), T(0, -gap))
        self.line(T(0, gap), T(0, a))
        return T(0, -a), T(0, a)

    # ---- passive parts -----------------------------------------------------------------------------------------------
    def resistor(self, x, y, o='v', a=40, half=26, wide=9):
        T = self.at(x, y, o)
        self.line(T(-wide, -half), T(wide, -half), T(wide, half), T(-wide, half), close=True)
        return self._leads(T, a, half)

    def capacitor(self, x, y, o='v', a=40, polar=False, flip=False):
        T = self.at(x, y, o, flip)
        self.line(T(-19, -5), T(19, -5), w=3)
        self.line(T(-19, 5), T(19, 5), w=3)
        if polar:
            self.line(T(-20, -14), T(-10, -14), w=2)
            self.line(T(-15, -19), T(-15, -9), w=2)
        return self._leads(T, a, 5)

    def coil_winding(self, x, y, o='v', n=4, r=11, a=None, flip=False, core=False):
        """inductor: n arcs, bulging to the right when upright"""
        T = self.at(x, y, o, flip)
        for i in range(n):
            self.arc(0, -n * r + r + 2 * r * i, r, -90, 90, T=T)
        if core:
            self.line(T(r + 8, -n * r), T(r + 8, n * r))
        a = a or n * r + 10
        return self._leads(T, a, n * r) if a > n * r else (T(0, -n * r), T(0, n * r))

    inductor = coil_winding

    def transformer(self, x, y, n1=5, n2=5, r=11, a=None):
        """two windings and an iron core; returns the two ends of each"""
        p = self.coil_winding(x - 26, y, n=n1, r=r, a=a)
        s = self.coil_winding(x + 26, y, n=n2, r=r, a=a, flip=True)
        h = max(n1, n2) * r
        self.line((x, y - h), (x, y + h), w=3)
        return p, s

    def battery(self, x, y, o='v', a=40, flip=False):
        """the long stroke, positive, on top (flip: at the bottom)"""
        T = self.at(x, y, o)
        k = 1 if flip else -1
        self.line(T(-20, 6 * k), T(20, 6 * k))
        self.line(T(-10, -6 * k), T(10, -6 * k), w=4.5)
        return self._leads(T, a, 6)

    def ac_source(self, x, y, o='v', a=40, r=20):
        T = self.at(x, y, o)
        self.circle(x, y, r)
        self.line(*[(x - 11 + 22 * i / 24, y - 7 * math.sin(2 * math.pi * i / 24)) for i in range(25)])
        return self._leads(T, a, r)

    def meter(self, x, y, t='V', o='v', a=40, r=20, size=22):
        T = self.at(x, y, o)
        self.circle(x, y, r)
        self.text(x, y, t, size)
        return self._leads(T, a, r)

    def lamp(self, x, y, o='v', a=40, r=18):
        T = self.at(x, y, o)
        self.circle(x, y, r)
        k = r * math.sqrt(.5)
        self.line((x - k, y - k), (x + k, y + k))
        self.line((x - k, y + k), (x + k, y - k))
        return self._leads(T, a, r)

    def fuse(self, x, y, o='v', a=40, half=22, wide=8):
        T = self.at(x, y, o)
        self.line(T(-wide, -half), T(wide, -half), T(wide, half), T(-wide, half), close=True)
        self.line(T(0, -a), T(0, a))
        return T(0, -a), T(0, a)

    def earth(self, x, y):
        """hangs below the point"""
        self.line((x, y), (x, y + 14))
        for k, h in ((17, 14), (11, 20.5), (5, 27)):
            self.line((x - k, y + h), (x + k, y + h))

    def frame(self, x, y):
        """connection to frame"""
        self.line((x, y), (x, y + 12))
        self.line((x - 15, y + 12), (x + 15, y + 12))
        for k in (-15, 0, 15):
            self.line((x + k, y + 12), (x + k - 7, y + 22))

    # ---- contacts ----------------------------------------------------------------------------------------------------
    def no(self, x, y, o='v', a=40, flip=False):
        """make contact (also a plain switch)"""
        T = self.at(x, y, o, flip)
        self.line(T(0, 15), T(-16, -17))
        return self._leads(T, a, 15)

    switch = no

    def nc(self, x, y, o='v', a=40, flip=False):
        """break contact"""
        T = self.at(x, y, o, flip)
        self.line(T(0, 15), T(16, -21))
        self.line(T(0, -15), T(14, -15))
        return self._leads(T, a, 15)

    def closed(self, x, y, o='v', a=40):
        """a switch drawn closed"""
        T = self.at(x, y, o)
        self.line(T(0, 15), T(-3, -19), w=4)
        return self._leads(T, a, 15)

    def _link(self, T, kind, to):
        u, v = (-8, -1) if kind == 'no' else (7.5, -1)
        self.line(T(u, v), T(to, v), dash='5 4', w=2)
        return v

    def push(self, x, y, kind='no', o='v', a=40, flip=False, reach=40):
        """push button"""
        T = self.at(x, y, o, flip)
        e = (self.no if kind == 'no' else self.nc)(x, y, o, a, flip)
        v = self._link(T, kind, -reach)
        self.line(T(-reach + 7, v - 10), T(-reach, v - 10), T(-reach, v + 10), T(-reach + 7, v + 10))
        return e

    def thermal_contact(self, x, y, kind='nc', o='v', a=40, flip=False, reach=30):
        """contact of a thermal relay"""
        T = self.at(x, y, o, flip)
        e = (self.no if kind == 'no' else self.nc)(x, y, o, a, flip)
        v = self._link(T, kind, -reach)
        b, c = -reach, -reach - 22
        self.line(T(b, v - 14), T(c, v - 14), T(c, v + 14), T(b, v + 14), close=True, w=2)
        m = (b + c) / 2
        self.line(T(m + 5, v - 14), T(m + 5, v - 5), T(m - 5, v - 5), T(m - 5, v + 5), T(m + 5, v + 5), T(m + 5, v + 14), w=2)
        return e

    def limit_contact(self, x, y, o='v', a=40, flip=False):
        """make contact of a position switch"""
        T = self.at(x, y, o, flip)
        e = self.no(x, y, o, a, flip)
        p = lambda t: (-16 * t, 15 - 32 * t)
        p1, p2 = p(.28), p(.82)
        nx, ny = -.894, .447
        self.line(T(*p1), T(p2[0] + nx * 9, p2[1] + ny * 9), T(*p2))
        return e

    def delay_contact(self, x, y, kind='no', o='v', a=40, flip=False, on=True):
        """contact delayed on energising (on=True: the bow opens towards the closing movement)"""
        T = self.at(x, y, o, flip)
        e = (self.no if kind == 'no' else self.nc)(x, y, o, a, flip)
        c = -34
        self.arc(c, -1, 11, 90, 270, T=T) if on else self.arc(c - 11, -1, 11, -90, 90, T=T)
        s = c - 11 if on else c
        for v in (-4, 2):
            u = -(15 - v) * .5 if kind == 'no' else (15 - v) * .45
            self.line(T(s + .8, v), T(u, v), w=2)
        return e

    def main_contact(self, x, y, o='v', a=40, flip=False):
        """main make contact of a contactor"""
        T = self.at(x, y, o, flip)
        e = self.no(x, y, o, a, flip)
        self.arc(0, -22, 7, 90, 270, T=T)
        return e

    def breaker(self, x, y, o='v', a=40, flip=False):
        T = self.at(x, y, o, flip)
        e = self.no(x, y, o, a, flip)
        self.line(T(-7, -22), T(7, -8))
        self.line(T(7, -22), T(-7, -8))
        return e

    def isolator(self, x, y, o='v', a=40, flip=False):
        T = self.at(x, y, o, flip)
        e = self.no(x, y, o, a, flip)
        self.line(T(-10, -15), T(10, -15))
        return e

    def coil(self, x, y, o='v', a=40, half=13, wide=22):
        """operating coil of a relay or contactor; the leads meet the long sides"""
        T = self.at(x, y, o)
        self.line(T(-wide, -half), T(wide, -half), T(wide, half), T(-wide, half), close=True)
        return self._leads(T, a, half)

    def two_way(self, x, y, up=True, right=True, dx=70, dy=26):
        """two-way switch: the common point at (x, y); returns the two fixed points"""
        k = dx if right else -dx
        p, q = (x + k, y - dy), (x + k, y + dy)
        e = p if up else q
        self.line((x, y), e)
        self.dot((x, y), p, q)
        return p, q

    def heaters(self, xs, y, a=36, half=17):
        """the heaters of a thermal relay in a row of phases"""
        l, r = min(xs) - 22, max(xs) + 22
        self.rect(l, y - half, r - l, 2 * half)
        for x in xs:
            self.line((x, y - a), (x, y - 8), (x - 11, y - 8), (x - 11, y + 8), (x, y + 8), (x, y + a))

    def motor(self, x, y, r=38, t='M', u='3~', size=24):
        self.circle(x, y, r)
        if u:
            self.text(x, y - 12, t, size)
            self.text(x, y + 14, u, size - 2)
        else:
            self.text(x, y, t, size)

    # ---- semiconductors ----------------------------------------------------------------------------------------------
    def diode(self, x, y, o='v', a=40, half=12, wide=12, up=False):
        """upright: the current flows downwards; up=True: upwards (lying: o='h' flows to the left, up=True to the right)"""
        T = self.at(x, y, o)
        k = -1 if up else 1
        self.line(T(-wide, -half * k), T(wide, -half * k), T(0, half * k), close=True)
        self.line(T(-wide, half * k), T(wide, half * k))
        self.line(T(0, -a), T(0, a))
        return T(0, -a), T(0, a)

    def zener(self, x, y, o='v', a=40, up=False, half=12, wide=12):
        e = self.diode(x, y, o, a, half, wide, up)
        T = self.at(x, y, o)
        k = -1 if up else 1
        self.line(T(wide, half * k), T(wide, (half - 8) * k))
        return e

    def led(self, x, y, o='v', a=40, up=False):
        e = self.diode(x, y, o, a, up=up)
        for d in (-3, 7):
            self.arrow((x + 18, y + d), (x + 31, y + d - 11), w=2, head=8, half=3.5)
        return e

    def transistor(self, x, y, a=46, b=44, npn=True):
        """returns base, collector (top), emitter (bottom)"""
        self.line((x - 9, y - 20), (x - 9, y + 20), w=3.6)
        self.line((x - b, y), (x - 9, y))
        self.line((x - 9, y - 8), (x + 15, y - 24), (x + 15, y - a))
        self.line((x - 9, y + 8), (x + 15, y + 24), (x + 15, y + a))
        d = math.hypot(24, 16)
        if npn:
            self.head((x + 13, y + 22.7), (24 / d, 16 / d), 12, 5)
        else:
            self.head((x - 6, y + 10), (-24 / d, -16 / d), 12, 5)
        return (x - b, y), (x + 15, y - a), (x + 15, y + a)

    # ---- fittings ----------------------------------------------------------------------------------------------------
    def socket2(self, x, y, w=110, h=84):
        """a two-pole socket outlet seen from the front"""
        self.rect(x - w / 2, y - h / 2, w, h, r=10)
        for k in (-1, 1):
            self.rect(x + k * w * .2 - 5, y - 18, 10, 36, fill='#000')

    def socket3(self, x, y, w=190, h=230):
        """a single-phase socket outlet with earth, seen from the front"""
        self.rect(x - w / 2, y - h / 2, w, h, r=12)
        self.rect(x - w / 2 + 22, y - h / 2 + 22, w - 44, h - 44, r=8)
        self.rect(x - 6, y - 66, 12, 38, fill='#000', sw=1)
        for k in (-1, 1):
            c, s = math.cos(math.radians(30)), math.sin(math.radians(30)) * k
            cx, cy = x + k * 36, y + 22
            p = [(-6, -19), (6, -19), (6, 19), (-6, 19)]
            self.line(*[(cx + u * c - v * s, cy + u * s + v * c) for u, v in p], fill='#000', close=True, w=1)

    def person(self, x, y, hand=None, s=1.0, hand2=None):
        """a standing figure, its feet at (x, y), 130 px tall; hand: the point that a hand touches"""
        h = 130 * s
        self.circle(x, y - h + 13 * s, 13 * s)
        self.line((x, y - h + 26 * s), (x, y - 52 * s), w=3.4)
        self.line((x - 18 * s, y), (x, y - 52 * s), (x + 18 * s, y), w=3.4)
        sh = (x, y - h + 52 * s)
        if hand:
            self.line(sh, hand, w=3.4)
            k = 1 if hand[0] < x else -1
            self.line(sh, hand2 or (x + k * 22 * s, y - 52 * s), w=3.4)

    # ---- output ------------------------------------------------------------------------------------------------------
    def lint(self):
        out = []

        def hit(b, p, q):
            (x0, y0), (x1, y1) = p, q
            t0, t1 = 0.0, 1.0
            for d, lo, hi, s in ((x1 - x0, b[0], b[2], x0), (y1 - y0, b[1], b[3], y0)):
                if abs(d) < 1e-9:
                    if not lo <= s <= hi:
                        return False
                else:
                    u, v = sorted(((lo - s) / d, (hi - s) / d))
                    t0, t1 = max(t0, u), min(t1, v)
            return t0 <= t1
        for i, b in enumerate(self.boxes):
            if b[0] < 2 or b[1] < 2 or b[2] > self.w - 2 or b[3] > self.h - 2:
                out.append(f'label {b[4]!r} at the edge')
            g = (b[0] - 2, b[1] - 2, b[2] + 2, b[3] + 2)
            for p, q in self.segs:
                if hit(g, p, q):
                    out.append(f'label {b[4]!r} touches {p}-{q}')
                    break
            for c in self.boxes[i + 1:]:
                if b[0] < c[2] and c[0] < b[2] and b[1] < c[3] and c[1] < b[3]:
                    out.append(f'labels {b[4]!r} and {c[4]!r} touch')
        for p, q in self.segs:
            for x, y in (p, q):
                if not (1 <= x <= self.w - 1 and 1 <= y <= self.h - 1):
                    out.append(f'stroke at the edge {x},{y}')
        return out

    def svg(self):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.w}" height="{self.h}" viewBox="0 0 {self.w} {self.h}">\n'
                f'<title>{html.escape(self.title)}</title>\n'
                f'<rect width="{self.w}" height="{self.h}" fill="#fff"/>\n'
                f'<g fill="none" stroke="#000" stroke-width="{SW}" stroke-linecap="round" stroke-linejoin="round">\n'
                + '\n'.join(self.body + self.dots) + '\n</g>\n'
                f"<g font-family='{FONT}' font-size=\"{SIZE}\" text-anchor=\"middle\" fill=\"#000\">\n"
                + '\n'.join(self.labels) + '\n</g>\n</svg>\n')
