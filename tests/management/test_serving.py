"""The web is answered by one server, which says so when it cannot."""

import socket

from tests.management.conftest import Start


def test_a_port_that_somebody_has_is_not_shared(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        serve = start("serve", "--port", str(taken.getsockname()[1]))
        _, trouble = serve.communicate()

    assert serve.returncode == 1
    assert "cannot be used" in trouble
