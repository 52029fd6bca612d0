# 中文：NGSI-LD 文件与查询中的错误

# 修改实体
ngsild-edit-attribute-absent = 该实体没有属性 { $attr }。
ngsild-edit-instance-absent = 属性 { $attr } 没有 datasetId 为 { $dataset } 的实例。
ngsild-edit-scope-absent = 该实体没有范围（scope）。
ngsild-edit-exists = 该属性已存在，不允许覆盖。
ngsild-edit-no-value = 该属性没有值。
ngsild-edit-null-not-allowed = 此操作不能删除属性。
ngsild-edit-kind-differs = 该属性的类型是 { $was }，不能按 { $given } 修改。
ngsild-edit-empty-fragment = 提交的片段没有任何修改内容。

# 查询语言
ngsild-query-too-long = 查询条件超过 { $most } 字节。
ngsild-query-empty = 查询条件为空。
ngsild-query-too-deep = 第 { $position } 个字符处括号嵌套过深。
ngsild-query-too-many-terms = 第 { $position } 个字符处条件数量过多。
ngsild-query-unexpected = 第 { $position } 个字符处不应出现“{ $found }”。
ngsild-query-ends-early = 查询条件在第 { $position } 个字符之后不完整。
ngsild-query-type-name = 第 { $position } 个字符处的“{ $name }”不是类型名。
ngsild-query-member = 第 { $position } 个字符处缺少成员名。
ngsild-query-one-value = 第 { $position } 个字符处：该运算符只能带一个值，不能带列表或区间。
ngsild-query-range = 第 { $position } 个字符处的区间两端必须是同一类型的数字、文本、日期或时间。
ngsild-query-no-order = 第 { $position } 个字符处的值不能比较大小。
ngsild-query-quote = 第 { $position } 个字符处的引号没有闭合。
ngsild-query-string = 第 { $position } 个字符处的字符串不符合 JSON 写法。
ngsild-query-pattern = 第 { $position } 个字符处的正则表达式无法识别或过大。
ngsild-query-moment = “{ $given }”不是时刻，应写作 2026-03-01T08:00:00Z。
ngsild-query-time-missing = 缺少 { $name }。
ngsild-query-time-order = 结束时间早于开始时间。
ngsild-query-timerel = “{ $given }”应为 before、after 或 between。
ngsild-query-timeproperty = “{ $given }”应为 observedAt、createdAt、modifiedAt 或 deletedAt。
ngsild-query-last-n = “{ $given }”不是正整数。
ngsild-query-method = “{ $given }”不是聚合方法。
ngsild-query-duration = “{ $given }”不是时长，应写作 PT1H 或 P1D 等。
ngsild-query-georel = “{ $given }”不是空间关系。
ngsild-query-distance = “{ $given }”不是大于零的距离（米）。
ngsild-query-geo-missing = 缺少 { $name }。
ngsild-query-geometry-type = “{ $given }”不是此处可用的几何类型。
ngsild-query-coordinates = 坐标不能构成 { $type }。
ngsild-query-coordinates-json = 坐标不是 JSON。
ngsild-query-too-many-positions = 几何图形的位置超过 { $most } 个。
ngsild-query-direction = “{ $given }”应为 asc、desc、dist-asc 或 dist-desc。
ngsild-query-collation = “{ $given }”不是有效的排序规则。
ngsild-query-order-from = 按距离排序需要 orderFrom。
ngsild-query-aggregate = 所选聚合方法都不适用于 { $attr } 的值。

# 上下文与名称
ngsild-context-circle = 上下文 { $url } 循环引用了自身。
ngsild-context-circle-term = 上下文中的术语互相循环引用。
ngsild-context-deep = 上下文嵌套过深。
ngsild-context-inside = 上下文只能放在文件最外层。
ngsild-context-item = 上下文应为网址、术语对象，或由二者组成的列表。
ngsild-context-large = 上下文的术语过多，或需要引用的文件过多。
ngsild-context-scoped = 术语 { $name } 自带上下文，不允许这样定义。
ngsild-context-term = 上下文中有术语的定义无法识别。
ngsild-context-unusable = 文件 { $url } 中没有可用的上下文。
ngsild-context-url = 上下文引用的不是完整网址。
ngsild-name = “{ $name }”不是有效名称：名称应以字母或汉字开头，只含文字、数字和下划线，或者是 URI。
ngsild-name-reserved = “{ $name }”另有专门含义，不能用作属性名称。

# 实体与属性
ngsild-not-object = 实体应为 JSON 对象。
ngsild-id-missing = 实体缺少 id。
ngsild-id = id 不是有效的 URI。
ngsild-type-missing = 实体缺少类型（type）。
ngsild-type = 类型应为名称或名称列表。
ngsild-scope = 范围应为路径，例如 /District/Street，每一级名称以文字开头。
ngsild-fragment-empty = 提交的内容没有任何修改。
ngsild-member-twice = “{ $name }”重复出现。
ngsild-member-foreign = { $kind } 不能有成员“{ $member }”。
ngsild-kind-unknown = “{ $name }”不是有效的属性类型。
ngsild-value-missing = 缺少成员“{ $member }”。
ngsild-value-null = 值不能为 null。
ngsild-null = 此处不能删除：不允许使用 urn:ngsi-ld:null。
ngsild-date-time = 应为协调世界时的时刻，例如 2026-03-01T08:00:00Z。
ngsild-unit-code = 单位代码应为非空文本。
ngsild-string = 此处应为文本。
ngsild-dataset-id = datasetId 应为 URI 或 @none。
ngsild-dataset-twice = 同一属性有两个实例的 datasetId 相同。
ngsild-object = 关系的对象应为 URI 或 URI 列表。
ngsild-object-list = objectList 应为 URI 列表。
ngsild-list = valueList 应为列表。
ngsild-language-map = languageMap 中每个语言标签应对应文本或文本列表。
ngsild-vocab = vocab 应为名称或名称列表。
ngsild-json = 成员 json 应为对象或列表。
ngsild-proof = 证明的值应为对象。
ngsild-space-kind = 该属性必须是 GeoProperty。
ngsild-deep = 文件嵌套过深。
ngsild-many = 文件中的属性过多。
ngsild-geometry = 不是可用的 GeoJSON 几何图形。
ngsild-geometry-coordinates = 坐标不能构成该类型的几何图形。
ngsild-geometry-range = 有位置超出经纬度范围。
ngsild-geometry-ring = 多边形的环必须首尾相接。
