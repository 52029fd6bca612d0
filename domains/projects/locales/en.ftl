# Projects
nav-projects = Key projects
projects-title = Key projects
project-search = Find
project-search-hint = Name, owner, place, leader or code
project-name = Project
project-code = Project code
project-code-hint = 24 characters, such as 2603-120116-04-01-123456; leave empty until there is one
project-parent = Part of
project-parent-hint = Number in the address of the parent's page; may be empty
project-level = Level
project-level-national = National
project-level-municipal = Municipal
project-level-district = District
project-industry = Industry
project-kind = Money
project-kind-government = Government
project-kind-enterprise = Enterprise
project-kind-joint = Government and enterprise
project-unit = Responsible unit
project-cooperating = Cooperating units
project-line = Line of work
project-line-hint = The column of the board in which its nodes stand
project-owner = Owner
project-leader = Contracted leader
project-leader-link = Post or person of the contract
project-leader-link-none = Not tied
project-liaison = Responsible person, liaison
project-place = Place
project-point = Longitude, latitude
project-point-hint = Such as 117.713000, 39.003000
project-scale = Scale and content
project-capacity = New capacity
project-capacity-hint = How much, with its unit: full capacity is measured by it
project-total-wan = Total investment (10,000 yuan)
project-before-wan = Invested before (10,000 yuan)
project-before-hint = What had been invested before months are entered here
project-planned-start = Planned start
project-planned-finish = Planned completion
project-started-on = Actual start
project-reason = Reason
project-note = Note
project-save = Save
project-new = New project
project-change = Change project
project-part-what = What it is
project-part-who = Who answers for it
project-part-money-time = Money and time
project-all = All projects
project-none = No project meets these conditions.
project-sums = { $count ->
    [one] { $count } project
   *[other] { $count } projects
}{ $parts ->
    [0] {""}
    [one] , and { $parts } part of them
   *[other] , and { $parts } parts of them
}, total investment { $total }, plan of the year { $plan } (10,000 yuan)
project-year = Year
project-class = Class of the year
project-class-reserve = Reserve
project-class-preparatory = In preparation
project-class-new = New start
project-class-continuing = Continuing
project-class-finishing = To be completed and produce
project-class-capacity = To reach capacity
project-stage = Stage
project-stage-class = Stage, class
project-stage-conceived = Conceived
project-stage-reserved = In reserve
project-stage-negotiating = Negotiating
project-stage-signed = Signed
project-stage-preparing = Preparing
project-stage-started = Started
project-stage-building = Building
project-stage-completed = Completed
project-stage-producing = Producing
project-stage-at-capacity = At capacity
project-standing = Standing
project-standing-active = Going on
project-standing-slowed = Slowed down
project-standing-halted = Halted
project-standing-removed = Taken out
project-standing-ended = Ended
project-standing-change = Change standing
project-standing-hint = Taking it out or ending it first shows what will be withdrawn, and asks
project-end-name = End the project
project-end-title = End “{ $name }”: this cannot be undone
project-end-says = An ended project changes neither stage nor standing any more; nothing is entered for it, it comes to no list of a year, and no node is opened. What was recorded and booked stays.
project-end-sure = End the project
project-remove-name = Take the project out
project-remove-title = Take out “{ $name }”
project-remove-says = A project that is taken out stays in the book and may go on later. What is withdrawn below does not come back with it: it would have to be opened anew.
project-remove-sure = Take the project out
project-ending-withdrawn = Withdrawn from the board ({ $count })
project-ending-none = No node or problem is open.
project-ending-stays = Still to be done ({ $count })
project-ending-stays-why = Final accounts and evaluation of money, a safe site, what enterprises asked for and what meetings decided do not end with the project.
project-ending-what = Commitment
project-only-listed = Only this year's list
project-with-ended = Also ended
project-plan-of-wan = Plan { $year } (10,000 yuan)
project-plan-wan = Plan of the year (10,000 yuan)
project-completion = Of the year's plan
project-lead-points = { $points } points to time
project-light = Light
project-lights = Lights of the project: { $light }
project-lights-source = By the rules that Yinchuan published in 2025. They say nothing of 0 to 10 points behind: green here, with the gap in its sentence.
project-facts = Facts
project-parts = Parts
project-stages = Stages
project-life = Life
project-entered = Entered in the book
project-step-of = { $day }
project-changed-at = Last changed { $at }
project-advance = Go to the next stage
project-next-stage = Stage
project-step-day = Reached on
project-gate-go = see to it
project-gate-open = Everything that “{ $stage }” asks for is there.
project-gate-missing = What is in the way of “{ $stage }”:
project-gate-standing = The project is not going on.
project-gate-order = That stage does not follow the present one.
project-gate-total = No total investment is entered.
project-gate-scale = No scale and content are entered.
project-gate-owner = No owner is entered.
project-gate-code = No project code is entered (Government Investment Regulations, article 10; enterprise projects are filed under one too).
project-gate-planned-start = No planned start is entered.
project-gate-permits-none = There are no permit nodes.
project-gate-permits = Some permit nodes are not closed (article 20: no start without its conditions).
project-gate-annual-plan = It has no place in this year's investment plan (article 15).
project-gate-nodes-none = There are no building nodes.
project-gate-nodes = Some building nodes are not closed, acceptance among them (article 25).
project-gate-production = Some production nodes are not closed.
project-gate-capacity = No new capacity is entered.
project-years = Annual lists
project-years-none = In no year's list yet.
project-goal = Goal of the year
project-listed = Came, left
project-list-in = Enter in a year's list
project-listed-why = Why it comes or changes
project-listed-why-hint = Must be said of an adjustment within the year
project-leave = Take out of a year's list
project-left-on = left { $day }
project-amount-negative = An amount cannot be negative.
project-finish-before-start = The planned completion is before the planned start.
project-place-nowhere = There is no such longitude or latitude.
project-point-shape = Write longitude, latitude in degrees.
project-unit-twice = The responsible unit need not be named as cooperating.
project-unit-unknown = There is no such unit.
project-line-unknown = There is no such line of work.
project-code-shape = A project code has 24 characters: 4 for year and month, 6 for the division, 2, 2, 5 at random and 1 check character.
project-code-month = There is no month { $month }, which the project code names.
project-code-taken = “{ $name }” has the project code { $code } already.
project-code-taken-hidden = Another project has the project code { $code } already.
project-parent-unknown = There is no such parent, or it is a part of this project.
project-changed-since = Somebody has just changed this project. Look at it again before saving.
project-reason-missing = Say why.
project-text-long = At most { $most } characters.
project-day-to-come = The day is still to come.
project-day-before-stage = It cannot be before the day of the last stage, { $stage } ({ $day }).
project-standing-same = The project stands like that already, or has ended.
project-not-open = The project was taken out or has ended.
project-year-range = The year must be between 2000 and 2100.
project-plan-beyond-total = The plan is more than what is left of the total.
project-class-unfit = The class does not fit the stage of the project.
project-annual-plan-unapproved = A government project enters the annual plan once its feasibility study is approved or its estimate fixed; until then list it as reserve or preparatory (article 17).
project-annual-plan-fields = The annual plan of government investment states name, content and scale, time, total, the year's amount and the source of funds (article 16).
project-year-unlisted = The project is not in that year's list.
done-project-new = The project is in the book.
done-project-change = The project was changed.
done-project-stage = It has reached the next stage.
done-project-standing = Its standing was changed.
done-project-year = It is in the list of the year.
done-project-leave = It left the list of the year.
done-project-node = The node is registered, given to its unit, and on the board.
done-project-month = Entered.

