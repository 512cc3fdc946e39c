"""Documents that are too deep, too wide, too long or plainly wrong."""

import base64
import json
from collections.abc import Callable
from random import Random
from typing import Any

AMOUNTS = (1, 3, 10, 30, 100, 300, 1_000, 5_000)
FIELDS = (
    "__typename",
    "people(first: 200) { totalCount nodes { name roles { nodes { title } } } }",
    'search(query: "wang li") { score }',
    "compensationSummary { groups { count median { max } } }",
    'node(id: "person/lin-junyang") { id }',
)
TEXTS = (
    "%", "_", "\\", "'; DROP TABLE person; --", '" OR 1=1', "%s%n", "{{7*7}}", "../../etc/passwd",
    "\u0000", "\u202e", "\ufeff", "\U0001f468\u200d\U0001f469", "e\u0301" * 20, "ﷺ", "İ", "ß", "Ⅷ",
    "林俊旸", "wáng", "\ud800", "a\udfff", "*", "^", "NULL", "NaN", "-0", "1e9", "(((((", "[a-",
)  # fmt: skip
NUMBERS = (
    "0", "-1", "201", "2147483647", "2147483648", "-2147483649", "9223372036854775808", "1e5",
    "1e999", "-0", "0.0", "9" * 400, "9" * 5_000, "1.0", "0x10", "1_000",
)  # fmt: skip
DATES = (
    "2024-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "-0001-01-01", "2024-13-01", "2024",
    "2024-1-1", "2024-01-01T00:00:00Z", "today", "", "٢٠٢٤-٠١-٠١", "2024-W01-1", "2025-06-01",
)  # fmt: skip
PLACES: tuple[Any, ...] = (
    [], [1], ["name"], ["name", None, None], ["name", "a", "person/a", "more"], {"a": 1}, "name",
    ["-released,id", "2024-01-01", 5], ["id", "\ud800"], ["id", "\u0000"], ["id", 10**400],
)  # fmt: skip


def amount(random: Random) -> int:
    """Return how many of something there are."""
    return random.choice(AMOUNTS)


def quoted(random: Random) -> str:
    """Write a text that is hard to bear."""
    return json.dumps(random.choice(TEXTS) * random.choice((1, 1, 1, 50)))


def cursor(random: Random) -> str:
    """Write what looks like a cursor."""
    text = json.dumps(random.choice(PLACES)).encode()
    deep = b"[" * 20_000
    raw = random.choice((text, random.randbytes(amount(random)), text[:-2], deep))
    return base64.urlsafe_b64encode(raw).decode().rstrip("=" * random.randrange(2))


def deep(random: Random) -> str:
    """Go from people to roles and back."""
    many = amount(random)
    ways = (("roles(first: 1) { nodes { person {", "} } }"), ("... on Person {", "}"))
    enter, leave = random.choice(ways)
    return f"{{ people(first: 1) {{ nodes {{ {enter * many} id {leave * many} }} }} }}"


def braces(random: Random) -> str:
    """Nest what is no field."""
    opened, closed = random.choice(("{a}", "{a()}", "{...{}}")), amount(random)
    return opened[:-1] * closed + "}" * random.choice((closed, closed - 1))


def lists(random: Random) -> str:
    """Nest values."""
    many = amount(random)
    return f"{{ nodes(ids: {'[' * many}{']' * many}) {{ id }} }}"


def filters(random: Random) -> str:
    """Nest what a filter may be nested in."""
    many, word = amount(random), random.choice(("not: {", "and: {", "or: [{"))
    end = "}]" if "[" in word else "}"
    inner = f"{word * many}name: {{contains: {quoted(random)}}}{end * many}"
    return f"{{ people(filter: {{{inner}}}) {{ totalCount }} }}"


def types(random: Random) -> str:
    """Nest the type of a variable."""
    many = amount(random)
    return f"query ($a: {'[' * many}Int{']' * many}) {{ __typename }}"


def aliases(random: Random) -> str:
    """Ask the same under many names."""
    asked = random.choice(FIELDS)
    return "{ " + " ".join(f"a{n}: {asked}" for n in range(amount(random))) + " }"


def repeated(random: Random) -> str:
    """Ask the same many times, to be merged."""
    asked = random.choice(
        ("__typename ", "people { nodes { id name } } ", "people { totalCount } ")
    )
    return f"{{ {asked * amount(random)} }}"


def conflicting(random: Random) -> str:
    """Ask under one name what cannot be merged."""
    parts = (f"a: person(id: {json.dumps(str(n))}) {{ name }}" for n in range(amount(random)))
    return "{ " + " ".join(parts) + " }"


def directives(random: Random) -> str:
    """Put many directives on a field."""
    word = random.choice(("@skip(if: false)", "@include(if: true)", "@a", "@skip", "@defer"))
    return f"{{ __typename {word * amount(random)} }}"


def cycle(random: Random) -> str:
    """Spread fragments in a ring."""
    many = amount(random)
    ring = (f"fragment f{n} on Query {{ ...f{(n + 1) % many} }}" for n in range(many))
    return "{ ...f0 } " + " ".join(ring)


