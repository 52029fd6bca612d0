//! Form fields: label, hint, fault and kept value, joined for screen readers.

use maud::{Markup, html};
use qipan_kernel::Message;

use crate::forms::Kept;
use crate::view::View;

#[derive(Clone, Debug)]
enum Kind {
    Input(&'static str),
    Area(u32),
    Select { many: bool, empty: Option<String> },
    Radio,
    Boxes,
    Check,
    File { accept: String, many: bool },
}

/// The values of an enum for choices: their words, and their names in the view's language.
pub fn choices<T: Copy>(
    view: &View,
    all: &[T],
    word: fn(T) -> &'static str,
    key: fn(T) -> &'static str,
) -> Vec<(&'static str, String)> {
    all.iter().map(|one| (word(*one), view.t(key(*one)).into_owned())).collect()
}

/// A field that chooses one of an enum's values.
pub fn select<'a, T: Copy>(
    view: &View,
    name: &'a str,
    label: &'a str,
    all: &[T],
    word: fn(T) -> &'static str,
    key: fn(T) -> &'static str,
) -> Field<'a> {
    Field::select(name, label, choices(view, all, word, key))
}

/// A field of a form. `label` is the key of its label.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    name: &'a str,
    label: &'a str,
    kind: Kind,
    options: Vec<(String, String)>,
    hint: Option<String>,
    required: bool,
    max: Option<u32>,
    min_max: Option<(String, String)>,
    autocomplete: Option<&'static str>,
    placeholder: Option<String>,
    short: bool,
    autofocus: bool,
    list: bool,
}

