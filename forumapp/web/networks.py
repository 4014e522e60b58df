"""Where a request comes from, as far as limits need to know."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

ONE_CUSTOMER = 64
"""An IPv6 customer gets at least this prefix, and may change addresses within it at will."""


def network_of(address: str) -> str:
    """An IPv4 address itself; of an IPv6 address its /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, ONE_CUSTOMER), strict=False))
    return str(parsed)


def asker_network() -> str:
    """The network of the client (behind TRUSTED_PROXIES, of the real one)."""
    return network_of(request.remote_addr or "")
