"""What a template may hold, and that its data is only ever printed."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from keyflow.delivery.templates import TemplateFailed, check_source, render, render_line

INJECTIONS = [
    "{{ 7*7 }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ config }}{% include '/etc/passwd' %}",
    "{% for c in [].__class__.__base__.__subclasses__() %}{{ c }}{% endfor %}",
    "{{ request|attr('application') }}",
    "{{ lipsum.__globals__['os'] }}",
    "${7*7} #{7*7} <%= 7*7 %> {7*7}",
    "{% raw %}{% endraw %}{# #}",
]
MANY = list(range(5000))


def text(source, **context):
    return render(source, context, html=False)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ case.subject }}到{{ case['state'] }}", "环路到a.b"),
        ("{{ people[1] }}, {{ people|length }}", "<b>, 2"),
        ("{{ people|join(', ')|upper }}", "ANN, <B>"),
        (
            "{% for p in people %}{{loop.index}}{{p}}{% if not loop.last %};{%endif%}{% endfor %}",
            "1ann;2<b>",
        ),
        ("{% for a in people %}{% for b in people %}x{% endfor %}{% endfor %}", "xxxx"),
        ("{% for p in people if p == 'ann' %}{{ p }}{% else %}none{% endfor %}", "ann"),
        ("{% for p in [] %}{{ p }}{% else %}none{% endfor %}", "none"),
        ("{% if 'ann' in people and not empty %}yes{% elif empty %}no{% endif %}", "yes"),
        ("{{ 'a' if people else 'b' }}", "a"),
        ("{{ missing|default('-') }}{{ case.missing is defined }}", "-False"),
        ("[{{ empty }}]", "[]"),
        ("{{ big }}", "100000"),
        ("{{ total|money }}", "1,234,567.50 CNY"),
        ("{{ share|percent }} {{ whole|percent }}", "30.5% 100%"),
        ("{{ at|date }} {{ day|date }} {{ empty|date }}", "2011-01-05 2011-01-06 "),
        ("{{ people|first|title }}{{ people|last|lower }}", "Ann<b>"),
        ("{# a note #}line\n", "line\n"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    ],
)
def test_a_template_prints_its_data(source, expected):
    assert check_source(source) == []
    found = text(
        source,
        case={"subject": "环路", "state": "a.b"},
        people=["ann", "<b>"],
        empty=None,
        big=Decimal("1E+5"),
        total={"amount": "1234567.5", "currency": "CNY"},
        share="0.305",
        whole=1,
        at="2011-01-05T23:00:00+00:00",
        day=date(2011, 1, 6),
    )
    assert found == expected


def test_a_field_named_like_a_method_is_the_field():
    assert (
        text("{{ d.items }}{{ d.keys }}{{ d.title }}", d={"items": 1, "keys": 2, "title": 3})
        == "123"
    )


@pytest.mark.parametrize("value", INJECTIONS)
def test_a_hostile_value_comes_out_literally(value):
    assert text("{{ v }}", v=value) == value
    assert text("{% for x in v %}{{ x }}{% endfor %}", v=[value]) == value
    assert text("{{ v|join }}", v=[value]) == value


def test_what_was_rendered_is_not_rendered_again():
    once = text("{{ v }}", v="{{ 7*7 }}")
    assert text("{{ v }}", v=once) == "{{ 7*7 }}"


def test_html_escapes_values_and_text_does_not():
    context = {"v": '<a href="x">\'&', "people": ["<b>", "<i>"]}
    assert (
        render("<p>{{ v }}</p>", context, html=True)
        == "<p>&lt;a href=&#34;x&#34;&gt;&#39;&amp;</p>"
    )
    assert render("{{ people|join('<br>') }}", context, html=True) == "&lt;b&gt;&lt;br&gt;&lt;i&gt;"
    assert render("{{ v }}", context, html=False) == context["v"]


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("{{ f() }}", "a call"),
        ("{{ case.items() }}", "a call"),
        ("{{ range(10) }}", "a call"),
        ("{{ 7*7 }}", "arithmetic"),
        ("{{ 'a'*100000000 }}", "arithmetic"),
        ("{{ 9**9**9 }}", "arithmetic"),
        ("{{ '%s' % 1 }}", "arithmetic"),
        ("{{ 1 + 1 }}", "arithmetic"),
        ("{{ -1 }}", "arithmetic"),
        ("{{ a ~ b }}", "~"),
        ("{{ ''.__class__ }}", "'__class__'"),
        ("{{ a['__class__'] }}", "'__class__'"),
        ("{{ a[b] }}", "plain text or number"),
        ("{{ a[0:1] }}", "plain text or number"),
        ("{{ _x }}", "'_x'"),
        ("{{ self }}", "'self'"),
        ("{{ super }}", "'super'"),
        ("{{ 1.5 }}", "1.5"),
        ("{{ {'a': 1} }}", "a dict"),
        ("{{ a|attr('b') }}", "'attr'"),
        ("{{ a|map('b') }}", "'map'"),
        ("{{ a|center(9) }}", "'center'"),
        ("{{ a|format(9) }}", "'format'"),
        ("{{ a|xmlattr }}", "'xmlattr'"),
        ("{{ a|safe }}", "'safe'"),
        ("{{ a|join(attribute='b') }}", "'join' takes"),
        ("{{ a|join(', ', 'b') }}", "'join' takes"),
        ("{{ a|upper(*b) }}", "'upper' takes"),
        ("{{ a is callable }}", "test 'callable'"),
        ("{% set x = 1 %}", "set"),
        ("{% set x %}{% endset %}", "set"),
        ("{% include 'x' %}", "include"),
        ("{% extends 'x' %}", "extends"),
        ("{% import 'x' as y %}", "import"),
        ("{% from 'x' import y %}", "import"),
        ("{% macro m() %}{% endmacro %}", "a macro"),
        ("{% block b %}{% endblock %}", "a block"),
        ("{% call m() %}{% endcall %}", "a call"),
        ("{% filter upper %}{% endfilter %}", "a filter block"),
        ("{% with a = 1 %}{% endwith %}", "with"),
        ("{% autoescape false %}{% endautoescape %}", "autoescape"),
        ("{% do x %}", "do"),
        ("{% for a, b in c %}{% endfor %}", "one plain variable"),
        ("{% for a in b recursive %}{% endfor %}", "recursive"),
        ("{{ a }}\n\n{{ b( }}", "line 3"),
        ("{% if a %}", "line 1"),
        ("{{ " + "(" * 3000, "too deep"),
        ("{% if a %}" * 60 + "{% endif %}" * 60, "nested deeper"),
        ("{{ a" + ".a" * 1000 + " }}", "nested deeper"),
        ("{{ " + "9" * 5000 + " }}", "cannot be read"),
        ("x" * 8001, "8001 characters"),
    ],
)
def test_a_source_outside_the_allow_list_is_refused_at_load_and_at_rendering(source, word):
    begun = time.thread_time()  # of this thread alone, however busy the machine is
    complaints = check_source(source)
    assert time.thread_time() - begun < 0.5
    assert any(word in complaint for complaint in complaints)
    with pytest.raises(TemplateFailed):
        text(source, a={}, b={}, c=[])


@pytest.mark.parametrize("source", [s for s in INJECTIONS if "{{" in s])
def test_an_injection_as_a_source_is_refused(source):
    assert check_source(source) or "config" in source


def test_loops_three_deep_are_refused_and_their_line_is_named():
    source = (
        "{% for a in x %}\n{% for b in x %}\n{% for c in x %}{% endfor %}{% endfor %}{% endfor %}"
    )
    assert check_source(source) == ["line 3: loops may be nested two deep, not three"]


def test_every_complaint_is_listed_with_its_line():
    assert check_source("{{ f() }}\n{{ 1 + 1 }}\n{% set a = 1 %}") == [
        "line 1: a call is not allowed in a template",
        "line 2: arithmetic is not allowed in a template",
        "line 3: set is not allowed in a template",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in many %}{% for b in many %}{% endfor %}{% endfor %}",
        "{% for a in many %}{{ long }}{% endfor %}",
        "{{ many|join(long) }}",
        "{% for a in many if a in many %}{% for b in many if b in many %}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_that_burns_time_or_memory_is_stopped(source):
    assert check_source(source) == []
    begun = time.perf_counter()
    with pytest.raises(TemplateFailed):
        text(source, many=MANY, long="x" * 20_000)
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{{ nope }}", "'nope' is undefined"),
        ("{{ s.upper }}", "upper"),
        ("{{ s['upper'] }}", "upper"),
        ("{{ people < 5 }}", "not supported"),
        ("{{ 5|money }}", "money takes an amount"),
        ("{{ 'x'|date }}", "isoformat"),
        ("{{ 'x'|percent }}", "rendered"),
        ("{% for x in 5 %}{% endfor %}", "not iterable"),
        ("{{ lipsum }}", "undefined"),
        ("a\n\n{{ d.a }}\n{{ 5|money }}", "line 4: "),
    ],
)
def test_a_template_that_does_not_fit_its_data_fails_with_its_own_error(source, why):
    with pytest.raises(TemplateFailed, match=why):
        text(source, d={"a": 1}, s="text", people=["ann"])


class Account:
    def delete(self) -> None:
        raise AssertionError

    __str__ = delete  # type: ignore[assignment]


@pytest.mark.parametrize(
    "value",
    [
        Account(),
        Account,
        1.5,
        {1, 2},
        b"x",
        Markup("<b>"),
        [Account()],
        {"a": {"b": Account()}},
        {Account: 1},
        print,
    ],
)
def test_an_object_in_the_data_is_refused_before_anything_is_rendered(value):
    with pytest.raises(TemplateFailed, match="plain data only"):
        text("{{ v.delete }}", v=value)


def test_data_that_holds_itself_is_refused():
    cyclic: list[object] = []
    cyclic.append(cyclic)
    with pytest.raises(TemplateFailed, match="nested deeper"):
        text("{{ v }}", v=cyclic)


def test_dates_and_instants_are_plain_data():
    assert (
        text("{{ a|date }}{{ b|date }}", a=date(2026, 1, 1), b=datetime(2026, 1, 2, tzinfo=UTC))
        == "2026-01-012026-01-02"
    )


@pytest.mark.parametrize(
    "bad", ["\r\nBcc: x@y.z", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\x1b[0m"]
)
def test_a_line_break_or_control_character_in_a_subject_becomes_a_space(bad):
    line = render_line("About {{ v }}", {"v": f"a{bad}b"})
    assert line == "About a b" if len(bad) <= 2 else line.startswith("About a ")
    assert line.isprintable()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[{{ d.nope }}{{ d.none }}{{ d.items }}{{ d.a.b.c }}]", "[]"),
        ("[{{ d.nope|money }}{{ d.none|date }}{{ d.nope|percent }}{{ d.nope.x|upper }}]", "[]"),
        ("{{ d.nope|default('-') }}{{ d.none|default('-') }}", "--"),
        ("{{ d.nope is defined }}{{ d.none is none }}{{ d.none == none }}", "FalseTrueTrue"),
        ("{{ 'yes' if d.none else 'no' }}{{ d.nope|length }}{{ d.none|join(',') }}", "no0"),
        ("{% if d.none > 5 or d.nope <= 'x' or 5 < d.none %}yes{% else %}no{% endif %}", "no"),
        ("{% for x in d.none %}{{ x }}{% else %}none{% endfor %}", "none"),
        ("[{{ d.list|first }}{{ d.list|last }}{{ d.list[3] }}{{ (d.list|first).x }}]", "[]"),
        ("{% if 'x' in d.none %}yes{% endif %}{{ d.none|lower }}{{ d.none|title }}.", "."),
    ],
)
def test_a_field_without_a_value_prints_as_nothing(source, expected):
    assert check_source(source) == []
    data = {"none": None, "a": {"b": None}, "list": []}
    assert text(source, d=data) == expected
    assert render(source, {"d": data}, html=True) == expected


def test_a_subject_is_not_escaped():
    assert render_line("关于 {{ v }}", {"v": "A & B"}) == "关于 A & B"


NUGGETS = st.sampled_from(
    [
        *("{{", "}}", "{%", "%}", "{#", "#}", " a", ".b", "['c']", "[0]", "|upper", "|join(", ")"),
        *(
            "for x in",
            "endfor",
            "if",
            "endif",
            "else",
            " in ",
            " not ",
            "'",
            '"',
            "1",
            "(",
            ",",
            "=",
        ),
        *("~", "\n", "raw", "endraw", "-", "__class__"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(NUGGETS, max_size=14))
def test_no_source_raises_anything_but_a_failed_template(nuggets):
    source = " ".join(nuggets)
    good = check_source(source) == []
    try:
        text(source, a={"b": [1], "c": "d"}, x=[1])
    except TemplateFailed:
        return
    assert good
