### Lights

# Names of the lights
light-name-grey = grey
light-name-green = green
light-name-blue = blue
light-name-yellow = yellow
light-name-red = red
light-name-done = closed

# Why a light is what it is
light-why-draft = not issued yet
light-why-suspended = suspended
light-why-withdrawn = withdrawn
light-why-unsigned = issued, not signed for yet
light-why-no-data = no report and nothing verified yet
light-why-on-plan = on plan
light-why-on-plan-verified = on plan: { $verified } verified
light-why-on-plan-claimed = on plan: { $claimed } claimed, { $verified } verified
light-why-closed = closed on { $on }
light-why-closed-in-time = closed in time on { $on }: first limit { $due }
light-why-closed-late-just = closed on { $on }, after the first limit { $due }
light-why-closed-late = closed on { $on }, late by { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}: first limit { $due }
light-why-near-due = { $days ->
    [one] { $days } working day left
   *[other] { $days } working days left
}: due { $due } (reminder from { $within } working days before)
light-why-due-today = due today: limit { $due }
light-why-overdue = overdue by { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}: due { $due }, still not closed
light-why-overdue-just = overdue: due { $due }, still not closed
light-why-behind-claimed = { $counted } claimed (not verified yet), { $expected } expected by now: { $lag } points behind (threshold { $threshold })
light-why-behind-verified = { $counted } verified, { $expected } expected by now: { $lag } points behind (threshold { $threshold })
light-why-behind-lapsed = the claim of { $claimed } was not verified within { $review } working days, so the verified { $counted } counts; { $expected } expected by now: { $lag } points behind (threshold { $threshold })
light-why-behind-nothing = no progress stated, { $expected } expected by now: { $lag } points behind (threshold { $threshold })
light-why-slight-claimed = slightly behind: { $counted } claimed (not verified yet), { $expected } expected by now, { $lag } points behind
light-why-slight-verified = slightly behind: { $counted } verified, { $expected } expected by now, { $lag } points behind
light-why-slight-lapsed = slightly behind: the claim of { $claimed } was not verified within { $review } working days, so the verified { $counted } counts; { $expected } expected by now, { $lag } points behind
light-why-slight-nothing = slightly behind: no progress stated, { $expected } expected by now, { $lag } points behind
light-why-report-missing = report missing: progress from { $from } to { $to } was due by { $due }
light-why-report-made-up = a report was missed: progress from { $from } to { $to } was made up on { $on }
light-why-report-made-up-late = a report was missed and not made up within the next period: progress from { $from } to { $to } came only on { $on }
light-why-returned = the report was sent back on { $on } and has not been handed in again
light-why-slip-blue = blue slip of { $on }, to be done by { $due }
light-why-slip-blue-open = blue slip of { $on }, not done yet
light-why-slip-blue-unmet = blue slip not done in time: limit { $due }
light-why-slip-orange = orange slip of { $on }, to be done by { $due }
light-why-slip-orange-open = orange slip of { $on }, not done yet
light-why-slip-orange-unmet = orange slip not done in time: limit { $due }
light-why-slip-red = red slip of { $on }, to be done by { $due }
light-why-slip-red-open = red slip of { $on }, not done yet
light-why-slip-red-unmet = red slip not done in time: limit { $due }
light-why-not-started = start planned for { $planned }; { $months ->
    [one] { $months } month
   *[other] { $months } months
} later still not started (threshold { $threshold })
light-why-unpaid = payment behind: { $planned } yuan required by { $by }, { $paid } yuan paid
light-why-no-statistics = not entered in the statistics since { $since }: { $days ->
    [one] { $days } day
   *[other] { $days } days
} (threshold in months: { $threshold })

# Rule sets
light-set-generic = Generic rules
light-set-yinchuan-2025 = Yinchuan red, yellow and green lights (2025)
light-set-ouhai-2020 = Ouhai three-colour warning (2020)
light-set-suqian-2025 = Suqian three-colour slips (2025)
light-set-sanming-2017 = Sanming three-colour slips (2017)
light-source-generic = Common practice of supervision: red before yellow, blue and green; no data is never green
light-source-yinchuan-2025 = Yinchuan, lights for key projects, March 2025
light-source-ouhai-2020 = Ouhai district of Wenzhou, three-colour warning, May 2020
light-source-suqian-2025 = Suqian, three-colour supervision slips, June 2025
light-source-sanming-2017 = Sanming, three-colour supervision slips, 2017

# Faults of rule sets
light-set-unreadable = The rule set cannot be read at line { $line }; nothing was changed.
light-set-threshold = The thresholds of the rule set “{ $set }” contradict each other; nothing was changed.
light-set-overlap = A version of the rule set “{ $set }” is given twice, or two versions are in force on the same day; nothing was changed.
