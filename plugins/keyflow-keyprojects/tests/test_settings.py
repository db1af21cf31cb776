from decimal import Decimal

import pytest
from pydantic import BaseModel, ValidationError

from keyflow_keyprojects.settings import DEFAULTS, Settings, Thresholds


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
