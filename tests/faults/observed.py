"""The same portal, with an address that lists the threads of its process."""

import os
import threading

from host import app


@app.get("/threads")
def threads() -> dict[str, object]:
    return {"process": os.getpid(), "names": [thread.name for thread in threading.enumerate()]}
