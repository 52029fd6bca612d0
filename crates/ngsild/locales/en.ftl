# English: what can be wrong with an NGSI-LD document or query

# Changing entities
ngsild-edit-attribute-absent = The entity has no attribute { $attr }.
ngsild-edit-instance-absent = The attribute { $attr } has no instance with the datasetId { $dataset }.
ngsild-edit-scope-absent = The entity has no scope.
ngsild-edit-exists = The attribute is there already and may not be overwritten.
ngsild-edit-no-value = The attribute has no value.
ngsild-edit-null-not-allowed = An attribute cannot be deleted here.
ngsild-edit-kind-differs = The attribute is a { $was } and cannot be changed as a { $given }.
ngsild-edit-empty-fragment = The fragment changes nothing.

# Query languages
ngsild-query-too-long = The query is longer than { $most } bytes.
ngsild-query-empty = The query is empty.
ngsild-query-too-deep = At character { $position }, parentheses or braces are nested too deep.
ngsild-query-too-many-terms = At character { $position }, the query has too many terms.
ngsild-query-unexpected = “{ $found }” does not belong at character { $position }.
ngsild-query-ends-early = The query ends too early, after character { $position }.
ngsild-query-type-name = “{ $name }”, at character { $position }, is not a type name.
ngsild-query-member = The name of a member is missing at character { $position }.
ngsild-query-one-value = At character { $position }: this operator takes one value, not a list or range.
ngsild-query-range = The range at character { $position } must have two numbers, texts, dates or times of the same type.
ngsild-query-no-order = The value at character { $position } cannot be greater or less than another.
ngsild-query-quote = The quotation mark at character { $position } is not closed.
ngsild-query-string = The string at character { $position } is not written as JSON asks.
ngsild-query-pattern = The regular expression at character { $position } cannot be read or is too large.
ngsild-query-moment = “{ $given }” is not a moment such as 2026-03-01T08:00:00Z.
ngsild-query-time-missing = { $name } is missing.
ngsild-query-time-order = The end lies before the beginning.
ngsild-query-timerel = “{ $given }” is not before, after or between.
ngsild-query-timeproperty = “{ $given }” is not observedAt, createdAt, modifiedAt or deletedAt.
ngsild-query-last-n = “{ $given }” is not a positive whole number.
ngsild-query-method = “{ $given }” is not a method of aggregation.
ngsild-query-duration = “{ $given }” is not a duration such as PT1H or P1D.
ngsild-query-georel = “{ $given }” is not a spatial relationship.
ngsild-query-distance = “{ $given }” is not a positive distance in metres.
ngsild-query-geo-missing = { $name } is missing.
ngsild-query-geometry-type = “{ $given }” is not a geometry type that can be used here.
ngsild-query-coordinates = The coordinates do not make a { $type }.
ngsild-query-coordinates-json = The coordinates are not JSON.
ngsild-query-longitude = The position { $given } lies outside the degrees of longitude and latitude.
ngsild-query-ring = A ring of a polygon needs at least four positions, and the last must be the first again.
ngsild-query-too-many-positions = The geometry has more than { $most } positions.
ngsild-query-direction = “{ $given }” is not asc, desc, dist-asc or dist-desc.
ngsild-query-collation = “{ $given }” is not a collation.
ngsild-query-order-from = Ordering by distance needs orderFrom.
ngsild-query-aggregate = None of the methods suits the values of { $attr }.
