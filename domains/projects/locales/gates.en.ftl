# Gates
gate = Gate
gates-title = Establishing, use, modification, end
gates-none = There is no gate to go through at this stage.
gate-establish = Establishing
gate-use = Taking into use
gate-modify = Modification
gate-finalise = Finalising
gate-state-waiting = To be decided
gate-state-passed = Passed
gate-state-refused = Refused
gate-state-withdrawn = Withdrawn
gate-paper-approval = Approval of the project
gate-paper-catalogue-draft = Resource catalogue (draft)
gate-paper-summary = Summary of construction
gate-paper-finance = Financial report
gate-paper-audit = Audit report
gate-paper-security = Security assessment report
gate-paper-crypto = Cryptography assessment report
gate-paper-change = Plan of the change
gate-paper-archive = List of archived data
gate-paper-disposal = Opinion on the assets
gate-papers = Papers
gate-paper-hint = Number or title
gate-next-title = Next gate: { $gate }
gate-waits-title = { $gate }: waits for its decision
gate-file = Apply: { $gate }
gate-file-hint = Conditions that are not met go to the board as duties
gate-request-of = Gate: { $gate }
gate-left = { $count ->
    [0] All conditions are met.
    [one] { $count } condition is open; until it is met the request cannot pass.
   *[other] { $count } conditions are open; until they are met the request cannot pass.
 }
gate-met = Met:
gate-not-met = Open:
gate-add-papers = Add papers
gate-withdraw = Withdraw
gate-amount-wan = Cost of the change (10,000 yuan)
gate-amount = A modification states its cost; the other gates have none
gate-wrong-state = A system in the state “{ $state }” cannot go through this gate
gate-waits = Another request of this system waits
gate-paper-other = This gate does not ask for that paper
gate-check-functions = Functions: { $count }
gate-check-items = Data items: { $count }
gate-check-basis = Legal basis
gate-check-catalogue-drafted = Resource catalogue drafted beforehand: { $found }
gate-check-catalogue-loaded = Resource catalogue loaded to the sharing platform: { $found }
gate-check-sharing = Data shared as required: { $found }
gate-check-repeated = { $count ->
    [0] No item is collected again
    [one] { $count } item is confirmed to be collected again
   *[other] { $count } items are confirmed to be collected again
 }
gate-check-security = Security assessment: { $found }
gate-check-crypto = Cryptography assessment: { $found }
gate-check-listing = Master catalogue of systems: { $found }
gate-check-overlap-unseen = Not proposed yet: nobody has looked for systems that do the same
gate-check-overlap-undecided = { $count ->
    [0] The proposal waits; nothing is like it
    [one] The proposal waits; { $count } system is like it
   *[other] The proposal waits; { $count } systems are like it
 }
gate-check-overlap-decided = Overlap was decided: it goes on
gate-check-overlap-otherwise = Overlap was decided: nothing new is built
gate-check-waiting = { $count ->
    [0] No request for money waits
    [one] { $count } request for money waits
   *[other] { $count } requests for money wait
 }
gate-check-paper = Paper: { $paper }
done-gate-file = Request filed.
done-gate-papers = Papers added.
done-gate-decide = Decision signed.
done-gate-withdraw = Request withdrawn.
gate-open = A condition is open
