//! A county with the sample bank, one planned session, its candidates and contributors.

use std::collections::BTreeSet;
use std::path::Path;

use jiangheng::crypto::seal::SealingKey;
use jiangheng::domain::CertificateKind;
use jiangheng::domain::account::Role;
use jiangheng::domain::bank::{Bank, PictureFile, Pictures, picture_names};
use jiangheng::domain::person::{DocumentKind, ResidentId};
use jiangheng::domain::registration::Channel;
use jiangheng::formats::package::{Sealing, seal};
use jiangheng::formats::{blueprint, csv_bank};
use jiangheng::services::accounts::{
    self, FirstAccount, NewAccount, NewBureau, NewFiling, NewOrganisation, NewRoom, OrganisationKind,
};
use jiangheng::services::actor::Grant;
use jiangheng::services::ceremony::{
    self, BeaconReading, DEMO_BEACON_VALUE, NewCommitment, NewReceipt, OpenedSecret, Opening,
};
use jiangheng::services::registrations::{self, Register};
use jiangheng::services::sessions::{self, NewAssignment, PlanSession};
use jiangheng::services::sittings::{self, PaperView, Save, SignIn};
use jiangheng::services::{Actor, Context, ServiceError, banks};

use crate::rows;
use crate::support::Fixture;

pub(crate) const EXAM: &str = "QH-2026-12";
pub(crate) const OPENS: &str = "2026-12-12T01:00:00Z";
/// When the demo's beacon counts: half a day before.
pub(crate) const DRAWN: &str = "2026-12-11T13:00:00Z";
/// The same of a plan, which is drawn three days before its session.
pub(crate) const PLAN_DRAWN: &str = "2026-12-08T13:00:00Z";
/// Half an hour before a plan is drawn.
pub(crate) const PLAN_OPENS: &str = "2026-12-09T00:30:00Z";
pub(crate) const HALF_AN_HOUR_BEFORE: &str = "2026-12-12T00:30:00Z";
/// Where candidates who type everything right sign in from.
pub(crate) const DOOR: &str = "the centre's door";
pub(crate) const ROOM_CODE: &str = "QH0471";

/// The county, up to a planned session.
pub(crate) struct County<'a> {
    pub(crate) fixture: &'a Fixture,
    pub(crate) context: &'a Context,
    pub(crate) admin: Actor,
    /// The centre's manager, who enters the beacon as the second person.
    pub(crate) manager: Actor,
    pub(crate) body: i64,
    pub(crate) centre: i64,
    pub(crate) room: i64,
    pub(crate) bank_id: i64,
    pub(crate) bank: Bank,
}

/// A candidate with what they sign in with.
pub(crate) struct Candidate {
    pub(crate) admission: String,
    pub(crate) tail: String,
}

impl<'a> County<'a> {
    pub(crate) fn new(fixture: &'a Fixture) -> Self {
        let context = &fixture.context;
        let bureau = NewBureau { code: "410099".into(), name: "青禾县人社局".into(), rank: "county".into() };
        let password = "秤砣虽小可压千斤呀。".to_owned();
        let first = FirstAccount { login: "liumin".into(), name: "刘敏".into(), password };
        let admin = accounts::create_first_administrator(context, bureau, first).unwrap();
        let organisation = |code: &str, kind| {
            let new = NewOrganisation { code: code.into(), name: format!("青禾{code}"), kind, rank: String::new() };
            accounts::create_organisation(context, &admin, new).unwrap()
        };
        let body = organisation("S0001", OrganisationKind::AwardingBody);
        let centre = organisation("000001", OrganisationKind::Centre);
        let room = NewRoom { organisation_id: centre, code: "01".into(), name: "第 1 考场".into(), seats: 30 };
        let room = accounts::create_room(context, &admin, room).unwrap();
        let filing = NewFiling {
            organisation_id: body,
            occupation: "6-31-01-03".into(),
            level: 5,
            from_day: "2026-01-01".into(),
            to_day: "2026-12-31".into(),
        };
        accounts::file_body(context, &admin, filing).unwrap();
        let (bank, pictures) = sample();
        let item_key = SealingKey::generate().unwrap();
        let sealing = Sealing {
            id: "dg5".parse().unwrap(),
            version: "1".parse().unwrap(),
            signer: &context.keys.bank,
            item_key: &item_key,
            now: context.now(),
        };
        let package = seal(&bank, &pictures, &sealing).unwrap();
        let bank_id = banks::import(context, &admin, &package).unwrap().id;
        banks::release_key(context, &admin, bank_id, &hex::encode(item_key.bytes())).unwrap();
        let manager = NewAccount {
            organisation_id: centre,
            login: "linzhang".into(),
            name: "林站长".into(),
            password: "秤砣虽小可压千斤呀。".into(),
            roles: vec![Role::CentreManager],
        };
        let manager = accounts::create_account(context, &admin, manager).unwrap();
        let grant = Grant { role: Role::CentreManager, organisation_id: centre, bureau: false };
        let manager = Actor::account(manager, "林站长".into(), centre, vec![grant]);
        Self { fixture, context, admin, manager, body, centre, room, bank_id, bank }
    }

