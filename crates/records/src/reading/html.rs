//! Web pages: the main content in blocks; navigation, footers and side bars as boilerplate.

use qipan_kernel::Outcome;

use super::Limits;
use super::dom::{self, Dom, is_block};
use super::draft::{Draft, PieceKind};
use super::table::Grid;

/// Reads a page.
pub(crate) fn read(text: &str, limits: &Limits) -> Outcome<Draft> {
    let dom = dom::parse(text);
    let mut page = Page { words: vec![0; dom.nodes.len()], dom: &dom };
    page.count_words();
    let main = page.main();
    let mut walk = Walk {
        page: &page,
        main,
        draft: Draft::default(),
        line: String::new(),
        tables: 0,
        cells: limits.cells,
    };
    walk.node(0, Place { inside: main == 0, ..Place::default() })?;
    walk.flush(&Place::default());
    let mut draft = walk.draft;
    if !draft.pieces.iter().any(|piece| matches!(piece.kind, PieceKind::Heading(1))) {
        // A page whose highest heading is h2 has its title there.
        if let Some(first) = draft.pieces.iter_mut().find(|piece| piece.kind != PieceKind::Boilerplate)
            && first.kind == PieceKind::Heading(2)
        {
            first.kind = PieceKind::Heading(1);
        }
    }
    Ok(draft)
}

struct Page<'d> {
    dom: &'d Dom,
    /// Characters of each node's words that are neither links nor boilerplate.
    words: Vec<usize>,
}

/// Elements that hold no words of the page.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "math"
            | "head"
            | "title"
            | "iframe"
            | "object"
            | "select"
            | "button"
            | "textarea"
            | "canvas"
            | "audio"
            | "video"
            | "map"
            | "noembed"
            | "noframes"
            | "rp"
            | "rt"
            | "datalist"
            | "dialog"
    )
}

/// Words in `class` and `id` that mark what belongs to the site.
const SITE: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "footer",
    "foot",
    "sidebar",
    "breadcrumb",
    "breadcrumbs",
    "crumb",
    "crumbs",
    "share",
    "sharing",
    "comments",
    "respond",
    "related",
    "recommend",
    "copyright",
    "pagination",
    "pager",
    "toolbar",
    "topbar",
    "ads",
    "advert",
    "advertisement",
    "friendlink",
    "friendlinks",
    "bdsharebuttonbox",
    "cookie",
    "skip",
];

impl Page<'_> {
    fn is_hidden(&self, id: usize) -> bool {
        let node = &self.dom.nodes[id];
        is_silent(&node.name)
            || node.attribute("hidden").is_some()
            || node.attribute("style").is_some_and(|style| {
                let style: String = style.to_ascii_lowercase().split_whitespace().collect();
                style.contains("display:none") || style.contains("visibility:hidden")
            })
    }

    fn is_site(&self, id: usize) -> bool {
        let node = &self.dom.nodes[id];
        if matches!(node.name.as_str(), "nav" | "footer" | "aside") {
            return true;
        }
        if matches!(node.name.as_str(), "" | "html" | "body" | "main" | "article") {
            return false;
        }
        matches!(
            node.attribute("role"),
            Some("navigation" | "contentinfo" | "banner" | "complementary" | "search")
        ) || ["class", "id"].iter().any(|name| {
            node.attribute(name).is_some_and(|value| {
                value
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .any(|word| SITE.contains(&word.to_ascii_lowercase().as_str()))
            })
        })
    }

    /// Children come behind their parents, so one pass from the end sums up.
    fn count_words(&mut self) {
        for id in (0..self.dom.nodes.len()).rev() {
            let node = &self.dom.nodes[id];
            self.words[id] = if node.name.is_empty() && id > 0 {
                node.text.chars().filter(|c| !c.is_whitespace()).count()
            } else if node.name == "a" || self.is_hidden(id) || self.is_site(id) {
                0
            } else {
                node.children.iter().map(|&child| self.words[child]).sum()
            };
        }
    }

    /// The element that holds the document: an article or main element with half of the words, or the smallest
    /// element that holds nearly all of them.
    fn main(&self) -> usize {
        let all = self.words[0];
        let named = (0..self.dom.nodes.len())
            .filter(|&id| {
                let node = &self.dom.nodes[id];
                matches!(node.name.as_str(), "article" | "main") || node.attribute("role") == Some("main")
            })
            .filter(|&id| self.words[id] * 2 >= all && all > 0)
            .max_by_key(|&id| (self.words[id], id));
        if let Some(id) = named {
            return id;
        }
        let mut id = 0;
        loop {
            let inner = self.dom.nodes[id].children.iter().copied().find(|&child| {
                let name = self.dom.nodes[child].name.as_str();
                self.words[child] * 5 >= all * 4
                    && all > 0
                    && (matches!(name, "html" | "body" | "div" | "section" | "form" | "center"))
            });
            match inner {
                Some(child) => id = child,
                None => return id,
            }
        }
    }
}

