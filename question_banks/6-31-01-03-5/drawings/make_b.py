"""dg5-16 … dg5-37"""
import math
from kit import Drawing

P = {}


def pic(name, w, h, title):
    def deco(f):
        d = Drawing(w, h, title)
        f(d)
        P[name] = d
        return f
    return deco


@pic('dg5-16', 680, 280, 'A、B之间的三只电阻与两根连接线')
def _(d):
    y = 140
    d.line((50, y), (130, y))
    for i, x in enumerate((190, 340, 490)):
        d.resistor(x, y, 'h', a=60 if i != 1 else 90)
        d.text(x, y - 32, f'R{i + 1}')
        d.text(x, y + 34, ('12 Ω', '12 Ω', '6 Ω')[i])
    d.line((550, y), (630, y))
    d.term((50, y), (630, y))
    d.line((100, y), (100, 50), (415, 50), (415, y))
    d.line((265, y), (265, 235), (580, 235), (580, y))
    d.dot((100, y), (415, y), (265, y), (580, y))
    d.text(50, 110, 'A')
    d.text(630, 110, 'B')


@pic('dg5-17', 560, 330, '中间接地的串联电路')
def _(d):
    d.battery(120, 165, a=120)
    d.text(92, 146, '+', 24)
    d.text(86, 184, '12 V', anchor='end')
    d.line((120, 45), (390, 45), (390, 65))
    d.resistor(390, 105)
    d.line((390, 145), (390, 185))
    d.resistor(390, 225)
    d.line((390, 265), (390, 285), (120, 285))
    d.line((390, 165), (470, 165), (470, 180))
    d.earth(470, 180)
    d.dot((390, 165), (390, 45), (390, 285))
    d.text(416, 45, 'A')
    d.text(416, 285, 'B')
    d.text(370, 105, 'R1=2 Ω', anchor='end')
    d.text(370, 225, 'R2=4 Ω', anchor='end')


@pic('dg5-18', 640, 320, '电压u和电流i的波形')
def _(d):
    x0, y0, T = 90, 165, 420
    d.arrow((40, y0), (600, y0))
    d.arrow((x0, 300), (x0, 22))
    d.curve(lambda x: y0 - 110 * math.sin((x - x0) / T * 2 * math.pi), x0, x0 + T * 1.08, w=3)
    d.curve(lambda x: y0 - 62 * math.sin((x - x0) / T * 2 * math.pi - math.pi / 3), x0, x0 + T * 1.14, w=2.6, dash='9 6')
    for f, t, dx, dy in ((1 / 6, 'π/3', 10, 24), (1 / 2, 'π', -14, 20), (1, '2π', -22, -20)):
        x = x0 + T * f
        d.line((x, y0 - 5), (x, y0 + 5), w=2)
        d.text(x + dx, y0 + dy, t)
    d.text(74, 184, '0')
    d.text(600, 190, 'ωt')
    d.text(64, 32, 'u, i')
    d.text(215, 38, 'u', 24)
    d.text(330, 112, 'i', 24)


@pic('dg5-19', 600, 290, '两只灯与开关的接线')
def _(d):
    d.battery(80, 150, a=100)
    d.text(46, 132, '+', 24)
    d.line((80, 50), (150, 50))
    d.lamp(190, 50, 'h')
    d.text(190, 92, 'EL1')
    d.line((230, 50), (350, 50))
    d.lamp(390, 50, 'h')
    d.text(390, 92, 'EL2')
    d.line((430, 50), (530, 50), (530, 250), (80, 250))
    d.line((300, 50), (300, 150), (350, 150))
    d.switch(390, 150, 'h')
    d.text(390, 182, 'S')
    d.line((430, 150), (480, 150), (480, 50))
    d.dot((300, 50), (480, 50))


@pic('dg5-20', 560, 310, '两只二极管与两只灯的电路')
def _(d):
    d.battery(90, 155, a=115)
    d.text(56, 138, '+', 24)
    d.line((90, 40), (430, 40))
    d.line((90, 270), (430, 270))
    for x, up, n in ((280, True, 1), (430, False, 2)):
        d.line((x, 40), (x, 60))
        d.diode(x, 100, up=up)
        d.line((x, 140), (x, 165))
        d.lamp(x, 205)
        d.line((x, 245), (x, 270))
        d.text(x + 28, 100, f'VD{n}', anchor='start')
        d.text(x + 30, 205, f'EL{n}', anchor='start')
    d.dot((280, 40), (280, 270))


