# Evaluation
project-tab-evaluation = Evaluation
evaluation-title = Self-evaluation of spending
evaluation-title-of = Self-evaluation of spending, { $year }
evaluation-first = First level
evaluation-first-output = Outputs (50)
evaluation-first-benefit = Benefits (30)
evaluation-first-satisfaction = Satisfaction (10)
evaluation-second = Second level
evaluation-second-quantity = Quantity
evaluation-second-quality = Quality
evaluation-second-timeliness = Timeliness
evaluation-second-cost = Cost
evaluation-second-economic = Economic benefit
evaluation-second-social = Social benefit
evaluation-second-ecological = Ecological benefit
evaluation-second-sustained = Lasting influence
evaluation-second-satisfaction = Satisfaction of those served
evaluation-third = Indicator
evaluation-measure = Source of data
evaluation-measure-entered = Entered
evaluation-measure-investment = Investment of the year (10,000 yuan)
evaluation-measure-nodes = Nodes done in time (%)
evaluation-measure-costs = Costs against the estimate (10,000 yuan)
evaluation-direction = Direction
evaluation-more = More is better
evaluation-less = Less is better
evaluation-state-none = Not filled in
evaluation-state-draft = Draft
evaluation-state-submitted = Submitted
evaluation-state-confirmed = Confirmed
evaluation-grade-excellent = Excellent
evaluation-grade-good = Good
evaluation-grade-fair = Fair
evaluation-grade-poor = Poor
evaluation-money = Money (10,000 yuan)
evaluation-all-money = All money of the year
evaluation-initial = Budget at first
evaluation-budget = Budget of the year
evaluation-paid = Executed
evaluation-public = Of it from the budget
evaluation-carried = Carried over
evaluation-other = Other money
evaluation-goal = Goal of the year
evaluation-reached = What came of it
evaluation-target = Target
evaluation-actual = Actual
evaluation-unit = Unit
evaluation-points-head = Points
evaluation-score = Score
evaluation-reason = Why it falls short
evaluation-measures = What is done about it
evaluation-deviation-head = Why it falls short, and what is done about it
evaluation-total = Total
evaluation-filled = Filled in by
evaluation-submitted = Submitted by
evaluation-confirmed-by = Confirmed by
evaluation-note = Execution is scored from the ledger. Where more is better, min(1, actual ÷ target) × points; where less is, min(1, target ÷ actual) × points. Excellent from 90, good from 80, fair from 60.
evaluation-fill = Fill in the form
evaluation-edit-hint = Points for outputs, benefits and satisfaction come to 50, 30 and 10. Where data are not entered, values are taken from them.
evaluation-submit = Submit
evaluation-confirm = Confirm
evaluation-confirm-ask = Once confirmed, its figures stay as they are. Are you sure?
evaluation-post = Post-evaluation
evaluation-evaluator = Evaluator
evaluation-post-days = Between
evaluation-post-commitment = Commitment
evaluation-post-open = Open
evaluation-post-hint = A chosen project is evaluated 12 to 24 months after acceptance; that becomes a commitment on the board (article 26).
evaluation-choose = Choose for post-evaluation
evaluation-new-investment = Investment of the year
evaluation-new-quality = Works that passed
evaluation-new-nodes = Nodes done in time
evaluation-new-costs = Costs within the estimate
evaluation-new-social = Beneficiaries reached
evaluation-new-sustained = Arrangements for upkeep
evaluation-new-satisfaction = Satisfaction of those served
done-evaluation = Saved.

evaluation-too-many = { $most ->
    [one] At most one indicator.
   *[other] At most { $most } indicators.
}
evaluation-name = Row { $row }: name the indicator.
evaluation-points = Row { $row }: points are above 0 and at most 50.
evaluation-value = Row { $row }: enter a target above zero, and an actual value not below zero.
evaluation-deviation = Row { $row } is below its target: say why, and what is done about it.
evaluation-sum = { $first }: the points come to { $sum } instead of { $points }.
evaluation-confirmed = It is confirmed and cannot be changed.
evaluation-own = Nobody confirms what he submitted himself.
evaluation-state = That cannot be done in its present state.
evaluation-chosen = It has been chosen already.
evaluation-not-accepted = A post-evaluation comes after acceptance (article 26).

