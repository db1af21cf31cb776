"""Keys of indexed fields sort as the values do."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from keyflow.model.schema import FieldSpec
from keyflow.store.fields import key, number, sought

numbers = st.decimals(allow_nan=False, allow_infinity=False, places=6, max_value=10**20) | (
    st.integers(-(2**53), 2**53).map(Decimal)
)


@given(numbers, numbers)
def test_text_of_numbers_sorts_as_the_numbers(one, two):
    assert (number(one) < number(two)) == (one < two)
    assert (number(one) == number(two)) == (one == two)


def test_numbers_of_all_sizes_sort_exactly():
    values = ["-1e29", "-5.1", "-5", "-0.05", "0", "1e-30", "0.05", "5", "5.1", "50", "123456789.1"]
    texts = [number(Decimal(value)) for value in values]
    assert texts == sorted(texts)
    assert number(Decimal("5.10")) == number(Decimal("5.1"))
    assert number(Decimal("-0")) == number(Decimal(0))


def test_what_is_absent_has_no_key():
    assert key(FieldSpec(type="text"), None) is None


def test_a_filters_text_may_mean_a_number_too():
    assert list(sought("12.5")) == ["t12.5", f"n{number(Decimal('12.5'))}"]
    assert list(sought("road")) == ["troad"]
    assert list(sought(True)) == ["b1"]