@pic('dg5-21', 520, 320, '三极管三个管脚的电流')
def _(d):
    x, y = 250, 160
    d.circle(x, y, 44)
    d.text(x, y, '三极管', 22)
    for (p, q), into, (tx, ty), t, (nx, ny), n, anchor in (
            (((60, y), (206, y)), True, (130, 130), '0.03 mA', (40, y), '①', 'middle'),
            (((x, 20), (x, 116)), True, (272, 72), '1.5 mA', (x + 28, 22), '②', 'middle'),
            (((x, 204), (x, 300)), False, (272, 248), '1.53 mA', (x + 28, 298), '③', 'middle')):
        d.line(p, q)
        m = ((p[0] + q[0]) / 2, (p[1] + q[1]) / 2)
        u = (1, 0) if p[1] == q[1] else (0, 1)
        d.head((m[0] + 8 * u[0], m[1] + 8 * u[1]), u, 16, 7)
        d.text(tx, ty, t, anchor='middle' if tx == 130 else 'start')
        d.text(nx, ny, n, 24)


@pic('dg5-22', 600, 300, '电阻与稳压管的电路')
def _(d):
    d.term((80, 60), (80, 250))
    d.text(60, 60, '+', 24)
    d.text(60, 250, '−', 24)
    d.text(80, 155, '15 V')
    d.line((80, 60), (180, 60))
    d.resistor(220, 60, 'h')
    d.text(220, 28, 'R')
    d.line((260, 60), (500, 60))
    d.line((80, 250), (500, 250))
    d.line((360, 60), (360, 110))
    d.zener(360, 155, a=45)
    d.line((360, 200), (360, 250))
    d.dot((360, 60), (360, 250))
    d.term((500, 60), (500, 250))
    d.text(338, 155, 'VZ', anchor='end')
    d.text(500, 155, 'Uo')


@pic('dg5-23', 600, 330, '电源与两只串联电阻的电路')
def _(d):
    d.battery(110, 165, a=120, flip=True)
    d.text(82, 186, '+', 24)
    d.line((110, 45), (400, 45), (400, 65))
    d.resistor(400, 105)
    d.line((400, 145), (400, 185))
    d.resistor(400, 225)
    d.line((400, 265), (400, 285), (110, 285))
    d.dot((400, 45), (400, 165), (400, 285))
    for y, t in ((45, 'a'), (165, 'b'), (285, 'c')):
        d.text(424, y, t, 24)
    d.text(376, 105, 'R1', anchor='end')
    d.text(376, 225, 'R2', anchor='end')


@pic('dg5-24', 620, 300, '千分尺的刻度')
def _(d):
    y0, x0, S = 150, 120, 66
    v = 2.83
    e = x0 + v * S
    d.line((40, 92), (e, 92))
    d.line((40, 208), (e, 208))
    d.line((40, 92), (40, 208))
    d.line((x0 - 40, y0), (e, y0))
    for i in range(3):
        d.line((x0 + i * S, y0), (x0 + i * S, y0 - 20), w=2)
    for i in range(3):
        if (i + .5) < v:
            d.line((x0 + (i + .5) * S, y0), (x0 + (i + .5) * S, y0 + 20), w=2)
    d.text(x0, 114, '0')
    # the thimble
    d.line((e, 78), (e, 222), (e + 70, 254), (590, 254), (590, 46), (e + 70, 46), close=True)
    d.line((e + 70, 46), (e + 70, 254), w=2)
    p = 15
    for k in range(29, 38):
        y = y0 - (k - 33) * p
        big = k % 5 == 0
        d.line((e, y), (e + (34 if big else 22), y), w=2.4 if big else 1.8)
        if big:
            d.text(e + 52, y, str(k))
    for y in range(64, 250, 18):
        d.line((e + 120, y), (575, y), w=1.2, colour='#999')
    d.text(140, 262, '固定套管')
    d.text(e + 180, 280, '微分筒')
    d.text(140, 62, '单位：mm')


