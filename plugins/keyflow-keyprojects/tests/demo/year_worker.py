"""Plays the demo's year in a store up to a day, going on where the record ends. To be killed."""

import sys
from datetime import date

from keyflow_keyprojects.demo import year
from keyflow_keyprojects.demo.cast import Clock
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.diary import Diary


def say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(url, until, numbers):
    clock = Clock()
    engine = Diary.take_up(url, clock)
    say("begun")
    desk = Desk(engine, clock, 2011, frozenset(numbers.split(",")))
    for _ in year.play(desk, until=date.fromisoformat(until), programme=()):
        pass
    say("over")


if __name__ == "__main__":
    main(*sys.argv[1:])
