//! Who answers for a commitment on a day: the name that the document writes, and the holder of the post that the
//! responsibility is tied to.

use qipan_accounts::Units;
use qipan_accounts::people::Roster;
use qipan_kernel::Day;

use super::model::Terms;

/// Who answers for a commitment on a day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Responsible {
    /// The name as the document writes it; may be empty.
    pub written: String,
    /// It is tied to a post or a person.
    pub tied: bool,
    /// The title of the post that it is tied to, with its unit.
    pub title: Option<String>,
    /// Who bears it on the day; `None` where it is tied to nothing, or the post is vacant.
    pub holder: Option<String>,
    /// Since when the holder has held the post.
    pub since: Option<Day>,
    /// The holder has come after the one whose name the document writes.
    pub successor: bool,
}

impl Responsible {
    /// Rule leader-successor — duties belong to posts: 由相应岗位的继任领导担任. The holder of the day answers; he is
    /// called a successor when somebody whose name the document writes held the post before him.
    pub fn of(terms: &Terms, roster: &Roster, units: &Units, day: Day, english: bool) -> Responsible {
        let mut found = Responsible { written: terms.leader.clone(), ..Responsible::default() };
        let Some(link) = terms.leader_link else { return found };
        found.tied = true;
        if let Some(holder) = roster.bearer(link, day) {
            found.holder = Some(holder.person.name.clone());
            if let Some((post, since)) = holder.post {
                found.since = Some(since);
                found.successor = !terms.leader.contains(&holder.person.name)
                    && roster.held_before(post.id, since).any(|before| terms.leader.contains(&before.name));
            }
        }
        if let qipan_accounts::people::Bearer::Post(_) = link {
            found.title = Some(roster.name(link, units, english));
        }
        found
    }

    /// The name to show where there is room for one: the holder's, else the written one.
    pub fn name(&self) -> &str {
        self.holder.as_deref().unwrap_or(&self.written)
    }

    /// True when the document writes another name than the one that bears it.
    pub fn differs(&self) -> bool {
        !self.written.is_empty()
            && self.holder.as_ref().is_some_and(|holder| !self.written.contains(holder.as_str()))
    }
}
