"""Build the programs, try them, pack them as a .deb, and try what was packed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from version import ROOT, version

BUILT = ROOT / "dist" / "jd-desktop"
LARGEST = 75_000_000
PROGRAMS = ("jd-desktop", "jd-central")
CONTROL = """\
Package: jd-desktop
Version: {version}
Architecture: {architecture}
Maintainer: Just Driving Desktop's maintainers <maintainers@jd-desktop.example>
Installed-Size: {kilobytes}
Depends: {depends}, fontconfig-config, tzdata
Recommends: gnome-keyring
Section: misc
Priority: optional
Description: A driving school's calendar that works without a network
 The office and the instructors go on booking when the network is down; what they did
 meets at the central later, and nothing is lost.
"""


def main() -> int:
    """Leave dist/jd-desktop_VERSION_ARCH.deb; return 0 where it works and is small enough."""
    if not sys.platform.startswith("linux") or shutil.which("dpkg-deb") is None:
        return failed(
            "A .deb is built on Debian. See build/windows and build/macos for the others."
        )
    environ = os.environ | {"SOURCE_DATE_EPOCH": last_change(), "PYTHONHASHSEED": "1"}
    freeze(environ)
    if not works(BUILT / "jd-desktop"):
        return failed("The built program failed its self-test.")
    packed = pack(environ)
    size = packed.stat().st_size
    with tempfile.TemporaryDirectory(prefix="jd-deb-") as folder:
        run("dpkg-deb", "-x", str(packed), folder)
        if not works(Path(folder) / "usr" / "lib" / "jd-desktop" / "jd-desktop"):
            return failed("What was packed failed its self-test.")
    print(f"{packed.relative_to(ROOT)}: {size / 1e6:.1f} MB")
    if size > LARGEST:
        return failed(f"{LARGEST / 1e6:.0f} MB is the most that it may have.")
    return 0


def freeze(environ: dict[str, str]) -> None:
    """Run PyInstaller; what it says is shown where it fails."""
    print("PyInstaller …", flush=True)
    run(
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=ERROR",
        f"--distpath={ROOT / 'dist'}", f"--workpath={ROOT / '.pyinstaller' / 'work'}",
        str(ROOT / "pyinstaller.spec"), environ=environ,
    )  # fmt: skip


def works(program: Path) -> bool:
    """Run the program's own test of itself, as a person who has never used it."""
    with tempfile.TemporaryDirectory(prefix="jd-self-test-") as home:
        environ = {
            "HOME": home, "JD_DATA_DIR": f"{home}/data", "PATH": "/usr/bin:/bin",
            "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8",
            "DBUS_SESSION_BUS_ADDRESS": os.environ.get("DBUS_SESSION_BUS_ADDRESS", "disabled:"),
        }  # fmt: skip
        done = subprocess.run([str(program), "self-test"], env=environ, cwd=home, check=False)
        if done.returncode:
            for log in Path(home).glob("data/logs/*"):
                print(log.read_text("utf-8", "replace")[-2000:], file=sys.stderr)
    return done.returncode == 0


def pack(environ: dict[str, str]) -> Path:
    """Lay the files out as Debian has them and pack them."""
    print("dpkg-deb …", flush=True)
    tree = ROOT / ".pyinstaller" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    lay_out(tree)
    architecture = told("dpkg", "--print-architecture")
    control = CONTROL.format(
        version=version(), architecture=architecture, kilobytes=kilobytes(tree),
        depends=", ".join(depends(BUILT)),
    )  # fmt: skip
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(control, "utf-8")
    packed = ROOT / "dist" / f"jd-desktop_{version()}_{architecture}.deb"
    run("dpkg-deb", "--root-owner-group", "-Zzstd", "-z19", "--build", str(tree), str(packed),
        environ=environ)  # fmt: skip
    return packed


def lay_out(tree: Path) -> None:
    """Copy the programs, their entry in the menu, their icon and their licences."""
    usr = tree / "usr"
    shutil.copytree(BUILT, usr / "lib" / "jd-desktop", symlinks=True)
    (usr / "bin").mkdir()
    for name in PROGRAMS:
        (usr / "bin" / name).symlink_to("../lib/jd-desktop/jd-desktop")
    places = {
        "build/linux/jd-desktop.desktop": "share/applications/jd-desktop.desktop",
        "build/linux/jd-desktop.svg": "share/icons/hicolor/scalable/apps/jd-desktop.svg",
        "LICENSE": "share/doc/jd-desktop/copyright",
        "resources/fonts/OFL.txt": "share/doc/jd-desktop/fonts.txt",
        "resources/icons/LICENSE": "share/doc/jd-desktop/icons.txt",
    }
    for source, place in places.items():
        target = usr / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / source, target)


def depends(folder: Path) -> list[str]:
    """Return the packages whose libraries are needed and not brought along, libc with a version."""
    inside = {file.name for file in folder.rglob("*.so*")}
    needed: set[str] = set()
    newest = (2, 17)
    for file in folder.rglob("*"):
        if file.is_symlink() or not (file.is_file() and file.read_bytes()[:4] == b"\x7fELF"):
            continue
        said = told("objdump", "-p", str(file))
        needed.update(re.findall(r"NEEDED +(\S+)", said))
        newest = max([newest, *((2, int(n)) for n in re.findall(r"GLIBC_2\.(\d+)", said))])
    packages = {package_of(library) for library in needed - inside} - {"", "libc6"}
    return [f"libc6 (>= {newest[0]}.{newest[1]})", *sorted(packages)]


def package_of(library: str) -> str:
    """Return the package that has a library, "" where this computer has none of it."""
    found = subprocess.run(
        ["dpkg", "-S", f"*-linux-gnu/{library}"], capture_output=True, text=True, check=False
    )
    return found.stdout.split(":")[0]


def kilobytes(folder: Path) -> int:
    """Return the size of what is in a folder."""
    return sum(f.lstat().st_size for f in folder.rglob("*") if not f.is_dir()) // 1024


def last_change() -> str:
    """Return when the last change was made, in seconds, so that two builds are dated alike."""
    if not (ROOT / ".git").exists():
        return "0"
    return told("git", "-c", "safe.directory=*", "-C", str(ROOT), "log", "-1", "--format=%ct")


def told(*command: str) -> str:
    """Return what a command says."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def run(*command: str, environ: dict[str, str] | None = None) -> None:
    """Run a command; raises CalledProcessError where it fails."""
    subprocess.run(command, check=True, env=environ, cwd=ROOT, stdin=subprocess.DEVNULL)


def failed(sentence: str) -> int:
    """Say what is wrong."""
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
