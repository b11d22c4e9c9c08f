//! The one table of all routes.

use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, Responder, guard};

use super::frame::Methods;
use super::{api, frame, pages};

/// The largest body of a request of JSON or a form: 1 MiB.
const BODY: usize = 1 << 20;
/// The largest sealed bank package: 50 MiB.
const PACKAGE: usize = 50 << 20;

/// What becomes of a candidate's saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saves {
    /// They are kept.
    Kept,
    /// They are answered at once and forgotten: the limit of a measurement.
    AtOnce,
}

/// Adds every route.
pub(super) fn configure(config: &mut ServiceConfig, saves: Saves) {
    let mut methods = Methods::default();
    config
        .app_data(web::JsonConfig::default().limit(BODY).error_handler(|error, _| frame::unreadable_json(&error)))
        .app_data(web::FormConfig::default().limit(BODY).error_handler(|error, _| frame::unreadable_form(&error)))
        .app_data(web::PathConfig::default().error_handler(|_, _| frame::nothing_here()))
        .app_data(web::QueryConfig::default().error_handler(|error, _| frame::unreadable_query(&error)))
        .app_data(web::PayloadConfig::new(PACKAGE));
    let api = |config: &mut ServiceConfig| {
        let mut table = Table { prefix: "/api/v1", config, methods: &mut methods };
        staff_api(&mut table);
        hall_api(&mut table, saves);
        public_api(&mut table);
    };
    config.service(web::scope("/api/v1").configure(api).default_service(web::to(frame::not_found)));
    let mut table = Table { prefix: "", config, methods: &mut methods };
    public_files(&mut table);
    candidate_pages(&mut table);
    staff_pages(&mut table);
    public_pages(&mut table);
    config.app_data(methods).default_service(web::to(frame::not_found));
}

/// The table of routes in the making, and beside it which methods each address takes.
struct Table<'a> {
    prefix: &'static str,
    config: &'a mut ServiceConfig,
    methods: &'a mut Methods,
}

impl Table<'_> {
    /// Reading: GET, and HEAD as RFC 9110 wants it of every server.
    fn get<F, Args>(&mut self, path: &str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.methods.add(format!("{}{path}", self.prefix), "GET, HEAD");
        self.config.route(path, web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(handler));
        self
    }

    fn post<F, Args>(&mut self, path: &str, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.methods.add(format!("{}{path}", self.prefix), "POST");
        self.config.route(path, web::post().to(handler));
        self
    }
}

fn staff_api(table: &mut Table<'_>) {
    use api::{banks, organisations, recusals, registrations, rooms, sessions, staff};
    table
        .post("/sign-in", staff::sign_in)
        .post("/sign-out", staff::sign_out)
        .get("/me", staff::me)
        .get("/audit", staff::audit)
        .post("/organisations", organisations::create)
        .post("/accounts", organisations::create_account)
        .post("/rooms", organisations::create_room)
        .post("/filings", organisations::file_body)
        .get("/banks", banks::list)
        .post("/banks", banks::import)
        .post("/banks/{id}/key", banks::release_key)
        .get("/sessions", sessions::overview)
        .post("/sessions", sessions::plan)
        .post("/sessions/{id}/assignments", sessions::assign)
        .post("/sessions/{id}/invitations", sessions::invite)
        .get("/sessions/{id}/recusals", recusals::of_session)
        .post("/recusals", recusals::declare)
        .post("/recusals/{id}/withdrawal", recusals::withdraw)
        .post("/sessions/{id}/commitments", sessions::commit)
        .post("/sessions/{id}/receipts", sessions::receive)
        .post("/sessions/{id}/plan", sessions::make_plan)
        .post("/sessions/{id}/relief", sessions::relieve)
        .post("/sessions/{id}/panel/relief", sessions::relieve_examiner)
        .post("/sessions/{id}/roster", sessions::close_roster)
        .post("/sessions/{id}/beacon", sessions::enter_beacon)
        .post("/sessions/{id}/opening", sessions::open)
        .post("/sessions/{id}/cancellation", sessions::cancel)
        .get("/sessions/{id}/board", rooms::board)
        .get("/sessions/{id}/board/live", rooms::live)
        .post("/sessions/{id}/sittings", rooms::on_all)
        .post("/sessions/{id}/sittings/{sitting}", rooms::on_one)
        .post("/sessions/{id}/sittings/{sitting}/breaches", rooms::note_breach)
        .post("/sessions/{id}/sittings/{sitting}/any-browser", rooms::let_in)
        .get("/sessions/{id}/lockdown", rooms::show_lockdown)
        .post("/sessions/{id}/lockdown", rooms::set_lockdown)
        .get("/sessions/{id}/lockdown.seb", rooms::seb_file)
        .get("/sessions/{id}/room-record", rooms::record)
        .post("/sessions/{id}/room-record", rooms::sign_record)
        .post("/sessions/{id}/finish", sessions::finish)
        .post("/sessions/{id}/results", sessions::decide)
        .post("/sessions/{id}/notice", sessions::publish_notice)
        .post("/sessions/{id}/awards", sessions::award)
        .post("/sessions/{id}/eligibility", registrations::check)
        .get("/sessions/{id}/registrations", registrations::list)
        .post("/sessions/{id}/registrations", registrations::register)
        .get("/sessions/{id}/practical", registrations::to_mark)
        .post("/registrations/{id}/withdrawal", registrations::withdraw)
        .post("/registrations/{id}/practical", registrations::sign_mark)
        .post("/registrations/{id}/practical/draft", registrations::keep_draft)
        .post("/demo/clock", api::demo::advance);
}

