"""The way out: 17 addresses that must not be called, redirections, a name that changes between the check and the call, answers that never end or are too large."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from fiche.connectors.hosts import Hosts, listed
from fiche.connectors.transport import MB, Bounds, GuardedTransport
from fiche.errors import ConnectionRefused, Refused

PUBLIC = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))]
NOT_TO_BE_CALLED = (
    "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://0.0.0.0/", "https://169.254.169.254/latest/meta-data",
    "https://[::ffff:127.0.0.1]/", "https://[::ffff:169.254.169.254]/", "https://10.0.0.5/", "https://192.168.1.10/", "https://[fe80::1]/",
    "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://[64:ff9b::7f00:1]/",
    "https://erp.example.com@127.0.0.1/", "https://erp.example.com:pw@erp.example.com/",
)  # fmt: skip
BADLY_WRITTEN = (
    "http://erp.example.com/", "ftp://erp.example.com/", "file:///etc/passwd", "https://", "https://erp.example.com:8443/", "https://erp example.com/",
    "https://erp.example.com\\@evil.com/", "https://erp.example.com\r\nHost: evil/", "//erp.example.com", "https://ev%69l.com/",
)  # fmt: skip


@pytest.mark.parametrize("url", NOT_TO_BE_CALLED)
def test_what_is_private_or_disguised_is_not_called(url: str) -> None:
    with pytest.raises(ConnectionRefused):
        hosts = Hosts([url], allowed=())
        hosts.addresses(hosts.check(url))


@pytest.mark.parametrize("url", BADLY_WRITTEN)
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(ConnectionRefused):
        Hosts([url], allowed=())


def test_a_wide_name_is_the_name_that_it_looks_like() -> None:
    hosts = Hosts(["https://erp.example.com"], allowed=())
    assert hosts.check("https://ｅｒｐ.example.com/").name == "erp.example.com"
    with pytest.raises(ConnectionRefused, match="n’appelle pas"):
        hosts.check("https://other.example.com/")


def test_a_private_server_is_called_only_when_its_network_is_listed() -> None:
    private = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.1.10", 443))]
    for text, expected in (
        ("odoo.local=192.168.1.0/24", True),
        ("odoo.local=10.0.0.0/8", False),
        ("odoo.local", False),
    ):
        hosts = Hosts(["https://odoo.local"], listed(text), lambda *_a, **_k: private)
        host = hosts.check("https://odoo.local/json")
        if expected:
            assert hosts.addresses(host) == ["192.168.1.10"]
        else:
            with pytest.raises(ConnectionRefused, match="FICHE_CONNECT_HOSTS"):
                hosts.addresses(host)


def test_this_machine_has_two_addresses() -> None:
    both = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 8069, 0, 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 8069)),
    ]
    url = "http://localhost:8069"
    with pytest.raises(ConnectionRefused, match=r"http://localhost:8069=127\.0\.0\.0/8"):
        Hosts([url], allowed=())
    hosts = Hosts([url], listed(f"{url}=127.0.0.0/8"), lambda *_a, **_k: both)
    assert hosts.addresses(hosts.check(url)) == ["::1", "127.0.0.1"]


def test_one_private_address_among_others_is_one_too_many() -> None:
    both = [*PUBLIC, (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 443))]
    hosts = Hosts(["https://erp.example.com"], (), lambda *_a, **_k: both)
    with pytest.raises(ConnectionRefused):
        hosts.addresses(hosts.check("https://erp.example.com"))


@pytest.mark.parametrize("text", ["https://", "erp.local=notanetwork", "ht!tp://x", "a@b"])
def test_a_list_that_cannot_be_understood_is_said(text: str) -> None:
    with pytest.raises(Refused, match="FICHE_CONNECT_HOSTS"):
        listed(text)


class _Answers(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = self.path
        if path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data")
            self.end_headers()
        elif path == "/slow":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            for _ in range(200):
                self._say(b"x")
                time.sleep(0.05)
        elif path == "/headers":
            for _ in range(200):
                self._say(b"H")
                time.sleep(0.05)
        elif path == "/bomb":
            content = gzip.compress(bytes(64 * MB))
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self._say(content)
        elif path == "/endless":
            self.send_response(200)
            self.send_header("Content-Length", str(1 << 30))
            self.end_headers()
            for _ in range(1 << 14):
                self._say(bytes(1 << 16))
        else:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self._say(b"{}")

    def _say(self, content: bytes) -> None:
        try:
            self.wfile.write(content)
            self.wfile.flush()
        except OSError:
            raise ConnectionAbortedError from None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def answering() -> Iterator[str]:
    server = _Server(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def client(base: str, bounds: Bounds | None = None) -> httpx.Client:
    hosts = Hosts([base], listed(f"{base}=127.0.0.0/8"))
    return httpx.Client(transport=GuardedTransport(hosts, bounds or Bounds(0.5, 1.0)), timeout=None)


def test_a_redirection_is_never_followed() -> None:
    with answering() as base, client(base) as out, pytest.raises(ConnectionRefused, match="autre adresse"):
        out.get(f"{base}/redirect")


@pytest.mark.parametrize("path", ["/slow", "/headers"])
def test_an_answer_that_drips_is_given_up_in_time(path: str) -> None:
    began = time.monotonic()
    with answering() as base, client(base) as out, pytest.raises(httpx.TimeoutException):
        out.get(base + path)
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("path", ["/endless", "/bomb"])
def test_an_answer_of_a_gigabyte_is_left_at_the_cap(path: str) -> None:
    with (
        answering() as base,
        client(base, Bounds(5, 10)) as out,
        pytest.raises(ConnectionRefused, match="20 Mo"),
    ):
        out.get(base + path)


def test_a_name_that_changes_after_the_check_changes_nothing() -> None:
    """The name is looked up once, and that address is called: a second look-up, that would give another, never takes place."""
    asked: list[str] = []
    with answering() as base:
        port = int(base.rpartition(":")[2])

        def lookup(name: str, *_a: Any, **_k: Any) -> list[Any]:
            asked.append(name)
            return [
                (
                    socket.AF_INET,
                    socket.SOCK_STREAM,
                    6,
                    "",
                    ("127.0.0.1" if len(asked) == 1 else "169.254.169.254", port),
                )
            ]

        named = f"http://erp.test:{port}"
        hosts = Hosts([named], listed(f"{named}=127.0.0.0/8"), lookup)
        with httpx.Client(transport=GuardedTransport(hosts, Bounds(1, 2))) as out:
            assert out.get(f"{named}/ok").status_code == 200
            assert asked == ["erp.test"]
        hosts = Hosts([named], listed(f"{named}=127.0.0.0/8"), lookup)
        with (
            httpx.Client(transport=GuardedTransport(hosts, Bounds(1, 2))) as out,
            pytest.raises(ConnectionRefused),
        ):
            out.get(f"{named}/ok")


def test_a_certificate_that_nobody_signed_is_refused(tmp_path: Any) -> None:
    """TLS is verified; a company's own authority can be given, and nothing else."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "erp.test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, secret = tmp_path / "ca.pem", tmp_path / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = _Server(("127.0.0.1", 0), _Answers)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    base = f"https://127.0.0.1:{server.server_port}"
    hosts = Hosts([base], listed(f"{base}=127.0.0.0/8"))
    try:
        with (
            httpx.Client(transport=GuardedTransport(hosts, Bounds(1, 2))) as out,
            pytest.raises(httpx.TransportError),
        ):
            out.get(base)
        with httpx.Client(transport=GuardedTransport(hosts, Bounds(1, 2), trusted=str(pem))) as out:
            assert out.get(base).status_code == 200
    finally:
        server.shutdown()
        server.server_close()
