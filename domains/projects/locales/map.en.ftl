# Map of projects
projects-group-field = On the ground
projects-tab-map = Map
map-title = Map of projects
map-together = { $count ->
    [one] { $count } project here
   *[other] { $count } projects close together
}
map-legend = a number counts projects that stand close together and opens nearer; the colour is their worst light
map-whole = Show all
map-schematic = The ground is a sketch: no administrative boundary, not to be measured on.
map-list = Projects on the map
map-none = No projects here.
map-more = { $count ->
    [one] { $count } more: look at a smaller part.
   *[other] { $count } more: look at a smaller part.
}
map-nowhere = { $count ->
    [one] { $count } project has no point and is not on the map.
   *[other] { $count } projects have no point and are not on the map.
}
map-plain = Plain map
map-on-tiles = Map with tiles
map-tiles-silent = The server of the ground map does not answer; this is the sketch.
map-together-here = { $count } projects together
map-more-here = { $count } more: go nearer, or see the list below
map-nearer = Zoom in
map-farther = Zoom out
map-credit = Whose map it is
map-close = Close
map-metres = m
map-kilometres = km
map-wheel = Hold Ctrl and scroll to zoom the map
map-fingers = Move the map with two fingers
map-outside = { $count ->
    [one] One project has its point
   *[other] { $count } projects have their points
} far outside the map; please check:
