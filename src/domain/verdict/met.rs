//! What is said of a rule that a registration meets: nobody is refused by these.

/// What each message key says; `{key}` stands for a figure.
pub(super) const TEXTS: [(&str, &str, &str); 10] = [
    (
        "w1-met",
        "考试日期 {opens}，在考核窗口内：每年 {months} 月。",
        "The exam on {opens} lies in a window; assessments are held in the months {months}.",
    ),
    (
        "c0-met",
        "{body}已备案该职业、该等级，考试当天有效。",
        "{body} is filed for this occupation and level on the day of the exam.",
    ),
    ("roster-met", "报名截止日 {closed}，没有超过。", "Registration is open until {closed}."),
    (
        "w11-met",
        "考生和评价机构的承诺书都已签署。",
        "The letters of commitment of candidate and awarding body are signed.",
    ),
    (
        "q1-age-met",
        "开考当天 {age} 周岁，已满 {minimum} 周岁。",
        "On the day of the exam the candidate is {age}; the least age is {minimum}.",
    ),
    (
        "q1-route-met",
        "工作年限或下一等级证书满足该等级的申报条件（现有本职业工作 {work_years} 年）。",
        "Years of work ({work_years}) or the lower certificate meet this level's conditions.",
    ),
    (
        "d1-met",
        "该职业、该等级没有未结束的报名，也没有有效证书。",
        "There is neither an open registration nor a live certificate at this occupation and level.",
    ),
    ("d2-met", "没有该职业更高等级的有效证书。", "There is no live certificate of a higher level in this occupation."),
    (
        "d3-met",
        "今年已参加 {count} 个补贴项目，每年原则上不超过 {maximum} 个。",
        "{count} subsidised programmes this year; at most {maximum} are meant.",
    ),
    ("d3-none", "本场不享受补贴，不计入补贴项目。", "This session is not subsidised and counts towards no limit."),
];
