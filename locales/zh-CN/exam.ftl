# 考生用的页面：登录、承诺、等待、试卷、回执、练习。

## 考生登录
exam-sign-in = 请输入准考证号
exam-admission = 准考证号
exam-admission-hint = 印在准考证上，全是数字。
exam-tail = 证件号码末四位
exam-tail-hint = 身份证最后四位，有 X 就输 X。
exam-room = 考场口令
exam-room-hint = 写在考场的墙上。
exam-help = 输不进去，请举手叫监考员。
confirm-title = 是您本人吗？
confirm-exam = 考试
confirm-elsewhere = 您已在{ $seat }登录。
confirm-elsewhere-text = 在这里继续，那边会关闭。
confirm-yes = 是我
confirm-no = 不是我，请监考员来

## 承诺
pledge-title = 考试承诺
pledge-lede = { $name }，请读完下面五句话。
pledge-1 = 我是本人参加考试，没有请人替考，也不替别人考。
pledge-2 = 我独立答题，不抄袭，不向别人传答案。
pledge-3 = 我不带手机、资料进考场，考试中不离开考试页面。
pledge-4 = 我听从监考员的安排，不损坏考试设备。
pledge-5 = 我知道违反以上任何一条，成绩会作废，并记录在案。
pledge-agree = 我已读完，并会遵守
pledge-sign = 签署并进入
pledge-absent = 不签署按缺考处理。

## 等待
wait-title = 等待开考
wait-name = { $name }，请坐好等待
wait-now = 现在的时间
wait-opens = { $time } 开考。到时间页面会自动打开，您什么都不用按。
wait-offline = 网络断了也不要紧，请坐好等待。

## 考试
exam-skip = 跳到题目
exam-size = 字号
exam-size-1 = 字号：标准
exam-size-2 = 字号：大
exam-size-3 = 字号：特大
exam-size-letter = 字
exam-saved = 已保存
exam-saving = 正在保存…
exam-pending = 存在本机 { $count } 条，待补传
exam-left = 剩余
exam-minutes = 分钟
exam-left-say = 还剩 { $minutes } 分钟。
exam-just-saved = 答案已保存。
exam-ends-at = 考试到 { $time } 结束。
exam-offline = 网络断了，请继续答题。
exam-offline-text = 您的答案都存在这台电脑上，网络恢复后会自动补传。考试时间照常计算。
exam-back = 网络恢复了，答案已全部补传。
exam-near-text = 到时间会自动交卷，已保存的答案都算数。
exam-elsewhere = 您在另一台电脑上继续了考试，这里已关闭。
exam-elsewhere-text = 已保存的答案都在那边。如果不是您，请马上举手叫监考员。
exam-signed-out = 您已退出，请重新登录。
exam-signed-out-link = 重新登录，答案都在
exam-cannot = 这台电脑存不了答案，请举手叫监考员。
exam-cannot-text = 之前保存的答案不受影响。
exam-over = 时间到。
exam-over-text = 答案在这台电脑上，请不要关机，等监考员来取。
exam-item = 第 { $number } 题
exam-of = ，共 { $total } 题
exam-multiple = 选出所有正确的。多选、少选、错选都不得分。
exam-keys = 键盘：
exam-keys-choose = 选答案
exam-keys-move = 换题
exam-keys-mark = 做记号
exam-keys-time = 报时间
exam-keys-off = 不用字母键
exam-save = 保存答案
exam-previous = 上一题
exam-next = 下一题
exam-mark = 做记号
exam-card = 答题卡
exam-answered = 已答
exam-open = 未答
exam-marked = 记号
exam-cell-did = ，已答
exam-cell-open = ，未答
exam-cell-flag = ，有记号
exam-hand-in = 我要交卷
exam-confirm = 确定交卷吗？
exam-confirm-open = 还有 { $count } 题没有作答，确定交卷吗？
exam-confirm-all = 全部题目都答了，确定交卷吗？
exam-confirm-text = 交卷以后不能再改。考试到 { $time } 才结束，您可以继续答题。
exam-confirm-marked = 有记号的题：
exam-go-back = 回去继续答题
exam-submit = 确定交卷

## 回执
receipt-title = 已交卷
receipt-done = 已交卷。您的 { $count } 道题答案已全部收到。
receipt-by-time = 时间到，已自动交卷。您的 { $count } 道题答案已全部收到。
receipt-time = 收卷时间
receipt-number = 回执号
receipt-answered = 已答题数
receipt-stay = 请坐好，等监考员示意再离场。理论成绩在公示期开始时公布。

