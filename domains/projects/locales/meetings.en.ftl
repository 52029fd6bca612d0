# On-site meetings
meetings-title = On-site meetings
meetings-none = No on-site meeting yet.
meeting-new = Plan an on-site meeting
meeting-edit = Change the plan
meeting-title-field = Meeting
meeting-day = Day
meeting-place = Gathers at
meeting-chair = Chair
meeting-chair-link = Post or person in the chair
meeting-attendees = Attendees
meeting-purpose = Purpose
meeting-before = Meeting before
meeting-before-none = None
meeting-before-open = Open the meeting before
meeting-before-unknown = There is no such meeting.
meeting-state = State
meeting-state-planned = Planned
meeting-state-held = Held
meeting-sites = Sites
meeting-route = Route and sites
meeting-route-hint = In the order of the route; empty rows do not count
meeting-arrival = Arrival
meeting-minutes = Stay (minutes)
meeting-stay = stays { $minutes } min
meeting-focus = To look at
meeting-stop = No.
meeting-km = From the last (km)
meeting-km-hint = Distances are straight lines.
meeting-open-problems = Open problems
meeting-open-in-all = { $count ->
    [one] { $count } open problem
   *[other] { $count } open problems
 } at these sites.
meeting-map = Outline of the route, numbered in order, north up
meeting-items = Decisions
meeting-items-none = No decisions entered yet.
meeting-items-hint = One a row, of a site or of one of its open problems; each becomes a commitment on the board
meeting-item = Decision
meeting-item-state = State
meeting-item-of = Project or problem
meeting-item-of-none = Of no single site
meeting-decide = Enter decisions
meeting-done-of = { $done } of { $all } done
meeting-earlier = Decisions of the meeting before
meeting-pack = Meeting pack
meeting-memo = Follow-up memo
meeting-memo-as-of = As of { $at }
meeting-back = Back to the meeting
meeting-print-hint = Print with the browser on A4: a page for each site
meeting-invest = Investment (10,000 yuan)
meeting-invested = Invested so far
meeting-year-plan = Plan of the year
meeting-year-done = Done this year
meeting-lead = Points ahead of time
meeting-problems = Problems to be settled on the site
meeting-more = { $count ->
    [one] { $count } more problem is
   *[other] { $count } more problems are
 } in the list of problems
meeting-notes = Decided on the site:
meeting-sites-none = There must be at least one site.
meeting-site-twice = A project can be a site only once.
meeting-sites-many = At most { $most } sites.
meeting-time = Write the arrival as 09:00.
meeting-to-come = The meeting is on { $day }: enter its decisions then.
meeting-decisions-none = There must be at least one decision.
meeting-decisions-many = At most { $most } decisions at once.
meeting-item-words = Row { $row }: say what is decided, in at most 500 characters.
meeting-item-past = Row { $row }: the limit cannot lie before today.
meeting-item-unit = Row { $row }: the unit responsible cannot cooperate as well.
meeting-item-site = Row { $row }: the project is no site of this meeting.
meeting-item-unit-and-limit = Row { $row }: fill in unit and limit.
meeting-problem-unknown = Row { $row }: there is no such problem, or it is of no site of this meeting.
meeting-held = The meeting has been held: its plan stays.
done-meeting-plan = The plan is saved.
done-meeting-change = The plan is changed.
done-meeting-decide = The decisions are entered and given out.
