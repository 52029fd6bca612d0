# Papers
paper-of-filing = Paper filed
paper-of-report = Report of more than 10 %
paper-of-opinion = With the opinion
paper-of-decision = Decision paper
paper-of-result = Report of the post-evaluation
paper-size = { $kib } KiB
paper-hint = Up to { $most } files of at most { $mib } MiB each (PDF, DOCX, XLSX, pictures, text, ZIP).
paper-hint-none = { "" }
paper-too-many = At most { $most ->
    [one] one file
   *[other] { $most } files
} at once.
paper-unknown = There is no such paper, or it is used elsewhere.
papers-field = Papers
journal-act-project-paper = Papers handed in
paper-kind = This kind of file is not taken: “{ $name }”. Send PDF, DOCX, XLSX, pictures, text or ZIP.
