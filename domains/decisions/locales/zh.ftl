# documents

documents-title = 文件

# extraction
extract-rule-class-decision = 会议作出决定（审议通过、原则同意、议定等），决定事项应予立项。
extract-rule-class-duty = 写明由谁负责，列为事项。
extract-rule-class-act = 有要求、有动作、有对象，可以跟踪。
extract-rule-class-imperative = 任务句式，虽无主语，但动作和对象明确，可以跟踪。
extract-rule-class-item = 任务分工中的最末一级条目，一条一事项。
extract-rule-class-row = 任务表格中的一行，一行一事项。
extract-rule-class-attitude = 只涉及认识、态度，没有具体动作，无法跟踪。
extract-rule-class-no-act = 有要求，但没有具体动作或对象。
extract-rule-class-no-cue = 没有提出要求的词语。
extract-rule-class-report = 叙述已经发生的事。
extract-rule-class-attendance = 记录出席、主持、讲话等情况。
extract-rule-class-significance = 说明意义和背景，不是任务。
extract-rule-class-heading = 标题或者小标题。
extract-rule-class-furniture = 来源、日期、版权等版面文字。
extract-rule-limit-date = 写明了日期；只写到月、季、年的，以最后一日为限。
extract-rule-limit-near = 从文件日期推算（本周、本月、本季度等）。
extract-rule-limit-relative = 写明了期间，从文件日期起算；工作日按国务院放假安排计算。
extract-rule-limit-recurring = 定期重复的时限。
extract-rule-limit-vague = 只写了“立即、尽快、抓紧”等，没有日期，需要确定时限。
extract-rule-limit-long-term = 长期坚持，没有终止日期。
extract-rule-measure-number = 写明了数量和单位，可以衡量。
extract-rule-unit-lead = 写明为牵头（主办、负责）单位。
extract-rule-unit-first = 责任单位中列第一位，作为牵头单位。
extract-rule-unit-later = 责任单位中列第一位之后，作为配合单位。
extract-rule-unit-cooperating = 写明为配合（协办、参与）单位。
extract-rule-unit-subject = 句子的主语，由其承担要求。
extract-rule-unit-together = 写明会同、联合的单位。
extract-rule-leader-named = 写明的责任领导或者责任人。
extract-rule-line-keywords = 按该工作线的名称和关键词推荐。
extract-rule-fact-number = 发文机关代字、年份、序号组成的发文字号。
extract-rule-fact-date = 成文日期或者发布时间。
extract-rule-fact-title = 文件标题。
extract-rule-fact-issuer = 标题中的发文机关或者落款。
extract-rule-fact-meeting = 会议名称和届次。
extract-rule-fact-speaker = 段首写明的会议或者讲话人。
extract-rule-unknown = 由其他版本的规则得出。
