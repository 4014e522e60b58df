"""The files of an archive of old releases, whether a zip or a folder: named at once, read one by one.

A zip may claim anything. No more of it is unpacked than it declares, and what it declares is bounded.
"""

import posixpath
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol, Self

from forumapp.announcements.rules.archive import MOST_FILES, may_be_release
from forumapp.core.errors import Refused
from forumapp.core.text import _

MOST_UNPACKED = 2_000_000_000
"""Bytes that all files of a zip may have together."""
HIGHEST_RATIO = 200
UNSUSPICIOUS = 20_000_000
"""So much may be packed as tightly as it likes."""
_ENCRYPTED, _UTF_8 = 0x1, 0x800
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)

NO_ZIP = _("This zip file cannot be read. Pack the folder anew and try again.")


class ArchiveFiles(Protocol):
    """What both kinds offer; `names` have slashes between folders."""

    @property
    def names(self) -> Sequence[str]: ...

    def read(self, name: str, most: int) -> bytes:
        """At most `most` bytes of a file. Raises `Refused`."""
        ...


class ZipFiles:
    """The files of a zip, to be used as a context. Raises `Refused` for one that cannot be trusted."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        try:
            self.packed = zipfile.ZipFile(source)
        except (*_BROKEN, ValueError) as broken:
            raise Refused(NO_ZIP, field="files") from broken
        infos = [info for info in self.packed.infolist() if not info.is_dir()]
        _refuse_bombs(infos)
        self.infos = _named(infos)
        self.names = list(self.infos)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self.packed.close()

    def read(self, name: str, most: int) -> bytes:
        info = self.infos.get(name)
        if info is None:
            raise Refused(_("“{file}” is not in the archive any more."), file=name)
        if info.flag_bits & _ENCRYPTED:
            raise Refused(
                _("“{file}” is locked with a password. Pack it without one and try again."),
                file=name,
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(  # the other ways to pack unpack without a bound
                _("“{file}” is packed in an unusual way. Pack the folder anew and try again."),
                file=name,
            )
        try:
            with self.packed.open(info) as file:
                return file.read(most)
        except (*_BROKEN, ValueError) as broken:
            raise Refused(
                _("“{file}” is damaged in the archive. Pack it anew and try again."), file=name
            ) from broken


class FolderFiles:
    """The files of a folder and of its folders, or a single file."""

    def __init__(self, path: Path) -> None:
        root = path if path.is_dir() else path.parent
        found = [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]
        self.paths = {each.relative_to(root).as_posix(): each for each in sorted(found)}
        self.names = list(self.paths)

    def read(self, name: str, most: int) -> bytes:
        try:
            with self.paths[name].open("rb") as file:
                return file.read(most)
        except OSError as trouble:
            raise Refused(
                _("“{file}” cannot be opened: {why}."), file=name, why=trouble.strerror or trouble
            ) from trouble


def release_names(files: ArchiveFiles) -> list[str]:
    """The files that may be releases, in the order of their names."""
    return sorted(name for name in files.names if may_be_release(name))


def _refuse_bombs(infos: Sequence[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_FILES:
        raise Refused(
            _("This archive has more than {most} files. Divide it."),
            field="files",
            most=f"{MOST_FILES:,}",
        )
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    is_too_tight = unpacked > UNSUSPICIOUS and unpacked > packed * HIGHEST_RATIO
    if unpacked > MOST_UNPACKED or is_too_tight:
        raise Refused(_("This archive would be far too large unpacked. Divide it."), field="files")


def _named(infos: Sequence[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Each file under a name of its own: a zip may hold “page.html” twice, then one is “page (2).html”."""
    named: dict[str, zipfile.ZipInfo] = {}
    times: Counter[str] = Counter()
    for info in infos:
        name = own = _name_of(info)
        while name in named:
            times[own] += 1
            stem, ending = posixpath.splitext(own)
            name = f"{stem} ({times[own] + 1}){ending}"
        named[name] = info
    return named


def _name_of(info: zipfile.ZipInfo) -> str:
    """Names that do not say that they are UTF-8 are what the packer's own system wrote."""
    name = info.filename
    if not info.flag_bits & _UTF_8:
        try:
            own = name.encode("cp437")
        except UnicodeEncodeError:
            own = b""
        for encoding in ("utf-8", "gb18030"):
            try:
                name = own.decode(encoding) or name
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").encode(errors="replace").decode()
