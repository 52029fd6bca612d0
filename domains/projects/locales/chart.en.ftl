# The wall chart
projects-tab-chart = Wall chart
wall-chart-title = Key projects on the wall
chart-title-of = Key projects of { $year } on the wall
chart-by = Grouped
chart-by-unit = By unit
chart-by-industry = By industry
chart-paper = Paper
chart-wall = On a wall display
chart-print = Print on A3 or A1, landscape; a wall display looks anew every minute
chart-none = No projects in this year's list yet.
chart-number = No.
chart-total = Total
chart-plan = Plan
chart-month = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[other] Dec
}
chart-count = { $count ->
    [one] { $count } project
   *[other] { $count } projects
}{ $parts ->
    [0] {""}
    [one] , and { $parts } part of them
   *[other] , and { $parts } parts of them
}
chart-sum = Total: { $count ->
    [one] { $count } project
   *[other] { $count } projects
}{ $parts ->
    [0] {""}
    [one] , and { $parts } part of them
   *[other] , and { $parts } parts of them
}
chart-unit = In 10,000 yuan
chart-days = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
}
chart-late-nodes = { $count ->
    [one] { $count } node overdue
   *[other] { $count } nodes overdue
}
chart-late = due on { $day }, { $days ->
    [one] { $days } day late
   *[other] { $days } days late
}
wall-chart-due = due on { $day }
chart-done-late = due on { $day }, done { $days ->
    [one] { $days } day late
   *[other] { $days } days late
}
chart-done = due on { $day }, done
chart-key-done = red: done
chart-key-late = black: overdue
chart-key-due = empty: still to come
