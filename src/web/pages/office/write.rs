//! Writing an item: a new one, or the next revision of one. Checked as the rows of a bank are, with everything typed kept.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};

use crate::app::App;
use crate::domain::account::Permission;
use crate::domain::bank::{Blueprint, Column, Item, MAX_PICTURE_BYTES, cell_text};
use crate::services::ServiceError;
use crate::services::office::{self, How, ItemView, PictureChange, Typed, Written};
use crate::web::errors::WebError;
use crate::web::extract::{Staff, act, language};
use crate::web::forms::once;
use crate::web::pages::banks::said;
use crate::web::pages::exam::sheet;
use crate::web::pages::views::{Choice, FormErrors, Link, OfficeQuestion, OfficeTyped, OfficeWrite};
use crate::web::pages::{Page, chrome, render, render_again, say, see};
use crate::web::uploads::{PostedFiles, StaffUpload};

use super::{attempt, words};

type Fields = Vec<(String, String)>;

/// The form for a new item.
///
/// # Errors
/// When there is no such project; without the permission.
pub async fn new_form(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let place = Place::of_project(&app, &staff, *id).await?;
    render(&app, &request, &place.page(&app, &request, &staff, &Typing::default(), FormErrors::none(), None))
}

/// Writes a new item.
///
/// # Errors
/// When there is no such project; without the permission.
pub async fn create(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffUpload<Fields>) -> Page {
    let StaffUpload { staff, posted } = form;
    let place = Place::of_project(&app, &staff, *id).await?;
    write(&app, &request, &staff, place, posted).await
}

/// The form for the next revision.
///
/// # Errors
/// When there is no such item, or the reader may not see its key.
pub async fn form(app: Data<App>, request: HttpRequest, staff: Staff, id: Path<i64>) -> Page {
    let place = Place::of_item(&app, &staff, *id).await?;
    let typing = place.item.as_ref().map(|(view, item)| Typing::of(item, view.revision)).unwrap_or_default();
    render(&app, &request, &place.page(&app, &request, &staff, &typing, FormErrors::none(), None))
}

/// Writes the next revision.
///
/// # Errors
/// When there is no such item, or the reader may not see its key.
pub async fn revise(app: Data<App>, request: HttpRequest, id: Path<i64>, form: StaffUpload<Fields>) -> Page {
    let StaffUpload { staff, posted } = form;
    let place = Place::of_item(&app, &staff, *id).await?;
    write(&app, &request, &staff, place, posted).await
}

/// What is written on.
struct Place {
    project: i64,
    title: String,
    blueprint: Blueprint,
    item: Option<(ItemView, Item)>,
}

impl Place {
    async fn of_project(app: &Data<App>, staff: &Staff, id: i64) -> Result<Self, WebError> {
        let actor = staff.actor.clone();
        act(app, move |context| {
            let view = office::project(context, &actor, id)?;
            actor.require(Permission::WriteItems, view.project.organisation_id)?;
            Ok(Self { project: id, title: view.project.title, blueprint: view.blueprint, item: None })
        })
        .await
    }

    async fn of_item(app: &Data<App>, staff: &Staff, id: i64) -> Result<Self, WebError> {
        let actor = staff.actor.clone();
        act(app, move |context| {
            let view = office::item(context, &actor, id)?;
            let project = office::project(context, &actor, view.project.0)?;
            actor.require(Permission::WriteItems, project.project.organisation_id)?;
            let item = match (&view.open, view.may_write) {
                (Some(item), true) => item.clone(),
                _ => return Err(ServiceError::refused("office-not-writer", "join its writers first")),
            };
            Ok(Self {
                project: view.project.0,
                title: project.project.title,
                blueprint: project.blueprint,
                item: Some((view, item)),
            })
        })
        .await
    }

