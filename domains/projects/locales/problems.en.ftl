# Problems
problem = Problem
problems-title = Problems
problem-number = Number
problem-class = Class
problem-class-land = Land
problem-class-forest = Forest land
problem-class-clearance = Land clearance
problem-class-planning = Planning
problem-class-environment = Environmental assessment
problem-class-energy = Energy quota
problem-class-funds = Funds
problem-class-permit = Construction permit
problem-class-utilities = Water, power, gas
problem-class-pipelines = Moving pipes and cables
problem-class-roads = Roads
problem-class-labour = Labour
problem-class-policy = Policy
problem-class-dispute = Dispute
problem-class-other = Other
problem-level = Level
problem-level-unit = Unit
problem-level-deputy = Leader in charge
problem-level-chief = Principal leader
problem-level-since = since { $day }
problem-filed-proposed = Proposed
problem-filed-accepted = Accepted
problem-filed-consulting = In consultation
problem-filed-assigned = Assigned
problem-filed-declined = Declined
problem-state = Step
problem-state-level = Step, level
problem-state-proposed = Proposed
problem-state-accepted = Accepted
problem-state-consulting = In consultation
problem-state-assigned = Assigned
problem-state-handling = In hand
problem-state-reported = Reported
problem-state-suspended = Suspended
problem-state-checked = Checked
problem-state-struck-off = Struck off
problem-state-declined = Declined
problem-state-withdrawn = Withdrawn
problem-way = Steps of a problem
problem-light = Colour
problem-light-checked = Checked; another person is to strike it off.
problem-light-struck-off = Solved and struck off.
problem-light-ended = No longer dealt with.
problem-light-suspended = Suspended since { $since } because { $reason }
problem-light-over = The limit { $due } passed { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 } ago.
problem-light-board = The commitment on the board shows this light.
problem-light-raised = Raised to { $level } on { $day }.
problem-light-near = The limit { $due } is near.
problem-light-proposed = Proposed, not accepted yet.
problem-light-accepted = Accepted, not given to a unit yet.
problem-light-assigned = Given to a unit that has not signed for it yet.
problem-light-green = In hand, within its limit.
problem-why-not-accepted = Not accepted for { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 }: to be raised.
problem-why-not-assigned = Not given to a unit for { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 }: to be raised.
problem-why-over = { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 } past its limit: to be raised.
problem-why-idle = Nothing happened for { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 }: to be raised.
problem-text = What the problem is
problem-text-hint = One matter, at most 500 characters
problem-ask = What is asked of whom
problem-ask-short = Asked:
problem-ask-hint = Who is to do what
problem-project = Project
problem-project-none = Of no project
problem-line-of-project = As the project
problem-line-hint = Of a problem of no project: its column on the board
problem-unit = Unit responsible
problem-unit-none = not assigned yet
problem-unit-person = Unit and person responsible
problem-person = Person responsible
problem-cooperating = Cooperating units
problem-due = Limit
problem-measure = Measures and requirements
problem-told-by = Told of by
problem-facts = Facts
problem-life = What happened
problem-search-hint = Number, description, person
problem-with-ended = With those that are over
problem-none = No problem fits these filters.
problem-none-of-project = This project has no problems.
problem-all = All problems
problem-count = { $count ->
    [one] { $count } problem
   *[other] { $count } problems
 }
problem-new = Tell of a problem
problem-propose = Propose
problem-handle = Accept, consult
problem-note = Note
problem-note-hint = Of a consultation: who took part and what came out. Declining needs a reason.
problem-accept = Accept
problem-consult = Note the consultation
problem-decline = Decline
problem-decline-sure = A declined problem is no longer dealt with. Decline it?
problem-assign = Assign
problem-assign-hint = It becomes a commitment on the board
problem-raise = Raise
problem-raise-to = To: { $level }
problem-reason = Reason
problem-decide = Decide
problem-decision = Leader's decision
problem-decision-hint = May name unit and limit; the supervision office assigns it accordingly
problem-on-board = On the board
problem-on-board-hint = Reports, reviews, closing and striking off are kept with the commitment; closing and striking off are done by two people. Evidence is handed in on the commitment's page.
problem-commitment = Commitment
problem-evidence-count = { $count ->
    [one] { $count } piece of evidence
   *[other] { $count } pieces of evidence
 }
problem-answer = Words
problem-claimed = Progress (%)
problem-claimed-hint = For a report, such as 60
problem-sign-for = Sign for it
problem-report = Report
problem-submit = Submit for closing
problem-verify = Verify
problem-close = Checked: close
problem-return = Return for rework
problem-strike-off = Strike off
problem-step-proposed = Proposed
problem-step-accepted = Accepted
problem-step-declined = Declined
problem-step-consulted = Consultation
problem-step-assigned = Assigned
problem-step-raised = Raised
problem-step-decided = Decided by a leader
problem-step-raised-not-accepted = Raised by rule: not accepted for { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 }
problem-step-raised-not-assigned = Raised by rule: not assigned for { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 }
problem-step-raised-over = Raised by rule: { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 } past its limit
problem-step-raised-idle = Raised by rule: nothing happened for { $days ->
    [one] { $days } working day
   *[other] { $days } working days
 }
problem-wrong-state = It is at the step “{ $state }” now: this cannot be done.
problem-project-or-line = Choose a project; for a problem of no project choose a line of work.
problem-due-past = The limit cannot lie before today.
problem-solved = This problem is solved, or no longer dealt with.
problem-highest = It is at the highest level already.
problem-not-raised = Only a raised problem that is not solved is decided by a leader.
problem-not-assigned = This problem is not assigned yet.
done-problem-propose = The problem is entered.
done-problem-accept = Accepted.
done-problem-consult = The consultation is noted.
done-problem-decline = Declined.
done-problem-assign = Assigned: it is a commitment on the board now.
done-problem-raise = Raised.
done-problem-decide = The decision is noted.
done-problem-answer = Noted with the commitment on the board.
