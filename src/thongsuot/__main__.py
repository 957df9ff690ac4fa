"""`python -m thongsuot`: the command line. Commands stand in `edges/terminal/commands.py`."""

import sys

from thongsuot.edges.terminal.commands import run


def main() -> None:
    """Run the command that the arguments name and end with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
