//! A session's papers in print, in every state.

use askama::Template;
use jiangheng::web::pages::views::*;

use super::Samples;

impl Samples {
    pub(super) fn print_pages(&self, add: &mut dyn FnMut(&str, Result<String, askama::Error>)) {
        let closed = self.l(
            "试卷现在还不存在：各方开封秘密以后才按抽题规则产生，最早在 2026 年 12 月 12 日 08:30。",
            "These papers don't exist yet: they are drawn when the contributors open their secrets.",
        );
        let wait = Chip::new(Tone::Wait, self.l("还不能印", "Not yet"));
        add("print-closed", self.print(wait, closed, 0, false).render());
        let ready = Chip::new(Tone::Plain, self.l("可以印制", "Ready to print"));
        let text = self.l("共 3 份试卷，每份带答题卡。", "3 papers, each with its answer sheet.");
        add("print-ready", self.start("开始印制", "Print the papers", self.print(ready, text, 0, true)).render());
        let mut running = self.print(
            Chip::new(Tone::Now, self.l("正在印制", "Printing")),
            self.l("一份一份地印。", "Paper by paper."),
            1,
            true,
        );
        running.progress = Some(PrintProgress {
            done: "1".into(),
            total: "3".into(),
            words: self.l("已印 1 份，共 3 份", "1 of 3 papers"),
        });
        add("print-running", running.render());
        let failed = Chip::new(Tone::Stop, self.l("没有印完", "Not finished"));
        let text = self.l(
            "字体里缺字，印出来会是空框：第 12 题：㊟ (U+329F)。",
            "A character has no shape in the fonts here and would print as an empty box: 第 12 题：㊟ (U+329F).",
        );
        let mut failed = self.start("接着印", "Go on printing", self.print(failed, text, 1, true));
        failed.banner = Some(Banner {
            tone: Tone::Stop,
            title: self.l("没有开始印制", "Printing was not started"),
            text: self.l("这个场次的试卷正在印制。", "The papers of this session are being printed."),
        });
        add("print-failed", failed.render());
        let done = Chip::new(Tone::Ok, self.l("已印好", "Printed"));
        let text = self.l(
            "全部印好，保留到 2027 年 1 月 11 日 08:30。",
            "All papers are there, kept until 11 January 2027, 08:30.",
        );
        let mut done = self.start("重新印制", "Print again", self.print(done, text, 3, true));
        let here = "/staff/sessions/1/print";
        done.all =
            Some(Link::new(self.l("下载全部试卷（zip）", "Download all papers (zip)"), format!("{here}/papers.zip")));
        done.seats = Some(Link::new(self.l("座次表", "List of seats"), format!("{here}/seats.pdf")));
        done.key = Some(Link::new(self.l("下载标准答案", "Download the key"), format!("{here}/key.pdf")));
        add("print-done", done.render());
    }

    fn start(&self, zh: &str, en: &str, page: PrintPage) -> PrintPage {
        let href = "/staff/sessions/1/print".to_owned();
        PrintPage { start: Some(Action { href, label: self.l(zh, en), fields: Vec::new() }), ..page }
    }

    fn print(&self, chip: Chip, text: String, printed: usize, opened: bool) -> PrintPage {
        let row = |at: usize, name: &str| PrintRow {
            seat: at.to_string(),
            name: name.into(),
            number: format!("00001000{at}"),
            large: (at == 2).then(|| self.l("大字版", "large print")),
            size: (at <= printed).then(|| "214 KiB".into()),
            href: (at <= printed).then(|| format!("/staff/sessions/1/print/papers/00001000{at}.pdf")),
        };
        PrintPage {
            chrome: self.chrome("/staff/sessions/1/print"),
            crumb: Link::new("QH-2026-12 · S1", "/staff/sessions/1"),
            project: self.l("电工（五级）", "电工 (level 5)"),
            chip,
            text,
            banner: None,
            progress: None,
            start: None,
            all: None,
            seats: None,
            rows: if opened { vec![row(1, "王玉兰"), row(2, "赵国强"), row(3, "欧阳慧敏")] } else { Vec::new() },
            key_text: Some(self.l(
                "标准答案与试卷分开：理论考试结束以后，由局管理员在这里单独下载。",
                "The key is kept apart: once the theory test is finished, the bureau's administrator downloads it here.",
            )),
            key: None,
        }
    }
}
