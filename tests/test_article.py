"""The retold articles: their lengths, their readings, their claims, and how each front end shows them."""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from playwright.sync_api import Page, expect

from tests.widget_page import mount, tab_to
from variants.page import page as lesson_page
from widgets import LessonError, article, start
from widgets.article import HEADING, MARK, plain, ruby
from widgets.live import MIME

if TYPE_CHECKING:
    from tests.conftest import Outputs

ROOT = Path(__file__).resolve().parent.parent
# The 1,026 kanji that are taught at primary school in Japan (since 2020), by year.
PRIMARY = set(
    "一右雨円王音下火花貝学気九休玉金空月犬見五口校左三山子四糸字耳七車手十出女小上森人水正生青夕石赤千川先早草足"
    "村大男竹中虫町天田土二日入年白八百文木本名目立力林六"
    "引羽雲園遠何科夏家歌画回会海絵外角楽活間丸岩顔汽記帰弓牛魚京強教近兄形計元言原戸古午後語工公広交光考行高黄合"
    "谷国黒今才細作算止市矢姉思紙寺自時室社弱首秋週春書少場色食心新親図数西声星晴切雪船線前組走多太体台地池知茶昼"
    "長鳥朝直通弟店点電刀冬当東答頭同道読内南肉馬売買麦半番父風分聞米歩母方北毎妹万明鳴毛門夜野友用曜来里理話"
    "悪安暗医委意育員院飲運泳駅央横屋温化荷界開階寒感漢館岸起期客究急級宮球去橋業曲局銀区苦具君係軽血決研県庫湖向"
    "幸港号根祭皿仕死使始指歯詩次事持式実写者主守取酒受州拾終習集住重宿所暑助昭消商章勝乗植申身神真深進世整昔全相"
    "送想息速族他打対待代第題炭短談着注柱丁帳調追定庭笛鉄転都度投豆島湯登等動童農波配倍箱畑発反坂板皮悲美鼻筆氷表"
    "秒病品負部服福物平返勉放味命面問役薬由油有遊予羊洋葉陽様落流旅両緑礼列練路和"
    "愛案以衣位茨印英栄媛塩岡億加果貨課芽賀改械害街各覚潟完官管関観願岐希季旗器機議求泣給挙漁共協鏡競極熊訓軍郡群"
    "径景芸欠結建健験固功好香候康佐差菜最埼材崎昨札刷察参産散残氏司試児治滋辞鹿失借種周祝順初松笑唱焼照城縄臣信井"
    "成省清静席積折節説浅戦選然争倉巣束側続卒孫帯隊達単置仲沖兆低底的典伝徒努灯働特徳栃奈梨熱念敗梅博阪飯飛必票標"
    "不夫付府阜富副兵別辺変便包法望牧末満未民無約勇要養浴利陸良料量輪類令冷例連老労録"
    "圧囲移因永営衛易益液演応往桜可仮価河過快解格確額刊幹慣眼紀基寄規喜技義逆久旧救居許境均禁句型経潔件険検限現減"
    "故個護効厚耕航鉱構興講告混査再災妻採際在財罪殺雑酸賛士支史志枝師資飼示似識質舎謝授修述術準序招証象賞条状常情"
    "織職制性政勢精製税責績接設絶祖素総造像増則測属率損貸態団断築貯張停提程適統堂銅導得毒独任燃能破犯判版比肥非費"
    "備評貧布婦武復複仏粉編弁保墓報豊防貿暴脈務夢迷綿輸余容略留領歴"
    "胃異遺域宇映延沿恩我灰拡革閣割株干巻看簡危机貴揮疑吸供胸郷勤筋系敬警劇激穴絹券権憲源厳己呼誤后孝皇紅降鋼刻穀"
    "骨困砂座済裁策冊蚕至私姿視詞誌磁射捨尺若樹収宗就衆従縦縮熟純処署諸除承将傷障蒸針仁垂推寸盛聖誠舌宣専泉洗染銭"
    "善奏窓創装層操蔵臓存尊退宅担探誕段暖値宙忠著庁頂腸潮賃痛敵展討党糖届難乳認納脳派拝背肺俳班晩否批秘俵腹奮並陛"
    "閉片補暮宝訪亡忘棒枚幕密盟模訳郵優預幼欲翌乱卵覧裏律臨朗論"
)
# Claims that lessons 00 to 05 are built on.
CENTRE = {
    "a": "A05 A06 A07 A14 A15 A18a A24 A25 A26 A30 A31 A32 A03 N13 N01 A01 A38",
    "b": "B04 B07 B11 N20 B02 B09 B17",
}


def _rows(key: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "composites.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["article"] == key]


def _sentences(key: str) -> list[dict[str, str]]:
    return [row for row in _rows(key) if not row["text"].startswith(HEADING)]


def _data(displayed: Outputs, key: str, code: str) -> Any:
    def cell() -> None:
        start("00", code, {}, {})
        article(key)

    return displayed(cell)[-1].data


@pytest.mark.parametrize("key", ["a", "b"])
def test_an_article_is_as_long_as_a_page_of_a_schoolbook(key: str) -> None:
    rows = _sentences(key)
    assert 225 <= sum(len(row["text"].split()) for row in rows) <= 275
    assert 540 <= sum(len(plain(row["text_ja"])) for row in rows) <= 660


@pytest.mark.parametrize("key", ["a", "b"])
def test_every_sentence_names_claims_of_its_article(key: str) -> None:
    with (ROOT / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file) if row["article"] == key}
    named = [row["claims"].split() for row in _sentences(key)]
    assert all(named)
    found = {claim for claims in named for claim in claims}
    assert len(found) >= 12
    assert set(CENTRE[key].split()) <= found
    assert found <= known


