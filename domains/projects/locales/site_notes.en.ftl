# Safety and quality of a site
project-tab-notes = Safety and quality
projects-tab-notes = Safety and quality
site-notes = Safety and quality notes
site-note-sums = { $count ->
    [one] { $count } note
   *[other] { $count } notes
}, { $open } still to be put right
site-note-none = No notes yet.
site-note-record = Record a note
site-note-kind = About
site-note-safety = Safety
site-note-quality = Quality
site-note-order = Environment and order
severity = How grave
severity-remark = A remark
severity-general = General
severity-major = Major
site-note-severity-hint = For a major hazard five things are settled: measure, person, money, limit and contingency plan (Work Safety Law, article 41)
site-note-found = Found on
site-note-finding = What was found
site-note-photo = Photograph
site-note-no-photo = None
site-note-see-photo = See the photograph
site-note-due = To be put right by
site-note-due-hint = With a limit it is registered on the board and given to its unit; the board says when it is closed
site-note-unit = Who puts it right
site-note-measure = Measure
site-note-person = Person
site-note-money = Money
site-note-contingency = Contingency plan
site-note-state = Putting right
site-note-noted = Noted; nothing to put right
site-note-by = by { $day }
site-note-limit-past = That limit has passed.
site-note-limit-far = At most { $days } days to put it right.
site-note-remark-limit = A remark has no limit; choose “general” or “major” for what is to be put right.
site-note-major-limit = A major hazard needs a limit.
site-note-major-settled = This must be settled for a major hazard.
site-note-photo-unknown = The project has no such photograph.
done-site-note = Recorded.
done-site-note-opened = Recorded, and registered on the board.
