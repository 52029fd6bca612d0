### Lights

# Names of the lights
light-name-grey = grey
light-name-green = green
light-name-blue = blue
light-name-yellow = yellow
light-name-red = red
light-name-done = closed

# Why a light is what it is
light-why-draft = not issued yet
light-why-suspended = suspended
light-why-withdrawn = withdrawn
light-why-unsigned = issued, not signed for yet
light-why-no-data = no report and nothing verified yet
light-why-on-plan = on plan
light-why-on-plan-verified = on plan: { $verified } verified
light-why-on-plan-claimed = on plan: { $claimed } claimed, { $verified } verified
light-why-closed = closed on { $on }
light-why-closed-in-time = closed in time on { $on }: first limit { $due }
light-why-closed-late-just = closed on { $on }, after the first limit { $due }
light-why-closed-late = closed on { $on }, late by { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}: first limit { $due }
light-why-near-due = { $days ->
    [one] { $days } working day left
   *[other] { $days } working days left
}: due { $due } (reminder from { $within } working days before)
light-why-due-today = due today: limit { $due }
light-why-overdue = overdue by { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}: due { $due }, still not closed
light-why-overdue-just = overdue: due { $due }, still not closed
light-why-behind-claimed = { $counted } claimed (not verified yet), { $expected } expected by now: { $lag } points behind (threshold { $threshold })
light-why-behind-verified = { $counted } verified, { $expected } expected by now: { $lag } points behind (threshold { $threshold })
light-why-behind-lapsed = the claim of { $claimed } was not verified within { $review } working days, so the verified { $counted } counts; { $expected } expected by now: { $lag } points behind (threshold { $threshold })
light-why-behind-nothing = no progress stated, { $expected } expected by now: { $lag } points behind (threshold { $threshold })
light-why-slight-claimed = slightly behind: { $counted } claimed (not verified yet), { $expected } expected by now, { $lag } points behind
light-why-slight-verified = slightly behind: { $counted } verified, { $expected } expected by now, { $lag } points behind
light-why-slight-lapsed = slightly behind: the claim of { $claimed } was not verified within { $review } working days, so the verified { $counted } counts; { $expected } expected by now, { $lag } points behind
light-why-slight-nothing = slightly behind: no progress stated, { $expected } expected by now, { $lag } points behind
light-why-report-missing = report missing: progress from { $from } to { $to } was due by { $due }
light-why-report-made-up = a report was missed: progress from { $from } to { $to } was made up on { $on }
light-why-report-made-up-late = a report was missed and not made up within the next period: progress from { $from } to { $to } came only on { $on }
light-why-returned = the report was sent back on { $on } and has not been handed in again
light-why-slip-blue = blue slip of { $on }, to be done by { $due }
light-why-slip-blue-open = blue slip of { $on }, not done yet
light-why-slip-blue-unmet = blue slip not done in time: limit { $due }
light-why-slip-orange = orange slip of { $on }, to be done by { $due }
light-why-slip-orange-open = orange slip of { $on }, not done yet
light-why-slip-orange-unmet = orange slip not done in time: limit { $due }
light-why-slip-red = red slip of { $on }, to be done by { $due }
light-why-slip-red-open = red slip of { $on }, not done yet
light-why-slip-red-unmet = red slip not done in time: limit { $due }
light-why-not-started = start planned for { $planned }; { $months ->
    [one] { $months } month
   *[other] { $months } months
} later still not started (threshold { $threshold })
light-why-unpaid = payment behind: { $planned } yuan required by { $by }, { $paid } yuan paid
light-why-no-statistics = not entered in the statistics since { $since }: { $days ->
    [one] { $days } day
   *[other] { $days } days
} (threshold in months: { $threshold })

# Rule sets
light-set-generic = Generic rules
light-set-yinchuan-2025 = Yinchuan red, yellow and green lights (2025)
light-set-ouhai-2020 = Ouhai three-colour warning (2020)
light-set-suqian-2025 = Suqian three-colour slips (2025)
light-set-sanming-2017 = Sanming three-colour slips (2017)
light-source-generic = Common practice of supervision: red before yellow, blue and green; no data is never green
light-source-yinchuan-2025 = Yinchuan, lights for key projects, March 2025
light-source-ouhai-2020 = Ouhai district of Wenzhou, three-colour warning, May 2020
light-source-suqian-2025 = Suqian, three-colour supervision slips, June 2025
light-source-sanming-2017 = Sanming, three-colour supervision slips, 2017

# Faults of rule sets
light-set-unreadable = The rule set cannot be read at line { $line }; nothing was changed.
light-set-threshold = The thresholds of the rule set “{ $set }” contradict each other; nothing was changed.
light-set-overlap = A version of the rule set “{ $set }” is given twice, or two versions are in force on the same day; nothing was changed.

