"""All words of a finding stand in findings.yaml: each of its forms can be said, each is said somewhere, and no other."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from schemas.finding import Finding, FindingKind, FindingTextError, finding_kinds, spell_part
from tests.conftest import ROOT

PRODUCT = ("schemas", "warehouse", "pipelines")
FORMS = [(code, form) for code, kind in finding_kinds().items() for form in kind.forms or ("",)]
PARTS = [(code, part) for code, kind in finding_kinds().items() for part in kind.parts]
REFUSALS = {
    "refuse_file": {"file_name"},
    "UnreadableError": set(),
    "Refusal": {"file_name"},
    "refuse": {"file_name", "byte"},
}
"""Functions that hold a file back, and the facts that they add."""


def placeholders(*texts: str | None) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text or "") if name}


def texts_of(kind: FindingKind, form: str) -> tuple[str | None, ...]:
    own = kind.forms.get(form)
    if own is None:
        return None, kind.sentence, kind.question
    return own.cause, own.sentence or kind.sentence, kind.question if own.question is None else own.question


# ---------------------------------------------------------------- the catalogue


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize(("code", "form"), FORMS)
def test_every_form_of_every_code_can_be_said(code: str, form: str, number: int) -> None:
    kind = finding_kinds()[code]
    facts = dict.fromkeys(placeholders(*texts_of(kind, form)) - {"cause", "next_step"}, number)
    words = kind.words(form, facts)
    for text in (words.sentence, words.question, words.next_step):
        assert not set(text) & {"|"} and "  " not in text, text
    template = texts_of(kind, form)[1] or ""
    assert template.endswith((".", "?", "}")), template
    assert words.next_step.endswith((".", "?"))
    assert not words.question or words.question.endswith((".", "?"))
    assert not placeholders(words.next_step)


@pytest.mark.parametrize(("code", "form"), FORMS)
def test_a_form_without_one_of_its_facts_is_an_error(code: str, form: str) -> None:
    kind = finding_kinds()[code]
    wanted = placeholders(*texts_of(kind, form)) - {"cause", "next_step"}
    for lacking in wanted:
        with pytest.raises(FindingTextError, match=lacking):
            kind.words(form, dict.fromkeys(wanted - {lacking}, 2))


@pytest.mark.parametrize(("code", "part"), PARTS)
def test_every_part_can_be_said(code: str, part: str) -> None:
    wanted = placeholders(finding_kinds()[code].parts[part])
    assert spell_part(code, part, dict.fromkeys(wanted, 2))
    for lacking in wanted:
        with pytest.raises(FindingTextError, match=lacking):
            spell_part(code, part, dict.fromkeys(wanted - {lacking}, 2))


@pytest.mark.parametrize(
    ("code", "form"), [("no_such_code", ""), ("truncated", ""), ("truncated", "no_such_form"), ("coarse_dates", "any")]
)
def test_a_code_or_form_that_is_not_in_the_catalogue_is_an_error(code: str, form: str) -> None:
    with pytest.raises(FindingTextError):
        Finding.of(code, "fail", form=form, facts={"file_name": "a.csv"})


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 column is not"), (2, "2 columns are not"), (0, "0 columns are not")]
)
def test_the_word_goes_with_its_number(number: int, words: str) -> None:
    facts = {"columns": "'x'"}
    assert (
        words in Finding.of("new_column", "pass", form="unread", facts=facts, file_name="a", numerator=number).sentence
    )


def test_what_fills_a_sentence_is_never_read_as_a_placeholder() -> None:
    finding = Finding.of(
        "missing_companion", "fail", facts={"companion": "{x}", "pattern": "{y|z}"}, file_name="{n}.csv"
    )
    assert finding.sentence.startswith("{n}.csv: its companion {x} ({y|z}) is not there.")


def test_the_next_step_is_said_once() -> None:
    held = Finding.of("truncated", "fail", form="last_line", file_name="a.csv")
    assert held.sentence.endswith(finding_kinds()["truncated"].next_step) and held.next_step == ""
    lost = Finding.of("lost_delivery", "fail", form="contacts", file_name="a.csv", numerator=1)
    assert lost.next_step == finding_kinds()["lost_delivery"].next_step
    assert Finding("tiny", "of_a_former_program", "fail", "It is so.").next_step == ""


def test_the_catalogue_is_not_read_before_a_finding_is_made() -> None:
    code = (
        "import warehouse.steps; from schemas.finding import finding_kinds; print(finding_kinds.cache_info().currsize)"
    )
    assert run(code, ROOT) == "0"


# ---------------------------------------------------------------- the code


def modules(*packages: str) -> Iterator[tuple[Path, ast.Module]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def assigned(tree: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


def texts(node: ast.expr | None, known: dict[str, list[ast.expr]]) -> set[str]:
    """The texts that an expression may be, as far as the module shows."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.IfExp):
        return texts(node.body, known) | texts(node.orelse, known)
    if isinstance(node, ast.Name):
        others = {name: values for name, values in known.items() if name != node.id}
        return {text for value in known.get(node.id, ()) for text in texts(value, others)}
    return set()


