# Application systems
systems-title = Information systems
systems-tab-list = Register
systems-tab-money = Operating money and decisions
systems-tab-splits = Split upgrades
systems-tab-repeated = Collected twice
systems-tab-rules = Limits
system-name = System
system-short = Short name
system-code = Code in the master catalogue
system-code-hint = Leave empty until there is one
system-unit = Owning unit
system-users = Units that use it too
system-state = State
system-state-hint = The office enters what is there already as it stands; a new system begins as planned
system-state-planned = Planned
system-state-building = Being built
system-state-trial = On trial
system-state-accepted = Accepted
system-state-running = Running
system-state-retiring = To be retired
system-state-retired = Retired
system-purpose = Purpose
system-functions = Functions
system-functions-none = No functions yet
system-lines-hint = One a line, or separated by semicolons
system-items = Data items
system-items-none = No data items yet
system-items-collected = Items collected
system-items-produced = Items produced
system-items-consumed = Items received by sharing
system-part-collected = Collects
system-part-produced = Produces
system-part-consumed = Receives
system-interfaces = Interfaces and sharing
system-basis = Legal basis
system-basis-hint = Law, plan or document with its article
system-level = Security level
system-level-hint = 1 to 5; 0 until it is set
system-level-of = Level { $level }
system-line-hint = The column of the board in which its matters stand
system-vendor = Built by
system-project = Building project
system-project-hint = Number in the address of the project's page; may be empty
system-invested = Original investment
system-invested-wan = Original investment (10,000 yuan)
system-estimate = Approved estimate
system-estimate-wan = Approved estimate (10,000 yuan)
system-estimate-hint = Of what is being built; 0 when nothing is
system-yearly = Operating money a year
system-yearly-wan = Operating money a year (10,000 yuan)
system-launched = Taken into use
system-completed-on = Completed
system-accepted-on = Accepted
system-retired-on = Retired
system-evaluated-on = Evaluated
system-evaluation-window = To be evaluated
system-new = Enter a system
system-change = Change system
system-all = All systems
system-none = No system meets these conditions.
system-more = More
system-search-hint = Name, purpose, function or data item
system-only-blocked = Blocked only
system-with-retired = With retired ones
system-holds = Functions and data items
system-counts = { $functions ->
    [one] { $functions } function
   *[other] { $functions } functions
 }, { $items ->
    [one] { $items } data item
   *[other] { $items } data items
 }
system-sharing-catalogue = Sharing, catalogue
system-crypto-short = Cryptography:{" "}
system-comma = ,{" "}
system-sums = { $count ->
    [one] { $count } system
   *[other] { $count } systems
 }, original investment { $invested }, operating money a year { $yearly }, of which blocked { $blocked } (10,000 yuan)
