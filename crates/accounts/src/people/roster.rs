//! All posts, people and appointments at one moment, in memory: who bears a duty on a day. A duty is tied to a post
//! wherever it can be, so that it passes to the successor without anybody touching what he answers for.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_store::Tx;
use serde::{Deserialize, Serialize};

use crate::people::{Appointment, Person, Post, PostKind, store};
use crate::units::Units;
use crate::units::rules::fold;

/// What a duty is tied to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bearer {
    /// A post: whoever holds it bears the duty.
    Post(#[schemars(with = "i64")] Id),
    /// A person, whatever post he holds.
    Person(#[schemars(with = "i64")] Id),
}

impl Bearer {
    /// The two columns it is kept in: post, person.
    pub fn columns(bearer: Option<Bearer>) -> (Option<Id>, Option<Id>) {
        match bearer {
            Some(Bearer::Post(id)) => (Some(id), None),
            Some(Bearer::Person(id)) => (None, Some(id)),
            None => (None, None),
        }
    }

    /// The bearer in those two columns.
    pub fn of_columns(post: Option<Id>, person: Option<Id>) -> Option<Bearer> {
        post.map(Bearer::Post).or(person.map(Bearer::Person))
    }
}

/// `post:7`, `person:9`: in forms and links.
impl fmt::Display for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bearer::Post(id) => write!(f, "post:{id}"),
            Bearer::Person(id) => write!(f, "person:{id}"),
        }
    }
}

impl FromStr for Bearer {
    type Err = String;
    fn from_str(text: &str) -> Result<Bearer, String> {
        let (kind, id) = text.trim().split_once(':').ok_or_else(|| text.to_owned())?;
        let id: Id = id.parse().map_err(|_| text.to_owned())?;
        match kind {
            "post" => Ok(Bearer::Post(id)),
            "person" => Ok(Bearer::Person(id)),
            _ => Err(text.to_owned()),
        }
    }
}

/// Requires that the post or person is there; the failure is `.at(field)`.
///
/// # Errors
/// `bearer-unknown`.
pub fn check(tx: &mut Tx<'_>, bearer: Option<Bearer>, field: &'static str) -> Outcome<()> {
    let there = match bearer {
        Some(Bearer::Post(id)) => store::post(tx, id)?.is_some(),
        Some(Bearer::Person(id)) => store::person(tx, id)?.is_some(),
        None => true,
    };
    if there { Ok(()) } else { Err(Failure::invalid("bearer-unknown").at(field)) }
}

/// Who bears a duty on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Holder<'a> {
    /// The person.
    pub person: &'a Person,
    /// The post, and since when the person has held it; `None` where the duty is the person's own.
    pub post: Option<(&'a Post, Day)>,
}

/// A snapshot of posts and people. Cheap to ask, never changed; share it in an `Arc`.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    people: HashMap<Id, Person>,
    named: HashMap<String, Vec<Id>>,
    /// In the order of units, leaders first.
    posts: Vec<Post>,
    at: HashMap<Id, usize>,
    /// By post, the first appointment first.
    held: HashMap<Id, Vec<Appointment>>,
}

/// A name as it is compared: without spaces, width and case.
fn name_of(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).collect()
}

impl Roster {
    /// Reads everything.
    pub fn load(tx: &mut Tx<'_>) -> Outcome<Roster> {
        Ok(Roster::new(store::people(tx)?, store::posts(tx)?, store::appointments(tx)?))
    }

    /// A roster of these.
    pub fn new(people: Vec<Person>, mut posts: Vec<Post>, appointments: Vec<Appointment>) -> Roster {
        let mut roster = Roster::default();
        for person in people {
            for name in [&person.name, &person.name_en] {
                let ids = roster.named.entry(name_of(name)).or_default();
                if !name.is_empty() && !ids.contains(&person.id) {
                    ids.push(person.id);
                }
            }
            roster.people.insert(person.id, person);
        }
        posts.sort_by_key(|post| (post.data.unit, post.data.kind, post.data.sort, post.id));
        roster.at = posts.iter().enumerate().map(|(index, post)| (post.id, index)).collect();
        roster.posts = posts;
        for one in appointments {
            roster.held.entry(one.post).or_default().push(one);
        }
        roster.held.values_mut().for_each(|all| all.sort_by_key(|one| (one.from, one.id)));
        roster
    }

