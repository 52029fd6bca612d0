# Frame
app-name = Qipan
app-motto = A light comes from evidence, not from a claim
skip-to-content = Skip to content
main-navigation = Main
menu = Menu
language-name = English
my-account = My account
sign-in = Sign in
sign-out = Sign out
role-administrator = Administrator
role-supervision = Supervision office
role-unit-handler = Unit handler
role-unit-leader = Unit leader
role-city-leader = City leader
role-auditor = Auditor
keyboard-help = Keyboard shortcuts
key-help = Show this list
key-search = Search or filter
key-home = Go to the board
key-close = Close
close = Close
cancel = Cancel
yes = Yes
copied = Copied
breadcrumb = You are here

# Lights
light-grey = No data
light-green = On course
light-blue = Due soon
light-yellow = Behind
light-red = Overdue
light-done = Closed
progress-said = claimed { $claimed }, verified { $verified }

# Lists
pager = Pages
pager-before = Earlier
pager-after = Later
paging-bad-cursor = This place in the list is not valid; start again from the first page.
filter-apply = Apply
filter-clear = Clear

# Forms
form-must = (required)
form-refused = Not submitted. Please correct the following
form-dirty = What you filled in has not been submitted. Leave anyway?
form-fault-of = { $field }:{" "}
form-required = This field is required.
form-too-long = At most { $max } { $max ->
    [one] character
   *[other] characters
 }; this has { $length }.
form-not-a-date = Enter a valid date, such as 2026-11-22.
form-not-an-id = This choice is not valid; please choose again.
form-not-a-progress = Enter a percentage from 0 to 100 with at most two decimals.
form-not-a-number = Enter a whole number.
form-out-of-range = Enter a number from { $min } to { $max }.
form-not-an-amount = Enter an amount: digits only, and nothing smaller than a fen.
form-not-a-choice = Choose one of the options listed.
form-too-many-fields = More than { $max } fields were submitted; please submit in parts.

# Failures
failure-not-found = Not found, or you may not see it.
failure-forbidden = Your unit and role do not allow this.
failure-internal = Something went wrong on our side; nothing was changed.
failure-csrf = This page has expired; go back, reload it and submit again.
failure-event = Event number
failure-go-home = Back to the start
failure-title-invalid = This cannot be accepted
failure-title-unauthenticated = Please sign in
failure-title-forbidden = Not allowed
failure-title-not-found = Not found
failure-title-conflict = This has changed meanwhile
failure-title-too-large = Too large
failure-title-too-many = Too many requests
failure-title-unavailable = Not available just now
failure-title-internal = A fault of ours
failure-advice-invalid = Go back, correct it and submit again. Nothing was changed.
failure-advice-unauthenticated = You can go on once you are signed in.
failure-advice-forbidden = If you need to do this, ask the supervision office or the administrator.
failure-advice-not-found = Check the address, or look for it from the start page.
failure-advice-conflict = Reload the page and look at the latest state first.
failure-advice-too-large = Submit less, or in parts.
failure-advice-too-many = Please try again later.
failure-advice-unavailable = Please try again shortly. Whatever was confirmed to you is saved.
failure-advice-internal = Tell the administrator the event number.

# Board
board-title = Board
board-caption = Commitments by unit and line of work
board-unit = Unit
board-total = Total
board-reds = { $count } red
board-at = Board as of
board-today = Today
board-compare = Compare with
board-compare-none = No comparison
board-show = Show
board-decide = To decide today
board-decide-none = Nothing needs a decision today.
board-figures = Overall
board-legend = Legend
board-legend-size = Size: number of commitments. Ring: share closed
board-legend-hatch = Hatched: claimed, not yet verified
board-stone = { $unit } · { $line }: { $count ->
    [one] { $count } commitment
   *[other] { $count } commitments
 }, { $light }, { $share } closed
board-stone-unverified = { $unit } · { $line }: { $count ->
    [one] { $count } commitment
   *[other] { $count } commitments
 }, { $light }, { $share } closed, claimed but not yet verified

# Charts
chart-data = Data table
chart-day = Day

# Who acted
actor-system = the system
actor-operator = the operator
