//! Tables: captions, sortable heads, numbers to the right, a head that stays, cards on a phone.

use maud::{Markup, Render, html};

use crate::view::View;

/// A column's head.
#[derive(Clone, Debug)]
pub struct Head {
    label: String,
    number: bool,
    sort: Option<&'static str>,
    narrow: bool,
}

impl Head {
    /// A column of texts; the label is in the view's language.
    pub fn new(label: impl ToString) -> Head {
        Head { label: label.to_string(), number: false, sort: None, narrow: false }
    }
    /// A column of numbers.
    pub fn number(label: impl ToString) -> Head {
        Head { number: true, ..Head::new(label) }
    }
    /// Sortable: the head links to this page with `sort=<word>`, or `sort=-<word>` when it already is.
    #[must_use]
    pub fn sort(mut self, word: &'static str) -> Head {
        self.sort = Some(word);
        self
    }
    /// As narrow as its content.
    #[must_use]
    pub fn narrow(mut self) -> Head {
        self.narrow = true;
        self
    }
}

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell(Markup);

impl<T: Render> From<T> for Cell {
    fn from(content: T) -> Cell {
        Cell(content.render())
    }
}

/// A table in the making.
#[derive(Clone, Debug)]
pub struct Table {
    caption: String,
    heads: Vec<Head>,
    rows: Vec<(Option<&'static str>, Vec<Cell>)>,
    foot: Option<Vec<Cell>>,
    ledger: bool,
    caption_hidden: bool,
    sorted: Option<String>,
    before: Option<Markup>,
}

impl Table {
    /// A table with a caption (in the view's language) and heads.
    pub fn new(caption: impl ToString, heads: Vec<Head>) -> Table {
        Table {
            caption: caption.to_string(),
            heads,
            rows: Vec::new(),
            foot: None,
            ledger: false,
            caption_hidden: false,
            sorted: None,
            before: None,
        }
    }
    /// Adds a row; the first cell is its header.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push((None, cells));
    }
    /// Adds a row with a class: `subtotal`, `group`, `muted`.
    pub fn row_of(&mut self, class: &'static str, cells: Vec<Cell>) {
        self.rows.push((Some(class), cells));
    }
    /// The row of totals.
    pub fn foot(&mut self, cells: Vec<Cell>) {
        self.foot = Some(cells);
    }
    /// With all borders and no cards, as official ledgers are; wide ones scroll in their own frame.
    #[must_use]
    pub fn ledger(mut self) -> Table {
        self.ledger = true;
        self
    }
    /// Keeps the caption for screen readers only, where a heading already says it.
    #[must_use]
    pub fn caption_hidden(mut self) -> Table {
        self.caption_hidden = true;
        self
    }
    /// The current `sort` parameter.
    #[must_use]
    pub fn sorted(mut self, sort: &str) -> Table {
        self.sorted = Some(sort.to_owned());
        self
    }
    /// A further row of heads above the heads (`tr` with `th colspan`), as ledgers have.
    #[must_use]
    pub fn heads_above(mut self, row: Markup) -> Table {
        self.before = Some(row);
        self
    }
    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn head(&self, view: &View, head: &Head) -> Markup {
        let class = match (head.number, head.narrow) {
            (true, _) => Some("num"),
            (false, true) => Some("narrow"),
            _ => None,
        };
        let Some(word) = head.sort else {
            return html! { th scope="col" class=[class] { (head.label) } };
        };
        let sorted = self.sorted.as_deref().unwrap_or_default();
        let (aria, next) = if sorted == word {
            (Some("ascending"), format!("-{word}"))
        } else if sorted.strip_prefix('-') == Some(word) {
            (Some("descending"), word.to_owned())
        } else {
            (None, word.to_owned())
        };
        html! {
            th scope="col" class=[class] aria-sort=[aria] {
                a class="sort" href=(view.here_with("sort", Some(&next))) { (head.label) }
            }
        }
    }

    /// The table.
    pub fn render(&self, view: &View) -> Markup {
        let class = if self.ledger { "table ledger" } else { "table cards" };
        html! {
            div class="table-frame" tabindex="0" role="region" aria-label=(self.caption) {
                table class=(class) {
                    caption class=[self.caption_hidden.then_some("sr")] { (self.caption) }
                    thead {
                        @if let Some(before) = &self.before { (before) }
                        tr { @for head in &self.heads { (self.head(view, head)) } }
                    }
                    tbody { @for (class, cells) in &self.rows { tr class=[*class] { (self.cells(cells)) } } }
                    @if let Some(cells) = &self.foot { tfoot { tr { (self.cells(cells)) } } }
                }
            }
        }
    }

    fn cells(&self, cells: &[Cell]) -> Markup {
        html! {
            @for (index, cell) in cells.iter().enumerate() {
                @let head = self.heads.get(index);
                @let number = head.is_some_and(|head| head.number).then_some("num");
                @if index == 0 {
                    th scope="row" class=[number] { (cell.0) }
                } @else {
                    td class=[number] data-label=[head.map(|head| &head.label)] { (cell.0) }
                }
            }
        }
    }
}
