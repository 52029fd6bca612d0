# 关口
gate = 关口
gates-title = 建设、使用、变更、终止
gates-none = 现阶段没有可以申请的关口。
gate-establish = 建设（立项）
gate-use = 投入使用（验收）
gate-modify = 变更
gate-finalise = 终止
gate-state-waiting = 待决定
gate-state-passed = 同意
gate-state-refused = 不同意
gate-state-withdrawn = 已撤回
gate-paper-approval = 立项（可研）批复
gate-paper-catalogue-draft = 信息资源目录（预编）
gate-paper-summary = 项目建设总结
gate-paper-finance = 财务报告
gate-paper-audit = 审计报告
gate-paper-security = 等级保护测评报告
gate-paper-crypto = 密码应用安全性评估报告
gate-paper-change = 变更方案
gate-paper-archive = 数据归档移交清单
gate-paper-disposal = 资产处置意见
gate-papers = 材料
gate-paper-hint = 文号或名称
gate-next-title = 下一关口：{ $gate }
gate-waits-title = { $gate }申请待决定
gate-file = 申请{ $gate }
gate-file-hint = 未具备的条件将作为任务列入棋盘
gate-request-of = { $gate }申请
gate-left = { $count ->
    [0] 全部条件已具备。
   *[other] 还有 { $count } 项未具备；未具备之前不能同意。
 }
gate-met = 已具备
gate-not-met = 未具备
gate-add-papers = 补充材料
gate-withdraw = 撤回申请
gate-amount-wan = 变更金额（万元）
gate-amount = 变更须写明金额，其他关口不填金额
gate-wrong-state = “{ $state }”状态的系统不能申请这个关口
gate-waits = 已有一项申请待决定
gate-paper-other = 这个关口不需要这份材料
gate-check-functions = 功能清单：{ $count } 项
gate-check-items = 数据项：{ $count } 个
gate-check-basis = 建设依据
gate-check-catalogue-drafted = 信息资源目录须先预编：{ $found }
gate-check-catalogue-loaded = 信息资源目录须挂接共享平台：{ $found }
gate-check-sharing = 数据须按要求共享：{ $found }
gate-check-repeated = { $count ->
    [0] 没有重复采集的数据项
   *[other] { $count } 个数据项确认重复采集
 }
gate-check-security = 网络安全等级保护：{ $found }
gate-check-crypto = 密码应用安全性评估：{ $found }
gate-check-listing = 政务信息系统总目录：{ $found }
gate-check-overlap-unseen = 尚未提出建设建议，未作重复建设比对
gate-check-overlap-undecided = { $count ->
    [0] 建设建议待决定，没有发现相近的系统
   *[other] 建设建议待决定，{ $count } 个系统相近
 }
gate-check-overlap-decided = 重复建设比对已决定：继续建设
gate-check-overlap-otherwise = 重复建设比对已决定：不新建
gate-check-waiting = { $count ->
    [0] 没有待审的经费申请
   *[other] { $count } 项经费申请待审
 }
gate-check-paper = 材料：{ $paper }
done-gate-file = 申请已提交。
done-gate-papers = 材料已补充。
done-gate-decide = 决定已签署。
done-gate-withdraw = 申请已撤回。
gate-open = 条件未具备