@pic('dg5-25', 720, 360, '装有剩余电流动作保护装置的线路与三个人')
def _(d):
    d.line((60, 50), (290, 50))
    d.line((60, 120), (290, 120))
    d.rect(290, 30, 90, 110)
    d.text(335, 85, 'RCD', 22)
    d.line((380, 120), (555, 120))
    d.line((380, 50), (703, 50), (703, 120))
    d.term((60, 50), (60, 120), (555, 120), (703, 120))
    d.text(60, 22, 'N')
    d.text(60, 92, 'L')
    d.line((110, 50), (110, 70))
    d.earth(110, 62)
    d.dot((110, 50))
    d.line((30, 320), (704, 320))
    for x in range(46, 700, 26):
        d.line((x, 320), (x - 12, 332), w=1.6)
    d.person(230, 318, hand=(150, 120), s=1.05)
    d.person(480, 318, hand=(400, 120), s=1.05)
    d.rect(585, 298, 90, 22)
    d.person(630, 296, hand=(559, 124), hand2=(699, 124), s=0.95)
    d.dot((150, 120), (400, 120))
    d.text(272, 230, '甲', 24)
    d.text(522, 230, '乙', 24)
    d.text(672, 226, '丙', 24)
    d.text(638, 346, '丙站在绝缘台上', 18)


@pic('dg5-26', 720, 300, '四个触点的图形符号')
def _(d):
    d.k = 1.5
    xs = (110, 285, 460, 635)
    d.delay_contact(xs[0], 125, a=60)
    d.push(xs[1], 125, a=60)
    d.limit_contact(xs[2], 125, a=60)
    d.thermal_contact(xs[3], 125, a=60)
    for x, t in zip(xs, '①②③④'):
        d.text(x, 262, t, 26)


@pic('dg5-27', 640, 320, '三相异步电动机的铭牌')
def _(d):
    d.rect(12, 12, 616, 296, r=14, sw=3)
    for x in (34, 606):
        for y in (34, 286):
            d.circle(x, y, 7)
    d.text(320, 46, '三相异步电动机', 26)
    rows = [('额定功率 4 kW', '额定电压 380 V'), ('额定电流 8.2 A', '接法 △'), ('转速 1440 r/min', '频率 50 Hz'),
            ('功率因数 0.84', '效率 88.6%'), ('绝缘等级 F', '工作制 S1')]
    top, h = 76, 38
    for i in range(6):
        d.line((60, top + h * i), (580, top + h * i), w=1.8)
    for x in (60, 320, 580):
        d.line((x, top), (x, top + 5 * h), w=1.8)
    for i, (a, b) in enumerate(rows):
        d.text(80, top + h * i + h / 2, a, anchor='start')
        d.text(340, top + h * i + h / 2, b, anchor='start')
    d.text(320, 287, '防护等级 IP55', 18)


@pic('dg5-28', 700, 340, '传统荧光灯电路')
def _(d):
    # the tube with its two filaments
    d.rect(270, 60, 330, 56, r=20)
    for s, x in ((1, 270), (-1, 600)):
        a, b, m = x + s * 16, x + s * 40, x + s * 28
        d.line((a, 136), (a, 96), (a + s * 4, 80), (m - s * 3, 98), (m + s * 3, 80), (b - s * 4, 98), (b, 80), (b, 136), w=2)
    d.text(435, 88, '灯管')
    d.line((286, 136), (286, 170), (250, 170))
    d.rect(160, 146, 90, 48)
    d.text(205, 170, '①', 26)
    d.line((160, 170), (140, 170))
    d.switch(105, 170, 'h', a=35)
    d.text(105, 130, 'S')
    d.line((70, 170), (50, 170))
    d.term((50, 170))
    d.text(50, 142, 'L')
    d.line((310, 136), (310, 210), (390, 210))
    d.rect(390, 186, 90, 48)
    d.text(435, 210, '②', 26)
    d.line((480, 210), (560, 210), (560, 136))
    d.line((584, 136), (584, 290), (50, 290))
    d.term((50, 290))
    d.text(50, 262, 'N')


