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
light-why-suspended-since = suspended since { $since } because { $reason }
light-why-suspended-until = suspended since { $since } because { $reason }; to be taken up again by { $expected }
light-why-suspended-beyond = suspended since { $since } because { $reason }; it was to be taken up again by { $expected }
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
state-suspended = Suspended
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
evidence-named-otherwise = What is in the file is not what its name says: “{ $name }”. Correct the name or choose another file.
rule-set-unknown = There is no rule set “{ $name }” in force on that day.
schedule-unknown = The report schedule “{ $text }” is not understood; use monthly:25, quarterly, ten_day or weekly.
line-code-taken = The code “{ $code }” belongs to another line.
query-not-understood = The value “{ $text }” of { $name } is not understood.
query-day-to-come = { $day } has not come yet: the board shows today or a past day.

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
figure-suspended = suspended
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
board-views = Ways to look at it
board-view-all = all
board-view-open = open only
board-view-list = list
board-view-wall = wall display
board-compare-any = compare with any day

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
list-units = Units
list-due = Limit
list-progress = Progress
list-tick = Select { $number }
list-due-stopped = stopped
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
print-as-of = as of { $at }
list-export = Export as a ledger

## One commitment
why-title = Why it is “{ $light }”
why-blue-at = Due soon: from { $at }
why-yellow-at = Turns yellow: { $at }
why-red-at = Turns red: { $at }
why-show-day = show that day
why-provisional = One of these moments lies in a year whose public holidays are not announced yet; the announcement may move it.
why-rules = Rules and calendar it follows
why-versions = rules version { $rules } · working calendar version { $calendar }
why-evaluated = computed on { $at }
detail-progress = Progress
detail-unverified = More is claimed than verified: hatched on the board until a review, evidence or a reading supports it.
detail-closed-verified = Reviews had verified { $verified } before closing; closing on { $day } was the review that verified the rest, so that it counts as 100%.
detail-opinions = Opinions of leaders
detail-opinions-note = An opinion stands beside the light and does not change it.
detail-terms = What was promised
detail-suspensions = Suspensions
detail-sources = Where it comes from
detail-chain = What this commitment belongs to
detail-open-document = Open the document
detail-reports = Reports
detail-no-reports = No report yet.
detail-older-reports = { $count } older reports
detail-evidence = Evidence
detail-no-evidence = No evidence yet.
detail-history = History
detail-deeds = What you can do
detail-as-of = See another day
deeds-none = There is nothing for you to do here now.
deeds-past = The past can only be looked at; go back to today to act.
chart-title = Planned, claimed and verified progress
chart-planned = planned
chart-claimed = claimed
chart-verified = verified
chart-due = limit
review-pending = waiting for review
review-verified = reviewed: { $verified } verified
review-returned = sent back
report-claims = { $claimed } claimed
report-claimed = Claimed progress (%)
report-claimed-hint = 0 to 100, all that is done by today. It counts as a claim until it is reviewed or supported by evidence.
report-progress = What was done
report-problems = Problems
report-next = Next steps
evidence-file = File
evidence-hint = Pictures, PDF, Word, Excel, text, archives or MP4, up to 50 MB.
evidence-note = What it shows
deed-issue = Issue
deed-issue-hint = Goes to { $unit }, who will sign for it.
deed-sign-for = Sign for it
deed-sign-for-hint = Signing means that your unit takes it on.
deed-verify = Review the report
deed-verify-hint = The unit claims { $claimed }. Enter what review and evidence support; not more than was claimed.
deed-verified = Verified progress (%)
deed-note = Note
deed-close = Close
deed-close-hint = Needs evidence, or all progress verified. { $verified } is verified now; closing is the review that verifies the rest, so that it counts as 100%.
deed-strike-off = Strike off
deed-strike-off-hint = Done by somebody other than who closed it.
deed-report = Report progress
deed-evidence = Hand in evidence
deed-submit = Submit for closing
deed-submit-hint = Says that all is done and asks the supervision office to agree.
deed-return = Send back
deed-return-note = Why, and what is asked
deed-opinion = Give an opinion
deed-opinion-hint = It stands beside the light and does not change it.
deed-opinion-words = Opinion
deed-amend = Change the terms
deed-suspend = Suspend
deed-suspend-hint = Its limit stops and its light turns grey until it is taken up again. Suspend only what somebody with authority has decided to.
deed-resume = Take up again
deed-resume-hint = { $days ->
    [0] Suspended today: taken up again today, its limit stays { $due }.
    [one] Suspended for one day: taken up again today, its limit is { $due }.
   *[other] Suspended for { $days } days: taken up again today, its limit is { $due }.
}
deed-resume-hint-no-limit = { $days ->
    [0] Suspended today. It has no limit.
    [one] Suspended for one day. It has no limit.
   *[other] Suspended for { $days } days. It has no limit.
}
suspension-reason = Why it is suspended
suspension-since = Suspended since
suspension-expected = Expected to be taken up again by
suspension-expected-hint = Once this day has passed, the supervision office is reminded.
suspension-approved = Approved by
suspension-approved-hint = The person, meeting or document that decided it
suspension-approved-by = Approved by: { $who }
suspension-expected-on = To be taken up again by { $day }
suspension-from = Since { $since }
suspension-from-to = { $days ->
    [one] { $since } to { $until }, one day
   *[other] { $since } to { $until }, { $days } days
}
resumption-day = Taken up again on
resumption-due = Another limit
resumption-due-hint = Left empty, the limit moves by the days of the suspension. Another limit needs approval.
resumption-approved = The other limit was approved by
suspension-day-to-come = This day is still to come.
suspension-too-early = Not before { $day }: until then it was not with its unit, or was suspended already.
suspension-expected-past = The day on which it is to be taken up again must be after today.
resumption-before-suspension = Not before { $day }, when the suspension began.
resumption-limit-past = The limit is before the work.
resumption-limit-unapproved = Another limit needs the name of who approved it.
deed-withdraw = Withdraw
deed-withdraw-note = Why, and on what basis
deed-withdraw-sure = A withdrawn commitment cannot be taken up again; its record stays. Withdraw it?
done-register = Registered as { $number }.
done-issue = Issued.
done-issue-many = { $left ->
    [0] { $issued } issued.
   *[other] { $issued } issued; { $left } had changed and were left as they are.
}
done-issue-none = Nothing was selected.
done-sign-for = Signed for.
done-verify = The review is recorded.
done-close = Closed.
done-strike-off = Struck off.
done-report = The report is handed in and waits for review.
done-evidence = The evidence is received.
done-submit = Submitted for closing.
done-return = Sent back.
done-opinion = The opinion is recorded.
done-amend = The change is saved.
done-suspend = Suspended.
done-resume = Taken up again.
done-withdraw = Withdrawn.
act-register = Registered
act-issue = Issued
act-sign-for = Signed for
act-report = Report: { $claimed } claimed
act-evidence = Evidence handed in
act-verify = Review: { $verified } verified
act-return = Sent back
act-submit = Submitted for closing
act-close = Closed
act-strike-off = Struck off
act-withdraw = Withdrawn
act-amend = Terms changed
act-suspend = Suspended from { $day } on
act-resume = Taken up again from { $day } on
act-opinion = Opinion
act-link = Another source linked
act-other = Another act ({ $act })
act-reason = Reason: { $words }
term-statement = Commitment
term-kind = Kind
term-line = Line
term-lead = Lead unit
term-cooperating = Cooperating units
term-leader = Responsible leader
term-leader-link = Responsible post
leader-not-tied = (not tied to a post)
leader-vacant = Post is vacant
leader-successor = successor
leader-since = (since { $day })
leader-written = In the document: { $name }
edit-leader-hint = As the document writes it.
edit-leader-link-hint = The responsibility goes with the post: whoever takes it over answers, and the commitment need not be changed.
edit-leader-link-none = Not tied
term-contact = Liaison
term-measure = Measure
term-limit-words = Limit in the source’s words
term-start = Start
term-due = Limit
term-first-due = First limit
term-schedule = Reports
term-report-day = Report day of the month
term-rule-set = Light rules
term-registered = Registered
term-issued = Issued
term-signed = Signed for
term-closed = Closed
schedule-none = none asked for
schedule-weekly = weekly
schedule-ten-day = every ten days
schedule-monthly = monthly
schedule-monthly-by = monthly, by day { $day }
schedule-quarterly = quarterly
choose-one = choose
form-must-note = Fields marked as required must be filled in.
edit-title = Change a commitment
edit-new-intro = One matter, one item: who does what by when, in one sentence. Where minutes or a notice say so, register from the document instead, and the passage is kept with it.
edit-statement-hint = What is to be done, and to what extent.
edit-cooperating-hint = Choose any number (hold Ctrl or ⌘).
edit-cooperating-names = One unit name a line.
edit-measure-hint = Quantity, unit and direction, such as “at least 300 new parking spaces”.
edit-limit-words-hint = such as “by month’s end”
edit-report-day-hint = Only for monthly reports, 1 to 31.
edit-words = Words that promise it
edit-words-hint = Quoted from the minutes or the document.
edit-cited = Source (title and number of the document)
edit-number = Number
edit-number-hint = If it has one on paper; otherwise it gets the next one.
edit-issue = Issue it at once
edit-register = Register
edit-save = Save
edit-reason = Reason for the change
edit-reason-hint = Kept in the journal with what changed.
edit-meanwhile = While you were editing, somebody else changed this
edit-meanwhile-hint = What you typed is still here. Compare, then save again: your version will hold.
commitment-changed-since = This commitment changed while you were editing. Compare and save again.

