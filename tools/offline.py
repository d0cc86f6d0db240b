"""Run a command with the network taken away: only this machine's own loopback is left (Linux).

    python tools/offline.py python course.py test

The command runs in a network namespace without routes.
"""

import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

UP, SET_FLAGS = 0x1 | 0x40, 0x8914  # IFF_UP and IFF_RUNNING; SIOCSIFFLAGS


def cannot():
    """Why no namespace can be made here, in a sentence; "" if it can."""
    if sys.platform != "linux":
        return "Taking the network away needs Linux: switch it off by hand and run `make test`."
    try:
        allowed = subprocess.run(["unshare", "--map-root-user", "--net", "true"], capture_output=True)
    except FileNotFoundError:
        return "The command `unshare` is missing: install util-linux."
    if allowed.returncode:
        reason = allowed.stderr.decode().strip()
        return (
            f"Network namespaces are not allowed here ({reason}): switch the network off and run `make test`."
        )
    return ""


def inside(command):
    """In the namespace: bring the loopback up, make sure that nothing leads out, become the command."""
    import fcntl  # here: not every system has it

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh", b"lo", UP))
    if len(Path("/proc/net/route").read_text().splitlines()) > 1:
        sys.exit("There is still a route to a network: nothing was run.")
    os.execvp(command[0], command)


def main():
    """``python tools/offline.py COMMAND ...``: its exit status is the command's."""
    if sys.argv[1] == "--inside":
        inside(sys.argv[2:])
    if why := cannot():
        sys.exit(why)
    namespace = ["unshare", "--map-root-user", "--net", sys.executable, __file__, "--inside"]
    sys.exit(subprocess.run([*namespace, *sys.argv[1:]]).returncode)


if __name__ == "__main__":
    main()
