# 双向细目表的评估：图和页面
picture-rungs = 每个单元的档和题目
picture-cell = 单元
picture-harder = 难（答对的人少）
picture-easier = 易（答对的人多）
picture-pool = 抽题数 / 题量
picture-bounds = 两份试卷的难度总和最多相差多少
picture-seen = 模拟中实际相差（最多）
picture-bound = 已证明：任何两份试卷都不超过
picture-spread = 各档极差之和
picture-range = 各单元极差之和
picture-plain = 不分档随机抽题的上限
picture-common = 两份试卷有几道题相同
picture-pairs = { $count } 对模拟试卷；横轴是相同的题数，纵轴是有多少对
