//! Who reviews what, and what they see before they have answered.

use jiangheng::domain::account::{Permission, Role};
use jiangheng::domain::bank::Column;
use jiangheng::domain::office::{EventKind, State};
use jiangheng::services::accounts::{self, NewAccount};
use jiangheng::services::office::{self, Begin, Begun, How, PictureChange, Written};
use jiangheng::services::{Actor, ServiceError};

use super::fixture::{EXPLANATION, Office, REFERENCE, file, letters, project, refusal, row};
use crate::rows;
use crate::rules::fixture::PASSWORD;
use crate::support::on_both;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\x0aIDAT\x78\x9cc\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xaeB`\x82";

#[test]
fn a_reviewer_answers_before_the_key_is_shown_and_the_history_keeps_it_all() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        let (context, reviewer, writer) = (office.context, &office.reviewer, &office.writer);
        let id = office.submitted("S-1");
        let blind = office.view(reviewer, id);
        assert!(blind.may_answer && blind.open.is_none() && blind.question.is_some());
        let said = format!("{blind:?}");
        assert!(!said.contains(EXPLANATION) && !said.contains(REFERENCE) && !said.contains("key"), "{said}");

        let deciding = [
            office::approve(context, reviewer, id, 1, "好"),
            office::give_back(context, reviewer, id, 1, "不好"),
            office::comment(context, reviewer, id, 1, "问一句"),
        ];
        for early in deciding {
            assert_eq!(refusal(early), "office-answer-first");
        }
        for none in ["", "Z", "AB"] {
            assert_eq!(refusal(office::answer(context, reviewer, id, 1, &letters(none))), "office-no-answer", "{none}");
        }
        office::answer(context, reviewer, id, 1, &letters("C")).unwrap();
        assert_eq!(refusal(office::answer(context, reviewer, id, 1, &letters("B"))), "office-answered");
        let open = office.view(reviewer, id);
        assert_eq!(open.open.as_ref().map(|item| item.explanation.as_str()), Some(EXPLANATION));
        assert!(open.may_decide && open.disputed && open.answer == "C");

        office::comment(context, reviewer, id, 1, "选项 C 也说得通").unwrap();
        assert_eq!(refusal(office::approve(context, reviewer, id, 1, " ")), "office-disputed");
        assert_eq!(refusal(office::give_back(context, reviewer, id, 1, "")), "office-reason");
        office::give_back(context, reviewer, id, 1, "请写明是检修前。").unwrap();
        assert_eq!(office.view(writer, id).state, State::Returned);

        let mut typed = row("S-1");
        typed.insert(Column::Stem, "检修前应当怎样做？".into());
        assert_eq!(refusal(office.write(writer, Some((id, 1)), row("S-1"), How::Write)), "office-unchanged");
        office.write(writer, Some((id, 1)), typed, How::Submit).unwrap();
        let again = office.view(reviewer, id);
        assert!(again.may_answer && again.open.is_none(), "a new revision is asked anew");
        assert!(again.history.iter().all(|one| one.changes.is_empty()), "what was changed would tell");
        assert!(again.history.iter().any(|one| one.text == "请写明是检修前。"), "what was known stays known");
        office::answer(context, reviewer, id, 2, &letters("B")).unwrap();
        office::approve(context, reviewer, id, 2, "").unwrap();

        let whole = office.view(writer, id);
        assert_eq!(whole.state, State::Approved);
        let kinds: Vec<EventKind> = whole.history.iter().rev().map(|one| one.kind).collect();
        use EventKind as E;
        let expected = [
            E::Written,
            E::Submitted,
            E::Answered,
            E::Commented,
            E::Returned,
            E::Written,
            E::Submitted,
            E::Answered,
            E::Approved,
        ];
        assert_eq!(kinds, expected);
        let answers: Vec<(&str, bool)> = whole
            .history
            .iter()
            .rev()
            .filter(|one| !one.answer.is_empty())
            .map(|one| (one.answer.as_str(), one.disagrees))
            .collect();
        assert_eq!(answers, [("C", true), ("B", false)]);
        assert_eq!(whole.history[3].changes.iter().map(|one| one.column).collect::<Vec<_>>(), [Column::Stem]);
        assert_eq!(office::project(context, writer, office.project).unwrap().answers, (2, 1));
    });
}

#[test]
fn nobody_reviews_an_item_they_wrote_on_however_long_ago() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        let context = office.context;
        let new = NewAccount {
            organisation_id: office.county.bureau,
            login: "both".into(),
            name: "两样都做的人".into(),
            password: PASSWORD.into(),
            roles: vec![Role::ItemWriter, Role::ItemReviewer],
        };
        accounts::create_account(context, &office.county.admin, new).unwrap();
        let both = accounts::sign_in(context, "both", PASSWORD, "").unwrap().actor;
        let id = office.write(&both, None, row("S-1"), How::Write).unwrap();
        let mut typed = row("S-1");
        typed.insert(Column::Facility, "500".into());
        office.write(&office.second, Some((id, 1)), typed, How::Submit).unwrap();
        for never in [
            office::answer(context, &both, id, 2, &letters("B")),
            office::approve(context, &both, id, 2, "好"),
            office::give_back(context, &both, id, 2, "不好"),
        ] {
            assert_eq!(refusal(never), "office-own-item");
        }
        assert_eq!(office::next(context, &both, office.project, 0).unwrap(), None, "not in the queue either");
        assert_eq!(office::next(context, &office.reviewer, office.project, 0).unwrap(), Some(id));

        let theirs = office.submitted("S-2");
        assert!(office.view(&both, theirs).open.is_none(), "whoever may review sees no key");
        assert_eq!(refusal(office.write(&both, Some((theirs, 1)), row("S-2"), How::Write)), "office-not-writer");
        office::join(context, &both, theirs, 1).unwrap();
        assert!(office.view(&both, theirs).open.is_some());
        assert_eq!(refusal(office::answer(context, &both, theirs, 1, &letters("B"))), "office-own-item");

        let admin = &office.county.admin;
        assert!(office.view(admin, theirs).open.is_none(), "an administrator reviews, and so sees no key");
        office::answer(context, admin, theirs, 1, &letters("B")).unwrap();
        office::approve(context, admin, theirs, 1, "").unwrap();
    });
}

#[test]
fn each_role_does_its_own_part_and_strangers_see_nothing() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        let context = office.context;
        let id = office.submitted("S-1");
        let permission = |answer: Result<(), ServiceError>| match answer {
            Err(ServiceError::NotPermitted { permission }) => Some(permission),
            _ => None,
        };
        assert_eq!(
            permission(office::answer(context, &office.second, id, 1, &letters("B"))),
            Some(Permission::ReviewItems)
        );
        assert_eq!(permission(office::submit(context, &office.reviewer, id, 1)), Some(Permission::WriteItems));
        assert_eq!(permission(office::join(context, &office.reviewer, id, 1)), Some(Permission::WriteItems));
        let sealing = office::to_seal(context, &office.writer, office.project).map(|_| ());
        assert_eq!(permission(sealing), Some(Permission::RunOffice));
        let beginning = office::begin(context, &office.writer, project("x")).map(|_| ());
        assert_eq!(permission(beginning), Some(Permission::RunOffice));
        let auditor = office.county.account("auditor", Role::Auditor, office.county.bureau);
        for stranger in [&Actor::public("visitor"), &auditor] {
            assert!(matches!(office::item(context, stranger, id), Err(ServiceError::NotFound("item"))));
            assert!(matches!(
                office::project(context, stranger, office.project),
                Err(ServiceError::NotFound("project"))
            ));
            assert!(matches!(office::picture(context, stranger, id), Err(ServiceError::NotFound(_))));
            assert!(matches!(
                office::answer(context, stranger, id, 1, &letters("B")),
                Err(ServiceError::NotFound("item"))
            ));
        }
        assert_eq!(refusal(office::submit(context, &office.second, id, 1)), "office-not-writer");
    });
}

#[test]
fn a_project_begins_with_a_banks_items_or_with_none_or_not_at_all() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        let (context, admin) = (office.context, &office.county.admin);
        let bank = "题目编码,题型,内容点,难度,题干,选项A,选项B,答案,图片,解析\nS-1,单选,1.1,600,题一,甲,乙,A,p/a.png,因为\nS-2,单选,2.1,600,题二,甲,乙,B,,\n";
        let with = |bank: &str, code: &str| Begin {
            bank: Some(file("b.csv", bank.as_bytes())),
            pictures: vec![file("a.png", PNG)],
            submit: true,
            ..project(code)
        };
        let count = || rows::number(&context.store, "SELECT COUNT(*) AS number FROM office_item");
        let id = super::fixture::begun(office::begin(context, admin, with(bank, "dg5-2")).unwrap());
        let view = office::project(context, &office.reviewer, id).unwrap();
        assert_eq!(view.states, [0, 2, 0, 0, 0, 0], "few items are no fault of a project that begins");
        let first = office::next(context, &office.reviewer, id, 0).unwrap().unwrap();
        assert_eq!(office::picture(context, &office.reviewer, first).unwrap().1, PNG);
        assert_eq!(
            refusal(office::answer(context, admin, first, 1, &letters("A"))),
            "office-own-item",
            "whoever brings them wrote them"
        );
        let after = office::next(context, &office.reviewer, id, first).unwrap().unwrap();
        assert_ne!(after, first);

        let before = count();
        let faulty = office::begin(context, admin, with(&bank.replace("2.1", "9.9"), "dg5-3")).unwrap();
        let Begun::Faulty(faults) = faulty else { panic!("{faulty:?}") };
        assert_eq!(faults.iter().map(|fault| fault.code()).collect::<Vec<_>>(), ["bank.content_point_unknown"]);
        let broken = Begin { blueprint: file("b.toml", b"title = "), ..project("dg5-3") };
        assert!(matches!(office::begin(context, admin, broken).unwrap(), Begun::Unreadable(_)));
        assert_eq!(refusal(office::begin(context, admin, project("dg5"))), "office-code-taken");
        assert_eq!(refusal(office::begin(context, admin, project("电工"))), "bank-code");
        assert_eq!(count(), before, "nothing half done");
    });
}

#[test]
fn an_item_is_checked_as_a_banks_row_is_and_pictures_are_kept_once() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        let write = |typed, picture, how| {
            office::write(office.context, &office.writer, office.project, None, typed, picture, how).unwrap()
        };
        let codes = |written: Written| match written {
            Written::Faulty(faults) => faults.iter().map(|fault| fault.code()).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let with = |column, text: &str| {
            let mut typed = row("S-1");
            typed.insert(column, text.to_owned());
            typed
        };
        assert_eq!(codes(write(with(Column::Key, "E"), PictureChange::Keep, How::Submit)), ["bank.key_not_an_option"]);
        assert_eq!(
            codes(write(with(Column::Facility, "难"), PictureChange::Keep, How::Write)),
            ["bank.facility_not_integer"]
        );
        let gif = PictureChange::New(b"GIF89a".to_vec());
        assert_eq!(codes(write(row("S-1"), gif, How::Write)), ["bank.picture_unknown"]);
        let count =
            |table: &str| rows::number(&office.context.store, &format!("SELECT COUNT(*) AS number FROM {table}"));
        assert!(matches!(write(row("S-1"), PictureChange::New(PNG.to_vec()), How::Look), Written::Would(_)));
        assert_eq!((count("office_item"), count("office_picture")), (0, 0), "only looked at");
        let Written::Item(id) = write(row("S-1"), PictureChange::New(PNG.to_vec()), How::Write) else { panic!() };
        assert_eq!(codes(write(row("S-1"), PictureChange::Keep, How::Write)), ["bank.code_doubled"]);
        let same = with(Column::Code, "S-9");
        assert_eq!(codes(write(same.clone(), PictureChange::New(PNG.to_vec()), How::Write)), ["bank.stem_doubled"]);
        assert!(
            matches!(write(same, PictureChange::Keep, How::Write), Written::Item(_)),
            "without the picture it asks something else"
        );
        let gone = office::write(
            office.context,
            &office.writer,
            office.project,
            Some((id, 1)),
            with(Column::Facility, "1"),
            PictureChange::Keep,
            How::Write,
        );
        assert!(matches!(gone.unwrap(), Written::Item(_)));
        assert_eq!(
            office::picture(office.context, &office.writer, id).unwrap().1,
            PNG,
            "a picture stays unless it is taken away"
        );
        assert_eq!(count("office_picture"), 1);
        let stored = rows::texts(&office.context.store, "SELECT code AS said FROM office_item");
        assert_eq!(stored.len(), 2);
        let file = fixture.folder.path().join("test.db");
        if office.context.store.is_embedded() {
            let bytes = std::fs::read(file).unwrap();
            let wal = std::fs::read(fixture.folder.path().join("test.db-wal")).unwrap_or_default();
            for secret in [EXPLANATION, "先验电"] {
                let seen = |bytes: &[u8]| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!seen(&bytes) && !seen(&wal), "{secret} lies open in the database");
            }
        }
    });
}

#[test]
fn revisions_events_pictures_versions_and_banks_are_append_only_in_the_database_itself() {
    on_both(|fixture| {
        let office = Office::new(fixture);
        let store = &office.context.store;
        office.filled();
        let picture = PictureChange::New(PNG.to_vec());
        office::write(office.context, &office.writer, office.project, None, row("S-P"), picture, How::Write).unwrap();
        office::seal(office.context, &office.county.admin, office.project, 1, "2026.1").unwrap();
        for sql in [
            "UPDATE office_revision SET number = 9",
            "DELETE FROM office_revision",
            "UPDATE office_event SET kind = 'approved'",
            "DELETE FROM office_event",
            "UPDATE office_picture SET at = 0",
            "DELETE FROM office_picture",
            "UPDATE office_version SET number = 9",
            "DELETE FROM office_version",
            "UPDATE bank SET version = '9'",
            "UPDATE bank SET package_digest = 'x'",
            "DELETE FROM bank",
        ] {
            let error = rows::run(store, sql).unwrap_err().to_string();
            assert!(error.contains("append-only"), "{sql}: {error}");
        }
        assert_eq!(store.faults().unwrap(), [""; 0]);
        rows::run(store, "UPDATE office_item SET revision = 7 WHERE code = 'S-P'").unwrap();
        let faults = store.faults().unwrap().join("; ");
        assert!(faults.contains("1 items of the bank office"), "{faults}");
    });
}
