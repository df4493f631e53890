"""The examples of docs/python.md, run in a folder with the files that the page names."""

import doctest
import importlib.util
import re
import warnings
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")


def test_examples_of_the_docs(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: str, bad: str, profile: str) -> None:
    text = (root / "docs/python.md").read_text("utf-8")
    for package in ("DuckDB", "Dask"):
        if importlib.util.find_spec(package.lower()) is None:
            warnings.warn(f"SKIPPED: the examples for {package}, which is not installed", stacklevel=1)
            text = re.sub(rf"### {package}\n.*?(?=\n#|\Z)", "", text, flags=re.DOTALL)
    monkeypatch.chdir(tmp_path)
    Path("message.xml").write_text(good, "utf-8")
    Path("mistakes.xml").write_text(bad, "utf-8")
    Path("needs-birthdate.json").write_text(profile, "utf-8")
    examples = doctest.DocTestParser().get_doctest(text, {}, "python.md", "docs/python.md", 0)
    assert len(examples.examples) > 20
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=said.append)
    assert result.failed == 0, "".join(said)
