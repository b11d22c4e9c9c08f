# 页面上的文字。用“您”，动词写在按钮上，先说什么是安全的，再说怎么办。

## 各页共有
brand = 职业技能评价
skip = 跳到主要内容
switch-language = English
sign-out = 退出
back = 返回
next = 下一步
newer = 较新的
older = 较早的
crumb-home = 首页
errors-title = 有 { $count } 处需要改
foot-keys = 签发公钥
foot-log = 公开日志
foot-demo = 示例，人名、编号均为虚构
photo-none = 没有照片
demo-label = 演示
demo-now = 现在是 { $now }，不是真的考试
demo-mail = 看演示的邮件
demo-next = 往下走：{ $step }

## 表头
col-action = 操作
col-admission = 准考证号
col-certificate = 证书
col-counts = 人数
col-identity = 证件号码
col-name = 姓名
col-next = 下一步
col-practical = 技能
col-result = 结果
col-seat = 座位
col-session = 场次
col-state = 状态
col-theory = 理论
col-when = 时间
col-when-where = 时间和地点

## 首页
home-title = 职业技能等级认定
home-lede = 考试、查证书、看公示，都从这里进。
door-exam = 我要考试
door-exam-text = 考试当天在考场的电脑上用。请带身份证和准考证。
door-verify = 查证书
door-verify-text = 用人单位、本人都可以查，不用登录。
door-staff = 工作人员登录
door-staff-text = 管理员、监考员、考评员从这里进。
home-notices = 公示
home-notices-empty = 目前没有公示。
home-draws = 公开抽题

## 公示
notice-running = 正在公示
notice-running-text = 对成绩有不同意见，请在公示期内到本局提出，并带上准考证。
notice-over = 公示已结束
notice-over-text = 合格的考生按规定颁发证书。
notice-empty = 这份公示没有考生。
notice-table = 考生成绩
notice-privacy = 姓名和证件号码只显示一部分，保护个人信息。

## 证书
certificate-title = 职业技能等级证书
certificate-tools = 证书操作
certificate-verify = 查验这张证书
certificate-print = 打印请选 A4 横向
certificate-kind = 职业技能等级证书
certificate-scan = 扫码查验
certificate-words-before = 于
certificate-words-middle = 参加职业技能等级认定，理论考试和技能考核成绩合格，达到
certificate-words-after = 水平，特发此证。
certificate-occupation = 职业
certificate-level = 等级
certificate-identity = 证件号码
certificate-result = 评价成绩
certificate-serial = 证书编号
certificate-fine-signed = 本证书附有电子签名
certificate-fine-key = 密钥
certificate-fine-log = 并记入公开日志第
certificate-fine-entry = 条。真伪与当前状态以查验结果为准：

## 查验证书
verify-title = 查证书
verify-lede = 请照着证书输入编号，再输入持证人的姓名或证件末四位。
verify-serial = 证书编号
verify-serial-hint = 共 22 位，印在证书上，空格可以不输。
verify-claim = 持证人姓名，或证件号码末四位
verify-submit = 查验
verify-why = 只凭编号查不到内容：编号可以被人一个一个试出来，所以还要姓名或末四位。
verify-wait =
    { $minutes ->
       *[other] 错了几次，请 { $minutes } 分钟后再试。
    }
verify-wait-text = 请先对照证书，看看编号和姓名有没有输错。
verify-good = 签名正确，未被撤销
verify-good-text = 截至 { $time }。请再核对持证人的身份证。
verify-revoked = 这张证书已被撤销
verify-revoked-text = 撤销日期 { $day }，原因：{ $ground }。撤销不可恢复。
verify-suspended = 这张证书已暂停
verify-suspended-text = 从 { $day } 起暂停，目前不能作为凭证。是否恢复，请致电本局。
verify-altered = 签名不对，内容被改动过
verify-altered-text = 请不要采信，并把这张证书的来历告诉本局。
verify-unknown = 没有查到这张证书
verify-unknown-text = 编号和姓名对不上，或本局没有签发过这个编号。请对照证书再输一次；仍查不到，请致电本局，不要仅凭这张纸认定。
verify-notnow = 签名正确，但现在查不到是否被撤销
verify-notnow-text = 请联网后再查一次。
verify-content = 证书内容
verify-again = 再查一张
verify-download = 下载证书文件
verify-open = 打开证书页
verify-details = 查验的技术细节
browser-checking = 正在您的浏览器里核对签名…
browser-text = 不靠服务器的结论，由您的浏览器重新验证。
browser-ok = 您的浏览器也验证了签名：正确
browser-bad = 您的浏览器验证签名：不对，请不要采信
browser-cannot = 这个浏览器不能自己验证签名，以上是服务器的结论
browser-offline = 取不到证书文件，没有在浏览器里验证
qr-title = 扫码查验
qr-none = 没有读到二维码里的内容。请在下面输入证书编号查验。
qr-bad-text = 二维码里的内容和签名对不上，请不要采信。
qr-compromised = 这把签名密钥已停用，二维码不能单独作准
qr-compromised-text = 请在下面用编号联网查验。
qr-cannot-text = 请在下面用编号联网查验。
qr-unreadable = 这不是本局证书的二维码
qr-unreadable-text = 二维码里的内容读不出来。请对照证书，在下面输入编号查验。
qr-tail = 证件末四位
qr-issued = 颁证日期
qr-issuer = 颁证机构
qr-online = 联网查验当前状态
qr-online-text = 证书可能在颁发之后被撤销，只有联网才知道。

