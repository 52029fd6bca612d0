# Industrial chains
projects-tab-chains = Chains
chains-title = Industrial chains
chain-new = New chain
chain-edit = Change the chain
chain-none = No chains yet.
chain-about = Whether a link is weak or missing is judged by the unit that keeps the chain, with its reason. Projects up to preparation would fill a link; from their start they are being built.
chain-name = Chain
chain-unit = Kept by
chain-leader = Leader of the chain
chain-head = Leading enterprise
chain-aim = Aim
chain-link = Link
chain-links = Links
chain-tier = Where
chain-tier-upstream = Upstream
chain-tier-midstream = Midstream
chain-tier-downstream = Downstream
link-state = State
link-state-present = Complete
link-state-weak = Weak
link-state-missing = Missing
chain-link-why = Why it is weak or missing
chain-why-hint = Needed for a weak or missing link
chain-enterprises = Enterprises
chain-enterprise-hint = One a line – name: what it makes
chain-projects = Projects
chain-project-hint = One a line: name or code of a project
chain-fillers = Would fill it
chain-building = Being built
chain-standing = Built
chain-open = Nothing in sight
chain-open-said = No project under way would fill it: to be sought.
chain-doubtful = Said to be complete, but no enterprise and no finished project is on it: to be checked.
chain-sums = { $links ->
    [one] { $links } link
   *[other] { $links } links
}: { $weak } weak, { $missing } missing, { $open } with nothing in sight
chain-on-enterprises = { $count ->
    [one] { $count } enterprise
   *[other] { $count } enterprises
}
chain-on-building = { $count } building
chain-on-fillers = { $count } to fill it
chain-on-nobody = nobody, nothing
chain-no-links = No links yet.
chain-add-link = Add a link
chain-change-link = Change
chain-remove-link = Take the link away
chain-remove-sure = Take this link away? Earlier states stay on record.
chain-past = Changes
chain-hidden = { $count ->
    [one] { $count } project of another unit
   *[other] { $count } projects of other units
}
chain-changed-at = Last changed { $at }
chain-many-links = At most { $most } links in a chain.
chain-many-on-link = At most { $most } enterprises and { $most } projects on a link.
chain-link-twice = There are two links “{ $name }”.
chain-why = Say why “{ $name }” is weak or missing.
chain-missing-has = “{ $name }” is said to be missing but has enterprises: such a link is weak.
chain-project-twice = The same project stands twice on “{ $name }”.
chain-project-unknown = There is no project { $id }.
chain-project-named = There is no project with the name or code “{ $name }”.
chain-name-taken = There is a chain “{ $name }” already.
chain-changed-since = Somebody has just changed this chain. Open it again before changing it.
chain-save = Save
done-chain = The chain is saved.
