"""dg5-01 … dg5-15"""
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


@pic('dg5-01', 640, 300, '直流电路：R1与并联的R2、R3串联')
def _(d):
    d.battery(90, 160, a=110)
    d.text(62, 140, '+', 24)
    d.text(62, 180, '12 V', anchor='end')
    d.line((90, 50), (210, 50))
    d.arrow((125, 50), (165, 50), head=14, half=6)
    d.text(146, 26, 'I')
    d.resistor(250, 50, 'h')
    d.text(250, 22, 'R1=4 Ω')
    d.line((290, 50), (560, 50), (560, 120))
    d.line((420, 50), (420, 120))
    d.resistor(420, 160)
    d.resistor(560, 160)
    d.text(402, 160, 'R2=6 Ω', anchor='end')
    d.text(542, 160, 'R3=3 Ω', anchor='end')
    d.line((420, 200), (420, 270))
    d.line((560, 200), (560, 270), (90, 270))
    d.dot((420, 50), (420, 270))


@pic('dg5-02', 680, 350, '三相四线制电路：电压表接在L1与N之间')
def _(d):
    ys = [45, 100, 155, 210]
    for y, t, x in zip(ys, ('L1', 'L2', 'L3', 'N'), (480, 530, 580, 630)):
        d.text(42, y, t)
        d.line((70, y), (x, y))
        d.term((70, y))
    for x, y in zip((480, 530, 580), ys):
        d.line((x, y), (x, 230))
        d.resistor(x, 270)
    d.line((630, 210), (630, 310), (480, 310))
    d.dot((530, 310), (580, 310))
    d.arrow((150, 45), (150, 100), both=True, w=2)
    d.text(164, 72, '380 V', anchor='start')
    d.meter(330, 128, a=82)
    d.dot((330, 45), (330, 210))
    d.text(395, 270, '对称负载')
    d.arrow((440, 270), (466, 270), w=2)


def dial(d, cx, cy, r, ang):
    """the pointer and its hub"""
    a = math.radians(ang)
    d.line((cx, cy), (cx - r * math.cos(a), cy - r * math.sin(a)), w=2.6)
    d.arc(cx, cy, 22, 180, 360)
    d.line((cx - 22, cy), (cx + 22, cy))
    d.circle(cx, cy - 6, 7, fill='#000')


@pic('dg5-03', 560, 350, '交流电压表的表盘')
def _(d):
    d.rect(20, 14, 520, 322, r=14)
    cx, cy, r = 280, 320, 245
    d.arc(cx, cy, r, 180 + 40, 360 - 40)
    for i in range(51):
        a = math.radians(40 + 2 * i)
        k = 22 if i % 10 == 0 else 15 if i % 5 == 0 else 9
        c, s = math.cos(a), math.sin(a)
        d.line((cx - r * c, cy - r * s), (cx - (r - k) * c, cy - (r - k) * s), w=2.8 if i % 10 == 0 else 1.6)
        if i % 10 == 0:
            d.text(cx - (r + 27) * c, cy - (r + 18) * s, str(i * 5))
    dial(d, cx, cy, r - 10, 40 + 100 * 185 / 250)
    d.text(190, 230, 'V', 30)
    d.curve(lambda x: 262 - 5 * math.sin((x - 176) / 28 * 2 * math.pi), 176, 204)


@pic('dg5-04', 720, 350, '指针式万用表的欧姆刻度与所选挡位')
def _(d):
    d.rect(14, 14, 470, 322, r=14)
    cx, cy, r = 249, 320, 250
    d.arc(cx, cy, r, 222, 318)

    def ang(v):                     # middle value 20; 0 on the right
        f = 20 / (20 + v)
        return 42 + 96 * f
    for v in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 35, 40, 45, 50, 60, 80, 100, 200, 1e9]:
        a = math.radians(ang(v))
        c, s = math.cos(a), math.sin(a)
        big = v in (0, 5, 10, 20, 30, 50, 100, 1e9)
        k = 20 if big else 10
        d.line((cx - r * c, cy - r * s), (cx - (r - k) * c, cy - (r - k) * s), w=2.6 if big else 1.6)
        if big:
            d.text(cx - (r + 23) * c, cy - (r + 18) * s, '∞' if v > 1e6 else str(v))
    dial(d, cx, cy, r - 10, 90)
    d.text(180, 215, 'Ω', 32)
    x, y = 606, 190
    d.circle(x, y, 44)
    for a, t in ((-75, '×1'), (-25, '×10'), (25, '×100'), (75, '×1k')):
        u = math.radians(a)
        d.dot((x + 54 * math.sin(u), y - 54 * math.cos(u)), r=3.4)
        d.text(x + (86 if abs(a) > 50 else 78) * math.sin(u), y - 78 * math.cos(u), t, 19)
    u = math.radians(-25)
    d.arrow((x - 34 * math.sin(u), y + 34 * math.cos(u)), (x + 40 * math.sin(u), y - 40 * math.cos(u)), w=6, head=18, half=9)
    d.text(x, 262, '欧姆挡')