fn hall_api(table: &mut Table<'_>, saves: Saves) {
    use api::hall;
    match saves {
        Saves::Kept => table.post("/hall/responses", hall::save),
        Saves::AtOnce => table.post("/hall/responses", hall::answer_at_once),
    };
    table
        .post("/hall/sign-in", hall::sign_in)
        .post("/hall/pledge", hall::pledge)
        .post("/hall/browser", hall::show_browser)
        .get("/hall/paper", hall::paper)
        .get("/hall/pictures/{item}", hall::picture)
        .get("/hall/clock", hall::clock)
        .post("/hall/submit", hall::submit);
}

fn public_api(table: &mut Table<'_>) {
    use api::certificates;
    table
        .post("/verifications", certificates::look_up)
        .post("/certificates/{serial}/{file}", certificates::file)
        .get("/notices", certificates::notices)
        .get("/supervision", certificates::supervision)
        .get("/draws/{exam}/{session}/manifest.json", certificates::manifest)
        .get("/draws/{exam}/{session}/evidence.json", certificates::evidence)
        .get("/draws/{exam}/{session}/cancelled.json", certificates::cancellation)
        .get("/draws/{exam}/{session}/slips/{candidate}.json", certificates::slip)
        .get("/log/checkpoint", certificates::checkpoint)
        .get("/log/leaves", certificates::leaves);
}

fn public_files(table: &mut Table<'_>) {
    use api::certificates;
    table
        .get("/keys.json", certificates::keys)
        .get("/contexts/{name}", certificates::context)
        .get("/status/{purpose}/{list}", certificates::status_list)
        .get("/assets/{path:.*}", frame::asset)
        .get("/healthz", frame::health);
}

fn candidate_pages(table: &mut Table<'_>) {
    use pages::exam::{door, paper, practice};
    table
        .get("/exam", door::sign_in_form)
        .post("/exam/sign-in", door::sign_in)
        .get("/exam/confirm", door::confirm)
        .post("/exam/confirm", door::confirmed)
        .post("/exam/leave", door::leave)
        .get("/exam/pledge", paper::pledge_form)
        .post("/exam/pledge", paper::pledge)
        .get("/exam/wait", paper::wait)
        .get("/exam/paper", paper::paper)
        .post("/exam/save", paper::save)
        .post("/exam/submit", paper::submit)
        .get("/exam/receipt", paper::receipt)
        .get("/exam/left", door::left)
        .get("/practice", practice::paper)
        .post("/practice", practice::done);
}

