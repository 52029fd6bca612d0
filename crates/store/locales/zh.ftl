# 存储
store-disk-full = 磁盘已满，本次操作没有保存。请清理磁盘后重试。
store-locked = 数据库正被其他程序占用，本次操作没有保存，请稍后重试。
store-unreachable = 无法打开或连接数据库，请检查配置和网络。
store-damaged = 数据库文件已损坏或不是数据库，请用备份恢复。
store-duplicate = 已有相同的记录。
store-busy = 系统繁忙，请稍后重试。
store-stopping = 系统正在停止，请稍后重试。
store-backup-sqlite-only = 此备份方式只适用于内置数据库；PostgreSQL 请使用 pg_dump。
store-migration-edited = 数据库迁移“{ $name }”执行后被改动，拒绝启动。
journal-gap = 该主体的流水序号不连续，前面有记录缺失
journal-broken-chain = 与前一条记录的哈希不衔接，前一条被改动或替换
journal-altered = 记录内容被改动
journal-entries-missing = 封存时的记录已缺失
journal-seal-differs = 记录与封存时不一致
journal-seal-altered = 封存记录被改动
