from decimal import Decimal

import pytest
from pydantic import BaseModel, ValidationError

from keyflow_keyprojects.settings import DEFAULTS, Lights, Nominating, Scoring, Settings, Thresholds


def test_every_setting_says_on_what_evidence_it_stands():
    sections = {name: type(value) for name, value in DEFAULTS if isinstance(value, BaseModel)}
    for section in (Settings, *sections.values()):
        for name, field in section.model_fields.items():
            assert field.description or name in sections, name


def test_a_share_above_one_is_refused():
    with pytest.raises(ValidationError, match="funds_share"):
        Settings(funds_share=Decimal("1.2"))


def test_thresholds_must_cover_every_class():
    with pytest.raises(ValidationError, match="lacks"):
        Thresholds(total={"services": Decimal(1)})


def test_unknown_settings_are_refused():
    with pytest.raises(ValidationError, match="fund_share"):
        Settings(fund_share=Decimal("0.2"))


@pytest.mark.parametrize(
    "given",
    [
        {"green": 40, "yellow": 30},
        {"start_yellow": 5, "start_red": 1},
        {"statistics_yellow": 3, "statistics_red": 2},
        {"card": "0.9", "followed": "0.5"},
        {"quarter_marks": (80, 50, 20, 10)},
        {"quarter_marks": (20, 50, 75, 110)},
    ],
)
def test_lights_get_worse_step_by_step(given):
    with pytest.raises(ValidationError, match="must not go down"):
        Lights(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"bonus_until": 50},
        {"grades": {"excellent": 60, "good": 80, "pass": 90}},
        {"grades": {"excellent": 90}},
        {"grades": {"excellent": 80, "good": 80, "pass": 60}},
    ],
)
def test_a_bonus_begins_above_the_plan_and_every_grade_has_its_own_total(given):
    with pytest.raises(ValidationError, match=r"at least 100|need a least total"):
        Scoring(**given)


@pytest.mark.parametrize(
    "given", [{"closes": "02-30"}, {"closes": "12/30"}, {"opens": "12-31"}, {"opens": "02-29"}]
)
def test_the_window_of_nominations_is_of_days_that_every_year_has_in_their_order(given):
    with pytest.raises(ValidationError):
        Nominating(**given)
