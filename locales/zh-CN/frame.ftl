# What every page has around it.
nav-label = 主要栏目
nav-sessions = 场次
nav-banks = 题库
nav-office = 命题审题
nav-accounts = 账户
nav-audit = 操作记录
pager-label = 翻页
pager-before = 上一页
pager-after = 下一页
pager-words = 第 { $from }–{ $to } 行，共 { $total } 行
resume-title = 您已重新登录
resume-text = 刚才填的内容都还在，请接着填。口令需要重新输入。
resume-go-on = 接着填
signed-out-title = 您已退出，请重新登录。
signed-out-kept = 刚才填的内容都还在，登录后接着填。
refusal-method-not-allowed = 这个地址不能这样打开，请从页面上的链接或按钮进入。
