"""The REST API with Python's own HTTP client, which takes proxy and certificates from the environment."""
import base64
import http.server
import json
import os
import threading
import urllib.error
import urllib.parse
import urllib.request

account, token = os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]
service = os.environ["TWILIO_SYNC_SERVICE_SID"]
credentials = base64.b64encode(f"{account}:{token}".encode()).decode()


def ask(url, form=None):
    body = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(url, body, {"Authorization": f"Basic {credentials}"})
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, None


def say(*words):
    print("app:", *words, flush=True)


status, found = ask(f"https://api.twilio.com/2010-04-01/Accounts/{account}/Calls.json")
say("calls", status, json.dumps(found["calls"]))
documents = f"https://sync.twilio.com/v1/Services/{service}/Documents"
status, written = ask(documents, {"UniqueName": "order-7", "Data": '{"paid":true}'})
say("document", status, json.dumps(written["data"], separators=(",", ":")))
say("unsupported", ask("https://chat.twilio.com/v1/Services")[0])

server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.handle_request, daemon=True).start()
with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/app.py") as response:
    say("other host", "reached" if response.status == 200 else "not reached")
