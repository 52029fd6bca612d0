# documents

documents-title = Documents
documents-none = No documents yet. Read in minutes, plans or task divisions: commitments are proposed from their text, and you decide which to register.
documents-none-yet = No documents yet. They appear here when the supervision office reads them in.
documents-none-chosen = Choose the files to read in.
documents-no-match = No document matches.
documents-import = Read in files
documents-files = Files
documents-files-hint = Several at once if you like: Word (docx), Excel (xlsx), PDF with text, web pages, Markdown and plain text.
documents-read-in = Read in and propose commitments
documents-read-in-one = { $count ->
    [one] The file was read in; one commitment is proposed. Please go through it.
   *[other] The file was read in; { $count } commitments are proposed. Please go through them.
}
documents-results = Files read in
documents-results-said = { $taken } of { $total } files are in the archive.
documents-file = File
documents-outcome = Outcome
documents-to-list = All documents
documents-taken = Read in
documents-known = Already there
documents-refused = Refused
documents-drafts-found = { $count ->
    [one] one commitment proposed
   *[other] { $count } commitments proposed
}
documents-search = Search documents
documents-all-kinds = All kinds
documents-drafts = Commitments
documents-count-none = Nothing proposed
documents-count-proposed = { $count } to review
documents-count-accepted = { $count } accepted
documents-count-registered = { $count } registered
documents-count-linked = { $count } linked
documents-count-rejected = { $count } rejected
document-title = Title
document-number = Document number
document-issuer = Issued by
document-kind = Kind
document-kind-minutes = Minutes
document-kind-plan = Plan
document-kind-task-division = Task division
document-kind-opinion = Opinion or notice
document-kind-news = News report
document-kind-other = Other
document-day = Date of document
document-day-hint = Relative limits count from this day.
document-day-implausible = Give a date between 1949 and 2100.
document-meeting = Meeting
document-ordinal = Number of the meeting
document-imported = Read in
document-original = Original file
document-facts = Correct these facts
document-save-facts = Save
document-saved = The facts are saved.
document-changed-meanwhile = Somebody has just changed the facts of this document. Reload the page and try again.
document-no-day = No date was found in this document, so limits such as “within a month” cannot be worked out. Fill in its date, then extract again.
document-extract-again = Extract again
document-extracted = { $count ->
    [one] Extracted again: one commitment is newly proposed. What was reviewed or changed has stayed.
   *[other] Extracted again: { $count } commitments are newly proposed. What was reviewed or changed has stayed.
}
document-text = Text of the document
document-table = Table
document-drafts = Proposed commitments
document-no-drafts = Nothing was proposed from this document. Select words in the text to make a commitment of them.
document-furniture = { $count ->
    [one] One line of page furniture, not extracted from
   *[other] { $count } lines of page furniture, not extracted from
}
document-repairs = What was tidied
document-repair-boilerplate = Page furniture
document-repair-gloss = Pinyin glosses removed
document-repair-glued = Glued words split
document-repair-spacing = Spacing tidied
document-repair-quotes = Quotation marks made alike
document-repair-case = Capitals made alike
document-repair-other = Other repairs
document-refused = Not done; nothing was changed
document-board = Go to the board
document-commitments = List of commitments
draft-status-proposed = To review
draft-status-accepted = Accepted
draft-status-rejected = Rejected
draft-status-merged = Merged
draft-status-registered = Registered
draft-status-linked = Linked
draft-label = No. { $number }
draft-pick = Select for merging
draft-to-text = Show in the text
draft-commitment = Commitment
draft-confidence = { $percent }% sure
draft-by-hand = Entered by hand
draft-words = In the text: “{ $words }”
draft-inherited = Stated by the heading or the row above and carried on here.
draft-detail = Measures
draft-node = Milestone: { $day }
draft-statement = What is to be done
draft-lead = Lead unit
draft-cooperating = Cooperating units
draft-leader = Responsible leader
draft-leader-link = Responsible post
draft-leader-link-hint = The responsibility goes with the post: whoever takes it over answers.
draft-leader-untied = Not tied
draft-leader-unknown = No single person of the city has this name; it is kept as written. Choose a post under “Change”.
draft-due = Time limit
draft-due-day = Last day
draft-start-day = First day
draft-start-day-hint = Left empty, the date of the document counts.
draft-limit-words = Limit as written
draft-measure = Target
draft-line = Line of work
draft-kind = Kind of commitment
draft-schedule = Reports
draft-schedule-none = No fixed rhythm
draft-schedule-monthly = Report by day { $day } of every month
draft-schedule-month-end = Report by the end of every month
draft-schedule-quarterly = Report every quarter
draft-schedule-ten-day = Report every ten days
draft-schedule-weekly = Report every week
draft-limit-impossible = There is no such day; check the text.
draft-limit-no-reference = This needs the date of the document.
draft-limit-working-days = Counted in working days; this needs the date of the document.
draft-limit-no-date = The text names no day; set one.
draft-choose-unit = Choose a unit
draft-choose-line = Choose a line
draft-add-unit = Add a unit
draft-needs-lead = Needs a lead unit
draft-needs-line = Needs a line of work
draft-lead-missing = “{ $words }” has no lead unit and cannot be registered.
draft-line-missing = “{ $words }” has no line of work and cannot be registered.
draft-unknown = “{ $name }” is not among the units
draft-unknown-lead = The lead “{ $name }” is not among the units
draft-collective = “{ $name }” stands for many; name the unit that answers for it
draft-unknown-hint = Give it to a unit that there is, or add it once on the review page: every draft that waits for it then has it.
draft-unknown-leave = Leave it for now
draft-unknown-drop = Leave it out
draft-make-unit = Add this unit
draft-new-units = Units that are not among the units
draft-new-units-about = Check the name and add it: the drafts have it at once. Short or misspelt names are given to a unit under “Change”.
draft-new-unit-waits = {$count ->
    [one] in one draft
   *[other] in { $count } drafts
}
draft-new-unit-name = Full name
draft-new-unit-parent = Unit above
draft-new-unit-top = (none: at the top)
draft-unit-added = The unit “{ $name }” was added; {$count ->
    [one] one draft has
   *[other] { $count } drafts have
} it now.
draft-same = { $count ->
    [one] May be the same as a commitment on the board
   *[other] May be the same as one of { $count } commitments on the board
}
draft-alike = { $percent }% alike
draft-link = Link to this one
draft-accept = Accept
draft-reject = Reject
draft-undo = Undo
draft-edit = Edit
draft-save = Save
draft-save-accept = Save and accept
draft-edit-title = Edit a proposed commitment
draft-closed = This one is { $status } and can no longer be changed.
draft-split = Split into two
draft-split-where = Where to split
draft-split-do = Split
draft-merge = Merge selected
draft-accept-complete = { $count ->
    [one] Accept the complete one
   *[other] Accept all { $count } complete ones
}
draft-incomplete = { $count } incomplete
draft-register = { $count ->
    [one] Register one commitment
   *[other] Register { $count } commitments
}
draft-accepted = Accepted.
draft-rejected = Rejected.
draft-undone = Taken back: it waits for review again.
draft-linked = Linked to the commitment that was there before.
draft-merged = Merged.
draft-added = Added to the proposed commitments.
draft-saved = Saved.
draft-saved-accepted = Saved and accepted.
draft-split-done = Split into two.
draft-accepted-all = { $count ->
    [one] One accepted.
   *[other] { $count } accepted.
}
draft-registered-all = { $count ->
    [one] One commitment is registered, number { $first }. See it on the board, or issue it from the list.
   *[other] { $count } commitments are registered, numbers { $first } to { $last }. See them on the board, or issue them from the list.
}
draft-wrong-status = This cannot be done with one that is { $status }.
draft-changed-meanwhile = { $name } has just changed this one (now: { $status }). Look at it again first.
draft-split-empty = Both halves must say something.
draft-merge-few = Select at least two to merge.
draft-passage-bad = These words cannot be used; select again in the text (at most { $max } characters).
draft-passage-taken = These words are already a proposed commitment.
draft-none-complete = No proposed commitment is complete.
draft-none-accepted = Nothing is accepted yet; accept first, then register.
coverage-title = Obligations that gave nothing
coverage-said = { $covered } of { $obliged } passages that say must, shall or will gave a commitment
coverage-all = Every obligation gave a commitment.
coverage-make = Make a commitment of it
selection-make = Make a commitment of the selected words
key-draft-next = Next one
key-draft-previous = Previous one
key-draft-accept = Accept
key-draft-reject = Reject
key-draft-edit = Edit
key-draft-split = Split
key-draft-merge = Select for merging; with two or more selected, merge
key-draft-undo = Undo

