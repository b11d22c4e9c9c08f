# 页面处理程序用到的词句

bureau-name = { $region }人力资源和社会保障局

# 场次
figure-sessions = 场次
figure-registered = 已报名
figure-sat = 已参考
figure-passed = 合格
figure-awarded = 已颁证
session-counts = 报名 { $registered } 人，参考 { $sat } 人，合格 { $passed } 人
session-lede = { $when } 开考，{ $centre } { $room }。
session-refused = 这一步没有做成，什么都没有改动。
state-planned = 报名中
state-roster-closed = 名单已封存
state-opened = 考试中
state-sat = 理论已结束
state-decided = 成绩已定
state-noticed = 公示中
state-awarded = 已颁证
state-cancelled = 已取消
next-planned = 封存名单，公布抽题清单
next-planned-text = 封存以后不能再加考生。抽题清单随即公布，准考证会发到考生邮箱。
next-roster-closed = 等各方公开各自的随机数
next-roster-closed-text = 开考前半小时，各方公开各自的随机数，试卷才算得出来；缺一方就不能开考。
next-opened = 结束理论考试
next-opened-text = 时间到了以后，没有来的记缺考，交来的按标准答案计分，抽题证据随即公开。
next-sat = 核定成绩
next-sat-text = 每位参考考生都要有三位考评员签名的评分表；理论和技能都到合格线才算合格。
next-decided = 公示成绩
next-decided-text = 公示期按工作日计算，证件号只显示末四位；公示期没满不能颁证。
next-noticed = 颁发证书
next-noticed-text = 公示期已满。每张证书先记入公开日志，再签名，最后核对一遍。
next-noticed-until = 公示到 { $day } 为止，第二天起才能颁证。
next-awarded = 本场已办结
next-cancelled = 本场已取消
next-awarded-text = 证书都已颁发，谁都可以查验。
do-close-roster = 封存名单
do-finish = 结束考试并计分
do-decide = 核定成绩
do-notice = 发布公示
do-award = 颁发证书
fact-body = 评价机构
fact-minutes = 理论考试时长
fact-minutes-value = { $minutes } 分钟
fact-manifest = 抽题清单摘要
fact-master = 主密钥摘要
fact-papers-root = 试卷密钥根
fact-beacon = 公开随机事件
fact-session = 考试场次
fact-clause = 公示依据
fact-objection = 有异议
fact-objection-value = 公示期内请到本局窗口或来电反映，须说明事实。
link-draw = 抽题公开页
link-notice = 成绩公示
link-practical = 技能评分
link-manifest = 抽题清单（manifest.json）
link-evidence = 抽题证据（evidence.json）
contributor-committed = 已承诺
contributor-opened = 已公开，与承诺一致
contributor-inside = 本局
contributor-outside = 局外
candidate-open = 已报名
candidate-registered = 未到
candidate-checked-in = 已登录
candidate-pledged = 已签承诺
candidate-running = 答题中
candidate-paused = 已暂停
candidate-submitted = 已交卷
candidate-scored = 已计分
candidate-absent = 缺考
candidate-failed = 不合格
candidate-passed = 合格
candidate-withdrawn = 已退考
candidate-cancelled = 已取消
candidate-voided = 已作废
candidate-awarded = 已颁证
result-passed = 合格
result-failed = 不合格

# 演示
demo-step-roster = 封存名单
demo-step-exam-day = 到考试当天
demo-step-exam-over = 考试结束
demo-step-results = 评分完成，公布成绩
demo-step-notice-over = 公示期满
demo-step-award = 颁发证书
mail-when = 写于
draw-demo = 演示：非公开随机
draw-demo-text = 这是演示县，随机事件是事先定好的，各方的随机数也由演示程序代管。

# 考生
seat-in-room = { $room } { $seat } 号
seat-number = { $seat } 号
item-single = 单项选择题
item-true-false = 判断题
item-multiple = 多项选择题
item-points = { $points } 分
item-picture = 第 { $number } 题的图
pledge-missing = 请先勾选“我已读完，并会遵守”。


# 报名
document-resident-id = 居民身份证
document-passport = 护照
document-residence-permit = 居住证、永久居留身份证
locale-zh-cn = 中文
locale-en = English
channel-person = 本人
channel-enterprise = 用人单位
channel-training-body = 培训机构
verdict-allowed = 可以报名。
verdict-registered = 已报名。
verdict-review = 需要复核。
verdict-refused = 现在不能报名。
verdict-refused-until = 现在不能报名，{ $day }起可以。
finding-note = 说明
finding-review = 需要复核
finding-bars = 不符合
error-whole-number = 请填整数，例如 3。

# 公示
notice-heading = { $title }成绩公示
notice-period = 公示 { $first } 至 { $last }
notice-sentence = { $first }公布，公示 { $days } 个工作日，到 { $last }为止。

# 查证书
verify-missing-serial = 请输入证书编号。
verify-missing-claim = 请输入持证人姓名，或者证件号码末四位。
refusal-form-expired = 这一页放得太久了。请回到上一页重新打开，再做一次。

# 操作记录
audit-account-change-password = 修改口令
audit-account-create = 新建账号
audit-account-create-first = 新建第一个管理员
audit-account-deactivate = 停用账号
audit-account-sign-in = 登录
audit-account-sign-in-failed = 登录失败
audit-account-sign-out = 退出
audit-award-publish = 公布证书
audit-award-record = 登记颁证
audit-award-session = 办结颁证
audit-award-void = 作废未完成的颁证
audit-bank-import = 导入题库
audit-bank-release-key = 交付题库密钥
audit-ceremony-close-roster = 封存名单
audit-ceremony-commit = 提交随机数承诺
audit-ceremony-beacon = 录入公共随机数
audit-ceremony-exclude = 排除出密方
audit-ceremony-invite = 发出参与链接
audit-ceremony-open-secret = 开启密值
audit-ceremony-receive = 保管回执
audit-session-cancel = 取消场次
audit-ceremony-open = 公开随机数
audit-filing-create = 登记备案
audit-notice-publish = 发布公示
audit-organisation-create = 新建机构
audit-practical-sign = 签名技能评分
audit-registration-create = 报名
audit-registration-withdraw = 退考
audit-result-decide = 核定成绩
audit-room-create = 新建考场
audit-session-assign = 安排人员
audit-session-finish = 结束理论考试
audit-session-plan = 新建场次
audit-session-room-record = 签署考场记录
audit-sitting-adjust = 加时
audit-sitting-breach = 记录违纪
audit-sitting-move = 换座位
audit-sitting-pause = 暂停考试
audit-sitting-reopen = 重新打开试卷
audit-sitting-resume = 继续考试
audit-sitting-verify = 核验身份
audit-sitting-void = 作废试卷
audit-sitting-pledge = 签署承诺
audit-sitting-sign-in = 考生登录
audit-sitting-start = 开始答题
audit-sitting-submit = 交卷
