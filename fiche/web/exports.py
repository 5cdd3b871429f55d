"""Exports that take long, made in the background: what each is, where it is kept, who gives it back; it draws nothing.

Those of a trial lie in a private temporary folder that goes with the server, the others in the data folder. A file is served from the disk to whoever
holds its unguessable number: no session is asked, as there are no accounts yet.
"""

import atexit
import datetime as dt
import os
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from fiche.analysis import Filters, Portfolio
from fiche.analysis.selecting import params_of, select
from fiche.errors import Refused
from fiche.file_names import safe_name
from fiche.i18n import day
from fiche.jobs import Job, Jobs, Task, Work
from fiche.place import data_folder
from fiche.reading.jobs import base_folder
from fiche.web import filters_state, state
from fiche.web.page import Context

PATH = "/travaux/{job}/{name}"


def jobs(trial: bool) -> Jobs:
    """The background work on the record, or on trials."""
    return _of_trials() if trial else _of_record(data_folder() / "jobs")


@cache
def _of_record(folder: Path) -> Jobs:
    return Jobs(folder, WORKS, _now)


@cache
def _of_trials() -> Jobs:
    folder = base_folder() / f"job-{os.getpid()}-{uuid.uuid4().hex}"
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Jobs(folder, WORKS, _now)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def mine(ctx: Context) -> list[Job]:
    """The jobs of what this session works on, latest first."""
    return [job for job in jobs(ctx.trial).all() if job.arguments.get("trial") == _token(ctx)]


def _token(ctx: Context) -> str | None:
    return st.session_state.get(state.TRIAL) if ctx.trial else None


def begin(
    ctx: Context,
    kind: str,
    title: str,
    where: Filters | None = None,
    clients: Sequence[str] | None = None,
    more: Mapping[str, Any] | None = None,
    chosen: Sequence[str] = (),
) -> Job:
    """Start a job of WORKS on what this session looks at. `where`: for the client file; `clients`: for sheets and statements; `chosen`: what narrows them beside the filters of the page, in words; `more`: for letters, and the number and version of one of the team's own templates."""
    arguments = {
        "trial": _token(ctx),
        "as_of": ctx.as_of.isoformat(),
        "language": ctx.language,
        "title": title,
        "where": _words(where) if where else None,
        "clients": list(clients) if clients is not None else None,
        "chosen": [*filters_state.said(), *chosen],
        **(more or {}),
    }
    return jobs(ctx.trial).start(kind, f"{title} · {day(ctx.as_of)}", arguments)


# ── what each kind does ──


class _Asked:
    """A job's arguments, read back."""

    def __init__(self, task: Task) -> None:
        arguments = task.arguments
        store = state.store_of(arguments["trial"])
        if store is None:
            raise Refused("trial_over")
        self.store = store
        self.portfolio: Portfolio = state.portfolio(store)
        self.as_of = dt.date.fromisoformat(arguments["as_of"])
        self.language: str = arguments["language"]
        self.key = f"{store.url} {store.revision} {self.as_of} {self.language}"
        self.where = _filters(self.portfolio, arguments["where"])
        self.clients: list[str] = arguments["clients"] or sorted(self.portfolio.names())
        self.chosen: list[str] = arguments.get("chosen") or []
        self.stem = f"{arguments['title']} {self.as_of:%Y-%m-%d}"


def _words(where: Filters) -> dict[str, Any]:
    """Filters as a job keeps them: nothing else is needed to read them back."""
    return {"chosen": params_of(where), "search": where.search, "currency": where.currency}


def _filters(portfolio: Portfolio, words: Mapping[str, Any] | None) -> Filters:
    if words is None:
        return Filters()
    found = select(portfolio, words["chosen"], currency=words["currency"])
    if found.refused:
        raise Refused("filters_gone", reason=" ".join(found.refused))
    return replace(found.where, search=words["search"])


