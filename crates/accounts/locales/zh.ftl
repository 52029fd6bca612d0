# 读入表格
table-empty = 文件是空的。
table-file-large = 文件超过 { $max } MB。
table-unpacked-large = 工作簿解压后超过 { $max } MB。
table-columns-many = 超过 { $max } 列。
table-rows-many = 超过 { $max } 行。
table-cell-long = 有单元格超过 { $max } 个字。
table-encrypted = 工作簿设有密码，请取消密码后另存再试。
table-old-xls = 这是旧版 .xls 工作簿，请另存为 .xlsx 或 .csv 再试。
table-encoding = 文本既不是 UTF-8、UTF-16，也不是 GB 18030 编码。
table-not-a-table = 这不是表格文件（CSV 或 XLSX）。
table-damaged = 工作簿已损坏或不完整，请打开后重新保存再试。
table-cell-error = 有单元格是 #REF! 之类的错误值，请改正后再试。

# 单位
unit-kind-functional-zone = 功能区
unit-kind-bureau = 委办局
unit-kind-street-town = 街镇
unit-kind-enterprise = 企业
unit-kind-working-group = 专班
unit-kind-other = 其他
unit-name-missing = 请填写单位名称。
unit-name-long = 最多 { $max } 个字。
unit-name-characters = 含有看不见的字符。
unit-name-taken = “{ $name }”已是“{ $unit }”的名称。
unit-aliases-many = 别名最多 { $max } 个。
unit-code-form = “{ $code }”不是行政区划代码：应为 6、9 或 12 位数字，前两位为省级代码。
unit-code-taken = “{ $name }”已是“{ $unit }”的代码。
unit-credit-code-length = “{ $code }”不是统一社会信用代码：应为 18 位。
unit-credit-code-character = “{ $code }”中有统一社会信用代码在该位不使用的字符。
unit-credit-code-check = “{ $code }”的校验码不符，有字符录错。
unit-period-backwards = 结束日期（{ $to }）早于开始日期（{ $from }）。
unit-sort-range = 排序应为不超过六位的整数。
unit-parent-unknown = 没有这个上级单位。
unit-parent-closed = “{ $unit }”于{ $day }撤销，其下级单位不能存续更久。
unit-cycle = 单位不能成为自己的下级：“{ $unit }”是本单位或其下级。
unit-too-deep = 超过 { $max } 级。
unit-changed-meanwhile = 此单位刚被他人修改，请查看后重新修改。
unit-closed-already = 此单位已撤销。
unit-has-units-below = 下级单位“{ $unit }”仍在存续，请先撤销或调整。

# 导入单位
units-import-refused = 有 { $count } 处错误，未导入任何内容。
units-import-no-header = 没有找到表头：前十行中没有含“单位名称”列的一行。
units-import-header-twice = “{ $header }”列重复。
units-import-no-rows = 表头下面没有数据行。
units-import-row-twice = “{ $name }”在第 { $line } 行已出现。
units-import-parent = 没有“{ $text }”这个单位，系统和本文件中都没有。
units-import-kind = “{ $text }”不是单位类别。
units-import-number = “{ $text }”不是整数。
units-import-day = “{ $text }”不是日期。
units-import-create = 新增
units-import-amend = 修改
units-import-same = 无变化

# 人员与岗位
post-kind-leader = 责任领导
post-kind-handler = 具体责任人
post-kind-liaison = 联络员
appointment-backwards = 结束日期（{ $to }）早于开始日期（{ $from }）。
appointment-overlap = 该岗位自{ $from }起已有人任职。
person-text-form = 1 至 { $max } 个字，不含看不见的字符。
person-unknown = 没有这个人员。

# 用户
user-name-form = 2 至 { $max } 个字母、数字、汉字或 . _ - @
user-name-taken = 登录名“{ $name }”已被使用。
user-display-missing = 请填写显示名。
user-display-form = 最多 { $max } 个字，不含看不见的字符。
user-unit-missing = 该角色须指定单位。
user-unit-unknown = 没有这个单位。
user-last-administrator = 这是最后一个可以登录的系统管理员。
user-changed-meanwhile = 刚被他人修改，请查看后重新修改。
password-short = 至少 { $min } 个字符。可以用几个只有您会连在一起的词。
password-long = 最多 { $max } 个字符。
password-has-name = 密码不能包含您的名字。
password-common = 这是最容易被猜到的密码之一。
totp-code-wrong = 验证码不对或已用过，请等下一个。
totp-enrolled-already = 已设置两步验证。

# 登录
sign-in-wrong = 登录名或密码不对。
sign-in-disabled = 此账号已停用，请联系系统管理员。
sign-in-wait = 失败次数过多，请 { $seconds } 秒后再试。

# 令牌
token-name-form = 1 至 { $max } 个字，不含看不见的字符。
token-until-range = 须在今天起 { $max } 天之内。
