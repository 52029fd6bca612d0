# 文件
paper-of-filing = 报批文件
paper-of-report = 超估算 10% 的报告
paper-of-opinion = 意见附件
paper-of-decision = 批复文件
paper-of-result = 后评价报告
paper-size = { $kib } KiB
paper-hint = 可选多个，最多 { $most } 个，每个不超过 { $mib } MiB（PDF、DOCX、XLSX、图片、文本、ZIP）。
paper-hint-none = { "" }
paper-too-many = 一次最多 { $most } 个文件。
paper-unknown = 没有这份文件，或已用于别处。
papers-field = 附件
journal-act-project-paper = 提交文件
paper-kind = 不接受此类文件：“{ $name }”。可上传 PDF、DOCX、XLSX、图片、文本或 ZIP。
