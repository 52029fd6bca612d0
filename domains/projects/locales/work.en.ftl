# Words that problems, requests, visits and meetings share
work-chain = How it hangs together: request, project, visit, meeting, problem, commitment
work-sort-request = Request
work-sort-project = Project
work-sort-visit = Visit
work-sort-meeting = On-site meeting
work-sort-problem = Problem
work-sort-commitment = Commitment
work-choose-unit = Choose a unit
work-project-unknown = There is no such project, or it is not within your reach.
work-rule-past = Rules can hold from tomorrow on at the earliest.
work-rule-day-taken = Another set of rules begins on this day.
work-rule-clocks = There must be at least one set of clocks for requests, each with a name and a word of its own.