impl<'a> Field<'a> {
    fn new(kind: Kind, name: &'a str, label: &'a str) -> Field<'a> {
        Field {
            name,
            label,
            kind,
            options: Vec::new(),
            hint: None,
            required: false,
            max: None,
            min_max: None,
            autocomplete: None,
            placeholder: None,
            short: false,
            autofocus: false,
            list: false,
        }
    }
    /// One line of text.
    pub fn text(name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(Kind::Input("text"), name, label)
    }
    /// A search field.
    pub fn search(name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(Kind::Input("search"), name, label)
    }
    /// A secret; never shows a kept value.
    pub fn password(name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(Kind::Input("password"), name, label)
    }
    /// A day.
    pub fn day(name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(Kind::Input("date"), name, label).short()
    }
    /// A number (also amounts and percentages); text with a numeric keyboard, so that `74.5%` can be typed.
    pub fn number(name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(Kind::Input("number"), name, label).short()
    }
    /// Several lines of text, shown `rows` high.
    pub fn area(name: &'a str, label: &'a str, rows: u32) -> Field<'a> {
        Field::new(Kind::Area(rows), name, label)
    }
    /// One of a list. Options are value and text, already in the view's language.
    pub fn select<V: ToString, T: ToString>(
        name: &'a str,
        label: &'a str,
        options: impl IntoIterator<Item = (V, T)>,
    ) -> Field<'a> {
        Field::new(Kind::Select { many: false, empty: None }, name, label).with_options(options)
    }
    /// Any number of a list, as a list box.
    pub fn select_many<V: ToString, T: ToString>(
        name: &'a str,
        label: &'a str,
        options: impl IntoIterator<Item = (V, T)>,
    ) -> Field<'a> {
        Field::new(Kind::Select { many: true, empty: None }, name, label).with_options(options)
    }
    /// One of a few, all visible.
    pub fn radio<V: ToString, T: ToString>(
        name: &'a str,
        label: &'a str,
        options: impl IntoIterator<Item = (V, T)>,
    ) -> Field<'a> {
        Field::new(Kind::Radio, name, label).with_options(options)
    }
    /// Any number of a few, all visible.
    pub fn checkboxes<V: ToString, T: ToString>(
        name: &'a str,
        label: &'a str,
        options: impl IntoIterator<Item = (V, T)>,
    ) -> Field<'a> {
        Field::new(Kind::Boxes, name, label).with_options(options)
    }
    /// Yes or no.
    pub fn checkbox(name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(Kind::Check, name, label)
    }
    /// A file; `accept` as in HTML (`.docx,.pdf`).
    pub fn file(name: &'a str, label: &'a str, accept: &str) -> Field<'a> {
        Field::new(Kind::File { accept: accept.to_owned(), many: false }, name, label)
    }

    fn with_options<V: ToString, T: ToString>(
        mut self,
        options: impl IntoIterator<Item = (V, T)>,
    ) -> Field<'a> {
        self.options =
            options.into_iter().map(|(value, text)| (value.to_string(), text.to_string())).collect();
        self
    }
    /// Suggestions for a text field (value and explanation).
    #[must_use]
    pub fn suggestions<V: ToString, T: ToString>(
        self,
        options: impl IntoIterator<Item = (V, T)>,
    ) -> Field<'a> {
        Field { list: true, ..self.with_options(options) }
    }
    /// Must be filled in. (The server says so; the browser is not asked to.)
    #[must_use]
    pub fn required(mut self) -> Field<'a> {
        self.required = true;
        self
    }
    /// A sentence of help, in the view's language.
    #[must_use]
    pub fn hint(mut self, hint: impl ToString) -> Field<'a> {
        self.hint = Some(hint.to_string());
        self
    }
    /// The most characters.
    #[must_use]
    pub fn max(mut self, characters: u32) -> Field<'a> {
        self.max = Some(characters);
        self
    }
    /// The least and greatest value of a day.
    #[must_use]
    pub fn between(mut self, least: impl ToString, greatest: impl ToString) -> Field<'a> {
        self.min_max = Some((least.to_string(), greatest.to_string()));
        self
    }
    /// What the browser may fill in (`username`, `current-password`, `off`).
    #[must_use]
    pub fn autocomplete(mut self, word: &'static str) -> Field<'a> {
        self.autocomplete = Some(word);
        self
    }
    /// Text in the empty field; never instead of the label.
    #[must_use]
    pub fn placeholder(mut self, text: impl ToString) -> Field<'a> {
        self.placeholder = Some(text.to_string());
        self
    }
    /// Narrow, beside other narrow fields.
    #[must_use]
    pub fn short(mut self) -> Field<'a> {
        self.short = true;
        self
    }
    /// Takes the focus when the page opens.
    #[must_use]
    pub fn autofocus(mut self) -> Field<'a> {
        self.autofocus = true;
        self
    }
    /// First line of a select, with an empty value: “choose …”, “all”.
    #[must_use]
    pub fn empty_option(mut self, text: impl ToString) -> Field<'a> {
        if let Kind::Select { empty, .. } = &mut self.kind {
            *empty = Some(text.to_string());
        }
        self
    }
    /// A file field that takes several.
    #[must_use]
    pub fn many_files(mut self) -> Field<'a> {
        if let Kind::File { many, .. } = &mut self.kind {
            *many = true;
        }
        self
    }

    /// The field with its kept value and fault.
    pub fn render(&self, view: &View, kept: &Kept) -> Markup {
        let error = kept.error(self.name).map(|message| view.m(message));
        let id = format!("f-{}", self.name);
        let mut described = Vec::new();
        if self.hint.is_some() {
            described.push(format!("{id}-hint"));
        }
        if error.is_some() {
            described.push(format!("{id}-error"));
        }
        let described = (!described.is_empty()).then(|| described.join(" "));
        let grouped = matches!(self.kind, Kind::Radio | Kind::Boxes);
        let class = format!(
            "field{}{}{}",
            if self.short { " short" } else { "" },
            if error.is_some() { " wrong" } else { "" },
            if matches!(self.kind, Kind::Check) { " check" } else { "" }
        );
        let notes = html! {
            @if let Some(hint) = &self.hint { p class="hint" id={ (id) "-hint" } { (hint) } }
            @if let Some(error) = &error { p class="error" id={ (id) "-error" } { (error) } }
        };
        let label = html! {
            (view.t(self.label))
            @if self.required { span class="must" { " " (view.t("form-must")) } }
        };
        if grouped {
            return html! {
                fieldset class=(class) id=(id) tabindex="-1" aria-describedby=[described] {
                    legend { (label) }
                    (notes)
                    (self.choices(kept, &id))
                }
            };
        }
        if matches!(self.kind, Kind::Check) {
            return html! {
                div class=(class) {
                    input type="checkbox" id=(id) name=(self.name) value="on" checked[kept.is(self.name, "on")]
                        aria-describedby=[described];
                    label for=(id) { (label) }
                    (notes)
                }
            };
        }
        html! {
            div class=(class) {
                label for=(id) { (label) }
                (notes)
                (self.control(kept, &id, described, error.is_some()))
            }
        }
    }

    fn choices(&self, kept: &Kept, id: &str) -> Markup {
        let kind = if matches!(self.kind, Kind::Radio) { "radio" } else { "checkbox" };
        html! {
            @for (index, (value, text)) in self.options.iter().enumerate() {
                div class="choice" {
                    input type=(kind) id={ (id) "-" (index) } name=(self.name) value=(value)
                        checked[kept.is(self.name, value)];
                    label for={ (id) "-" (index) } { (text) }
                }
            }
        }
    }

    fn control(&self, kept: &Kept, id: &str, described: Option<String>, wrong: bool) -> Markup {
        let invalid = wrong.then_some("true");
        let required = self.required.then_some("true");
        let value = kept.value(self.name);
        match &self.kind {
            Kind::Area(rows) => html! {
                textarea id=(id) name=(self.name) rows=(rows) maxlength=[self.max] aria-describedby=[described]
                    aria-invalid=[invalid] aria-required=[required] autofocus[self.autofocus]
                    placeholder=[self.placeholder.as_deref()] { "\n" (value) }
            },
            Kind::Select { many, empty } => html! {
                select id=(id) name=(self.name) multiple[*many] size=[many.then(|| self.options.len().clamp(4, 10))]
                    aria-describedby=[described] aria-invalid=[invalid] aria-required=[required] {
                    @if let Some(text) = empty { option value="" { (text) } }
                    @for (option, text) in &self.options {
                        option value=(option) selected[kept.is(self.name, option)] { (text) }
                    }
                }
            },
            Kind::File { accept, many } => html! {
                input type="file" id=(id) name=(self.name) accept=(accept) multiple[*many] aria-describedby=[described]
                    aria-invalid=[invalid] aria-required=[required];
            },
            Kind::Input(kind) => {
                let numeric = *kind == "number";
                let shown = (*kind != "password").then_some(value);
                html! {
                    input type=(if numeric { "text" } else { kind }) inputmode=[numeric.then_some("decimal")]
                        id=(id) name=(self.name) value=[shown] maxlength=[self.max]
                        min=[self.min_max.as_ref().map(|(least, _)| least)] max=[self.min_max.as_ref().map(|(_, most)| most)]
                        autocomplete=[self.autocomplete] placeholder=[self.placeholder.as_deref()]
                        aria-describedby=[described] aria-invalid=[invalid] aria-required=[required]
                        list=[self.list.then(|| format!("{id}-list"))] autofocus[self.autofocus];
                    @if self.list {
                        datalist id={ (id) "-list" } {
                            @for (option, text) in &self.options { option value=(option) { (text) } }
                        }
                    }
                }
            }
            Kind::Radio | Kind::Boxes | Kind::Check => html! {},
        }
    }
}

/// All faults of a refused form, each a link to its field; nothing when there are none.
pub fn error_summary(view: &View, kept: &Kept) -> Markup {
    error_summary_of(view, kept, &[])
}

/// As [`error_summary`], with the labels of the fields before their faults: pairs of field name and label key, so
/// that “required” says what is.
pub fn error_summary_of(view: &View, kept: &Kept, labels: &[(&str, &str)]) -> Markup {
    let label = |field: &str| {
        let found = labels.iter().find(|(name, _)| *name == field);
        found.map(|(_, key)| view.m(&Message::new("form-fault-of").with("field", &*view.t(key))).into_owned())
    };
    if kept.failures().is_empty() {
        return html! {};
    }
    html! {
        div class="error-summary" role="alert" tabindex="-1" data-focus {
            h2 { (view.t("form-refused")) }
            ul {
                @for failure in kept.failures() {
                    li {
                        @match &failure.field {
                            Some(field) => a href={ "#f-" (field) } { (label(field).unwrap_or_default()) (view.m(&failure.message)) },
                            None => (view.m(&failure.message)),
                        }
                    }
                }
            }
        }
    }
}
