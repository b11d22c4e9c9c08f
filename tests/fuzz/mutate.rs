//! Changes to a seed: bytes, blocks, numbers, the marks of every format, and parts of other seeds.

use jiangheng::crypto::sha256;

/// A source of changes that gives the same ones for the same seed (splitmix64).
pub(crate) struct Mutator {
    state: u64,
}

/// Marks of the formats, and what readers stumble over.
const TOKENS: [&str; 64] = [
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE a>",
    "<?x?>",
    "&lt;",
    "&#32;",
    "&#x10FFFF;",
    "&#0;",
    "&nbsp;",
    "&x;",
    "\"",
    "'",
    "=",
    "~",
    "%50%",
    "%-100%",
    "{",
    "}",
    "#",
    "####",
    "\\",
    "\\n",
    "\\{",
    "::",
    "[html]",
    "[plain]",
    "[markdown]",
    "// [id:a] [tag:fixed:AB]",
    "$CATEGORY: a/b",
    "->",
    "\n\n",
    "\r\n",
    ",",
    ",,",
    "\"\"",
    "'=1",
    "=1+1",
    "\u{feff}",
    "\u{200b}",
    "\u{202e}",
    "\0",
    "正确",
    "错误",
    "单选",
    "多选",
    "判断",
    "650",
    "-1",
    "99999999999999999999",
    "1e308",
    "<img src=\"../../x\">",
    "<br>",
    "<sup>2</sup>",
    "<table>",
    "../",
    "http://x/",
    "@@PLUGINFILE@@/a.png",
    "𠮷🙂",
];

impl Mutator {
    /// The changes of a seed for one harness.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        let digest = sha256(format!("{seed}/{name}").as_bytes());
        Self { state: u64::from_le_bytes(digest[..8].try_into().unwrap()) }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    /// One of the seeds, changed a few times. A zip is changed in its parts as often as in its own bytes.
    pub(crate) fn changed(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        if bytes.starts_with(b"PK\x03\x04") && !self.next().is_multiple_of(4) {
            return self.changed_within(&bytes);
        }
        for _ in 0..=self.below(6) {
            self.change(&mut bytes, seeds);
        }
        bytes
    }

    /// A zip with one of its parts changed, put together again so that it is whole.
    fn changed_within(&mut self, zip: &[u8]) -> Vec<u8> {
        use std::io::{Cursor, Read as _, Write as _};
        let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        let chosen = self.below(archive.len());
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let (mut name, mut bytes) = (entry.name().unwrap().into_owned(), Vec::new());
            entry.read_to_end(&mut bytes).unwrap();
            if index == chosen {
                match self.below(8) {
                    0 => name.push_str(TOKENS[self.below(TOKENS.len())]),
                    1 => continue,
                    _ => {
                        for _ in 0..=self.below(6) {
                            self.change(&mut bytes, &[]);
                        }
                    }
                }
            }
            if writer.start_file(name, zip::write::SimpleFileOptions::default()).is_ok() {
                writer.write_all(&bytes).unwrap();
            }
        }
        writer.finish().unwrap().into_inner()
    }

    fn change(&mut self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(bytes.len() + 1);
        let length = self.below(64).min(bytes.len() - at);
        match self.below(10) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = [0, 0xff, 0x7f, 0x80, b' ', b'<', b'\n'][self.below(7)],
            2 => {
                bytes.drain(at..at + length);
            }
            3 => {
                let block = bytes[at..at + length].to_vec();
                for _ in 0..=self.below(4) {
                    bytes.splice(at..at, block.iter().copied());
                }
            }
            4 => bytes.truncate(at),
            5 if !seeds.is_empty() => {
                let other = &seeds[self.below(seeds.len())];
                let from = self.below(other.len() + 1);
                let to = from + self.below(200).min(other.len() - from);
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            6 => self.number(bytes),
            7 => {
                let to = self.below(bytes.len() + 1);
                let block: Vec<u8> = bytes.drain(at..at + length).collect();
                let to = to.min(bytes.len());
                bytes.splice(to..to, block);
            }
            _ => {
                let token = TOKENS[self.below(TOKENS.len())];
                bytes.splice(at..at + length.min(self.below(4)), token.bytes());
            }
        }
        bytes.truncate(1 << 20);
    }

    /// Puts another number in the place of one.
    fn number(&mut self, bytes: &mut Vec<u8>) {
        let from = self.below(bytes.len() + 1);
        let Some(start) = bytes[from..].iter().position(u8::is_ascii_digit).map(|place| from + place) else { return };
        let end =
            bytes[start..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |place| start + place);
        let numbers = ["0", "1", "-1", "1000", "1001", "65536", "4294967296", "18446744073709551616", "0.5", "007"];
        let number = numbers[self.below(numbers.len())];
        bytes.splice(start..end, number.bytes());
    }
}
