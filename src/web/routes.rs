//! The one table of all routes.

use actix_web::web::{self, ServiceConfig, get, post};

use super::{api, frame, pages};

/// The largest body of a request of JSON or a form: 1 MiB.
const BODY: usize = 1 << 20;
/// The largest sealed bank package: 50 MiB.
const PACKAGE: usize = 50 << 20;

/// Adds every route.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .app_data(web::JsonConfig::default().limit(BODY).error_handler(|error, _| frame::unreadable_json(&error)))
        .app_data(web::FormConfig::default().limit(BODY).error_handler(|error, _| frame::unreadable_form(&error)))
        .app_data(web::PathConfig::default().error_handler(|_, _| frame::nothing_here()))
        .app_data(web::QueryConfig::default().error_handler(|error, _| frame::unreadable_query(&error)))
        .app_data(web::PayloadConfig::new(PACKAGE))
        .service(
            web::scope("/api/v1")
                .configure(staff_api)
                .configure(hall_api)
                .configure(public_api)
                .default_service(web::to(frame::not_found)),
        )
        .configure(public_files)
        .configure(candidate_pages)
        .configure(staff_pages)
        .configure(public_pages)
        .default_service(web::to(frame::not_found));
}

fn staff_api(config: &mut ServiceConfig) {
    use api::{banks, organisations, registrations, sessions, staff};
    config
        .route("/sign-in", post().to(staff::sign_in))
        .route("/sign-out", post().to(staff::sign_out))
        .route("/me", get().to(staff::me))
        .route("/audit", get().to(staff::audit))
        .route("/organisations", post().to(organisations::create))
        .route("/accounts", post().to(organisations::create_account))
        .route("/rooms", post().to(organisations::create_room))
        .route("/filings", post().to(organisations::file_body))
        .route("/banks", get().to(banks::list))
        .route("/banks", post().to(banks::import))
        .route("/banks/{id}/key", post().to(banks::release_key))
        .route("/sessions", get().to(sessions::overview))
        .route("/sessions", post().to(sessions::plan))
        .route("/sessions/{id}/assignments", post().to(sessions::assign))
        .route("/sessions/{id}/commitments", post().to(sessions::commit))
        .route("/sessions/{id}/roster", post().to(sessions::close_roster))
        .route("/sessions/{id}/opening", post().to(sessions::open))
        .route("/sessions/{id}/finish", post().to(sessions::finish))
        .route("/sessions/{id}/results", post().to(sessions::decide))
        .route("/sessions/{id}/notice", post().to(sessions::publish_notice))
        .route("/sessions/{id}/awards", post().to(sessions::award))
        .route("/sessions/{id}/eligibility", post().to(registrations::check))
        .route("/sessions/{id}/registrations", get().to(registrations::list))
        .route("/sessions/{id}/registrations", post().to(registrations::register))
        .route("/sessions/{id}/practical", get().to(registrations::to_mark))
        .route("/registrations/{id}/withdrawal", post().to(registrations::withdraw))
        .route("/registrations/{id}/practical", post().to(registrations::sign_mark))
        .route("/demo/clock", post().to(api::demo::advance));
}

fn hall_api(config: &mut ServiceConfig) {
    use api::hall;
    config
        .route("/hall/sign-in", post().to(hall::sign_in))
        .route("/hall/pledge", post().to(hall::pledge))
        .route("/hall/paper", get().to(hall::paper))
        .route("/hall/pictures/{item}", get().to(hall::picture))
        .route("/hall/responses", post().to(hall::save))
        .route("/hall/clock", get().to(hall::clock))
        .route("/hall/submit", post().to(hall::submit));
}

fn public_api(config: &mut ServiceConfig) {
    use api::certificates;
    config
        .route("/verifications", post().to(certificates::look_up))
        .route("/certificates/{serial}/{file}", post().to(certificates::file))
        .route("/notices", get().to(certificates::notices))
        .route("/draws/{exam}/{session}/manifest.json", get().to(certificates::manifest))
        .route("/draws/{exam}/{session}/evidence.json", get().to(certificates::evidence))
        .route("/log/checkpoint", get().to(certificates::checkpoint))
        .route("/log/leaves", get().to(certificates::leaves));
}

fn public_files(config: &mut ServiceConfig) {
    use api::certificates;
    config
        .route("/keys.json", get().to(certificates::keys))
        .route("/contexts/{name}", get().to(certificates::context))
        .route("/status/{purpose}/{list}", get().to(certificates::status_list))
        .route("/assets/{path:.*}", get().to(frame::asset))
        .route("/healthz", get().to(frame::health));
}

fn candidate_pages(config: &mut ServiceConfig) {
    use pages::exam;
    config
        .route("/exam", get().to(exam::sign_in_form))
        .route("/exam/sign-in", post().to(exam::sign_in))
        .route("/exam/confirm", get().to(exam::confirm))
        .route("/exam/confirm", post().to(exam::confirmed))
        .route("/exam/pledge", get().to(exam::pledge_form))
        .route("/exam/pledge", post().to(exam::pledge))
        .route("/exam/wait", get().to(exam::wait))
        .route("/exam/paper", get().to(exam::paper))
        .route("/exam/save", post().to(exam::save))
        .route("/exam/submit", post().to(exam::submit))
        .route("/exam/receipt", get().to(exam::receipt))
        .route("/exam/leave", post().to(exam::leave));
}

fn staff_pages(config: &mut ServiceConfig) {
    use pages::{certificates, demo, practical, registration, session, staff};
    config
        .route("/staff/sign-in", get().to(staff::sign_in_form))
        .route("/staff/sign-in", post().to(staff::sign_in))
        .route("/staff/sign-out", post().to(staff::sign_out))
        .route("/staff", get().to(staff::overview))
        .route("/staff/audit", get().to(staff::audit))
        .route("/staff/sessions/{id}", get().to(session::show))
        .route("/staff/sessions/{id}/step", post().to(session::step))
        .route("/staff/sessions/{id}/register", get().to(registration::form))
        .route("/staff/sessions/{id}/register", post().to(registration::submit))
        .route("/staff/sessions/{id}/practical", get().to(practical::list))
        .route("/staff/sessions/{id}/practical/{registration}", get().to(practical::form))
        .route("/staff/sessions/{id}/practical/{registration}", post().to(practical::sign))
        .route("/staff/certificates/{serial}", get().to(certificates::certificate_for_staff))
        .route("/demo/next", post().to(demo::next))
        .route("/demo/mail", get().to(demo::mail))
        .route("/demo/mail/{name}", get().to(demo::one_mail));
}

fn public_pages(config: &mut ServiceConfig) {
    use pages::{certificates, public};
    config
        .route("/", get().to(public::home))
        .route("/notices/{id}", get().to(public::notice))
        .route("/draws/{exam}/{session}", get().to(public::draw))
        .route("/verify", get().to(certificates::form))
        .route("/verify", post().to(certificates::verify))
        .route("/v/{serial}", get().to(certificates::form_of))
        .route("/v/{serial}", post().to(certificates::verify))
        .route("/V", get().to(certificates::scanned))
        .route("/certificates/{serial}", post().to(certificates::certificate))
        .route("/certificates/{serial}/{file}", post().to(certificates::file));
}
