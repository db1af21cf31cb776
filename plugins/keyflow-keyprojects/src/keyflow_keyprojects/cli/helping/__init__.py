"""What `--help` says in Chinese, by the English sentence that stands at the command.

It is read only where somebody asks for help in Chinese. A subject has a module of its own.
"""

from collections.abc import Mapping


def words() -> Mapping[str, str]:
    """Return the Chinese of all help texts."""
    from keyflow_keyprojects.cli.helping import lists, reports, scores, shared, trouble  # noqa: PLC0415

    return {
        **shared.WORDS,
        **lists.WORDS,
        **reports.WORDS,
        **trouble.WORDS,
        **scores.WORDS,
    }
