### 灯

# 灯的名称
light-name-grey = 灰灯
light-name-green = 绿灯
light-name-blue = 蓝灯
light-name-yellow = 黄灯
light-name-red = 红灯
light-name-done = 已办结

# 灯的依据
light-why-draft = 尚未交办
light-why-suspended = 已中止
light-why-withdrawn = 已撤销
light-why-unsigned = 已交办，尚未签收
light-why-no-data = 尚无反馈和核实数据
light-why-on-plan = 按计划推进
light-why-on-plan-verified = 按计划推进：核实进度 { $verified }
light-why-on-plan-claimed = 按计划推进：申报进度 { $claimed }，核实进度 { $verified }
light-why-closed = { $on } 办结
light-why-closed-in-time = { $on } 按期办结：首次时限 { $due }
light-why-closed-late-just = { $on } 办结，已过首次时限 { $due }
light-why-closed-late = { $on } 办结，逾期 { $days } 个工作日：首次时限 { $due }
light-why-near-due = 距时限还有 { $days } 个工作日：时限 { $due }（提前 { $within } 个工作日提醒）
light-why-due-today = 今日到期：时限 { $due }
light-why-overdue = 逾期 { $days } 个工作日：时限 { $due }，至今未办结
light-why-overdue-just = 已逾期：时限 { $due }，至今未办结
light-why-behind-claimed = 申报进度 { $counted }（待核实），序时进度 { $expected }，落后 { $lag } 个百分点（阈值 { $threshold }）
light-why-behind-verified = 核实进度 { $counted }，序时进度 { $expected }，落后 { $lag } 个百分点（阈值 { $threshold }）
light-why-behind-lapsed = 申报进度 { $claimed } 超过 { $review } 个工作日未核实，按核实进度 { $counted } 计；序时进度 { $expected }，落后 { $lag } 个百分点（阈值 { $threshold }）
light-why-behind-nothing = 尚未申报进度，序时进度 { $expected }，落后 { $lag } 个百分点（阈值 { $threshold }）
light-why-slight-claimed = 略有滞后：申报进度 { $counted }（待核实），序时进度 { $expected }，落后 { $lag } 个百分点
light-why-slight-verified = 略有滞后：核实进度 { $counted }，序时进度 { $expected }，落后 { $lag } 个百分点
light-why-slight-lapsed = 略有滞后：申报进度 { $claimed } 超过 { $review } 个工作日未核实，按核实进度 { $counted } 计；序时进度 { $expected }，落后 { $lag } 个百分点
light-why-slight-nothing = 略有滞后：尚未申报进度，序时进度 { $expected }，落后 { $lag } 个百分点
light-why-report-missing = 未反馈：{ $from } 至 { $to } 的进展应于 { $due } 前反馈，至今未报
light-why-report-made-up = 曾漏报：{ $from } 至 { $to } 的进展于 { $on } 补报
light-why-report-made-up-late = 漏报且未在下期内补报：{ $from } 至 { $to } 的进展于 { $on } 才补报
light-why-returned = 反馈于 { $on } 被退回重办，尚未重新反馈
light-why-slip-blue = 蓝色督查单：{ $on } 发出，应于 { $due } 前落实
light-why-slip-blue-open = 蓝色督查单：{ $on } 发出，尚未落实
light-why-slip-blue-unmet = 蓝色督查单未按时落实：时限 { $due }
light-why-slip-orange = 橙色督查单：{ $on } 发出，应于 { $due } 前落实
light-why-slip-orange-open = 橙色督查单：{ $on } 发出，尚未落实
light-why-slip-orange-unmet = 橙色督查单未按时落实：时限 { $due }
light-why-slip-red = 红色督查单：{ $on } 发出，应于 { $due } 前落实
light-why-slip-red-open = 红色督查单：{ $on } 发出，尚未落实
light-why-slip-red-unmet = 红色督查单未按时落实：时限 { $due }
light-why-not-started = 计划 { $planned } 开工，已过 { $months } 个月仍未开工（阈值 { $threshold } 个月）
light-why-unpaid = 支付滞后：截至 { $by } 应支付 { $planned } 元，已支付 { $paid } 元
light-why-no-statistics = 未入统：最近一次 { $since }，已 { $days } 天（阈值 { $threshold } 个月）

# 规则集
light-set-generic = 通用规则
light-set-yinchuan-2025 = 银川红黄绿灯（2025）
light-set-ouhai-2020 = 瓯海三色预警（2020）
light-set-suqian-2025 = 宿迁三色督办（2025）
light-set-sanming-2017 = 三明三色督查单（2017）
light-source-generic = 督查督办通行做法：红灯先于黄灯、蓝灯、绿灯，无数据不亮绿灯
light-source-yinchuan-2025 = 银川市重点项目红黄绿灯管理，2025 年 3 月
light-source-ouhai-2020 = 温州市瓯海区基层智慧督考三色预警，2020 年 5 月
light-source-suqian-2025 = 宿迁三色督办单，2025 年 6 月
light-source-sanming-2017 = 三明市三色督查单，2017 年

