# Tables, out and in
projects-tab-tables = Tables and import
table-kind-monthly = Monthly table of key projects
table-kind-ten-day = Ten-day table of key projects
table-kind-goals = Goals of the year and image progress
table-kind-site = Site ledger of projects under construction
table-kind-permits = Ledger of preparatory work
table-kind-targets = Target responsibility table
table-kind-five-year = Key projects of the five-year plan
table-kind-promotion = Investment promotion projects
table-about-monthly = Investment and image progress of the projects in the year's list, under construction and in preparation, with subtotals by industry.
table-about-ten-day = Done in each ten-day of a month, its share of the month's plan, contracted leaders, problems.
table-about-goals = Goals of the year, done in the month and so far, start and finish, what must be coordinated.
table-about-site = A page for each project: what it is, its investment, its building nodes and who answers for them.
table-about-permits = The limit, progress and unit of each preparatory step.
table-about-targets = Planned investment and image progress month by month.
table-about-five-year = Projects in the five-year plan and the investment planned within it.
table-about-promotion = Projects with investors, from negotiation to start.
table-title-monthly = Monthly table of key projects, { $year }, month { $month }
table-title-ten-day = Ten-day table of key projects, { $year }, month { $month }, { $part }
table-title-goals = Goals of the year and image progress, { $year }, month { $month }
table-title-site = Site ledger of projects under construction, { $year }, month { $month }
table-title-permits = Ledger of preparatory work, { $year }
table-title-targets = Target responsibility table, { $year }
table-title-five-year = Key projects of the five-year plan, { $year }–{ $last }
table-title-promotion = Investment promotion projects, { $year }, month { $month }
table-unit-line = Unit: 10,000 yuan
table-foot = Note: ★ national or municipal project; the investment of parts (“of which”) is in the project above and is not added twice.
table-group-done = Done
table-group-month = Done in the month
table-group-leaders = Contracted leaders
table-group = { $name }: { $count ->
    [one] { $count } project
   *[other] { $count } projects
 }{ $parts ->
    [0] {""}
    [one] , and { $parts } part of them
   *[other] , and { $parts } parts of them
}
table-group-number = A
table-part = Of which:{" "}
table-all = Total: { $count ->
    [one] { $count } project
   *[other] { $count } projects
 }{ $parts ->
    [0] {""}
    [one] , and { $parts } part of them
   *[other] , and { $parts } parts of them
}
table-building = Under construction: { $count ->
    [one] { $count } project
   *[other] { $count } projects
 }{ $parts ->
    [0] {""}
    [one] , and { $parts } part of them
   *[other] , and { $parts } parts of them
}
table-preparing = In preparation: { $count ->
    [one] { $count } project
   *[other] { $count } projects
 }{ $parts ->
    [0] {""}
    [one] , and { $parts } part of them
   *[other] , and { $parts } parts of them
}
table-serial = No.
table-name = Project name
table-code = Project code
table-nature = Nature
table-scale = Scale and content
table-capacity = New capacity
table-span = Years of building
table-total = Total investment
table-earlier = Invested before the year
table-plan = Plan of the year { $year }
table-later = Plan afterwards
table-goal = Goal of the year
table-month-plan = Plan of the month
table-ten-day = Invested in the ten-day
table-ten-day-share = Ten-day of the month's plan, %
table-to-ten-day = Invested to the ten-day
table-to-ten-day-share = Of the month's plan, %
table-month-done = Invested, month { $month }
table-cumulative = Invested, months 1–{ $month }
table-cumulative-share = Of the year's plan, %
table-image = Image progress
table-start = Planned start
table-finish = Planned finish
table-level = Level
table-industry = Industry
table-lead-unit = Lead unit
table-unit-person = Lead unit/person
table-owner = Owner
table-owner-person = Owner and person in charge
table-person = Person in charge
table-leader = Contracted leader
table-leader-city = City
table-leader-district = District
table-problems = Problems
table-coordinate = To be coordinated above
table-place = Place
table-stage = Stage
table-signed-on = Signed on
table-before-term = Invested before the term
table-in-term = Investment of the term
table-node-name = Preparatory step
table-node-due = Limit
table-node-progress = Progress
table-node-unit = Done by
table-planned = Investment
table-aim = Image progress
table-note = Remarks
table-none = No project belongs into this table at that time.
table-xlsx = Download Excel
table-csv = Download CSV
table-see = See the table
table-import = Import a table
table-import-about = Monthly tables, ten-day tables and ledgers that units already have are read as they are: titles, heads in two rows, groups, subtotals and the line with the unit are understood. First it is only looked at, and every change is shown cell by cell; then everything is written at once, or nothing.
table-import-file = File
table-import-file-hint = .xlsx, .xls or .csv
table-import-kind = Which table
table-import-kind-hint = Found out by title and heads when none is chosen
table-as-file = As the file says
table-import-look = Look at it
table-dry = What it would do: nothing is written yet
table-done = Imported
table-read-as = Read as “{ $table }” of { $year }, month { $month }.
table-sum = { $changed ->
    [one] { $changed } project changes
   *[other] { $changed } projects change
 }, { $new } are new; { $same } rows say what is held already; for { $ask } somebody must say which project they are; { $faulty } have something wrong.
