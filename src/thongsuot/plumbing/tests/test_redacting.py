"""What a log says of errors and of libraries' sentences: where it happened and of what kind, never about whom."""

import json
import logging
import sys
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing import logs, redacting

NAME, PHONE, CITIZEN = "Tôn Nữ Nhạn", "0905123456", "046198000123"


def caught(fails) -> BaseException:
    try:
        fails()
    except Exception as error:
        return error
    raise AssertionError("nothing failed")


def fails_for_somebody() -> None:
    try:
        int(NAME)
    except ValueError as error:
        raise KeyError(f"{NAME} {PHONE}") from error


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_error_keeps_its_frames_and_its_causes_and_loses_what_it_was_about() -> None:
    told = redacting.told(caught(fails_for_somebody))
    assert "ValueError" in told
    assert told.index("ValueError") < told.index("led to") < told.rindex("KeyError")
    assert "int(NAME)" in told  # a line of code
    assert NAME not in told
    assert PHONE not in told


@pytest.mark.django_db
def test_a_key_that_is_there_already_is_told_by_its_constraint() -> None:
    def twice() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("create temporary table planted (phone text constraint one_phone unique)")
            cursor.execute("insert into planted values (%s), (%s)", [PHONE, PHONE])

    error = caught(twice)
    assert isinstance(error, IntegrityError)
    assert PHONE in str(error)  # DETAIL: Key (phone)=(…) already exists
    told = redacting.told(error)
    assert "psycopg.errors.UniqueViolation 23505" in told
    assert "one_phone" in told
    assert PHONE not in told


def test_what_speaks_of_code_is_kept() -> None:
    assert (
        redacting.head(caught(lambda: None.phone))
        == "AttributeError 'NoneType' object has no attribute 'phone'"
    )  # type: ignore[attr-defined]
    assert redacting.head(OSError(28, "No space", "/tmp/Nhạn")) == "OSError ENOSPC"
    assert redacting.head(Refused(Problem("no_phone", NAME))) == "thongsuot.kernel.errors.Refused no_phone"
    assert redacting.head(psycopg.OperationalError(f"connection to {NAME}")) == "psycopg.OperationalError"


def test_every_error_of_a_group_is_told() -> None:
    told = redacting.told(ExceptionGroup(NAME, [ValueError(PHONE), caught(fails_for_somebody)]))
    assert told.count("ValueError") == 2
    assert NAME not in told
    assert PHONE not in told


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"gọi {PHONE}.", "gọi ·."),
        (f"({CITIZEN})", "(·)"),
        ("0905 123 456", "·"),
        ("+84905123456 x", "· x"),
        ("H29.12-261120-0001", "H29.12-261120-0001"),
        ("01934567890123456789abcdef012345", "01934567890123456789abcdef012345"),
        ("2026-11-24T02:06:40.630179Z", "2026-11-24T02:06:40.630179Z"),
        ("line 123, in x", "line 123, in x"),
    ],
)
def test_numbers_of_persons_are_blanked_and_ours_are_not(said: str, kept: str) -> None:
    assert redacting.text(said) == kept


def test_a_library_may_fill_in_numbers_and_kinds_and_no_texts(capsys: pytest.CaptureFixture[str]) -> None:
    library = logging.getLogger("some.library")
    library.warning("Forbidden (%s): %s after %d s", NAME, f"/ho-so/{PHONE}", 3)
    library.warning("%(who)s is %(kind)s", {"who": NAME, "kind": int})
    library.warning("error ignored: %s", ValueError(NAME))
    library.error(ValueError(NAME))
    library.warning(f"preformatted 100%: {PHONE}")
    said = lines(capsys)
    assert [line["event"] for line in said] == [
        "Forbidden (·): · after 3 s",
        "· is <class 'int'>",
        "error ignored: ValueError",
        "ValueError",
        "preformatted 100%: ·",
    ]
    assert {line["logger"] for line in said} == {"some.library"}


def test_a_job_that_fails_is_told_without_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    job = {"id": 7, "task_name": "thongsuot.deliver", "task_kwargs": {"event": {"to": NAME}}}
    try:
        fails_for_somebody()
    except KeyError:
        logging.getLogger("procrastinate.worker.worker").error(
            f"Job thongsuot.deliver[7](event={{'to': '{NAME}'}}) ended with status: Error",
            extra={"action": "job_error", "job": job},
            exc_info=True,
        )
    (line,) = lines(capsys)
    assert line["event"] == "job_error thongsuot.deliver 7"
    assert "KeyError" in str(line["exception"])
    assert NAME not in json.dumps(line, ensure_ascii=False)


def test_our_own_lines_lose_errors_objects_and_named_keys(capsys: pytest.CaptureFixture[str]) -> None:
    log = logs.get("test.redacting")
    try:
        fails_for_somebody()
    except KeyError as error:
        log.error("first", exc_info=True)
        log.error("second", exc_info=error)
        log.error("third", exc_info=sys.exc_info())
    log.warning(
        "fourth", phone=PHONE, note=f"gọi {PHONE}", who=Refused(Problem("x", NAME)), at=datetime.now(UTC)
    )
    said = lines(capsys)
    assert all("KeyError" in str(line["exception"]) for line in said[:3])
    assert (said[3]["phone"], said[3]["note"], said[3]["who"]) == ("·", "gọi ·", "Refused")
    assert str(said[3]["at"]).startswith("20")
    whole = json.dumps(said, ensure_ascii=False)
    assert NAME not in whole
    assert PHONE not in whole
