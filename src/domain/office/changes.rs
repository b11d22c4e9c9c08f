//! What differs between two revisions of an item, word by word.

use similar::{ChangeTag, TextDiff};

use crate::domain::bank::{Column, Item, cell_text};

/// A column that two revisions fill differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub column: Column,
    /// Its text in pieces: what stayed, what went and what came, in reading order.
    pub pieces: Vec<Piece>,
}

/// A piece of a changed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Whether it stayed, went or came.
    pub kind: PieceKind,
    /// Its text.
    pub text: String,
}

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// It is in both.
    Same,
    /// It is in the earlier alone.
    Gone,
    /// It is in the later alone.
    New,
}

/// The columns that differ, in their order. Long texts are compared by characters: Chinese has no blanks between words.
#[must_use]
pub fn changes(earlier: &Item, later: &Item) -> Vec<Change> {
    let differing = |column: &Column| cell_text(earlier, *column) != cell_text(later, *column);
    Column::ALL
        .into_iter()
        .filter(differing)
        .map(|column| Change { column, pieces: pieces(&cell_text(earlier, column), &cell_text(later, column), column) })
        .collect()
}

fn pieces(earlier: &str, later: &str, column: Column) -> Vec<Piece> {
    let long = matches!(column, Column::Stem | Column::Option(_) | Column::Explanation | Column::Reference);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |kind, text: &str| {
        if text.is_empty() {
            return;
        }
        match pieces.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => pieces.push(Piece { kind, text: text.to_owned() }),
        }
    };
    if !long {
        push(PieceKind::Gone, earlier);
        push(PieceKind::New, later);
        return pieces;
    }
    for change in TextDiff::from_chars(earlier, later).iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => PieceKind::Same,
            ChangeTag::Delete => PieceKind::Gone,
            ChangeTag::Insert => PieceKind::New,
        };
        push(kind, change.value());
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::OptionText;

    fn item() -> Item {
        let option = |letter, text: &str| OptionText { letter, text: text.into(), fixed: false };
        Item {
            code: "S-1".parse().unwrap(),
            kind: crate::domain::ItemType::Single,
            content_point: "1.1".parse().unwrap(),
            facility: crate::domain::Facility::new(600).unwrap(),
            stem: "安全电压不高于多少？".into(),
            options: vec![option('A', "36 V"), option('B', "220 V")],
            key: ['A'].into(),
            enemy_group: None,
            picture: None,
            explanation: String::new(),
            reference: "GB/T 3805".into(),
        }
    }

    #[test]
    fn what_changed_is_said_by_column_and_by_character_and_goes_back_to_both_texts() {
        assert_eq!(changes(&item(), &item()), []);
        let mut later = item();
        later.stem = "特定条件下，安全电压不超过多少？".into();
        later.key = ['B'].into();
        let found = changes(&item(), &later);
        assert_eq!(found.iter().map(|one| one.column).collect::<Vec<_>>(), [Column::Stem, Column::Key]);
        let without = |kind: PieceKind| -> String {
            found[0].pieces.iter().filter(|piece| piece.kind != kind).map(|piece| piece.text.as_str()).collect()
        };
        assert_eq!((without(PieceKind::New), without(PieceKind::Gone)), (item().stem, later.stem));
        assert!(found[0].pieces.iter().any(|piece| piece.kind == PieceKind::Same && piece.text.contains("安全电压不")));
        let whole = [(PieceKind::Gone, "A"), (PieceKind::New, "B")];
        assert_eq!(found[1].pieces.iter().map(|piece| (piece.kind, piece.text.as_str())).collect::<Vec<_>>(), whole);
    }
}
