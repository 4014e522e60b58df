"""What stands in the repository runs anywhere and tells nothing about the machine it came from."""

import ast
import re
import subprocess

from dev import ROOT, RUN_LOCK, TEST_LOCK

REGISTRIES = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry.npmjs" + ".org",
    "deb.debian" + ".org",
)
PACKAGE = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def tracked_texts() -> dict[str, str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    contents = {str(path.relative_to(ROOT)): path.read_bytes() for path in paths if path.is_file()}
    return {
        name: content.decode("utf-8", "replace")
        for name, content in contents.items()
        if b"\0" not in content
    }


def test_no_file_names_a_package_registry_or_a_folder_of_this_machine():
    foreign = (*REGISTRIES, f"{ROOT}/")
    found = [
        f"{name}: {word}"
        for name, content in tracked_texts().items()
        for word in foreign
        if word in content
    ]
    assert found == []


def test_the_locks_hold_hashes_and_no_address():
    for lock in (RUN_LOCK, TEST_LOCK):
        content = (ROOT / lock).read_text()
        assert "://" not in content
        assert "--index" not in content
        assert content.count("--hash=sha256:") >= len(PACKAGE.findall(content)) > 0


def test_the_test_lock_holds_the_run_lock():
    run, test = (dict(PACKAGE.findall((ROOT / lock).read_text())) for lock in (RUN_LOCK, TEST_LOCK))
    assert run.items() <= test.items()


def test_an_old_python_can_read_that_it_is_too_old():
    ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 6))


def test_no_module_imports_the_application_factory():
    importers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "forumapp").rglob("*.py")
        if re.search(
            r"^\s*(from forumapp import .*create_app|import forumapp$)",
            path.read_text(),
            re.MULTILINE,
        )
    ]
    assert importers == []
