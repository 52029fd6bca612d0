//! A small tree of HTML elements, built from tokens in linear time whatever the input: browsers' full rules for
//! broken pages can cost quadratic time, and reading a page for its words does not need them.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, states};

/// Deepest nesting that is kept; deeper elements become children of the deepest.
const DEEPEST: usize = 200;

/// An element or a text.
#[derive(Default)]
pub(crate) struct Node {
    /// Name of the element, empty for a text.
    pub name: String,
    /// The words of a text.
    pub text: String,
    /// Attributes that reading needs.
    pub attributes: Vec<(String, String)>,
    /// Children in order.
    pub children: Vec<usize>,
}

impl Node {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The nodes; the first is the root.
pub(crate) struct Dom {
    /// All nodes, parents before children.
    pub nodes: Vec<Node>,
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    stack: Vec<usize>,
}

struct Sink(RefCell<Builder>);

/// Parses a page.
pub(crate) fn parse(text: &str) -> Dom {
    let builder = Builder { nodes: vec![Node::default()], stack: vec![0] };
    let tokenizer = Tokenizer::new(Sink(RefCell::new(builder)), Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    Dom { nodes: std::mem::take(&mut tokenizer.sink.0.borrow_mut().nodes) }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut builder = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let raw = raw_kind(&tag.name);
                builder.open(&tag);
                if let Some(kind) = raw {
                    return TokenSinkResult::RawData(kind);
                }
            }
            Token::TagToken(tag) => builder.close(&tag.name),
            Token::CharacterTokens(text) => builder.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn raw_kind(name: &str) -> Option<states::RawKind> {
    match name {
        "script" => Some(states::RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(states::RawKind::Rawtext),
        "title" | "textarea" => Some(states::RawKind::Rcdata),
        _ => None,
    }
}

/// Elements without content.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that begin a block of their own.
pub(crate) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "caption"
    )
}

impl Builder {
    fn top(&self) -> usize {
        self.stack.last().copied().unwrap_or(0)
    }

    fn add(&mut self, node: Node) -> usize {
        let id = self.nodes.len();
        let top = self.top();
        self.nodes.push(node);
        self.nodes[top].children.push(id);
        id
    }

    fn text(&mut self, text: &str) {
        let last = self.nodes[self.top()].children.last().copied();
        match last {
            Some(id) if self.nodes[id].name.is_empty() => self.nodes[id].text.push_str(text),
            _ => {
                self.add(Node { text: text.to_owned(), ..Node::default() });
            }
        }
    }

    fn open(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        // What an element ends by beginning, and the element that this does not reach beyond.
        match name {
            "li" => self.end_inside(&["li"], &["ul", "ol"]),
            "dt" | "dd" => self.end_inside(&["dt", "dd"], &["dl"]),
            "td" | "th" => self.end_inside(&["td", "th"], &["tr", "table"]),
            "tr" => self.end_inside(&["tr"], &["table"]),
            "tbody" | "thead" | "tfoot" => self.end_inside(&["tbody", "thead", "tfoot"], &["table"]),
            "option" => self.end_inside(&["option"], &["select"]),
            _ if is_block(name) && name != "html" && name != "body" => {
                self.end_inside(&["p"], &["td", "th", "table", "div", "li"])
            }
            _ => {}
        }
        let attributes = (tag.attrs.iter())
            .filter(|attribute| {
                matches!(
                    &*attribute.name.local,
                    "class"
                        | "id"
                        | "role"
                        | "style"
                        | "hidden"
                        | "aria-hidden"
                        | "colspan"
                        | "rowspan"
                        | "start"
                )
            })
            .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
            .collect();
        let id = self.add(Node { name: name.to_owned(), attributes, ..Node::default() });
        if !is_void(name) && self.stack.len() < DEEPEST {
            self.stack.push(id);
        }
    }

    /// Ends the innermost of `names`, unless one of `bounds` lies within it.
    fn end_inside(&mut self, names: &[&str], bounds: &[&str]) {
        for at in (1..self.stack.len()).rev() {
            let name = self.nodes[self.stack[at]].name.as_str();
            if names.contains(&name) {
                self.stack.truncate(at);
                return;
            }
            if bounds.contains(&name) {
                return;
            }
        }
    }

    fn close(&mut self, name: &str) {
        let bounds: &[&str] = if matches!(name, "table" | "html" | "body") { &[] } else { &["table"] };
        self.end_inside(&[name], bounds);
    }
}
