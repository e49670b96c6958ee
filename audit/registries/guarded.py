"""Connections that refuse private addresses, decided when the socket is opened: after DNS, on every redirect.

Checking the name beforehand is not enough: it may resolve to something else a moment later (DNS rebinding), and a
public page may redirect to `http://169.254.169.254/`.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Mapping
from typing import Any, ClassVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager


class RefusedAddressError(NewConnectionError):
    """The host has a private, loopback, link-local or otherwise not public address."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet (IPv4 inside IPv6 is unwrapped first)."""
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


_watched = threading.local()


class Deadline:
    """`with Deadline(seconds):` cuts the connections that this thread opened inside when the time is up.

    Time-outs of sockets count each byte anew: a page that sends one byte a second would keep us for hours.
    expired: the time was up, so that whatever looks like the end of an answer may be the cut.
    """

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self.expired = False
        self._connections: list[HTTPConnection] = []

    def __enter__(self) -> Deadline:
        _watched.connections = self._connections
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _watched.connections = []

    def _cut(self) -> None:
        self.expired = True
        for connection in list(self._connections):
            with contextlib.suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)


class _WatchedHttp(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        getattr(_watched, "connections", []).append(self)


class _WatchedHttps(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        getattr(_watched, "connections", []).append(self)


class _GuardedMixin:
    """Opens the socket itself, to an address that was looked at."""

    host: str
    port: int
    timeout: Any
    source_address: Any
    socket_options: Any
    _dns_host: str

    def _new_conn(self) -> socket.socket:
        limit = self.timeout if isinstance(self.timeout, int | float) else None
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, 0, socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]
        addresses = [entry for entry in found if is_public(str(entry[4][0]))]
        if not addresses:
            raise RefusedAddressError(self, f"{self.host} is not a public address")  # type: ignore[arg-type]
        last: OSError | None = None
        for family, kind, protocol, _, address in addresses[:4]:
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(limit)
                for option in self.socket_options or ():
                    sock.setsockopt(*option)
                sock.connect(address)
            except TimeoutError as error:
                sock.close()
                raise ConnectTimeoutError(self, f"no connection to {self.host} within {limit} s") from error
            except OSError as error:
                sock.close()
                last = error
            else:
                return sock
        raise NewConnectionError(self, f"no connection to {self.host}: {last}") from last  # type: ignore[arg-type]


class _GuardedHttp(_GuardedMixin, _WatchedHttp):
    pass


class _GuardedHttps(_GuardedMixin, _WatchedHttps):
    pass


class _OpenHttpPool(HTTPConnectionPool):
    ConnectionCls = _WatchedHttp


class _OpenHttpsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedHttps


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHttp


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHttps


class PageAdapter(HTTPAdapter):
    """An adapter for requests whose connections a `Deadline` can cut; it opens sockets to public addresses only."""

    pools: ClassVar[Mapping[str, type[HTTPConnectionPool]]] = {"http": _HttpPool, "https": _HttpsPool}

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Use the guarded connections."""
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **options)
        self.poolmanager.pool_classes_by_scheme = dict(self.pools)


class OpenPageAdapter(PageAdapter):
    """The same for any address: the user allowed private hosts."""

    pools: ClassVar[Mapping[str, type[HTTPConnectionPool]]] = {"http": _OpenHttpPool, "https": _OpenHttpsPool}


def page_session(*, private_hosts: bool) -> requests.Session:
    """A session for one web page: no proxy or password files from the environment; its cookies end with it.

    A proxy would resolve names itself, out of our sight; a site that can only be reached through one stays unverified.
    """
    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, OpenPageAdapter() if private_hosts else PageAdapter())
    return session
