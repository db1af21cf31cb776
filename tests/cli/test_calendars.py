import pytest

SHOUT = """
from keyflow.plugin import Calendar, hookimpl


class Picky(Calendar):
    kind = "picky"
    needed: str

    def is_working(self, day):
        raise LookupError(self.needed)


class Closed(Calendar):
    kind = "closed"

    def is_working(self, day):
        return False


@hookimpl
def keyflow_calendars():
    return [Picky, Closed]
"""


UNITS = "must be a number and a unit (min, h, wh, d, wd, mo, y), such as 5wd or 3mo"
UNITS_ZH = "须为数字加单位（min、h、wh、d、wd、mo、y），如 5wd、3mo"
YEARS = "it knows the years 2004 to 2026"


def test_the_last_day_stands_alone_on_its_line(shell):
    assert shell.good("calendar", "add", "2011-01-28", "5wd", "--calendar", "cn") == "2011-02-10\n"
    assert shell.good("calendar", "add", "2026-03-06", "1wd") == "2026-03-09\n"
    assert shell.good("calendar", "add", "2011-11-30", "3mo") == "2012-02-29\n"


def test_beyond_the_horizon_it_is_provisional(shell):
    asked = ("calendar", "add", "2026-12-25", "5wd", "--calendar", "cn")
    assert shell.good(*asked) == "2027-01-04 provisional\n"
    assert shell.good(*asked, "--lang", "zh") == "2027-01-04 暂定\n"
    assert shell.json(*asked)["provisional"] is True


def test_each_day_is_explained(shell):
    asked = ("calendar", "add", "2026-12-30", "1wd", "1wd", "--calendar", "cn", "--explain")
    assert shell.good(*asked).splitlines() == [
        "2027-01-04 provisional",
        "2026-12-30 Wed start",
        "2026-12-31 Thu counted 1",
        "2027-01-01 Fri off provisional",
        "2027-01-02 Sat off provisional",
        "2027-01-03 Sun off provisional",
        "2027-01-04 Mon counted 2 extended provisional",
    ]
    said = shell.good(*asked, "--lang", "zh").splitlines()
    assert said[1:3] == ["2026-12-30 周三 起算，不计入", "2026-12-31 周四 计入 1"]
    assert said[-1] == "2027-01-04 周一 计入 2 延长 暂定"


def test_the_answer_as_json(shell):
    found = shell.json("calendar", "add", "2026-03-05", "2wd", "--explain")
    assert found.pop("days")[1] == {
        "day": "2026-03-06", "what": "counted", "n": 1, "provisional": False, "extended": False,
    }  # fmt: skip
    assert found == {
        "at": "2026-03-10T00:00:00+00:00", "last": "2026-03-09", "provisional": False,
        "calendar": "weekdays", "version": "",
    }  # fmt: skip
    hours = shell.json("calendar", "add", "2026-03-05T09:00Z", "8wh")
    assert (hours["at"], hours["last"]) == ("2026-03-06T10:00:00+00:00", None)
    assert "days" not in hours


def test_hours_are_counted_from_an_instant_and_told_in_the_zone(shell):
    asked = ("calendar", "add", "2026-03-05T09:00+08:00")
    assert shell.good(*asked, "8wh", "--zone", "Asia/Shanghai") == "2026-03-06T10:00+08:00\n"
    assert shell.good(*asked, "90min") == "2026-03-05T02:30+00:00\n"
    assert shell.good(*asked, "2d", "--zone", "America/New_York") == "2026-03-06\n"


def test_a_pause_does_not_count(shell):
    asked = ("calendar", "add", "2011-09-20", "20wd", "--calendar", "cn")
    assert shell.good(*asked) == "2011-10-21\n"
    assert shell.good(*asked, "--pause", "2011-09-26/2011-10-11") == "2011-11-02\n"
    hours = ("calendar", "add", "2026-03-05T09:00Z", "2h")
    stop = "2026-03-05T10:00Z/2026-03-05T12:00Z"
    assert shell.good(*hours, "--pause", stop) == "2026-03-05T13:00+00:00\n"


def test_a_last_day_off_is_moved_if_asked(shell):
    assert shell.good("calendar", "add", "2026-03-02", "5d") == "2026-03-07\n"
    assert shell.good("calendar", "add", "2026-03-02", "5d", "--roll") == "2026-03-09\n"


