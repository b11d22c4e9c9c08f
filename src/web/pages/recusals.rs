//! Recusal (E6): of a session's examiners, for whoever plans it; one's own, for whoever is drawn.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::double_random::{Ground, draw_id};
use crate::services::recusals::{self, Declared, LeftOut, NewDeclaration, PanelPool, Withdrawal};
use crate::services::{Actor, Context, ServiceError, overview};
use crate::store::instant;
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act};
use crate::web::forms::{StaffForm, once};

use super::views::{Banner, Chip, Choice, Chrome, FormErrors, Link, RecusalRow, RecusalWithdraw, RecusalsPage, Tone};
use super::{Page, chrome, render, render_again, say, see};

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    account: String,
    ground: String,
    organisation: String,
    admission: String,
    reason: String,
}

/// What has just been done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct After {
    done: String,
}

/// What a page is made of.
struct Desk {
    /// Of a session: who may be drawn and who may not.
    pool: Option<(i64, String, PanelPool)>,
    own: Vec<Declared>,
    institutions: Vec<(i64, String)>,
}

impl Desk {
    fn of_session(context: &Context, actor: &Actor, id: i64) -> Result<Self, ServiceError> {
        let pool = recusals::of_session(context, actor, id)?;
        let detail = overview::session(context, actor, id)?;
        let name = format!("{} · {}", detail.session.exam, detail.session.code);
        let institutions = recusals::institutions(context)?;
        Ok(Self { pool: Some((id, name, pool)), own: Vec::new(), institutions })
    }

    fn of_own(context: &Context, actor: &Actor) -> Result<Self, ServiceError> {
        let institutions = recusals::institutions(context)?;
        Ok(Self { pool: None, own: recusals::own(context, actor)?, institutions })
    }

    fn address(&self) -> String {
        match &self.pool {
            Some((id, ..)) => format!("/staff/sessions/{id}/recusals"),
            None => "/staff/recusals".to_owned(),
        }
    }

    fn page(&self, chrome: Chrome, typed: &Typed, errors: FormErrors, banner: Option<Banner>) -> RecusalsPage {
        let session = self.pool.as_ref();
        let key = |own: &str, session_key: &str| chrome.t(if session.is_some() { session_key } else { own });
        let name_of = |account: i64| {
            let convened = session.map(|(.., pool)| pool.convened.as_slice()).unwrap_or_default();
            convened.iter().find(|one| one.account_id == account).map(|one| one.name.clone()).unwrap_or_default()
        };
        let choice = |value: String, label: String, chosen: &str| Choice { chosen: value == chosen, value, label };
        let people = session.map(|(.., pool)| pool.convened.iter()).unwrap_or_default();
        let grounds = [Ground::Taught, Ground::Employer, Ground::Kin];
        let none = choice(String::new(), chrome.t("recusal-organisation-none"), &typed.organisation);
        let institutions =
            self.institutions.iter().map(|(id, name)| choice(id.to_string(), name.clone(), &typed.organisation));
        RecusalsPage {
            title: key("recusals-own-title", "recusals-title"),
            lede: key("recusals-own-lede", "recusals-lede"),
            none: key("recusals-own-none", "recusals-out-none"),
            back: match session {
                Some((id, name, _)) => Link::new(name.as_str(), format!("/staff/sessions/{id}")),
                None => Link::new(chrome.t("own-account"), "/staff/account"),
            },
            free: session.map(|(.., pool)| {
                let free = pool.convened.iter().filter(|one| pool.from.contains(&draw_id(one.account_id)));
                free.map(|one| one.name.clone()).collect()
            }),
            rows: match session {
                Some((id, _, pool)) => pool.recused.iter().map(|one| left_out(&chrome, *id, one)).collect(),
                None => self.own.iter().map(|one| declared(&chrome, one)).collect(),
            },
            panel: session.map(|(.., pool)| pool.panel.iter().map(|id| name_of(*id)).collect()).unwrap_or_default(),
            action: self.address(),
            people: people.map(|one| choice(one.account_id.to_string(), one.name.clone(), &typed.account)).collect(),
            grounds: grounds
                .into_iter()
                .map(|one| choice(one.to_string(), chrome.t(&format!("recusal-{one}")), &typed.ground))
                .collect(),
            organisations: [none].into_iter().chain(institutions).collect(),
            admission: typed.admission.clone(),
            reason: typed.reason.clone(),
            errors,
            banner,
            chrome,
        }
    }
}