    pub(crate) fn plan(&self, code: &str) -> PlanSession {
        PlanSession {
            exam: EXAM.into(),
            code: code.into(),
            kind: CertificateKind::SkillLevel,
            occupation: "6-31-01-03".into(),
            level: 5,
            body_id: self.body,
            centre_id: self.centre,
            room_id: self.room,
            bank_id: self.bank_id,
            subsidised: false,
            opens_at: OPENS.into(),
            room_code: ROOM_CODE.into(),
            scheme: read("practical.toml"),
            more_schemes: Vec::new(),
        }
    }

    /// A planned session with three examiners convened, the fewest that a panel is drawn from.
    pub(crate) fn session(&self, code: &str) -> i64 {
        let session = sessions::plan(self.context, &self.admin, self.plan(code)).unwrap();
        for number in 1..=3 {
            self.convene(session, &format!("{}-{number}", code.to_lowercase()), self.body);
        }
        session
    }

    /// An examiner of an organisation, convened for a session.
    pub(crate) fn convene(&self, session: i64, login: &str, organisation: i64) -> Actor {
        let store = &self.context.store;
        let insert = format!(
            "INSERT INTO account (organisation_id, login, name, password_hash, active, created_at) \
             VALUES ({organisation}, '{login}', '考评员 {login}', '', TRUE, 0)"
        );
        rows::run(store, &insert).unwrap();
        let id = rows::number(store, &format!("SELECT id AS number FROM account WHERE login = '{login}'"));
        let grant = format!(
            "INSERT INTO role_grant (account_id, role, organisation_id, granted_at) \
             VALUES ({id}, 'examiner', {organisation}, 0)"
        );
        rows::run(store, &grant).unwrap();
        let duty = NewAssignment { account_id: id, duty: "examiner".into() };
        sessions::assign(self.context, &self.admin, session, duty).unwrap();
        let grant = Grant { role: Role::Examiner, organisation_id: organisation, bureau: false };
        Actor::account(id, format!("考评员 {login}"), organisation, vec![grant])
    }

    pub(crate) fn register(&self, session_id: i64, order: u16, extra_minutes: u32) -> Candidate {
        self.register_with(session_id, order, extra_minutes, false)
    }

    /// Registers a candidate with what they need: more minutes, larger print.
    pub(crate) fn register_with(
        &self,
        session_id: i64,
        order: u16,
        extra_minutes: u32,
        large_print: bool,
    ) -> Candidate {
        let first17 = format!("41009919710304{order:03}");
        let number = format!("{first17}{}", ResidentId::check_character(&first17).unwrap());
        let new = Register {
            name: "王玉兰".into(),
            document_kind: DocumentKind::ResidentId,
            document_number: number.clone(),
            birth_day: None,
            email: (order % 2 == 1).then(|| format!("candidate{order}@example.org")),
            locale: if order % 4 == 1 { "en".into() } else { "zh-CN".into() },
            channel: Channel::Person,
            work_years: 0,
            work_proved: false,
            letters_signed: true,
            extra_minutes,
            large_print,
            review_reason: None,
        };
        let registered = registrations::register(self.context, &self.admin, session_id, new).unwrap();
        Candidate { admission: registered.admission_number, tail: number[14..].to_owned() }
    }

    pub(crate) fn commitment(&self, code: &str, session: &str, byte: u8, outside: bool) -> NewCommitment {
        let commitment = jiangheng::domain::draw::commitment(EXAM, session, code, &[byte; 32]);
        NewCommitment {
            code: code.into(), name: format!("{code} 单位"), outside, commitment: hex::encode(commitment)
        }
    }

    pub(crate) fn commit_all(&self, session_id: i64, session: &str) {
        let more = if session.ends_with("-plan") { OF_A_PLAN } else { 0 };
        for (code, byte, outside) in CONTRIBUTORS.map(|(code, byte, outside)| (code, byte + more, outside)) {
            let new = self.commitment(code, session, byte, outside);
            let commitment = new.commitment.clone();
            ceremony::commit(self.context, &self.admin, session_id, new).unwrap();
            for (body, custodian) in [("县档案馆", code), ("县公证处", "郑兰")] {
                if (code, body) != ("union", "县公证处") {
                    self.receive(session_id, code, (body, custodian), &commitment).unwrap();
                }
            }
            if code == "union" {
                self.receive(session_id, code, ("县司法局", "吴平"), &commitment).unwrap();
            }
        }
    }

    /// A custodian's receipt.
    pub(crate) fn receive(
        &self,
        session_id: i64,
        contributor: &str,
        (body, custodian): (&str, &str),
        commitment: &str,
    ) -> Result<(), ServiceError> {
        let new = NewReceipt {
            contributor: contributor.into(),
            body: body.into(),
            custodian: custodian.into(),
            commitment: commitment.into(),
        };
        ceremony::receive(self.context, &self.admin, session_id, &new)
    }

    /// Two people enter the beacon of a session whose roster is closed, and its secrets are opened.
    pub(crate) fn draw_and_open(&self, session_id: i64) {
        self.draw(session_id);
        ceremony::open(self.context, &self.admin, session_id, &opening()).unwrap();
    }

