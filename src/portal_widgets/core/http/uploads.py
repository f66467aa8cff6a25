"""Uploaded files, if the temporary folder may be full."""

from typing import IO, Any

from werkzeug.formparser import FormDataParser


class UploadStream:
    """The file to which Werkzeug writes an upload. If the disk is full, the upload is lost, and the other
    fields of the form are still read.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.lost: OSError | None = None

    def write(self, some: bytes) -> int:
        if self.lost is None:
            try:
                return self._file.write(some)
            except OSError as error:
                self.lost = error
        return len(some)

    def seek(self, *to: int) -> int:
        try:
            return self._file.seek(*to)
        except OSError as error:  # writes the rest of the buffer
            self.lost = error
            return 0

    def read(self, size: int = -1) -> bytes:
        """Raise the error with which the upload was lost."""
        if self.lost is not None:
            raise self.lost
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class PatientFormDataParser(FormDataParser):
    """Werkzeug's parser with two differences: if the temporary folder is full, only the file is lost and not
    the whole form, and a refused form leaves no file open. A request uses it as its `form_data_parser_class`.
    """

    def __init__(self, stream_factory: Any = None, **settings: Any) -> None:
        super().__init__(stream_factory, **settings)
        self._make = self.stream_factory
        self._streams: list[UploadStream] = []
        self.stream_factory = self._open

    def parse(self, *given: Any, **named: Any) -> Any:
        try:
            return super().parse(*given, **named)
        except BaseException:
            for stream in self._streams:
                stream.close()
            raise

    def _open(self, *given: Any, **named: Any) -> Any:
        self._streams.append(UploadStream(self._make(*given, **named)))
        return self._streams[-1]