fn staff_pages(table: &mut Table<'_>) {
    use pages::{
        accounts, audit, banks, board, certificates, demo, lockdown, office, overview, own_account, practical,
        printing, recusals, registration, room_record, session, staff, staff_ceremony,
    };
    table
        .get("/staff/sign-in", staff::sign_in_form)
        .post("/staff/sign-in", staff::sign_in)
        .post("/staff/sign-out", staff::sign_out)
        .get("/staff", overview::show)
        .get("/staff/audit", audit::list)
        .get("/staff/account", own_account::show)
        .post("/staff/account", own_account::change)
        .get("/staff/accounts", accounts::list)
        .get("/staff/accounts/new", accounts::new_form)
        .post("/staff/accounts/new", accounts::create)
        .get("/staff/accounts/{id}", accounts::show)
        .get("/staff/accounts/{id}/deactivate", accounts::bar_form)
        .post("/staff/accounts/{id}/deactivate", accounts::bar)
        .get("/staff/accounts/{id}/password", accounts::password_form)
        .post("/staff/accounts/{id}/password", accounts::reset)
        .get("/staff/sessions/{id}", session::show)
        .post("/staff/sessions/{id}/step", session::step)
        .get("/staff/sessions/{id}/ceremony", staff_ceremony::show)
        .get("/staff/sessions/{id}/ceremony/links/{name}", staff_ceremony::link)
        .get("/staff/sessions/{id}/ceremony/{deed}", staff_ceremony::form)
        .post("/staff/sessions/{id}/ceremony/{deed}", staff_ceremony::submit)
        .get("/staff/sessions/{id}/board", board::page)
        .post("/staff/sessions/{id}/board", board::act_on)
        .get("/staff/sessions/{id}/board/live", board::live)
        .get("/staff/sessions/{id}/lockdown", lockdown::page)
        .post("/staff/sessions/{id}/lockdown", lockdown::set)
        .get("/staff/sessions/{id}/lockdown.seb", crate::web::api::rooms::seb_file)
        .get("/staff/sessions/{id}/room-record", room_record::page)
        .post("/staff/sessions/{id}/room-record", room_record::sign)
        .get("/staff/recusals", recusals::own)
        .post("/staff/recusals", recusals::declare_own)
        .get("/staff/sessions/{id}/recusals", recusals::of_session)
        .post("/staff/sessions/{id}/recusals", recusals::declare_for)
        .get("/staff/sessions/{id}/recusals/{recusal}/withdraw", recusals::withdraw_form)
        .post("/staff/sessions/{id}/recusals/{recusal}/withdraw", recusals::withdraw)
        .get("/staff/sessions/{id}/register", registration::form)
        .post("/staff/sessions/{id}/register", registration::submit)
        .get("/staff/sessions/{id}/print", printing::show)
        .post("/staff/sessions/{id}/print", printing::start)
        .get("/staff/sessions/{id}/print/papers.zip", printing::all)
        .get("/staff/sessions/{id}/print/papers/{number}.pdf", printing::paper)
        .get("/staff/sessions/{id}/print/seats.pdf", printing::seats)
        .get("/staff/sessions/{id}/print/key.pdf", printing::key)
        .get("/staff/registrations/{id}", registration::show)
        .get("/staff/registrations/{id}/withdraw", registration::withdraw_form)
        .post("/staff/registrations/{id}/withdraw", registration::withdraw)
        .get("/staff/banks", banks::list)
        .get("/staff/banks/check", banks::check::form)
        .post("/staff/banks/check", banks::check::submit)
        .get("/staff/banks/checks/{token}", banks::check::report)
        .post("/staff/banks/checks/{token}", banks::check::deed)
        .get("/staff/banks/checks/{token}/marks.xlsx", banks::check::marks)
        .get("/staff/banks/checks/{token}/export", banks::export::show)
        .get("/staff/banks/checks/{token}/export/{format}", banks::export::take)
        .get("/staff/banks/checks/{token}/blueprint", banks::blueprint::of_check)
        .get("/staff/banks/checks/{token}/blueprint.svg", banks::blueprint::picture_of_check)
        .get("/staff/banks/import", banks::import_form)
        .post("/staff/banks/import", banks::import)
        .get("/staff/banks/{id}", banks::show)
        .get("/staff/banks/{id}/package.zip", banks::package)
        .get("/staff/banks/{id}/blueprint", banks::blueprint::of_bank)
        .get("/staff/banks/{id}/blueprint.svg", banks::blueprint::picture_of_bank)
        .get("/staff/banks/{id}/key", banks::key_form)
        .post("/staff/banks/{id}/key", banks::key)
        .get("/staff/office", office::project::list)
        .get("/staff/office/new", office::begin::form)
        .post("/staff/office/new", office::begin::submit)
        .get("/staff/office/{id}", office::project::show)
        .post("/staff/office/{id}", office::project::submit_drafts)
        .get("/staff/office/{id}/next", office::project::next)
        .get("/staff/office/{id}/write", office::write::new_form)
        .post("/staff/office/{id}/write", office::write::create)
        .get("/staff/office/{id}/import", office::bring::form)
        .post("/staff/office/{id}/import", office::bring::submit)
        .get("/staff/office/{id}/export", office::export::show)
        .get("/staff/office/{id}/export/{format}", office::export::take)
        .get("/staff/office/{id}/seal", office::seal::form)
        .post("/staff/office/{id}/seal", office::seal::submit)
        .get("/staff/office/items/{id}", office::item::show)
        .post("/staff/office/items/{id}", office::item::deed)
        .get("/staff/office/items/{id}/picture", office::item::picture)
        .get("/staff/office/items/{id}/write", office::write::form)
        .post("/staff/office/items/{id}/write", office::write::revise)
        .get("/staff/sessions/{id}/practical", practical::list)
        .get("/staff/sessions/{id}/practical/{registration}", practical::form)
        .post("/staff/sessions/{id}/practical/{registration}", practical::sign)
        .post("/staff/sessions/{id}/practical/{registration}/draft", practical::keep)
        .get("/staff/sessions/{id}/practical/{registration}/absent", practical::absent_form)
        .post("/staff/sessions/{id}/practical/{registration}/absent", practical::absent)
        .get("/staff/certificates/{serial}", certificates::certificate_for_staff)
        .post("/demo/next", demo::next)
        .get("/demo/mail", demo::mail)
        .get("/demo/mail/{name}", demo::one_mail);
}

fn public_pages(table: &mut Table<'_>) {
    use pages::{certificates, guest, public, slip, supervision};
    table
        .get("/", public::home)
        .get("/supervision", supervision::show)
        .get("/notices/{id}", public::notice)
        .get("/draws/{exam}/{session}", public::draw)
        .get("/draws/{exam}/{session}/replay", public::replay)
        .get("/draw/{exam}/{session}/slip", slip::show)
        .get("/ceremony/{token}", guest::show)
        .post("/ceremony/{token}/{form}", guest::submit)
        .get("/verify", certificates::form)
        .post("/verify", certificates::verify)
        .get("/v/{serial}", certificates::form_of)
        .post("/v/{serial}", certificates::verify)
        .get("/V", certificates::scanned)
        .post("/certificates/{serial}", certificates::certificate)
        .post("/certificates/{serial}/{file}", certificates::file);
}