    /// Closes the roster; the evening before, two people enter the beacon; then it is half an hour before the opening.
    pub(crate) fn close_and_draw(&self, session_id: i64) {
        ceremony::close_roster(self.context, &self.admin, session_id).unwrap();
        self.draw(session_id);
    }

    fn draw(&self, session_id: i64) {
        self.fixture.go_to(DRAWN);
        for actor in [&self.admin, &self.manager] {
            ceremony::enter_beacon(self.context, actor, session_id, &reading()).unwrap();
        }
        self.fixture.go_to(HALF_AN_HOUR_BEFORE);
    }

    /// A session that is open, with so many candidates, at its opening.
    pub(crate) fn opened(&self, code: &str, candidates: u16) -> (i64, Vec<Candidate>) {
        let session = self.session(code);
        let candidates: Vec<Candidate> = (1..=candidates).map(|order| self.register(session, order * 3, 0)).collect();
        self.open(code, session);
        self.fixture.go_to(OPENS);
        (session, candidates)
    }

    /// Opens a planned session half an hour before its time.
    pub(crate) fn open(&self, code: &str, session: i64) {
        self.commit_all(session, code);
        self.close_and_draw(session);
        ceremony::open(self.context, &self.admin, session, &opening()).unwrap();
    }

    /// Signs in, pledges, opens the paper.
    pub(crate) fn sit(&self, candidate: &Candidate) -> (String, PaperView) {
        let token = sittings::sign_in(self.context, candidate.sign_in(), DOOR).unwrap().token;
        sittings::pledge(self.context, &token).unwrap();
        let paper = sittings::paper(self.context, &token).unwrap();
        (token, paper)
    }

    /// The right answers of a paper, from the bank.
    pub(crate) fn right(&self, paper: &PaperView) -> Vec<Save> {
        let items = paper.sections.iter().flat_map(|section| &section.items);
        (1..)
            .zip(items)
            .map(|(seq, shown)| {
                let item = self.bank.items().iter().find(|item| {
                    let texts = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
                    item.stem == shown.stem
                        && texts(item.options.iter().map(|one| one.text.as_str()).collect())
                            == texts(shown.options.iter().map(|one| one.text.as_str()).collect())
                });
                let item = item.unwrap();
                let right: Vec<&str> = item
                    .options
                    .iter()
                    .filter(|option| item.key.contains(&option.letter))
                    .map(|option| option.text.as_str())
                    .collect();
                let chosen = shown.options.iter().filter(|option| right.contains(&option.text.as_str()));
                let answer = chosen.map(|option| option.id.clone()).collect();
                Save { seq, item: shown.id.clone(), answer, client_time: "09:01:02".into() }
            })
            .collect()
    }
}

impl Candidate {
    pub(crate) fn sign_in(&self) -> SignIn {
        SignIn { admission: self.admission.clone(), id_tail: self.tail.clone(), room_code: ROOM_CODE.into() }
    }
}

pub(crate) const CONTRIBUTORS: [(&str, u8, bool); 3] =
    [("bureau", 1, false), ("discipline", 2, true), ("union", 3, true)];

/// What a plan's secrets are more than the session's.
pub(crate) const OF_A_PLAN: u8 = 100;

pub(crate) fn opening() -> Opening {
    opening_with(0)
}

/// The secrets of a plan.
pub(crate) fn opening_of_plan() -> Opening {
    opening_with(OF_A_PLAN)
}

fn opening_with(more: u8) -> Opening {
    let secret = |byte: u8| hex::encode([byte + more; 32]);
    Opening {
        secrets: CONTRIBUTORS
            .iter()
            .map(|(code, byte, _)| OpenedSecret { code: (*code).into(), secret: secret(*byte) })
            .collect(),
    }
}

/// What the demo's beacon gives.
pub(crate) fn reading() -> BeaconReading {
    BeaconReading { event: String::new(), numbers: DEMO_BEACON_VALUE.into() }
}

/// The code of a refusal.
pub(crate) fn refusal<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> &'static str {
    match answer {
        Err(ServiceError::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

/// The wrong fields of an answer with their codes.
pub(crate) fn fields<T: std::fmt::Debug>(answer: Result<T, ServiceError>) -> Vec<(&'static str, &'static str)> {
    match answer {
        Err(ServiceError::Invalid(faults)) => faults.into_iter().map(|fault| (fault.field, fault.code)).collect(),
        other => panic!("not invalid: {other:?}"),
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/6-31-01-03-5")
}

pub(crate) fn read(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap()
}

fn sample() -> (Bank, Pictures) {
    let sheets = vec![csv_bank::read(read("bank.csv").as_bytes(), "bank.csv").unwrap()];
    let blueprint = blueprint::read(read("blueprint.toml").as_bytes()).unwrap();
    let mut pictures = Pictures::new();
    for name in picture_names(&sheets) {
        let bytes = std::fs::read(folder().join(&name)).unwrap();
        pictures.insert(name, PictureFile::Bytes(bytes));
    }
    (Bank::check(&sheets, &blueprint, &pictures).unwrap(), pictures)
}
