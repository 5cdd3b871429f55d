"""The child process that reads one file: it limits itself, reads, writes one result and says how it went; it never outlives its job.

Run as `python -m fiche.reading.worker FOLDER`; FOLDER holds job.json. Lines on standard output are JSON: {"progress": 0.5} while
reading, then {"done": true} or {"refused": code, "why": …}. A workbook needs the standard library and calamine only.
"""

import errno
import gc
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

from fiche.reading.kinds import Stop
from fiche.reading.planes import Result

Job = dict[str, Any]
# The module of each format that the standard library suffices for; it is imported when a file asks for it.
READERS = {
    "csv": "delimited", "html": "html_tables", "mhtml": "mhtml", "xml2003": "spreadsheetml", "fods": "flat_ods",
    "invoices": "invoices", "json": "json_records",
}  # fmt: skip


def main(folder: Path, read: "Callable[[Path, Job], None] | None" = None) -> int:
    """Do the job of `folder`, by `read` where another module has its own; the exit code is 0 whenever the last line says how it went."""
    job: Job = json.loads((folder / "job.json").read_text("utf-8"))
    _limit(job)
    gc.disable()  # millions of cells, no cycle
    try:
        (read or _read)(folder, job)
        _say({"done": True})
    except Stop as stop:
        _say({"refused": stop.code})
    except BaseException as fault:  # noqa: BLE001 - a Rust panic is no Exception; whatever it is, the parent must be told
        _say({"refused": _code(fault), "why": f"{type(fault).__name__}: {fault}"[:300]})
    return 0


def _code(fault: BaseException) -> str:
    """Short of memory shows in several ways: a library that cannot be mapped, a system call that fails, a result too long."""
    number = fault.errno if isinstance(fault, OSError) else 0
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "cannot_write"
    short = isinstance(fault, MemoryError | ImportError) or number in (errno.ENOMEM, errno.EFBIG)
    return "reading_memory" if short else "damaged_file"


def _limit(job: Job) -> None:
    """Memory, processor time, size of what is written, and no core dump, where the system knows how and the parent does not watch instead."""
    if not job["limited"]:
        return
    try:
        import resource
    except ImportError:
        return
    cpu, output, memory = job["cpu"], job["output"], job["memory"]
    # The soft limit on time names itself (SIGXCPU) when it kills; the hard one does not.
    caps = [
        (resource.RLIMIT_CPU, cpu, cpu + 5),
        (resource.RLIMIT_FSIZE, output, output),
        (resource.RLIMIT_CORE, 0, 0),
    ]
    if memory:
        caps.append((resource.RLIMIT_AS, memory, memory))
    for kind, soft, hard in caps:
        try:
            resource.setrlimit(kind, (soft, hard))
        except (ValueError, OSError):  # the system's own cap is lower, or it has none of that kind
            continue


def _read(folder: Path, job: Job) -> None:
    path, format, cells = folder / job["source"], job["format"], job["cells"]
    result = Result(folder / "result")
    if format in READERS:
        import_module(f"fiche.reading.{READERS[format]}").read(path, cells, result, _progress)
    else:
        result = _read_workbook(path, format, cells, result, bool(job["again"]))
        if format in ("xlsx", "xlsm"):
            result.about = import_module("fiche.reading.about").about(path)
    result.close()


def _read_workbook(path: Path, format: str, cells: int, result: Result, again: bool) -> Result:
    """By calamine, else by openpyxl; never by calamine when it already killed a child (`again`)."""
    from fiche.reading import workbook

    fault: BaseException | None = None
    if not again:
        try:
            workbook.read(path, format, cells, result, _progress)
        except (Stop, MemoryError):
            raise
        except BaseException as seen:
            if format not in workbook.SECOND_CHANCE or _code(seen) != "damaged_file":
                raise
            fault = seen
        else:
            return result
    if format == "xls":  # nobody else reads it: only say why it cannot be read
        from fiche.reading.extents import check_xls

        check_xls(path, cells)
        raise Stop("damaged_file")
    result = Result(result.path)
    try:
        workbook.read_again(path, cells, result, _progress)
    except (Stop, MemoryError):
        raise
    except BaseException as seen:  # what calamine said first tells more
        raise fault or seen from seen
    return result


def _progress(fraction: float) -> None:
    _say({"progress": round(fraction, 3)})


def _say(what: Job) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