@pic('dg5-05', 680, 340, '钳形电流表同时钳住三根相线')
def _(d):
    cx, cy = 200, 165
    for r in (138, 112):
        g = math.degrees(4 / r)
        d.arc(cx, cy, r, 180 + g, 540 - g)
    for s in (-1, 1):
        d.line((cx - 138, cy + 4 * s), (cx - 112, cy + 4 * s))
    d.rect(326, 95, 270, 140, r=12, fill='#fff')
    d.rect(356, 116, 150, 52)
    d.text(431, 142, '？ A', 26)
    d.circle(553, 142, 18)
    d.text(461, 204, '钳形电流表')
    for x, y, t, ty in ((200, 108, 'L1', 74), (150, 196, 'L2', 230), (250, 196, 'L3', 230)):
        d.circle(x, y, 17)
        d.circle(x, y, 8, fill='#000')
        d.text(x, ty, t)
    d.text(470, 290, '三相对称，各相线电流均为10 A')


@pic('dg5-06', 640, 310, '用两只电表测量灯的电流和电压')
def _(d):
    d.battery(80, 165, a=115)
    d.text(52, 146, '+', 24)
    d.line((80, 50), (150, 50))
    d.switch(190, 50, 'h')
    d.text(190, 18, 'S')
    d.line((230, 50), (290, 50))
    d.meter(330, 50, '甲', 'h', r=22)
    d.line((370, 50), (560, 50), (560, 125))
    d.lamp(560, 165)
    d.text(588, 165, 'EL', anchor='start')
    d.line((560, 205), (560, 280), (80, 280))
    d.meter(460, 165, '乙', r=22)
    d.line((460, 125), (460, 95), (560, 95))
    d.line((460, 205), (460, 235), (560, 235))
    d.dot((560, 95), (560, 235))


@pic('dg5-07', 680, 390, '低压配电系统的接地型式')
def _(d):
    ys = [50, 100, 150, 210, 260]
    d.text(110, 18, '电源变压器')
    for i, (y, t) in enumerate(zip(ys, ('L1', 'L2', 'L3', 'N', 'PE'))):
        d.text(640, y, t)
        if i < 3:
            d.coil_winding(110, y, 'h', n=4, r=10, a=60)
            d.line((170, y), (610, y))
        else:
            d.line((50, y), (610, y))
        d.term((610, y))
    d.line((50, 50), (50, 300))
    d.dot((50, 100), (50, 150), (50, 210), (50, 260))
    d.earth(50, 300)
    d.rect(310, 312, 190, 60)
    d.text(405, 342, '用电设备外壳')
    for x, y in zip((340, 375, 410, 445), ys):
        d.line((x, y), (x, 312))
        d.dot((x, y))
    d.line((540, 260), (540, 342), (500, 342))
    d.dot((540, 260), (500, 342))


@pic('dg5-08', 620, 290, '四个电气图用图形符号')
def _(d):
    d.k = 1.5
    for i, f in enumerate((d.breaker, d.isolator, d.fuse, d.main_contact)):
        x = 90 + 150 * i
        f(x, 115, a=62)
        d.text(x, 252, '①②③④'[i], 26)


@pic('dg5-09', 660, 250, '两只双控开关控制一盏灯')
def _(d):
    y = 130
    d.line((60, y), (150, y))
    p, q = d.two_way(150, y, up=True, dx=80, dy=50)
    r, s = d.two_way(410, y, up=False, right=False, dx=80, dy=50)
    d.line(p, r)
    d.line(q, s)
    d.line((410, y), (470, y))
    d.lamp(510, y, 'h')
    d.line((550, y), (600, y))
    d.term((60, y), (600, y))
    d.text(60, 100, 'L')
    d.text(600, 100, 'N')
    d.text(150, 92, 'S1')
    d.text(410, 92, 'S2')
    d.text(510, 92, 'EL')


@pic('dg5-10', 520, 340, '面对单相三孔插座')
def _(d):
    d.socket3(200, 170, 230, 300)
    d.text(200, 168, '1', 24)
    d.text(164, 240, '2', 24)
    d.text(236, 240, '3', 24)
    d.text(420, 170, '（面对插座）')


