//! Writing a package: `imsmanifest.xml`, an item a file, and the pictures under their own names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::super::report::{LeftOut, WhyLeftOut};
use super::super::text::{escaped, marked_up, reference};
use super::super::{WriteError, Written, bytes_of};
use super::{MANIFEST, TOOL, lom};
use crate::domain::ItemType;
use crate::domain::bank::{Code, Item, Pictures};
use crate::formats::archive;

/// A version of QTI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Version {
    V21,
    V22,
    V30,
}

/// What differs between the versions.
struct Words {
    schema: &'static str,
    schema_version: &'static str,
    package: &'static str,
    package_location: &'static str,
    items: &'static str,
    items_location: &'static str,
    resource: &'static str,
    template: &'static str,
}

impl Version {
    fn words(self) -> Words {
        match self {
            Self::V21 => Words {
                schema: "QTIv2.1 Package",
                schema_version: "1.0.0",
                package: "http://www.imsglobal.org/xsd/imscp_v1p1",
                package_location: "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
                items: "http://www.imsglobal.org/xsd/imsqti_v2p1",
                items_location: "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
                resource: "imsqti_item_xmlv2p1",
                template: "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct",
            },
            Self::V22 => Words {
                schema: "QTIv2.2 Package",
                schema_version: "1.0.0",
                package: "http://www.imsglobal.org/xsd/imscp_v1p1",
                package_location: "http://www.imsglobal.org/xsd/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd",
                items: "http://www.imsglobal.org/xsd/imsqti_v2p2",
                items_location: "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
                resource: "imsqti_item_xmlv2p2",
                template: "http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct",
            },
            Self::V30 => Words {
                schema: "QTI Package",
                schema_version: "3.0.0",
                package: "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
                package_location: "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
                items: "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
                items_location: "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
                resource: "imsqti_item_xmlv3p0",
                template: "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct",
            },
        }
    }

    /// A name of QTI 2 in this version: `choiceInteraction` becomes `qti-choice-interaction`.
    fn element(self, name: &str) -> String {
        if self == Self::V30 { format!("qti-{}", self.attribute(name)) } else { name.to_owned() }
    }

    fn attribute(self, name: &str) -> String {
        if self != Self::V30 {
            return name.to_owned();
        }
        let mut kebab = String::new();
        for character in name.chars() {
            if character.is_ascii_uppercase() {
                kebab.push('-');
            }
            kebab.push(character.to_ascii_lowercase());
        }
        kebab
    }
}

/// The manifest's own identifier.
const PACKAGE: &str = "jiangheng.package";
/// What stands before a code that is no identifier of XML (an NCName) by itself.
const MAPPED: &str = "i.";

/// The items whose picture has a name that a package can't have.
pub(in super::super) fn left_out(items: &[Item], pictures: &Pictures) -> Vec<LeftOut> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut left_out = Vec::new();
    for item in items {
        if let Some((name, _)) = bytes_of(item, pictures) {
            let own = taken.entry(name.to_lowercase()).or_insert(name);
            if *own != name || name.eq_ignore_ascii_case(MANIFEST) || is_archive(name) {
                left_out.push(LeftOut { code: item.code.clone(), why: WhyLeftOut::PictureName });
            }
        }
    }
    left_out
}

/// Writes a package.
pub(in super::super) fn write(items: &[Item], pictures: &Pictures, version: Version) -> Result<Written, WriteError> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let left_out = left_out(items, pictures);
    let out: BTreeSet<&Code> = left_out.iter().map(|left| &left.code).collect();
    let mut resources = String::new();
    let folder = folder(pictures);
    for (number, item) in (1usize..).zip(items) {
        if out.contains(&item.code) {
            continue;
        }
        let picture = bytes_of(item, pictures);
        if let Some((name, bytes)) = picture {
            files.entry(name.to_owned()).or_insert_with(|| bytes.to_vec());
        }
        let path = format!("{folder}/{number:05}.xml");
        let _ = write!(
            resources,
            "<resource identifier=\"{}\" type=\"{}\" href=\"{path}\"><metadata>{}</metadata><file href=\"{path}\"/>",
            identifier(&item.code),
            version.words().resource,
            lom::write(item)
        );
        if let Some((name, _)) = picture {
            let _ = write!(resources, "<file href=\"{}\"/>", reference(name));
        }
        resources.push_str("</resource>\n");
        files.insert(path, one(item, picture.map(|(name, _)| name), version).into_bytes());
    }
    files.insert(MANIFEST.to_owned(), manifest(&resources, &version.words()).into_bytes());
    Ok(Written { bytes: archive::write(&files, true)?, left_out })
}

