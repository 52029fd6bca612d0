# documents

documents-title = Documents
