import keyflow_keyprojects
from keyflow.registry import Registry
from keyflow_keyprojects.checks import CHECKS

OURS = {check.kind for check in CHECKS}


def test_the_engine_finds_every_check_under_its_kind():
    registry = Registry([keyflow_keyprojects], installed=False)
    kinds = [offer.kind for offer in registry.offers("check")]
    kinds = [kind for kind in kinds if not kind.startswith("kp-")]
    numbers = {kind[:3] for kind in kinds if kind[0] == "k" and kind[1:3].isdigit()}
    wanted = [*range(1, 9), *range(11, 17), *range(18, 23), *range(25, 29), 30]
    assert numbers == {f"k{number:02}" for number in wanted} - {"k17"}
    assert len({kind for kind in kinds if kind in OURS}) == 27
