# 读入表格
table-empty = 文件是空的。
table-file-large = 文件超过 { $max } MB。
table-unpacked-large = 工作簿解压后超过 { $max } MB。
table-columns-many = 超过 { $max } 列。
table-rows-many = 超过 { $max } 行。
table-cell-long = 有单元格超过 { $max } 个字。
table-encrypted = 工作簿设有密码，请取消密码后另存再试。
table-sheets-many = 工作表太多：最多 { $max } 张。
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

# 导入清单
intake-refused = 有 { $count } 处错误，未导入任何内容。
intake-header-twice = “{ $header }”列重复。
intake-no-rows = 表头下面没有数据行。
intake-day = “{ $text }”不是日期。
intake-create = 新增
intake-amend = 修改
intake-same = 无变化
intake-template = 下载模板
intake-file = 文件
intake-check = 检查
intake-result = 导入结果预览
intake-ignored = 未使用的列：{ $columns }
intake-faults = 须改正之处
intake-rows = 各行
intake-line = 行
intake-column = 列
intake-fault = 错误
intake-change = 变化
intake-apply = 导入
intake-at = 位置：{ $place }

# 导入单位
units-import-no-header = 没有找到表头：前十行中没有含“单位名称”列的一行。
units-import-row-twice = “{ $name }”在第 { $line } 行已出现。
units-import-parent = 没有“{ $text }”这个单位，系统和本文件中都没有。
units-import-kind = “{ $text }”不是单位类别。
units-import-number = “{ $text }”不是整数。

# 人员与岗位
post-kind-leader = 责任领导
post-kind-handler = 具体责任人
post-kind-liaison = 联络员
appointment-backwards = 结束日期（{ $to }）早于开始日期（{ $from }）。
appointment-overlap = 该岗位自{ $from }起已有人任职。
person-text-form = 1 至 { $max } 个字，不含看不见的字符。
person-unknown = 没有这个人员。
bearer-unknown = 没有这个岗位或人员。

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

# 页面：通用
accounts-save = 保存
accounts-edit = 修改
accounts-choose = 请选择……
accounts-all = 全部

# 页面：登录
sign-in-title = 登录
sign-in-about = 全市一盘棋。
sign-in-name = 登录名
sign-in-password = 密码
sign-in-code = 验证码
sign-in-code-title = 两步验证
sign-in-code-about = 密码正确。请输入验证器应用显示的六位数字。
sign-in-late = 等待时间过长，请重新登录。
sign-in-again = 重新登录
sign-out-done = 已退出登录。

# 页面：我的账号
account-must-change = 您的密码由他人设置，请现在改成自己的密码。
account-password = 密码
account-password-old = 当前密码
account-password-new = 新密码
account-password-again = 再次输入新密码
account-password-hint = 至少 10 个字符。几个只有您会连在一起的词，比生僻符号更好。
account-password-change = 修改密码
account-password-done = 密码已修改，其他登录已全部结束。
account-password-differs = 两次输入的新密码不一致。
account-password-same = 这是他人设置的密码，请另选一个。
account-password-wrong = 当前密码不对。
account-totp = 两步验证
account-totp-on = 登录时还需输入验证码。
account-totp-off = 登录时只需密码。
account-totp-set-up = 设置
account-totp-drop = 取消两步验证
account-totp-done = 今后登录时还需输入验证码。
account-totp-dropped = 登录时只需密码。
totp-step-app = 在手机上打开验证器应用。
totp-step-scan = 用它扫描此码，或手工输入下面的字母。
totp-step-code = 输入应用此刻显示的六位数字。
totp-open = 用本机的应用打开
account-sessions = 登录情况
account-language = 语言
session-begun = 登录时间
session-seen = 最近使用
session-address = 地址
session-agent = 浏览器
session-act = 操作
session-this = 本次登录
session-end = 结束
session-ended = 该登录已结束。

# 页面：用户
users-title = 用户
users-search = 姓名或登录名
users-none = 没有这样的用户。
user-new = 新建用户
user-name = 登录名
user-name-hint = 字母、数字、汉字和 . _ - @，不区分大小写。
user-display = 显示名
user-role = 角色
user-unit = 所属单位
user-person = 对应人员
user-person-none = 不对应
user-person-hint = 选定后，“我的工作”列出其岗位负责的事项。
user-unit-hint = 单位经办人和负责人可见本单位及下级单位牵头或配合的事项。
unit-whole-city = 无（全市）
user-totp = 两步验证
user-totp-on = 已设置
user-totp-off = 未设置
user-totp-drop = 取消其两步验证
user-totp-drop-ask = 取消该用户的两步验证？请先确认是谁提出的。
user-state = 状态
user-active = 正常
user-disabled = 已停用
user-first-password = 初始密码
user-first-password-hint = 至少 10 个字符，下次登录时须修改。
user-reset-password = 重设初始密码
user-password-reset = 密码已重设，该用户的登录已全部结束。
user-access = 登录权限
user-disable = 停用
user-disable-ask = 停用此账号？其登录将立即结束。
user-disable-done = 账号已停用。
user-enable = 启用
user-enable-done = 账号已启用。
user-created = 用户已建立。
user-saved = 已保存。

