"""Uploaded files, if the temporary folder may be full."""

from typing import IO, Any, cast

from werkzeug.datastructures import FileStorage, MultiDict
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
        """Raise the error that caused the loss of the upload."""
        if self.lost is not None:
            raise self.lost
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class PatientFormDataParser(FormDataParser):
    """Werkzeug's parser with two differences: if the temporary folder is full, only the file is lost and not
    the whole form, and a refused form leaves no file open. A request uses it as its `form_data_parser_class`.
    """

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        make, streams = self.stream_factory, list[UploadStream]()

        def open_stream(
            total_content_length: int | None,
            content_type: str | None,
            filename: str | None,
            content_length: int | None = None,
        ) -> IO[bytes]:
            file = make(total_content_length, content_type, filename, content_length)
            streams.append(UploadStream(file))
            return cast("IO[bytes]", streams[-1])

        self.stream_factory = open_stream
        try:
            return super().parse(stream, mimetype, content_length, options)
        except BaseException:
            for one in streams:
                one.close()
            raise
