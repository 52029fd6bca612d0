# documents

documents-title = Documents

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
