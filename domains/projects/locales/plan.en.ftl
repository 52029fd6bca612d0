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
gantt-projects = projects
gantt-rows = nodes
gantt-critical = nodes without room
gantt-late-nodes = nodes late
gantt-late = { $count ->
    [one] { $count } node late
   *[other] { $count } nodes late
 }
gantt-done-of = { $done } of { $count } nodes done
gantt-open-project = Open the project
gantt-none = No node meets these conditions.
gantt-outside = { $count } outside the time shown
