"""Growth as a picture: one panel for each thing that grows, both axes logarithmic, so that linear
growth is a line of the slope of the dashed one."""

import math

WIDTH, HEIGHT, LEFT, TOP, GAP = 250, 220, 56, 36, 70


def number(value):
    return "%d" % value if value >= 1 else "%g" % value


def scale(low, high, length):
    """A function from a value to a place, over whole decades, and its decades."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    last = max(last, first + 1)
    return (lambda value: (math.log10(value) - first) / (last - first) * length,
            [10.0 ** power for power in range(first, last + 1)])


def panel(title, points, left):
    across, columns = scale(points[0][0], points[-1][0], WIDTH)
    up, rows = scale(min(y for _, y in points), max(y for _, y in points), HEIGHT)
    out = ['<g transform="translate(%d %d)">' % (left, TOP),
           '<text x="%d" y="-14" text-anchor="middle">%s</text>' % (WIDTH // 2, title)]
    for value in columns:
        x = across(value)
        out.append('<path class="grid" d="M%.1f 0V%d"/>' % (x, HEIGHT))
        out.append('<text x="%.1f" y="%d" text-anchor="middle">%s</text>' % (x, HEIGHT + 16, number(value)))
    for value in rows:
        y = HEIGHT - up(value)
        out.append('<path class="grid" d="M0 %.1fH%d"/>' % (y, WIDTH))
        out.append('<text x="-6" y="%.1f" text-anchor="end">%s ms</text>' % (y + 4, number(value)))
    # Through the last point, down to where it leaves the panel.
    (x, y), low = points[-1], max(points[0][0], points[-1][0] * rows[0] / points[-1][1])
    out.append('<path class="linear" d="M%.1f %.1fL%.1f %.1f"/>' % (
        across(x), HEIGHT - up(y), across(low), HEIGHT - up(y * low / x)))
    places = [(across(x), HEIGHT - up(y)) for x, y in points]
    out.append('<path class="line" d="M%s"/>' % "L".join("%.1f %.1f" % place for place in places))
    out += ['<circle cx="%.1f" cy="%.1f" r="3"/>' % place for place in places]
    return out + ["</g>"]


def draw(growth):
    width = LEFT + len(growth) * (WIDTH + GAP)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">' % (
               width, TOP + HEIGHT + 30, width, TOP + HEIGHT + 30),
           "<title>CPU time of one --check; dashed: linear</title>",
           "<style>text{font:12px sans-serif}.grid{stroke:#ddd}.line{stroke:#06c;stroke-width:2;"
           "fill:none}circle{fill:#06c}.linear{stroke:#888;stroke-dasharray:4 3}</style>",
           '<rect width="100%" height="100%" fill="#fff"/>']
    for i, (title, points) in enumerate(growth.items()):
        out += panel(title, points, LEFT + i * (WIDTH + GAP))
    return "\n".join(out + ["</svg>", ""])