@pic('dg5-29', 700, 330, '照明电路及各点对N端的电压')
def _(d):
    y = 70
    d.line((50, y), (80, y))
    d.term((50, y))
    d.text(50, 40, 'L')
    d.fuse(120, y, 'h')
    d.text(120, 40, 'FU')
    d.line((160, y), (230, y))
    d.closed(270, y, 'h')
    d.text(270, 40, 'S')
    d.line((310, y), (400, y))
    d.lamp(440, y, 'h')
    d.text(440, 34, 'EL')
    d.line((480, y), (620, y), (620, 180), (50, 180))
    d.term((50, 180))
    d.text(50, 152, 'N')
    for x, t in ((195, 'a'), (355, 'b'), (550, 'c')):
        d.dot((x, y))
        d.text(x, 96, t, 22)
    d.rect(100, 215, 520, 96, sw=1.8)
    d.line((100, 263), (620, 263), w=1.8)
    for x in (260, 380, 500):
        d.line((x, 215), (x, 311), w=1.8)
    d.text(180, 239, '测量处')
    d.text(180, 287, '电压')
    for x, t in ((320, 'a与N'), (440, 'b与N'), (560, 'c与N')):
        d.text(x, 239, t)
        d.text(x, 287, '220 V')


@pic('dg5-30', 620, 340, '有两个二次绕组的变压器')
def _(d):
    p = d.coil_winding(250, 170, n=8, r=13, a=125)
    d.line((280, 50), (280, 290), w=3)
    s = d.coil_winding(310, 95, n=4, r=12, a=60, flip=True)
    t = d.coil_winding(310, 245, n=3, r=12, a=60, flip=True)
    d.line(p[0], (110, 45))
    d.line(p[1], (110, 295))
    d.term((110, 45), (110, 295))
    d.text(110, 170, '220 V')
    d.line(s[0], (500, 35))
    d.line(s[1], t[0])
    d.line(t[1], (500, 305))
    d.term((500, 35), (500, 305))
    d.text(500, 170, '？', 24)
    d.text(372, 95, '36 V')
    d.text(372, 245, '12 V')
    d.dot((233, 60), (327, 46), (327, 290), r=5)


@pic('dg5-31', 720, 330, '电动机的三种电源接线')
def _(d):
    order = ((0, 1, 2), (1, 2, 0), (0, 2, 1))
    for i, t in enumerate('甲乙丙'):
        c = 120 + 240 * i
        xs = (c - 62, c, c + 62)
        for k, x in enumerate(xs):
            d.text(x, 26, f'L{k + 1}')
            d.term((x, 52))
            d.line((x, 57), (x, 70), (xs[order[i][k]], 140), (xs[order[i][k]], 165))
            d.text(x + (19 if k == 2 else -19 if k == 0 else 19), 166, 'UVW'[k])
        d.line((xs[0], 165), (xs[0], 190), (c - 34, 200))
        d.line((xs[2], 165), (xs[2], 190), (c + 34, 200))
        d.line((c, 165), (c, 184))
        d.motor(c, 228, r=44)
        d.text(c, 304, t, 24)


@pic('dg5-32', 720, 290, '接触器控制电路')
def _(d):
    y = 110
    d.line((40, y), (60, y))
    d.fuse(95, y, 'h', a=35)
    d.thermal_contact(180, y, o='h', a=50, reach=36)
    d.push(270, y, 'nc', 'h', a=40, reach=44)
    d.push(405, y, 'no', 'h', a=95, reach=44)
    d.line((500, y), (515, y))
    d.coil(555, y, 'h')
    d.fuse(630, y, 'h', a=35)
    d.line((665, y), (680, y))
    d.term((40, y), (680, y))
    d.line((335, y), (335, 210), (365, 210))
    d.nc(405, 210, 'h')
    d.line((445, 210), (475, 210), (475, y))
    d.dot((335, y), (475, y))
    for x, yy, t in ((34, 82, 'L1'), (684, 82, 'L2'), (95, 84, 'FU'), (630, 84, 'FU'), (216, 48, 'FR'), (308, 66, 'SB1'), (444, 66, 'SB2'),
                     (555, 70, 'KM'), (405, 182, 'KM')):
        d.text(x, yy, t)


