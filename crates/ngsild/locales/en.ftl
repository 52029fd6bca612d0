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
ngsild-query-too-many-positions = The geometry has more than { $most } positions.
ngsild-query-direction = “{ $given }” is not asc, desc, dist-asc or dist-desc.
ngsild-query-collation = “{ $given }” is not a collation.
ngsild-query-order-from = Ordering by distance needs orderFrom.
ngsild-query-aggregate = None of the methods suits the values of { $attr }.

# Contexts and names
ngsild-context-circle = The context { $url } refers to itself.
ngsild-context-circle-term = The terms of the context refer to each other in a circle.
ngsild-context-deep = The context is nested too deep.
ngsild-context-inside = A context may stand at the top of the document only.
ngsild-context-item = A context is a URL, an object of terms, or a list of both.
ngsild-context-large = The context has too many terms or needs too many documents.
ngsild-context-scoped = The term { $name } has a context of its own, which is not allowed.
ngsild-context-term = A term of the context has a definition that cannot be read.
ngsild-context-unusable = The document { $url } has no context that can be used.
ngsild-context-url = The context refers to something that is not an absolute URL.
ngsild-name = “{ $name }” is not a name: a name begins with a letter and has only letters, digits and _, or is a URI.
ngsild-name-reserved = “{ $name }” has a meaning of its own and cannot be the name of an attribute.

# Entities and attributes
ngsild-not-object = An entity is a JSON object.
ngsild-id-missing = The entity has no id.
ngsild-id = The id is not a URI.
ngsild-type-missing = The entity has no type.
ngsild-type = The type is not a name or a list of names.
ngsild-scope = A scope is a path such as /District/Street, of names that begin with a letter.
ngsild-fragment-empty = The document says nothing that could be changed.
ngsild-member-twice = “{ $name }” is given twice.
ngsild-member-foreign = A { $kind } cannot have the member “{ $member }”.
ngsild-kind-unknown = “{ $name }” is not a type of attribute.
ngsild-value-missing = The member “{ $member }” is missing.
ngsild-value-null = A value may not be null.
ngsild-null = Nothing can be deleted here: urn:ngsi-ld:null is not allowed.
ngsild-date-time = This is not a moment in UTC such as 2026-03-01T08:00:00Z.
ngsild-unit-code = A unit code is a text that is not empty.
ngsild-string = This is not a text.
ngsild-dataset-id = A datasetId is a URI or @none.
ngsild-dataset-twice = Two instances of the attribute have the same datasetId.
ngsild-object = The object of a relationship is a URI or a list of URIs.
ngsild-object-list = An objectList is a list of URIs.
ngsild-list = A valueList is a list.
ngsild-language-map = A languageMap has a text, or a list of texts, for each language tag.
ngsild-vocab = A vocab is a name or a list of names.
ngsild-json = The member json is an object or a list.
ngsild-proof = The value of a proof is an object.
ngsild-space-kind = This attribute must be a GeoProperty.
ngsild-deep = The document is nested too deep.
ngsild-many = The document has too many attributes.
ngsild-geometry = This is not a GeoJSON geometry that can be used.
ngsild-geometry-coordinates = The coordinates do not make a geometry of this type.
ngsild-geometry-range = A position lies outside the degrees of longitude and latitude.
ngsild-geometry-ring = A ring of a polygon must end where it begins.
