"""The tormented portal, which also tells what threads its process has."""

import os
import threading

from host import app


@app.get("/threads")
def threads() -> dict[str, object]:
    return {"process": os.getpid(), "names": [thread.name for thread in threading.enumerate()]}
