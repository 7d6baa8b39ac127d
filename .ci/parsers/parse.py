"""Parses every line of the given files: `parse.py FILE...`"""

import json
import sys

count = 0
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        for line in file:
            response = json.loads(line)
            # A list, or the response of an exchange.
            assert isinstance(response.get("discovered_organizations"), list) or "member_session" in response, line
            count += 1
print(f"Python parsed {count} responses")
sys.exit(0 if count > 0 else 1)
