"""For tests of what makes messages."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, get_args

from ._results import Report, Severity
from ._validator import Text, ValidateOptions, Validator, default

if TYPE_CHECKING:
    from typing_extensions import Unpack


def assert_conforms(
    message: Text,
    *,
    fail_on: Severity = "error",
    ignore: Collection[str] = (),
    validator: Validator | None = None,
    **options: Unpack[ValidateOptions],
) -> Report:
    """Fails a test where a message does not conform, and says why as the command does: line, caret and sentence.

    Findings as heavy as `fail_on` or heavier count, but for those of rules in `ignore`. Returns the report.

    >>> assert_conforms('{"resourceType": "Patient", "gender": "male"}').conforms
    True
    """
    __tracebackhide__ = True
    if isinstance(ignore, str):
        raise TypeError("ignore must be a list of rules, not one string")
    weights = get_args(Severity)
    if fail_on not in weights:
        raise ValueError(f"fail_on must be one of {', '.join(weights)}, not {fail_on!r}")
    validator = validator or default()
    report = validator.validate(message, **options)
    counting = weights[: weights.index(fail_on) + 1]
    failed = [issue for issue in report.issues if issue.severity in counting and issue.rule not in ignore]
    if failed:
        rules = ", ".join(dict.fromkeys(issue.rule for issue in failed))
        raise AssertionError(f"{report.verdict}: {rules}\n\n{validator.render(message, 'text', **options)}")
    return report
