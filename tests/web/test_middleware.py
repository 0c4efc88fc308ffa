"""What happens around every page."""

import gzip

from django.test import Client


def test_pages_are_compressed_for_those_who_can_read_it(db: None, client: Client) -> None:
    plain = client.get("/signin/")
    compressed = client.get("/signin/", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in plain.headers
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(compressed.content)
    assert "Accept-Encoding" in compressed.headers["Vary"]