# Nodes
nodes-title = Nodes
nodes-none = There are no nodes yet.
nodes-gantt = Nodes over time
nodes-legend = An upright stroke is the day of closing, a heavy frame the critical path, a thin bar the delay to be expected as things are
node-kind = Sort
node-kind-permit = Permit
node-kind-building = Building
node-kind-production = Production
node-name-field = Node
node-unit = Unit
node-unit-lead = The project's responsible unit
node-person = Responsible person
node-start = Begins
node-due = Limit
node-state = Light and state
node-room = Room
node-room-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
 }
node-critical = critical
node-after = Waits for
node-change = Change the node
node-change-short = Change
node-change-of = Change the node “{ $name }”
node-change-due = The limit is before the start.
node-change-after = What must be done before must be another node of this project.
node-change-circle = One of these waits for this node already, directly or through others: a circle.
node-done = The node is done or withdrawn and cannot be changed.
node-due-hint = Moving the limit needs a reason; the first limit stays beside it, and assessment keeps to it
node-first-due = first limit { $day }
done-project-node-change = The node is changed.
node-add = Add a node
node-add-hint = It is registered and issued at once, and stands on the board
node-done-on = closed { $day }
node-none = There are no nodes.
node-too-many = A project has { $most } nodes at most.
node-name = Node { $row }: a name of 1 to 120 characters.
node-due-before-start = Node { $row }: the limit is before the beginning.
node-after-unknown = Node { $row }: what it waits for is not of this project.
node-word-application = Application report
node-word-feasibility = Feasibility study
node-word-preliminary-design = Preliminary design and estimate
node-word-site = Site planning
node-word-environment = Environmental assessment
node-word-land = Land, forest and sea pre-examination
node-word-planning-permit = Planning permit
node-word-drawing-review = Review of drawings
node-word-tender = Tender
node-word-construction-permit = Construction permit
node-word-land-supply = Land supply
node-word-utilities = Water and power
node-word-entry = Entry on site
node-word-foundation = Piling or excavation
node-word-structure = Foundations cast
node-word-topping-out = Topping out
node-word-installation = Fitting out or installation
node-word-acceptance = Acceptance
node-word-trial = Trial production
node-word-production = Production