/// Where the walk is.
#[derive(Clone, Default)]
struct Place {
    /// Inside the main element.
    inside: bool,
    /// Inside navigation and the like.
    site: bool,
    heading: Option<u8>,
    item: bool,
    preformatted: bool,
}

struct Walk<'p> {
    page: &'p Page<'p>,
    main: usize,
    draft: Draft,
    line: String,
    tables: usize,
    cells: usize,
}

impl Walk<'_> {
    /// Recursion is bounded by the depth of the tree ([`dom`]).
    fn node(&mut self, id: usize, place: Place) -> Outcome<()> {
        let dom = self.page.dom;
        let node = &dom.nodes[id];
        if node.name.is_empty() && id > 0 {
            if place.preformatted {
                for (number, line) in node.text.split('\n').enumerate() {
                    if number > 0 {
                        self.flush(&place);
                    }
                    self.line.push_str(line);
                }
            } else {
                self.line.push_str(&node.text);
            }
            return Ok(());
        }
        if self.page.is_hidden(id) {
            return Ok(());
        }
        let mut inner = place.clone();
        inner.inside |= id == self.main;
        inner.site |= self.page.is_site(id);
        let block = is_block(&node.name);
        if block {
            self.flush(&place);
        }
        match node.name.as_str() {
            "br" if place.heading.is_none() => self.flush(&place),
            "br" => self.line.push(' '),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => inner.heading = Some(node.name.as_bytes()[1] - b'0'),
            "li" | "dd" => inner.item = true,
            "pre" => inner.preformatted = true,
            "table" if !inner.site && inner.inside => {
                if let Some(rows) = self.data_rows(id) {
                    return self.table(&rows, id, &inner);
                }
            }
            "ul" | "ol" => return self.list(id, &inner),
            _ => {}
        }
        for &child in &node.children {
            self.node(child, inner.clone())?;
        }
        if block {
            self.flush(&inner);
        }
        Ok(())
    }

    fn list(&mut self, id: usize, place: &Place) -> Outcome<()> {
        let dom = self.page.dom;
        let node = &dom.nodes[id];
        let mut number = node.attribute("start").and_then(|start| start.parse::<u32>().ok()).unwrap_or(1);
        for &child in &node.children {
            if dom.nodes[child].name == "li" {
                self.flush(place);
                let words = super::outline::starts_numbered(first_words(dom, child).trim());
                if !words && !place.site && place.inside {
                    self.line = if node.name == "ol" { format!("{number}. ") } else { "• ".to_owned() };
                }
                number = number.saturating_add(1);
                let inner = Place { item: true, ..place.clone() };
                for &part in &dom.nodes[child].children {
                    self.node(part, inner.clone())?;
                }
                self.flush(&inner);
            } else {
                self.node(child, place.clone())?;
            }
        }
        self.flush(place);
        Ok(())
    }

    /// Ends the piece that is being collected.
    fn flush(&mut self, place: &Place) {
        let line = std::mem::take(&mut self.line);
        if matches!(line.trim(), "" | "•") {
            return;
        }
        let kind = match place.heading {
            // The title often stands above the main element.
            Some(1) if !place.site => PieceKind::Heading(1),
            _ if place.site || !place.inside => PieceKind::Boilerplate,
            Some(level) => PieceKind::Heading(level),
            None if place.item => PieceKind::Item,
            None => PieceKind::Auto,
        };
        self.draft.push(kind, &line);
    }

    /// The rows of a table that holds data; nothing for one that lays out the page.
    fn data_rows(&self, id: usize) -> Option<Vec<Vec<usize>>> {
        let dom = self.page.dom;
        let mut rows = Vec::new();
        let mut parts = vec![id];
        while let Some(part) = parts.pop() {
            for &child in dom.nodes[part].children.iter().rev() {
                match dom.nodes[child].name.as_str() {
                    "tbody" | "thead" | "tfoot" | "tr" => parts.push(child),
                    _ => {}
                }
            }
            if dom.nodes[part].name == "tr" {
                let cells = dom.nodes[part]
                    .children
                    .iter()
                    .copied()
                    .filter(|&cell| matches!(dom.nodes[cell].name.as_str(), "td" | "th"));
                rows.push(cells.collect::<Vec<_>>());
            }
        }
        let nested = rows.iter().flatten().any(|&cell| self.holds_table(cell));
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        (!nested && columns >= 2 && rows.len() >= 2).then_some(rows)
    }

    fn holds_table(&self, id: usize) -> bool {
        let mut open = vec![id];
        while let Some(node) = open.pop() {
            for &child in &self.page.dom.nodes[node].children {
                if self.page.dom.nodes[child].name == "table" {
                    return true;
                }
                open.push(child);
            }
        }
        false
    }

    fn table(&mut self, rows: &[Vec<usize>], id: usize, place: &Place) -> Outcome<()> {
        let dom = self.page.dom;
        for &child in &dom.nodes[id].children {
            if dom.nodes[child].name == "caption" {
                self.node(child, place.clone())?;
                self.flush(place);
            }
        }
        let mut grid = Grid::new(self.tables);
        for row in rows {
            for &cell in row {
                let mut text = String::new();
                self.words(cell, &mut text);
                let span = |name: &str| {
                    dom.nodes[cell].attribute(name).and_then(|value| value.trim().parse().ok()).unwrap_or(1)
                };
                let range = self.draft.append(text.trim());
                grid.cell(range, span("colspan"), span("rowspan"));
            }
            grid.end_row();
        }
        if grid.finish(&mut self.draft, &mut self.cells)? {
            self.tables += 1;
        }
        Ok(())
    }

    /// The words of a cell, blocks on lines of their own.
    fn words(&self, id: usize, text: &mut String) {
        let node = &self.page.dom.nodes[id];
        if node.name.is_empty() {
            // Line ends of the source are no line ends of the page.
            for (index, line) in node.text.split(['\n', '\r']).enumerate() {
                let line = if index > 0 { line.trim_start() } else { line };
                let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                if index > 0 && (latin(text.chars().next_back()) || latin(line.chars().next())) {
                    text.push(' ');
                }
                text.push_str(line);
            }
        } else if !self.page.is_hidden(id) {
            if node.name == "br" || is_block(&node.name) {
                text.push('\n');
            }
            for &child in &node.children {
                self.words(child, text);
            }
            if is_block(&node.name) {
                text.push('\n');
            }
        }
    }
}

/// The beginning of a node's words.
fn first_words(dom: &Dom, id: usize) -> String {
    let mut id = id;
    loop {
        let node = &dom.nodes[id];
        if node.name.is_empty() {
            return node.text.chars().take(40).collect();
        }
        let worded =
            |&&child: &&usize| !dom.nodes[child].name.is_empty() || !dom.nodes[child].text.trim().is_empty();
        match node.children.iter().find(worded) {
            Some(&child) => id = child,
            None => return String::new(),
        }
    }
}
