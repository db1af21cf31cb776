"""The course with django-fsm-2: state, history row and outbox row through Django's ORM."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
from django.conf import settings

from benchmarks.course import ANN, CHANNEL, DATA, PERSON, ROLE, STATES, TRIGGERS

settings.configure(
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=4000;"
                    "PRAGMA synchronous=NORMAL;"
                ),
            },
        }
    },
)
django.setup()

# Django's models can only be made once Django is set up.
from django.db import connection, connections, models, transaction  # noqa: E402
from django_fsm import FSMField, transition  # noqa: E402


def _signed(case: Any) -> bool:
    return ROLE in ANN.roles and bool(case.data["signed"])


def _funded(case: Any) -> bool:
    return bool(case.data["share"] >= 30)


class Case(models.Model):
    """A case as an application would keep it."""

    subject = models.TextField()
    state = FSMField(default=STATES[0], db_index=True)
    data = models.JSONField()
    version = models.BigIntegerField(default=1)
    changed = models.DateTimeField()

    class Meta:
        app_label = "course"


class History(models.Model):
    """One step taken."""

    case = models.ForeignKey(Case, models.CASCADE)
    trigger = models.TextField()
    source = models.TextField()
    dest = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()
    checks = models.JSONField()
    key = models.TextField(unique=True)

    class Meta:
        app_label = "course"


class Outbox(models.Model):
    """One message to be sent."""

    case = models.ForeignKey(Case, models.CASCADE)
    channel = models.TextField()
    recipient = models.TextField()
    subject = models.TextField()
    body = models.TextField()
    state = models.TextField(default="waiting", db_index=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "course"


def _way(number: int) -> Any:
    def step(_case: Case) -> None: ...

    way = transition(
        field=Case._meta.get_field("state"),  # noqa: SLF001 - Django's public door
        source=STATES[number],
        target=STATES[number + 1],
        conditions=[_signed, _funded],
    )
    return way(step)


for _number, _trigger in enumerate(TRIGGERS):
    setattr(Case, _trigger, _way(_number))


class Firing:
    """One `transaction.atomic()` for each step of each case."""

    def __init__(self, file: Path, count: int) -> None:
        connections.databases["default"]["NAME"] = str(file)
        self._count = count
        self._cases: list[int] = []
        with connection.schema_editor() as editor:
            for model in (Case, History, Outbox):
                editor.create_model(model)

    def begin(self) -> None:
        tag, now = uuid4().hex[:8], datetime.now(UTC)
        made = Case.objects.bulk_create(
            Case(subject=f"Ring road {tag}-{number:04}", data=DATA, changed=now)
            for number in range(self._count)
        )
        self._cases = [case.pk for case in made]

    def step(self, number: int) -> None:
        for case in self._cases:
            _fire(case, TRIGGERS[number], f"{case}/{number:02}")

    def close(self) -> None:
        connection.close()


def _fire(identity: int, trigger: str, key: str) -> None:
    with transaction.atomic():
        case = Case.objects.get(pk=identity)
        source, now = case.state, datetime.now(UTC)
        getattr(case, trigger)()
        case.version += 1
        case.changed = now
        case.save(update_fields=["state", "version", "changed"])
        History.objects.create(
            case=case,
            trigger=trigger,
            source=source,
            dest=case.state,
            actor=ANN.id,
            at=now,
            checks=[["signed", "pass"], ["funded", "pass"]],
            key=key,
        )
        Outbox.objects.create(
            case=case,
            channel=CHANNEL,
            recipient=PERSON,
            subject=case.subject,
            body=f"{case.subject} has moved on to {case.state}.",
            at=now,
        )
