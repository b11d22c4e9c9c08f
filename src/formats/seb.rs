//! Safe Exam Browser's settings file: an XML property list, and the Config Key of it, which every version of that browser
//! computes for itself and proves with each request (safeexambrowser.org/developer/seb-config-key.html).

use quick_xml::escape::escape;

use crate::crypto::{Digest, sha256};

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// On or off.
    Flag(bool),
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
    /// Several of a kind.
    List(Vec<Setting>),
    /// Settings by name.
    Named(Vec<(String, Setting)>),
}

/// What an exam sets.
#[derive(Debug, Clone)]
pub struct ExamSettings<'a> {
    /// The public origin, such as `https://exam.example.org`.
    pub origin: &'a str,
    /// What an invigilator types to leave the browser before the paper is handed in.
    pub quit_password: &'a str,
}

/// The settings of an exam: full screen, this server alone, no way out but by handing in or the invigilator's password.
#[must_use]
pub fn settings(exam: &ExamSettings<'_>) -> Setting {
    let host = exam.origin.split_once("://").map_or(exam.origin, |(_, host)| host);
    let rule = named([
        ("action", Setting::Number(1)),
        ("active", Setting::Flag(true)),
        ("expression", text(&format!("{host}/*"))),
        ("regex", Setting::Flag(false)),
    ]);
    named([
        ("allowDictation", Setting::Flag(false)),
        ("allowDownUploads", Setting::Flag(false)),
        ("allowPreferencesWindow", Setting::Flag(false)),
        ("allowQuit", Setting::Flag(true)),
        ("allowSpellCheck", Setting::Flag(false)),
        ("allowSwitchToApplications", Setting::Flag(false)),
        ("browserViewMode", Setting::Number(1)),
        ("browserWindowAllowReload", Setting::Flag(true)),
        ("enablePrivateClipboard", Setting::Flag(true)),
        ("enableZoomPage", Setting::Flag(true)),
        ("enableZoomText", Setting::Flag(true)),
        ("examSessionClearCookiesOnStart", Setting::Flag(true)),
        ("hashedQuitPassword", Setting::Text(hex::encode(sha256(exam.quit_password.as_bytes())))),
        ("newBrowserWindowByLinkPolicy", Setting::Number(0)),
        ("originatorVersion", text("jiangheng")),
        ("quitURL", Setting::Text(format!("{}/exam/left", exam.origin))),
        ("quitURLConfirm", Setting::Flag(false)),
        ("sebConfigPurpose", Setting::Number(0)),
        ("sendBrowserExamKey", Setting::Flag(true)),
        ("showInputLanguage", Setting::Flag(true)),
        ("showTime", Setting::Flag(true)),
        ("startURL", Setting::Text(format!("{}/exam", exam.origin))),
        ("URLFilterEnable", Setting::Flag(true)),
        ("URLFilterEnableContentFilter", Setting::Flag(false)),
        ("URLFilterRules", Setting::List(vec![rule])),
    ])
}

fn named<const N: usize>(settings: [(&str, Setting); N]) -> Setting {
    Setting::Named(settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn text(value: &str) -> Setting {
    Setting::Text(value.to_owned())
}

/// The `.seb` file: the plain XML property list, which that browser opens as it is.
#[must_use]
pub fn file(settings: &Setting) -> Vec<u8> {
    let mut xml = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n",
        "<plist version=\"1.0\">\n"
    ));
    write_xml(settings, &mut xml);
    xml.push_str("</plist>\n");
    xml.into_bytes()
}

fn write_xml(setting: &Setting, xml: &mut String) {
    match setting {
        Setting::Flag(true) => xml.push_str("<true/>\n"),
        Setting::Flag(false) => xml.push_str("<false/>\n"),
        Setting::Number(number) => xml.push_str(&format!("<integer>{number}</integer>\n")),
        Setting::Text(text) => xml.push_str(&format!("<string>{}</string>\n", escape(text))),
        Setting::List(all) => {
            xml.push_str("<array>\n");
            all.iter().for_each(|one| write_xml(one, xml));
            xml.push_str("</array>\n");
        }
        Setting::Named(all) => {
            xml.push_str("<dict>\n");
            for (name, value) in all {
                xml.push_str(&format!("<key>{}</key>\n", escape(name)));
                write_xml(value, xml);
            }
            xml.push_str("</dict>\n");
        }
    }
}

/// The Config Key: SHA-256 of the settings as SEB-JSON.
#[must_use]
pub fn config_key(settings: &Setting) -> Digest {
    let mut json = String::new();
    write_json(settings, true, &mut json);
    sha256(json.as_bytes())
}

/// SEB-JSON: no white space, names in the order of their lower-case letters, no `originatorVersion`, no empty dictionaries.
fn write_json(setting: &Setting, outermost: bool, json: &mut String) {
    match setting {
        Setting::Flag(flag) => json.push_str(if *flag { "true" } else { "false" }),
        Setting::Number(number) => json.push_str(&number.to_string()),
        Setting::Text(text) => json.push_str(&quoted(text)),
        Setting::List(all) => {
            json.push('[');
            for (at, one) in all.iter().enumerate() {
                json.push_str(if at > 0 { "," } else { "" });
                write_json(one, false, json);
            }
            json.push(']');
        }
        Setting::Named(all) => {
            let is_kept = |(name, value): &&(String, Setting)| {
                let is_empty = matches!(value, Setting::Named(inner) if inner.is_empty());
                let is_left_out = outermost && name == "originatorVersion";
                !is_empty && !is_left_out
            };
            let mut kept: Vec<&(String, Setting)> = all.iter().filter(is_kept).collect();
            kept.sort_by_key(|(name, _)| name.to_lowercase());
            json.push('{');
            for (at, (name, value)) in kept.into_iter().enumerate() {
                json.push_str(if at > 0 { "," } else { "" });
                json.push_str(&quoted(name));
                json.push(':');
                write_json(value, false, json);
            }
            json.push('}');
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json_of(settings: &Setting) -> String {
        let mut json = String::new();
        write_json(settings, true, &mut json);
        json
    }

    #[test]
    fn seb_json_is_sorted_whatever_the_case_without_originator_and_empty_dictionaries() {
        let settings = named([
            ("startURL", text("https://a.example/é/\"x\"")),
            ("originatorVersion", text("whoever")),
            ("URLFilterRules", Setting::List(vec![named([("b", Setting::Flag(true)), ("A", Setting::Number(-3))])])),
            ("nothing", named([])),
            ("allowQuit", Setting::Flag(false)),
        ]);
        let expected =
            r#"{"allowQuit":false,"startURL":"https://a.example/é/\"x\"","URLFilterRules":[{"A":-3,"b":true}]}"#;
        assert_eq!(json_of(&settings), expected);
        assert_eq!(config_key(&settings), sha256(expected.as_bytes()));
    }

    #[test]
    fn the_file_escapes_and_two_passwords_make_two_keys() {
        let one = settings(&ExamSettings { origin: "https://a.example", quit_password: "1" });
        let other = settings(&ExamSettings { origin: "https://a.example", quit_password: "2" });
        assert_ne!(config_key(&one), config_key(&other));
        let file = String::from_utf8(file(&named([("a&b", text("<x>"))]))).unwrap();
        assert!(file.contains("<key>a&amp;b</key>\n<string>&lt;x&gt;</string>"), "{file}");
    }
}