table-sum-done = { $changed ->
    [one] { $changed } project changed
   *[other] { $changed } projects changed
 }, { $new } are new; { $same } rows said what was held already.
table-notes = Notes
table-sums = Totals, subtotals and shares that do not agree
table-new = New projects
table-create = Enter what the book does not have as new projects
table-create-hint = Where a name is near to a known one you still choose row by row
table-new-unit-hint = For rows that name no lead unit
table-new-industry-hint = For rows outside a group
table-zeros = Where the cumulative amount stands as before, enter 0 for the month
table-zeros-hint = Without it the month counts as not reported
table-leave-faulty = Leave out rows that are wrong or not decided; import the others
table-accept-sums = I have looked at what does not agree; import as it is
table-reason = Reason
table-reason-needed = Data or a plan of the year change: a reason is needed.
table-correction-needed = Month { $month } has been entered already and would be corrected: a reason is needed.
table-reason-hint = Goes into the journal of each project
table-apply = { $count ->
    [one] Write { $count } project
   *[other] Write { $count } projects
 }
table-look-again = Look again
table-another = Another file
table-changes = Changes
table-remarks = Faults and remarks
table-empty-before = empty
table-nothing = Nothing would change.
table-fate-changed = Changes
table-fate-new = New
table-fate-was-changed = Changed
table-fate-was-new = Entered
table-fate-same = The same
table-fate-ask = To be decided
table-fate-faulty = Wrong
table-fate-skipped = Left out
table-fate-other = Other
table-choose = Which project is “{ $name }”?
table-no-choice = none
table-choose-none = Please choose
table-choose-is = It is: { $name }
table-choose-new = Not in the book: enter it
table-choose-skip = Leave this row out
table-no-heads = No heads were found: there must be one for the project's name, and three that are understood.
table-no-projects = There is no project in the table.
table-unit-supposed = No unit is stated: amounts are read as 10,000 yuan.
table-name-missing = There are amounts in this row but no project name.
table-twice = “{ $name }” stands in the file twice, also in { $cell }.
table-broken = The cell holds the error { $text }.
table-no-amount = “{ $text }” is no amount.
table-no-share = “{ $text }” is no share.
table-share-cut = Printed as { $said }, exactly { $exact } %: decimals were cut off. The data count; nothing is stopped by it.
table-share-other = Printed as { $said }; by the figures of the row it is { $exact } %.
table-sum-other = Printed as { $said }; the rows add up to { $found } (10,000 yuan).
table-count-other = It says { $said }, there are { $found }.
table-level-unknown = “{ $text }” is no known level: national, municipal or district.
table-class-unknown = “{ $text }” is no known class: new, continuing, finishing, preparatory, reserve or capacity.
table-span-unreadable = “{ $text }” cannot be understood as years of building; write 2024—2027 or 2024.03—2027.12.
table-stage-differs = The table says “{ $said }”, the book “{ $held }”: stages are reached through their gates, not by a table.
table-signed-differs = The day of signing differs from the book: enter it on the project's page.
table-earlier-less = Less than the { $held } (10,000 yuan) that were entered month by month.
table-cumulative-same = The cumulative amount stands as before: the month stays unreported. If nothing was invested, choose to enter 0.
table-cumulative-other = The months and ten-days add up to { $held } (10,000 yuan).
table-cumulative-less = Less than the { $held } (10,000 yuan) entered for earlier months.
table-manage-only = Only the supervision office changes data and plans of projects; units enter investment and image progress.
table-new-unit = A new project needs a lead unit.
table-new-line = A new project needs a line of work.
table-blocked-faulty = { $count ->
    [one] { $count } row is wrong
   *[other] { $count } rows are wrong
 }: nothing was written. Mend the file, or choose to leave such rows out.
table-blocked-ask = For { $count ->
    [one] { $count } row
   *[other] { $count } rows
 } it is not known which project is meant: nothing was written.
