# Words that problems, requests, visits and meetings share
work-chain = How it hangs together: request, project, visit, meeting, problem, commitment
work-sort-request = Request
work-sort-project = Project
work-sort-visit = Visit
work-sort-meeting = On-site meeting
work-sort-problem = Problem
work-sort-commitment = Commitment
work-sort-node = Node
work-sort-note = Site note
work-sort-evaluation = Post-evaluation
work-sort-self-evaluation = Self-evaluation
work-sort-system = Information system
work-sort-proposal = Proposal for a system
work-choose-unit = Choose a unit
work-project-unknown = There is no such project, or it is not within your reach.
work-rule-past = Rules can hold from tomorrow on at the earliest.
work-rule-day-taken = Another set of rules begins on this day.
work-rule-clocks = There must be at least one set of clocks for requests, each with a name and a word of its own.
todo-title = To do
work-nothing = No request and no problem waits for you now.
work-what = What
work-reply = Requests to answer
work-sign-reply = Answers to sign for
work-cooperate = Requests to help with
work-sign = Problems to sign for
work-solve = Problems to solve
work-decide = Problems for a leader to decide
work-dispatch = Requests to dispatch
work-objections = Objections to decide
work-extensions = Extensions to decide
work-visit = Requests to visit back
work-accept = Problems to accept
work-assign = Problems to assign
work-check = Problems to check
work-strike = Problems to strike off
todo-others = Others
work-rules-title = Rules of the work
work-rules-about = When problems rise to the next level, the clocks of requests, and how often contracted leaders visit. A set holds from its day until the next one begins; what was decided by the rules of a day stays decided.
work-rule-now = In force
work-rule-by = Entered
work-rule-enter = Enter a further set
work-rule-name-zh = Name (Chinese)
work-rule-name-en = Name (English)
work-rule-from = Holds from
work-rule-from-hint = From tomorrow at the earliest
work-rule-problems = Levels of problems (working days)
work-rule-accept-days = To accept within
work-rule-assign-days = To assign within
work-rule-near-days = Shown as near
work-rule-over-days = Overdue by, before it rises to the leader in charge
work-rule-over-leader = Overdue by further, before it rises to the chief
work-rule-idle-days = Without any act, before it rises to the leader in charge
work-rule-idle-leader = Without any act there, before it rises to the chief
work-rule-requests = Clocks of requests
work-rule-requests-hint = The first set is the one that is used when nobody says. Fill in the last row to add a set; clear word and names to leave one out.
work-clock-word = Word
work-clock-zh = Name (Chinese)
work-clock-en = Name (English)
work-clock-objection = Objection
work-clock-cooperating = Cooperating
work-clock-lead = Lead
work-clock-before = Extension asked for, working days before
work-clock-unit = unit
work-clock-working-days = { $count ->
    [one] one working day
   *[other] { $count } working days
}
work-clock-natural-days = { $count ->
    [one] one day
   *[other] { $count } days
}
work-clock-months = { $count ->
    [one] one month
   *[other] { $count } months
}
work-clock-years = { $count ->
    [one] one year
   *[other] { $count } years
}
work-clock-working-days-unit = working days
work-clock-natural-days-unit = days
work-clock-months-unit = months
work-clock-years-unit = years
work-rule-visits = Visits of contracted leaders
work-rule-main-months = Months between visits of the first leader (0: none asked)
work-rule-other-months = Months between visits of the others (0: none asked)
work-rule-visits-near = Days before a visit from which it is shown as near
work-rule-say-accept = A problem is accepted within { $days ->
    [one] one working day
   *[other] { $days } working days
}
work-rule-say-assign = An accepted problem is assigned within { $days ->
    [one] one working day
   *[other] { $days } working days
}
work-rule-say-near = A limit is near from { $days ->
    [one] one working day
   *[other] { $days } working days
} before
work-rule-say-over = Overdue by working days: { $first } takes it to the leader in charge, { $second } more to the chief
work-rule-say-idle = Working days without any act: more than { $first } takes it to the leader in charge, more than { $second } there to the chief
work-rule-say-clocks = { $name }: objection { $objection }, cooperating { $cooperating }, lead { $lead }; an extension is asked for { $before ->
    [0] within the limit
    [one] at least one working day before
   *[other] at least { $before } working days before
}
work-rule-say-visits = Months between visits: { $main } of the first leader, { $other } of the others; near from { $near ->
    [one] one day
   *[other] { $near } days
} before
work-rule-look = See what it changes
work-rule-preview = What the set would change
work-rule-preview-of = “{ $name }” holds from { $day }.
work-rule-same = It says what the rules of that day say already.
work-rule-touches = If nothing happens until then, { $count ->
    [one] one problem rises
   *[other] { $count } problems rise
} otherwise on its first day:
work-rule-touches-nothing = If nothing happens until then, no problem rises otherwise on its first day.
work-rule-touched = Problems touched
work-rule-before = By the rules there are
work-rule-after = By this set
work-rule-stays = stays
work-rule-apply = Enter it
work-rule-apply-sure = Once entered it holds from its day and cannot be taken back. Are you sure?
done-work-rules = The set is entered; it holds from { $day }.
together-title = What hangs together with it
together-none = None
together-open-of = { $open } open of { $all }
together-times = { $count ->
    [one] Once
   *[other] { $count } times
}
together-last = last on { $day }
together-open = { $count } open
together-all-open = { $count ->
    [one] The open commitment
   *[other] All { $count } open commitments
}