@pic('dg5-33', 620, 400, '有三只接触器的电动机主电路')
def _(d):
    xs = (120, 164, 208)
    ks = (330, 374, 418)            # KM2: L3, L2, L1
    ss = (494, 538, 582)            # KM3
    for x, t in zip(xs, ('L1', 'L2', 'L3')):
        d.text(x, 11, t, 18)
        d.term((x, 28))
        d.line((x, 28), (x, 38))
        d.main_contact(x, 73, a=35)
    d.line((112, 72), (200, 72), dash='5 4', w=1.6)
    d.text(76, 73, 'KM1')
    for x, k, y in zip(xs, ks[::-1], (112, 124, 136)):
        d.line((x, 108), (x, 144))
        d.line((x, y), (k, y), (k, 150))
        d.dot((x, y))
        d.main_contact(k, 186, a=36)
    d.heaters(xs, 164, a=26, half=15)
    d.text(76, 164, 'FR')
    d.line((322, 185), (410, 185), dash='5 4', w=1.6)
    d.text(284, 186, 'KM2')
    d.motor(164, 258, r=50)
    for x, t in zip(xs, 'UVW'):
        y = 50 if x == 164 else math.sqrt(2500 - 44 * 44)
        d.line((x, 190), (x, 258 - y))
        d.text(x + (22 if x > 150 else -22), 194, t + '1', 18)
        d.line((x, 258 + y), (x, {120: 380, 164: 360, 208: 340}[x]))
        d.text(x + (22 if x > 150 else -22), 322, t + '2', 18)
    d.line((208, 340), (418, 340), (418, 222))      # W2 - L1
    d.line((120, 380), (374, 380), (374, 222))      # U2 - L2
    d.line((164, 360), (330, 360), (330, 222))      # V2 - L3
    for k, s, y in zip(ks[::-1], ss, (262, 282, 302)):
        d.line((k, y), (s, y), (s, 236))
        d.dot((k, y))
        d.main_contact(s, 200, a=36)
    d.line((ss[0], 164), (ss[2], 164))
    d.dot((ss[1], 164))
    d.line((486, 199), (574, 199), dash='5 4', w=1.6)
    d.text(538, 142, 'KM3')


@pic('dg5-34', 560, 420, '有两只接触器的电动机主电路')
def _(d):
    xs, ks = (150, 200, 250), (360, 410, 460)
    for x, t in zip(xs, ('L1', 'L2', 'L3')):
        d.text(x, 16, t)
        d.term((x, 38))
        d.fuse(x, 72, a=34, half=18)
        d.line((x, 106), (x, 150))
        d.main_contact(x, 186, a=36)
        d.line((x, 222), (x, 280))
    d.text(112, 72, 'FU')
    for x, k, y in zip(xs, ks, (116, 128, 140)):
        d.line((x, y), (k, y), (k, 150))
        d.dot((x, y))
        d.main_contact(k, 186, a=36)
    for x, k, y in zip(xs, ks[::-1], (234, 248, 262)):
        d.line((k, 222), (k, y), (x, y))
        d.dot((x, y))
    d.line((142, 185), (242, 185), dash='5 4', w=1.6)
    d.line((352, 185), (452, 185), dash='5 4', w=1.6)
    d.text(104, 186, 'KM1')
    d.text(506, 186, 'KM2')
    d.heaters(xs, 306, a=26, half=16)
    d.text(96, 306, 'FR')
    d.motor(200, 374, r=34, size=22)
    d.line((150, 332), (150, 340), (176, 350))
    d.line((250, 332), (250, 340), (224, 350))
    d.line((200, 332), (200, 340))


