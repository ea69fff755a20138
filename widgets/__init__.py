"""What a lesson may call."""

import sys

# jsonschema, which altair uses, would build a grammar of web addresses here: a second for every lesson that
# starts, and no chart needs it. It goes on without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from widgets.article import article
from widgets.claims import claim_text, explore
from widgets.composed import Blank, fill, rank
from widgets.draws import draw
from widgets.errors import LessonError
from widgets.headline import headline
from widgets.language import country_name, currency_name, date_text, number, percent, quantity
from widgets.lesson import start
from widgets.money import Scale, money
from widgets.questions import Option, ask, choose, estimate, predict
from widgets.ruler import ruler
from widgets.show import Control, show, tell
from widgets.sources import credits, source_line
from widgets.tables import table
from widgets.work import work
from widgets.writing import Card, Criterion, write

__all__ = [
    "Blank", "Card", "Control", "Criterion", "LessonError", "Option", "Scale", "article", "ask", "choose", "claim_text",
    "country_name", "credits", "currency_name", "date_text", "draw", "estimate", "explore", "fill", "headline", "money",
    "number", "percent", "predict", "quantity", "rank", "ruler", "show", "source_line", "start", "table", "tell", "work",
    "write",
]  # fmt: skip
