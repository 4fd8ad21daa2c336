<?xml version="1.0" encoding="UTF-8"?>
<!-- layout.svg: who shares what, and where it lies, as one picture.

     A column for the board's memory and one for each VM. At the top a table: a row for each region,
     and in each VM's column where that VM sees it. Below, the address spaces themselves, addresses
     growing downwards. The height of a box is 14 + 1.5 * log2(size), so that 4 KiB and 64 GiB can
     both be read; what is left out in between is a gap with a torn edge.

     Nothing is said by colour alone: shared regions carry a pattern and a number, all else its
     name. layout.html.xsl includes this file for its own picture. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns="http://www.w3.org/2000/svg">
  <xsl:output method="xml" encoding="UTF-8" indent="no"/>

  <xsl:key name="region" match="/acrn-layout/regions/region" use="@key"/>

  <!-- the grid, in pixels -->
  <xsl:variable name="pitch" select="196"/>
  <xsl:variable name="width" select="180"/>
  <xsl:variable name="margin" select="20"/>
  <xsl:variable name="regions" select="/acrn-layout/regions/region"/>
  <xsl:variable name="vms" select="/acrn-layout/vm"/>
  <xsl:variable name="page-width">
    <xsl:variable name="columns" select="$margin * 2 + $pitch * (count($vms) + 1) - 16"/>
    <xsl:choose>
      <xsl:when test="$columns &lt; 800">800</xsl:when>
      <xsl:otherwise><xsl:value-of select="$columns"/></xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <!-- a letter of 13 pixels is about 6.6 wide -->
  <xsl:variable name="line-letters" select="floor(($page-width - 2 * $margin - 30) div 6.8)"/>
  <xsl:variable name="conflict-lines">
    <xsl:call-template name="sum-lines">
      <xsl:with-param name="conflicts" select="/acrn-layout/conflict"/>
    </xsl:call-template>
  </xsl:variable>
  <xsl:variable name="banner">
    <xsl:choose>
      <xsl:when test="/acrn-layout/conflict">
        <xsl:value-of select="44 + 18 * $conflict-lines"/>
      </xsl:when>
      <xsl:otherwise>0</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <xsl:variable name="table-y" select="84 + $banner"/>
  <xsl:variable name="row-height" select="46"/>
  <xsl:variable name="map-y" select="$table-y + 56 + $row-height * count($regions) + 46"/>
  <xsl:variable name="map-height">
    <xsl:for-each select="/acrn-layout/memory | $vms">
      <xsl:sort data-type="number" order="descending" select="14 * count(map/range) +
        1.5 * map/@log2-sum + 52 * count(device[@placed != 'yes'])"/>
      <xsl:if test="position() = 1">
        <xsl:value-of select="14 * count(map/range) + 1.5 * map/@log2-sum +
          52 * count(device[@placed != 'yes'])"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:variable>
  <xsl:variable name="page-height" select="$map-y + $map-height + 120"/>

  <xsl:template match="/">
    <xsl:call-template name="picture"/>
  </xsl:template>

  <xsl:template name="picture">
    <svg version="1.1" class="acrn" role="img" width="{$page-width}" height="{$page-height}"
      viewBox="0 0 {$page-width} {$page-height}" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif"
      font-size="12">
      <title>
        <xsl:text>Shared memory of </xsl:text>
        <xsl:call-template name="subject"/>
      </title>
      <xsl:call-template name="style"/>
      <xsl:call-template name="patterns"/>
      <rect class="page" x="0" y="0" width="{$page-width}" height="{$page-height}"/>
      <xsl:call-template name="headline"/>
      <xsl:call-template name="conflicts"/>
      <xsl:call-template name="sharing-table"/>
      <xsl:call-template name="maps"/>
      <xsl:call-template name="legend"/>
    </svg>
  </xsl:template>

  <!-- explicit colours instead of variables: not every viewer of SVG knows those -->
  <xsl:template name="style">
    <style>
      .acrn text { fill: #1a1a1a; }
      .acrn .page { fill: #ffffff; }
      .acrn .dim { fill: #555555; }
      .acrn .mono { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 11px; }
      .acrn .strong { font-weight: bold; }
      .acrn .box { fill: #ffffff; stroke: #444444; stroke-width: 1; }
      .acrn .head { fill: #e9edf2; stroke: #444444; stroke-width: 1; }
      .acrn .ram { fill: #eef3f7; }
      .acrn .guest-ram, .acrn .vm-memory { fill: #d6e3ee; }
      .acrn .hypervisor { fill: #e4dcf0; }
      .acrn .taken { fill: #e3e3e3; }
      .acrn .bar { fill: #f6e9d2; }
      .acrn .free { fill: #ffffff; stroke: #8a8a8a; stroke-dasharray: 4 3; }
      .acrn .hole { fill: none; stroke: #8a8a8a; }
      .acrn .region { stroke: #111111; stroke-width: 1.8; }
      .acrn .missing { fill: #fdeaea; stroke: #b00020; stroke-width: 2; stroke-dasharray: 6 3; }
      .acrn .alarm { fill: #b00020; }
      .acrn .line { stroke: #cccccc; stroke-width: 1; }
      .acrn .ink { stroke: #1a1a1a; fill: none; stroke-width: 1.6; }
      .acrn .dot { fill: #1a1a1a; }
      .acrn .badge { fill: #1a1a1a; }
      .acrn .badge-text { fill: #ffffff; font-weight: bold; }
      .acrn .c0 { fill: #fbe3b0; } .acrn .c1 { fill: #cfe8f8; } .acrn .c2 { fill: #bfe6d6; }
      .acrn .c3 { fill: #f7f3b3; } .acrn .c4 { fill: #bcd6ea; } .acrn .c5 { fill: #f4cfb5; }
      .acrn .c6 { fill: #f0d5e4; } .acrn .c7 { fill: #dddddd; }
      .acrn .lit rect, .acrn .found rect { stroke: #d00000; stroke-width: 3; }
      @media screen and (prefers-color-scheme: dark) {
        .acrn text { fill: #ececec; }
        .acrn .page { fill: #16181b; }
        .acrn .dim { fill: #b3b3b3; }
        .acrn .box { fill: #16181b; stroke: #a0a0a0; }
        .acrn .head { fill: #2b3038; stroke: #a0a0a0; }
        .acrn .ram { fill: #232a31; }
        .acrn .guest-ram, .acrn .vm-memory { fill: #2b3c4d; }
        .acrn .hypervisor { fill: #3a3050; }
        .acrn .taken { fill: #3a3a3a; }
        .acrn .bar { fill: #4a3b22; }
        .acrn .free { fill: #16181b; stroke: #7d7d7d; }
        .acrn .hole { fill: none; stroke: #7d7d7d; }
        .acrn .region { stroke: #f2f2f2; }
        .acrn .missing { fill: #401a1f; stroke: #ff6b7d; }
        .acrn .alarm { fill: #ff8594; }
        .acrn .line { stroke: #44484d; }
        .acrn .ink { stroke: #ececec; }
        .acrn .dot { fill: #ececec; }
        .acrn .badge { fill: #ececec; }
        .acrn .badge-text { fill: #16181b; }
        .acrn .c0 { fill: #6b4a00; } .acrn .c1 { fill: #1d4f6e; } .acrn .c2 { fill: #0b5640; }
        .acrn .c3 { fill: #5f5a12; } .acrn .c4 { fill: #123f66; } .acrn .c5 { fill: #6e3412; }
        .acrn .c6 { fill: #63304c; } .acrn .c7 { fill: #4a4a4a; }
        .acrn .lit rect, .acrn .found rect { stroke: #ff5c5c; }
      }
    </style>
  </xsl:template>

  <xsl:template name="patterns">
    <defs>
      <pattern id="acrn-p0" width="6" height="6" patternUnits="userSpaceOnUse">
        <path class="ink" d="M-1,7 L7,-1 M-1,1 L1,-1 M5,7 L7,5"/>
      </pattern>
      <pattern id="acrn-p1" width="6" height="6" patternUnits="userSpaceOnUse">
        <circle class="dot" cx="3" cy="3" r="1.5"/>
      </pattern>
      <pattern id="acrn-p2" width="6" height="6" patternUnits="userSpaceOnUse">
        <path class="ink" d="M0,3 L6,3"/>
      </pattern>
      <pattern id="acrn-p3" width="6" height="6" patternUnits="userSpaceOnUse">
        <path class="ink" d="M-1,-1 L7,7 M5,-1 L7,1 M-1,5 L1,7"/>
      </pattern>
      <pattern id="acrn-p4" width="6" height="6" patternUnits="userSpaceOnUse">
        <path class="ink" d="M3,0 L3,6"/>
      </pattern>
      <pattern id="acrn-p5" width="7" height="7" patternUnits="userSpaceOnUse">
        <path class="ink" d="M0,0 L7,7 M7,0 L0,7"/>
      </pattern>
      <pattern id="acrn-p6" width="7" height="7" patternUnits="userSpaceOnUse">
        <path class="ink" d="M0,3.5 L7,3.5 M3.5,0 L3.5,7"/>
      </pattern>
      <pattern id="acrn-p7" width="12" height="6" patternUnits="userSpaceOnUse">
        <path class="ink" d="M0,4 L3,1 L9,5 L12,2"/>
      </pattern>
    </defs>
  </xsl:template>

  <!-- ================ words ================ -->

  <xsl:template name="subject">
    <xsl:text>scenario </xsl:text>
    <xsl:value-of select="/acrn-layout/@scenario"/>
    <xsl:if test="not(/acrn-layout/@scenario)">without a name</xsl:if>
    <xsl:if test="/acrn-layout/@board">
      <xsl:text> on board </xsl:text>
      <xsl:value-of select="/acrn-layout/@board"/>
    </xsl:if>
    <xsl:text>, ACRN </xsl:text>
    <xsl:value-of select="/acrn-layout/@target"/>
  </xsl:template>

  <!-- text that fits into so many letters -->
  <xsl:template name="clip">
    <xsl:param name="text"/>
    <xsl:param name="letters" select="24"/>
    <xsl:choose>
      <xsl:when test="string-length($text) &gt; $letters">
        <xsl:value-of select="concat(substring($text, 1, $letters - 1), '&#x2026;')"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- where to break a line: behind the last blank among the first so many letters -->
  <xsl:template name="break-at">
    <xsl:param name="text"/>
    <xsl:param name="at" select="$line-letters"/>
    <xsl:choose>
      <xsl:when test="$at &lt; $line-letters div 2"><xsl:value-of select="$line-letters"/></xsl:when>
      <xsl:when test="substring($text, $at, 1) = ' '"><xsl:value-of select="$at"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="break-at">
          <xsl:with-param name="text" select="$text"/>
          <xsl:with-param name="at" select="$at - 1"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- the lines of a text, one <text> each; with no y, an x for each line -->
  <xsl:template name="wrap">
    <xsl:param name="text"/>
    <xsl:param name="y"/>
    <xsl:variable name="long" select="string-length($text) &gt; $line-letters"/>
    <xsl:variable name="at">
      <xsl:choose>
        <xsl:when test="$long">
          <xsl:call-template name="break-at"><xsl:with-param name="text" select="$text"/></xsl:call-template>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="string-length($text)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$y = ''">x</xsl:when>
      <xsl:otherwise>
        <text x="{$margin + 16}" y="{$y}" font-size="13">
          <xsl:value-of select="substring($text, 1, $at)"/>
        </text>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:if test="$long">
      <xsl:call-template name="wrap">
        <xsl:with-param name="text" select="substring($text, $at + 1)"/>
        <xsl:with-param name="y">
          <xsl:if test="$y != ''"><xsl:value-of select="$y + 18"/></xsl:if>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="count-lines">
    <xsl:param name="text"/>
    <xsl:variable name="marks">
      <xsl:call-template name="wrap">
        <xsl:with-param name="text" select="$text"/>
        <xsl:with-param name="y" select="''"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:value-of select="string-length($marks)"/>
  </xsl:template>

  <xsl:template name="conflict-words">
    <xsl:value-of select="concat(@code, ': ', @message)"/>
  </xsl:template>

  <xsl:template name="sum-lines">
    <xsl:param name="conflicts"/>
    <xsl:param name="sum" select="0"/>
    <xsl:choose>
      <xsl:when test="$conflicts">
        <xsl:variable name="text">
          <xsl:for-each select="$conflicts[1]"><xsl:call-template name="conflict-words"/></xsl:for-each>
        </xsl:variable>
        <xsl:variable name="lines">
          <xsl:call-template name="count-lines"><xsl:with-param name="text" select="$text"/></xsl:call-template>
        </xsl:variable>
        <xsl:call-template name="sum-lines">
          <xsl:with-param name="conflicts" select="$conflicts[position() &gt; 1]"/>
          <xsl:with-param name="sum" select="$sum + $lines"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$sum"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ================ headline and conflicts ================ -->

  <xsl:template name="headline">
    <text x="{$margin}" y="34" font-size="20" class="strong">
      <xsl:text>Shared memory: </xsl:text>
      <xsl:call-template name="subject"/>
    </text>
    <text x="{$margin}" y="58" font-size="13" class="dim">
      <xsl:choose>
        <xsl:when test="not($regions)">Shared memory is off: no VM shares anything.</xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="count($regions)"/>
          <xsl:text> region</xsl:text>
          <xsl:if test="count($regions) != 1">s</xsl:if>
          <xsl:if test="/acrn-layout/memory/pool">
            <xsl:text>; </xsl:text>
            <xsl:value-of select="/acrn-layout/memory/pool/@size-text"/>
            <xsl:text> of the hypervisor's memory</xsl:text>
            <xsl:if test="/acrn-layout/memory/pool/@base">
              <xsl:text> from </xsl:text>
              <xsl:value-of select="/acrn-layout/memory/pool/@base-hex"/>
              <xsl:choose>
                <xsl:when test="/acrn-layout/memory/pool/@exact = 'yes'"> (exact)</xsl:when>
                <xsl:otherwise> (planned; offsets are exact, the build or the boot decides the base)</xsl:otherwise>
              </xsl:choose>
            </xsl:if>
          </xsl:if>
          <xsl:text>. Addresses grow downwards.</xsl:text>
        </xsl:otherwise>
      </xsl:choose>
    </text>
  </xsl:template>

  <xsl:template name="conflicts">
    <xsl:if test="/acrn-layout/conflict">
      <rect class="missing" x="{$margin}" y="74" width="{$page-width - 2 * $margin}"
        height="{$banner - 12}"/>
      <text class="alarm strong" x="{$margin + 16}" y="96" font-size="14">
        <xsl:text>&#x2717; Refused: this layout cannot be built. What could be placed is shown below; what could not is marked &#x2717;.</xsl:text>
      </text>
      <xsl:call-template name="conflict">
        <xsl:with-param name="conflicts" select="/acrn-layout/conflict"/>
        <xsl:with-param name="y" select="118"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="conflict">
    <xsl:param name="conflicts"/>
    <xsl:param name="y"/>
    <xsl:if test="$conflicts">
      <xsl:variable name="text">
        <xsl:for-each select="$conflicts[1]"><xsl:call-template name="conflict-words"/></xsl:for-each>
      </xsl:variable>
      <xsl:variable name="lines">
        <xsl:call-template name="count-lines"><xsl:with-param name="text" select="$text"/></xsl:call-template>
      </xsl:variable>
      <xsl:call-template name="wrap">
        <xsl:with-param name="text" select="$text"/>
        <xsl:with-param name="y" select="$y"/>
      </xsl:call-template>
      <xsl:call-template name="conflict">
        <xsl:with-param name="conflicts" select="$conflicts[position() &gt; 1]"/>
        <xsl:with-param name="y" select="$y + 18 * $lines"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- ================ who shares what ================ -->

  <xsl:template name="column-heads">
    <xsl:param name="y"/>
    <xsl:param name="first"/>
    <xsl:param name="second"/>
    <rect class="head" x="{$margin}" y="{$y}" width="{$width}" height="40"/>
    <text class="strong" x="{$margin + 8}" y="{$y + 17}"><xsl:value-of select="$first"/></text>
    <text class="dim" x="{$margin + 8}" y="{$y + 33}"><xsl:value-of select="$second"/></text>
    <xsl:for-each select="$vms">
      <xsl:variable name="x" select="$margin + $pitch * position()"/>
      <g data-vm="{@id}">
        <title><xsl:value-of select="concat('VM ', @id, ' ', @name)"/></title>
        <rect class="head" x="{$x}" y="{$y}" width="{$width}" height="40"/>
        <text class="strong" x="{$x + 8}" y="{$y + 17}">
          <xsl:value-of select="concat('VM ', @id, ' ')"/>
          <tspan font-weight="normal"><xsl:value-of select="@kind-text"/></tspan>
        </text>
        <text class="dim" x="{$x + 8}" y="{$y + 33}">
          <xsl:call-template name="clip">
            <xsl:with-param name="text" select="@name"/>
            <xsl:with-param name="letters" select="27"/>
          </xsl:call-template>
          <xsl:if test="not(@name)">(no name)</xsl:if>
        </text>
      </g>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="sharing-table">
    <xsl:if test="$regions">
      <xsl:call-template name="column-heads">
        <xsl:with-param name="y" select="$table-y"/>
        <xsl:with-param name="first">Who shares what</xsl:with-param>
        <xsl:with-param name="second">region, size, address</xsl:with-param>
      </xsl:call-template>
      <xsl:for-each select="$regions">
        <xsl:variable name="row" select="position() - 1"/>
        <xsl:variable name="y" select="$table-y + 46 + $row-height * $row"/>
        <xsl:variable name="region" select="."/>
        <xsl:call-template name="region-cell"><xsl:with-param name="y" select="$y"/></xsl:call-template>
        <xsl:for-each select="$vms">
          <xsl:call-template name="vm-cell">
            <xsl:with-param name="x" select="$margin + $pitch * position()"/>
            <xsl:with-param name="y" select="$y"/>
            <xsl:with-param name="region" select="$region"/>
          </xsl:call-template>
        </xsl:for-each>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!-- the box of a region with its stripe and number; context: the region -->
  <xsl:template name="region-box">
    <xsl:param name="x"/>
    <xsl:param name="y"/>
    <xsl:param name="height"/>
    <xsl:variable name="look" select="count(preceding-sibling::region) mod 8"/>
    <rect class="region c{$look}" x="{$x}" y="{$y}" width="{$width}" height="{$height}"/>
    <rect x="{$x + 1}" y="{$y + 1}" width="18" height="{$height - 2}" fill="url(#acrn-p{$look})"/>
    <circle class="badge" cx="{$x + 10}" cy="{$y + $height div 2}" r="9"/>
    <text class="badge-text" x="{$x + 10}" y="{$y + $height div 2 + 4}" text-anchor="middle"
      font-size="11">
      <xsl:if test="@land = 'dm'">d</xsl:if>
      <xsl:value-of select="@index"/>
    </text>
  </xsl:template>

  <xsl:template name="region-name">
    <xsl:param name="x"/>
    <xsl:param name="y"/>
    <text class="strong" x="{$x}" y="{$y}">
      <xsl:call-template name="clip">
        <xsl:with-param name="text" select="@name"/>
        <xsl:with-param name="letters" select="22"/>
      </xsl:call-template>
    </text>
  </xsl:template>

  <xsl:template name="region-cell">
    <xsl:param name="y"/>
    <g data-region="{@key}">
      <title>
        <xsl:value-of select="concat(@name, ', ', @size-text)"/>
        <xsl:if test="@hpa"><xsl:value-of select="concat(', physical ', @hpa-hex, '-', @hpa-last-hex)"/></xsl:if>
      </title>
      <xsl:call-template name="region-box">
        <xsl:with-param name="x" select="$margin"/>
        <xsl:with-param name="y" select="$y"/>
        <xsl:with-param name="height" select="40"/>
      </xsl:call-template>
      <xsl:call-template name="region-name">
        <xsl:with-param name="x" select="$margin + 26"/>
        <xsl:with-param name="y" select="$y + 16"/>
      </xsl:call-template>
      <text class="mono" x="{$margin + 26}" y="{$y + 32}">
        <xsl:value-of select="@size-text"/>
        <xsl:choose>
          <xsl:when test="@hpa"><xsl:value-of select="concat(' at ', @hpa-hex)"/></xsl:when>
          <xsl:when test="@land = 'dm'"> by acrn-dm</xsl:when>
          <xsl:otherwise> &#x2717; not placed</xsl:otherwise>
        </xsl:choose>
      </text>
    </g>
  </xsl:template>

  <xsl:template name="vm-cell">
    <xsl:param name="x"/>
    <xsl:param name="y"/>
    <xsl:param name="region"/>
    <xsl:variable name="device" select="device[@region = $region/@key]"/>
    <xsl:variable name="bar" select="$device/bar[@index = 2]"/>
    <xsl:variable name="shared" select="$region/peer/@vm = @id"/>
    <xsl:choose>
      <xsl:when test="not($shared)">
        <text class="dim" x="{$x + $width div 2}" y="{$y + 24}" text-anchor="middle">&#x2013;</text>
        <line class="line" x1="{$x}" y1="{$y + 43}" x2="{$x + $width}" y2="{$y + 43}"/>
      </xsl:when>
      <xsl:otherwise>
        <g data-region="{$region/@key}" data-vm="{@id}">
          <title>
            <xsl:value-of select="concat('VM ', @id, ' ', @name, ': ', $region/@name)"/>
            <xsl:for-each select="$device/bar">
              <xsl:value-of select="concat(', BAR', @index, ' ', @address-hex)"/>
            </xsl:for-each>
          </title>
          <xsl:choose>
            <xsl:when test="$device/@placed = 'no'">
              <rect class="missing" x="{$x}" y="{$y}" width="{$width}" height="40"/>
            </xsl:when>
            <xsl:otherwise>
              <rect class="region c{count($region/preceding-sibling::region) mod 8}" x="{$x}" y="{$y}"
                width="{$width}" height="40"/>
            </xsl:otherwise>
          </xsl:choose>
          <text class="mono" x="{$x + 8}" y="{$y + 16}">
            <xsl:choose>
              <xsl:when test="$bar/@placed = 'yes'"><xsl:value-of select="concat('sees it at ', $bar/@address-hex)"/></xsl:when>
              <xsl:when test="$device/@placed = 'no'">&#x2717; not placed</xsl:when>
              <xsl:otherwise>acrn-dm places it</xsl:otherwise>
            </xsl:choose>
          </text>
          <text class="mono dim" x="{$x + 8}" y="{$y + 32}">
            <xsl:choose>
              <xsl:when test="$device/@vbdf"><xsl:value-of select="concat('vBDF ', $device/@vbdf)"/></xsl:when>
              <xsl:when test="$device/@placed = 'no'">no vBDF</xsl:when>
              <xsl:otherwise>vBDF by acrn-dm</xsl:otherwise>
            </xsl:choose>
            <xsl:if test="$region/@land = 'hv'"><xsl:value-of select="concat(' peer ', @peer-id)"/></xsl:if>
          </text>
        </g>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ================ address spaces ================ -->

  <xsl:template name="maps">
    <xsl:variable name="heads" select="$map-y - 46"/>
    <xsl:call-template name="column-heads">
      <xsl:with-param name="y" select="$heads"/>
      <xsl:with-param name="first">The board's memory</xsl:with-param>
      <xsl:with-param name="second">physical addresses</xsl:with-param>
    </xsl:call-template>
    <g transform="translate({$margin}, {$map-y})">
      <xsl:apply-templates select="/acrn-layout/memory/map/range" mode="box"/>
    </g>
    <xsl:for-each select="$vms">
      <g transform="translate({$margin + $pitch * position()}, {$map-y})" data-vm="{@id}">
        <xsl:apply-templates select="map/range" mode="box"/>
        <xsl:variable name="end" select="14 * count(map/range) + 1.5 * map/@log2-sum"/>
        <xsl:for-each select="device[@region][@placed = 'acrn-dm'] | device[@placed = 'no']">
          <xsl:call-template name="unplaced"><xsl:with-param name="y" select="$end + 52 * (position() - 1) + 6"/></xsl:call-template>
        </xsl:for-each>
        <xsl:if test="not(device[@region])">
          <text class="dim" x="8" y="{$end + 20}">takes no part in shared memory</text>
        </xsl:if>
      </g>
    </xsl:for-each>
  </xsl:template>

  <!-- a device that has no address here; context: the device -->
  <xsl:template name="unplaced">
    <xsl:param name="y"/>
    <xsl:variable name="region" select="key('region', @region)"/>
    <g data-region="{@region}">
      <xsl:choose>
        <xsl:when test="@placed = 'no'">
          <rect class="missing" x="0" y="{$y}" width="{$width}" height="44"/>
          <text class="alarm strong" x="8" y="{$y + 18}">
            <xsl:text>&#x2717; no room: </xsl:text>
            <xsl:call-template name="clip">
              <xsl:with-param name="text" select="$region/@name"/>
              <xsl:with-param name="letters" select="16"/>
            </xsl:call-template>
            <xsl:if test="not($region)"><xsl:value-of select="concat(@type, ' ', @pbdf)"/></xsl:if>
          </text>
          <text class="mono" x="8" y="{$y + 35}">
            <xsl:for-each select="bar[@placed = 'no']">
              <xsl:value-of select="concat('BAR', @index, ' ', @size-text, ' ')"/>
            </xsl:for-each>
            <xsl:if test="not(bar)">not laid out</xsl:if>
          </text>
        </xsl:when>
        <xsl:otherwise>
          <xsl:for-each select="$region">
            <xsl:call-template name="region-box">
              <xsl:with-param name="x" select="0"/>
              <xsl:with-param name="y" select="$y"/>
              <xsl:with-param name="height" select="44"/>
            </xsl:call-template>
            <xsl:call-template name="region-name">
              <xsl:with-param name="x" select="26"/>
              <xsl:with-param name="y" select="$y + 18"/>
            </xsl:call-template>
            <text class="mono" x="26" y="{$y + 35}"><xsl:value-of select="@size-text"/> by acrn-dm</text>
          </xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
    </g>
  </xsl:template>

  <xsl:template match="range" mode="box">
    <xsl:variable name="y" select="14 * (position() - 1) + 1.5 * @log2-before"/>
    <xsl:variable name="height" select="14 + 1.5 * @log2"/>
    <g>
      <xsl:if test="@region"><xsl:attribute name="data-region"><xsl:value-of select="@region"/></xsl:attribute></xsl:if>
      <title>
        <xsl:value-of select="concat(@owner, ': ', @first-hex, '-', @last-hex, ', ', @size-text)"/>
        <xsl:for-each select="range[not(@kind = 'hole')][position() &lt;= 40]">
          <xsl:value-of select="concat('&#10;', @first-hex, '-', @last-hex, ' ', @owner)"/>
          <xsl:if test="@bar"><xsl:value-of select="concat(' BAR', @bar)"/></xsl:if>
        </xsl:for-each>
      </title>
      <xsl:choose>
        <xsl:when test="@kind = 'region'">
          <xsl:for-each select="key('region', @region)">
            <xsl:call-template name="region-box">
              <xsl:with-param name="x" select="0"/>
              <xsl:with-param name="y" select="$y"/>
              <xsl:with-param name="height" select="$height"/>
            </xsl:call-template>
          </xsl:for-each>
        </xsl:when>
        <xsl:when test="@kind = 'hole' and @log2 &lt; 16">
          <rect class="hole" x="0" y="{$y}" width="{$width}" height="{$height}"/>
        </xsl:when>
        <xsl:when test="@kind = 'hole'">
          <path class="hole" d="M0,{$y + 3} l9,-4 18,7 18,-7 18,7 18,-7 18,7 18,-7 18,7 18,-7 18,7 9,-3"/>
          <path class="hole" d="M0,{$y + $height - 1} l9,-4 18,7 18,-7 18,7 18,-7 18,7 18,-7 18,7 18,-7 18,7 9,-3"/>
        </xsl:when>
        <xsl:otherwise>
          <rect class="box {@kind}" x="0" y="{$y}" width="{$width}" height="{$height}"/>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="box-text">
        <xsl:with-param name="x" select="8 + 18 * (@kind = 'region')"/>
        <xsl:with-param name="y" select="$y + $height div 2"/>
      </xsl:call-template>
    </g>
  </xsl:template>

  <xsl:template name="box-text">
    <xsl:param name="x"/>
    <xsl:param name="y"/>
    <text x="{$x}" y="{$y - 2}">
      <xsl:attribute name="class">
        <xsl:choose>
          <xsl:when test="@kind = 'region'">strong</xsl:when>
          <xsl:when test="@kind = 'hole' or @kind = 'free'">dim</xsl:when>
        </xsl:choose>
      </xsl:attribute>
      <xsl:call-template name="clip">
        <xsl:with-param name="text"><xsl:call-template name="box-name"/></xsl:with-param>
        <xsl:with-param name="letters" select="26 - 5 * (@kind = 'region')"/>
      </xsl:call-template>
    </text>
    <text class="mono" x="{$x}" y="{$y + 11}">
      <xsl:choose>
        <xsl:when test="@kind = 'region'"><xsl:value-of select="concat(@first-hex, ' ', @size-text)"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="concat(@first-hex, '&#x2013;', @last-hex)"/></xsl:otherwise>
      </xsl:choose>
    </text>
  </xsl:template>

  <xsl:template name="box-name">
    <xsl:choose>
      <xsl:when test="@kind = 'region'"><xsl:value-of select="@owner"/></xsl:when>
      <xsl:when test="@kind = 'free'"><xsl:value-of select="concat(@size-text, ' free')"/></xsl:when>
      <xsl:when test="@kind = 'hole' and ../../self::memory"><xsl:value-of select="concat(@size-text, ' no RAM')"/></xsl:when>
      <xsl:when test="@kind = 'hole' and ../../@kind = 'service'">
        <xsl:value-of select="concat(@size-text, ' no PCI window')"/>
      </xsl:when>
      <xsl:when test="@kind = 'hole'"><xsl:value-of select="concat(@size-text, ' of nothing')"/></xsl:when>
      <xsl:when test="@kind = 'bar' and range and not(range[@kind = 'taken' or @device = 'passthrough'])">
        <xsl:value-of select="concat(@size-text, ' registers')"/>
      </xsl:when>
      <xsl:when test="range[@device = 'ivshmem' or @device = 'vuart']">
        <xsl:value-of select="concat(@size-text, ' registers, devices')"/>
      </xsl:when>
      <xsl:when test="@device = 'ivshmem' or @device = 'vuart'">
        <xsl:value-of select="concat(@size-text, ' registers')"/>
      </xsl:when>
      <xsl:when test="@kind = 'bar' and range">
        <xsl:value-of select="concat(@size-text, ' passthrough')"/>
      </xsl:when>
      <xsl:when test="@kind = 'vm-memory' and contains(@owner, &quot; '&quot;)">
        <xsl:value-of select="concat(@size-text, ' ', substring-before(@owner, &quot; '&quot;))"/>
      </xsl:when>
      <xsl:when test="@device = 'passthrough'">
        <xsl:value-of select="concat('passthrough', substring-after(@owner, 'device'))"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="concat(@size-text, ' ', @owner)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ================ legend ================ -->

  <xsl:template name="legend-item">
    <xsl:param name="at"/>
    <xsl:param name="class"/>
    <xsl:param name="words"/>
    <xsl:variable name="x" select="$margin + 272 * ($at mod 3)"/>
    <xsl:variable name="y" select="$map-y + $map-height + 52 + 24 * floor($at div 3)"/>
    <rect class="{$class}" x="{$x}" y="{$y}" width="30" height="16"/>
    <xsl:if test="contains($class, 'region')">
      <rect x="{$x}" y="{$y}" width="12" height="16" fill="url(#acrn-p0)"/>
    </xsl:if>
    <text x="{$x + 38}" y="{$y + 12}"><xsl:value-of select="$words"/></text>
  </xsl:template>

  <xsl:template name="legend">
    <text class="dim" x="{$margin}" y="{$map-y + $map-height + 36}" font-size="13">
      <xsl:text>A box grows with the logarithm of its size, not with the size; a torn edge is a gap in the addresses.</xsl:text>
    </text>
    <xsl:call-template name="legend-item">
      <xsl:with-param name="at" select="0"/>
      <xsl:with-param name="class">region c0</xsl:with-param>
      <xsl:with-param name="words">shared memory; its number and pattern</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="legend-item">
      <xsl:with-param name="at" select="1"/>
      <xsl:with-param name="class">box bar</xsl:with-param>
      <xsl:with-param name="words">registers and passthrough BARs</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="legend-item">
      <xsl:with-param name="at" select="2"/>
      <xsl:with-param name="class">box taken</xsl:with-param>
      <xsl:with-param name="words">taken by the board's devices or the platform</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="legend-item">
      <xsl:with-param name="at" select="3"/>
      <xsl:with-param name="class">box guest-ram</xsl:with-param>
      <xsl:with-param name="words">RAM of a pre-launched VM</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="legend-item">
      <xsl:with-param name="at" select="4"/>
      <xsl:with-param name="class">box hypervisor</xsl:with-param>
      <xsl:with-param name="words">the hypervisor's own memory</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="legend-item">
      <xsl:with-param name="at" select="5"/>
      <xsl:with-param name="class">box free</xsl:with-param>
      <xsl:with-param name="words">free: room for more shared memory</xsl:with-param>
    </xsl:call-template>
  </xsl:template>
</xsl:stylesheet>