def bridge_columns(d, x1, x2, top, mid1, mid2, bot, up):
    """two columns of two diodes; up: the direction of VD1 (top left), VD2 (bottom left), VD3, VD4"""
    for x, m, (a, b), n in ((x1, mid1, up[:2], 1), (x2, mid2, up[2:], 3)):
        d.line((x, top), (x, top + 20))
        d.diode(x, top + 50, a=30, up=a)
        d.line((x, top + 80), (x, bot - 80))
        d.diode(x, bot - 50, a=30, up=b)
        d.line((x, bot - 20), (x, bot))
        d.dot((x, m))
        d.text(x + 20, top + 50, f'VD{n}', anchor='start')
        d.text(x + 20, bot - 50, f'VD{n + 1}', anchor='start')


@pic('dg5-35', 680, 340, '桥式整流电路')
def _(d):
    (a, b), (p, q) = d.transformer(130, 170, n1=5, n2=5, r=11, a=60)
    d.line(a, (50, a[1]))
    d.line(b, (50, b[1]))
    d.term((50, a[1]), (50, b[1]))
    d.text(50, 170, '~', 28)
    d.line(p, (200, p[1]), (200, 155), (290, 155))
    d.line(q, (200, q[1]), (200, 185), (420, 185))
    bridge_columns(d, 290, 420, 40, 155, 185, 300, (True, False, True, True))
    d.line((290, 40), (580, 40), (580, 130))
    d.resistor(580, 170)
    d.line((580, 210), (580, 300), (290, 300))
    d.dot((420, 40), (420, 300))
    d.text(602, 170, 'RL', anchor='start')
    d.text(606, 120, '+', 24)
    d.text(606, 222, '−', 24)


@pic('dg5-36', 660, 340, '有中心抽头的整流电路')
def _(d):
    p = d.coil_winding(130, 170, n=8, r=12, a=106)
    d.line((164, 74), (164, 266), w=3)
    s = d.coil_winding(198, 170, n=8, r=12, a=106, flip=True)
    for q in p:
        d.line(q, (50, q[1]))
        d.term((50, q[1]))
    d.text(50, 152, '220 V')
    d.text(50, 184, '~', 26)
    d.line((198, 170), (410, 170))
    d.resistor(450, 170, 'h')
    d.line((490, 170), (580, 170))
    d.text(450, 138, 'RL')
    d.text(240, 116, '10 V')
    d.text(240, 224, '10 V')
    for q, t, dy in zip(s, ('VD1', 'VD2'), (-30, 32)):
        d.line(q, (300, q[1]))
        d.diode(340, q[1], 'h', up=True)
        d.line((380, q[1]), (580, q[1]), (580, 170))
        d.text(340, q[1] + dy, t)
    d.dot((198, 170), (580, 170))


@pic('dg5-37', 640, 400, '三极管放大电路及测得的电位')
def _(d):
    x, y = 340, 220
    bb, cc, ee = d.transistor(x, y, a=50, b=70)
    d.line((cc[0], 170), (cc[0], 140))
    d.resistor(cc[0], 100)
    d.line((cc[0], 60), (cc[0], 40))
    d.line((230, 40), (540, 40))
    d.term((540, 40))
    d.text(556, 40, '+12 V', anchor='start')
    d.line(bb, (230, y))
    d.line((230, 40), (230, 60))
    d.resistor(230, 100)
    d.line((230, 140), (230, y))
    d.text(210, 100, 'RB', anchor='end')
    d.text(cc[0] + 20, 100, 'RC', anchor='start')
    d.line((230, y), (190, y))
    d.capacitor(150, y, 'h')
    d.line((110, y), (70, y))
    d.term((70, y))
    d.text(150, y - 36, 'C1')
    d.line((cc[0], 160), (420, 160))
    d.capacitor(460, 160, 'h')
    d.line((500, 160), (540, 160))
    d.term((540, 160))
    d.text(460, 124, 'C2')
    d.line(ee, (ee[0], 340))
    d.line((70, 340), (540, 340))
    d.term((70, 340), (540, 340))
    d.earth(ee[0], 340)
    d.dot((230, y), (cc[0], 160), (ee[0], 340), (cc[0], 40))
    d.text(70, 285, '输入')
    d.text(540, 250, '输出')
    d.text(250, y + 28, '0 V', anchor='start')
    d.text(cc[0] + 16, 190, '12 V', anchor='start')