fn left_out(chrome: &Chrome, session: i64, one: &LeftOut) -> RecusalRow {
    let withdraw = one
        .declaration
        .map(|id| Link::new(chrome.t("recusal-withdraw"), format!("/staff/sessions/{session}/recusals/{id}/withdraw")));
    RecusalRow {
        name: one.name.clone(),
        ground: chrome.t(&format!("recusal-{}", one.ground)),
        reason: if withdraw.is_some() { one.reason.clone() } else { chrome.t("recusal-own-house") },
        more: format!("{} {}", one.rule, one.clause),
        state: None,
        withdraw,
    }
}

fn declared(chrome: &Chrome, one: &Declared) -> RecusalRow {
    let when = say::instant(chrome.locale, instant(one.declared_at));
    RecusalRow {
        name: if one.organisation.is_empty() { chrome.t("recusal-a-candidate") } else { one.organisation.clone() },
        ground: chrome.t(&format!("recusal-{}", one.ground)),
        reason: one.reason.clone(),
        more: chrome.t2("recusal-by", "name", one.declared_by.as_str(), "when", when),
        state: Some(match one.withdrawn_at {
            Some(_) => Chip::new(Tone::Wait, chrome.t("recusal-withdrawn")),
            None => Chip::new(Tone::Ok, chrome.t("recusal-in-force")),
        }),
        withdraw: None,
    }
}

/// Who of a session's convened may be drawn, and who may not.
///
/// # Errors
/// When there is no such session, or not for this account.
pub async fn of_session(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    id: Path<i64>,
    after: Query<After>,
) -> Page {
    let (actor, id) = (staff.actor.clone(), *id);
    let desk = act(&app, move |context| Desk::of_session(context, &actor, id)).await?;
    show(&app, &request, &staff, &desk, &after)
}

/// One's own declarations.
///
/// # Errors
/// For an account that is never drawn.
pub async fn own(app: Data<App>, request: HttpRequest, staff: Staff, after: Query<After>) -> Page {
    let actor = staff.actor.clone();
    let desk = act(&app, move |context| Desk::of_own(context, &actor)).await?;
    show(&app, &request, &staff, &desk, &after)
}

fn show(app: &Data<App>, request: &HttpRequest, staff: &Staff, desk: &Desk, after: &After) -> Page {
    let chrome = chrome(app, request, Some(staff));
    let banner = ["recusal-done", "recusal-withdraw-done"].into_iter().find(|key| *key == after.done);
    let banner = banner.map(|key| Banner { tone: Tone::Ok, title: chrome.t(key), text: String::new() });
    render(app, request, &desk.page(chrome, &Typed::default(), FormErrors::none(), banner))
}

/// Declares for one of the convened.
///
/// # Errors
/// When there is no such session, or not for this account.
pub async fn declare_for(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<Typed>) -> Page {
    let (actor, id) = (form.staff.actor.clone(), *id);
    let desk = act(&app, move |context| Desk::of_session(context, &actor, id)).await?;
    declare(&app, &request, &desk, form).await
}

/// Declares for oneself.
///
/// # Errors
/// For an account that is never drawn.
pub async fn declare_own(app: Data<App>, request: HttpRequest, form: StaffForm<Typed>) -> Page {
    let actor = form.staff.actor.clone();
    let desk = act(&app, move |context| Desk::of_own(context, &actor)).await?;
    declare(&app, &request, &desk, form).await
}