@pic('dg5-11', 720, 340, '灯与开关的接线和两孔插座的接线')
def _(d):
    for i, t in enumerate('甲乙丙丁'):
        x = 8 + 178 * i
        d.rect(x, 8, 170, 324, sw=1.4, colour='#777')
        d.text(x + 85, 306, t, 24)
        l, r = x + 45, x + 125
        a, b = (('L', 'N'), ('L', 'N'), ('N', 'L'), ('L', 'N'))[i]
        d.term((l, 40), (r, 40))
        d.text(l - 20, 40, a)
        d.text(r + 20, 40, b)
        if i < 2:
            k = (l, r)[i]
            o = (r, l)[i]
            d.line((k, 40), (k, 80))
            d.switch(k, 120, flip=i == 0)
            d.text(k + (32 if i == 0 else -34), 120, 'S')
            d.line((k, 160), (k, 230), (x + 103 if i else x + 67, 230))
            d.line((o, 40), (o, 230), (x + 67 if i else x + 103, 230))
            d.lamp(x + 85, 230, 'h', a=18)
            d.text(x + 85, 195, 'EL')
        else:
            d.socket2(x + 85, 200)
            for s, q in ((-1, l), (1, r)):
                d.line((q, 40), (q, 120), (x + 85 + s * 22, 120), (x + 85 + s * 22, 184))
            d.text(x + 85, 266, '面对插座', 18)


@pic('dg5-12', 560, 370, '三相异步电动机的接线盒')
def _(d):
    d.rect(60, 20, 440, 270, r=12)
    for i, x in enumerate((160, 280, 400)):
        d.rect(x - 11, 108, 22, 94, fill='#ccc', r=6)
        d.line((x, 202), (x, 325))
        for y in (108, 202):
            d.circle(x, y, 19, fill='#fff')
            d.dot((x, y), r=7)
        d.text(x, 66, ('W2', 'U2', 'V2')[i])
        d.text(x + 26, 222, ('U1', 'V1', 'W1')[i], anchor='start')
        d.text(x, 350, f'L{i + 1}')
        d.term((x, 325))


@pic('dg5-13', 600, 320, '单相变压器')
def _(d):
    (a, b), (p, q) = d.transformer(300, 160, n1=10, n2=6, r=12)
    d.line(a, (110, a[1]))
    d.line(b, (110, b[1]))
    d.line(p, (490, p[1]))
    d.line(q, (490, q[1]))
    d.term((110, a[1]), (110, b[1]), (490, p[1]), (490, q[1]))
    d.text(110, 148, 'U1')
    d.text(110, 174, '220 V')
    d.text(212, 148, 'N1')
    d.text(212, 174, '1000匝')
    d.text(388, 148, 'N2')
    d.text(388, 174, '200匝')
    d.text(490, 148, 'U2')
    d.text(490, 174, '？')


@pic('dg5-14', 720, 290, '有一个虚线圈的接触器控制电路')
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
    d.line((335, y), (335, 215), (365, 215))
    d.no(405, 215, 'h')
    d.line((445, 215), (475, 215), (475, y))
    d.dot((335, y), (475, y))
    d.ellipse(405, 212, 58, 42, w=2, dash='6 5')
    d.text(34, 82, 'L1')
    d.text(684, 82, 'L2')
    d.text(95, 84, 'FU')
    d.text(630, 84, 'FU')
    d.text(216, 48, 'FR')
    d.text(308, 66, 'SB1')
    d.text(444, 66, 'SB2')
    d.text(555, 70, 'KM')
    d.text(405, 184, 'KM')
    d.text(480, 258, '①', 24)


@pic('dg5-15', 720, 420, '有两个虚线圈的电动机正反转控制电路')
def _(d):
    d.line((34, 90), (50, 90))
    d.fuse(82, 90, 'h', a=32)
    d.thermal_contact(156, 90, o='h', a=42, reach=36)
    d.push(232, 90, 'nc', 'h', a=34, reach=44)
    d.line((266, 90), (280, 90))
    for k, y in enumerate((90, 280)):
        a, b = ('1', '2') if k == 0 else ('2', '1')
        d.push(335, y, 'no', 'h', a=55, reach=44)
        d.line((390, y), (430, y))
        d.nc(470, y, 'h')
        d.line((510, y), (535, y))
        d.coil(570, y, 'h', a=35)
        d.line((605, y), (620, y))
        d.ellipse(468, y - 6, 52, 42, w=2, dash='6 5')
        d.text(468, y - 28, f'KM{b}', 19)
        d.text(570, y - 40, f'KM{a}')
        d.text(534, y + 40, '①②'[k], 24)
        d.text(374, y - 44, f'SB{2 + k}')
        d.line((280, y), (280, y + 80), (295, y + 80))
        d.no(335, y + 80, 'h')
        d.line((375, y + 80), (400, y + 80), (400, y))
        d.text(335, y + 108, f'KM{a}')
        d.dot((400, y))
    d.line((280, 170), (280, 280))
    d.dot((280, 90), (280, 170), (280, 280))
    d.fuse(654, 90, 'h', a=34)
    d.line((688, 90), (694, 90))
    d.line((620, 90), (620, 280))
    d.dot((620, 90))
    d.term((34, 90), (694, 90))
    d.text(30, 62, 'L1')
    d.text(694, 62, 'L2')
    d.text(82, 62, 'FU')
    d.text(654, 62, 'FU')
    d.text(192, 28, 'FR')
    d.text(268, 36, 'SB1')