## My work
work-title = My work
work-none = Nothing needs you now.
work-not-here = Your role does not handle commitments; you can look at the board.
work-all = show all
work-sign-for = To sign for
work-red = Overdue
work-returned = Sent back
work-returned-hint = Do what the review asks, then report again.
work-soon = Due within three working days
work-behind = Report due, or behind plan
work-others = Waiting for others
work-others-hint = Reported or submitted: the supervision office is at it, there is nothing more to report.
work-issue = To issue
work-review = Reports to review
work-close = Submitted for closing
work-strike-off = To strike off
work-strike-off-hint = Closed by somebody else, so you may strike them off.
work-unverified = Claimed and long not verified
work-resume = Suspended beyond the expected day
work-resume-hint = Take them up again, or say by a new suspension until when.
work-suspended = Suspended
work-suspended-hint = Their limits do not run; there is nothing to report.
work-post = What my post answers for
work-unverified-hint = Oldest first.

## Lines
lines-title = Lines of work
lines-intro = Lines are the columns of the board, from left to right in this order. A line that is switched off leaves the board; its past stays.
lines-none = No lines yet.
line-add = Add a line
line-change = Change the line
line-save = Save
line-sort = Order
line-sort-hint = Smaller numbers stand further left.
line-code = Code
line-code-hint = Short and unique, such as safety.
line-name-zh = Name in Chinese
line-name-en = Name in English
line-keywords = Keywords
line-keywords-hint = A passage with one of these words suggests this line; separated by commas or line ends.
line-active = Status
line-on-board = on the board
line-off-board = switched off
done-line = The line is saved.
# end of pages

