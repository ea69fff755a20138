"""What a learner types and reads in lessons 01, 02 and 04, worked out by hand from the tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fill:
    """A text with blanks: wrong in every blank, then right."""

    place: int  # among the questions of the lesson
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    praise: str


@dataclass(frozen=True)
class Choose:
    """A choice: the clue of a wrong option, then the praise of the right one."""

    place: int
    wrong: str
    clue: str
    right: str
    praise: str


@dataclass(frozen=True)
class Turn:
    """A chart's list, so many options down, and what the reading says then."""

    chart: int  # among the charts with controls
    control: int
    down: int
    says: str


@dataclass(frozen=True)
class Walk:
    """One lesson in one language."""

    name: str
    language: str
    questions: int
    closed: int  # reveals that wait for a question
    opens: int  # of these, the ones that wait for the guess
    locked: str
    distance: str
    reveal: tuple[str, ...]
    turns: tuple[Turn, ...]
    asked: tuple[Fill | Choose, ...]
    card: int
    text: str
    count: str


# 12 of 193 systems pass all four questions: 6.2 of 100, so 25 is 19 too high. Rungs of the six systems, counted from the
# left until another word than "open" comes: 0, 2, 4, 1, 3, 4. Up to the training code: 10 of 64 are 15.6 of 100, and
# 8 of 123 are 6.5; China 4 of 59 (6.8), the United States 6 of 76 (7.9), 1.1 apart.
OPEN_EN = Walk(
    "01-open-and-closed", "en", 11, 5, 3,
    locked="Your guess is locked in: 25 of every 100 systems",
    distance="That is 19 too high.",
    reveal=("about 6 pass all four questions: 12 of 193",),
    turns=(
        Turn(0, 0, 2, "the United States 7.9 of 100, China 6.8 of 100. On this rung the United States has the larger share."),
        Turn(0, 0, 1, "the United States 5.3 of 100, China 1.7 of 100."),
    ),
    asked=(
        Fill(1, ("3", "4", "2", "3", "1", "1"), ("0", "2", "4", "1", "3", "4"), "more than one rung is open, but not in a row"),
        Fill(2, ("all AI systems that these makers have built", "40"), ("systems that their makers call open", "15.6"),
             "15.6 of every 100, against 6.5 for firms. The two shares are 9.1 apart. On the same rung the two countries are 1.1 apart."),
        Choose(3, "Anybody who has the time", "Which rung holds the training data?", "You can run it yourself", "The second rung sets the limits"),
        Choose(5, "Researchers everywhere", "Which cell of the record speaks of this?", "Its weights can be downloaded", "It names the release"),
    ),
    card=4, text="Both reach the first rung.", count="5 words",
)  # fmt: skip

# 3 of 34 programmes name all six layers: 8.8 of 100, so 25 is 16 too high. Among the layers of France three are known; the
# next of the list, Brazil, has six. 6 of 34 name three layers: 17.6 of 100, the label of a bar. 1,000 of 3,000
# are 33. 328 billion are 63 times 5.2 billion.
SOVEREIGN_JA = Walk(
    "02-sovereign-ai", "ja", 10, 3, 2,
    locked="予想を決めました：25件（計画100件のうち）",
    distance="実際の値より16大きい予想です。",
    reveal=("もとの数は34件のうち3件で、小さな数です。", "100件のうち18件"),
    turns=(
        Turn(0, 0, -14, "EUでは、7層のうち 1層 に、計画か事実があります。"),
        Turn(0, 0, 10, "フランスでは、7層のうち 3層 に、計画か事実があります。"),
        Turn(0, 0, 1, "ブラジルでは、7層のうち 6層 に、計画か事実があります。確かめた事実がない層：エネルギー。"),
    ),
    asked=(
        Fill(1, ("議会が可決した国の予算", "50"), ("種類の違うお金を合わせた発表額", "33"), "100のうち33"),
        Choose(2, "国がこの額をすべて払う", "支払いずみの代金のうち、どれでしょうか", "何かが約束された", "一つずつ確かめます"),
        Choose(4, "二つを足すと", "二つは同じ種類、同じ年のお金ですか", "一つ目はだれのお金かを確かめる", "63倍"),
    ),
    card=3, text="記事の言葉です。", count="8",
)  # fmt: skip

# People of 2024: 1,408,975,000 and 340,110,988, so 81 of 100 live in China; 25 is 56 too low. Doctorates: 1.07 (32,000 and
# 30,000) and 1.47. India: 2.6 million by 118,706,000 people of 20 to 24 are 21.9 of 1,000; Japan: 195,000 by 6,139,100, 31.8.
TALENT_EN = Walk(
    "04-talent-comparison", "en", 9, 3, 2,
    locked="Your guess is locked in: 25 of every 100 people",
    distance="That is 56 too low.",
    reveal=("4.14 times the people",),
    turns=(
        Turn(0, 0, 3, "from 1.07 times (NSB, doctorates, 2015) to 1.47 times"),
        Turn(0, 1, 1, "The United States: 30,000 to"),
        Turn(1, 0, 1, "First degree: China 29, the United States 20. Work or study: China 11, the United States 59."),
    ),
    asked=(
        Fill(1, ("of all people who hold such a degree", "45"), ("of people who finished in one year", "21.9"), "47.7 for China and 24.6 for the United States"),
        Choose(2, "A young person there", "How many young people live in each country?", "More people finished a STEM degree", "you still need the people"),
        Choose(4, "The number is exact", "Exact about whom?", "It is a share of the network", "divides by members"),
    ),
    card=3, text="CSET counted all degrees.", count="4 words",
)  # fmt: skip
TALENT_JA = Walk(
    "04-talent-comparison", "ja", 9, 3, 2,
    locked="予想を決めました：25人（100人のうち）",
    distance="実際の値より56小さい予想です。",
    reveal=("人口はアメリカの4.14倍",),
    turns=(
        Turn(0, 0, 3, "1.07倍（NSB・博士、2015年）から1.47倍"),
        Turn(0, 1, 1, "アメリカは3万人から"),
        Turn(1, 0, 1, "学部を出た国は、中国29人、アメリカ20人。働いている国か学んでいる国は、アメリカ59人、中国11人です。"),
    ),
    asked=(
        Fill(1, ("その学位を持つ人全員", "16"), ("その年に卒業した人", "31.8"), "アメリカは24.6人、中国は47.7人"),
        Choose(2, "その国の若者は", "それぞれの国に、若者は何人いますか", "記事の情報源の数え方では", "比べるには、人口、学位の段階、年も要ります"),
        Choose(4, "小数点以下が二桁", "だれについて正確なのでしょう", "SNSの会員のうちの割合だ", "会員"),
    ),
    card=3, text="全段階の人数です。", count="9",
)  # fmt: skip
WALKS = (OPEN_EN, SOVEREIGN_JA, TALENT_EN, TALENT_JA)