async fn declare(app: &Data<App>, request: &HttpRequest, desk: &Desk, form: StaffForm<Typed>) -> Page {
    let StaffForm { staff, posted } = form;
    let typed = posted.fields;
    let page = |errors, banner| desk.page(chrome(app, request, Some(&staff)), &typed, errors, banner);
    if posted.restoring {
        return render(app, request, &page(FormErrors::none(), None));
    }
    let for_session = desk.pool.is_some();
    let new = NewDeclaration {
        account_id: for_session.then(|| typed.account.trim().parse().unwrap_or_default()),
        ground: typed.ground.clone(),
        organisation_id: typed.organisation.trim().parse().ok(),
        admission_number: Some(typed.admission.trim().to_owned()).filter(|text| !text.is_empty()),
        reason: typed.reason.clone(),
    };
    once(app, &staff, &posted.once, async {
        let actor = staff.actor.clone();
        match told(app, move |context| recusals::declare(context, &actor, &new).map(drop)).await? {
            None => Ok(see(&format!("{}?done=recusal-done", desk.address()))),
            Some(problem) => {
                let (errors, banner) = wrong(&chrome(app, request, Some(&staff)), &problem);
                render_again(app, request, &page(errors, banner))
            }
        }
    })
    .await
}

/// The form that takes a declaration back.
///
/// # Errors
/// When the session has no such declaration, or not for this account.
pub async fn withdraw_form(app: Data<App>, request: HttpRequest, staff: Staff, path: Path<(i64, i64)>) -> Page {
    let page = withdrawal(&app, &request, &staff, *path).await?;
    render(&app, &request, &page)
}

/// Takes it back.
///
/// # Errors
/// When the session has no such declaration, or not for this account.
pub async fn withdraw(app: Data<App>, request: HttpRequest, path: Path<(i64, i64)>, form: StaffForm<Typed>) -> Page {
    let StaffForm { staff, posted } = form;
    let mut page = withdrawal(&app, &request, &staff, *path).await?;
    page.reason.clone_from(&posted.fields.reason);
    if posted.restoring {
        return render(&app, &request, &page);
    }
    let (id, why) = (path.1, Withdrawal { reason: posted.fields.reason.clone() });
    once(&app, &staff, &posted.once, async {
        let actor = staff.actor.clone();
        match told(&app, move |context| recusals::withdraw(context, &actor, id, &why)).await? {
            None => Ok(see(&format!("{}?done=recusal-withdraw-done", page.back))),
            Some(problem) => {
                let (errors, banner) = wrong(&page.chrome, &problem);
                render_again(&app, &request, &RecusalWithdraw { errors, banner, ..page })
            }
        }
    })
    .await
}

async fn withdrawal(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    (session, id): (i64, i64),
) -> Result<RecusalWithdraw, WebError> {
    let actor = staff.actor.clone();
    let pool = act(app, move |context| recusals::of_session(context, &actor, session)).await?;
    let one = pool.recused.into_iter().find(|one| one.declaration == Some(id));
    let one = one.ok_or(ServiceError::NotFound("recusal"))?;
    let back = format!("/staff/sessions/{session}/recusals");
    Ok(RecusalWithdraw {
        errors: FormErrors::none(),
        banner: None,
        name: one.name,
        action: format!("{back}/{id}/withdraw"),
        back,
        reason: String::new(),
        chrome: chrome(app, request, Some(staff)),
    })
}

/// Does it; what is wrong, where the reader can mend it.
async fn told(
    app: &Data<App>,
    deed: impl FnOnce(&Context) -> Result<(), ServiceError> + Send + 'static,
) -> Result<Option<Problem>, WebError> {
    act(app, move |context| match deed(context) {
        Ok(()) => Ok(None),
        Err(error @ (ServiceError::Invalid(_) | ServiceError::Refused(_))) => Ok(Some(Problem::from(error))),
        Err(error) => Err(error),
    })
    .await
}

fn wrong(chrome: &Chrome, problem: &Problem) -> (FormErrors, Option<Banner>) {
    let mut errors = FormErrors::none();
    for one in &problem.fields {
        let field = match one.field {
            "account_id" => "account",
            "organisation_id" => "organisation",
            "admission_number" => "admission",
            other => other,
        };
        errors.add(field, say::field_error(chrome.locale, one.code, &one.message));
    }
    let banner = errors.is_empty().then(|| Banner {
        tone: Tone::Stop,
        title: chrome.t("session-refused"),
        text: say::problem(chrome.locale, problem),
    });
    (errors, banner)
}
