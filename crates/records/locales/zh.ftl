# 读取文件
read-empty = 文件是空的，请选择有内容的文件。
read-no-text = 文件中没有找到文字。
read-file-too-large = 文件超过 { $limit } MB。请拆分后导入，或请管理员调高上限。
read-text-too-large = 文件中的文字超过 { $limit } MB。请拆分成较小的文件。
read-table-too-large = 文件中的表格单元格过多。请删除空行空列，或拆分文件。
read-binary = 该文件不是文本文件，其中含有二进制数据。
read-encoding-unknown = 无法识别文件的文字编码。请另存为 UTF-8 编码后重试。
read-program = 该文件是程序（{ $what }），不是文档。
read-image = 该文件是图片（{ $what }），不是文档。请导入原始的文字文档。
read-archive = 该文件是压缩包（{ $what }）。请解压后逐个导入其中的文档。
read-unsupported = 暂不支持此类文件（{ $what }）。请使用 .docx、.xlsx、.html、.txt、.md 或带文字的 PDF。
read-legacy-doc = 这是旧版 Word 文档（.doc）。请用 Word 或 WPS 打开，另存为 .docx 后导入。
read-legacy-xls = 这是旧版 Excel 工作簿（.xls）。请用 Excel 或 WPS 打开，另存为 .xlsx 后导入。
read-docx-encrypted = 该 Word 文档设有密码。请取消密码后重试。
read-xlsx-encrypted = 该 Excel 工作簿设有密码。请取消密码后重试。
read-docx-damaged = 该 Word 文档已损坏或不完整。请用 Word 或 WPS 打开并重新保存后重试。
read-xlsx-damaged = 该 Excel 工作簿已损坏或不完整。请用 Excel 或 WPS 打开并重新保存后重试。
read-zip-bomb = 该文件解压后的数据量远超正常文档，已拒绝读取。
read-zip-too-many = 该文件包含超过 { $limit } 个部件，已拒绝读取。
read-xml-entities = 该文件含有正常办公文档不会有的文档类型定义，已拒绝读取。
read-xml-too-deep = 该文件嵌套超过 { $limit } 层，已拒绝读取。
read-pdf-no-tool = 本服务器无法读取 PDF：未安装 pdftotext 程序（软件包 poppler-utils）。请改为导入 .docx，或请管理员安装。
read-pdf-no-text = 该 PDF 只有页面图像（扫描件），没有文字。请导入原始文档，或先做文字识别。
read-pdf-encrypted = 该 PDF 设有密码。请取消密码后重试。
read-pdf-damaged = 该 PDF 已损坏或不完整。
read-pdf-timeout = 读取 PDF 超过 { $seconds } 秒，已停止。请拆分后重试。

# Places of files
files-disk-full = 磁盘已满，文件未能保存。请联系系统管理员清理空间后重试。
files-unreachable = 暂时无法访问文件存储位置。请稍后重试；如持续出现，请联系系统管理员。
files-refused = 对象存储拒绝了本系统的访问密钥，或该密钥无权访问此存储桶。请联系系统管理员检查 s3_ 开头的各项配置及密钥权限。
files-no-bucket = 对象存储中没有配置所指的存储桶。请联系系统管理员创建存储桶，或更正配置项“files”。
files-damaged = 所存文件与存入时不一致，已损坏。请联系系统管理员从备份中恢复。
