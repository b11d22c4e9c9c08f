"""Reads a printed PDF with readers that share no code with ours: its text by pypdf, the codes on its pages by zxing.

One JSON object on standard output: {"pages": [text of each page], "codes": [each QR code's text, in page order]}
"""

import json
import sys

import pypdf
import pypdfium2
import zxingcpp

path = sys.argv[1]
pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
codes = []
for page in pypdfium2.PdfDocument(path):
    found = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    codes += [code.text for code in found]
json.dump({"pages": pages, "codes": codes}, sys.stdout, ensure_ascii=False)