# ledger
ledger = Ledger
ledger-export = Take the ledger out
ledger-export-about = Takes out the commitments that you may see. For some of them only, filter the list of commitments and take it out from there.
ledger-export-xlsx = Excel (A3 across)
ledger-export-csv = CSV
ledger-day = As of
ledger-day-hint = Empty for now; a past day gives the ledger as it was at its end.
ledger-with-done = With those closed and struck off
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
ledger-holder = Leader now
ledger-holder-vacant = Vacant ({ $title })
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
ledger-import-more = { $count } more rows are not listed; rows with mistakes come first.
ledger-cell-error = The cell holds the error { $text } of a formula; put a value or words in its place.
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
ledger-state-suspended = A ledger does not say since when an item is suspended, and who approved it: take it in as in progress, then suspend it on its page.
ledger-duplicate-number = The number “{ $number }” is registered already.
ledger-duplicate-statement = The same task of the same lead unit is registered already as { $number }.
ledger-duplicate-row = It repeats row { $line } of this file.

# ledger: rule sets and calendar
rules = Rules of the lights
rules-about = Each light is decided by a rule set. Rule sets have versions by effective date, and past lights stay as they were judged. A change is looked at first: which lights it would change; then it is applied.
rules-change = Change a rule set
rules-change-this = Change this one
rules-change-about = Paste or upload the changed rule set (JSON). It is only looked at first; nothing is written. The program numbers the versions, and the effective date cannot be before today.
rules-text = Rule set
rules-text-hint = Percentage points are in basis points: 1000 is ten points.
rules-file = Or upload a file
rules-not-text = The file is not UTF-8 text.
rules-look = Look at it first
rules-preview = What the change would do
rules-preview-of = { $name }, version { $version }, in force from { $day }.
rules-apply = Apply
rules-apply-sure = Apply it? The commitments it touches are judged anew; earlier lights stay as they were.
rules-applied = Applied; commitments judged anew: { $count }.
rules-touches-nothing = No light and no limit would change.
rules-touches = Lights that change at once: { $now }; lights that change at another time than before: { $later }; limits that fall on a day of rest: { $limits }.
rules-touched = Commitments it touches
rules-shown = The first { $shown } of { $count }.
rules-before = Now
rules-after = After the change
rules-next = { $light } from { $day }
rules-limit-rests = { $due } would no longer be a working day; the next is { $next }
rules-to-come = not in force yet
rules-past = replaced
rules-id-version = Code and version
rules-from = In force from
rules-to = In force until
rules-source = Source
rules-applied-by = Applied by
rules-id = The code of a rule set has lower-case letters, digits and hyphens.
rules-from-past = The effective date cannot be before today ({ $today }): past lights are not judged anew.
rules-inclusive = counts already
rules-exclusive = must be exceeded
rules-overdue = Not closed by the limit: red
rules-near-due = { $days ->
    [one] { $days } working day
   *[other] { $days } working days
} or fewer before the limit: blue
rules-pace-yellow = { $points } points behind even progress ({ $how }): yellow
rules-pace-red = { $points } points behind even progress ({ $how }): red
rules-slight-marked = Behind, but less than yellow: green with a mark
rules-slight-yellow = Behind, but below the yellow threshold: yellow
rules-review = A claim not reviewed within { $days ->
    [one] { $days } working day
   *[other] { $days } working days
} no longer counts; verified progress does
rules-shortest = Work without a plan of its own and shorter than { $days } days is not held against even progress
rules-missed = Missed report: { $light }
rules-first-report = The first report is not due before { $days ->
    [one] { $days } working day
   *[other] { $days } working days
} after issue
rules-made-up = A missed report made up within the next period stays { $light } for ever
rules-rework = Sent back and not handed in again: { $light }
rules-slips = An open supervision slip gives its colour, the next one when it is not met
rules-start = Not started in its planned month: yellow after { $yellow }, red after { $red } months
rules-payment = Payment below plan: { $light }
rules-statistics = Not entered in the statistics: yellow after more than { $yellow }, red after more than { $red } months
rules-signature = No green before the unit has signed
calendar = Working calendar
calendar-of = Working calendar of { $year }
calendar-covered = The State Council's notices cover days up to { $day }.
calendar-version = Calendar version { $version }.
calendar-provisional = Some days of this year have no notice yet and follow the week alone; the next notice may move limits and lights.
calendar-month = Month
calendar-worked = Worked
calendar-days = The days of each month
calendar-mark-weekend = w
calendar-mark-holiday = H
calendar-mark-make-up = M
calendar-legend = “·” working day, “w” weekend, “H” holiday, “M” weekend worked in exchange; “?” after a month: no notice yet.
calendar-day = Day
calendar-kind = What it is
calendar-name = Holiday
calendar-exceptions = Holidays and make-up days
calendar-holiday = holiday
calendar-make-up = worked in exchange
calendar-change = Change the calendar
calendar-change-about = Enter the days of the new notice; look at the lights and limits that it would change, then apply it.
calendar-notice = Year of the notice
calendar-notice-hint = For a yearly notice, its year: the year then counts as covered. Leave it empty for a single change.
calendar-text = Days
calendar-text-hint = One a line: “2027-01-01 off New Year”, “2027-02-05~2027-02-11 off Spring Festival”, “2027-02-14 work Spring Festival”.
calendar-file = Or upload a file
calendar-preview = What the change would do
calendar-notice-of = The notice for { $year }.
calendar-worked-day = worked
calendar-rest-day = rest
calendar-line = Line { $line } is not understood; write “day off/work name”.
calendar-nothing = There are no days.
calendar-many = At most { $max } days at a time.
calendar-year = Years are from 2000 to 2100.
wall-empty = Nothing is on the board yet.
act-bind = Measure bound to a query of the hub
act-unbind = Measure no longer bound to the hub
act-reading = A reading verified { $verified }
chart-readings = readings
readings-title = Readings
readings-none = The measure is not bound to a query of the hub: progress is verified by reviews alone.
readings-older = { $count } older readings
reading-bind = Bind the measure to the hub
reading-change = Change the binding
reading-title = Bind the measure to the hub
reading-intro = What other systems tell the hub is read regularly, and whenever a matching entity changes. Each reading moves the verified progress, and so the light: from the baseline (0 %) to the target (100 %). Without data nothing moves.
reading-type = Type of entity
reading-type-hint = A term of the context below, such as AirQualityObserved, or a full name (URI).
reading-q = Condition
reading-q-hint = In the query language of NGSI-LD, such as status=="open";area=="Tanggu". Empty: all entities of the type.
reading-attribute = Attribute
reading-attribute-hint = The attribute whose number is read; may stay empty where entities are counted.
reading-context = Context
reading-context-hint = The URL of the context (@context) whose terms are used above. Empty: the core context.
reading-aggregate = How many become one
reading-aggregate-latest = The latest value
reading-aggregate-sum = Sum
reading-aggregate-avg = Mean
reading-aggregate-count = Number of entities
reading-aggregate-max = Greatest
reading-aggregate-min = Least
reading-period = Period
reading-period-hint = Values observed in this period count; a value without a time of observation counts by when it reached the hub.
reading-period-all = All that the hub holds
reading-period-since-start = Since the start of the work
reading-period-day = This day
reading-period-month = This month
reading-period-quarter = This quarter
reading-period-year = This year
reading-direction = Direction
reading-direction-up = Rising to the target
reading-direction-down = Falling to the target
reading-baseline = Baseline
reading-baseline-hint = The value at which nothing is done: 0 % of the way.
reading-target = Target
reading-unit = Unit
reading-measure = Measured
reading-way = from { $baseline } to { $target } { $unit }
reading-bound-by = Bound by
reading-dry-run = The hub says now
reading-entities = { $count ->
    [one] from one entity
   *[other] from { $count } entities
}
reading-no-data = no data
reading-would-verify = Verified progress would be { $verified } (now { $before }).
reading-would-nothing = Without data nothing would move.
reading-not-saved = A dry run: nothing is saved yet.
reading-try = Try it
reading-save = Save and read
reading-remove = Take the binding off
reading-remove-sure = Take the binding off? Readings stay; progress is then verified by reviews alone.
reading-at = Read
reading-times = { $count } times the same
reading-value = Value
reading-count = Entities
reading-verified = Gives
reading-effect = Effect
reading-moved = Moved verified progress
reading-stayed = No change
reading-digest = Query
reading-target-direction = The target must lie beyond the baseline in the chosen direction.
reading-changed-meanwhile = Somebody else has changed the binding meanwhile. Look at it again.
reading-no-hub = This installation has no hub to read from.
reading-hub-refused = The hub cannot read this: { $reason }
reading-not-numbers = { $count ->
    [one] The attribute of an entity is no number
   *[other] The attributes of { $count } entities are no numbers
}; they cannot be aggregated.
done-reading-bound = The measure is bound and was read.
done-reading-removed = The binding is taken off.
reading-not-a-value = Enter a number.
