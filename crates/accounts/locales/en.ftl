# Tables that are read in
table-empty = The file is empty.
table-file-large = The file is larger than { $max } MB.
table-unpacked-large = Unpacked, the workbook is larger than { $max } MB.
table-columns-many = More than { $max } columns.
table-rows-many = More than { $max } rows.
table-cell-long = A cell holds more than { $max } characters.
table-encrypted = The workbook is protected by a password. Save it without one and try again.
table-sheets-many = There are too many sheets: at most { $max }.
table-encoding = The text is neither UTF-8, UTF-16 nor GB 18030.
table-not-a-table = This is not a table (CSV or XLSX).
table-damaged = The workbook is damaged or incomplete. Open it and save it again.
table-cell-error = A cell holds an error such as #REF!. Correct it and try again.

# Units
unit-kind-functional-zone = Functional zone
unit-kind-bureau = Bureau
unit-kind-street-town = Street or town
unit-kind-enterprise = Enterprise
unit-kind-working-group = Working group
unit-kind-other = Other
unit-name-missing = A unit needs a name.
unit-name-long = At most { $max } characters.
unit-name-characters = Contains characters that cannot be seen.
unit-name-taken = “{ $name }” is already a name of “{ $unit }”.
unit-aliases-many = At most { $max } other names.
unit-code-form = “{ $code }” is not a division code: 6, 9 or 12 digits that begin with a province.
unit-code-taken = “{ $name }” is already the code of “{ $unit }”.
unit-credit-code-length = “{ $code }” is not a unified social credit code: it has 18 characters.
unit-credit-code-character = “{ $code }” holds a character that a unified social credit code does not have there.
unit-credit-code-check = The check character of “{ $code }” does not fit: a character is mistyped.
unit-period-backwards = It would end ({ $to }) before it begins ({ $from }).
unit-sort-range = The order is a whole number of at most six digits.
unit-parent-unknown = There is no such unit above.
unit-parent-closed = “{ $unit }” ends on { $day }; a unit below it cannot go on longer.
unit-cycle = A unit cannot stand below itself: “{ $unit }” is this unit or below it.
unit-too-deep = More than { $max } levels.
unit-changed-meanwhile = Somebody else has changed this unit meanwhile. Look at it again and repeat your change.
unit-closed-already = This unit has ended already.
unit-has-units-below = “{ $unit }” below it still goes on. End or move that first.

# Lists that are taken in
intake-refused = { $count ->
    [one] One fault; nothing was taken in.
   *[other] { $count } faults; nothing was taken in.
}
intake-header-twice = The column “{ $header }” comes twice.
intake-no-rows = There are no rows below the header.
intake-day = “{ $text }” is not a date.
intake-create = New
intake-amend = Changed
intake-same = Unchanged
intake-template = Template
intake-file = File
intake-check = Check
intake-result = What the import would do
intake-ignored = Columns left aside: { $columns }
intake-faults = What must be corrected
intake-rows = Rows
intake-line = Row
intake-column = Column
intake-fault = Fault
intake-change = Change
intake-apply = Take in
intake-at = At: { $place }

# Import of units
units-import-no-header = No header was found: the first ten rows hold no row with a column “单位名称” or “Unit name”.
units-import-row-twice = “{ $name }” stands in row { $line } already.
units-import-parent = There is no unit “{ $text }”, neither here nor in this file.
units-import-kind = “{ $text }” is no kind of unit.
units-import-number = “{ $text }” is not a whole number.

# People and posts
post-kind-leader = Leader
post-kind-handler = Handler
post-kind-liaison = Liaison
appointment-backwards = It would end ({ $to }) before it begins ({ $from }).
appointment-overlap = The post is held already from { $from } on.
person-text-form = One to { $max } characters, none of them invisible.
person-unknown = There is no such person.
bearer-unknown = There is no such post or person.

# Users
user-name-form = 2 to { $max } letters, digits or . _ - @
user-name-taken = The sign-in name “{ $name }” is taken.
user-display-missing = A display name is needed.
user-display-form = At most { $max } characters, none of them invisible.
user-unit-missing = This role needs a unit.
user-unit-unknown = There is no such unit.
user-last-administrator = This is the last administrator who can sign in.
user-changed-meanwhile = Somebody else has changed this meanwhile. Look at it again and repeat your change.
password-short = At least { $min } characters. A few words that only you would put together are good.
password-long = At most { $max } characters.
password-has-name = The password must not contain your name.
password-common = This password is among the first that anybody would guess.
totp-code-wrong = The code is wrong or was used before. Wait for the next one.
totp-enrolled-already = A second factor is set up already.

# Signing in
sign-in-wrong = The name or the password is wrong.
sign-in-disabled = This account has been disabled. Ask your administrator.
sign-in-wait = Too many failed attempts. Try again in { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
}.

# Tokens
token-name-form = One to { $max } characters, none of them invisible.
token-until-range = From today to { $max } days from today.

# Pages: common
accounts-save = Save
accounts-edit = Edit
accounts-choose = Choose …
accounts-all = All

# Pages: signing in
sign-in-title = Sign in
sign-in-about = One board for the whole city.
sign-in-name = Sign-in name
sign-in-password = Password
sign-in-code = One-time code
sign-in-code-title = One-time code
sign-in-code-about = Your password is right. Now type the six digits that your authenticator app shows.
sign-in-late = That took too long. Please sign in again.
sign-in-again = Start again
sign-out-done = You have signed out.

