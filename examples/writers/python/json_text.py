"""Changes to stored JSON text.

Python rounds long decimal fractions and changes the spelling of numbers, so a stored object is never parsed and serialized as a
whole.
"""

import json
import re

from items import to_json

WHITESPACE = re.compile(r"[ \t\n\r]*")
DECODER = json.JSONDecoder()


def _field_texts(text):
    """Returns the text of each field of a JSON object, by name. `text` is valid JSON."""
    fields, position = {}, _skip(text, text.index("{") + 1)
    while text[position] != "}":
        name, end = DECODER.raw_decode(text, position)
        start = _skip(text, _skip(text, end) + 1)
        _, end = DECODER.raw_decode(text, start)
        fields[name] = text[start:end]
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return fields


def _skip(text, position):
    return WHITESPACE.match(text, position).end()


def with_fields(text, changes):
    """Sets fields of a JSON object, and keeps the text of all others."""
    fields = {**_field_texts(text), **{name: to_json(value) for name, value in changes.items()}}
    return "{" + ",".join(f"{to_json(name)}:{value}" for name, value in fields.items()) + "}"


def with_element(text, value):
    """Appends a value to a JSON list, and keeps the text of all others."""
    head = text.rstrip()[:-1].rstrip()
    separator = "" if head.endswith("[") else ","
    return f"{head}{separator}{to_json(value)}]"
