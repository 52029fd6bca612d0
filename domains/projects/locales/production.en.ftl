# Production and capacity
project-tab-production = Production
output-title = Production and capacity
output-rate = Rate of the capacity
output-rate-none = Nothing can be said yet: a yearly capacity is judged by at least three months.
output-rate-year = { $rate }%, by the last { $months ->
    [one] month
   *[other] { $months } months
 } taken to a year.
output-rate-year-reached = { $rate }%, by the last { $months ->
    [one] month
   *[other] { $months } months
 } taken to a year: the design capacity is reached.
output-rate-level = { $rate }%, by the last month.
output-rate-level-reached = { $rate }%, by the last month: the design capacity is reached.
output-curve = Output by month ({ $unit })
output-capacity-line = Design capacity
output-done = Output
output-amount = Output
output-amount-in = Output ({ $unit })
output-note = Note
output-entered-by = Entered
output-enter = Enter a month
output-save = Save output
output-none = No output has been entered.
output-not-completed = Output is entered after completion.
output-no-capacity = The project states no capacity in numbers; change the project to state one, such as “20,000 vehicles a year”.
output-month = This is not a month.
output-month-to-come = This month is still to come.
output-negative = Output cannot be less than nothing.
output-amount-shape = Write a number with at most three decimals.
done-project-output = Output entered.
project-gate-capacity-reached = What it puts out does not reach the design capacity yet.