## 公开抽题
draw-crumb = 公开抽题
draw-lede = 任何一方都不能单独预知或左右抽到的题。考试结束后，谁都能把每份试卷重算一遍。
draw-steps = 抽题步骤
draw-step-commit = 各方承诺
draw-step-manifest = 公布清单
draw-step-beacon = 公共随机数
draw-step-open = 开封
draw-step-sit = 考试
draw-step-evidence = 公布证据
draw-contributors = 各方承诺与开封
draw-party = 出具方
draw-when = 所属
draw-commitment = 承诺指纹
draw-none = 还没有哪一方交来承诺。
draw-check = 怎样自己核对
draw-check-anyone = 我想全部重算
draw-check-anyone-text = 证据公布后，用您自己的浏览器或程序：
draw-check-coder = 我会编程
draw-check-coder-text = 按公开规范 exam-seed/v1，用任何语言自己写一小段程序。
draw-data = 公开数据
draw-no-downloads = 名单封存后，这里公布抽题清单；考试结束后公布证据。

## 错误页
page-error-not-found = 页面没有找到
page-error-not-found-text = 网址可能输错了，或者这一页已经不在。请从首页重新进。
page-error-not-allowed = 您没有这项权限
page-error-not-allowed-text = 需要的话，请找本单位的管理员办理。
page-error-refused = 这一步没有办成
page-error-internal = 系统出错了，已存的内容没有丢。
page-error-internal-text = 请把下面的编号告诉管理员，然后返回再试一次。
page-error-incident = 编号
page-error-back = 返回

## 演示的邮件
mail-title = 演示的邮件
mail-lede = 演示不往外发邮件，每一封都写在这里。
mail-empty = 还没有邮件。名单封存后会有准考证，成绩公布后会有成绩通知。
mail-subject = 主题
mail-to = 收件人

## 工作人员登录
sign-in = 登录
staff-sign-in = 工作人员登录
staff-login = 登录名
staff-password = 口令
staff-forgot = 忘了口令，请找本单位的管理员重设。

## 总览和场次
overview-title = 场次总览
overview-figures = 人数
overview-sessions = 场次
overview-empty = 还没有场次。
session-steps = 场次进度
session-next-yours = 下一步，由您来做
session-next-wait = 现在在等
session-facts = 场次情况
session-candidates = 考生
session-no-candidates = 还没有人报名。
session-register = 登记一名考生
step-planned = 建场
step-registration = 报名
step-roster = 名单封存
step-opening = 开考
step-sitting = 考试
step-practical = 技能评分
step-result = 成绩
step-notice = 公示
step-award = 颁证

## 报名和资格
register-title = 登记报名
register-lede = 填好以后按“登记”：符合条件的当场登记；不符合的不登记，并逐条说明原因。
register-name = 姓名
register-name-hint = 和证件上的一样。
register-document = 证件种类
register-number = 证件号码
register-number-hint = 身份证 18 位，末位可以是 X。加密保存，只显示末四位。
register-years = 从事本职业的年数
register-years-hint = 填整年，没有就填 0。
register-channel = 申请渠道
register-email = 电子邮箱（可以不填）
register-email-hint = 准考证和成绩会发到这里；没有邮箱，到考点领取。
register-locale = 通知用的语言
register-extra = 加时（分钟）
register-extra-hint = 有视力、书写等困难的考生可以加时；不需要就填 0。
register-large = 需要大字
register-letters = 评价机构和本人的承诺书都已签署
eligibility-findings = 逐条结果
eligibility-none = 没有不符合的条件。
eligibility-policy = 依据：{ $policy }

## 审计
audit-title = 操作记录
audit-lede = 谁在什么时候做了什么。只增加，不能改，不能删。
audit-empty = 还没有记录。
audit-who = 谁
audit-what = 做了什么
audit-subject = 对象


## 等级
level-1 = 一级（高级技师）
level-2 = 二级（技师）
level-3 = 三级（高级工）
level-4 = 四级（中级工）
level-5 = 五级（初级工）
