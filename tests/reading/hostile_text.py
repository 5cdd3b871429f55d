"""Hostile text files: quotes that never close, lines without end, characters that are none; it reads none of them."""

import random
from pathlib import Path

from tests.reading.hostile import CELLS, DAMAGED, EMPTY, NOT_TABLE, READ, Hostile, Write, hostile

ENCODING = "unreadable_encoding"


def many(piece: bytes, times: int, start: bytes = b"", end: bytes = b"") -> Write:
    """What writes `piece` so many times."""

    def write(path: Path) -> None:
        block = piece * max(1, (1 << 20) // len(piece))
        whole, rest = divmod(times * len(piece), len(block))
        with path.open("wb") as out:
            out.write(start)
            for _ in range(whole):
                out.write(block)
            out.write(block[:rest] + end)

    return write


NOISE = random.Random(7).randbytes(500_000)
BARE = bytes(b for b in range(1, 256))

FILES: tuple[Hostile, ...] = (
    hostile("guillemet_ouvert.csv", many(b"a;b;c\n", 1_000_000, b'x;"'), READ),
    hostile("guillemets_seuls.csv", many(b'"', 20_000_000), DAMAGED, READ),
    hostile("guillemets_impairs.csv", many(b'a;"b;c\n', 150_000), READ),
    hostile("guillemets_doubles.csv", many(b'"a""b";"c\n"\n', 300_000, b"", b'"'), READ),
    hostile("une_ligne.csv", many(b"x", 50_000_000), DAMAGED),
    hostile("un_million_de_colonnes.csv", many(b"a;", 1_000_000, b"", b"\n1;2\n"), CELLS),
    hostile("quatre_mille_colonnes.csv", many(b"colonne;", 4_000, b"", b"\n1;2\n"), READ),
    hostile("ligne_large_puis_lignes.csv", many(b"a\n", 10_000, b";" * 10_000 + b"\n"), CELLS, READ),
    hostile("lignes_vides.csv", many(b"\n", 30_000_000), EMPTY),
    hostile("lignes_vides_puis_une.csv", many(b"\n", 2_000_000, b"a;b\n", b"1;2\n"), READ, CELLS),
    hostile("delimiteurs_seuls.csv", many(b";,\t|", 2_000_000), READ, CELLS, EMPTY),
    hostile("delimiteurs_meles.csv", many(b"a;b,c\td|e\n", 500_000), READ),
    hostile("zeros.csv", many(b"\0", 20_000_000), NOT_TABLE, EMPTY),
    hostile("zeros_meles.csv", many(b"a;b\0\n", 10_000), READ, NOT_TABLE),
    hostile("bruit.csv", NOISE, NOT_TABLE),
    hostile("tous_les_octets.csv", BARE * 100, READ, NOT_TABLE),
    hostile("octets_hauts.csv", bytes(range(128, 256)) * 1_000, READ, NOT_TABLE, ENCODING),
    hostile("utf8_coupe.csv", "Société é".encode() * 1_000 + b"\xc3", READ),
    hostile("utf8_trop_long.csv", b"a;b\n\xc0\xaf;\xed\xa0\x80\n" * 100, READ),
    hostile("utf16_impair.csv", "a;b\né;2\n".encode("utf-16") + b"\x41", READ),
    hostile("utf16_demi_paires.csv", b"\xff\xfe" + b"\x00\xd8;\x00b\x00\n\x00" * 1_000, READ, NOT_TABLE),
    hostile("utf32.csv", "a;b\n1;2\n".encode("utf-32"), READ),
    hostile("marque_seule.csv", b"\xef\xbb\xbf", EMPTY),
    hostile("fin_de_fichier_dos.csv", b"a;b\n1;2\n\x1a" + bytes(1_000), READ, NOT_TABLE),
    hostile("retours_seuls.csv", many(b"a;b\r", 1_000_000), READ),
    hostile("sep_etrange.csv", b"sep=\"\na\"b\n1\"2\n", READ),
    hostile("barres_inverses.csv", many(b'"a\\";"b\\"\n', 200_000), READ),
    hostile("champ_de_40_mo.csv", many(b"x\n", 20_000_000, b'a;"', b'";b\n'), READ, DAMAGED),
    hostile("formules.csv", b'Client;Montant\n"=cmd|\'/c calc\'!A1";1\n@SUM(1);2\n', READ),
    hostile("noms_de_champs_longs.csv", b";".join([b"h" * 100_000] * 20) + b"\n" + b";".join([b"1"] * 20), READ),
)  # fmt: skip
