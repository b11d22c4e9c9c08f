//! 青禾县, a county that does not exist: its organisations, staff and candidates. Every person and number is made up.

use crate::domain::account::Role;

/// The password of every account of the demo; printed at its start, refused nowhere else.
pub const PASSWORD: &str = "qinghe-demo-2026";
/// The bureau's code: the region code that no place has.
pub const BUREAU: (&str, &str) = ("410099", "青禾县人力资源和社会保障局");
/// The awarding body filed for the occupation; its code is the one in certificate numbers.
pub const BODY: (&str, &str) = ("0001", "青禾县职业技能鉴定评价中心");
/// The centre where exams are sat.
pub const CENTRE: (&str, &str) = ("000001", "青禾县第一考点");
/// The room: code, name, seats, and the code on its wall.
pub const ROOM: (&str, &str, i64, &str) = ("R3", "第 3 考场", 30, "8316");
/// The exam and the session.
pub const SESSION: (&str, &str) = ("EX-2026-001", "S1");
/// The occupation and level.
pub const OCCUPATION: (&str, i64) = ("6-31-01-03", 5);
/// When the demo's clock starts: a Monday in the past, so that what the demo signs is not dated in the future.
pub const START: &str = "2026-07-27T01:00:00Z";
/// When the session opens: Saturday, 15 August 2026, 09:00 in China, in the August window (W1).
pub const OPENS: &str = "2026-08-15T01:00:00Z";

/// Somebody of staff.
pub struct Official {
    /// Sign-in name.
    pub login: &'static str,
    /// Name.
    pub name: &'static str,
    /// Role.
    pub role: Role,
    /// Code of the organisation.
    pub organisation: &'static str,
}

/// The staff beside the administrator.
pub const OFFICIALS: [Official; 13] = [
    Official { login: "item.writer", name: "何文", role: Role::ItemWriter, organisation: BUREAU.0 },
    Official { login: "item.reviewer", name: "钟慧", role: Role::ItemReviewer, organisation: BUREAU.0 },
    Official { login: "centre", name: "林站长", role: Role::CentreManager, organisation: CENTRE.0 },
    Official { login: "invigilator", name: "高建", role: Role::Invigilator, organisation: CENTRE.0 },
    Official { login: "invigilator2", name: "许安", role: Role::Invigilator, organisation: CENTRE.0 },
    Official { login: "examiner1", name: "方师傅", role: Role::Examiner, organisation: BODY.0 },
    Official { login: "examiner2", name: "韩师傅", role: Role::Examiner, organisation: BODY.0 },
    Official { login: "examiner3", name: "马师傅", role: Role::Examiner, organisation: BODY.0 },
    Official { login: "supervisor1", name: "卫东", role: Role::Supervisor, organisation: BUREAU.0 },
    Official { login: "supervisor2", name: "常青", role: Role::Supervisor, organisation: BUREAU.0 },
    Official { login: "supervisor3", name: "尤敏", role: Role::Supervisor, organisation: BUREAU.0 },
    Official { login: "certificates", name: "宋佳", role: Role::CertificateOfficer, organisation: BUREAU.0 },
    Official { login: "auditor", name: "严明", role: Role::Auditor, organisation: BUREAU.0 },
];

/// The administrator: sign-in name and name.
pub const ADMINISTRATOR: (&str, &str) = ("admin", "孙国平");

/// A candidate of the demo.
pub struct Sample {
    /// Name.
    pub name: &'static str,
    /// Resident ID, with the unassigned region code.
    pub document_number: &'static str,
    /// Mail address, or empty.
    pub email: &'static str,
    /// Language of mails.
    pub locale: &'static str,
    /// How many of a thousand items this candidate knows; 0 stays away.
    pub knows: u32,
}

/// The candidates. The first one's seat is the visitor's.
pub const CANDIDATES: [Sample; 6] = [
    Sample {
        name: "王秀兰",
        document_number: "410099197103040022",
        email: "wang.xiulan@example.org",
        locale: "zh-CN",
        knows: 930,
    },
    Sample {
        name: "李建国",
        document_number: "410099198207150116",
        email: "li.jianguo@example.org",
        locale: "zh-CN",
        knows: 900,
    },
    Sample { name: "张玉梅", document_number: "41009919900921024X", email: "", locale: "zh-CN", knows: 850 },
    Sample {
        name: "赵志强",
        document_number: "41009919761130037X",
        email: "zhao.zhiqiang@example.org",
        locale: "en",
        knows: 880,
    },
    Sample { name: "陈小芳", document_number: "41009919950218046X", email: "", locale: "zh-CN", knows: 350 },
    Sample { name: "刘德胜", document_number: "410099198808060538", email: "", locale: "zh-CN", knows: 0 },
];

/// Who keeps the sealed secrets: contributor, then body and name of both custodians. Nobody keeps all of them.
pub const CUSTODIANS: [(&str, [(&str, &str); 2]); 3] = [
    ("bureau", [("青禾县公证处", "周正"), ("青禾县档案馆", "郑兰")]),
    ("discipline", [("青禾县档案馆", "郑兰"), ("青禾县司法局", "吴平")]),
    ("union", [("青禾县公证处", "周正"), ("青禾县司法局", "吴平")]),
];

/// Who commits to the draw: code, name, whether outside the bureau.
pub const CONTRIBUTORS: [(&str, &str, bool); 3] = [
    ("bureau", "青禾县人力资源和社会保障局", false),
    ("discipline", "县纪委监委派驻组", true),
    ("union", "县总工会", true),
];
