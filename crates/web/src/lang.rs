//! Languages: which one a request is answered in, and the words of all crates joined per language.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast;
use qipan_kernel::{Arg, Day, Message, Moment};
use unic_langid::LanguageIdentifier;

/// A language of the screens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Lang {
    /// 中文, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both languages, default first.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];
    /// Name of the cookie that keeps a chosen language.
    pub const COOKIE: &'static str = "lang";

    /// The word in the cookie and in links: `zh`, `en`.
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// The value of the `lang` attribute (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The other language.
    pub fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }

    /// Reads `zh` or `en`, also with a region (`en-GB`).
    pub fn parse(text: &str) -> Option<Lang> {
        match text.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The language of a request: the cookie, else the best of `Accept-Language` (RFC 9110 §12.5.4), else Chinese.
    pub fn choose(cookie: Option<&str>, accept_language: Option<&str>) -> Lang {
        if let Some(lang) = cookie.and_then(Lang::parse) {
            return lang;
        }
        let mut best = (0.0_f32, Lang::default());
        for item in accept_language.unwrap_or_default().split(',').take(20) {
            let mut parts = item.split(';');
            let lang = parts.next().and_then(Lang::parse);
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if let Some(lang) = lang
                && weight > best.0
            {
                best = (weight, lang);
            }
        }
        best.1
    }

    /// The language of a request with these headers.
    pub fn of(headers: &http::HeaderMap) -> Lang {
        let accept = headers.get(http::header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Lang::choose(crate::security::cookie(headers, Lang::COOKIE), accept)
    }

    fn identifier(self) -> LanguageIdentifier {
        // Both tags are well-formed; the default (`und`) would only lose the plural rules.
        self.tag().parse().unwrap_or_default()
    }

    /// A day in this language: `2026年11月22日`, `22 Nov 2026`.
    pub fn day(self, day: Day) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (year, month, date) = day.ymd();
        match self {
            Lang::Zh => format!("{year}年{month}月{date}日"),
            Lang::En => format!("{date} {} {year}", MONTHS[(month.clamp(1, 12) - 1) as usize]),
        }
    }

    /// A moment in this language, in the city's time: `2026年11月22日 17:05`, `22 Nov 2026, 17:05`.
    pub fn moment(self, moment: Moment) -> String {
        let (hour, minute) = moment.hour_minute();
        match self {
            Lang::Zh => format!("{} {hour:02}:{minute:02}", self.day(moment.day())),
            Lang::En => format!("{}, {hour:02}:{minute:02}", self.day(moment.day())),
        }
    }

    /// A whole number with thousands separators: `12,345`.
    pub fn number(self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + 8);
        if number < 0 {
            text.push('−');
        }
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && matches!((digits.len() - index) % 3, 0) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }
}

/// The locale files of one crate, embedded in the program.
#[derive(Clone, Copy, Debug)]
pub struct LocaleSource {
    /// Chinese Fluent text.
    pub zh: &'static str,
    /// English Fluent text.
    pub en: &'static str,
}

/// The words of all crates, parsed once at start; shared by all requests.
pub struct Words {
    zh: Bundle,
    en: Bundle,
}

struct Bundle {
    fluent: FluentBundle<FluentResource>,
    /// Messages without variables, formatted once.
    plain: HashMap<String, String>,
    /// Every key with the variables it uses.
    keys: BTreeMap<String, BTreeSet<String>>,
    faults: Vec<String>,
}

/// Sentences that an act itself writes down: what a commitment on the board says, what closed it. The record of the city is
/// kept in Chinese whoever acts; its words stand in the locale files like all others. A crate has one of these, over its own.
pub struct Record(LazyLock<Words, fn() -> Words>);

impl Record {
    /// The record of a crate; `words` joins its locale files.
    pub const fn new(words: fn() -> Words) -> Record {
        Record(LazyLock::new(words))
    }

    /// A sentence of the record.
    pub fn say(&self, message: &Message) -> String {
        self.0.msg(Lang::Zh, message).into_owned()
    }
}

impl Words {
    /// Joins the locale files of all crates. Faults in them (syntax, a key given twice) never stop the program;
    /// [`Words::faults`] lists them and a test of the program expects none.
    pub fn new(sources: &[LocaleSource]) -> Words {
        Words {
            zh: Bundle::new(Lang::Zh, sources.iter().map(|source| source.zh)),
            en: Bundle::new(Lang::En, sources.iter().map(|source| source.en)),
        }
    }

