# documents

files-disk-full = 存储空间已满，文件未保存，请联系系统管理员。
files-unreachable = 文件存储暂时无法访问，请稍后重试。
files-damaged = 所存文件已损坏，请联系系统管理员从备份恢复。
