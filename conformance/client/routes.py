"""Chooses the route of requests: straight to a loopback target, else through the environment's proxy."""

from __future__ import annotations

import ipaddress
import urllib.request
from urllib.parse import urlsplit

__all__ = ["is_loopback", "proxy_for"]


def is_loopback(url: str) -> bool:
    """Tell whether a URL points at this machine by name or by address."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def proxy_for(url: str) -> str | None:
    """Return the URL of the proxy for a target, from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, or None."""
    parts = urlsplit(url)
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or is_loopback(url) or urllib.request.proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