# extraction
extract-rule-class-decision = The meeting decided it (approved, adopted, agreed in principle).
extract-rule-class-duty = It names who is to do it.
extract-rule-class-act = It obliges, and names an act and its object, so it can be tracked.
extract-rule-class-imperative = A task without a subject, but with an act and its object, so it can be tracked.
extract-rule-class-item = A lowest item of a task division: one item, one matter.
extract-rule-class-row = A row of a table of tasks: one row, one matter.
extract-rule-class-attitude = It speaks of attitude only; there is no act to track.
extract-rule-class-no-act = It obliges, but names no act or object.
extract-rule-class-no-cue = It has no word of obligation.
extract-rule-class-report = It tells what has happened.
extract-rule-class-attendance = It records who attended, presided or spoke.
extract-rule-class-significance = It explains why something matters; it sets no task.
extract-rule-class-heading = A title or heading.
extract-rule-class-furniture = Source, date, copyright or other text around the document.
extract-rule-limit-date = A date is given; a month, quarter or year ends on its last day.
extract-rule-limit-near = Counted from the document’s date (this week, this month, this quarter).
extract-rule-limit-relative = A period from the document’s date; working days follow the State Council’s calendar.
extract-rule-limit-recurring = It comes again at set times.
extract-rule-limit-vague = Only “promptly”, “as soon as possible” or the like: a date has to be set.
extract-rule-limit-long-term = Without end.
extract-rule-measure-number = A number with a unit, so it can be measured.
extract-rule-unit-lead = Named as the lead.
extract-rule-unit-first = First of the responsible units, so it leads.
extract-rule-unit-later = Listed after the first responsible unit, so it cooperates.
extract-rule-unit-cooperating = Named as cooperating.
extract-rule-unit-subject = The subject of the sentence, so the duty is its own.
extract-rule-unit-together = Named as acting together with the lead.
extract-rule-leader-named = Named as the responsible leader or person.
extract-rule-line-keywords = Suggested by the names and keywords of the line.
extract-rule-fact-number = A document number: office, year and serial number.
extract-rule-fact-date = The date of signature or publication.
extract-rule-fact-title = The title of the document.
extract-rule-fact-issuer = The issuing body in the title or the signature.
extract-rule-fact-meeting = The name and ordinal of the meeting.
extract-rule-fact-speaker = The meeting or person that the passage opens with.
extract-rule-unknown = Found by the rules of another version.