## 登录、承诺时说的话
door-missing-admission = 请输入准考证号。
door-missing-tail = 请输入证件号码的末四位。
door-missing-room = 请输入考场口令，它写在考场的墙上。
door-busy = 错了几次，请等 { $seconds } 秒再试。
door-busy-text = 刚才输入的都还在，不用重新输。
door-moved = 请再输一次。
door-moved-text = 时间太长，或者刚才有人在别处登录了这个准考证号。
door-help = 请坐好，举手请监考员来。
door-help-text = 没有登录，什么都没有改动。
door-over-text = 已经保存的答案都在。
door-seated = 这台电脑上，{ $name }的考试还没有结束。
door-seated-link = 回到这场考试
confirm-elsewhere-safe = 如果是换了电脑，请放心继续，已保存的答案都在。
refusal-sign-in-early-at = 考场还没有开放，{ $time } 起可以登录。请坐好等待。
refusal-sitting-too-late-at = 已过最迟入场时间 { $time }，请找监考员。
refusal-sitting-not-yet-at = { $time } 才开考，请坐好等待。
refusal-sitting-too-early-at = { $time } 以后才能交卷，请继续答题。
refusal-ticket-over = 请再输一次准考证号、证件末四位和考场口令。

## 考试中的变化
exam-time-left = 剩余时间
exam-early = { $time } 以后才能交卷。
exam-early-text = 现在可以接着检查，已保存的答案都在。
exam-unsent = 现在连不上服务器，还不能交卷。答案都在这台电脑上，网络恢复后再交；到时间会自动交卷。
exam-confirm-left = 交卷以后不能再改。离考试结束还有 { $minutes } 分钟，您可以继续答题。
exam-paused = 监考员暂停了考试，您的时间不减少。
exam-paused-text = 已保存的答案都在。请坐好等待，恢复以后接着答。
exam-resumed = 考试恢复了，请接着答题。暂停的时间已经补给您。
exam-extended = 给您加了 { $minutes } 分钟。
exam-cell-here = ，当前题
exam-enlarge = 放大看图
exam-close = 关闭

## 等待
wait-minutes = 还有 { $minutes } 分钟开考。
wait-offline-title = 网络断了。

## 练习
practice-title = 练习
practice-exam = 练习卷（不计分）
practice-who = 不用登录，不计分，不保存
practice-link = 先做 2 分钟练习
practice-offer = 没在电脑上考过试？不用登录就能试。
practice-offer-waiting = 还有时间，可以先熟悉一下。到开考时间会自动回来。
practice-not-saved = 练习，不保存
practice-banner = 这是练习，不计分、不保存。
practice-banner-text = 页面和真的考试一样，请随便点、随便改，点错了也不要紧。
practice-opening = { $time } 开考，到时间会自动打开试卷。
practice-to-wait = 回到等待页
practice-near-text = 练习到时间会自动交卷，和真的考试一样。
practice-hand-in = 交卷看结果
practice-leave = 不练了，返回
practice-confirm-text = 这是练习，交了也不计分，还可以再练。真的考试，交卷以后不能再改。
practice-done = 练习交卷了，您答了 { $answered } 题，共 { $items } 题。
practice-done-text = 这是练习，不计分，什么都没有保存。
practice-chosen = 您刚才选的
practice-item = 题目
practice-yours = 您的选择
practice-none = 没有作答
practice-real = 真的考试有什么不同
practice-real-1 = 要先用准考证号登录，再签考试承诺。
practice-real-2 = 每选一次，答案就自动保存一次，右上角会写“已保存”和时间。
practice-real-3 = 网络断了也可以接着答，答案存在电脑上，恢复后会自动补传。
practice-real-4 = 交卷后会出现收卷时间和回执号，交卷以后不能再改。
practice-again = 再练一次
practice-sign-in = 去登录考试
practice-points = 不计分
practice-section-1 = 一、单项选择题
practice-section-2 = 二、判断题
practice-section-3 = 三、多项选择题
practice-1 = 一年有几个月？
practice-1-a = 10 个月
practice-1-b = 12 个月
practice-1-c = 24 个月
practice-1-d = 30 个月
practice-2 = 图里的钟是几点？
practice-2-a = 3 点
practice-2-b = 6 点
practice-2-c = 9 点
practice-2-d = 12 点
practice-2-picture = 一只圆钟：短针指着 9，长针指着 12
practice-3 = 选好以后想改，应该怎么做？
practice-3-a = 关掉电脑
practice-3-b = 直接点另一个选项
practice-3-c = 重新登录
practice-3-d = 改不了
practice-4 = 这份练习的成绩会算进真的考试。
practice-true = 正确
practice-false = 错误
practice-5 = 下面哪些是水果？
practice-5-a = 苹果
practice-5-b = 梨
practice-5-c = 桌子
practice-5-d = 香蕉
practice-5-e = 雨伞
