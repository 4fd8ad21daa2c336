#!/usr/bin/env python3
"""The colours of the reports, light and dark: every text can be read (a contrast of 4.5:1 by WCAG 2),
and shared memory looks like nothing else (a distance of colours by CIE 1976)."""

import math
import os
import re
import sys

ROOT = os.environ.get("SOURCE_DIR") or os.path.join(os.path.dirname(__file__), "..", "..", "..")
CONTRAST = 4.5
REGIONS = ["c%d" % i for i in range(8)] + ["d%d" % i for i in range(4)]
OTHERS = ["page", "ram", "guest-ram", "vm-memory", "hypervisor", "taken", "bar", "free"]
FAR = 20       # of a region from all else
DIFFERENT = 15  # of two regions

# (what is written, on what), by the classes of layout.svg.xsl and the variables of layout.html.xsl
SVG_TEXTS = [("text", box) for box in OTHERS + REGIONS + ["head", "missing"]]
SVG_TEXTS += [("dim", box) for box in ("page", "head", "free")]
SVG_TEXTS += [("alarm", "missing"), ("badge-text", "badge")]
HTML_TEXTS = [("text", "page"), ("text", "head"), ("text", "lit"), ("dim", "page"),
              ("alarm", "page"), ("alarm", "head")]


def stylesheet(name):
    with open(os.path.join(ROOT, "stylesheets", name), encoding="utf-8") as file:
        return re.search(r"<style>(.*?)</style>", file.read(), re.DOTALL)[1]


def light_and_dark(style):
    light, rest = style.split("@media screen and (prefers-color-scheme: dark) {", 1)
    return light, rest


def svg_colours(css, base):
    found = dict(base)
    for names, fill in re.findall(r"((?:\.acrn [^{,]+,? ?)+)\{ fill: (#[0-9a-f]{6})", css):
        for name in re.findall(r"\.acrn \.?([\w-]+)", names):
            found[name] = fill
    return found


def html_colours(css, base):
    found = dict(base)
    found.update(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    found.update(("text", value) for value in re.findall(r"body \{[^}]* color: (#[0-9a-f]{6})", css))
    return found


def linear(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(colour):
    red, green, blue = linear(colour)
    axes = ((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047, luminance(colour),
            (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
    x, y, z = [t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in axes]
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other):
    return math.dist(lab(one), lab(other))


def main():
    complaints = []
    checks = 0

    def check(good, words):
        nonlocal checks
        checks += 1
        if not good:
            complaints.append(words)

    def check_texts(mode, colours, pairs):
        for text, box in pairs:
            value = contrast(colours[text], colours[box])
            check(value >= CONTRAST, "%s: '%s' on '%s' has a contrast of %.1f" % (mode, text, box, value))

    svg = html = {}
    for mode, svg_css, html_css in zip(("light", "dark"), light_and_dark(stylesheet("layout.svg.xsl")),
                                       light_and_dark(stylesheet("layout.html.xsl"))):
        svg = svg_colours(svg_css, svg)
        html = html_colours(html_css, {"text": "#000000", **html})
        check_texts("svg, " + mode, svg, SVG_TEXTS)
        check_texts("html, " + mode, html, HTML_TEXTS)
        for i, region in enumerate(REGIONS):
            for other in OTHERS + REGIONS[:i]:
                far = distance(svg[region], svg[other])
                check(far >= (DIFFERENT if other in REGIONS else FAR),
                      "%s: '%s' and '%s' are only %.0f apart" % (mode, region, other, far))
    print("\n".join(complaints + ["colours: %d checks, %d failed" % (checks, len(complaints))]))
    return 1 if complaints or checks < 300 else 0


if __name__ == "__main__":
    sys.exit(main())
