"""Making lessons: from a source and a catalogue of words to notebooks and pages."""

import sys

# As in widgets: the grammar of web addresses that jsonschema would build, for nbformat here, is not needed.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
