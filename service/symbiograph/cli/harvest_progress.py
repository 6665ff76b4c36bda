"""How far a harvest is, on standard error, where that is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

Show = Callable[[str, int | None, int | None], None]


@contextmanager
def shown(name: str) -> Iterator[Show]:
    """Give what is told of a harvest's progress; elsewhere only what goes wrong is written."""
    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        yield lambda text, size, _: None if size is not None else console.print(f"{name}: {text}")
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(name, total=None)

        def show(text: str, size: int | None, total: int | None) -> None:
            if size is None:
                progress.console.print(f"{name}: {text}")
            else:
                progress.update(task, description=f"{name}: {text}", completed=size, total=total)

        yield show
