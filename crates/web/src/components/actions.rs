//! Buttons, links that look like buttons, and forms with their csrf token.

use maud::{Markup, html};

use crate::view::View;

/// A button or a link that looks like one. The label is text already in the view's language.
#[derive(Clone, Debug)]
pub struct Button {
    label: String,
    class: &'static str,
    href: Option<String>,
    name_value: Option<(String, String)>,
    confirm: Option<String>,
    key: Option<&'static str>,
    small: bool,
    download: bool,
    formaction: Option<String>,
}

impl Button {
    /// A button that submits its form.
    pub fn submit(label: impl Into<String>) -> Button {
        Button {
            label: label.into(),
            class: "primary",
            href: None,
            name_value: None,
            confirm: None,
            key: None,
            small: false,
            download: false,
            formaction: None,
        }
    }
    /// A link that looks like a button.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Button {
        Button { href: Some(href.into()), class: "", ..Button::submit(label) }
    }
    /// The main act of the page.
    #[must_use]
    pub fn primary(mut self) -> Button {
        self.class = "primary";
        self
    }
    /// One act among others.
    #[must_use]
    pub fn secondary(mut self) -> Button {
        self.class = "";
        self
    }
    /// An act that is hard to take back.
    #[must_use]
    pub fn danger(mut self) -> Button {
        self.class = "danger";
        self
    }
    /// Smaller, for rows of tables.
    #[must_use]
    pub fn small(mut self) -> Button {
        self.small = true;
        self
    }
    /// Sends this name and value with the form.
    #[must_use]
    pub fn sends(mut self, name: impl Into<String>, value: impl Into<String>) -> Button {
        self.name_value = Some((name.into(), value.into()));
        self
    }
    /// Asks first (with JavaScript).
    #[must_use]
    pub fn confirm(mut self, question: impl Into<String>) -> Button {
        self.confirm = Some(question.into());
        self
    }
    /// A keyboard shortcut: one letter, or two after each other (`g b`). Shown in the help dialog.
    #[must_use]
    pub fn shortcut(mut self, key: &'static str) -> Button {
        self.key = Some(key);
        self
    }
    /// The link is a file to save.
    #[must_use]
    pub fn download(mut self) -> Button {
        self.download = true;
        self
    }
    /// Submits the form to another address than the form's own.
    #[must_use]
    pub fn to(mut self, action: impl Into<String>) -> Button {
        self.formaction = Some(action.into());
        self
    }
}

impl maud::Render for Button {
    fn render(&self) -> Markup {
        let class = format!("button {}{}", self.class, if self.small { " small" } else { "" });
        let label = self.key.map(|_| self.label.as_str());
        match &self.href {
            Some(href) => html! {
                a class=(class.trim_end()) href=(href) data-key=[self.key] data-key-label=[label]
                    data-confirm=[self.confirm.as_deref()] download[self.download] { (self.label) }
            },
            None => html! {
                button class=(class.trim_end()) data-key=[self.key] data-key-label=[label]
                    data-confirm=[self.confirm.as_deref()] formaction=[self.formaction.as_deref()]
                    name=[self.name_value.as_ref().map(|(name, _)| name)]
                    value=[self.name_value.as_ref().map(|(_, value)| value)] { (self.label) }
            },
        }
    }
}

/// A form that changes something: POST with the session's token; warns before it is left half-filled.
pub fn form(view: &View, action: &str, body: Markup) -> Markup {
    html! {
        form class="form" method="post" action=(action) novalidate data-dirty {
            input type="hidden" name="csrf" value=(view.csrf);
            (body)
        }
    }
}

/// As [`form`], with files (`multipart/form-data`); the token comes first so that it can be checked before the files.
pub fn upload_form(view: &View, action: &str, body: Markup) -> Markup {
    html! {
        form class="form" method="post" action=(action) enctype="multipart/form-data" novalidate data-dirty {
            input type="hidden" name="csrf" value=(view.csrf);
            (body)
        }
    }
}

/// A form of hidden values and one button.
pub fn button_form(view: &View, action: &str, hidden: &[(&str, &str)], button: &Button) -> Markup {
    html! {
        form class="button-form" method="post" action=(action) {
            input type="hidden" name="csrf" value=(view.csrf);
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            (button)
        }
    }
}
