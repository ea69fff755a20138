"""What a lesson may call."""

from widgets.errors import LessonError
from widgets.language import country_name, currency_name, date_text, number, percent, quantity
from widgets.lesson import start
from widgets.money import Scale, money
from widgets.questions import Option, ask, choose, estimate, predict
from widgets.show import Control, show, tell
from widgets.tables import credits, table

__all__ = [
    "Control", "LessonError", "Option", "Scale", "ask", "choose", "country_name", "credits", "currency_name",
    "date_text", "estimate", "money", "number", "percent", "predict", "quantity", "show", "start", "table", "tell",
]  # fmt: skip
