//! Accounts of staff: the list, a new one, one of them, a new password, and barring one.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::app::App;
use crate::domain::account::{Permission, Role};
use crate::services::accounts::{self, NewAccount, WantedAccounts};
use crate::services::{Actor, Context, ServiceError};
use crate::store::organisations::Organisation;
use crate::web::errors::{Problem, WebError};
use crate::web::extract::{Staff, act};
use crate::web::forms::{StaffForm, once};

use super::listing::{Address, choices, part};
use super::overview::role_words;
use super::views::{
    AccountPage, AccountRow, AccountsPage, Banner, BarAccount, Chip, Choice, Chrome, Fact, FinderBox, FormErrors, Link,
    NewAccountForm, PasswordForm, RoleBox, Tone,
};
use super::{Page, chrome, render, render_again, say, see};

/// Which accounts.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    q: String,
    role: String,
    state: String,
    page: String,
}

/// The accounts.
///
/// # Errors
/// When the reader manages none.
pub async fn list(app: Data<App>, request: HttpRequest, staff: Staff, query: Query<Wanted>) -> Page {
    let actor = staff.actor.clone();
    let wanted = WantedAccounts {
        text: query.q.clone(),
        role: query.role.parse().ok(),
        active: match query.state.as_str() {
            "active" => Some(true),
            "barred" => Some(false),
            _ => None,
        },
    };
    let slice = part(&query.page);
    let found = act(&app, move |context| accounts::accounts_page(context, &actor, &wanted, slice)).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let locale = chrome.locale;
    let address = Address {
        path: "/staff/accounts",
        place: "",
        wanted: vec![("q", query.q.as_str()), ("role", query.role.as_str()), ("state", query.state.as_str())],
    };
    let any = || chrome.t("find-any");
    let roles = Role::ALL.into_iter().map(|role| (role.as_str(), role_words(locale, role).name));
    let states = ["active", "barred"].into_iter().map(|state| (state, chrome.t(&format!("account-{state}"))));
    let boxes = vec![
        FinderBox::text("q", chrome.t("accounts-text"), query.q.as_str()),
        FinderBox::select("role", chrome.t("account-roles"), choices(any(), roles, &query.role)),
        FinderBox::select("state", chrome.t("col-state"), choices(any(), states, &query.state)),
    ];
    let page = AccountsPage {
        finder: address.finder(chrome.t("accounts-find"), boxes),
        pager: address.pager(&chrome, &found),
        accounts: found
            .rows
            .into_iter()
            .map(|one| AccountRow {
                link: Link::new(one.name, format!("/staff/accounts/{}", one.id)),
                login: one.login,
                organisation: one.organisation,
                roles: one.roles.iter().map(|role| role_words(locale, *role).name).collect::<Vec<_>>().join("、"),
                state: active_chip(&chrome, one.active),
            })
            .collect(),
        chrome,
    };
    render(&app, &request, &page)
}

fn active_chip(chrome: &Chrome, active: bool) -> Chip {
    if active {
        Chip::new(Tone::Ok, chrome.t("account-active"))
    } else {
        Chip::new(Tone::Stop, chrome.t("account-barred"))
    }
}

/// The form for a new account.
///
/// # Errors
/// When the reader manages none.
pub async fn new_form(app: Data<App>, request: HttpRequest, staff: Staff) -> Page {
    let form = new_account_form(&app, &request, &staff, &Fields::default(), FormErrors::none()).await?;
    render(&app, &request, &form)
}

/// What was typed of a new account.
#[derive(Default)]
struct Fields(Vec<(String, String)>);

impl Fields {
    fn of(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    fn password(&self) -> String {
        self.0.iter().find(|(field, _)| field == "password").map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn roles(&self) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| self.of(&format!("role.{role}")) == "yes").collect()
    }
}

async fn new_account_form(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    typed: &Fields,
    errors: FormErrors,
) -> Result<NewAccountForm, WebError> {
    let actor = staff.actor.clone();
    let organisations = act(app, move |context| managed_organisations(context, &actor)).await?;
    let chrome = chrome(app, request, Some(staff));
    let ticked = typed.roles();
    let chosen = typed.of("organisation_id");
    let own = staff.actor.organisation_id.to_string();
    let chosen = if chosen.is_empty() { own.as_str() } else { chosen };
    Ok(NewAccountForm {
        name: typed.of("name").to_owned(),
        login: typed.of("login").to_owned(),
        organisations: organisations
            .into_iter()
            .map(|one| Choice { chosen: one.id.to_string() == chosen, value: one.id.to_string(), label: one.name })
            .collect(),
        roles: Role::ALL
            .into_iter()
            .map(|role| RoleBox {
                name: format!("role.{role}"),
                words: role_words(chrome.locale, role),
                ticked: ticked.contains(&role),
            })
            .collect(),
        errors,
        chrome,
    })
}

