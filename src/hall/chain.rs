//! The chain over a candidate's answers: `h_n = SHA-256(h_{n−1} ‖ JCS(event))`, `h_0` the paper's digest.

use serde::Serialize;

use crate::crypto::Digest;
use crate::crypto::digest::Hasher;
use crate::store::journal::Response;

/// A save as it is chained. The fields stand in the order of their names, so plain JSON of it is its JCS (RFC 8785): keys
/// in order, no floats, and serde's escapes are those of JCS.
#[derive(Serialize)]
struct Event<'a> {
    answer: &'a [String],
    client_time: &'a str,
    item: &'a str,
    saved_at: i64,
    seq: i64,
}

/// The chain after a save.
pub(super) fn link(before: &Digest, row: &Response, answer: &[String]) -> Digest {
    let event = Event { answer, client_time: &row.client_time, item: &row.item, saved_at: row.saved_at, seq: row.seq };
    let mut hasher = Hasher::new();
    hasher.update(before);
    hasher.update(&serde_json::to_vec(&event).unwrap_or_default());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::crypto::canonical;

    #[test]
    fn a_link_is_the_digest_of_the_one_before_and_the_canonical_event() {
        let answer = vec!["b1".to_owned(), "a\u{1}\"\\/\u{7f}é😀".to_owned()];
        let row = Response {
            id: 1,
            sitting_id: 2,
            seq: 3,
            item: "0f".into(),
            answer: String::new(),
            client_time: "2026-12-12T09:00:01+08:00 \u{8}\n\u{1f}\u{2028}".into(),
            saved_at: 1_796_000_000_000_000,
            chain: String::new(),
        };
        let event = json!({
            "seq": 3, "item": "0f", "answer": answer, "client_time": row.client_time, "saved_at": row.saved_at,
        });
        let mut hasher = Hasher::new();
        hasher.update(&[7; 32]);
        hasher.update(&canonical::to_jcs(&event));
        assert_eq!(link(&[7; 32], &row, &answer), hasher.finish());
    }
}
