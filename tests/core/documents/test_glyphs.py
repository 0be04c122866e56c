"""No document of ours prints a box."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import core
from core.documents.errors import MissingGlyph
from core.documents.glyphs import (
    FONT_DIRECTORY,
    covered_code_points,
    missing_characters,
    require_glyphs,
)

ROOT = Path(core.__file__).parent.parent

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
    "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
    "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵"
    "冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东"
    "欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公万俟司马上官欧阳夏侯诸葛"
    "闻人东方赫连皇甫尉迟公羊澹台公冶宗政濮阳淳于单于太叔申屠公孙仲孙轩辕令狐钟离宇文长孙慕容鲜于闾丘司徒司空亓官司寇仉督子车"
)
RARE_IN_NAMES = "䶮㛃㐱龑堃喆玥昇燚赟翀旻瀓僪爨犇骉淼焱垚叒嫪槑囍頔祎祎玊翾翯曌𬭎𫖯𫠊𬸚𬒈𬭚𫍯"
PLACES = (
    "儋州亳州衢州婺源鄄城濮阳睢宁黟县歙县盱眙邳州邗江郯城郓城鄞州鄱阳栟茶珲春洮南桦甸"
    "蛟河酉阳綦江涪陵潼南璧山枞阳阜阳濉溪灵璧砀山烔炀甪直浒墅"
)
MINORITY = "买买提·艾则孜 阿不都热依木·托合提 Ñuño Müller lǜ nǚ"


@pytest.mark.parametrize(
    "text", [SURNAMES, RARE_IN_NAMES, PLACES, MINORITY, "¥￥→％（）《》“”‘’…—①"]
)
def test_names_places_and_signs_have_glyphs(text):
    assert missing_characters(text) == set()


def test_every_character_of_every_template_is_in_both_weights():
    elsewhere = {".venv", "var"}
    templates = [
        path for path in ROOT.rglob("*.typ") if not elsewhere & set(path.relative_to(ROOT).parts)
    ]
    with TTFont(FONT_DIRECTORY / "NotoSansSC-Bold.otf", lazy=True) as font:
        bold = set(font.getBestCmap())

    text = "".join(path.read_text(encoding="utf-8") for path in templates)

    assert len(templates) >= 7
    assert missing_characters(text) == set()
    assert {character for character in text if ord(character) not in bold} <= {"\n"}


def test_the_coverage_file_is_that_of_the_regular_font():
    with TTFont(FONT_DIRECTORY / "NotoSansSC-Regular.otf", lazy=True) as font:
        assert set(font.getBestCmap()) == covered_code_points()


def test_refuses_a_missing_character_and_names_it():
    with pytest.raises(MissingGlyph) as refused:
        require_glyphs({"borrower": {"name": "王𱁬"}, "rows": [["ok"]]})

    assert refused.value.characters == ("𱁬",)
    assert refused.value.code == "document_missing_glyph"


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\x00", "\x1b", "\ufeff"])
def test_refuses_marks_that_hide_or_turn_text(mark):
    with pytest.raises(MissingGlyph):
        require_glyphs(["张三" + mark])