fn managed_organisations(context: &Context, actor: &Actor) -> Result<Vec<Organisation>, ServiceError> {
    if !actor.may_anywhere(Permission::ManageAccounts) {
        return Err(ServiceError::NotPermitted { permission: Permission::ManageAccounts });
    }
    let places = actor.places(Permission::ManageAccounts);
    let all = accounts::list_organisations(context, actor)?;
    Ok(all.into_iter().filter(|one| places.contains(one.id)).collect())
}

/// Makes an account, or says at the fields what is wrong.
///
/// # Errors
/// When the reader may not; when the database fails.
pub async fn create(app: Data<App>, request: HttpRequest, form: StaffForm<Vec<(String, String)>>) -> Page {
    let StaffForm { staff, posted } = form;
    let typed = Fields(posted.fields);
    if posted.restoring {
        let form = new_account_form(&app, &request, &staff, &typed, FormErrors::none()).await?;
        return render(&app, &request, &form);
    }
    once(&app, &staff, &posted.once, make(&app, &request, &staff, typed)).await
}

async fn make(app: &Data<App>, request: &HttpRequest, staff: &Staff, typed: Fields) -> Page {
    let new = NewAccount {
        organisation_id: typed.of("organisation_id").parse().unwrap_or(0),
        login: typed.of("login").to_owned(),
        name: typed.of("name").to_owned(),
        password: typed.password(),
        roles: typed.roles(),
    };
    let actor = staff.actor.clone();
    match attempt(app, move |context| accounts::create_account(context, &actor, new)).await? {
        Ok(id) => Ok(see(&format!("/staff/accounts/{id}?done=new"))),
        Err(problem) => {
            let errors = errors_of(request, &problem);
            render_again(app, request, &new_account_form(app, request, staff, &typed, errors).await?)
        }
    }
}

/// Runs a use case whose refusal belongs at the form.
pub(super) async fn attempt<T: Send + 'static>(
    app: &Data<App>,
    work: impl FnOnce(&Context) -> Result<T, ServiceError> + Send + 'static,
) -> Result<Result<T, Problem>, WebError> {
    act(app, move |context| match work(context) {
        Err(error @ (ServiceError::Invalid(_) | ServiceError::Refused(_))) => Ok(Err(Problem::from(error))),
        other => Ok(Ok(other?)),
    })
    .await
}

/// What is wrong with which field; what is no field's stands at the password.
pub(super) fn errors_of(request: &HttpRequest, problem: &Problem) -> FormErrors {
    let locale = crate::web::extract::language(request);
    let mut errors = FormErrors::none();
    for one in &problem.fields {
        let field = if one.field == "current" { "current_password" } else { one.field };
        errors.add(field, say::field_error(locale, one.code, &one.message));
    }
    if errors.is_empty() {
        errors.add("password", say::problem(locale, problem));
    }
    errors
}

/// What has just been done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
}

/// One account.
///
/// # Errors
/// When the reader manages none; another organisation's is not there.
pub async fn show(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>, query: Query<Done>) -> Page {
    let (actor, id) = (staff.actor.clone(), *id);
    let found = act(&app, move |context| accounts::account(context, &actor, id)).await?;
    let chrome = chrome(&app, &request, Some(&staff));
    let locale = chrome.locale;
    let done = ["new", "password", "barred"].into_iter().find(|done| *done == query.done);
    let own = id == staff.actor.account_id;
    let manages = staff.actor.may_anywhere(Permission::ManageAccounts);
    let mut links = Vec::new();
    if own {
        links.push(Link::new(chrome.t("own-account"), "/staff/account"));
    } else if found.active && manages {
        links.push(Link::new(chrome.t("account-reset"), format!("/staff/accounts/{id}/password")));
    }
    if staff.actor.may_anywhere(Permission::ReadAudit) {
        let mut did = Address { path: "/staff/audit", place: "", wanted: vec![("who", found.name.as_str())] };
        links.push(Link::new(chrome.t("account-did"), did.with("page", "")));
        did.wanted.clear();
        links.push(Link::new(chrome.t("account-done-to"), did.with("subject", &format!("account/{id}"))));
    }
    let page = AccountPage {
        banner: done.map(|done| Banner {
            tone: Tone::Ok,
            title: chrome.t(&format!("account-done-{done}")),
            text: chrome.t(&format!("account-done-{done}-text")),
        }),
        state: active_chip(&chrome, found.active),
        facts: vec![
            Fact::new(chrome.t("staff-login"), found.login.as_str()),
            Fact::new(chrome.t("account-organisation"), found.organisation.as_str()),
            Fact::new(chrome.t("account-since"), say::day(locale, crate::clock::local_day(found.created_at))),
        ],
        roles: found.roles.iter().map(|role| role_words(locale, *role)).collect(),
        bar_href: (found.active && !own && manages).then(|| format!("/staff/accounts/{id}/deactivate")),
        not_barred: if own { chrome.t("account-own") } else { String::new() },
        name: found.name,
        links,
        chrome,
    };
    render(&app, &request, &page)
}

