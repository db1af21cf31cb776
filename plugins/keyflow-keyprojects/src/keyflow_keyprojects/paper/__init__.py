"""Paper: the office's documents in Word and HTML, and what comes in and goes out as Excel.

A document is made from plain data by a function of its own (`bulletin`, `briefing`, `agenda`,
`minutes`, `order`, `quarter_comment`, `annual_result`), and written by `html` or `word`. `lists`
and `reports` read workbooks, `ledger` writes one. What a file needs is in the extra `paper`.
"""
