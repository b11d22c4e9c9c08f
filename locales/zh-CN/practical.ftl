# 考评员的技能评分：名单、评分表、缺考、不能评分的各种情形

## 名单
practical-of = { $project }技能考核
practical-lede = { $task }，限时 { $minutes } 分钟
practical-alone = 您独立评分。别人看不到您的分，您也看不到别人的。
practical-to-mark = 考生
practical-empty = 现在没有要评的考生。
practical-progress = 评分进度
practical-figure-all = 要评
practical-figure-half = 评到一半
practical-open = 未评
practical-half = 评到一半 { $done } / { $all }
practical-signed = 已签名
practical-mark = 评分
practical-mark-one = 给{ $name }评分
practical-go-on = 接着评
practical-go-on-one = 接着评{ $name }
practical-next-who = { $seat } 号工位，准考证号 { $admission }
practical-col-seat = 工位
practical-col-mine = 您的评分
practical-to-sessions = 回场次
practical-just-signed = 已签名：{ $name } { $mark }
practical-just-signed-text = 请接着评下一位。
practical-all-done = 全部评完
practical-all-done-text = 您要评的都已签名，不用再做什么。

## 评分表
practical-skip = 跳到评分项
practical-to-list = 考生名单
practical-steps = 评分步骤
practical-minutes = 限时 { $minutes } 分钟
practical-seat = { $seat } 号工位
practical-examiner = 考评员 { $name }
practical-safety = 安全项
practical-star = 安全项：
practical-safety-fails = 未做到，本次考核即不合格
practical-done = ✓ 做到
practical-done-word = 做到
practical-not-done = 未做到
practical-full = 满分 { $marks }
practical-deduct = 扣 { $marks } 分
practical-less = { $fault }：少一处
practical-more = { $fault }：多一处
practical-zero = 没有扣分
practical-zero-of = 没有扣分：{ $criterion }
practical-rest-zero = 其余没有扣分
practical-rest-zero-of = 其余没有扣分：{ $criterion }
practical-got = 得分
practical-lost = 已扣
practical-says = { $criterion }：得分 { $mark }
practical-says-open = { $criterion }：已扣 { $mark }，还没有评完
practical-judged = 已评 { $done } / { $all } 项
practical-subtotal = 小计 { $marks } / { $full }
practical-total-of = 总分 { $marks } / { $full }
practical-step-says = ，已评 { $done } 项，共 { $all } 项
practical-previous = 上一步
practical-next = 下一步：{ $step }
practical-keep = 先存着
practical-kept = 已存好（{ $time }）
practical-kept-text = 还没有签名。现在可以接着评，也可以以后再来。
practical-saved = 已保存
practical-saving = 正在保存…
practical-pending = 已存在本机，{ $count } 项待上传
practical-offline = 网络断了，请接着评。
practical-offline-text = 您评的都存在这台平板上，网络恢复后会自动上传。请先不要关这一页。
practical-back = 网络恢复了，已全部上传。
practical-not-now = 现在连不上服务器，还不能签名。
practical-not-now-text = 您评的都在，网络恢复后再按一次“签名提交”。
practical-signed-out = 您已退出，请重新登录。
practical-signed-out-link = 重新登录，评的都在
practical-signed-link = 看签名的结果
practical-cannot = 服务器没有收下刚才的内容。
practical-cannot-text = 请先不要关这一页，告诉管理员。之前保存的不受影响。
practical-wait = 请稍候…
practical-missing-title = 还有 { $count } 项没有评
practical-missing-safety = 还没有评：请选“做到”或“未做到”。
practical-missing-count = 还没有评：请填次数，没有这个错误请填 0。
practical-missing-password = 请输入您的口令，签名要用。

## 核对并签名
practical-sign-title = 核对并签名
practical-all-marks = 全部评分
practical-col-criterion = 评分项
practical-col-got = 得分
practical-col-full = 满分
practical-total = 总分
practical-failed = ★ 安全项未做到：
practical-failed-text = 过半数考评员都评“未做到”的，本次考核不合格，不论总分多少。
practical-as-kept = 上面的得分是最近一次存好时的。改了以后请先按“先存着”再核对。
practical-sign-text = 签名后不能再改。
practical-password = 您的口令
practical-sign = 签名提交

## 考生没有来
practical-absent-link = 考生没有来
practical-absent-title = { $name }没有来参加技能考核吗？
practical-absent-text = 来了，只是晚到或者中途离开的，请回去照常评分。过半数考评员都签缺考，才记为缺考。
practical-absent-judged = 您已经评了 { $count } 项。签缺考以后，这些不再算数。
practical-absent-no = 不是，回去评分
practical-absent-yes-title = 确实没有来
practical-absent-yes = 签名：考生缺考

## 不能评分
practical-refused-not-on-panel = 您不在本组
practical-refused-not-on-panel-text = 这一场由别的考评员评分。如果应当由您来评，请联系人社局安排。
practical-refused-absent = 考生缺考
practical-refused-absent-name = { $name }缺考
practical-refused-absent-text = 理论考试没有来的考生，不参加技能考核，不用评分。
practical-refused-signed = 您已经签名，可能是在另一台平板上。
practical-refused-signed-name = 您已给{ $name }签名
practical-refused-signed-what = { $when } 签名：{ $mark }。
practical-refused-signed-text = 签名后不能再改，再交一次也不会变。如果这不是您签的，请马上告诉人社局。
practical-refused-early = 还没有到评分的时候
practical-refused-early-text = 开考以后才能评分。
practical-refused-early-opens = 本场 { $when } 开考，开考以后就能评分。
practical-refused-closed = 评分已经结束
practical-refused-closed-text = 本场成绩已经确定，评分不再改动。
