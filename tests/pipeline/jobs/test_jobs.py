"""Background jobs, as a browser meets them: results, failures, cancelling, waiting, leaving."""

from __future__ import annotations

import os
import shlex
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.gunicorn_server import PATIENCE_SECONDS, Server, serving, until
from tests.pipeline.jobs.dash_client import Answer, Page

pytestmark = pytest.mark.server
COMMAND = shlex.split("gunicorn tests.pipeline.jobs.job_app:server --config gunicorn.conf.py --workers 1 --threads 8")
FORK_SERVER = "multiprocess.forkserver"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two jobs at once, which may take as long as tests wait."""
    folder = tmp_path_factory.mktemp("jobs")
    with serving(COMMAND, {"DATA_DIR": str(folder), "TEST_AT_ONCE": "2"}, folder) as running:
        yield running


@pytest.fixture
def hasty_server(tmp_path: Path) -> Iterator[Server]:
    """No job may take longer than two seconds."""
    with serving(COMMAND, {"DATA_DIR": str(tmp_path), "TEST_JOB_SECONDS": "2"}, tmp_path) as running:
        yield running


@pytest.fixture
def watchful_server(tmp_path: Path) -> Iterator[Server]:
    """A job nobody has asked for during three seconds is ended."""
    with serving(COMMAND, {"DATA_DIR": str(tmp_path), "TEST_ABANDON_SECONDS": "3"}, tmp_path) as running:
        yield running


@pytest.fixture
def page(server: Server) -> Page:
    return Page(server.url)


def order(number: int, seconds: float = 0.0, **more: object) -> dict[str, Any]:
    return {"number": number, "seconds": seconds, **more}


def runs(server: Server, number: int) -> list[int]:
    """Return the processes that computed this number."""
    lines = (server.log.parent / "runs").read_text().splitlines()
    return [int(line.split()[1]) for line in lines if line.split()[0] == str(number)]


def open_gate(server: Server, name: str) -> None:
    """Let the jobs that wait at this gate go on."""
    (server.log.parent / name).touch()


def running(server: Server, number: int) -> psutil.Process:
    """Return the process that computes this number, as soon as there is one."""
    until(lambda: bool(runs(server, number)))
    return psutil.Process(runs(server, number)[-1])


def ends(process: psutil.Process) -> None:
    until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)


def test_a_job_gives_its_result_and_tells_its_progress(page: Page) -> None:
    answer = page.run(order(1, 2.0))
    assert answer.result == {"number": 1, "square": 1}
    assert answer.problem is None
    steps = [text for text, _share in answer.progress]
    assert len(set(steps)) >= 2
    assert steps == sorted(steps, key=lambda text: int(text.split()[1]))


def test_a_result_that_is_there_starts_no_process(server: Server, page: Page) -> None:
    first = page.run(order(2, 0.2))
    again = Page(server.url).run(order(2, 0.2))
    assert again.result == first.result == {"number": 2, "square": 4}
    assert len(runs(server, 2)) == 1


def test_two_users_who_ask_the_same_at_once_both_get_it(server: Server) -> None:
    pages = [Page(server.url), Page(server.url)]
    answers: dict[int, Answer] = {}

    def ask(number: int) -> None:
        answers[number] = pages[number].run(order(3, 0.5))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answers[number].result for number in range(2)] == [{"number": 3, "square": 9}] * 2


def test_an_error_of_ours_reaches_the_page_word_by_word(page: Page) -> None:
    answer = page.run(order(4, fail="sentence"))
    assert answer.result is None
    assert answer.problem == "Meter 7 has 3 days of readings and this method needs 21."


def test_a_bug_gives_a_sentence_and_its_details_stay_in_the_log(server: Server, page: Page) -> None:
    answer = page.run(order(5, fail="bug"))
    assert answer.problem is not None
    assert answer.problem.startswith("Something went wrong in the analysis (ValueError)")
    assert "secret detail" not in answer.problem
    assert "ValueError: secret detail" in server.log.read_text()


def test_an_error_is_not_kept(server: Server, page: Page) -> None:
    failed = page.run(order(6, fail="once"))
    mended = page.run(order(6, fail="once"))
    assert failed.problem is not None
    assert mended.problem is None
    assert mended.result == {"number": 6, "square": 36}
    assert len(runs(server, 6)) == 2


def test_a_job_may_change_nothing(page: Page) -> None:
    answer = page.run(order(7, fail="nothing"))
    assert (answer.result, answer.problem) == (None, None)


def test_properties_set_by_a_job_all_arrive(page: Page) -> None:
    answer = page.run(order(8, props=True))
    assert answer.props == {"note": {"children": "first"}, "other": {"children": "second"}}


def test_a_cancelled_job_ends_and_says_nothing(server: Server, page: Page) -> None:
    wanted = order(9, 600)
    handles = page.click(wanted)
    process = running(server, 9)
    page.cancel(handles)
    ends(process)
    answer = page.wait(handles, wanted)
    assert (answer.result, answer.problem) == (None, None)


def test_a_new_click_ends_the_job_before(server: Server, page: Page) -> None:
    handles = page.click(order(10, 600))
    process = running(server, 10)
    later = order(11, 0.1)
    answer = page.wait(page.click(later, old=handles), later)
    assert answer.result == {"number": 11, "square": 121}
    ends(process)


def test_a_killed_job_gives_a_sentence_and_not_an_endless_wait(server: Server, page: Page) -> None:
    wanted = order(12, 600)
    handles = page.click(wanted)
    running(server, 12).kill()
    answer = page.wait(handles, wanted)
    assert answer.result is None
    assert answer.problem is not None
    assert "its process was killed" in answer.problem


def test_a_job_that_takes_too_long_is_stopped_with_a_sentence(hasty_server: Server) -> None:
    answer = Page(hasty_server.url).run(order(13, 600))
    assert answer.problem is not None
    assert "longer than 2 seconds" in answer.problem
    until(lambda: not any(psutil.pid_exists(one) for one in runs(hasty_server, 13)))


def test_a_job_asked_for_lives_on_and_one_nobody_asks_for_ends(watchful_server: Server) -> None:
    page = Page(watchful_server.url)
    assert page.run(order(15, 4)).result == {"number": 15, "square": 225}

    wanted = order(14, 600)
    handles = page.click(wanted)
    ends(running(watchful_server, 14))
    found = page.wait(handles, wanted)
    assert found.problem is not None
    assert "had not asked for it for 3 seconds" in found.problem


def test_who_has_to_wait_is_told_and_gets_its_slot(server: Server) -> None:
    orders = [order(20, gate="both"), order(21, gate="both")]
    busy = [Page(server.url), Page(server.url)]
    clicks = [page.click(wanted) for page, wanted in zip(busy, orders, strict=True)]
    for wanted in orders:
        running(server, wanted["number"])
    last = Page(server.url)
    handles = last.click(order(22))
    told = ["Waiting for a free place: 1 before this one", 0.0]
    until(lambda: list(((last.ask(handles, order(22)) or {}).get("progress") or {}).values()) == told)

    open_gate(server, "both")

    assert last.wait(handles, order(22)).result == {"number": 22, "square": 484}
    for page, click, wanted in zip(busy, clicks, orders, strict=True):
        assert page.wait(click, wanted).problem is None


def test_a_stranger_can_neither_read_nor_end_a_job(server: Server, page: Page) -> None:
    wanted = order(30, gate="thirty")
    handles = page.click(wanted)
    process = running(server, 30)
    stranger = Page(server.url)
    stranger.cancel(handles)
    assert stranger.ask(handles, wanted) is None
    assert process.is_running()
    open_gate(server, "thirty")
    assert page.wait(handles, wanted).result == {"number": 30, "square": 900}


def fork_server_of(server: Server) -> psutil.Process:
    web = next(one for one in server.process.children() if one.is_running())
    return next(one for one in web.children() if any(FORK_SERVER in part for part in one.cmdline()))


def test_the_fork_server_has_one_thread_for_a_process_with_more_must_not_fork(server: Server, page: Page) -> None:
    page.run(order(35))
    assert fork_server_of(server).num_threads() == 1


def test_a_killed_fork_server_is_replaced(server: Server, page: Page) -> None:
    page.run(order(36))
    fork_server = fork_server_of(server)
    fork_server.kill()
    ends(fork_server)
    assert page.run(order(40)).result == {"number": 40, "square": 1600}


def test_a_killed_web_process_takes_its_jobs_with_it_and_is_replaced(tmp_path: Path) -> None:
    with serving(COMMAND, {"DATA_DIR": str(tmp_path)}, tmp_path) as server:
        page = Page(server.url)
        page.click(order(1, 600))
        job = running(server, 1)
        fork_server = job.parent()
        web = fork_server.parent() if fork_server else None
        assert web is not None
        web.kill()
        ends(job)
        ends(fork_server)
        until(server.answers)
        assert page.run(order(2)).result == {"number": 2, "square": 4}


def test_ctrl_c_ends_everything_without_a_traceback(tmp_path: Path) -> None:
    with serving(COMMAND, {"DATA_DIR": str(tmp_path)}, tmp_path) as server:
        Page(server.url).click(order(1, 600))
        running(server, 1)
        family = server.family()
        os.killpg(server.process.pid, signal.SIGINT)  # what a terminal does
        server.process.wait(PATIENCE_SECONDS)
        for process in family:
            ends(process)
        assert "Traceback" not in server.log.read_text()
