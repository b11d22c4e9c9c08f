//! Pages for people: what each shows ([`views`]); the words are in `locales/`, the markup in `templates/pages/`.

pub mod views;
