# Reading files
read-empty = The file is empty. Choose a file that has something in it.
read-no-text = No text was found in the file.
read-file-too-large = The file is larger than { $limit } MB. Split it, or ask your administrator to raise the limit.
read-text-too-large = The file holds more than { $limit } MB of text. Split it into smaller documents.
read-table-too-large = The tables in the file hold too many cells. Delete empty rows and columns, or split the file.
read-binary = The file is not a text document: it contains binary data.
read-encoding-unknown = The text encoding of the file could not be recognised. Save it as UTF-8 and try again.
read-program = The file is a program ({ $what }), not a document.
read-image = The file is an image ({ $what }), not a document. Import the text document it was made from.
read-archive = The file is an archive ({ $what }). Unpack it and import the documents one by one.
read-unsupported = Files of this kind ({ $what }) cannot be read. Use .docx, .xlsx, .html, .txt, .md or PDF with text.
read-legacy-doc = This is an old Word document (.doc). Open it in Word or WPS, save it as .docx, and import that.
read-legacy-xls = This is an old Excel workbook (.xls). Open it in Excel or WPS, save it as .xlsx, and import that.
read-docx-encrypted = The Word document is protected by a password. Remove the password and try again.
read-xlsx-encrypted = The Excel workbook is protected by a password. Remove the password and try again.
read-docx-damaged = The Word document is damaged or incomplete. Open it in Word or WPS, save it again, and try again.
read-xlsx-damaged = The Excel workbook is damaged or incomplete. Open it in Excel or WPS, save it again, and try again.
read-zip-bomb = The file would unpack to far more data than a document can hold, so it was refused.
read-zip-too-many = The file holds more than { $limit } parts, so it was refused.
read-xml-entities = The file contains definitions (a document type) that office documents never have, so it was refused.
read-xml-too-deep = The file is nested more than { $limit } levels deep, so it was refused.
read-pdf-no-tool = This server cannot read PDF: the program “pdftotext” (package poppler-utils) is not installed. Import the .docx instead, or ask your administrator to install it.
read-pdf-no-text = The PDF has no text, only pictures of pages (a scan). Import the original document, or run text recognition on it first.
read-pdf-encrypted = The PDF is protected by a password. Remove the password and try again.
read-pdf-damaged = The PDF is damaged or incomplete.
read-pdf-timeout = Reading the PDF took longer than { $seconds } seconds and was stopped. Split it and try again.

# Places of files
files-disk-full = The disk is full, so the file was not stored. Ask your administrator to make room, then try again.
files-unreachable = The place where files are kept cannot be reached just now. Try again in a while; if it stays so, ask your administrator.
files-refused = The object storage does not accept the program’s key, or not for this bucket. Ask your administrator to check the settings s3_… and the rights of the key.
files-no-bucket = The object storage has no bucket of the configured name. Ask your administrator to create it, or to correct the setting “files”.
files-damaged = The stored file is no longer what it was when it was stored. Ask your administrator to bring it back from a backup.
