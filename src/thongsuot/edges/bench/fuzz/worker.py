"""A part of the calls in a process of its own: what it shall do comes on its input, what it saw goes to its output."""

import gc
import json
import sys


def main() -> None:
    """Play every `of`-th operation, from the `nth` on."""
    told = json.load(sys.stdin)
    import django

    django.setup()
    from thongsuot.edges.bench.fuzz.facts import scene
    from thongsuot.edges.bench.fuzz.playing import operations_of, played
    from thongsuot.plumbing.wsgi import application

    gc.freeze()  # what was imported stays
    gc.set_threshold(10_000, 20, 25)
    mine = operations_of(application)[told["nth"] :: told["of"]]
    tally = played(mine, told["share"], scene(told["authority_code"], told["token"]))
    print(json.dumps(tally.as_json()))


if __name__ == "__main__":
    main()
