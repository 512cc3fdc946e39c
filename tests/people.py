"""Made-up people with several names each, Latin and Han, to be searched."""

import random
from collections.abc import Iterator

from fixtures.derive import derive
from fixtures.romanize import readings
from fixtures.rows import Rows
from models import Evidence, Identifier, Name, NameKind, Person, Source, SourceTier

# The commonest first; each is half as common as the one that stands three places before it.
FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉红建文利国新春梅海燕雪荣爱民志辉宏波宇浩然子轩"
    "俊旸思远佳琪嘉懿晨曦瑞泽天翔一鸣梦瑶欣怡博文雨泽彬元顺景仁智杰楚开复凯明立可为民"
)
FIRST = (
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Noam "
    "Richard Susan Joseph Jessica Thomas Sarah Charles Karen Ashish Lukasz Jakob Niki Aidan Ilya "
    "Andrej Geoffrey Yoshua Yann Demis Fei-Fei Kai-Fu François Søren Zoë José André Łukasz Björn "
    "Anaïs Chloé Renée Jürgen Günther Mustafa Arvind Priya Rahul Sundar Satya Dario Daniela Greg"
)
LAST = (
    "Al Ber Car Dal Ek Fran Gal Hol Iv Jan Kar Lin Mar Nor Os Pet Quin Ros Sal Tor",
    "a an ber da el en fi go ha in ka la man ne or pa ro sa ti ul va wi",
    "a an ber da el en fi go ha in ka la man ne or pa ro sa ti ul va wi",
    "berg dez er ez ford holm ić idis ini kov ley man mann øy son sen ski stein ton wood",
)
"""What a family name is put together from, part by part."""


class Namer:
    """Makes names; the same seed makes the same names."""

    def __init__(self, source: random.Random) -> None:
        self.random = source
        self.weights = [0.5 ** (n / 3) for n in range(len(FAMILIES))]
        self.first = FIRST.split()
        self.last = [parts.split() for parts in LAST]

    def chinese(self) -> Iterator[tuple[str, NameKind]]:
        """Name someone in both scripts and orders; some have no pinyin on record."""
        [family] = self.random.choices(FAMILIES, self.weights)
        han = family + "".join(self.random.choices(GIVEN, k=self.random.choice((1, 2, 2, 2))))
        if self.random.random() < 0.2:
            first = self.random.choice(self.first)
            yield f"{first} {readings(han)[0][0].title()}", NameKind.PRIMARY
            yield han, NameKind.NATIVE
            return
        family, given = (part.title() for part in readings(han)[-1])
        yield f"{family} {given}", NameKind.PRIMARY
        yield han, NameKind.NATIVE
        yield f"{given} {family}", NameKind.ROMANIZED
        yield f"{self.random.choice(self.first)} {family}", NameKind.ALIAS

    def other(self) -> Iterator[tuple[str, NameKind]]:
        """Name someone in Latin letters, in full and shortened."""
        first, middle = self.random.choices(self.first, k=2)
        last = self.family()
        yield f"{first} {last}", NameKind.PRIMARY
        yield f"{first} {middle} {last}", NameKind.ALIAS
        yield f"{first} {middle[0]}. {last}", NameKind.ALIAS
        yield f"{first[0]}. {last}", NameKind.ABBREVIATION

    def family(self) -> str:
        """Return a family name in Latin letters."""
        return "".join(map(self.random.choice, self.last))


class People:
    """Makes people; the same seed makes the same people."""

    def __init__(self, number: int, seed: int = 1) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret is made
        self.namer = Namer(self.random)
        self.rows = Rows()
        self.sources = max(1, number // 5)
        for n in range(self.sources):
            self._source(n)
        for n in range(number):
            self._person(n)

    def _source(self, n: int) -> None:
        self.rows.of(Source).append(
            Source(
                id=f"source/s{n}",
                url=f"https://www.example{n % 50}.com/news/{n}?utm_source=feed",
                headline=f"Headline {n}",
                publisher=f"Paper {n % 50}",
                tier=SourceTier.TRADE_MEDIA,
                publisher_folded="",
            )
        )

    def _person(self, n: int) -> None:
        record = f"person/p{n}"
        self.rows.of(Person).append(Person(id=record, name_sort=""))
        names: dict[str, NameKind] = {}
        for text, kind in self.namer.chinese() if n % 2 else self.namer.other():
            names.setdefault(text, kind)
        for position, (text, kind) in enumerate(names.items()):
            lang = "zh-Hans" if kind is NameKind.NATIVE else "en"
            self.rows.of(Name).append(
                Name(
                    record_id=record, position=position, text=text, kind=kind, lang=lang, folded=""
                )
            )
        for _ in range(self.random.choice((1, 1, 1, 2, 5))):
            self._evidence(record)
        if n % 10 == 0:
            self.rows.of(Identifier).append(
                Identifier(record_id=record, scheme="github", value=f"handle{n}")
            )

    def _evidence(self, record: str) -> None:
        source = self.random.randrange(self.sources)
        number = len(self.rows.of(Evidence))
        evidence = f"evidence/{record.replace('/', '.')}.s{source}.{number}"
        self.rows.of(Evidence).append(
            Evidence(id=evidence, subject_id=record, source_id=f"source/s{source}")
        )


def people(number: int, seed: int = 1) -> Rows:
    """Return made-up people, with what is derived."""
    return derive(People(number, seed).rows)
