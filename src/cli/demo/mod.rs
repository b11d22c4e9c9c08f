//! `jiangheng demo`: a sample county on a clock that can be moved on; and, with `--once`, the whole main job by itself.

mod client;
mod once;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use jiff::Timestamp;

use crate::app::{App, Purpose};
use crate::config::{MailRoute, Settings};
use crate::domain::account::Role;
use crate::services::demo::county::{ADMINISTRATOR, CANDIDATES, OFFICIALS, PASSWORD, ROOM, START};
use crate::services::demo::{self};
use crate::store::candidates;

use super::options::TlsOptions;
use super::{finish, serve, setup, start_log};

/// Arguments of `jiangheng demo`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Do the whole main job without a browser, print a JSON line a step, leave the files in --dir, and end
    #[arg(long, requires = "dir")]
    once: bool,
    /// With --once: the folder for certificate.json, keys.json, qr.txt, manifest.json, evidence.json, package.zip
    #[arg(long)]
    dir: Option<PathBuf>,
    /// The database: sqlite://PATH or postgres://…; default: a file in the data folder
    #[arg(long, env = "JIANGHENG_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// The demo's folder: database, keys, mails
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    tls: TlsOptions,
}

/// Runs the demo.
pub(super) fn run(args: Args) -> ExitCode {
    match (&args.dir, args.once) {
        (Some(folder), true) => once::run(folder, args.database.as_deref()),
        _ => {
            start_log();
            finish(interactive(&args))
        }
    }
}

/// The instant a new demo's clock starts at.
fn start() -> Timestamp {
    START.parse().expect("the county's start is an instant")
}

/// Settings of a demo whose files are in `data`.
fn settings(data: &std::path::Path, database: Option<&str>, listen: SocketAddr, origin: String) -> Settings {
    Settings {
        database: database.map_or_else(|| format!("sqlite://{}", data.join("demo.db").display()), ToOwned::to_owned),
        keys: data.join("keys"),
        listen,
        origin,
        behind_proxy: false,
        tls: None,
        mail: MailRoute::Folder(data.join("mail")),
        mail_from: "青禾县职业技能评价 <noreply@qinghe.example.org>".to_owned(),
        policy: None,
        fonts: None,
    }
}

fn interactive(args: &Args) -> Result<(), String> {
    std::fs::create_dir_all(&args.data)
        .map_err(|error| format!("can't make the folder {}: {error}", args.data.display()))?;
    let origin = args.tls.origin(args.listen);
    let plain = settings(&args.data, args.database.as_deref(), args.listen, origin);
    let settings = Settings { tls: args.tls.files(), ..plain };
    setup::make_folder(&settings.database)?;
    let app = App::start(settings, Purpose::Demo(start())).map_err(|error| error.to_string())?;
    let listener = serve::listen(&app)?;
    let new = demo::seed(&app.context).map_err(|error| error.to_string())?;
    let table = table(&app, new).map_err(|error| error.to_string())?;
    serve::serve(app, listener, move |_| eprintln!("{table}"))
}

/// Who to be, where to go, what to try.
fn table(app: &App, new: bool) -> Result<String, crate::services::ServiceError> {
    let origin = &app.settings.origin;
    let session = demo::session(&app.context)?;
    let rows = app.context.store.read(|connection| candidates::of_session(connection, session.id))?;
    let (_, _, _, room_code) = ROOM;
    let staff = format!("{origin}/staff");
    let width = origin.len() + "/demo/mail".len();
    let row = |who: &str, place: &str, how: &str| format!("{who:<25} {place:<width$}  {how}").trim_end().to_owned();
    let mut lines = vec![
        String::new(),
        format!("匠衡 demo: {origin}    ({})", if new { "a new county" } else { "the county kept from last time" }),
        "The clock is the demo's own: the banner's button moves it on (roster, exam day, results, notice, award)."
            .into(),
        String::new(),
        row("Who to be", "Where to go", "Sign in with"),
        row("bureau administrator", &staff, &format!("{} / {PASSWORD}", ADMINISTRATOR.0)),
    ];
    for official in &OFFICIALS {
        let role = match official.role {
            Role::ItemWriter => "item writer",
            Role::ItemReviewer => "item reviewer",
            Role::CentreManager => "centre manager",
            Role::Invigilator => "invigilator",
            Role::Examiner => "examiner",
            Role::CertificateOfficer => "certificate officer",
            Role::Supervisor => "supervisor",
            _ => "auditor",
        };
        lines.push(row(role, &staff, &format!("{} / {PASSWORD}", official.login)));
    }
    for (registered, sample) in rows.iter().zip(&CANDIDATES).take(1) {
        let tail = sample.document_number.get(14..).unwrap_or_default();
        let sign_in = format!("number {}, ID tail {tail}, room code {room_code}", registered.admission_number);
        lines.push(row("candidate", &format!("{origin}/exam"), &sign_in));
    }
    lines.push(row("employer", &format!("{origin}/verify"), "a serial number, and the holder's name"));
    lines.push(row("whoever reads the mails", &format!("{origin}/demo/mail"), ""));
    lines.push(String::new());
    lines.push(
        "Try: press the banner's button twice, then sit the exam as the candidate; press on, mark as examiner1;".into(),
    );
    lines.push("press on to the award, and check the certificate as an employer. Ctrl-C stops; the data stays.".into());
    Ok(lines.join("\n"))
}
