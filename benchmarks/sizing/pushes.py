"""How many pushes a central takes: many schools at once, processor time beside the clock.

python benchmarks/sizing/pushes.py [--database postgresql://…] [--workers 2] [--batch 1]
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor

from day import Work
from served import Device, School, served

SCHOOLS = 8


class Batch(Work):
    """Mutations pushed so many at a time, as after a day without a network."""

    def __init__(self, device: Device, size: int):
        super().__init__(device)
        self._size = size

    def run(self, pushes: int) -> None:
        with self._device.together(self._size):
            for _ in range(pushes * self._size):
                self.act()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--mutations", type=int, default=200)
    arguments = parser.parse_args()
    with served(arguments.database, arguments.workers) as central:
        works = [Batch(School(central).device(), arguments.batch) for _ in range(SCHOOLS)]
        for work in works:
            work.enrol(200)
        before, begun = central.spent(), time.monotonic()
        pushes = arguments.mutations // arguments.batch
        with ThreadPoolExecutor(SCHOOLS) as pool:
            for done in [pool.submit(work.run, pushes) for work in works]:
                done.result()
        lasted, spent = time.monotonic() - begun, central.spent() - before
        mutations = pushes * arguments.batch * SCHOOLS
        core = (spent.central + spent.postgres) / mutations
        print(f"{SCHOOLS} schools, {arguments.workers} workers, {arguments.batch} at a time: "
              f"{mutations / lasted:.0f} mutations/s by the clock; of a core's second each "
              f"{core * 1000:.2f} ms, so {1 / core:.0f} mutations/s a core, "
              f"PostgreSQL's share {spent.postgres / core / mutations:.0%}")  # fmt: skip


if __name__ == "__main__":
    main()