/// Asks before an account is barred.
///
/// # Errors
/// As [`show`]; one's own and one that is barred already: the account's page says why not.
pub async fn bar_form(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let (actor, id) = (staff.actor.clone(), *id);
    let found = act(&app, move |context| accounts::account(context, &actor, id)).await?;
    let href = format!("/staff/accounts/{id}");
    if !found.active || id == staff.actor.account_id {
        return Ok(see(&href));
    }
    let chrome = chrome(&app, &request, Some(&staff));
    let text = ["account-bar-safe", "account-bar-text", "account-bar-back"].map(|key| chrome.t(key)).into();
    render(&app, &request, &BarAccount { name: found.name, href, text, chrome })
}

/// Bars an account.
///
/// # Errors
/// As [`show`]; one's own.
pub async fn bar(app: Data<App>, id: Path<i64>, form: StaffForm<Vec<(String, String)>>) -> Page {
    let StaffForm { staff, posted } = form;
    let id = *id;
    if posted.restoring {
        return Ok(see(&format!("/staff/accounts/{id}/deactivate")));
    }
    let actor = staff.actor.clone();
    once(&app, &staff, &posted.once, async {
        act(&app, move |context| accounts::deactivate_account(context, &actor, id)).await?;
        Ok(see(&format!("/staff/accounts/{id}?done=barred")))
    })
    .await
}

/// The form for a new first password.
///
/// # Errors
/// As [`show`].
pub async fn password_form(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    if *id == staff.actor.account_id {
        return Ok(see("/staff/account"));
    }
    let form = reset_form(&app, &request, &staff, *id, FormErrors::none()).await?;
    render(&app, &request, &form)
}

async fn reset_form(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    id: i64,
    errors: FormErrors,
) -> Result<PasswordForm, WebError> {
    let actor = staff.actor.clone();
    let found = act(app, move |context| accounts::account(context, &actor, id)).await?;
    let chrome = chrome(app, request, Some(staff));
    Ok(PasswordForm {
        errors,
        title: chrome.t1("account-reset-title", "name", found.name.as_str()),
        lede: chrome.t("account-reset-lede"),
        own: false,
        action: format!("/staff/accounts/{id}/password"),
        back: Some(Link::new(found.name, format!("/staff/accounts/{id}"))),
        facts: Vec::new(),
        roles: Vec::new(),
        chrome,
    })
}

/// A new password, typed twice.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewPassword {
    current_password: String,
    password: String,
    password_again: String,
}

impl NewPassword {
    /// What was typed, if it was typed alike twice: the present password and the new one.
    pub(super) fn read(self, chrome: &Chrome) -> Result<(String, String), FormErrors> {
        if self.password == self.password_again {
            return Ok((self.current_password, self.password));
        }
        Err(FormErrors::one("password_again", chrome.t("password-differs")))
    }
}

/// Gives an account a new first password.
///
/// # Errors
/// As [`show`].
pub async fn reset(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffForm<NewPassword>) -> Page {
    let StaffForm { staff, posted } = form;
    let id = *id;
    if posted.restoring {
        return Ok(see(&format!("/staff/accounts/{id}/password")));
    }
    once(&app, &staff, &posted.once, give_password(&app, &request, &staff, id, posted.fields)).await
}

async fn give_password(app: &Data<App>, request: &HttpRequest, staff: &Staff, id: i64, typed: NewPassword) -> Page {
    let errors = match typed.read(&chrome(app, request, None)) {
        Err(errors) => errors,
        Ok((_, password)) => {
            let actor = staff.actor.clone();
            match attempt(app, move |context| accounts::reset_password(context, &actor, id, &password)).await? {
                Ok(()) => return Ok(see(&format!("/staff/accounts/{id}?done=password"))),
                Err(problem) => errors_of(request, &problem),
            }
        }
    };
    render_again(app, request, &reset_form(app, request, staff, id, errors).await?)
}