# Investment
invest-title = Investment and image progress
invest-none = In no annual plan yet, and nothing has been entered.
invest-curve = Cumulative investment, plan and actual { $unit }
invest-planned = Planned
invest-done = Done
invest-planned-wan = Planned (10,000 yuan)
invest-done-wan = Done (10,000 yuan)
invest-year = { $year }
invest-month = Month
invest-month-of = Month { $month }
invest-year-sum = This year
invest-of-plan = Of the plan (%)
invest-all-sum = Since the start
invest-image = Image progress
invest-part = Period
invest-part-0 = Whole month
invest-part-1 = First ten days
invest-part-2 = Second ten days
invest-part-3 = Last days
invest-enter = Enter investment and image progress
invest-save = Enter
invest-why = Reason for the correction
invest-why-hint = Only when a figure or image progress that was entered is corrected. What stood, the reason and who corrected it stay with the month
invest-correction-why = Month { $month } of { $year } has been entered already: say why it is corrected.
invest-corrected = Corrected
invest-corrections = Corrections ({ $count })
invest-correction-reason = Reason: { $why }
invest-not-started = Building has not begun. The { $amount } (10,000 yuan) done can only be costs of preparation (land, surveys, design). If building has begun, record its start; if the figure is wrong, correct it.
invest-before-start = Of this, { $amount } (10,000 yuan) was done before building began: it can only be costs of preparation (land, surveys, design). If the figure is wrong, correct it.
invest-period = Choose a month and a period.
invest-nothing = Enter a plan, an amount or the image progress.
invest-month-to-come = Investment of a month to come cannot be entered.
invest-both-ways = That month was entered the other way: as a whole and by ten-days do not mix.
invest-beyond-total = That would be more than the total investment. Change the total first.
light-name-start = Start
project-light-red = Red
project-light-yellow = Yellow
project-light-green = Green
project-light-grey = Grey (nothing to judge yet)
project-light-unjudged = Nothing to judge yet
project-light-start-yellow = Start late
project-light-start-red = Start overdue
project-light-progress-yellow = Behind plan
project-light-progress-red = Far behind plan
project-light-payment-red = Payments behind
project-light-entry-yellow = Entry late
project-light-entry-red = Entry overdue
light-name-progress = Investment
light-name-entry = Statistics
light-start-begun = Started on { $day }.
light-start-no-plan = No start is planned.
light-start-on-plan = To start on { $day }; that month is not over.
light-start-waiting = To start on { $day }; its stage is “{ $stage }”: there is nothing to judge yet.
light-start-late = Was to start on { $day }: { $months ->
    [one] { $months } month
   *[other] { $months } months
 } late.
light-progress-no-plan = No investment is planned for this year.
light-progress-first-month = The first month of the year is not over.
light-progress-nothing = Nothing was entered for { $months ->
    [one] { $months } month
   *[other] { $months } months
 }; no data is never green.
light-progress = Entered up to month { $last }: { $completion }% of the year's plan is done; by the end of month { $months } time is at { $time }%, a difference of { $lead } points{ $gaps ->
    [0] .
    [1] . Month { $gap } has not been entered.
   *[other] . { $gaps } months from month { $gap } on have not been entered.
}
light-progress-by-plan = Entered up to month { $last }: { $completion }% of the year's plan is done; by the months' plan it should be { $time }% by the end of month { $months }, a difference of { $lead } points{ $gaps ->
    [0] .
    [1] . Month { $gap } has not been entered.
   *[other] . { $gaps } months from month { $gap } on have not been entered.
}
light-entry-none = No monthly entries are asked for.
light-entry-not-begun = Not started: no investment is to be entered.
light-entry-finished = Completed: no more months are asked for.
light-entry-complete = Every month that is over was entered.
light-entry-missing = Month { $month } was not entered, { $days ->
    [one] { $days } day
   *[other] { $days } days
 } after its end.
unit-wan = (10,000 yuan)
unit-yi = (100 million yuan)
project-today = today
unit-yuan = yuan

# Monthly table
project-monthly = Monthly table
monthly-caption = Progress of key projects, { $year }, months 1 to { $month }
monthly-no = No.
monthly-earlier = Invested up to the end of last year
monthly-until = Done in months 1 to { $month }
monthly-owner = Owner and responsible person
monthly-all = All: { $count }{ $parts ->
    [0] {""}
    [one] , and { $parts } part of them
   *[other] , and { $parts } parts of them
}
monthly-building = Of these under construction: { $count }{ $parts ->
    [0] {""}
    [one] , and { $parts } part of them
   *[other] , and { $parts } parts of them
}
monthly-preparing = Of these in preparation: { $count }{ $parts ->
    [0] {""}
    [one] , and { $parts } part of them
   *[other] , and { $parts } parts of them
}
monthly-none = There are no projects in the list of { $year }.
monthly-unit = Unit: 10,000 yuan
monthly-note = ★ municipal or national project.
projects-tab-list = List
projects-tab-monthly = Monthly table
project-tab-overview = Overview
project-group-site = On the site
projects-group-book = Projects
projects-group-run = Work in hand
projects-group-money = Money
projects-group-systems = Information systems