def raised_codes() -> dict[str, set[str]]:
    """Each code that a call or an answer of `warehouse` names, and every text of the modules that do."""
    raised: dict[str, set[str]] = {}
    for _, tree in modules("warehouse"):
        known = assigned(tree)
        named: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node) not in ("frozenset", "get"):
                named |= {text for argument in node.args[:2] for text in texts(argument, known)}
            elif isinstance(node, ast.Dict):
                keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
                named |= {
                    text
                    for key, value in zip(keys, node.values, strict=True)
                    if key == "finding_code"
                    for text in texts(value, known)
                }
        constants = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        for code in named & set(finding_kinds()):
            raised.setdefault(code, set()).update(constants)
    return raised


def test_no_words_of_a_finding_stand_in_the_code() -> None:
    """A finding is made with `of`, which takes no words; nothing puts others in their place."""
    for path, tree in modules(*PRODUCT):
        if path != Path("schemas/finding.py"):
            calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
            assert not [one.lineno for one in calls if name_of(one) == "Finding"], path
            worded = [one.lineno for one in calls for word in one.keywords if word.arg in ("sentence", "question")]
            assert not worded, (path, worded)


def test_every_code_and_form_and_part_of_the_catalogue_is_said_somewhere() -> None:
    raised = raised_codes()
    assert set(finding_kinds()) - set(raised) == set()
    unsaid = [(code, name) for code, name in [*FORMS, *PARTS] if name and name not in raised[code]]
    assert unsaid == []


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    for path, tree in modules("warehouse"):
        known = assigned(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            is_maker = isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "Finding.of"
            if is_maker or name_of(node) in ("say", "spell_part", "Subject", *REFUSALS):
                place = 1 if name_of(node) == "Subject" else 0
                codes = texts(node.args[place], known)
                assert codes <= set(finding_kinds()), (path, node.lineno, codes)


def test_a_refusal_has_the_facts_of_its_form() -> None:
    """A file that is refused once in a year must not be a mistake of the program then."""
    n_checked = 0
    for path, tree in modules("warehouse"):
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            known = assigned(function)
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and name_of(node) in REFUSALS:
                    n_checked += check_refusal(path, node, known)
    assert n_checked > 70


def check_refusal(path: Path, call: ast.Call, known: dict[str, list[ast.expr]]) -> int:
    is_of_path = name_of(call) == "refuse_file"
    given = [*call.args[:1], *call.args[2:]] if is_of_path else call.args
    codes = texts(given[0], known)
    forms = texts(given[1], known) if len(given) > 1 else {""}
    facts = given[2] if len(given) > 2 else next((word.value for word in call.keywords if word.arg == "facts"), None)
    dicts = known.get(facts.id, []) if isinstance(facts, ast.Name) else [facts] if facts else [ast.Dict([], [])]
    if not codes or not forms or not all(isinstance(one, ast.Dict) for one in dicts):
        return 0
    keys = {
        key.value for one in dicts if isinstance(one, ast.Dict) for key in one.keys if isinstance(key, ast.Constant)
    }
    for code in codes:
        for form in forms:
            kind = finding_kinds()[code]
            assert form in (kind.forms or {""}), (path, call.lineno, code, form)
            wanted = placeholders(*texts_of(kind, form)) - {"cause", "next_step"} - REFUSALS[name_of(call)]
            assert wanted <= keys, (path, call.lineno, code, form, wanted - keys)
    return 1


# ---------------------------------------------------------------- CONTRIBUTING.md, "Add a finding"

ENTRY = """
- code: many_contacts
  step: assess
  on_fail: note
  meaning: "A year has contacts with a reason."
  sentence: "{numerator} {numerator:contact has|contacts have} a reason."
  question: "Are these all?"
  next_step: "Put it to the helpline."
"""
MODULE = """
from warehouse.assess.findings.evidence import Numbers, Subject


def judge(years, thresholds):
    for year in years:
        n = year.count("with_reason")
        yield Subject(year, "many_contacts", "habit").found("warn", "", Numbers(n, n))
"""
ASSESSED = """
from schemas.finding import finding_kinds
from tests.invented_network import SCHOOL, InventedNetwork
from warehouse.assess.tables import assess_tables

network = InventedNetwork()
network.add_source("it")
network.add_contacts("it", 1, (SCHOOL,))
connection = network.connect()
assess_tables(connection)
print(connection.execute("select sentence, question from finding where finding_code = 'many_contacts'").fetchall())
"""


def run(code: str, *folders: Path) -> str:
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, cwd=folders[0], check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


DATA = ("landing", "lake", "releases", "current", "work", "locks", "deliveries", "truth")
"""What a checkout that was used has in warehouse/, beside the code."""


def test_a_finding_is_added_with_one_file_and_one_entry(tmp_path: Path) -> None:
    for package in ("schemas", "warehouse"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", *DATA))
    with (tmp_path / "schemas/findings.yaml").open("a", encoding="utf-8") as catalogue:
        catalogue.write(ENTRY)
    (tmp_path / "warehouse/assess/findings/many_contacts.py").write_text(MODULE, encoding="utf-8")
    assert run(ASSESSED, tmp_path, ROOT) == "[('1 contact has a reason.', 'Are these all?')]"
