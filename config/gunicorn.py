"""How gunicorn serves the platform; the launcher and the container start it with this file."""

import os

bind = os.environ.get("LOANWRIGHT_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("LOANWRIGHT_WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("LOANWRIGHT_WEB_THREADS", "4"))
# Loading the code once and forking halves the start and shares its memory.
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 30
max_requests = 20_000
max_requests_jitter = 2_000
# Forwarded headers are believed from a proxy on this machine only where it is said so.
forwarded_allow_ips = os.environ.get("LOANWRIGHT_PROXY_ADDRESSES", "127.0.0.1")
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True
