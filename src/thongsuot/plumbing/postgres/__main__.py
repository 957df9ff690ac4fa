"""`python -m thongsuot.plumbing.postgres start|stop|status|dsn [role]`: the database without Django."""

import sys

from thongsuot.plumbing.cli.trouble import Trouble
from thongsuot.plumbing.postgres import cluster, connection, places, process


def main(arguments: list[str]) -> int:
    word = arguments[0] if arguments else "status"
    if word == "start":
        say(f"running: {cluster.ensure_running().places.data}")
    elif word == "stop":
        say("stopped" if cluster.stop() else "was not running")
    elif word == "status":
        pid = process.postmaster(places.here())
        say(f"running: {pid}" if pid else "stopped")
    elif word == "dsn":
        say(connection.dsn(arguments[1] if len(arguments) > 1 else "app"))
    else:
        say(__doc__ or "")
        return 2
    return 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.stderr.write(f"{trouble.vi}\n{trouble.en}\n")
        sys.exit(trouble.code)
