"""A real FreeRADIUS for whoever asks for it: one a worker."""

from collections.abc import Iterator

import pytest

from tests.database import House
from tests.modules.internet import freeradius


@pytest.fixture(scope="session")
def radius_process(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[freeradius.Radius]:
    """FreeRADIUS on this worker's database."""
    with freeradius.running(house, tmp_path_factory.mktemp("radius")) as running:
        yield running


@pytest.fixture
def radius(committed: House, radius_process: freeradius.Radius) -> freeradius.Radius:
    """FreeRADIUS, and a database in which it sees what the test does."""
    return radius_process
