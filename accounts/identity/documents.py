"""Names and resident ids as they stand on the card (GB 11643-1999), and the age they prove."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from accounts.errors import InvalidResidentId
from accounts.types import ResidentId
from core.errors import FieldProblem, InvalidInput

FULL_AGE = 18
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]\Z")
_DOTS = str.maketrans(dict.fromkeys("•･・‧.", "·"))
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇·]+\Z")


def parse_name(text: str, *, pointer: str = "/name") -> str:
    """Return the name in its one form: no blanks in Chinese names, one kind of middle dot.

    Raises InvalidInput for what cannot be a name.
    """
    name = " ".join(text.split())
    joined = name.replace(" ", "").translate(_DOTS)
    if _CHINESE.match(joined):
        name = joined
    if not 2 <= len(name) <= 60 or any(char.isdigit() or not char.isprintable() for char in name):
        raise InvalidInput.at(pointer, "invalid_name", _("Please enter the name on the ID card."))
    return name


def parse_resident_id(text: str, *, pointer: str = "/resident_id") -> ResidentId:
    """Return the number and the birth date in it.

    The place code is not looked up: places are merged and renamed, people keep their numbers.
    Raises InvalidResidentId, whose `errors` say which part is wrong.
    """
    number = "".join(text.split()).upper()
    if not _SHAPE.match(number):
        message = _("A resident ID number has 18 characters: 17 digits, then a digit or X.")
        raise InvalidResidentId(problems=[FieldProblem(pointer, "shape", message)])
    try:
        born_on = ric.get_birth_date(number)
    except ValidationError:
        message = _("The birth date inside the number (characters 7 to 14) does not exist.")
        raise InvalidResidentId(problems=[FieldProblem(pointer, "birth_date", message)])
    if ric.calc_check_digit(number) != number[-1]:
        message = _("The last character does not fit the others: one of them is mistyped.")
        raise InvalidResidentId(problems=[FieldProblem(pointer, "check_digit", message)])
    return ResidentId(number, born_on)


def years_old(born_on: dt.date, *, on: dt.date) -> int:
    """Completed years: full on the birthday itself (Civil Code 1259).

    Who was born on 29 February is a year older on 1 March.
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