def bomb(random: Random) -> str:
    """Spread each fragment twice in the one before it."""
    many, asked = random.choice((5, 10, 20, 40, 200)), random.choice(FIELDS)
    spread = random.choice(("...f{0} ...f{0}", "a: __typename ...f{0} ... {{ ...f{0} }}"))
    parts = (f"fragment f{n} on Query {{ {spread.format(n + 1)} }}" for n in range(many))
    return f"{{ ...f0 }} {' '.join(parts)} fragment f{many} on Query {{ {asked} }}"


def within(random: Random) -> str:
    """Nest a field that has lists in itself twice in every level."""
    inner = "id"
    for _ in range(random.randrange(1, 14)):
        inner = f"a: roles {{ nodes {{ person {{ {inner} }} }} }} b: events {{ totalCount }}"
    return f"{{ people {{ nodes {{ {inner} }} }} }}"


def wide(random: Random) -> str:
    """Ask for pages of pages of pages."""
    size, inner = random.choice((1, 50, 200)), "id"
    for _ in range(random.randrange(1, 6)):
        inner = f"roles(first: {size}) {{ nodes {{ organization {{ {inner} }} }} }}"
        inner = f"roles(first: {size}) {{ nodes {{ person {{ {inner} }} }} }}"
    return f"{{ organizations(first: {size}) {{ nodes {{ {inner} }} }} }}"


def introspection(random: Random) -> str:
    """Ask of the schema what it is in circles."""
    many = amount(random)
    inner = "fields { type { " * many + "name" + " } }" * many
    return random.choice((f"{{ __schema {{ types {{ {inner} }} }} }}", "{ __type { name } }"))


def operations(random: Random) -> str:
    """Send many operations."""
    kind = random.choice(("query", "mutation", "subscription"))
    return " ".join(f"{kind} q{n} {{ __typename }}" for n in range(amount(random)))


def variables(random: Random) -> str:
    """Declare many variables that are not used, or one many times."""
    word = random.choice(("$v{}: Int", "$v: Int", "$v{}: Nothing!", "$v{}: Int = {{}}"))
    declared = ", ".join(word.format(n) for n in range(amount(random)))
    return f"query ({declared}) {{ __typename }}"


def long(random: Random) -> str:
    """Send much that says nothing."""
    filler = random.choice(("#" + "x" * 50 + "\n", " ", ",", "\ufeff", '"""a""" ', "x"))
    return f"{{ __typename }} {filler * amount(random)}"


def text(random: Random) -> str:
    """Ask for texts that are hard to bear."""
    return random.choice(
        (
            "{{ search(query: {0}) {{ score }} }}",
            "{{ node(id: {0}) {{ id }} }}",
            "{{ person(id: {0}) {{ id names {{ text }} }} }}",
            "{{ people(filter: {{name: {{contains: {0}}}}}) {{ totalCount }} }}",
            "{{ people(filter: {{name: {{startsWith: {0}}}}}) {{ nodes {{ name(lang: {0}) }} }} }}",
            "{{ roles(filter: {{organization: [{0}]}}) {{ totalCount }} }}",
            "{{ compensationReports(filter: {{currency: {0}}}) {{ totalCount }} }}",
            "{{ __type(name: {0}) {{ name }} }}",
        )
    ).format(quoted(random))


def words(random: Random) -> str:
    """Search for words that nearly are there."""
    letters = "aeiounglz王李"
    made = ("".join(random.choices(letters, k=random.randrange(1, 9))) for _ in range(8))
    return f"{{ search(query: {json.dumps(' '.join(made))}, first: 200) {{ score }} }}"


def number(random: Random) -> str:
    """Ask for pages of no possible size."""
    given = random.choice(NUMBERS)
    return random.choice(
        (
            "{{ people(first: {0}) {{ nodes {{ id }} }} }}",
            "{{ people(last: {0}, first: {0}) {{ nodes {{ id }} }} }}",
            "{{ changes(since: {0}) {{ totalCount }} }}",
            "{{ compensationReports(filter: {{atLeastUsd: {0}}}) {{ totalCount }} }}",
        )
    ).format(given)


def place(random: Random) -> str:
    """Ask for what comes after no place."""
    name = random.choice(("people", "roles", "compensationReports", "models", "moves"))
    end = random.choice(("after", "before"))
    return f"{{ {name}({end}: {json.dumps(cursor(random))}) {{ nodes {{ id }} }} }}"


def day(random: Random) -> str:
    """Ask about days that are none."""
    given = json.dumps(random.choice(DATES))
    return random.choice(
        (
            "{{ roles(heldOn: {0}) {{ totalCount heldCounts {{ yes }} }} }}",
            '{{ organization(id: "openai") {{ parent(on: {0}) {{ id }} }} }}',
            "{{ talentFlows(joined: {{from: {0}, to: {0}}}) {{ certainCount }} }}",
        )
    ).format(given)


DOCUMENTS: tuple[Callable[[Random], str], ...] = (
    deep, braces, lists, filters, types, aliases, repeated, conflicting, directives, cycle, bomb,
    within, wide, introspection, operations, variables, long, text, words, number, place, day,
)  # fmt: skip
