"""The command `keyflow jobs`."""

import click


@click.group("jobs")
def jobs() -> None:
    """后台作业（procrastinate）: background jobs in PostgreSQL, by procrastinate."""


@jobs.command("upgrade")
@click.option("--store", metavar="URL", help="The database (KEYFLOW_STORE).")
@click.pass_context
def upgrade_(context: click.Context, store: str | None) -> None:
    """建立数据表: make procrastinate's tables."""
    # Here and not above: whoever asks for the commands would wait half a second for this.
    from keyflow_procrastinate.schema import upgrade  # noqa: PLC0415

    url = store or str(getattr(context.obj, "store", ""))
    try:
        made = upgrade(url)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    chinese = getattr(context.obj, "lang", "en") == "zh"
    if made:
        click.echo("已建立数据表" if chinese else "the tables are made")
    else:
        click.echo("数据表已存在" if chinese else "the tables are there")
