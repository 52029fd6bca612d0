# Nodes of many projects over time
projects-tab-gantt = Gantt
gantt-title = Nodes over time
gantt-span = Time shown
gantt-span-year = This year
gantt-span-three = Last year to next year
gantt-span-all = First node to last
gantt-which = Nodes
gantt-which-all = All nodes
gantt-which-open = Not done yet
gantt-which-critical = Late or without room
gantt-projects = Projects
gantt-rows = Nodes
gantt-critical = Without room
gantt-late-nodes = Late
gantt-late = { $count ->
    [one] { $count } node late
   *[other] { $count } nodes late
 }
gantt-done-of = { $done } of { $count } nodes done
gantt-open-project = Open the project
gantt-none = No node meets these conditions.
gantt-outside = { $count } outside the time shown

# Batches of a year
projects-tab-batches = Batches
project-batches-of = Batches of { $year }
project-batches-note = A batch follows from the class in the list of the year; where a project is not in the list, from its stage and planned days.
project-scheme = Grouping
project-scheme-seven = Seven batches
project-scheme-four = Four batches
project-batch-conceive = Conceived
project-batch-negotiate = Negotiating
project-batch-sign = Signed, in preparation
project-batch-start = Start this year
project-batch-build = Under construction
project-batch-produce = To produce this year
project-batch-capacity = To reach capacity
project-batch-four-reserve = Conceived and in reserve
project-batch-four-prepare = In preparation
project-batch-four-build = Started and under construction
project-batch-four-finish = To be completed and produce
project-batch-empty = No project is in this batch.