    fn page(
        &self,
        app: &App,
        request: &HttpRequest,
        staff: &Staff,
        typing: &Typing,
        errors: FormErrors,
        preview: Option<OfficeQuestion>,
    ) -> OfficeWrite {
        let chrome = chrome(app, request, Some(staff));
        let locale = chrome.locale;
        let text = |column| typing.typed.get(&column).cloned().unwrap_or_default();
        let project = format!("/staff/office/{}", self.project);
        let (action, back, heading, lede) = match &self.item {
            None => (
                format!("{project}/write"),
                Link::new(self.title.as_str(), project),
                chrome.t("office-write"),
                chrome.t("office-write-lede"),
            ),
            Some((view, _)) => (
                format!("/staff/office/items/{}/write", view.id),
                Link::new(view.code.as_str(), format!("/staff/office/items/{}", view.id)),
                chrome.t1("office-revise-title", "code", view.code.as_str()),
                chrome.t("office-revise-lede"),
            ),
        };
        let chosen_kind = text(Column::Kind);
        let chosen_point = text(Column::ContentPoint);
        let picture = self.item.as_ref().filter(|(_, item)| item.picture.is_some());
        OfficeWrite {
            errors,
            heading,
            lede,
            back,
            action,
            seen: typing.seen,
            new: self.item.is_none(),
            kinds: words::KINDS
                .iter()
                .map(|(name, kind)| Choice {
                    value: (*name).to_owned(),
                    label: sheet::kind(locale, *kind),
                    chosen: chosen_kind == *name,
                })
                .collect(),
            points: self
                .blueprint
                .content_points
                .iter()
                .map(|point| Choice {
                    value: point.code.to_string(),
                    label: format!("{} {}", point.code, point.name),
                    chosen: point.code.as_str() == chosen_point,
                })
                .collect(),
            typed: OfficeTyped {
                code: text(Column::Code),
                facility: text(Column::Facility),
                stem: text(Column::Stem),
                options: ['A', 'B', 'C', 'D', 'E', 'F'].map(|letter| text(Column::Option(letter))),
                key: text(Column::Key),
                enemy_group: text(Column::EnemyGroup),
                explanation: text(Column::Explanation),
                reference: text(Column::Reference),
            },
            picture: picture.map(|(view, _)| format!("/staff/office/items/{}/picture", view.id)),
            picture_gone: typing.picture_gone,
            preview,
            chrome,
        }
    }
}

/// What was typed of an item.
#[derive(Default)]
struct Typing {
    typed: Typed,
    seen: i64,
    picture_gone: bool,
    deed: String,
}

impl Typing {
    fn of(item: &Item, seen: i64) -> Self {
        let mut typed: Typed = Column::ALL.into_iter().map(|column| (column, cell_text(item, column))).collect();
        let kind = words::KINDS.iter().find(|(_, kind)| *kind == item.kind).map_or("", |(name, _)| *name);
        typed.insert(Column::Kind, kind.to_owned());
        Self { typed, seen, ..Self::default() }
    }

    fn posted(fields: &[(String, String)]) -> Self {
        let last = |name: &str| fields.iter().rev().find(|(field, _)| field == name).map_or("", |(_, value)| value);
        let name = |column: Column| if column == Column::Kind { "type".to_owned() } else { column.name_en() };
        let columns = Column::ALL.into_iter().filter(|column| *column != Column::Picture);
        Self {
            typed: columns.map(|column| (column, last(&name(column)).to_owned())).collect(),
            seen: last("seen").parse().unwrap_or(0),
            picture_gone: last("picture_gone") == "yes",
            deed: last("deed").to_owned(),
        }
    }
}

async fn write(
    app: &Data<App>,
    request: &HttpRequest,
    staff: &Staff,
    place: Place,
    mut posted: PostedFiles<Fields>,
) -> Page {
    let locale = language(request);
    let typing = Typing::posted(&posted.fields);
    if posted.restoring {
        return render(app, request, &place.page(app, request, staff, &typing, FormErrors::none(), None));
    }
    let again = |typing: &Typing, errors: FormErrors| {
        render_again(app, request, &place.page(app, request, staff, typing, errors, None))
    };
    if let Some(fault) = &posted.fault {
        return again(&typing, FormErrors::one("picture", crate::i18n::text(locale, said::fault(fault))));
    }
    let picture = match posted.take("picture").pop() {
        Some(file) if u64::try_from(file.bytes.len()).unwrap_or(u64::MAX) > MAX_PICTURE_BYTES => {
            return again(&typing, FormErrors::one("picture", crate::i18n::text(locale, "office-picture-large")));
        }
        Some(file) => PictureChange::New(file.bytes),
        None if typing.picture_gone => PictureChange::Remove,
        None => PictureChange::Keep,
    };
    let (project, of) = (place.project, place.item.as_ref().map(|(view, _)| (view.id, typing.seen)));
    let typed = typing.typed.clone();
    let how = match typing.deed.as_str() {
        "look" => How::Look,
        "submit" => How::Submit,
        _ => How::Write,
    };
    once(app, staff, &posted.once, async {
        let actor = staff.actor.clone();
        let done =
            attempt(app, move |context| office::write(context, &actor, project, of, typed, picture, how)).await?;
        match done {
            Ok(Written::Item(id)) => {
                let done = if how == How::Submit { "submitted" } else { "written" };
                Ok(see(&format!("/staff/office/items/{id}?done={done}")))
            }
            Ok(Written::Would(item)) => {
                let preview = Some(words::preview(locale, &item));
                render(app, request, &place.page(app, request, staff, &typing, FormErrors::none(), preview))
            }
            Ok(Written::Faulty(faults)) => again(&typing, words::at_fields(locale, &faults)),
            Err(problem) => again(&typing, FormErrors::one("stem", say::problem(locale, &problem))),
        }
    })
    .await
}
