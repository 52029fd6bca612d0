# 框架
app-name = 棋盘
app-motto = 灯由佐证而亮，不由申报而亮
skip-to-content = 跳到正文
main-navigation = 主导航
menu = 菜单
language-name = 中文
my-account = 我的账号
sign-in = 登录
sign-out = 退出登录
role-administrator = 系统管理员
role-supervision = 督查室
role-unit-handler = 单位经办人
role-unit-leader = 单位负责人
role-city-leader = 市（区）领导
role-auditor = 审计
keyboard-help = 键盘快捷键
key-help = 显示本说明
key-search = 搜索或筛选
key-home = 回到总盘
key-close = 关闭
close = 关闭
cancel = 取消
yes = 确定
copied = 已复制
breadcrumb = 当前位置

# 灯
light-grey = 无数据
light-green = 正常
light-blue = 临期
light-yellow = 预警
light-red = 逾期
light-done = 已办结
progress-said = 申报 { $claimed }，核实 { $verified }

# 列表
pager = 翻页
pager-before = 上一页
pager-after = 下一页
paging-bad-cursor = 翻页位置无效，请从第一页重新查看。
filter-apply = 筛选
filter-clear = 清除条件

# 表单
form-must = （必填）
form-refused = 未能提交，请更正以下内容
form-dirty = 填写的内容尚未提交，确定离开吗？
form-fault-of = { $field }：
form-required = 此项必填。
form-too-long = 最多 { $max } 字，现有 { $length } 字。
form-not-a-date = 请填写有效日期，如 2026-11-22。
form-not-an-id = 所选项目无效，请重新选择。
form-not-a-progress = 请填写 0 到 100 之间的百分数，最多两位小数。
form-not-a-number = 请填写整数。
form-out-of-range = 请填写 { $min } 到 { $max } 之间的数。
form-not-an-amount = 请填写金额：只用数字，不小于一分。
form-not-a-choice = 请从所列选项中选择。
form-too-many-fields = 提交的内容超过 { $max } 项，请分次提交。

# 失败
failure-not-found = 没有找到，或您无权查看。
failure-forbidden = 您的单位和角色不能进行此项操作。
failure-internal = 系统出现故障，本次操作未生效。
failure-csrf = 页面已过期，请返回刷新后重新提交。
failure-event = 故障编号
failure-go-home = 返回首页
failure-title-invalid = 内容不能接受
failure-title-unauthenticated = 请先登录
failure-title-forbidden = 无权操作
failure-title-not-found = 未找到
failure-title-conflict = 情况已有变化
failure-title-too-large = 内容过大
failure-title-too-many = 操作过于频繁
failure-title-unavailable = 暂时无法处理
failure-title-internal = 系统故障
failure-advice-invalid = 请返回更正后重新提交，未作任何改动。
failure-advice-unauthenticated = 登录后可继续办理。
failure-advice-forbidden = 如确需办理，请联系督查室或系统管理员。
failure-advice-not-found = 请核对网址，或从首页查找。
failure-advice-conflict = 请刷新页面，查看最新情况后再办理。
failure-advice-too-large = 请减少内容或分次提交。
failure-advice-too-many = 请稍后再试。
failure-advice-unavailable = 请稍后重试；已答复的操作均已保存。
failure-advice-internal = 请将故障编号告知系统管理员。

# 盘面
board-title = 总盘
board-caption = 各单位、各工作线事项盘面
board-unit = 单位
board-total = 合计
board-reds = { $count } 红
board-at = 盘面时点
board-today = 今日
board-compare = 对比
board-compare-none = 不对比
board-show = 查看
board-decide = 今日须定
board-decide-none = 今日没有须定事项。
board-figures = 总体情况
board-legend = 图例
board-legend-size = 棋子大小为事项数，外圈为办结比例
board-legend-hatch = 斜纹：仅有申报，尚无佐证
board-stone = { $unit } · { $line }：{ $count } 件，{ $light }，办结 { $share }
board-stone-unverified = { $unit } · { $line }：{ $count } 件，{ $light }，办结 { $share }，仅有申报、尚无佐证

# 图表
chart-data = 数据表
chart-day = 日期

# 经办人
actor-system = 系统
actor-operator = 运维人员