/// The folder of the items, so that no picture's name lies in it.
fn folder(pictures: &Pictures) -> String {
    let free = |folder: &String| {
        let within = |name: &String| name.to_lowercase().starts_with(folder.as_str());
        !pictures.keys().any(within)
    };
    std::iter::once("items".to_owned())
        .chain((1..).map(|number| format!("items-{number}")))
        .find(free)
        .unwrap_or_default()
}

/// A picture called so would be taken for an archive within the package.
fn is_archive(name: &str) -> bool {
    let name = name.to_lowercase();
    [".zip", ".jar", ".gz", ".7z", ".rar", ".tar", ".xz"].iter().any(|ending| name.ends_with(ending))
}

/// A code as an NCName; different codes give different ones.
fn identifier(code: &Code) -> String {
    let code = code.as_str();
    let is_name = code.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if is_name && !code.starts_with(MAPPED) && code != PACKAGE { code.to_owned() } else { format!("{MAPPED}{code}") }
}

fn manifest(resources: &str, words: &Words) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <manifest xmlns=\"{package}\" xmlns:imsmd=\"http://ltsc.ieee.org/xsd/LOM\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"{package} {location} http://ltsc.ieee.org/xsd/LOM http://www.imsglobal.org/xsd/imsmd_loose_v1p3p2.xsd\" \
         identifier=\"{PACKAGE}\">\n\
         <metadata><schema>{schema}</schema><schemaversion>{version}</schemaversion></metadata>\n\
         <organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n",
        package = words.package,
        location = words.package_location,
        schema = words.schema,
        version = words.schema_version,
    )
}

fn one(item: &Item, picture: Option<&str>, version: Version) -> String {
    let (tag, name, words) =
        (|name: &str| version.element(name), |name: &str| version.attribute(name), version.words());
    let multiple = item.kind == ItemType::Multiple;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <{root} xmlns=\"{items}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"{items} {location}\" identifier=\"{id}\" title=\"{title}\" adaptive=\"false\" {time}=\"false\" \
         {tool}=\"{TOOL}\" {tool_version}=\"{release}\" xml:lang=\"zh-CN\">\n",
        root = tag("assessmentItem"),
        items = words.items,
        location = words.items_location,
        id = identifier(&item.code),
        title = escaped(item.code.as_str()),
        time = name("timeDependent"),
        tool = name("toolName"),
        tool_version = name("toolVersion"),
        release = env!("CARGO_PKG_VERSION"),
    );
    let mut put = |text: String| out.push_str(&text);
    put(format!(
        "<{declaration} identifier=\"RESPONSE\" cardinality=\"{cardinality}\" {base}=\"identifier\"><{correct}>",
        declaration = tag("responseDeclaration"),
        cardinality = if multiple { "multiple" } else { "single" },
        base = name("baseType"),
        correct = tag("correctResponse"),
    ));
    for letter in &item.key {
        put(format!("<{0}>{letter}</{0}>", tag("value")));
    }
    put(format!(
        "</{}></{}>\n<{outcome} identifier=\"SCORE\" cardinality=\"single\" {}=\"float\"><{default}><{value}>0</{value}></{default}></{outcome}>\n",
        tag("correctResponse"),
        tag("responseDeclaration"),
        name("baseType"),
        outcome = tag("outcomeDeclaration"),
        default = tag("defaultValue"),
        value = tag("value"),
    ));
    put(format!("<{}>\n<p>{}</p>\n", tag("itemBody"), marked_up(&item.stem)));
    if let Some(picture) = picture {
        put(format!("<p><img src=\"../{}\" alt=\"图\"/></p>\n", reference(picture)));
    }
    put(format!(
        "<{} {}=\"RESPONSE\" shuffle=\"{}\" {}=\"{}\">\n",
        tag("choiceInteraction"),
        name("responseIdentifier"),
        item.kind != ItemType::TrueFalse,
        name("maxChoices"),
        u8::from(!multiple),
    ));
    for option in &item.options {
        let fixed = if option.is_fixed() { " fixed=\"true\"" } else { "" };
        let (choice, letter) = (tag("simpleChoice"), option.letter);
        put(format!("<{choice} identifier=\"{letter}\"{fixed}>{}</{choice}>\n", marked_up(&option.text)));
    }
    put(format!(
        "</{}>\n</{}>\n<{} template=\"{}\"/>\n</{}>\n",
        tag("choiceInteraction"),
        tag("itemBody"),
        tag("responseProcessing"),
        words.template,
        tag("assessmentItem"),
    ));
    out
}