# Commitments
state-registered = Registered
state-issued = Issued, not signed for
state-signed = Signed for
state-in-progress = In progress
state-reported = Reported, to be reviewed
state-submitted = Submitted for closing
state-closed = Closed
state-struck-off = Struck off
state-withdrawn = Withdrawn
kind-task = Task
kind-target = Target
kind-node = Node
kind-rectification = Rectification
kind-standing = Standing matter
commitment-wrong-state = The commitment is “{ $state }”; that does not allow this act.
commitment-same-person = Whoever closed it may not strike it off: closing and striking off are acts of two people.
commitment-no-evidence = There is no evidence and not all progress is verified, so it cannot be closed.
commitment-statement-missing = Say what is promised.
commitment-statement-long = The statement may have { $max } characters at most: one matter, one item.
commitment-due-before-start = The limit { $due } is before the start { $start }.
commitment-lead-cooperates = The lead unit cannot also be a cooperating unit.
commitment-day-implausible = The date is implausible; it should be between 2000 and 2100.
commitment-changed-meanwhile = While you were editing, somebody else changed this commitment ({ $fields }). Look at it again before you change it.
commitment-number-taken = The number “{ $number }” is taken.
commitment-unit-unknown = There is no such unit, or it is no longer active.
commitment-line-unknown = There is no such line.
report-verified-beyond-claim = Verified progress cannot be above claimed progress ({ $claimed }).
report-claim-range = Progress must be between 0 and 100%.
evidence-missing = Choose a file as evidence.
evidence-empty = The file “{ $name }” is empty.
evidence-too-large = The file is larger than { $mib } MB.
evidence-kind = Files of this kind are not taken: “{ $name }”. Pictures, PDF, Word, Excel, text, archives and MP4 are.
rule-set-unknown = There is no rule set “{ $name }” in force on that day.
schedule-unknown = The report schedule “{ $text }” is not understood; use monthly:25, quarterly, ten_day or weekly.
line-code-taken = The code “{ $code }” belongs to another line.
query-not-understood = The value “{ $text }” of { $name } is not understood.
query-day-to-come = { $day } has not come yet: the board shows today or a past day.
idempotency-key-bad = An Idempotency-Key has 1 to 200 visible characters.
idempotency-key-reused = This Idempotency-Key was used for another request.

# pages
## Board
past-banner = This is how things stood at the end of { $day }, not now.
past-banner-now = Back to today
board-own = { $unit } (itself)
board-rest = { $count } other units
board-others = Others
board-open = { $open } open, { $red } of them red
board-only = Only:
board-all-lines = all lines
board-all-lights = all lights
board-nothing-here = There are no commitments here.
board-whole = Show the whole board
board-empty = Nothing is on the board yet. Begin with any of these:
board-empty-unit = Nothing on the board concerns your unit yet.
first-units = Set up the units
first-lines = Set up the lines of work (the columns of the board)
first-document = Import minutes, a plan or a notice, and register what it promises
first-ledger = Import an existing ledger
first-commitment = Register a single commitment
first-by-others = (done by another role)
figure-open = open
figure-red = red
figure-yellow = yellow
figure-on-time = closed on time ({ $on-time } of { $timed })
figure-unverified = claimed, no evidence
figure-closed = closed since { $day }
figure-turned-red = turned red since { $day }
decide-submitted = { $days ->
    [0] submitted for closing today
    [one] submitted for closing, waiting for { $days } working day
   *[other] submitted for closing, waiting for { $days } working days
}
decide-waiting = report waiting for review for { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}

## Lists of commitments
choose-any = any
list-title = Commitments
list-title-of = Commitments of { $unit }
list-changed-closed = Closed since { $day }
list-changed-turned-red = Turned red since { $day }
list-changed-new = New since { $day }
list-changed-slipped = Put off since { $day }
list-search = Search
list-search-hint = words, leader or number
list-unit = Lead unit
list-line = Line
list-light = Light
list-state = State
list-sort = Order
list-at = As of
list-with-done = with closed ones
list-what = Commitment
list-units = Lead · cooperating
list-due = Limit
list-progress = Progress
list-tick = Select { $number }
list-first-due = first limit { $day }
list-issue-ticked = Issue the selected
list-issue-hint = Each goes to its own lead unit, all at once.
list-on-board = Show on the board
list-new = Register a commitment
list-empty = No commitment fits.
list-all = Show all that are open
no-limit = no limit set
sort-due = by limit
sort-newest = newest first
sort-changed = last changed first
# end of pages

