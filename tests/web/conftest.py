"""What tests of pages may ask for besides: a clock that stands at noon until they move it."""

from collections.abc import Iterator

import pytest
import time_machine

from tests import people


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Noon, everywhere in the process."""
    with time_machine.travel(people.NOON, tick=False) as found:
        yield found
