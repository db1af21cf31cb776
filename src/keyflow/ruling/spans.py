"""Spans of days or of instants, from a first up to but not including a last: joined, left out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

T = TypeVar("T", date, datetime)


def joined(spans: Iterable[tuple[T, T]]) -> list[tuple[T, T]]:
    """Return spans in order, those that touch or overlap as one, and none that is empty."""
    found: list[tuple[T, T]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def pushed(start: T, length: timedelta, stops: Sequence[tuple[T, T]]) -> T:
    """Return where a length from a start ends that does not run during the joined stops."""
    end = start + length
    for first, last in stops:
        if first >= end:
            break
        if last > start:
            end += last - max(first, start)
    return end


def without(start: T, end: T, stops: Sequence[tuple[T, T]]) -> Iterator[tuple[T, T]]:
    """Yield what is left of a span without the joined stops."""
    for first, last in stops:
        if first >= end:
            break
        if start < first:
            yield start, first
        start = max(start, last)
    if start < end:
        yield start, end
