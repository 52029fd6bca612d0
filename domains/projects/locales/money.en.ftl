# Money
project-tab-money = Money
projects-tab-funds = Funds
projects-tab-plan = Investment plan
fund-source = Source
fund-source-fiscal = Budget
fund-source-bond = Special bonds
fund-source-own = Own funds
fund-source-loan = Bank loans
fund-source-other = Other sources
fund-cost = Paid for
fund-cost-building = Building and installation
fund-cost-equipment = Equipment
fund-cost-land = Land and resettlement
fund-cost-other = Other costs
fund-account = Account
fund-account-plan-fiscal = Plan · budget
fund-account-plan-bond = Plan · special bonds
fund-account-plan-own = Plan · own funds
fund-account-plan-loan = Plan · bank loans
fund-account-plan-other = Plan · other sources
fund-account-planned = Planned for the project
fund-account-source-fiscal = Paid in · budget
fund-account-source-bond = Paid in · special bonds
fund-account-source-own = Paid in · own funds
fund-account-source-loan = Paid in · bank loans
fund-account-source-other = Paid in · other sources
fund-account-cash = Project money
fund-account-cost-building = Cost · building and installation
fund-account-cost-equipment = Cost · equipment
fund-account-cost-land = Cost · land and resettlement
fund-account-cost-other = Cost · other
fund-account-retention = Retention owed
fund-account-treasury = Returned to the treasury
fund-figure-plan = Planned
fund-figure-paid-in = Paid in
fund-figure-paid-out = Paid out
fund-figure-cost = Cost, with retention
fund-figure-balance = Balance
fund-figure-kept = Retention
fund-figure-returned = Returned
fund-entry = Entry
fund-entry-plan = Plan
fund-entry-pay-in = Paid in
fund-entry-pay-out = Paid out
fund-entry-release = Retention released
fund-entry-return = Surplus returned
fund-entry-reversal = Reversal
fund-hint-plan = What a source is to give in a year. Entering it again adjusts it to the new figure; the difference is posted.
fund-hint-pay-in = What a source has really paid to the project; public money not beyond its plan.
fund-hint-pay-out = Only from money that has come: builders advance nothing. Never above the approved estimate.
fund-hint-release = Pays what was kept back, once the defects period is over.
fund-hint-return = Returns what is left of public money after completion.
fund-year = Year
fund-amount-wan = Amount (10,000 yuan)
fund-kept-wan = Of that kept back (10,000 yuan)
fund-kept-hint = At most 3% of building and installation
fund-day = Day
fund-paper-field = Voucher
fund-contract = Contract
fund-contract-none = Under no contract
fund-source-note = About the source
fund-post = Post
fund-post-confirm = What is posted cannot be changed, only reversed. Are you sure?
fund-reverse = Reverse
fund-reverse-hint = A reversal posts the opposite, for the year and month of what it takes back. The entry stays.
fund-reverses = The entry it reverses
fund-reversed-mark = Reversed
fund-posted-by = Posted by
fund-lines = Lines (10,000 yuan)
fund-entries = Entries
fund-entries-none = No entries yet.
fund-older = Older entries
fund-none = Nothing has been posted. Begin with what each source is to give, then post what is paid in and out.
fund-rate-in = Paid-in rate
fund-rate-out = Execution rate
fund-carried = Carried over
fund-sum = Sum
fund-by-year = By year
fund-by-source = By source
fund-curve = Paid in and paid out, cumulative (10,000 yuan)
fund-idle-of = { $months ->
    [one] Idle (not paid out for more than a month)
   *[other] Idle (not paid out for more than { $months } months)
}
fund-idle-why = { $months ->
    [one] { $amount } (10,000 yuan) came more than a month ago and is not paid out (first in, first out).
   *[other] { $amount } (10,000 yuan) came more than { $months } months ago and is not paid out (first in, first out).
}
fund-light-source = By the rule of Yinchuan, 2025: as planned green, below what is required red. The year's plan is spread evenly over its months.
fund-surplus = Public surplus to be returned
fund-with-parts = With its parts: planned { $planned }, paid in { $come }, paid out { $paid } (10,000 yuan).
fund-running = Running sum
fund-postings-count = { $count ->
    [one] The sum of one posting.
   *[other] The sum of { $count } postings.
}
fund-postings-differ = The sum is not the balance in the books: ask the administrator to check the ledger.
fund-postings-none = No postings.
fund-back = Back to the money
fund-title = Sources of funds and what has come
fund-title-of = Sources of funds and what has come, { $year }
fund-said = Planned for the year { $planned }, paid in { $come } ({ $in }), paid out { $paid } (execution rate { $out }), idle { $idle } (10,000 yuan).
fund-investor = Investor
fund-plan-all = Planned in all
fund-come-before = Paid in before { $year }
fund-plan-of = Plan { $year }
fund-come-of = Paid in { $year }
fund-paid-of = Paid out { $year }
fund-idle-head = { $months ->
    [one] Idle (a month)
   *[other] Idle ({ $months } months)
}
fund-all = { $count ->
    [one] One project in all
   *[other] { $count } projects in all
}
fund-unit-count = { $count ->
    [one] one project
   *[other] { $count } projects
}
fund-book-none = No money of projects.
fund-note = The sum of total investment counts parts once. Each project keeps its own money, and the sums are those of all projects. Execution rate = paid out ÷ (plan of the year + carried over). Every figure opens the postings it is the sum of.
fund-annual-plan-of = Annual plan of government investment, { $year }
fund-annual-plan-none = No government investment is planned for this year.
fund-annual-plan-note = Government Investment Regulations, articles 16 and 17: a project is planned once its study or its estimate is approved. The plan is made up from the plans of funds.
fund-period = Period of building
fund-period-of = { $from } to { $to }
fund-terms-title = Rules for money
fund-terms-idle = Months until money is idle
fund-terms-idle-hint = Not paid out for more than so many months, 1 to 60
fund-terms-payment = Required payment (%)
fund-terms-payment-hint = What share of the due plan must be paid out for green, 1 to 100
fund-terms-who = Set by the administrator.
fund-terms-months = Enter a number of months from 1 to 60.
fund-terms-percent = Enter a percentage from 1 to 100.
done-fund-post = Posted.
done-fund-reverse = Reversed.
done-fund-terms = The rules for money are set.
light-name-payment = Payment
light-payment-none = Not being built, or no money planned for this year.
light-payment-first-month = The first month of the year is not over.
light-payment-on-plan = Paid out { $paid } of { $planned } (10,000 yuan) planned and carried over: { $share }%, where { $required }% is required.
light-payment-below = Paid out { $paid } of { $planned } (10,000 yuan) planned and carried over: { $share }%, below the { $required }% required.

