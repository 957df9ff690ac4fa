"""Chromium and a running site for tests marked `browser`.

`site` serves the whole platform from inside the test's own transaction: what a test writes the browser
sees, and everything is rolled back. Requests are answered one at a time, on the test's connection.
"""

import gzip
import os
import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from _pytest.runner import runtestprotocol
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections
from playwright.sync_api import Browser, sync_playwright

from tests.browser import browser as chromium_browser

# Playwright runs an event loop in the test's thread; Django would take the test for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

MISSING = f"Chromium is missing at {chromium_browser.EXECUTABLE} (apt-get install chromium)"
_skipped: list[str] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the tests are skipped by name, not forgotten."""
    if chromium_browser.EXECUTABLE.exists():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=MISSING))
            _skipped.append(item.nodeid)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The last lines say what was not looked at."""
    if _skipped:
        terminalreporter.section(f"{len(_skipped)} browser tests NOT run: {MISSING}", red=True)
        for name in _skipped:
            terminalreporter.line(name)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole session; every test opens its own window (`browser.window(chromium, …)`)."""
    with sync_playwright() as playwright:
        browser = chromium_browser.launch(playwright)
        yield browser
        browser.close()
        # While Playwright's loop runs Django keeps another connection than before and after it.
        connections["default"].close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., chromium_browser.Window]]:
    """`window(width=360, color_scheme="dark")` opens a window; all are closed after the test."""
    open_windows = []

    def opened(**options: Any) -> chromium_browser.Window:
        entered = chromium_browser.window(chromium, **options)
        open_windows.append(entered)
        return entered.__enter__()

    yield opened
    for entered in reversed(open_windows):
        entered.__exit__(None, None, None)


def _compressed(application: Callable[..., Any]) -> Callable[..., Any]:
    """Scripts and styles as `thongsuot up` lays them out: compressed. From the sources they come as they are written."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if not environ["PATH_INFO"].startswith("/static/"):
            return application(environ, start_response)
        told: list[tuple[str, list[tuple[str, str]]]] = []
        body = b"".join(application(environ, lambda status, headers, *_: told.append((status, headers))))
        ((status, headers),) = told
        if status.startswith("200") and not any(name == "Content-Encoding" for name, _ in headers):
            body = gzip.compress(body, 9)
            headers = [one for one in headers if one[0] != "Content-Length"]
            headers += [("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]

    return serve


class _Server(ThreadingMixIn, WSGIServer):
    """One thread a connection: a browser opens some that it never uses. Django's own closes the database."""

    daemon_threads = True
    request_queue_size = 64


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the base class
        """Tests speak through their assertions."""


@pytest.fixture
def site(db: None) -> Iterator[str]:
    """The address of the running platform, without a slash at the end."""
    application, shared = _compressed(get_wsgi_application()), connections["default"]
    one_at_a_time = threading.RLock()
    ended = threading.Event()

    def serve(environ: dict[str, Any], start_response: Any) -> Any:
        with one_at_a_time:
            if ended.is_set():  # asked by a window that closes: the transaction belongs to the next test
                start_response("503 Service Unavailable", [])
                return []
            connections["default"] = shared
            return application(environ, start_response)

    def alone(execute: Callable[..., Any], *given: Any) -> Any:
        """What the test itself asks waits for the request that is being answered, savepoints and all."""
        with one_at_a_time:
            return execute(*given)

    # Between requests Django would close the connection whose transaction the test holds open.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    shared.inc_thread_sharing()
    server = _Server(("127.0.0.1", 0), _QuietHandler)
    server.set_app(serve)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        with shared.execute_wrapper(alone):
            yield f"http://127.0.0.1:{server.server_port}"
    finally:
        with one_at_a_time:
            ended.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
        shared.dec_thread_sharing()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """A test that waited for Chromium in vain runs once more and says so: a busy machine misses a beat.

    Only for waiting: whatever was asserted and was not so has failed.
    """
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, nextitem=nextitem, log=False)
    if any(report.failed and "TimeoutError" in report.longreprtext for report in reports):
        item.warn(pytest.PytestWarning(f"needed a second try: {item.nodeid}"))
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
