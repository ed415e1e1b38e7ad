# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Which cells failed, asked in a real kernel."""

import ast
from collections.abc import Iterator

import nbformat
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

WATCH = "from atelier.failures import failed_cells, watch_failures\nwatch_failures()"
ASK = "print([(failure.error, failure.first_line) for failure in failed_cells()])"


def answers(*cells: str) -> list[tuple[str, str]]:
    """Return what the last cell says, after all ran once, in order, without cell ids."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in (WATCH, *cells, ASK)]
    )
    NotebookClient(notebook, allow_errors=True, timeout=60).execute()
    return ast.literal_eval(notebook.cells[-1].outputs[0].text)


def test_a_failed_cell_is_named_by_its_error_and_first_line() -> None:
    assert answers("x = 1", "# greet\nprint(nam)", "1 +") == [
        ("NameError", "# greet"),
        ("SyntaxError", "1 +"),
    ]


def test_no_failure_is_an_empty_list_and_watching_twice_changes_nothing() -> None:
    assert answers(WATCH, "1 + 1") == []
    assert answers(WATCH, "1 / 0") == [("ZeroDivisionError", "1 / 0")]


def test_two_cells_that_fail_alike_are_two_failures() -> None:
    assert len(answers("1 / 0", "2 / 0")) == 2


def test_without_cell_ids_the_same_program_run_well_later_clears_its_failure() -> None:
    assert answers("print(total)", "total = 1", "print(total)") == []


@pytest.fixture
def kernel() -> Iterator[BlockingKernelClient]:
    manager, client = start_new_kernel()
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def said(kernel: BlockingKernelClient, cell_id: str, source: str) -> str:
    """Run a cell as JupyterLab does, its id in the request's metadata; return what it prints."""
    content = {
        "code": source,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": False,
    }
    request = kernel.session.msg("execute_request", content, metadata={"cellId": cell_id})
    kernel.shell_channel.send(request)
    text = ""
    while True:
        message = kernel.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != request["header"]["msg_id"]:
            continue
        text += message["content"].get("text", "")
        if message["content"].get("execution_state") == "idle":
            return text


def test_a_cell_repaired_and_run_again_no_longer_counts(kernel: BlockingKernelClient) -> None:
    said(kernel, "first", WATCH)
    said(kernel, "broken", "print(nam)")
    assert "NameError" in said(kernel, "ask", ASK)
    said(kernel, "broken", "print('name')")
    assert said(kernel, "ask", ASK).strip() == "[]"


def test_a_cell_that_failed_elsewhere_still_stands(kernel: BlockingKernelClient) -> None:
    said(kernel, "first", WATCH)
    said(kernel, "one", "1 / 0")
    said(kernel, "two", "1 / 0")
    said(kernel, "two", "1 / 1")
    assert ast.literal_eval(said(kernel, "ask", ASK)) == [("ZeroDivisionError", "1 / 0")]
