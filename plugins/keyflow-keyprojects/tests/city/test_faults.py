import pytest

from keyflow_keyprojects.checks import listing
from keyflow_keyprojects.city.faults import planted_faults, with_faults
from keyflow_keyprojects.city.projects import key_projects

SELECTION = [
    listing.Required(),
    listing.Duplicate(),
    listing.Documents(),
    listing.Eligibility(),
    listing.Sponsor(),
    listing.Responsible(),
    listing.YearPlan(),
    listing.Targets(),
]


def refused_by(attempt):
    return [check.kind for check in SELECTION if check.examine(attempt)]


def test_the_clean_list_stays_clean(attempt, clean):
    assert {number: refused_by(attempt(number)) for number in clean} == {
        number: [] for number in clean
    }


def test_preliminary_projects_lack_only_what_is_given_to_key_projects(attempt, reserve):
    later = ["k05-sponsor", "k07-year-plan", "k08-targets"]
    refused = {number: refused_by(attempt(number)) for number in reserve}
    assert refused == dict.fromkeys(reserve, later)


@pytest.mark.parametrize("number", planted_faults())
def test_each_fault_is_found_by_its_own_check_and_no_other(attempt, number):
    fault = planted_faults()[number]
    assert refused_by(attempt(number, **fault.patch)) == [fault.check]


def test_patching_leaves_the_other_projects_and_the_originals_alone():
    clean, faults = key_projects(), planted_faults()
    patched = with_faults(clean, faults)
    differing = [a["number"] for a, b in zip(clean, patched, strict=True) if a != b]
    assert differing == list(faults)
    assert clean == key_projects()
