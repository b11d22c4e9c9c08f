//! Sealed versions: only what passed review, never changed, superseded by the next.

use jiangheng::crypto::sha256;
use jiangheng::domain::bank::Column;
use jiangheng::domain::office::State;
use jiangheng::services::office::{self, How};
use jiangheng::services::{bank_checks, banks};

use super::fixture::{EXPLANATION, Office, letters, refusal, row};
use crate::support::on_both;

#[test]
fn only_what_passed_review_is_sealed_and_a_sealed_version_never_changes() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        let (context, admin, project) = (office.context, &office.county.admin, office.project);
        let too_few = office::to_seal(context, admin, project).unwrap();
        assert!(!too_few.faults.is_empty());
        assert_eq!(refusal(office::seal(context, admin, project, 1, "2026.1")), "bank-faulty");
        let ids = office.filled();
        office.submitted("S-wait");
        office.write(&office.writer, None, row("S-draft"), How::Write).unwrap();
        let ready = office::to_seal(context, admin, project).unwrap();
        assert!(ready.faults.is_empty(), "{:?}", ready.faults);
        assert_eq!((ready.items, ready.left.draft, ready.left.submitted), (9, 1, 1));
        assert_eq!(refusal(office::seal(context, admin, project, 2, "2026.1")), "office-version-there");
        assert_eq!(refusal(office::seal(context, admin, project, 1, "第一版")), "bank-code");

        let token = office::seal(context, admin, project, 1, "2026.1").unwrap();
        let (_, key) = bank_checks::take_key(context, admin, &token).unwrap();
        let versions = office::versions(context, admin, project).unwrap();
        let first = versions[0].version.clone();
        banks::release_key(context, admin, first.bank_id, &key).unwrap();
        let contents = || banks::load(context, first.bank_id).unwrap().bank;
        let package = || banks::package(context, admin, first.bank_id).unwrap().1;
        let (before, bytes) = (contents(), package());
        assert_eq!(before.items().len(), 9);
        assert!(before.items().iter().all(|item| item.explanation == EXPLANATION));
        assert_eq!(hex::encode(sha256(&bytes)), first.package_digest);
        assert!(ids.iter().all(|id| office.view(&office.writer, *id).state == State::Sealed));

        let revised = ids[0];
        let mut typed = row("S-1.1-1");
        typed.insert(Column::Explanation, "新的解析".into());
        office.write(&office.writer, Some((revised, 1)), typed, How::Submit).unwrap();
        let without = office::to_seal(context, admin, project).unwrap();
        assert_eq!(
            (without.items, without.compared.gone.as_slice()),
            (8, &["S-1.1-1".to_owned()][..]),
            "an unreviewed text is not sealed"
        );
        office::answer(context, &office.other, revised, 2, &letters("B")).unwrap();
        office::approve(context, &office.other, revised, 2, "").unwrap();
        office.approved({
            let mut typed = row("S-1.1-4");
            typed.insert(Column::Key, "D".into());
            typed
        });
        office::retire(context, &office.writer, office.submitted("S-bad"), 1, "题目有错").unwrap();

        office::seal(context, admin, project, 2, "2026.2").unwrap();
        let versions = office::versions(context, admin, project).unwrap();
        assert_eq!(versions[0].compared.added, ["S-1.1-4"]);
        assert_eq!(versions[0].compared.revised, ["S-1.1-1"]);
        assert_eq!(versions[0].compared.gone, [""; 0]);
        assert_eq!(versions[0].version.supersedes_bank_id, Some(first.bank_id));
        let origin = office::origin(context, first.bank_id).unwrap().unwrap();
        assert_eq!((origin.number, origin.superseded_by), (1, Some(versions[0].version.bank_id)));
        assert_eq!((contents(), package()), (before, bytes), "the first version is what it was");
        assert_eq!(versions[1].version.package_digest, first.package_digest);
        for action in
            ["office.begin", "office.write", "office.answer", "office.approve", "office.retire", "office.seal"]
        {
            let said = office.county.audited(action);
            assert!(!said.is_empty(), "{action}");
            assert!(!said.concat().contains(EXPLANATION));
        }
    });
}

#[test]
fn a_retired_item_is_in_no_later_version_and_a_sealed_one_has_it_still() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        let (context, admin, project) = (office.context, &office.county.admin, office.project);
        let ids = office.filled();
        office.approved(row("S-1.1-4"));
        office::seal(context, admin, project, 1, "2026.1").unwrap();
        assert_eq!(refusal(office::retire(context, &office.second, ids[0], 1, "不好")), "office-not-writer");
        assert_eq!(refusal(office::retire(context, admin, ids[0], 1, " ")), "office-reason");
        office::retire(context, admin, ids[0], 1, "标准改了").unwrap();
        office::seal(context, admin, project, 2, "2026.2").unwrap();
        let versions = office::versions(context, admin, project).unwrap();
        assert_eq!(versions[0].compared.gone, ["S-1.1-1"]);
        assert_eq!((versions[0].version.item_count, versions[1].version.item_count), (9, 10));
    });
}
