"""A page that shows how well an archive conforms: one file of HTML with its charts inside, no script, nothing to load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

MOST_BARS = 15
"""Bars of a chart; the others are counted together below it."""

_STYLE = """
:root { color-scheme: light dark; --ink: #212b32; --paper: #fff; --quiet: #4c6272; --line: #d8dde0; --good: #007f3b; --bad: #d5281b; --bar: #005eb8 }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f4f5; --paper: #14191c; --quiet: #b6c2ca; --line: #35434c; --good: #4fbf7f; --bad: #ff7a6b; --bar: #6aaeff } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; padding: 1.5rem; max-width: 70rem }
h1 { font-size: 1.7rem; margin: 0 0 .25rem } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem }
p { margin: .25rem 0; color: var(--quiet) }
.figures { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; margin: 1rem 0; padding: 0; list-style: none }
.figures b { display: block; font-size: 1.8rem; line-height: 1.2; color: var(--ink) }
.figures li { color: var(--quiet) }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 2.5rem }
table { border-collapse: collapse; width: 100%; font-size: .95rem }
th, td { text-align: left; padding: .2rem .5rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: middle }
th { color: var(--quiet); font-weight: 600 } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td.bar { width: 35%; min-width: 7rem } svg { display: block; width: 100%; height: .9rem }
tbody th { color: var(--ink); font-weight: 400; overflow-wrap: break-word; min-width: 6.5rem; max-width: 24rem } thead th { white-space: nowrap }
.rest td, .rest th { color: var(--quiet) }
.columns { height: 9rem } .scroll { overflow-x: auto }
.axis { display: grid; margin: .25rem 0; padding: 0; list-style: none; text-align: center; font-size: .9rem; color: var(--quiet) }
.axis b { display: block; color: var(--ink); font-weight: 600 }
.good { fill: var(--good) } .bad { fill: var(--bad) } .plain { fill: var(--bar) }
.key { display: inline-block; width: .8em; height: .8em; margin-right: .3em; vertical-align: -.05em }
"""


class _Group(NamedTuple):
    name: str
    messages: int
    conforming: int

    @property
    def failing(self) -> int:
        return self.messages - self.conforming


def html(
    conformance: Iterable[Mapping[str, Any]],
    *,
    title: str = "How well messages conform",
    about: str = "",
    rule_title: Callable[[str], str] | None = None,
) -> str:
    """Makes the page of the rows of a conformance table, as `itk3_validator.spark.conformance` gives it.

    It holds what the table holds: senders, events, months and rules, and no value of a message. The same rows make the same page.
    """
    rows = [dict(row) for row in conformance]
    totals = [row for row in rows if row["rule"] is None]
    broken = [row for row in rows if row["rule"] is not None]
    messages = sum(row["messages"] for row in totals)
    conforming = sum(row["conforming"] for row in totals)
    findings = sum(row["findings"] for row in broken)
    figures = [
        (f"{messages:,}", "messages checked"),
        (_percent(conforming, messages), "conform"),
        (f"{messages - conforming:,}", "do not conform"),
        (f"{findings:,}", "findings"),
        (f"{len({row['sender'] for row in totals}):,}", "senders"),
    ]
    parts = [
        "<ul class=figures>",
        *(f"<li><b>{escape(figure)}</b>{escape(words)}</li>" for figure, words in figures),
        "</ul>",
        _months(_groups(totals, "month", "no time")),
        "<div class=charts>",
        _bars("By sender", "Sender", sorted(_groups(totals, "sender", "not known"), key=_worst)),
        _bars("By event", "Event", sorted(_groups(totals, "event", "none"), key=_worst)),
        "</div>",
        _rules(broken, messages, rule_title or _titles()),
    ]
    about = f"<p>{escape(about)}</p>" if about else ""
    return (
        '<!doctype html>\n<html lang="en-GB">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n<h1>{escape(title)}</h1>\n{about}\n"
        + "\n".join(parts)
        + "\n</html>\n"
    )


def _titles() -> Callable[[str], str]:
    from . import rules

    titles = {rule.id: rule.title for rule in rules()}
    return lambda rule: titles.get(rule, "Invariant of the definitions")


def _percent(part: int, whole: int) -> str:
    """A hundred is said of everything, and of nothing less."""
    if whole == 0:
        return "–"
    share = 100 * part / whole
    if part < whole and share > 99.95:
        return "> 99.9 %"
    if part > 0 and share < 0.05:
        return "< 0.1 %"
    return f"{share:.0f} %" if part in (0, whole) else f"{share:.1f} %"


def _groups(totals: list[dict[str, Any]], by: str, unnamed: str) -> list[_Group]:
    messages: Counter[str] = Counter()
    conforming: Counter[str] = Counter()
    for row in totals:
        name = unnamed if row[by] is None else row[by]
        messages[name] += row["messages"]
        conforming[name] += row["conforming"]
    return [_Group(name, messages[name], conforming[name]) for name in sorted(messages)]


def _worst(group: _Group) -> tuple[int, int, str]:
    return (-group.failing, -group.messages, group.name)


def _bar(good: float, bad: float, kind: str = "good") -> str:
    """Two stretches of a hundred, one after the other."""
    stretches = [(kind, 0.0, good), ("bad", good, bad)]
    drawn = "".join(f'<rect class={name} x="{x:.2f}" width="{width:.2f}" height="9"/>' for name, x, width in stretches if width > 0)
    return f'<svg viewBox="0 0 100 9" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'


def _row(group: _Group, most: int, kind: str = "") -> str:
    scale = 100 / most if most else 0
    return (
        f"<tr{kind}><th scope=row>{escape(group.name)}</th>"
        f"<td class=bar>{_bar(group.conforming * scale, group.failing * scale)}</td>"
        f"<td class=number>{group.messages:,}</td><td class=number>{group.failing:,}</td>"
        f"<td class=number>{_percent(group.conforming, group.messages)}</td></tr>"
    )


_KEY = (
    '<p><svg class=key viewBox="0 0 9 9"><rect class=good width="9" height="9"/></svg>conform '
    '&ensp;<svg class=key viewBox="0 0 9 9"><rect class=bad width="9" height="9"/></svg>do not conform</p>'
)


def _bars(heading: str, column: str, groups: list[_Group]) -> str:
    shown, rest = groups[:MOST_BARS], groups[MOST_BARS:]
    most = max((group.messages for group in shown), default=0)
    body = [_row(group, most) for group in shown]
    if rest:
        others = _Group(f"{len(rest):,} others", sum(g.messages for g in rest), sum(g.conforming for g in rest))
        body.append(_row(others, max(most, others.messages), " class=rest"))
    return (
        f"<section><h2>{escape(heading)}</h2>{_KEY}<div class=scroll><table><thead><tr><th>{escape(column)}</th><th></th>"
        "<th class=number>Messages</th><th class=number>Failed</th><th class=number>Conform</th></tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div></section>"
    )


def _months(groups: list[_Group]) -> str:
    most = max((group.messages for group in groups), default=0)
    if not most:
        return ""
    width = 100 / len(groups)
    drawn = []
    for place, group in enumerate(groups):
        x = place * width + width * 0.1
        good, bad = (60 * count / most for count in (group.conforming, group.failing))
        drawn.append(
            f"<g><title>{escape(group.name)}: {group.messages:,} messages, {_percent(group.conforming, group.messages)} conform</title>"
            f'<rect class=good x="{x:.2f}" y="{60 - good:.2f}" width="{width * 0.8:.2f}" height="{good:.2f}"/>'
            f'<rect class=bad x="{x:.2f}" y="{60 - good - bad:.2f}" width="{width * 0.8:.2f}" height="{bad:.2f}"/></g>'
        )
    chart = (
        '<svg class=columns viewBox="0 0 100 60" preserveAspectRatio="none" role="img" aria-label="Messages by month, as listed below">'
        f"{''.join(drawn)}</svg>"
    )
    labels = "".join(
        f"<li><b>{escape(group.name)}</b>{group.messages:,}<br>{_percent(group.conforming, group.messages)}</li>" for group in groups
    )
    return (
        f"<section><h2>By month</h2>{_KEY}<div class=scroll><div style=\"min-width:{len(groups) * 4.5}rem\">{chart}"
        f'<ol class=axis style="grid-template-columns:repeat({len(groups)},1fr)">{labels}</ol></div></div>'
        "<p>Messages of each month, and how many of them conform.</p></section>"
    )


def _rules(broken: list[dict[str, Any]], messages: int, title: Callable[[str], str]) -> str:
    findings: Counter[tuple[str, str]] = Counter()
    affected: Counter[tuple[str, str]] = Counter()
    senders: dict[tuple[str, str], set[Any]] = {}
    for row in broken:
        key = (row["rule"], row["severity"])
        findings[key] += row["findings"]
        affected[key] += row["affected"]
        senders.setdefault(key, set()).add(row["sender"])
    weight = ["fatal", "error", "warning", "information"]
    keys = sorted(affected, key=lambda key: (weight.index(key[1]), -affected[key], key[0]))
    most = max(affected.values(), default=0)
    body = "".join(
        f"<tr><th scope=row>{escape(rule)}<br><small>{escape(title(rule))}</small></th><td>{escape(severity)}</td>"
        f"<td class=bar>{_bar(100 * affected[rule, severity] / most, 0, 'bad' if severity in weight[:2] else 'plain')}</td>"
        f"<td class=number>{affected[rule, severity]:,}</td>"
        f"<td class=number>{_percent(affected[rule, severity], messages)}</td><td class=number>{findings[rule, severity]:,}</td>"
        f"<td class=number>{len(senders[rule, severity]):,}</td></tr>"
        for rule, severity in keys
    )
    if not body:
        return "<section><h2>By rule</h2><p>No rule was broken.</p></section>"
    return (
        "<section><h2>By rule</h2><div class=scroll><table><thead><tr><th>Rule</th><th>Severity</th><th></th>"
        "<th class=number>Messages</th><th class=number>Of all</th><th class=number>Findings</th><th class=number>Senders</th></tr></thead>"
        f"<tbody>{body}</tbody></table></div></section>"
    )
