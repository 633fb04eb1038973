"""Which addresses may be fetched: public ones only, unless the caller allows private networks.

A name is resolved once, every address it gives is checked, and the connection goes to a checked address: a name that
answers differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Final

import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE: Final = ipaddress.ip_network("::/96")


class RefusedError(Exception):
    """The address is not to be fetched; the text says why."""


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, as the system's resolver orders them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """True for an address of the open internet; addresses that carry another inside are judged by both."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(part.is_global and not part.is_multicast for part in (parsed, *_carried(parsed)))


def check_url(url: httpx.URL) -> None:
    """Raise RefusedError for anything but http(s) to a host without a password in the address."""
    if url.scheme not in ("http", "https") or not url.host:
        raise RefusedError(f"only http and https addresses are fetched, not {url.scheme or 'none'!r}")
    if url.userinfo:
        raise RefusedError("an address with a user name or password in it is not fetched; it would be stored")


class GuardedTransport(httpx.BaseTransport):
    """Sends each request to an address that was checked; the name stays in the Host header and in the TLS check."""

    def __init__(self, inner: httpx.BaseTransport, allow_private: bool, resolver: Resolver = resolve) -> None:
        self._inner = inner
        self._allow_private = allow_private
        self._resolver = resolver

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Resolve, check, connect; the next address is tried when one does not answer."""
        host, url = request.url.host, request.url
        extensions = {**request.extensions, "sni_hostname": host}
        failure: httpx.ConnectError | httpx.ConnectTimeout | None = None
        for address in self._addresses(url):
            pinned = httpx.Request(
                request.method, url.copy_with(host=address), headers=request.headers, extensions=extensions
            )
            try:
                return self._inner.handle_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure or httpx.ConnectError(f"{host} has no address")

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()

    def _addresses(self, url: httpx.URL) -> list[str]:
        check_url(url)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            found = self._resolver(url.host, port)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"the name {url.host} could not be resolved: {error}") from error
        refused = [address for address in found if not is_public(address)]
        if refused and not self._allow_private:
            leads = "" if url.host == str(refused[0]) else f"leads to {refused[0]}, which "
            raise RefusedError(f"{url.host} {leads}is no public address; --allow-private reads it all the same")
        return found


def _carried(address: Address) -> Iterator[Address]:
    """IPv4 addresses inside an IPv6 one: mapped, compatible, 6to4, Teredo, NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64 or address in _COMPATIBLE:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
