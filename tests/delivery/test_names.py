"""Names in templates are proved against what a template will be filled with."""

import pytest

from keyflow.delivery.names import context_shape, wrong_names
from keyflow.model.schema import FieldSpec
from keyflow.ruling.telling import FIXED

FIELDS = {
    "title": FieldSpec(type="text"),
    "cost": FieldSpec(type="money"),
    "helpers": FieldSpec(type="list", of=FieldSpec(type="person")),
    "notes": FieldSpec(type="map", of=FieldSpec(type="text")),
    "place": FieldSpec(
        type="record",
        fields={
            "town": FieldSpec(type="text"),
            "plots": FieldSpec(
                type="list",
                of=FieldSpec(type="record", fields={"size": FieldSpec(type="integer")}),
            ),
        },
    ),
}


def wrong(source):
    return list(wrong_names(source, context_shape(FIXED, FIELDS)))


@pytest.mark.parametrize(
    "source",
    [
        "{{ case.subject }} {{ case['id'] }} {{ event.actor }} {{ data.title|upper }}",
        "{{ data.cost|money }} {{ data.cost.amount }} {{ data.cost.currency }}",
        "{{ data.helpers[0] }} {{ data.helpers|join(', ') }} {{ data.helpers|length }}",
        "{{ data.notes.anything }} {% for key in data.notes %}{{ key }}{% endfor %}",
        "{{ data.place.town }} {{ data.place.plots[2].size }} {{ (data.place.plots|first).size }}",
        "{% for p in data.place.plots %}{{ loop.index }}{{ p.size }}{% endfor %}",
        "{% for p in data.place.plots if p.size > 3 %}{{ p.size }}{% else %}none{% endfor %}",
        "{% for name in data %}{{ name }}{% endfor %}{{ data['title'] }}",
        "{% if data.zz is defined %}{{ data.zz }} {{ data.zz.part }}{% endif %}",
        "{{ data.zz|default('-') }}{{ foo is defined }}",
        "{% for x in ['a', 'b'] %}{{ x }}{% endfor %}{% for t in data.title %}{{ t }}{% endfor %}",
    ],
)
def test_a_template_may_name_what_will_be_there(source):
    assert wrong(source) == []


@pytest.mark.parametrize(
    ("source", "message", "hint"),
    [
        ("{{ data.titel }}", "line 1: data has no 'titel'", "did you mean 'title'?"),
        ("a\n{{ data['titel'] }}", "line 2: data has no 'titel'", "did you mean 'title'?"),
        ("{{ foo }}", "line 1: there is no 'foo' in a template", "known: case, data, event"),
        ("{{ dta.title }}", "line 1: there is no 'dta' in a template", "did you mean 'data'?"),
        ("{{ case.subjct|upper }}", "line 1: case has no 'subjct'", "did you mean 'subject'?"),
        ("{{ event.who }}", "line 1: event has no 'who'", "known: "),
        ("{{ data.title.x }}", "line 1: data.title is a single value and has no 'x'", ""),
        ("{{ data.cost.amont }}", "line 1: data.cost has no 'amont'", "did you mean 'amount'?"),
        ("{{ data.place.plots[0].siz }}", "data.place.plots.0 has no 'siz'", "'size'"),
        ("{% for p in data.place.plots %}{{ p.siz }}{% endfor %}", ".* has no 'siz'", "'size'"),
        ("{% for p in data.plots %}{{ p.siz }}{% endfor %}", "data has no 'plots'", ""),
        ("{% for p in data.helpers %}{{ loop.indx }}{% endfor %}", "loop has no 'indx'", "'index'"),
        ("{% if data.titel %}x{% endif %}", "data has no 'titel'", "'title'"),
        ("{{ 'x' if data.title else data.titel }}", "data has no 'titel'", "'title'"),
        ("{{ [data.titel]|join }}", "data has no 'titel'", "'title'"),
        ("{{ (data.titel|upper)[0] }}", "data has no 'titel'", "'title'"),
    ],
)
def test_a_name_that_leads_nowhere_is_said_with_the_nearest_one(source, message, hint):
    (found, said), *_ = wrong(source)
    assert message in found
    assert hint in said


def test_every_wrong_name_is_said_once_for_each_line():
    source = "{{ data.a }}{{ data.a }}\n{{ data.a }}{{ foo.b }}"
    assert [message.partition(":")[0] for message, _ in wrong(source)] == [
        "line 1",
        "line 2",
        "line 2",
    ]
