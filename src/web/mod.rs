//! actix lives here: one table of all routes, extractors, errors, the API and the pages.

pub mod api;
pub mod errors;
pub mod extract;
pub mod forms;
mod frame;
pub mod pages;
mod routes;
pub mod tls;
pub mod uploads;

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::web::Data;
use actix_web::{App as Actix, HttpServer, middleware};

use crate::app::App;

/// Serves the program on a listener, until the returned server is stopped.
///
/// # Errors
/// When the listener, the certificate or its key can't be used.
pub fn serve(app: Data<App>, listener: TcpListener) -> std::io::Result<Server> {
    serve_with(app, listener, routes::Saves::Kept)
}

fn serve_with(app: Data<App>, listener: TcpListener, saves: routes::Saves) -> std::io::Result<Server> {
    let files = app.settings.tls.clone();
    let factory = move || {
        Actix::new()
            .app_data(app.clone())
            .wrap(middleware::from_fn(frame::finish_what_was_begun))
            .wrap(middleware::from_fn(frame::render_errors))
            .wrap(middleware::from_fn(frame::secure_headers))
            .wrap(middleware::Compress::default())
            .configure(|config| routes::configure(config, saves))
    };
    // A candidate's page asks every twenty seconds: its connection stays open between. Whoever sends a request's head slower
    // than this, or doesn't take an answer, is let go.
    let server = HttpServer::new(factory)
        .workers(2)
        .backlog(4096)
        .keep_alive(Duration::from_secs(75))
        .client_request_timeout(Duration::from_secs(15))
        .client_disconnect_timeout(Duration::from_secs(5))
        .shutdown_timeout(5);
    let server = match &files {
        Some(files) => {
            let config = tls::server_config(files).map_err(std::io::Error::other)?;
            server.listen_rustls_0_23(listener, config)?
        }
        None => server.listen(listener)?,
    };
    Ok(server.run())
}

/// Runs the server of `serve` on a runtime of its own, until Ctrl-C, SIGTERM or `stop`.
///
/// # Errors
/// When the runtime or the listener can't be used.
pub fn run(app: App, listener: TcpListener, started: impl FnOnce(ServerHandle)) -> std::io::Result<()> {
    let app = Data::new(app);
    actix_web::rt::System::new().block_on(async move {
        let server = serve(app, listener)?;
        started(ServerHandle(server.handle()));
        server.await
    })
}

/// The same server, but for one thing: a save is answered at once, without token, hall or store. What `jiangheng load limit`
/// measures against; nothing else serves so.
///
/// # Errors
/// As [`run`].
pub fn run_at_once(app: App, listener: TcpListener) -> std::io::Result<()> {
    let app = Data::new(app);
    actix_web::rt::System::new().block_on(async move { serve_with(app, listener, routes::Saves::AtOnce)?.await })
}

/// Stops a running server from another thread.
#[derive(Clone)]
pub struct ServerHandle(actix_web::dev::ServerHandle);

impl ServerHandle {
    /// Asks the server to finish what it is answering and end.
    pub fn stop(&self) {
        drop(self.0.stop(true));
    }
}