def test_a_month_shows_what_is_worked(shell):
    shown = shell.good("calendar", "show", "2011-02", "--calendar", "cn").splitlines()
    assert len(shown) == 29
    assert shown[0] == "2011-02-01 Tue worked"
    assert shown[1] == "2011-02-02 Wed off"
    assert shown[11] == "2011-02-12 Sat worked"
    assert shown[-1] == "working days: 16"
    chinese = shell.good("calendar", "show", "2027-01", "--calendar", "cn", "--lang", "zh")
    assert chinese.splitlines()[0] == "2027-01-01 周五 休 暂定"
    assert chinese.splitlines()[-1] == "工作日：20"
    found = shell.json("calendar", "show", "2024-02", "--calendar", "cn")
    assert (found["month"], found["working_days"], len(found["days"])) == ("2024-02", 18, 29)
    assert found["days"][3] == {"day": "2024-02-04", "worked": True, "provisional": False}
    assert len(shell.json("calendar", "show", "9999-12")["days"]) == 31


@pytest.mark.parametrize(
    ("line", "english", "chinese"),
    [
        (
            ["add", "2011-02-30", "5wd"],
            "start: '2011-02-30' is not a date such as 2011-03-31, nor an instant",
            "start：'2011-02-30' 不是 2011-03-31 这样的日期，也不是时刻",
        ),
        (
            ["add", "2011-02-28T25:00", "5wd"],
            "start: '2011-02-28T25:00' is not an instant such as 2026-03-02T09:00+08:00",
            "start：'2011-02-28T25:00' 不是 2026-03-02T09:00+08:00 这样的时刻",
        ),
        (
            ["add", "2011-02-28", "5wk"],
            f"limit: '5wk' {UNITS}",
            f"limit：'5wk' {UNITS_ZH}",
        ),
        (
            ["add", "2011-02-28", "5wd", "0d"],
            f"limit: '0d' {UNITS}",
            f"limit：'0d' {UNITS_ZH}",
        ),
        (
            ["add", "2011-02-28", "8wh"],
            "8wh: is counted from an instant, such as 2011-01-28T09:00+08:00",
            "8wh：须自时刻起算，如 2011-01-28T09:00+08:00",
        ),
        (
            ["add", "2011-02-28", "5wd", "--calendar", "weekday"],
            "no calendar of kind 'weekday' is installed; did you mean 'weekdays'?",
            "未安装种类为 'weekday' 的日历；是否为 'weekdays'？",
        ),
        (
            ["add", "2011-02-28", "5wd", "--zone", "Asia/Bejing"],
            "--zone: there is no time zone 'Asia/Bejing'",
            "--zone：没有时区 'Asia/Bejing'",
        ),
        (
            ["add", "2011-02-28", "5wd", "--pause", "2011-03-01"],
            "--pause: '2011-03-01' is not a pause such as 2011-09-26/2011-10-11",
            "--pause：'2011-03-01' 不是 2011-09-26/2011-10-11 这样的暂停",
        ),
        (
            ["add", "2011-02-28", "5wd", "--pause", "2011-03-12/2011-03-09"],
            "--pause: '2011-03-12/2011-03-09' ends before it begins",
            "--pause：'2011-03-12/2011-03-09' 的结束早于开始",
        ),
        (
            ["add", "2003-02-28", "5wd", "--calendar", "cn"],
            f"calendar 'cn' cannot say whether 2003-03-01 is worked: {YEARS}",
            f"日历 'cn' 无法回答2003-03-01 是否工作日：{YEARS}",
        ),
        (
            ["add", "9999-12-30", "5d"],
            "the limit ends outside the years 1 to 9999",
            "期限超出公元 1 年至 9999 年",
        ),
        (
            ["show", "2011-13"],
            "month: '2011-13' is not a month such as 2011-02",
            "month：'2011-13' 不是 2011-02 这样的月份",
        ),
        (
            ["add", "2011-02-28", "5wd", "--calendar", "picky", "--plugin", "picky.py"],
            "calendar 'picky' cannot be used without options",
            "日历 'picky' 须有选项才能使用",
        ),
        (
            ["add", "2011-02-28", "5wd", "--calendar", "closed", "--plugin", "picky.py"],
            "calendar 'closed' has no working time in the 401 days up to 2012-04-04",
            "日历 'closed' 在截至 2012-04-04 的 401 天内没有工作时间",
        ),
    ],
)
def test_what_cannot_be_counted_is_told_in_a_line(shell, tmp_path, line, english, chinese):
    (tmp_path / "picky.py").write_text(SHOUT)
    for language, said in (("en", english), ("zh", chinese)):
        done = shell("calendar", *line, "--lang", language)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr == f"keyflow: {said}\n"
