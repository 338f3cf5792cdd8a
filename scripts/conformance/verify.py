# Verifies a captured delivery with the Python library of Standard Webhooks; exits with 1 where it is refused.
import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError

delivery = json.load(open(sys.argv[1], encoding="utf-8"))
try:
    Webhook(delivery["secret"]).verify(delivery["body"], delivery["headers"])
except WebhookVerificationError as error:
    sys.exit(str(error))
