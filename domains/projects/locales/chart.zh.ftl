# 挂图作战
projects-tab-chart = 挂图
wall-chart-title = 重点项目挂图作战
chart-title-of = { $year } 年重点项目挂图作战
chart-by = 分组
chart-by-unit = 按责任单位
chart-by-industry = 按行业
chart-paper = 纸张
chart-wall = 上大屏
chart-print = 打印：选 A3 或 A1，横向；大屏每分钟自动更新
chart-none = 这一年还没有列入年度清单的项目。
chart-number = 序号
chart-total = 总投资
chart-plan = 年计划
chart-month = { $month }月
chart-count = { $count } 项{ $parts ->
    [0] {""}
   *[other] ，另含子项目 { $parts } 项
}
chart-sum = 合计 { $count } 项{ $parts ->
    [0] {""}
   *[other] ，另含子项目 { $parts } 项
}
chart-unit = 计量单位：万元
chart-days = 迟 { $days } 天
chart-late-nodes = { $count } 个节点逾期
chart-late = 应于 { $day } 完成，已迟 { $days } 天
wall-chart-due = 应于 { $day } 完成
chart-done-late = 应于 { $day } 完成，迟 { $days } 天完成
chart-done = 应于 { $day } 完成，已完成
chart-key-done = 红旗：已完成
chart-key-late = 黑旗：逾期未完成
chart-key-due = 空旗：未到期