@pytest.mark.parametrize("key", ["a", "b"])
def test_readings_stand_over_names_and_over_kanji_beyond_primary_school(key: str) -> None:
    assert len(PRIMARY) == 1026
    for row in _rows(key):
        text = row["text_ja"]
        assert MARK.sub("", text).translate(str.maketrans("", "", "{|}")) == MARK.sub("", text), text
        bare = set(re.findall("[一-鿿]", MARK.sub("", text))) - PRIMARY
        assert not bare, (bare, text)
        for word, reading in MARK.findall(text):
            assert re.fullmatch("[一-鿿]+", word), word
            assert re.fullmatch("[ぁ-ゖァ-ヺー]+", reading), reading
        for name in ("中国", "韓国", "上海", "李強"):
            assert name not in MARK.sub("", text), text


def test_a_reading_stands_above_its_word_and_leaves_the_plain_text() -> None:
    text = "{上海|シャンハイ}で<話す>"
    assert plain(text) == "上海で<話す>"
    assert ruby(text) == "<ruby>上海<rp>（</rp><rt>シャンハイ</rt><rp>）</rp></ruby>で&lt;話す&gt;"


def sanitized_tags() -> set[str]:
    """Tags that the installed JupyterLab leaves in an output that it does not trust."""
    for script in (Path(sys.prefix) / "share" / "jupyter" / "lab" / "static").glob("jlab_core*.js"):
        found = re.search(r'allowedTags:(\["a","abbr".*?\])', script.read_text("utf-8"))
        if found:
            return set(json.loads(found[1]))
    pytest.fail("JupyterLab's list of tags was not found: look at @jupyterlab/apputils, sanitizer.")


def test_the_still_holds_nothing_that_jupyterlab_takes_out(displayed: Outputs) -> None:
    found = _data(displayed, "a", "ja")
    tags = set(re.findall(r"<([a-z0-9]+)", found["text/html"]))
    assert tags <= sanitized_tags(), tags - sanitized_tags()
    assert "ruby" not in sanitized_tags()  # if this changes, the still can carry readings
    assert "{" not in found["text/html"] + found["text/plain"]
    assert "<ruby>中国<rp>" in found[MIME]["ruby_html"]


def test_english_has_no_readings_and_keeps_the_slips(displayed: Outputs) -> None:
    found = _data(displayed, "a", "en")
    assert found[MIME]["ruby_html"] is None
    assert "13.9575 trillion yen" in found["text/html"]
    assert "13.8575 trillion yen" in found["text/html"]
    assert "[A05, A07, N03]" in found["text/html"]
    assert "What is known of the original" in found["text/html"]


def test_an_unknown_article_is_refused() -> None:
    start("00", "en", {}, {})
    with pytest.raises(LessonError, match=r"there is no article 'c' .* choose one of: a, b"):
        article("c")


def test_the_switch_puts_readings_above_the_words_by_keyboard(displayed: Outputs, page: Page) -> None:
    data = _data(displayed, "b", "ja")[MIME]
    mount(page, data, lang="ja")
    expect(page.locator("rt")).to_have_count(0)
    tab_to(page, data["words"]["furigana"])
    page.keyboard.press("Space")
    expect(page.locator("rt").first).to_be_visible()
    assert page.locator("rt").count() == len(MARK.findall("".join(row["text_ja"] for row in _rows("b"))))
    page.keyboard.press("Space")
    expect(page.locator("rt")).to_have_count(0)


@pytest.mark.parametrize("code", ["en", "ja"])
def test_it_fits_a_narrow_screen(displayed: Outputs, page: Page, code: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    mount(page, _data(displayed, "a", code)[MIME], lang=code)
    if code == "ja":
        page.get_by_role("checkbox").check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def _written(displayed: Outputs, folder: Path) -> str:
    found = _data(displayed, "a", "ja")
    cell = nbformat.v4.new_code_cell("article('a')", id="article-a")
    cell.metadata["jupyter"] = {"source_hidden": True}
    cell.outputs = [nbformat.v4.new_output("display_data", data=found)]
    head = nbformat.v4.new_markdown_cell("# 記事", id="heading")
    (folder / "kit").mkdir()
    for name in ("kit.js", "vega.js", "page.js", "page.css"):
        (folder / "kit" / name).write_bytes((ROOT / "widgets" / "static" / name).read_bytes())
    (folder / "kit" / "readings.js").touch()  # no readings, so no switch but the article's own
    (folder / "ja").mkdir()
    html = lesson_page(nbformat.v4.new_notebook(cells=[head, cell]), "00", "ja")
    (folder / "ja" / "00.html").write_text(html, "utf-8")
    return (folder / "ja" / "00.html").as_uri()


def test_paper_is_plain_and_with_furigana_on_request(displayed: Outputs, page: Page, tmp_path: Path) -> None:
    page.goto(_written(displayed, tmp_path))
    expect(page.locator(".page-mount.is-live")).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.locator(".page-article")).to_be_visible()
    expect(page.locator(".page-paper rt").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("checkbox").check()
    page.emulate_media(media="print")
    expect(page.locator(".page-article")).to_be_hidden()
    expect(page.locator(".page-paper rt").first).to_be_visible()


def test_without_scripts_the_furigana_version_is_folded(
    displayed: Outputs, page: Page, tmp_path: Path
) -> None:
    address = _written(displayed, tmp_path)
    assert page.context.browser is not None
    context = page.context.browser.new_context(java_script_enabled=False)
    plain_page = context.new_page()
    plain_page.goto(address)
    expect(plain_page.locator(".page-article")).to_be_visible()
    expect(plain_page.locator("rt").first).to_be_hidden()
    plain_page.locator(".page-furigana > summary").click()
    expect(plain_page.locator("rt").first).to_be_visible()
    context.close()