system-sharing = Sharing
system-sharing-unassessed = Not examined
system-sharing-shared = Shared as required
system-sharing-partly = Shared in part
system-sharing-unshared = Not shared
system-sharing-exempt = Exempt, with basis
system-listing = Master catalogue
system-listing-unlisted = Not listed
system-listing-listed = Listed
system-catalogue = Resource catalogue
system-catalogue-missing = None
system-catalogue-drafted = Drafted
system-catalogue-loaded = Loaded
system-security = Security
system-crypto = Cryptography
system-assessment-missing = Not assessed
system-assessment-passed = Passed
system-assessment-failed = Failed
system-assessment-expired = Expired
system-assessment-exempt = Not applicable
system-compliance = Compliance
system-find = Sign findings
system-find-hint = They block or free operating money; what must be put right goes to the board
system-found-on = Examined on
system-found-note = Found from
system-found-note-hint = Number of the report, way of examining; for exemptions their basis
system-found-by = Signed by { $by } on { $day }.
system-found-never = Not examined yet.
system-blocked = Operating money
system-block-none = Free
system-block-sharing = Not shared
system-block-repeated = Collects again
system-block-unlisted = Not listed
system-block-security = Security
system-block-crypto = Cryptography
system-block-why-sharing = Sharing: { $sharing }. No operating money for systems that do not share as required.
system-block-why-repeated = It collects again what it could have by sharing. No operating money for systems that collect repeatedly.
system-block-why-unlisted = It is not in the master catalogue of systems. No operating money for systems outside the catalogue.
system-block-why-security = Security assessment: { $found }. No operating money for systems that do not comply with network security.
system-block-why-crypto = Cryptography assessment: { $found }. No operating money for systems that do not comply with cryptography.
system-block-rule = State Council Office 2019 No. 57, rule { $number }
system-blocked-title = Operating money is blocked: { $amount } (10,000 yuan) a year
system-free-title = Operating money is free
system-step-to = Move to “{ $state }”
system-step-sure = Move this system to “{ $state }”?
system-step = This step goes through a gate
system-evaluate = Enter the evaluation
system-result = Result
system-result-hint = Grade, main findings, what is to be improved
system-evaluation-unaccepted = It is not accepted yet
system-evaluation-early = Too early: not before { $from }
system-exempt-basis = Say on what basis it is exempt or not applicable
system-unit-not-own = Only systems of your own unit
system-project-unknown = There is no such project
system-code-taken = “{ $name }” has the code { $code } already
system-code-taken-hidden = Another system has the code { $code } already
system-line-long = Too long
system-text-long = At most 4,000 characters
system-list-long = At most 200
done-system-new = System entered.
done-system-change = System changed.
done-system-step = State changed.
done-system-find = Findings signed.
done-system-evaluate = Evaluation entered.
done-system-ask = Request filed.
done-system-decide = Decision signed.
system-export = Export CSV
system-import = Import
system-import-about = Reads the lists of systems that units already have (CSV or XLSX). It checks first and shows what every row would change and what is wrong with every cell; with one fault nothing is taken in.
system-import-file-name = systems-template
system-import-reason = Imported from a list of systems
system-import-done = { $create ->
    [one] { $create } system entered
   *[other] { $create } systems entered
 }, { $amend } changed.
system-import-counts = { $create } to enter, { $amend } to change, { $same } the same.
system-import-no-header = No header found: the first ten rows should name system and unit
system-import-row-twice = “{ $name }” stands twice
system-import-unit = There is no unit “{ $text }”
system-import-amount = “{ $text }” is no amount
system-import-level = “{ $text }” is no security level
system-import-state = “{ $text }” is no state

# Money
money-title = Requests for money
money-kind = Kind
money-kind-operating = Operating money
money-kind-upgrade = Small upgrade
money-kind-adjustment = Adjustment of the estimate
money-state = Decision
money-state-waiting = Waits
money-state-granted = Granted
money-state-refused = Refused
money-state-recorded = On record
money-amount-wan = Amount (10,000 yuan)
money-what = What for
money-ask = File a request
money-none = No requests.
money-lines = Upgrades up to the share line of { $share } and up to { $amount } (10,000 yuan) are operation; beyond that they go through the gate of modifying.
money-amount = The amount must be above zero
money-not-operating = A system that is not in operation has no operating money
money-upgrade-above = Above the lines of operation ({ $share } and { $amount }, 10,000 yuan): go through the gate of modifying
money-no-estimate = Only a system being built with an approved estimate can be adjusted
money-adjustment-above = Adjustments come to { $sum }, above the { $line } (10,000 yuan) that the estimate allows: approval is needed anew
money-blocked = Operating money is blocked
money-blocked-title = Blocked systems
money-blocked-about = Computed from the register: no operating money for systems that do not share or collect repeatedly, are not in the master catalogue, or do not comply with cryptography or network security (State Council Office 2019 No. 57).
money-blocked-none = No system is blocked.
money-blocked-sum = { $count } of { $all } systems in operation are blocked
money-figure-all = Operating money a year (10,000 yuan)
money-figure-blocked = Blocked (10,000 yuan)
money-figure-rule-1 = Rule 1: sharing, collecting
money-figure-rule-2 = Rule 2: master catalogue
money-figure-rule-3 = Rule 3: security, cryptography
money-waits-title = To be decided
money-waits-none = Nothing waits for a decision.
filing-filed = Filed by { $by } on { $day }
filing-filed-by = Filed by
filing-decided-by = Signed by { $by } on { $day }
filing-decide = Decide
filing-grant = Grant
filing-pass = Pass
filing-refuse = Refuse
filing-reason = Opinion
filing-reason-hint = A refusal needs its reason
filing-decided = It is decided already
filing-same-person = Whoever filed a request does not decide it
decision = Decision