    fn bundle(&self, lang: Lang) -> &Bundle {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The words of a key without arguments. A missing key shows as `⟦key⟧` and is logged.
    pub fn t(&self, lang: Lang, key: &str) -> Cow<'_, str> {
        match self.bundle(lang).plain.get(key) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.format(lang, key, &FluentArgs::new())),
        }
    }

    /// Whether the key exists in the language.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.bundle(lang).keys.contains_key(key)
    }

    /// The words of a message with its arguments.
    pub fn msg(&self, lang: Lang, message: &Message) -> Cow<'_, str> {
        if message.args.is_empty() {
            return self.t(lang, &message.key);
        }
        let mut args = FluentArgs::with_capacity(message.args.len());
        for (name, value) in &message.args {
            let value: FluentValue<'_> = match value {
                Arg::Text(text) => FluentValue::from(text.as_str()),
                Arg::Int(number) => FluentValue::from(*number),
                Arg::Day(day) => FluentValue::from(lang.day(*day)),
                Arg::Progress(progress) => FluentValue::from(progress.to_string()),
                Arg::Key(key) => FluentValue::from(self.t(lang, key)),
            };
            args.set(name.as_ref(), value);
        }
        Cow::Owned(self.format(lang, &message.key, &args))
    }

    fn format(&self, lang: Lang, key: &str, args: &FluentArgs<'_>) -> String {
        let bundle = &self.bundle(lang).fluent;
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::warn!(key, lang = lang.as_str(), "no words for this key");
            return format!("⟦{key}⟧");
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::warn!(key, lang = lang.as_str(), ?errors, "a message lacks an argument");
        }
        text
    }

    /// Every key of a language with the variables its message uses.
    pub fn keys(&self, lang: Lang) -> &BTreeMap<String, BTreeSet<String>> {
        &self.bundle(lang).keys
    }

    /// What is wrong with the locale files: syntax, keys given twice, keys of one language only, variables that
    /// differ between the languages. For tests and tidy; empty when all is well.
    pub fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = Vec::new();
        for lang in Lang::ALL {
            let (here, there) = (self.keys(lang), self.keys(lang.other()));
            faults.extend(self.bundle(lang).faults.iter().map(|fault| format!("{}: {fault}", lang.as_str())));
            for (key, variables) in here {
                match there.get(key) {
                    None => faults.push(format!("{key}: only in {}", lang.as_str())),
                    // A number may go unsaid in one language (“today” for 0 days) but never be unknown to the other.
                    Some(other) if lang == Lang::Zh && other != variables => {
                        faults.push(format!("{key}: variables differ, zh {variables:?}, en {other:?}"));
                    }
                    Some(_) => {}
                }
            }
        }
        faults
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({} keys)", self.zh.keys.len())
    }
}

impl Bundle {
    fn new(lang: Lang, sources: impl Iterator<Item = &'static str>) -> Bundle {
        let mut fluent = FluentBundle::new_concurrent(vec![lang.identifier()]);
        // The marks around arguments would be copied with the text and break searches; our texts are left-to-right.
        fluent.set_use_isolating(false);
        let mut bundle = Bundle { fluent, plain: HashMap::new(), keys: BTreeMap::new(), faults: Vec::new() };
        for source in sources {
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
                bundle.faults.extend(errors.iter().map(|error| error.to_string()));
                resource
            });
            for entry in resource.entries() {
                if let ast::Entry::Message(message) = entry {
                    bundle.learn(message);
                }
            }
            if let Err(errors) = bundle.fluent.add_resource(resource) {
                bundle.faults.extend(errors.iter().map(|error| error.to_string()));
            }
        }
        bundle
    }

    fn learn(&mut self, message: &ast::Message<&str>) {
        let Some(pattern) = &message.value else { return };
        let mut variables = BTreeSet::new();
        let mut plain = Some(String::new());
        for element in &pattern.elements {
            match element {
                ast::PatternElement::TextElement { value } => {
                    if let Some(text) = &mut plain {
                        text.push_str(value);
                    }
                }
                ast::PatternElement::Placeable { expression } => {
                    plain = None;
                    variables_of(expression, &mut variables);
                }
            }
        }
        let key = message.id.name.to_owned();
        if let Some(text) = plain {
            // The first of two messages with one key wins, as in the bundle itself.
            self.plain.entry(key.clone()).or_insert(text);
        }
        self.keys.entry(key).or_insert(variables);
    }
}

fn variables_of(expression: &ast::Expression<&str>, into: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => variables_of_inline(inline, into),
        ast::Expression::Select { selector, variants } => {
            variables_of_inline(selector, into);
            for element in variants.iter().flat_map(|variant| &variant.value.elements) {
                if let ast::PatternElement::Placeable { expression } = element {
                    variables_of(expression, into);
                }
            }
        }
    }
}

fn variables_of_inline(inline: &ast::InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                variables_of_inline(argument, into);
            }
        }
        ast::InlineExpression::Placeable { expression } => variables_of(expression, into),
        _ => {}
    }
}