evaluation-aspect-decision = Preparation and approval
evaluation-aspect-building = Building
evaluation-aspect-economic = Economic effect
evaluation-aspect-social = Social effect
evaluation-aspect-ecological = Environment, resources and energy
evaluation-aspect-goal = Goals reached
evaluation-aspect-sustained = Lasting effect
evaluation-recommendations = Opinion and recommendations
evaluation-result = Result of the post-evaluation
evaluation-result-day = Day of the report
evaluation-result-grade = Grade as a whole
evaluation-result-entered = Entered
evaluation-result-none = There is no result yet.
evaluation-result-enter = Enter the result
evaluation-result-hint = What came of it, against the approved study, design and estimate: an evaluation of approval and building as a whole with a definite opinion (article 26). The report becomes evidence, and the commitment is closed with it.
evaluation-result-ask = Once entered it cannot be changed, and the commitment is closed. Are you sure?
evaluation-result-paper-hint = The report is needed.
evaluation-evaluator-hint = An intermediary that had no part in preparing, designing, building or supervising this project
evaluation-said-result = { $evaluator } has made the post-evaluation; grade: { $grade }
evaluation-not-chosen = It has not been chosen for a post-evaluation.
evaluation-result-there = The result has been entered already.
evaluation-result-early = A post-evaluation comes twelve months after acceptance, not before { $from }.
evaluation-aspect-missing = Say what is concluded on “{ $aspect }”: the evaluation is one of the whole (article 26).
evaluation-result-paper = Attach the report of the post-evaluation.
evaluation-not-independent = { $party } has a part in this project and cannot evaluate it (Fagai Touzi [2014] No. 2129).
journal-act-evaluation-conclude = Result of a post-evaluation entered

# The term of the self-evaluation
projects-tab-evaluations = Self-evaluations
evaluation-about = When the budget of a year has been carried out, units evaluate the spending of their projects (Caiyu [2020] No. 10). Once asked for, it is a commitment of the unit; it is closed when the form is confirmed.
evaluation-state-field = Form
evaluation-list-none = No project is to be evaluated for this year.
evaluation-unasked = { $count ->
    [one] One project with public money in { $year } has not been asked for its self-evaluation
   *[other] { $count } projects with public money in { $year } have not been asked for their self-evaluation
}
evaluation-due = Due by
evaluation-due-hint = The finance department sets the day; usually 31 March after the year
evaluation-ask = Ask for the self-evaluation
evaluation-ask-all = Ask them all
evaluation-asked-by = The self-evaluation is due by { $due } ({ $name })
evaluation-not-asked = Not asked for
evaluation-on-board = Light
evaluation-return = Send back
evaluation-returned = Sent back: { $why }
evaluation-say = { $project }: self-evaluation of spending, { $year }
evaluation-said-submitted = The self-evaluation is submitted
evaluation-said-again = The unit fills the self-evaluation in again
evaluation-said-confirmed = The self-evaluation is confirmed: { $score } points, { $grade }
evaluation-asked = It has been asked for already.
evaluation-all-asked = Nobody is left to ask for { $year }.
evaluation-due-past = The limit must be later than today.
evaluation-due-early = A self-evaluation comes when { $year } is over: the limit must be later than that.
done-evaluation-asked = { $count ->
    [one] One project was asked for its self-evaluation.
   *[other] { $count } projects were asked for their self-evaluation.
}
journal-act-evaluation-ask = Self-evaluation asked for
journal-act-evaluation-return = Self-evaluation sent back
evaluation-missing = { $count ->
    [one] One indicator has no score yet
   *[other] { $count } indicators have no score yet
}: graded when all have one
