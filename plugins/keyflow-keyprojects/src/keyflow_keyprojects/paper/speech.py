"""How a document says things: words by key, names, money, dates, shares, lights."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from keyflow_keyprojects.dates import ZONE
from keyflow_keyprojects.paper.document import Language, Mark, Tone
from keyflow_keyprojects.paper.words import CURRENCIES, MONTHS, TONES, WORDS
from keyflow_keyprojects.portfolio import half_up

Row = Mapping[str, Any]
NOTHING = "—"
_WAN, _MILLION, _CENT = Decimal(10_000), Decimal(1_000_000), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Speech:
    """One language, with the names of persons and offices by their ids.

    Values may be as a case decodes them or as its data keep them: `Money` or a record of amount and
    currency, dates or their texts.
    """

    language: Language
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __call__(self, key: str, **values: Any) -> str:
        """Return the words of a key, slots filled; raises KeyError for an unknown one."""
        return WORDS[key][0 if self.language == "zh" else 1].format(**values)

    def word(self, group: str, value: Any) -> str:
        """Return the word for a value of a kind, such as a stage; the value where there is none."""
        if value is None or value == "":
            return NOTHING
        found = WORDS.get(f"{group}.{value}")
        return str(value) if found is None else found[0 if self.language == "zh" else 1]

    def name(self, identity: Any) -> str:
        """Return the name of a person or office."""
        return NOTHING if not identity else self.names.get(str(identity), str(identity))

    def people(self, identities: Iterable[Any] | int | None) -> str:
        """Return the names of several; of a number, how many there were."""
        if isinstance(identities, int):
            return str(identities)
        return self.list([self.name(one) for one in identities or ()])

    def list(self, texts: Sequence[str]) -> str:
        """Join texts; a dash where there are none."""
        return ("、" if self.language == "zh" else ", ").join(texts) or NOTHING

    def own(self, row: Row, key: str = "name") -> str:
        """Return what a row holds in this language, in the other one if only that is there."""
        other = "en" if self.language == "zh" else "zh"
        for name in (f"{key}_{self.language}", f"{key}_{other}", key):
            if row.get(name):
                return str(row[name])
        return NOTHING

    def text(self, value: Any) -> str:
        """Return free text; a dash for none."""
        return str(value).strip() if value not in {None, ""} else NOTHING

    def money(self, value: Any) -> str:
        """Return an amount in 10,000 of its currency (Chinese) or in millions (English)."""
        found = amount(value)
        if found is None:
            return NOTHING
        figure, currency = found
        if self.language == "zh" and currency in CURRENCIES:
            return f"{trimmed(figure / _WAN)} {CURRENCIES[currency]}"
        return f"{currency} {half_up(figure / _MILLION, _CENT):,} million"

    def figure(self, value: Any, places: int = 2) -> str:
        """Return a number, rounded half up, without needless zeros."""
        if value is None or value == "":
            return NOTHING
        return trimmed(half_up(Decimal(str(value)), Decimal(1).scaleb(-places)))

    def share(self, value: Any) -> str:
        """Return a share of 1 in per cent, rounded half up to a tenth."""
        if value is None or value == "":
            return NOTHING
        return f"{half_up(Decimal(str(value)) * 100, Decimal('0.1')):f}%"

    def day(self, value: Any) -> str:
        """Return a date in words; of an instant, the office's day."""
        found = day_of(value)
        if found is None:
            return NOTHING
        if self.language == "zh":
            return f"{found.year}年{found.month}月{found.day}日"
        return f"{found.day} {MONTHS[found.month - 1]} {found.year}"

    def period(self, value: Any) -> str:
        """Return a month (2011-03), a quarter (2011-Q1) or a year in words."""
        text = str(value or "")
        year, _, part = text.partition("-")
        if not part:
            return self("the_year", year=year) if year else NOTHING
        if part[0] == "Q":
            return self("the_quarter", year=year, n=part[1:])
        if not part.isdigit():  # a day (2011-05-09), or a week (2011-W19)
            return text if part[0] == "W" else self.day(date.fromisoformat(text))
        return self("the_month", year=year, n=int(part), name=MONTHS[int(part) - 1])

    def closing(self, issuer: str, on: Any) -> tuple[str, ...]:
        """Return who issues a document and on which day, without a day if it is not issued yet."""
        return (issuer, self.day(on)) if on else (issuer,)

    def light(self, value: Any) -> Mark:
        """Return a light on its colour; none is not assessed."""
        colour = str(value or "grey")
        return Mark(self.word("light", colour), TONES.get(colour, "grey"))


def tone(colour: Any) -> Tone:
    """Return the tone a colour is shown in; grey for an unknown one."""
    return TONES.get(str(colour), "grey")


def trimmed(number: Decimal) -> str:
    """Return a number with thousands separated and no zeros at its end."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Any) -> tuple[Decimal, str] | None:
    """Return number and currency of an amount in either form, None of none."""
    if not value:
        return None
    if isinstance(value, Mapping):
        return Decimal(value["amount"]), str(value["currency"])
    return Decimal(value.amount), str(value.currency)


def day_of(value: Any) -> date | None:
    """Return the day of a date, an instant or the text of one."""
    if not value:
        return None
    if isinstance(value, str):
        # An instant's text goes on with its time of day.
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        return value.astimezone(ZONE).date()
    return value if isinstance(value, date) else None
