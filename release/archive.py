"""Writes reproducible archives: the same content gives the same bytes, on any machine with the same zlib."""

import gzip
import hashlib
import io
import tarfile
import zipfile

# The earliest time that a zip file can contain: 1980-01-01 00:00 UTC.
ZIP_TIME, TAR_TIME = (1980, 1, 1, 0, 0, 0), 315532800
PROGRAM, TEXT = 0o755, 0o644


class File:
    """A file of an archive: its name, its content as bytes, and its permissions."""

    def __init__(self, name, content, mode=TEXT):
        self.name, self.content, self.mode = name, content, mode


def zip_bytes(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for file in sorted(files, key=lambda file: file.name):
            entry = zipfile.ZipInfo(file.name, ZIP_TIME)
            # The format of Unix, because Lambda and `unzip` read permissions only from it. 0o100000: a regular file.
            entry.create_system = 3
            entry.external_attr = (0o100000 | file.mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.content, compresslevel=9)
    return buffer.getvalue()


def tar_gz_bytes(folder, files):
    """A compressed tar file with all files in `folder`."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in sorted(files, key=lambda file: file.name):
            entry = tarfile.TarInfo(f"{folder}/{file.name}")
            entry.size, entry.mode, entry.mtime = len(file.content), file.mode, TAR_TIME
            archive.addfile(entry, io.BytesIO(file.content))
    return gzip.compress(buffer.getvalue(), compresslevel=9, mtime=TAR_TIME)


def write_checksums(folder):
    """Writes SHA256SUMS with every other file of the folder, in the format of `sha256sum`."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    lines = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text("".join(lines))
