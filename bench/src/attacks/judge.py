# What pyHanko makes of PDFs: judge.py ROOT.pem TIME FILE... prints a JSON list of verdicts.
import json
import logging
import sys
from datetime import datetime

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
root, time, *files = sys.argv[1:]
anchors = [load_cert_from_pemder(root)]
moment = datetime.fromisoformat(time.replace("Z", "+00:00"))


def verdict(file):
    try:
        with open(file, "rb") as handle:
            reader = PdfFileReader(handle, strict=False)
            signatures = reader.embedded_regular_signatures
            if not signatures:
                return "unsigned"
            context = lambda: ValidationContext(trust_roots=anchors, moment=moment, allow_fetching=False)
            states = [validate_pdf_signature(one, context(), context()) for one in signatures]
            return "passed" if all(state.bottom_line for state in states) else "failed"
    except Exception:
        return "refused"


print(json.dumps([verdict(file) for file in files]))