# Splitting
split-title = These upgrades look split
split-about = An upgrade below the lines counts as operation. Upgrades of one system that together pass either line within the span of months are listed here, for whoever audits and approves.
split-none = No split upgrades found.
split-why = Why
split-sum-wan = Sum (10,000 yuan)
split-both = { $count } upgrades from { $from } to { $to } come to { $sum }, above the share line of { $share } and the amount line of { $amount } (10,000 yuan).
split-share = { $count } upgrades from { $from } to { $to } come to { $sum }, above the share line of { $share } (10,000 yuan).
split-amount = { $count } upgrades from { $from } to { $to } come to { $sum }, above the amount line of { $amount } (10,000 yuan).

# Collected twice
repeated-about = What can be had by sharing must not be collected again (Regulations on Government Data Sharing, article 19). The register compares names of data items; a person signs which system has to stop, and until it does its operating money is blocked.
repeated-item = Data item
repeated-holders = Systems that collect or produce it
repeated-ruling = Decision
repeated-open = To be decided
repeated-decided = Decided
repeated-stop = Stop collecting, share instead
repeated-keep = May go on collecting
repeated-since = in use since { $day }
repeated-sum = { $count ->
    [one] { $count } item
   *[other] { $count } items
 }, { $open } to be decided
repeated-none = No item is collected twice.
repeated-not-collected = That system does not collect this item
done-repeated = Decision signed.

# Limits
parameter = Limit
parameter-value = Value
parameter-value-hint = Shares in per cent, amounts in 10,000 yuan, spans as numbers
parameter-from = In force from
parameter-source = Source
parameter-office = Deciding unit
parameter-office-none = None named
parameter-about = Limits and spans differ by place and time. Each holds from its day; what happened before is judged by what held then.
parameter-set = Set a new value
parameter-past = no longer
parameter-to-come = to come
parameter-wan = { $amount } (10,000 yuan)
parameter-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
 }
parameter-working-days = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
 }
parameter-range = This value makes no sense
parameter-order = The evaluation cannot begin after it ends
parameter-upgrade-share = Upgrades counted as operation: share of the original investment, at most
parameter-upgrade-amount = Upgrades counted as operation: amount, at most
parameter-split-months = Span within which upgrades are looked at together
parameter-adjust-share = Adjustments within the estimate, at most
parameter-acceptance-months = Acceptance applied for after completion, within
parameter-evaluation-from = Evaluation after acceptance, at the earliest
parameter-evaluation-to = Evaluation after acceptance, at the latest
parameter-decide-days = Decisions within
parameter-condition-days = Conditions of gates met within
parameter-rectify-days = Blocking reasons put right within
parameter-overlap-alert = Likeness from which a proposal overlaps
done-parameter = New value set.

# Duties
duties-title = Duties and limits
duties-none = No duties.
duty-what = Duty
duty-decide-gate = Decide a gate
duty-decide-money = Decide money
duty-decide-proposal = Decide a proposal
duty-condition = Condition of a gate
duty-rectify = Rectification
duty-acceptance = Apply for acceptance
duty-evaluation = Evaluate results
duty-carry-out = Carry out a decision
duty-say-money = Decide the request for money of “{ $system }” for { $year } : { $amount } (10,000 yuan)
duty-say-acceptance = Apply for acceptance of “{ $system }” within { $months } months of completion, with summary, finance, audit, security and cryptography reports
duty-say-evaluation = Evaluate the results of “{ $system }” { $from } to { $to } months after acceptance
duty-say-sharing = Put right in “{ $system }”: share data as required
duty-say-repeated = Put right in “{ $system }”: stop collecting items that can be had by sharing
duty-say-unlisted = Put right in “{ $system }”: enter it in the master catalogue of systems
duty-say-security = Put right in “{ $system }”: pass the security assessment
duty-say-crypto = Put right in “{ $system }”: pass the cryptography assessment
duty-say-condition = “{ $system }”, { $gate }: { $condition }
duty-say-gate = Decide the request of “{ $system }”: { $gate }
duty-said-agreed = Agreed. { $why }
duty-said-refused = Refused. { $why }
duty-said-rectified = The register shows that it has been put right
duty-said-accepted = Accepted
duty-said-condition = The register shows that the condition is met
duty-said-retired = The system has been finalised
