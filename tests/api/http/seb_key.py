"""The Config Key of a Safe Exam Browser settings file, read by Python's own plistlib: shares nothing with ours."""

import hashlib
import json
import plistlib
import sys


def kept(value):
    if isinstance(value, dict):
        pairs = sorted(value.items(), key=lambda pair: pair[0].lower())
        return {name: kept(inner) for name, inner in pairs if inner != {}}
    if isinstance(value, list):
        return [kept(inner) for inner in value]
    return value


settings = plistlib.loads(sys.stdin.buffer.read())
settings.pop("originatorVersion", None)
text = json.dumps(kept(settings), ensure_ascii=False, separators=(",", ":"))
print(hashlib.sha256(text.encode()).hexdigest(), settings["startURL"])