# Pages: my account
account-must-change = Somebody else has set your password. Please choose your own now.
account-password = Password
account-password-old = Current password
account-password-new = New password
account-password-again = New password again
account-password-hint = At least 10 characters. A few words that only you would put together are better than odd characters.
account-password-change = Change password
account-password-done = Your password is changed; your other sessions have ended.
account-password-differs = The two new passwords differ.
account-password-same = This is the password that somebody else has set.
account-password-wrong = The current password is wrong.
account-totp = Second factor
account-totp-on = Signing in asks for a one-time code.
account-totp-off = Signing in asks for your password only.
account-totp-set-up = Set up
account-totp-drop = Take away
account-totp-done = From now on signing in asks for a one-time code.
account-totp-dropped = Signing in asks for the password only.
totp-step-app = Open an authenticator app on your telephone.
totp-step-scan = Scan this code with it, or type the letters.
totp-step-code = Type the six digits that the app shows now.
totp-open = Open in an app on this device
account-sessions = Sessions
account-language = Language
session-begun = Begun
session-seen = Last seen
session-address = Address
session-agent = Browser
session-act = Act
session-this = This one
session-end = End
session-ended = The session has ended.

# Pages: users
users-title = Users
users-search = Name
users-none = Nobody of that name.
user-new = New user
user-name = Sign-in name
user-name-hint = Letters, digits, Chinese characters and . _ - @; upper and lower case are the same.
user-display = Display name
user-role = Role
user-unit = Unit
user-person = Person
user-person-none = None
user-person-hint = “My work” then lists what this person’s posts answer for.
user-unit-hint = Handlers and leaders of a unit see what that unit and those below it lead or cooperate in.
unit-whole-city = None (the whole city)
user-totp = Second factor
user-totp-on = Yes
user-totp-off = No
user-totp-drop = Take the second factor away
user-totp-drop-ask = Take the second factor away? Do this only when you know who asks for it.
user-state = State
user-active = Active
user-disabled = Disabled
user-first-password = First password
user-first-password-hint = At least 10 characters; it must be changed at the next sign-in.
user-reset-password = Set a new first password
user-password-reset = The password is set; the user's sessions have ended.
user-access = Access
user-disable = Disable
user-disable-ask = Disable this account? Its sessions end at once.
user-disable-done = The account is disabled.
user-enable = Enable
user-enable-done = The account is enabled.
user-created = The user is entered.
user-saved = Saved.

# Pages: tokens
tokens-title = Tokens of programs
tokens-about = Other systems identify themselves with a token in the header “Authorization: Bearer …”. A token may do what its role and unit allow. Its rights on the hub are set apart.
tokens-none = No token has been issued yet.
token-new = Issue a token
token-issue = Issue
token-hub-rights = Hub rights
token-name = Purpose
token-name-hint = Which system uses it and what for.
token-issued = Issued
token-until = Works until
token-used = Last used
token-state = State
token-fresh = The token is issued.
token-fresh-once = Copy it now: it is shown only this once and stored nowhere.
token-revoke = Revoke
token-revoke-ask = Revoke this token? Whatever uses it stops working at once.
token-revoke-done = The token is revoked.
token-revoked = Revoked
token-expired = Expired

# Pages: units
units-title = Units
units-search = Name or code
units-search-more = Only the first { $max } are shown; search more closely.
units-with-closed = Also ended ones
units-none = There are no such units.
unit-new = New unit
unit-name = Name
unit-name-zh = Name in Chinese
unit-name-en = Name in English
unit-short = Short name
unit-short-zh = Short name in Chinese
unit-short-en = Short name in English
unit-aliases = Other names
unit-aliases-hint = One a line. Documents are matched by these names too.
unit-kind = Kind
unit-parent = Unit above
unit-top = None (at the top)
unit-code = Division code
unit-code-hint = 6, 9 or 12 digits (GB/T 2260, GB/T 10114).
unit-credit-code = Unified social credit code
unit-sort = Order
unit-from = First day
unit-to = Last day
unit-until = until { $day }
unit-below = Units below
unit-posts = Posts
unit-commitments = Commitments
unit-created = The unit is entered.
unit-saved = Saved.
unit-close = End this unit
unit-close-about = Nothing is deleted: the unit stays in the past, and its name is free for a successor.
unit-close-ask = End this unit on that day?
unit-close-done = The unit ends on that day.
post-title = Post
post-kind = Kind
post-holder = Held by
post-vacant = Vacant
posts-about = Duties belong to posts. Whoever takes a post over takes its duties over.
post-new = New post
post-title-zh = Title in Chinese
post-title-en = Title in English
post-hand-over = Hand over
post-person = To whom
post-person-new = Somebody new …
post-person-name = Name of somebody new
post-from = From
post-added = The post is entered.
post-handed-over = The post is handed over.

# Pages: import of units
units-import-title = Import units
units-import-about = A table (CSV or XLSX) with a row of headers, Chinese or English. It is checked first; nothing is taken in until every row is right. Units are matched by their full names; an empty cell keeps what is there.
units-import-counts = { $create } new, { $amend } changed, { $same } unchanged.
units-import-done = Taken in: { $create } new, { $amend } changed.

# Requests
failure-unauthenticated = Please sign in first.
failure-token-unknown = This token is not known, has expired or was revoked.
failure-other-origin = This request came from another site and was not carried out.
request-too-large = The request is larger than { $mib } MB.
request-broken = The request is incomplete or damaged. Please send it again.
request-not-json = The body is not the JSON that this call takes: { $reason }
idempotency-key-bad = An Idempotency-Key has 1 to 200 visible characters.
idempotency-key-reused = This Idempotency-Key was used for another request.
vault-no-key = This installation has no key file, so that secrets cannot be kept.
vault-not-opened = What is kept secret cannot be opened with the present key. Restore the key file, or let an administrator take the second factor away and set it up again.

# Parameters of calls
query-unknown = There is no parameter { $name }; known are { $known }.
query-none = There is no parameter { $name }: this call takes none.