# 页面：令牌
tokens-title = 程序令牌
tokens-about = 其他系统在请求头“Authorization: Bearer …”中用令牌表明身份。令牌的权限由其角色和单位决定。对数据枢纽的权限另行设定。
tokens-none = 尚未签发令牌。
token-new = 签发令牌
token-issue = 签发
token-hub-rights = 枢纽权限
token-name = 用途
token-name-hint = 哪个系统使用、作什么用。
token-issued = 签发日期
token-until = 有效期至
token-used = 最近使用
token-state = 状态
token-fresh = 令牌已签发。
token-fresh-once = 请立即复制：只显示这一次，系统不留存。
token-revoke = 吊销
token-revoke-ask = 吊销此令牌？使用它的程序将立即失效。
token-revoke-done = 令牌已吊销。
token-revoked = 已吊销
token-expired = 已过期

# 页面：单位
units-title = 单位
units-search = 名称或代码
units-search-more = 只显示前 { $max } 个，请缩小范围。
units-with-closed = 含已撤销
units-none = 没有这样的单位。
unit-new = 新建单位
unit-name = 名称
unit-name-zh = 中文名称
unit-name-en = 英文名称
unit-short = 简称
unit-short-zh = 中文简称
unit-short-en = 英文简称
unit-aliases = 别名
unit-aliases-hint = 每行一个。读入文件时也按这些名称识别。
unit-kind = 类别
unit-parent = 上级单位
unit-top = 无（顶层）
unit-code = 行政区划代码
unit-code-hint = 6、9 或 12 位数字（GB/T 2260、GB/T 10114）。
unit-credit-code = 统一社会信用代码
unit-sort = 排序
unit-from = 成立日期
unit-to = 撤销日期
unit-until = 至{ $day }
unit-below = 下级单位
unit-posts = 岗位
unit-commitments = 查看事项
unit-created = 单位已建立。
unit-saved = 已保存。
unit-close = 撤销单位
unit-close-about = 不删除任何内容：单位保留在历史中，名称可供承接单位使用。
unit-close-ask = 确定于该日撤销此单位？
unit-close-done = 单位将于该日撤销。
post-title = 岗位
post-kind = 类别
post-holder = 任职人
post-vacant = 空缺
posts-about = 职责属于岗位，由相应岗位的继任者承担。
post-new = 新增岗位
post-title-zh = 中文职务
post-title-en = 英文职务
post-hand-over = 任职交接
post-person = 接任人
post-person-new = 新增人员……
post-person-name = 新增人员姓名
post-from = 任职日期
post-added = 岗位已新增。
post-handed-over = 岗位已交接。

# 页面：导入单位
units-import-title = 导入单位
units-import-about = 表格文件（CSV 或 XLSX），含一行中文或英文表头。先检查后导入，有一行不对就都不导入。按单位全称对应；空单元格保留原有内容。
units-import-counts = 新增 { $create } 个，修改 { $amend } 个，无变化 { $same } 个。
units-import-done = 已导入：新增 { $create } 个，修改 { $amend } 个。

# 请求
failure-unauthenticated = 请先登录。
failure-token-unknown = 令牌不存在、已过期或已吊销。
failure-other-origin = 该请求来自其他网站，未予执行。
request-too-large = 请求超过 { $mib } MB。
request-broken = 请求不完整或已损坏，请重新发送。
request-not-json = 请求内容不是该接口要求的 JSON：{ $reason }
idempotency-key-bad = Idempotency-Key 须为 1 至 200 个可见字符。
idempotency-key-reused = 此 Idempotency-Key 已用于另一个请求。
vault-no-key = 本系统没有配置密钥文件，无法保管秘密。
vault-not-opened = 保管的秘密无法用现有密钥打开；请恢复原密钥文件，或由系统管理员停用后重新启用动态口令。

# 接口参数
query-unknown = 没有参数 { $name }，可用：{ $known }。
query-none = 没有参数 { $name }：此接口不带参数。