def _file(task: Task) -> str:
    """The client file as a workbook."""
    from fiche.excel.portfolio.workbook import portfolio_workbook

    asked, name = _Asked(task), task.folder / "fichier.xlsx.part"
    with name.open("w+b") as out:
        portfolio_workbook(asked.portfolio, asked.as_of, out, asked.where, asked.language, tell=task.tell)
    return _renamed(name, f"{asked.stem}.xlsx")


def _tables(task: Task, form: Any) -> str:
    """The client file as plain tables."""
    from fiche.excel.portfolio.tables import portfolio_tables

    asked, name = _Asked(task), task.folder / "fichier.zip.part"
    with name.open("w+b") as out:
        portfolio_tables(asked.portfolio, asked.as_of, out, asked.where, asked.language, form, task.tell)
    return _renamed(name, f"{asked.stem}.zip")


def _renamed(path: Path, wanted: str) -> str:
    name = safe_name(wanted)
    path.replace(path.with_name(name))
    return name


def _sheets(task: Task) -> str:
    """A sheet a client."""
    from fiche.excel.sheets import sheet_of

    return _archived(task, sheet_of)


def _statements(task: Task) -> str:
    """A statement for each client who has something to pay or to deduct."""
    from fiche.excel.sheets import statements_of

    return _archived(task, statements_of)


def _own(task: Task) -> str:
    """One of the team's own templates: the whole file in one workbook, or a workbook a client."""
    from fiche.excel.sheets import archive
    from fiche.web.own_templates import ready

    asked = _Asked(task)
    template = ready(asked.store, *task.arguments["template"])
    if template is None:
        raise Refused("template_gone", name=task.arguments["title"])
    if template.kind == "file":
        part = task.folder / "fichier.part"
        part.write_bytes(template.whole(asked.portfolio, asked.as_of, asked.where, asked.language))
        return _renamed(part, template.whole_name(asked.as_of))
    name = safe_name(f"{asked.stem}.zip")
    archive(
        template.files, asked.portfolio, asked.clients, asked.as_of, asked.language, task.folder / name,
        f"{asked.key} {template.digest}", task.tell, asked.chosen,
    )  # fmt: skip
    return name


def _archived(task: Task, files: Any) -> str:
    from fiche.excel.sheets import archive

    asked = _Asked(task)
    name = safe_name(f"{asked.stem}.zip")
    target = task.folder / name
    archive(
        files, asked.portfolio, asked.clients, asked.as_of, asked.language, target, asked.key, task.tell, asked.chosen
    )  # fmt: skip
    return name


def _letters(task: Task) -> str:
    """The reminders that are still to be sent among those asked for."""
    from fiche.dunning import Texts
    from fiche.letters import Manner, archive, chosen

    asked, said = _Asked(task), task.arguments
    texts = Texts(asked.store.letter_texts(), len(asked.portfolio.settings.dunning_days))
    manner = Manner(texts, said["letters"], asked.language, ("pdf", "eml"), said["statement"])
    cases = list(chosen(asked.portfolio, asked.as_of, said["keys"]).values())
    if not cases:
        raise Refused("nothing_to_remind")
    name = safe_name(f"{asked.stem}.zip")
    archive(
        asked.portfolio, cases, asked.as_of, manner, task.folder / name, asked.key, task.tell, asked.chosen
    )
    return name


WORKS: dict[str, Work] = {
    "file": _file,
    "csv": lambda task: _tables(task, "csv"),
    "parquet": lambda task: _tables(task, "parquet"),
    "letters": _letters,
    "sheets": _sheets,
    "statements": _statements,
    "own": _own,
}


# ── giving back ──


def address(job: Job) -> str:
    """Where the file of a job is served."""
    from urllib.parse import quote

    return PATH.format(job=job.id, name=quote(job.result or ""))


def serve(request: Request) -> Response:
    """The file of a job, from the disk."""
    for trial in (False, True):
        path = jobs(trial).result(request.path_params["job"])
        if path is not None:
            headers = {"cache-control": "no-store"}
            return FileResponse(
                path, filename=path.name, media_type="application/octet-stream", headers=headers
            )
    return PlainTextResponse("", 404)