# 规则集的错误
light-set-unreadable = 规则集第 { $line } 行无法识别，未作任何更改
light-set-threshold = 规则集“{ $set }”的阈值自相矛盾，未作任何更改
light-set-overlap = 规则集“{ $set }”的版本重复，或两个版本的施行日期重叠，未作任何更改

# 事项
state-registered = 已立项
state-issued = 已交办·待签收
state-signed = 已签收
state-in-progress = 办理中
state-reported = 已反馈·待审核
state-submitted = 申请办结
state-closed = 已办结
state-struck-off = 已销号
state-withdrawn = 已终止
kind-task = 任务
kind-target = 指标
kind-node = 节点
kind-rectification = 整改
kind-standing = 长期事项
commitment-wrong-state = 事项当前为“{ $state }”，不能进行此操作。
commitment-same-person = 办结人不能销号：办结与销号须由两人分别进行。
commitment-no-evidence = 尚无佐证材料，也没有全部核实的进度，不能办结。
commitment-statement-missing = 请填写事项内容。
commitment-statement-long = 事项内容不能超过 { $max } 字，一事一项。
commitment-due-before-start = 完成时限 { $due } 早于起算日 { $start }。
commitment-lead-cooperates = 牵头单位不能同时是配合单位。
commitment-day-implausible = 日期不合理，应在 2000 年至 2100 年之间。
commitment-changed-meanwhile = 您编辑期间，此事项已被他人改动（{ $fields }）。请查看最新内容后再修改。
commitment-number-taken = 编号“{ $number }”已被使用。
commitment-unit-unknown = 没有这个单位，或该单位已停用。
commitment-line-unknown = 没有这条工作线。
report-verified-beyond-claim = 核实进度不能高于申报进度（{ $claimed }）。
report-claim-range = 进度应在 0 至 100% 之间。
evidence-missing = 请选择佐证材料文件。
evidence-empty = 文件“{ $name }”是空的。
evidence-too-large = 文件超过 { $mib } MB 的上限。
evidence-kind = 不接受此类文件：“{ $name }”。可上传图片、PDF、Word、Excel、文本、压缩包或 MP4。
rule-set-unknown = 没有规则集“{ $name }”，或该规则集当日未生效。
schedule-unknown = 看不懂反馈周期“{ $text }”；可用 monthly:25、quarterly、ten_day、weekly。
line-code-taken = 代码“{ $code }”已用于其他工作线。
query-not-understood = 看不懂参数 { $name } 的值“{ $text }”。
query-day-to-come = { $day } 尚未到来，盘面只能看今天或过去的某一天。
idempotency-key-bad = Idempotency-Key 须为 1 至 200 个可见字符。
idempotency-key-reused = 此 Idempotency-Key 已用于另一个请求。

# pages
## 总盘
past-banner = 您看到的是 { $day } 日终的情况，不是现在。
past-banner-now = 回到今日
board-own = { $unit }（本级）
board-rest = 其余 { $count } 个单位
board-others = 其他
board-open = 在办 { $open } 件，其中红灯 { $red } 件
board-only = 仅显示：
board-all-lines = 显示全部工作线
board-all-lights = 显示全部灯
board-nothing-here = 所选范围内没有事项。
board-whole = 查看全盘
board-empty = 盘面上还没有事项。从下面任一步开始：
board-empty-unit = 盘面上还没有与您单位有关的事项。
first-units = 建立单位目录
first-lines = 设置工作线（盘面的列）
first-document = 导入会议纪要、计划或通知，从条文中立项
first-ledger = 导入现有督查台账
first-commitment = 直接登记一个事项
first-by-others = （由其他角色办理）
figure-open = 在办事项
figure-red = 红灯
figure-yellow = 黄灯
figure-on-time = 按期办结率（{ $on-time }/{ $timed }）
figure-unverified = 申报无佐证
figure-closed = { $day } 以来办结
figure-turned-red = { $day } 以来转红
decide-submitted = { $days ->
    [0] 今日申请办结，待审定
   *[other] 申请办结，已等候审定 { $days } 个工作日
}
decide-waiting = 反馈待审核已 { $days } 个工作日

## 事项清单
choose-any = 不限
list-title = 事项
list-title-of = { $unit }的事项
list-changed-closed = { $day } 以来办结的事项
list-changed-turned-red = { $day } 以来转红的事项
list-changed-new = { $day } 以来新增的事项
list-changed-slipped = { $day } 以来时限推后的事项
list-search = 查找
list-search-hint = 内容、责任领导或编号
list-unit = 牵头单位
list-line = 工作线
list-light = 灯
list-state = 状态
list-sort = 排序
list-at = 截至日期
list-with-done = 含已办结
list-what = 事项
list-units = 牵头 · 配合单位
list-due = 完成时限
list-progress = 进度
list-tick = 选择 { $number }
list-first-due = 首次时限 { $day }
list-issue-ticked = 交办所选事项
list-issue-hint = 所选事项将同时交办给各自的牵头单位。
list-on-board = 在盘面上看
list-new = 登记事项
list-empty = 没有符合条件的事项。
list-all = 查看全部在办事项
no-limit = 未定时限
sort-due = 按时限
sort-newest = 最新登记
sort-changed = 最近变动
# end of pages