fund-amount = Enter an amount above zero.
fund-plan-same = That is what is planned already.
fund-plan-unapproved = Neither the study nor the estimate is approved: it cannot enter the annual plan of government investment (article 17).
fund-plan-over-subsidy = Public money may not exceed the approved subsidy of { $most } (10,000 yuan) (article 17).
fund-plan-over = The plans of all years may not exceed the approved estimate of { $most } (10,000 yuan) (article 23).
fund-plan-below = { $come } (10,000 yuan) has come from this source already: the plan cannot be less (article 18).
fund-beyond-plan = That is beyond the plan of this source, of which { $left } (10,000 yuan) is left (articles 18 and 19).
fund-kept = What is kept back is less than what is paid, and not below zero.
fund-kept-most = No more than { $most }% of building and installation may be kept back (建质〔2017〕138号).
fund-too-early = The project is not in preparation yet: nothing can be paid.
fund-no-estimate = The estimate is not approved: building and equipment cannot be paid (article 20).
fund-no-advance = Only { $cash } (10,000 yuan) has come and is left: builders may not advance the money of a government project (article 22).
fund-over-estimate = Costs would exceed the approved estimate of { $estimate } (10,000 yuan): file an adjustment first (article 23).
fund-release = Only { $kept } (10,000 yuan) is kept back.
fund-return-early = The project has not passed acceptance: there is no surplus yet (article 25).
fund-return = The public surplus is { $left } (10,000 yuan) (article 25).
fund-reverse-spent = The money has been paid out or returned since, or has come under this plan: reverse the later entries first.
fund-reverse-over = The plan would exceed the approved estimate.
fund-reversed = It has been reversed already, or is itself a reversal.
fund-reverse-own = Nobody reverses what he posted himself: ask somebody else.
fund-paper = Enter the voucher.
fund-paper-taken = This voucher has been posted already.
fund-contract-for = Only payments and released retention are under a contract.
project-gate-design = The estimate of the preliminary design is not approved (articles 9 and 12).
project-gate-funds = The money is not secured: { $planned } planned of an estimate of { $estimate } (10,000 yuan) (article 22).
project-gate-fund-plan = Nothing is planned for { $year } in the annual plan of government investment (articles 15 to 17).
project-gate-start-report = The report on starting work is not approved (article 20).
project-gate-acceptance = It has not passed acceptance (article 25).

fund-fault-entry = Entry { $entry } does not add up to nothing: it is off by { $off } (10,000 yuan)
fund-fault-stray = Entry { $entry } has a line under another project
fund-fault-balance = { $account } ({ $year }): { $kept } is kept, its lines come to { $posted } (10,000 yuan)
fund-fault-month = Sums of { $month } are not those of its lines
