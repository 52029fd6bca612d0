# Proposals and overlap
systems-tab-proposals = Proposals
systems-tab-savings = Avoided spending
systems-tab-capabilities = Capabilities
proposal-name = Proposal
proposal-state = State
proposal-state-waiting = To be decided
proposal-state-goes-on = Goes on
proposal-state-dropped = Nothing new is built
proposal-state-withdrawn = Withdrawn
proposal-amount = Investment asked for
proposal-amount-wan = Investment asked for (10,000 yuan)
proposal-like = Most alike
proposal-like-none = Nothing reaches the warning line
proposal-like-more = { $count ->
    [one] { $count } more reaches the line
   *[other] { $count } more reach the line
 }
proposal-avoided-of = avoids { $amount } (10,000 yuan)
proposal-new = Propose a system
proposal-new-about = Look before you file: which systems, information projects and waiting proposals do the same.
proposal-look = Look for overlap
proposal-file = File
proposal-system = Planned system of the register
proposal-system-none = Not in the register (entered when it goes on)
proposal-system-hint = A system that is entered as planned can be chosen here
proposal-system-state = Only for a planned system without a waiting proposal
proposal-twins = Waiting proposals that are alike
proposal-functions = List its functions: nothing can be compared without them
proposal-kind = Choose merge, reuse, retire or go on
proposal-target-missing = Name the system to merge with, to reuse or to retire
proposal-target-none = Going on names no other system
proposal-target-unknown = There is no such system, or it is retired
proposal-avoided = Avoided spending lies between 0 and { $most } (10,000 yuan)
proposal-not-standing = This decision does not stand any more
proposal-begun = The system is being built; the decision cannot be reversed
proposals-about = A new system begins as a proposal. It is compared by functions, data items and text; another person than who filed it signs whether to merge, reuse, retire or go on, and another person still may reverse that.
proposals-none = No proposals.
done-proposal-file = Proposal filed.
done-proposal-decide = Decision signed.
done-proposal-reverse = Decision reversed; the proposal waits again.
done-proposal-withdraw = Proposal withdrawn.
found-system = System
found-project = Project
found-proposal = Proposal
verdict = Decision
verdict-merge = Merge into another system
verdict-reuse = Reuse another system
verdict-retire = Build it and retire another
verdict-go-on = Go on
verdict-reverse = Decision reversed
verdict-reversed = reversed
verdict-hint = Merging and reusing build nothing new; retiring and going on enter it in the register
verdict-target = Other system
verdict-target-none = None
verdict-avoided-wan = Avoided spending (10,000 yuan)
verdict-avoided-hint = Merging or reusing: at most { $most } (10,000 yuan: investment and a year of operation); retiring: a year of operation of the old system
verdict-sign = Sign
verdict-reverse-hint = By somebody who neither filed the proposal nor signed the decision; avoided spending is posted back
verdict-filed-own = You filed this proposal: you cannot reverse the decision on it. Somebody who neither filed it nor signed the decision can.
verdict-signed-own = You signed this decision: you cannot reverse it yourself. Somebody who neither filed the proposal nor signed the decision can.
decisions-title = Decisions
decisions-none = Not decided yet.
likeness-title = What does the same
likeness-alert = { $count ->
    [one] Overlap: { $count } does the same as this proposal
   *[other] Overlap: { $count } do the same as this proposal
 }
likeness-alert-first = Most alike is “{ $name }” of { $unit }: likeness { $score }, { $count ->
    [one] { $count } function matches
   *[other] { $count } functions match
 }. Go through it before you decide.
likeness-none = No system, project or proposal reaches a likeness of { $alert }
likeness-about = Likeness is computed from functions, data items and text; functions are mapped to capabilities first, and functions that every system has do not count. It is a hint: people decide and sign.
likeness-figures = functions { $functions }, data items { $items }, text { $text }, name { $name }
likeness-open = Open
likeness-capabilities = Capabilities of both:
likeness-own = This proposal
likeness-other = The other
likeness-why = How sure
likeness-only-own = Only in this proposal
likeness-only-other = Only in the other
likeness-passages = Passages alike
likeness-how-same = same words
likeness-how-ruled = ruled to be the same
likeness-how-capability = both are “{ $name }”
likeness-how-alike = similar words
likeness-how-usage = used alike
likeness-not-same = Not the same
likeness-not-same-sure = Rule that these two functions differ? The taxonomy keeps it, and the comparison changes.
likeness-version = Version of the taxonomy
saving-year = { $year } (10,000 yuan)
saving-total = Total
saving-sums = By unit and year
saving-entries = Ledger
saving-day = Day
saving-by = Signed by
savings-about = What need not be spent because a proposal was merged, another system reused or retired; posted with the decision. Entries are never changed; a reversed decision is posted back.
savings-none = Nothing avoided yet.
duty-say-proposal = { $count ->
    [0] Decide the proposal “{ $name }”
    [one] Decide the proposal “{ $name }” ({ $count } system alike)
   *[other] Decide the proposal “{ $name }” ({ $count } systems alike)
 }
duty-say-merge = Carry out: bring what “{ $name }” wanted into “{ $target }”
duty-say-reuse = Carry out: do the work of “{ $name }” with “{ $target }”
duty-say-retire = Carry out: retire “{ $target }” when “{ $name }” is built
duty-said-reversed = The decision was reversed. { $why }

# Capabilities
capability = Capability
capability-about = Functions are compared by the capabilities they mean, so that the same function in other words is found. Reviewers extend what ships: each lesson has its number, who and when; none is changed, a wrong one is undone.
capability-sum = { $count ->
    [one] { $count } capability
   *[other] { $count } capabilities
 }, version { $version }, { $lessons ->
    [one] { $lessons } lesson stands
   *[other] { $lessons } lessons stand
 }
capability-none = No capability meets these conditions.
capability-search-hint = Capability or phrase, Chinese or English
capability-phrases = Phrases (Chinese, English)
capability-phrase = Phrase
capability-domain-field = Domain
capability-zh = Chinese name
capability-en = English name
capability-id-field = Identifier
capability-id-hint = Small letters, digits and hyphens
capability-left = One function
capability-right = Another function
capability-same = Ruling
capability-same-yes = They are the same
capability-same-no = They are not the same
capability-teach-phrase = Add a phrase
capability-teach-new = Add a capability
capability-teach-common = Add a common function
capability-teach-ruling = Rule on two functions
capability-phrase-long = At most { $most } characters
capability-id = Small letters, digits and hyphens, at most 40
capability-domain = There is no such domain
capability-known = A capability has this identifier
capability-unknown = There is no such capability
capability-phrase-known = This phrase is known already
capability-ruling-same = Both have the same words
capability-lesson-gone = This lesson was undone
lessons-title = Lessons
lessons-none = No lessons yet.
lesson-version = No.
lesson-what = Lesson
lesson-by = Who and when
lesson-undo-act = Undo
lesson-phrase = “{ $phrase }” means “{ $capability }”
lesson-capability = New capability: { $en } ({ $zh })
lesson-common = “{ $phrase }” is a function that every system has
lesson-same = “{ $left }” and “{ $right }” are the same
lesson-different = “{ $left }” and “{ $right }” are not the same
lesson-undo = Undoes lesson { $version }:
done-capability-teach = Lesson kept; the comparison follows.
done-capability-undo = Lesson undone; the comparison follows.