# ledger
ledger-title = Ledger of supervised work
ledger-sheet = Ledger
ledger-file = ledger_{ $day }
ledger-as-of = As of { $day }
ledger-unit-note = { $count ->
    [one] { $count } item
   *[other] { $count } items
}; units: items, %
ledger-group = { $number }. { $line }: { $count ->
    [one] { $count } item
   *[other] { $count } items
} ({ $lights })
ledger-total = Total: { $count ->
    [one] { $count } item
   *[other] { $count } items
} ({ $lights })
ledger-foot = Note: lights are computed from limits, verified progress and the rule set; their reason stands beside them. Claimed progress is what the unit states, verified progress what a review or evidence supports.
ledger-page = Page &P of &N
ledger-group-limit = Time limit
ledger-group-progress = Progress
ledger-serial = No.
ledger-number = Number
ledger-kind = Kind
ledger-line = Line
ledger-source = Source/basis
ledger-statement = Task
ledger-measure = Target/measures
ledger-lead = Lead unit
ledger-cooperating = Cooperating units
ledger-leader = Responsible leader
ledger-contact = Person in charge/contact
ledger-start = Start day
ledger-first-due = First limit
ledger-due = Current limit
ledger-limit-words = Limit as written
ledger-schedule = Report schedule
ledger-progress = Progress in words
ledger-claimed = Claimed
ledger-verified = Verified
ledger-state = State
ledger-light = Light
ledger-reason = Reason of the light
ledger-rule-set = Rule set
ledger-problems = Problems
ledger-next-step = Next steps
ledger-evidence = Evidence
ledger-note = Remarks
ledger-schedule-monthly = monthly, by day { $day }
ledger-schedule-quarterly = quarterly
ledger-schedule-ten-day = every ten days
ledger-schedule-weekly = weekly
ledger-commitments = Commitments
ledger-import = Read a ledger in
ledger-import-about = Upload the ledger that your office keeps. First it is only looked at: each row is told whether it can be taken and which cell is wrong, and nothing is written. After you confirm, the rows are registered in one act. Completion rates come in as claims that wait for review; finished items come in as submitted for closing.
ledger-import-file = Ledger file
ledger-import-file-hint = Excel (.xlsx) or CSV, up to 8 MB and 10,000 rows. There may be two rows of heads, titles above them, groups and merged cells.
ledger-import-reference = Reference day
ledger-import-reference-hint = Limits without a year (6月底前) are taken to be in the year of this day.
ledger-import-start = Start day where none is given
ledger-import-start-hint = Even progress is counted from this day for rows without a start day.
ledger-import-line = Line where none is found
ledger-import-line-none = None
ledger-import-line-hint = Rows whose line neither their group nor keywords tell go here; without it they are not taken.
ledger-import-look = Look at it first
ledger-import-dry = What the import would do
ledger-import-done = What the import did
ledger-import-sum = Rows that can be registered: { $accepted }; with faults: { $faulty }; duplicates: { $duplicates }; others (groups, totals, notes): { $others }. Nothing has been written.
ledger-import-sum-done = Rows registered: { $accepted }; left out for faults: { $faulty }; left out as duplicates: { $duplicates }; others (groups, totals, notes): { $others }.
ledger-import-unknown = These columns are not understood and were not read: { $heads }
ledger-import-apply = Register { $count ->
    [one] { $count } item
   *[other] { $count } items
}
ledger-import-again = Another file
ledger-import-rows = Row by row
ledger-import-row = Row
ledger-import-fate = Result
ledger-import-faults = Why
ledger-fate-accepted = can be registered
ledger-fate-registered = registered
ledger-fate-faulty = faulty
ledger-fate-duplicate = duplicate
ledger-fate-group = group
ledger-fate-other = no item
ledger-file-missing = Choose the ledger file.
ledger-file-fault = { $cell }: { $fault }
ledger-no-heads = There are no heads: the table needs a column of tasks and one of lead units, named within its first 15 rows.
ledger-no-matters = There are no items below the heads.
ledger-lead-missing = The lead unit is missing.
ledger-unit-unknown = There is no unit “{ $name }”.
ledger-unit-unknown-like = There is no unit “{ $name }”; is it “{ $like }”?
ledger-unit-ended = The unit “{ $name }” is no longer active.
ledger-line-missing = It is not clear which line this belongs to.
ledger-line-unknown = There is no line “{ $name }”.
ledger-number-long = A number may have { $max } characters at most.
ledger-date-impossible = There is no such day: “{ $text }”.
ledger-date-unreadable = The limit “{ $text }” is not understood; write 2026-06-30, 30 June 2026, 6月底前 or 长期.
ledger-progress-unreadable = The progress “{ $text }” is not understood; it should be 0 to 100%.
ledger-state-unknown = The state “{ $text }” is not understood.
ledger-state-withdrawn = Items that were withdrawn are not taken in.
ledger-duplicate-number = The number “{ $number }” is registered already.
ledger-duplicate-statement = The same task of the same lead unit is registered already as { $number }.
ledger-duplicate-row = It repeats row { $line } of this file.
