#!/usr/bin/env python3
"""White space, comments and every other choice of spelling change no output byte.

Each sample is written in many ways that mean the same; whatever is generated, for whatever
release, must be the same.
"""

import html
import random
import re
import sys

import harness

TOKEN = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<[^>]*>|[^<]+", re.DOTALL)
ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
BLANKS = " \t\n"


def tokens(text):
    """Tags and texts; a text is what is between two tags, decoded, without comments."""
    pending = ""
    for match in TOKEN.finditer(text):
        piece = match[0]
        if piece.startswith(("<!--", "<?")):
            continue
        if piece.startswith("<![CDATA["):
            pending += piece[9:-3]
        elif piece.startswith("<"):
            yield "text", pending
            pending = ""
            yield "tag", piece
        else:
            pending += html.unescape(piece)


def rewrite(source, write_text, write_tag=lambda tag: tag, between=lambda: ""):
    """The document with its texts and tags written again, and something between any two."""
    out = []
    for kind, piece in tokens(source):
        if kind == "tag":
            out.append(write_tag(piece))
        elif piece.strip():
            out.append(write_text(piece.strip()))
        else:
            out.append(between())
    return "".join(out)


def plain(text):
    return html.escape(text, quote=False)


def fields(text, blank):
    """A region with a blank around each of its fields; other texts as they are."""
    if re.match(r"(hv|dm):/", text):
        return re.sub(r"\s*([,:])\s*(?!/)", lambda m: blank + m[1] + blank, text)
    return text


def attributes(write):
    """A writer of tags that hands (name, value) pairs to write."""
    def write_tag(tag):
        if tag.startswith("</"):
            return tag
        pairs = [(m[1], m[2][1:-1]) for m in ATTRIBUTE.finditer(tag)]
        head = re.match(r"<\S*?(?=[\s/>])", tag)[0]
        return head + write(pairs) + ("/>" if tag.endswith("/>") else ">")
    return write_tag


def scattered(random_source):
    """A little of everything, by chance."""
    fillers = ["", " ", "\n", "\t\r\n ", "<!-- a, 2, 0:1 -->", "<!---->", "<?pi a?>", "\n\n\n"]

    def filler():
        return "".join(random_source.choice(fillers) for _ in range(random_source.randint(0, 3)))

    def text(value):
        value = fields(value, random_source.choice(["", " ", "\n\t", "  "]))
        pieces = []
        while value:
            length = random_source.randint(1, len(value))
            piece, value = value[:length], value[length:]
            pieces.append(random_source.choice([
                plain(piece),
                "<![CDATA[%s]]>" % piece,
                "".join("&#%d;" % ord(c) for c in piece),
                plain(piece) + "<!-- %s -->" % ("-".join("0:2,") + " "),
            ]))
        return filler() + "".join(pieces) + filler()

    def tag(value):
        if value.startswith("</"):
            return value[:-1] + random_source.choice(["", " ", "\n"]) + ">"
        return attributes(lambda pairs: "".join(
            random_source.choice([" ", "\n\t"]) + "%s = '%s'" % pair
            for pair in random_source.sample(pairs, len(pairs))) + random_source.choice(["", " "])
        )(value)

    return lambda source: rewrite(source, text, tag, filler)


def collapse(source):
    """<a></a> as <a/>."""
    return re.sub(r"<([\w-]+)((?:\s[^<>]*)?)>\s*</\1\s*>", r"<\1\2/>", source)


def expand(source):
    """<a/> as <a></a>."""
    return re.sub(r"<([\w-]+)((?:\s[^<>]*?)?)\s*/>", r"<\1\2></\1>", source)


SPELLINGS = {
    "no white space": lambda s: rewrite(s, lambda t: plain(fields(t, ""))),
    "white space everywhere": lambda s: rewrite(
        s, lambda t: "\n \t " + plain(fields(t, " \n\t")) + "\r\n  ",
        attributes(lambda pairs: "".join("\n %s\t=\n\"  %s \"" % p for p in pairs) + " "),
        lambda: "\n\n   \t\n"),
    "one line": lambda s: " ".join(s.split("\n")),
    "CRLF": lambda s: s.replace("\n", "\r\n"),
    "CR": lambda s: s.replace("\n", "\r"),
    "comments between": lambda s: rewrite(s, plain, between=lambda: "\n<!-- <vm id='9'> -->\n"),
    "comments around values": lambda s: rewrite(
        s, lambda t: "<!-- 1 --> " + plain(t) + " <!-- 2 -->"),
    "comments inside values": lambda s: rewrite(
        s, lambda t: plain(t[:len(t) // 2]) + "<!-- , -->" + plain(t[len(t) // 2:])),
    "processing instructions": lambda s: rewrite(s, plain, between=lambda: "\n<?a b?>\n"),
    "CDATA": lambda s: rewrite(s, lambda t: "<![CDATA[%s]]>" % t),
    "CDATA in pieces": lambda s: rewrite(
        s, lambda t: " ".join("<![CDATA[%s]]>" % w for w in re.split(r" ", t))),
    "decimal references": lambda s: rewrite(s, lambda t: "".join("&#%d;" % ord(c) for c in t)),
    "hexadecimal references": lambda s: rewrite(
        s, lambda t: "".join("&#x%x;" % ord(c) for c in t)),
    "blanks by reference": lambda s: rewrite(
        s, lambda t: "&#10;&#x9;&#13;" + plain(fields(t, "@")).replace("@", "&#13;") + "&#xD;"),
    "attributes reversed": lambda s: rewrite(s, plain, attributes(
        lambda pairs: "".join(" %s='%s'" % p for p in reversed(pairs)))),
    # The schemas of v3.x have none of these.
    "attributes of no meaning": lambda s: s if "<load_order" in s else rewrite(
        s, plain, lambda tag: re.sub(
            r"^(<[A-Z]\w*)", r'\1 desc="a &gt; b" configurable="0" readonly="true"', tag)),
    "empty elements short": collapse,
    "empty elements long": expand,
    "byte order mark": lambda s: "\ufeff" + s,
    "declaration": lambda s: '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + s,
    "byte order mark and declaration": lambda s: '\ufeff<?xml version="1.0"?>' + s,
    "comment before and after": lambda s: "<!-- a -->\n%s\n<!-- b -->\n" % s,
}


def main():
    report = harness.Report("spelling")
    for name, text, board in harness.some(harness.samples()):
        source = text.decode()
        default = harness.compile_text(text, board)
        other = "v3.3" if harness.is_string_dialect(text) else "v2.7"
        expected = {"": default.files,
                    other: harness.compile_text(text, board, "--target", other).files}
        spellings = dict(SPELLINGS)
        for seed in range(4):
            spellings["by chance %d" % seed] = scattered(random.Random("%s %d" % (name, seed)))
        for spelling, spell in spellings.items():
            for target, files in expected.items():
                result = harness.compile_text(
                    spell(source).encode(), board, *(["--target", target] if target else []))
                wrong = harness.differing(files, result.files)
                report.check(not wrong and (result.status == 0) == bool(files),
                             "%s, %s, target %s: %s" % (
                                 name, spelling, target or "by the dialect",
                                 ", ".join(wrong) or "status %d" % result.status), result.err)
    return report.finish(minimum=1000)


if __name__ == "__main__":
    sys.exit(main())
