# The term of the final accounts
closing-title = Final accounts
closing-running = Accepted on { $accepted }: the final accounts are due by { $due }, in { $days ->
    [one] one day
   *[other] { $days } days
}.
closing-near = The final accounts are due on { $due }, { $days ->
    [0] today
    [one] in one day
   *[other] in { $days } days
} (accepted on { $accepted }).
closing-overdue = The final accounts are { $days ->
    [one] one day
   *[other] { $days } days
} overdue: accepted on { $accepted }, they were due by { $due }.
closing-filed = The final accounts were filed on { $filed }, within their term ({ $due }).
closing-filed-late = The final accounts were filed on { $filed }, { $days ->
    [one] one day
   *[other] { $days } days
} after their term ({ $due }).
closing-source = Caijian [2016] No. 503, article 2: within three months; in special cases up to two months more for small and medium projects, six for large ones. Counted from acceptance.
closing-commitment = The commitment on the board
closing-extend = Put the limit off
closing-until-field = Until
closing-until-hint = At the latest { $small } for small and medium projects, { $large } for large ones; once only.
closing-large = A large project
closing-extended-why = Put off: { $why }
closing-say = { $project }: file the final accounts
closing-limit = Within three months of acceptance
closing-said-filed = The final accounts are filed
done-closing-extend = The limit is put off.
closing-until = It must be later than { $due } and not later than { $latest } (Caijian [2016] No. 503, article 2).
closing-extended = The limit has been put off once already.
closing-filed-already = The final accounts are filed: there is nothing to put off.
journal-act-closing-extend = Term of the final accounts put off
