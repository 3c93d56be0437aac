"""Settings of gunicorn: one web process with threads, jobs in processes of their own (``pipeline.jobs.fork_server``).

PORT and HOST come from the environment as everywhere (``python cli.py settings``); without HOST it listens on every
address, because whoever hosts it sends requests from another machine.
"""

import gc
import os
import socket
import sys

from gunicorn.workers import gthread

from data.errors import ParameterError
from pipeline.settings import Settings

try:
    settings = Settings.from_environment()
except ParameterError as error:
    sys.exit(str(error))


def every_address() -> str:
    """Return the address that takes requests by IPv6 and IPv4, or by IPv4 where the machine knows no other."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::", 0))
    except OSError:
        return "0.0.0.0"  # noqa: S104 - meant: see above
    return "[::]"


host = settings.host if "host" in settings.model_fields_set else every_address()
bind = f"[{host}]:{settings.port}" if host.count(":") > 1 and host[0] != "[" else f"{host}:{settings.port}"
wsgi_app = "app:server"
worker_class = "gthread"
workers = 1  # jobs are processes already; a second web process would only cost memory
threads = 8
preload_app = False  # the fork server belongs to the process that answers requests
timeout = 60
graceful_timeout = 4  # requests take far less, and jobs are ended; hosts kill after 10 to 30 s
keepalive = 95  # longer than the 90 s after which routers of hosts close an idle connection
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - memory: a disk may stall
control_socket_disable = True
forwarded_allow_ips = "*"  # the router in front says whether the visitor came by https
accesslog = None


def post_worker_init(_worker: object) -> None:
    """Let a stopping server wait less for browsers that only keep their connection open: 0.5 s instead of 2 s."""
    gthread.STOP_KEEPALIVE_LINGER = 0.5  # no setting of gunicorn 27; hosts and people wait for every stop


def worker_exit(_server: object, _worker: object) -> None:
    """Let a stopping server not look through all its memory for the last time: that takes 0.5 s of computing."""
    gc.freeze()
