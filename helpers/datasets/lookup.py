"""Where is a web address?  Asked with a limit of time, which sockets do not have for names."""

import socket
from contextlib import suppress
from threading import Thread
from urllib.parse import urlsplit
from urllib.request import getproxies


def look_up(address, seconds):
    """Raise OSError if no name server has said by then where an address is, or that it is nowhere.

    An address that does not exist is left to the download, which says so; one behind a proxy to the proxy.
    """

    where = urlsplit(address)

    def ask():
        with suppress(OSError):
            socket.getaddrinfo(where.hostname, None)

    asking = Thread(target=ask, daemon=True)
    if where.scheme not in getproxies():
        asking.start()
        asking.join(seconds)
    if asking.is_alive():
        raise OSError(f"no name server has answered within {seconds} seconds")
