"""Country names and codes, as files write them, to ISO 3166 codes (CLDR’s names, through Babel); a word it does not know gives none, never a guess."""

import re
from functools import cache, lru_cache

from fiche.words import unaccented

# French territories: their companies have SIREN numbers and French law.
FRENCH = frozenset("FR GP MQ GF RE YT PM BL MF WF PF NC TF".split())
# What CLDR's French and English names leave out: usual names, former ones, and the countries' own.
_MORE = {
    "GB": "royaume uni|angleterre|ecosse|pays de galles|irlande du nord|grande bretagne|england|scotland|wales|great britain|northern ireland|united kingdom of great britain and northern ireland",
    "US": "usa|etats unis d amerique|united states of america|the united states|etats unis usa|eeuu|amerique",
    "FR": "france metropolitaine|metropole|republique francaise|dom|dom tom|drom|fra|frankreich|francia",
    "DE": "deutschland|republique federale d allemagne|rfa|alemania|germania",
    "BE": "belgie|belgien|royaume de belgique", "NL": "hollande|holland|nederland|the netherlands", "CH": "schweiz|svizzera|confederation suisse|confederation helvetique",
    "ES": "espana|spanien|royaume d espagne", "IT": "italia|italien", "LU": "luxemburg|letzebuerg|grand duche de luxembourg", "AT": "osterreich", "PL": "polska",
    "DK": "danmark", "SE": "sverige", "NO": "norge", "FI": "suomi", "CZ": "republique tcheque|czech republic|tchequie", "SK": "republique slovaque|slovak republic",
    "GR": "hellas|ellada", "RU": "federation de russie|russian federation", "TR": "turkiye", "CN": "republique populaire de chine|chine populaire|prc", "HK": "hong kong",
    "MO": "macao|macau", "KR": "coree|republique de coree|korea|republic of korea", "KP": "coree du nord", "CI": "cote d ivoire|ivory coast", "CD": "rdc|republique democratique du congo|congo kinshasa",
    "CG": "congo|republique du congo|congo brazzaville", "VN": "viet nam", "BR": "brasil", "MX": "mejico", "AE": "emirats|emirats arabes unis|uae", "SA": "arabie saoudite",
    "RE": "ile de la reunion|reunion", "MD": "moldavie", "MK": "macedoine", "SZ": "swaziland", "MM": "birmanie|burma", "CV": "cap vert", "BY": "bielorussie", "PS": "palestine", "VA": "vatican",
    "JP": "nippon", "MA": "royaume du maroc", "TW": "taiwan", "IE": "eire|republique d irlande|republic of ireland",
}  # fmt: skip
_NO_COUNTRY = frozenset("EU EZ UN QO XA XB ZZ".split())
_ARTICLE = re.compile(r"^(?:la|le|les|l|the) (?=.)")


def _key(text: str) -> str:
    """«Côte d’Ivoire» → «cote d ivoire», «U.S.A.» → «usa»."""
    words = re.sub(r"[^a-z0-9]+", " ", unaccented(text).replace(".", "")).strip()
    return _ARTICLE.sub("", words)


@cache
def _names() -> dict[str, tuple[str, str]]:
    """{key: (code, name as it is written)}: French and English names, codes of two and three letters and of three digits, other usual names."""
    from babel import Locale
    from babel.core import get_global

    found: dict[str, tuple[str, str]] = {}
    territories = {language: dict(Locale(language).territories) for language in ("fr", "en")}
    codes = {c for names in territories.values() for c in names if re.fullmatch("[A-Z]{2}", c)} - _NO_COUNTRY
    for names in territories.values():
        for code in sorted(codes & names.keys()):
            found.setdefault(_key(names[code]), (code, names[code]))
    for code, others in _MORE.items():
        for name in others.split("|"):
            found.setdefault(_key(name), (code, territories["fr"][code]))
    for alias, targets in get_global("territory_aliases").items():
        if len(targets) == 1 and targets[0] in codes and re.fullmatch("[A-Z]{2,3}|[0-9]{3}", alias):
            found.setdefault(alias.lower(), (targets[0], alias))
    for code in codes:
        found[code.lower()] = (code, code)
    return found


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """The two-letter code of a country named or coded in French or English: «Royaume-Uni», «UK», «Angleterre», «GBR» → GB; else None.

    «FR - France» and «Paris (France)» hold one country that can be told: the parts that are known must agree.
    """
    names = _names()
    key = _key(text)
    key = key.removeprefix("base") if re.fullmatch(r"base\.[a-z]{2}", text) else key  # Odoo's identifiers
    if key in names:
        return names[key][0]
    parts = [_key(part) for part in re.split(r"\s[-–—]\s|[(),;/]", text) if _key(part)]
    codes = {names[part][0] for part in parts if part in names} if len(parts) > 1 else set()
    return codes.pop() if len(codes) == 1 else None


@lru_cache(maxsize=4096)
def country_said(text: str, language: str) -> str:
    """A country as it is read: the name in that language of one that is only coded («FR», «base.fr» → «France»), any other as it came."""
    from babel import Locale

    code = country_code(text) if re.fullmatch(r"[A-Z]{2,3}|base\.[a-z]{2}", text) else None
    return text if code is None else Locale(language).territories[code]


@lru_cache(maxsize=4096)
def likely_country(text: str) -> str | None:
    """The name that a misspelt one surely is: the only country whose name is one letter away, or two in a long one; «Belgiqe» → «Belgique»."""
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    key = _key(text)
    if len(key) < 5:
        return None
    names = {k: v for k, v in _names().items() if len(k) >= 5}
    most = 1 if len(key) < 7 else 2
    near = process.extract(key, names.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=5)
    nearest = [names[name] for name, distance, _ in near if distance == near[0][1]]
    return nearest[0][1] if len({code for code, _ in nearest}) == 1 else None
