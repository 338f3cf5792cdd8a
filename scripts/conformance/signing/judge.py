"""pyHanko on signed PDFs: python judge.py ROOT.pem FILE[#PASSWORD]…  One line of JSON for each signature."""

import json
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

root = load_cert_from_pemder(sys.argv[1])


def judge(signature):
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    if signature.sig_object_type == "/DocTimeStamp":
        status = validate_pdf_timestamp(signature, validation_context=context)
        return status.intact and status.valid and status.trusted
    status = validate_pdf_signature(signature, signer_validation_context=context)
    return status.bottom_line


for argument in sys.argv[2:]:
    path, _, password = argument.partition("#")
    with open(path, "rb") as file:
        reader = PdfFileReader(file)
        if password:
            reader.decrypt(password)
        for signature in reader.embedded_signatures:
            try:
                accepted, why = judge(signature), ""
            except Exception as error:  # what it cannot read, it does not accept
                accepted, why = False, str(error)
            print(json.dumps({"path": path, "field": signature.field_name, "accepted": bool(accepted), "why": why}))