    /// All posts, by unit.
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    /// One post.
    pub fn post(&self, id: Id) -> Option<&Post> {
        self.at.get(&id).map(|index| &self.posts[*index])
    }

    /// All people, by name.
    pub fn people(&self) -> Vec<&Person> {
        let mut all: Vec<&Person> = self.people.values().collect();
        all.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        all
    }

    /// One person.
    pub fn person(&self, id: Id) -> Option<&Person> {
        self.people.get(&id)
    }

    /// Who holds a post on `day`, and since when; of several holders the one who has held it longest.
    pub fn holder_of(&self, post: Id, day: Day) -> Option<(&Person, Day)> {
        let holds = |one: &&Appointment| one.from <= day && one.to.is_none_or(|to| to >= day);
        let held = self.held.get(&post)?.iter().find(holds)?;
        Some((self.person(held.person)?, held.from))
    }

    /// Who bears a duty on `day`; `None` while its post is vacant.
    pub fn bearer(&self, bearer: Bearer, day: Day) -> Option<Holder<'_>> {
        match bearer {
            Bearer::Post(id) => {
                let (person, since) = self.holder_of(id, day)?;
                Some(Holder { person, post: Some((self.post(id)?, since)) })
            }
            Bearer::Person(id) => Some(Holder { person: self.person(id)?, post: None }),
        }
    }

    /// The posts that a person holds on `day`.
    pub fn held_by(&self, person: Id, day: Day) -> impl Iterator<Item = &Post> {
        self.posts
            .iter()
            .filter(move |post| self.holder_of(post.id, day).is_some_and(|(holder, _)| holder.id == person))
    }

    /// Who held a post before `day`, earliest first.
    pub fn held_before(&self, post: Id, day: Day) -> impl Iterator<Item = &Person> {
        let all = self.held.get(&post).into_iter().flatten();
        all.filter(move |one| one.from < day).filter_map(|one| self.people.get(&one.person))
    }

    /// The people of this name.
    pub fn by_name(&self, name: &str) -> impl Iterator<Item = &Person> {
        self.named.get(&name_of(name)).into_iter().flatten().filter_map(|id| self.people.get(id))
    }

    /// The title of a post, with its unit: “民政局局长”.
    pub fn title(&self, post: &Post, units: &Units, english: bool) -> String {
        let unit = units.short_name(post.data.unit, english);
        if english && !post.data.title_en.is_empty() {
            format!("{}, {unit}", post.data.title_en)
        } else {
            format!("{unit}{}", post.data.title_zh)
        }
    }

    /// What a duty is tied to, in words: a post by its title, a person by his name.
    pub fn name(&self, bearer: Bearer, units: &Units, english: bool) -> String {
        match bearer {
            Bearer::Post(id) => {
                self.post(id).map_or_else(|| id.to_string(), |post| self.title(post, units, english))
            }
            Bearer::Person(id) => self.person(id).map_or_else(|| id.to_string(), |one| one.name.clone()),
        }
    }

    /// Everything that a duty can be tied to on `day`, with the words of a choice: posts with their holders in the order
    /// of the units, then people without a post.
    pub fn choices(&self, units: &Units, day: Day, english: bool) -> Vec<(Bearer, String)> {
        let order: HashMap<Id, usize> = units.iter().enumerate().map(|(n, unit)| (unit.id, n)).collect();
        let mut posts: Vec<&Post> = self.posts.iter().collect();
        posts.sort_by_key(|post| order.get(&post.data.unit).copied().unwrap_or(usize::MAX));
        let mut holders = Vec::new();
        let mut all: Vec<(Bearer, String)> = posts
            .into_iter()
            .map(|post| {
                let title = self.title(post, units, english);
                let words = match self.holder_of(post.id, day) {
                    Some((person, _)) => {
                        holders.push(person.id);
                        format!("{title} · {}", person.name)
                    }
                    None => title,
                };
                (Bearer::Post(post.id), words)
            })
            .collect();
        let mut others: Vec<&Person> =
            self.people.values().filter(|one| !holders.contains(&one.id)).collect();
        others.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        all.extend(others.into_iter().map(|one| (Bearer::Person(one.id), one.name.clone())));
        all
    }

    /// What a typed text means: `post:7`, the words of a choice, a post's title, or the name of somebody who is the only
    /// one of that name and holds one post at most.
    pub fn read(&self, text: &str, units: &Units, day: Day) -> Option<Bearer> {
        if let Ok(bearer) = text.parse::<Bearer>() {
            return Some(bearer);
        }
        let wanted = name_of(text);
        for english in [false, true] {
            let found =
                self.choices(units, day, english).into_iter().find(|(_, words)| name_of(words) == wanted);
            if let Some((bearer, _)) = found {
                return Some(bearer);
            }
        }
        if let Some(post) = self.titled(&wanted, units) {
            return Some(Bearer::Post(post));
        }
        let mut people = self.by_name(text);
        let (person, None) = (people.next()?, people.next()) else { return None };
        let mut posts = self.held_by(person.id, day);
        match (posts.next(), posts.next()) {
            (Some(post), None) => Some(Bearer::Post(post.id)),
            (None, _) => Some(Bearer::Person(person.id)),
            _ => None,
        }
    }

    fn titled(&self, wanted: &str, units: &Units) -> Option<Id> {
        let is = |post: &&Post| {
            let full = units.get(post.data.unit).map_or("", |unit| unit.data.name_zh.as_str());
            [false, true].iter().any(|english| name_of(&self.title(post, units, *english)) == wanted)
                || name_of(&format!("{full}{}", post.data.title_zh)) == wanted
        };
        self.posts.iter().find(is).map(|post| post.id)
    }

    /// Rule leader-matched — the post or person that a document means by the name of a responsible leader of `lead`'s
    /// commitment, on the document's `day`. Only the exact name counts. First those with a post in the lead unit, above
    /// or below it, then everybody; where several people fit, nobody is proposed. The post is preferred: the nearest
    /// one, of a leader before others. “区应急局局长”, or “局长” of the lead unit, means that post.
    pub fn matched(&self, written: &str, lead: Option<Id>, units: &Units, day: Day) -> Option<Bearer> {
        let text = name_of(written.split(['、', '，', ',', '；', ';', '（', '(']).next()?);
        let text = text.strip_suffix("同志").unwrap_or(&text);
        if text.is_empty() {
            return None;
        }
        let branch: Vec<Id> = lead.map_or_else(Vec::new, |lead| {
            std::iter::once(lead).chain(units.ancestors(lead)).chain(units.subtree(lead)).collect()
        });
        let near = |post: &Post| branch.iter().position(|unit| *unit == post.data.unit);
        let people: Vec<&Person> = self.by_name(text).collect();
        let posts = |person: &Person| -> Vec<&Post> {
            let mut posts: Vec<&Post> = self.held_by(person.id, day).collect();
            posts.sort_by_key(|post| (near(post).unwrap_or(usize::MAX), post.data.kind, post.id));
            posts
        };
        let inside: Vec<&Person> =
            people.iter().copied().filter(|one| posts(one).iter().any(|post| near(post).is_some())).collect();
        let ((&[one], _) | (&[], &[one])) = (inside.as_slice(), people.as_slice()) else {
            let own = |post: &&Post| {
                Some(post.data.unit) == lead
                    && post.data.kind == PostKind::Leader
                    && name_of(&post.data.title_zh) == text
            };
            let own = self.posts.iter().find(own).map(|post| post.id);
            return own.or_else(|| self.titled(text, units)).filter(|_| people.is_empty()).map(Bearer::Post);
        };
        Some(posts(one).first().map_or(Bearer::Person(one.id), |post| Bearer::Post(post.id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::PostData;
    use crate::units::{Unit, UnitData, UnitKind};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// Two bureaus under one district; 张示例 led the first until March, 李示例 since; two people are called 王示例.
    fn sample() -> (Roster, Units) {
        let unit = |id: i64, parent: Option<i64>, name: &str| Unit {
            id: Id(id),
            version: 1,
            data: UnitData {
                parent: parent.map(Id),
                kind: UnitKind::Bureau,
                name_zh: name.into(),
                short_zh: name.replace("滨海新", ""),
                ..UnitData::default()
            },
        };
        let units = Units::new(vec![
            unit(1, None, "滨海新区"),
            unit(2, Some(1), "滨海新区应急局"),
            unit(3, Some(1), "滨海新区民政局"),
        ]);
        let person = |id: i64, name: &str| Person { id: Id(id), name: name.into(), name_en: String::new() };
        let post = |id: i64, unit: i64, kind, title: &str| Post {
            id: Id(id),
            data: PostData {
                unit: Id(unit),
                kind,
                title_zh: title.into(),
                title_en: String::new(),
                single: true,
                sort: 0,
            },
        };
        let held = |id: i64, post: i64, person: i64, from: &str, to: Option<&str>| Appointment {
            id: Id(id),
            post: Id(post),
            person: Id(person),
            from: day(from),
            to: to.map(day),
        };
        let roster = Roster::new(
            vec![
                person(11, "张示例"),
                person(12, "李示例"),
                person(13, "王示例"),
                person(14, "王示例"),
                person(15, "赵示例"),
                person(16, "王示"),
            ],
            vec![
                post(21, 2, PostKind::Leader, "局长"),
                post(22, 3, PostKind::Leader, "局长"),
                post(23, 2, PostKind::Handler, "科长"),
                post(24, 1, PostKind::Leader, "副区长"),
            ],
            vec![
                held(31, 21, 11, "2024-01-01", Some("2026-02-28")),
                held(32, 21, 12, "2026-03-01", None),
                held(33, 22, 13, "2024-01-01", None),
                held(34, 23, 14, "2024-01-01", None),
                held(35, 24, 16, "2024-01-01", None),
            ],
        );
        (roster, units)
    }

    #[test]
    fn a_duty_of_a_post_passes_to_the_successor() {
        let (roster, _) = sample();
        let holder =
            |on: &str| roster.bearer(Bearer::Post(Id(21)), day(on)).map(|one| one.person.name.clone());
        assert_eq!(holder("2026-02-28").as_deref(), Some("张示例"));
        assert_eq!(holder("2026-03-01").as_deref(), Some("李示例"));
        assert_eq!(holder("2023-12-31"), None, "vacant");
        let own = roster.bearer(Bearer::Person(Id(11)), day("2026-03-01")).unwrap();
        assert_eq!((own.person.name.as_str(), own.post), ("张示例", None), "a person's own duty stays");
    }

    #[test]
    fn names_are_matched_within_the_unit_tree() {
        let (roster, units) = sample();
        let (old, new) = (day("2026-02-01"), day("2026-06-01"));
        for (written, lead, on, expected) in [
            ("张示例", Some(2), old, Some(Bearer::Post(Id(21)))),
            ("李 示例", Some(2), new, Some(Bearer::Post(Id(21)))),
            ("李示例同志", Some(2), new, Some(Bearer::Post(Id(21)))),
            // He holds no post any more: the person, not the post that he left.
            ("张示例", Some(2), new, Some(Bearer::Person(Id(11)))),
            // Two people of one name: the one of the lead unit's branch.
            ("王示例", Some(3), new, Some(Bearer::Post(Id(22)))),
            ("王示例", Some(2), new, Some(Bearer::Post(Id(23)))),
            ("王示例", None, new, None),
            // A leader of the district stands above the bureau.
            ("王示", Some(2), new, Some(Bearer::Post(Id(24)))),
            ("赵示例", Some(2), new, Some(Bearer::Person(Id(15)))),
            ("局长", Some(2), new, Some(Bearer::Post(Id(21)))),
            ("滨海新区民政局局长", Some(2), new, Some(Bearer::Post(Id(22)))),
            ("周示例", Some(2), new, None),
            ("示例", Some(2), new, None),
            ("", Some(2), new, None),
        ] {
            assert_eq!(roster.matched(written, lead.map(Id), &units, on), expected, "{written} {lead:?}");
        }
    }

    #[test]
    fn a_typed_choice_is_read_back() {
        let (roster, units) = sample();
        let on = day("2026-06-01");
        for (bearer, words) in roster.choices(&units, on, false) {
            if words != "王示例" {
                assert_eq!(roster.read(&words, &units, on), Some(bearer), "{words}");
            }
        }
        assert_eq!(roster.read("post:21", &units, on), Some(Bearer::Post(Id(21))));
        assert_eq!(roster.read("李示例", &units, on), Some(Bearer::Post(Id(21))));
        assert_eq!(roster.read("王示例", &units, on), None);
    }
}
