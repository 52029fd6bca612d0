# Tables that are read in
table-empty = The file is empty.
table-file-large = The file is larger than { $max } MB.
table-unpacked-large = Unpacked, the workbook is larger than { $max } MB.
table-columns-many = More than { $max } columns.
table-rows-many = More than { $max } rows.
table-cell-long = A cell holds more than { $max } characters.
table-encrypted = The workbook is protected by a password. Save it without one and try again.
table-old-xls = This is an old .xls workbook. Save it as .xlsx or .csv and try again.
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

# Import of units
units-import-refused = { $count ->
    [one] One fault; nothing was taken in.
   *[other] { $count } faults; nothing was taken in.
}
units-import-no-header = No header was found: the first ten rows hold no row with a column “单位名称” or “Unit name”.
units-import-header-twice = The column “{ $header }” comes twice.
units-import-no-rows = There are no rows below the header.
units-import-row-twice = “{ $name }” stands in row { $line } already.
units-import-parent = There is no unit “{ $text }”, neither here nor in this file.
units-import-kind = “{ $text }” is no kind of unit.
units-import-number = “{ $text }” is not a whole number.
units-import-day = “{ $text }” is not a date.
units-import-create = New
units-import-amend = Changed
units-import-same = Unchanged

# People and posts
post-kind-leader = Leader
post-kind-handler = Handler
post-kind-liaison = Liaison
appointment-backwards = It would end ({ $to }) before it begins ({ $from }).
appointment-overlap = The post is held already from { $from } on.
person-text-form = One to { $max } characters, none of them invisible.
person-unknown = There is no such person.

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
