# 问题、诉求、走访、会议的共用词
work-chain = 来龙去脉：诉求、项目、走访、会议、问题、事项
work-sort-request = 企业诉求
work-sort-project = 项目
work-sort-visit = 走访
work-sort-meeting = 现场办公会
work-sort-problem = 问题
work-sort-commitment = 事项
work-choose-unit = 请选择单位
work-project-unknown = 没有这个项目，或不在您的范围内。
work-rule-past = 规则只能从明天或以后起执行。
work-rule-day-taken = 这一天已有一套规则开始执行。
work-rule-clocks = 至少要有一套诉求时限，每套要有名称和各不相同的代号。
