"""Debian's Apache with one ``.htaccess`` below its document root, as w3id.org has many."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

APACHE = shutil.which("apache2") or ("/usr/sbin/apache2" * Path("/usr/sbin/apache2").is_file())
_MODULES = Path("/usr/lib/apache2/modules")
_CONFIGURATION = """
ServerRoot {folder}
ServerName w3id.org
Listen 127.0.0.1:{port}
PidFile {folder}/pid
Mutex file:{folder}
ErrorLog /dev/stderr
User {user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule rewrite_module {modules}/mod_rewrite.so
StartServers 1
DocumentRoot {folder}/ids
<Directory {folder}/ids>
    AllowOverride FileInfo
    Options FollowSymLinks
    Require all granted
</Directory>
"""


@contextmanager
def apache(name: str, rules: str) -> Iterator[str]:
    """Start Apache with ``rules`` as the ``.htaccess`` of the folder ``name``; give its address."""
    if not APACHE:
        raise AssertionError("apache2 is missing: apt-get install apache2-bin")
    # Apache gives up the rights of root, and so cannot read pytest's own folders.
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        space = folder / "ids" / name
        space.mkdir(parents=True)
        (space / ".htaccess").write_text(rules, encoding="utf-8")
        port = _free_port()
        user = "www-data" if os.getuid() == 0 else f"#{os.getuid()}"
        text = _CONFIGURATION.format(folder=folder, port=port, user=user, modules=_MODULES)
        (folder / "apache.conf").write_text(text, encoding="utf-8")
        command = [APACHE, "-DFOREGROUND", "-f", str(folder / "apache.conf")]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                _wait(process)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def _wait(process: subprocess.Popen[str]) -> None:
    """Read what Apache says until it is there."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "resuming normal operations" in line:
            return
    raise AssertionError(f"Apache did not start:\n{''.join(said)}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
