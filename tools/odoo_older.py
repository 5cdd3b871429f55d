"""Makes an unpacked Odoo 14 run on Python 3.11: three of its files are written for 3.9; run by tools/odoo.sh."""

import sys
from pathlib import Path

MOVED = '''import collections, collections.abc, inspect
for name in ("Set", "Mapping", "MutableMapping", "Sequence", "Iterable", "Callable", "Hashable"):
    setattr(collections, name, getattr(collections.abc, name))
inspect.getargspec = lambda function: inspect.getfullargspec(function)[:4]
'''  # fmt: skip
# What 3.11 compiles the same expressions to; Odoo 19 allows them too.
OPCODES = """COPY SWAP RESUME BINARY_OP JUMP_BACKWARD PUSH_NULL PRECALL CALL KW_NAMES POP_JUMP_FORWARD_IF_FALSE POP_JUMP_FORWARD_IF_TRUE
POP_JUMP_BACKWARD_IF_FALSE POP_JUMP_BACKWARD_IF_TRUE POP_JUMP_FORWARD_IF_NONE POP_JUMP_BACKWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE
POP_JUMP_BACKWARD_IF_NOT_NONE CHECK_EXC_MATCH RETURN_GENERATOR PUSH_EXC_INFO NOP FORMAT_VALUE BUILD_STRING MAKE_CELL COPY_FREE_VARS LOAD_CLOSURE
LOAD_DEREF""".split()
COMPILED = "            unsafe_eval(compile(astmod"
ENDS = """            for node in ast.walk(astmod):
                if hasattr(node, 'lineno'):
                    node.end_lineno, node.end_col_offset = node.lineno, node.col_offset
"""


def main(root: Path) -> None:
    """Change the files under `root`. Fails when one is not as it is known."""
    program, package = root / "usr/bin/odoo", root / "usr/lib/python3/dist-packages/odoo"
    text = program.read_text("utf-8")
    program.write_text(MOVED + text, "utf-8")
    told = ", ".join(map(repr, OPCODES))
    _put(package / "tools/safe_eval.py", "    'LIST_EXTEND', 'SET_UPDATE',\n", f"    {told},\n")
    _put(package / "addons/base/models/qweb.py", COMPILED, ENDS, before=True)


def _put(path: Path, beside: str, added: str, *, before: bool = False) -> None:
    text = path.read_text("utf-8")
    assert text.count(beside) == 1, path
    path.write_text(text.replace(beside, added + beside if before else beside + added), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
