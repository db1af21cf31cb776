"""The commands `Engine.do` and `Engine.preview` take: one frozen class for each operation."""

from keyflow.model.command import (
    Adopt,
    Command,
    Edit,
    Erase,
    Fire,
    Note,
    Resume,
    Start,
    Suspend,
    Terminate,
    Waive,
)

__all__ = [
    "Adopt",
    "Command",
    "Edit",
    "Erase",
    "Fire",
    "Note",
    "Resume",
    "Start",
    "Suspend",
    "Terminate",
    "Waive",
]
