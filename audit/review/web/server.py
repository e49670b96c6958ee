"""Serve the page on 127.0.0.1, and nowhere else."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from collections.abc import Callable

from audit.errors import InputError, MissingExtraError
from audit.model import Actor
from audit.review.desk import Desk


def serve(desk: Desk, who: Actor, *, port: int, browser: bool, tell: Callable[[str], None]) -> None:
    """Serve until interrupted. port: 0 takes any free one. tell: is given the address once it answers."""
    try:
        import uvicorn

        from audit.review.web.app import create_app
        from audit.review.web.guard import Keys
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("uvicorn", "starlette", "anyio"):
            raise MissingExtraError("the review page", "web") from error
        raise
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with contextlib.closing(listener):
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise InputError(f"port {port}", "is not free", hint="without --port any free one is taken") from error
        keys, actual = Keys(), int(listener.getsockname()[1])
        address = f"http://127.0.0.1:{actual}/?token={keys.token}"
        config = uvicorn.Config(
            create_app(desk, who, keys, actual), log_level="error", access_log=False, server_header=False, ws="none",
            timeout_graceful_shutdown=1, limit_concurrency=200,
        )  # fmt: skip
        listener.listen(128)
        tell(address)
        if browser:
            webbrowser.open(address)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
