import keyflow_keyprojects
from keyflow.registry import Registry


def test_the_engine_finds_every_check_under_its_kind():
    registry = Registry([keyflow_keyprojects], installed=False)
    kinds = [offer.kind for offer in registry.offers("check")]
    numbers = {kind[:3] for kind in kinds}
    wanted = [*range(1, 9), *range(11, 17), *range(18, 23), *range(25, 29), 30]
    assert numbers == {f"k{number:02}" for number in wanted} - {"k17"}
    assert len(kinds) == 25