table-blocked-sums = { $count ->
    [one] { $count } total or share does
   *[other] { $count } totals or shares do
 } not agree: nothing was written. When you have looked at them you can import as it is.
oc4ids-publisher = Key projects office
oc4ids-download = Download OC4IDS (JSON)
oc4ids-about = The whole book in the Open Contracting for Infrastructure Data Standard 0.9.5, without names of people.
table-site-node = Building node
table-step-missing = The row names no step.
table-step-no-due = A new step needs a limit.
table-step-due = The limit held is { $held }: limits are changed on the board, not by a ledger.
table-step-unit = The unit held is { $held }: it is changed on the board, not by a ledger.
table-project-first = The book does not have this project: enter it first, or import the monthly table first.
table-kind-funds = Sources of funds and what came
table-kind-participants = Participants of key projects
table-about-funds = The sources of each project's money, what came before and in the year, the plan and what was paid out, from the ledger.
table-about-participants = Who surveys, designs, supervises, builds and tests each project, their contracts, terms and managers on site.
table-title-funds = Sources of funds of key projects and what came, { $year }
table-title-participants = Participants of key projects, { $year }
table-group-sources = Source of funds
table-group-paid-in = Paid in
table-group-fund-year = Funds of the year
table-group-contract = Contract
table-group-term = Term of the contract
table-group-site = On site
table-investor = Investor
table-fund-source = Source
table-fund-note = Source note
table-fund-before = Paid in before the year
table-fund-year = Paid in { $year }
table-fund-plan = Planned { $year }
table-fund-paid = Paid out { $year }
table-client = Owner
table-role = Role
table-party = Participant
table-qualification = Qualification
table-contract-no = Contract no.
table-section = Section
table-contract-on = Signed on
table-contract-amount = Contract amount
table-contract-now = As changed
table-retention = Retention, %
table-from = From
table-until = Until
table-manager = Manager
table-phone = Telephone
table-fund-source-missing = There is an amount, and no source of funds.
table-fund-source-unknown = “{ $text }” is no known source; write fiscal appropriation, special bonds, own funds, bank loan or other funds.
table-fund-source-twice = This project has a row of “{ $name }” already: put one source into one row, and what it is made of into the source note.
table-fund-less = { $held } (10,000 yuan) are booked as paid in: only a reversal makes that less, never a table.
table-fund-paid-own = { $held } (10,000 yuan) are booked as paid out in the year: payments are booked by their vouchers, never by a table.
table-fund-note-own = The source note is entered with the plan of funds; the plan is as before, so the note stays.
table-fund-opening = The ledger has no earlier plan of this source: plan and receipt are opened together with { $amount } (10,000 yuan).
table-voucher-before = Table { $file } { $source } to the end of { $last }
table-voucher-year = Table { $file } { $source } { $year }
table-party-missing = This row names no participant.
table-role-unknown = “{ $text }” is no known role; write survey, design, building, supervision of works, equipment and materials, testing, cost consulting, tendering agency or other.
table-contract-amount-held = The contract was entered with { $held } (10,000 yuan): its amount stays as entered, more or less is a change of the contract.
table-contract-now-held = As changed the contract is of { $held } (10,000 yuan): more or less is a change of the contract, never a table's.
table-contract-now-new = A new contract is entered with its amount; its change is entered afterwards.
table-contract-differs = The book has “{ $held }”; nothing was changed.
table-contract-on-missing = A new contract needs the day on which it was signed.
oc4ids-prefix = “{ $text }” is no prefix of project identifiers: oc4ids- and six small letters or digits.
table-problem-new = New problem ({ $class }): { $text }
table-coordinate-own = What is to be coordinated is entered with a problem; nothing was written here: name the problem in the column of problems, or in the list of problems.
table-leave-problems = Do not enter the new problems of the table
table-leave-problems-hint = Otherwise problems that a project does not have yet go to the list of problems as proposed
table-foot-funds = Note: ★ national or municipal project; the total investment of parts (“of which”) is in the project above and is not added twice; funds are booked by project, totals are their sums.
table-foot-star = Note: ★ national or municipal project.
table-font = Calibri
table-font-head = Calibri
table-sum-rows = { $changed ->
    [one] { $changed } row changes something
   *[other] { $changed } rows change something
 }; { $same } say what is held already; for { $ask } somebody must say which project they are; { $faulty } have something wrong.
table-sum-rows-done = { $changed ->
    [one] { $changed } row changed something
   *[other] { $changed } rows changed something
 }; { $same } said what was held already.
table-apply-rows = { $count ->
    [one] Write { $count } row
   *[other] Write { $count } rows
 }
table-read-as-year = Read as “{ $table }” of { $year }.
