# documents

documents-title = 文件
