<?xml version="1.0" encoding="UTF-8"?>
<!-- layout.html: the picture and all tables on one page that needs nothing from outside.

     The page is well-formed XML and HTML at once, so no element but the void ones of HTML may be
     empty, and the script holds no '<' and no '&'. Names of the input stand in text and in
     attributes only, never in the script or the style. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns="http://www.w3.org/1999/xhtml" xmlns:svg="http://www.w3.org/2000/svg"
  exclude-result-prefixes="svg">
  <xsl:include href="layout.svg.xsl"/>
  <xsl:output method="xml" encoding="UTF-8" indent="no" omit-xml-declaration="yes"
    doctype-system="about:legacy-compat"/>

  <xsl:template match="/" priority="1">
    <html lang="en">
      <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"/>
        <meta name="viewport" content="width=device-width"/>
        <title>
          <xsl:text>Shared memory: </xsl:text>
          <xsl:call-template name="subject"/>
        </title>
        <xsl:call-template name="page-style"/>
      </head>
      <body>
        <p class="search">
          <label>
            <xsl:text>Search </xsl:text>
            <input id="search" type="search" autocomplete="off" size="36"
              placeholder="a name, a vBDF, VM 2, or an address"/>
          </label>
          <xsl:text> </xsl:text>
          <span id="hits">Whose is 0xa1000000? Type an address.</span>
        </p>
        <div class="picture">
          <xsl:call-template name="picture"/>
        </div>
        <xsl:if test="/acrn-layout/conflict"><xsl:call-template name="conflict-list"/></xsl:if>
        <xsl:call-template name="region-list"/>
        <xsl:apply-templates select="$vms" mode="page"/>
        <xsl:apply-templates select="/acrn-layout/memory" mode="page"/>
        <xsl:if test="/acrn-layout/capacity"><xsl:call-template name="capacity-list"/></xsl:if>
        <xsl:call-template name="page-script"/>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="page-style">
    <style>
      :root { color-scheme: light dark; --line: #c4c4c4; --head: #e9edf2; --dim: #555555; --lit: #fff1b8; --page: #ffffff; }
      @media screen and (prefers-color-scheme: dark) {
        :root { --line: #4a4e54; --head: #2b3038; --dim: #b3b3b3; --lit: #5a4b12; --page: #16181b; }
        body { background: #16181b; color: #ececec; }
      }
      body { font: 15px/1.45 Helvetica, Arial, "DejaVu Sans", sans-serif; margin: 1.5em 2em; }
      h2 { margin: 1.6em 0 0.3em; font-size: 1.25em; }
      p { margin: 0.3em 0; }
      .search { position: sticky; top: 0; padding: 0.5em 0; background: var(--page); z-index: 1; }
      .search input { font: inherit; padding: 0.2em 0.4em; }
      .picture { overflow-x: auto; }
      table { border-collapse: collapse; margin: 0.5em 0; }
      th, td { border: 1px solid var(--line); padding: 0.25em 0.6em; text-align: left; vertical-align: top; }
      th { background: var(--head); }
      .dim, #hits { color: var(--dim); }
      .mono { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 0.88em; white-space: nowrap; }
      .number { text-align: right; white-space: nowrap; }
      .part td:first-child { padding-left: 2em; }
      tr.shared td { font-weight: bold; }
      tr.lit td { background: var(--lit); }
      tr.away { display: none; }
      .refused { border: 2px dashed #b00020; padding: 0.6em 1em; }
      summary { cursor: pointer; margin: 0.5em 0; }
      @media print {
        .search { display: none; }
        .picture svg { width: 100%; height: auto; }
        h2, tr { break-inside: avoid; }
      }
    </style>
  </xsl:template>

  <!-- ================ regions ================ -->

  <xsl:template name="conflict-list">
    <div class="refused">
      <h2>Why this layout was refused</h2>
      <ul>
        <xsl:for-each select="/acrn-layout/conflict">
          <li>
            <b><xsl:value-of select="@title"/></b>
            <xsl:value-of select="concat(' [', @code, ']: ', @message)"/>
            <xsl:for-each select="note">
              <br/>
              <xsl:value-of select="@message"/>
            </xsl:for-each>
          </li>
        </xsl:for-each>
      </ul>
    </div>
  </xsl:template>

  <xsl:template name="region-list">
    <h2>Regions</h2>
    <xsl:choose>
      <xsl:when test="not($regions)"><p>Shared memory is off.</p></xsl:when>
      <xsl:otherwise>
        <table>
          <thead>
            <tr>
              <th>Region</th><th>Size</th><th>Physical address</th><th>Offset in the pool</th>
              <th>VMs that share it</th>
            </tr>
          </thead>
          <tbody><xsl:apply-templates select="$regions" mode="page"/></tbody>
        </table>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="region" mode="page">
    <tr data-region="{@key}" data-first="{@hpa}" data-last="{@hpa-last}">
      <td><xsl:value-of select="@name"/></td>
      <td class="number"><xsl:value-of select="@size-text"/></td>
      <td class="mono">
        <xsl:choose>
          <xsl:when test="@hpa"><xsl:value-of select="concat(@hpa-hex, '&#x2013;', @hpa-last-hex)"/></xsl:when>
          <xsl:when test="@land = 'dm'">memory of the Service VM, by acrn-dm</xsl:when>
          <xsl:otherwise>&#x2717; not placed</xsl:otherwise>
        </xsl:choose>
      </td>
      <td class="mono">
        <xsl:value-of select="@offset-hex"/>
        <xsl:if test="not(@offset)">&#x2013;</xsl:if>
      </td>
      <td>
        <xsl:for-each select="peer">
          <xsl:if test="position() != 1">, </xsl:if>
          <xsl:value-of select="concat('VM ', @vm)"/>
        </xsl:for-each>
      </td>
    </tr>
  </xsl:template>

  <!-- ================ one VM ================ -->

  <xsl:template match="vm" mode="page">
    <h2 id="vm{@id}">
      <xsl:value-of select="concat('VM ', @id, ' ')"/>
      <xsl:if test="@name"><xsl:value-of select="concat('&#x2018;', @name, '&#x2019; ')"/></xsl:if>
      <span class="dim"><xsl:value-of select="@kind-text"/></span>
    </h2>
    <xsl:choose>
      <xsl:when test="not(device[@region])"><p>Takes no part in shared memory.</p></xsl:when>
      <xsl:otherwise>
        <p>
          <xsl:text>Its own peer id (IVPosition) is </xsl:text>
          <b><xsl:value-of select="@peer-id"/></b>
          <xsl:text>; to ring another VM it writes that VM's id into the upper half of the doorbell.</xsl:text>
          <xsl:if test="@kind = 'post-launched'"> acrn-dm gives its devices their vBDFs and BARs.</xsl:if>
        </p>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:if test="device">
      <table>
        <thead>
          <tr>
            <th>vBDF</th><th>Device</th><th>Shared memory</th><th>Size</th>
            <th>BARs</th><th>Ids of its peers</th>
          </tr>
        </thead>
        <tbody><xsl:apply-templates select="device" mode="page"/></tbody>
      </table>
    </xsl:if>
    <xsl:if test="map/range">
      <details>
        <summary>Address space</summary>
        <xsl:call-template name="map-table"/>
      </details>
    </xsl:if>
  </xsl:template>

  <xsl:template match="device" mode="page">
    <xsl:variable name="region" select="key('region', @region)"/>
    <tr>
      <xsl:if test="@region"><xsl:attribute name="data-region"><xsl:value-of select="@region"/></xsl:attribute></xsl:if>
      <td class="mono">
        <xsl:choose>
          <xsl:when test="@vbdf"><xsl:value-of select="@vbdf"/></xsl:when>
          <xsl:when test="@placed = 'no'">&#x2717; none</xsl:when>
          <xsl:otherwise>by acrn-dm</xsl:otherwise>
        </xsl:choose>
        <xsl:if test="@vbdf-given = 'yes'"> (given)</xsl:if>
      </td>
      <td><xsl:call-template name="device-words"/></td>
      <td>
        <xsl:value-of select="$region/@name"/>
        <xsl:if test="not($region)">&#x2013;</xsl:if>
      </td>
      <td class="number">
        <xsl:value-of select="$region/@size-text"/>
        <xsl:if test="not($region)">&#x2013;</xsl:if>
      </td>
      <td class="mono">
        <xsl:for-each select="bar">
          <xsl:if test="position() != 1"><br/></xsl:if>
          <xsl:value-of select="concat('BAR', @index, ' ')"/>
          <xsl:choose>
            <xsl:when test="@placed = 'yes'"><xsl:value-of select="concat(@address-hex, '&#x2013;', @last-hex)"/></xsl:when>
            <xsl:when test="@placed = 'guest'">placed by the guest</xsl:when>
            <xsl:otherwise>&#x2717; no room</xsl:otherwise>
          </xsl:choose>
          <xsl:value-of select="concat(' ', @type, ' ', @size-text)"/>
          <xsl:if test="../@type = 'ivshmem'">
            <xsl:choose>
              <xsl:when test="@index = 0"> registers, doorbell at +0xc</xsl:when>
              <xsl:when test="@index = 1"> MSI-X table</xsl:when>
              <xsl:when test="@index = 2"> the shared memory</xsl:when>
            </xsl:choose>
          </xsl:if>
        </xsl:for-each>
        <xsl:if test="not(bar)">&#x2013;</xsl:if>
      </td>
      <td>
        <xsl:for-each select="peer">
          <xsl:if test="position() != 1">, </xsl:if>
          <xsl:value-of select="@vm"/>
        </xsl:for-each>
        <xsl:if test="not(peer)">&#x2013;</xsl:if>
        <xsl:if test="@type = 'dm-ivshmem'"> (no doorbell)</xsl:if>
      </td>
    </tr>
  </xsl:template>

  <xsl:template name="device-words">
    <xsl:choose>
      <xsl:when test="@type = 'hostbridge'">host bridge</xsl:when>
      <xsl:when test="@type = 'passthrough'"><xsl:value-of select="concat('passthrough ', @pbdf, ' ', @label)"/></xsl:when>
      <xsl:when test="@type = 'ivshmem'">ivshmem</xsl:when>
      <xsl:when test="@type = 'dm-ivshmem'">ivshmem of acrn-dm</xsl:when>
      <xsl:when test="@type = 'vuart' and @target-vm"><xsl:value-of select="concat('PCI vUART ', @vuart, ' to VM ', @target-vm)"/></xsl:when>
      <xsl:when test="@type = 'vuart'"><xsl:value-of select="concat('PCI vUART ', @vuart)"/></xsl:when>
      <xsl:otherwise>root port for PTM</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ================ maps ================ -->

  <xsl:template match="memory" mode="page">
    <h2>The board's memory</h2>
    <xsl:if test="hv-ram">
      <p>
        <xsl:value-of select="concat('HV RAM: ', hv-ram/@size-text, ' from ', hv-ram/@start-hex, '.')"/>
      </p>
    </xsl:if>
    <xsl:if test="pool">
      <p>
        <xsl:value-of select="concat('Pool of shared memory: ', pool/@size-text)"/>
        <xsl:choose>
          <xsl:when test="not(pool/@base)">, not placed.</xsl:when>
          <xsl:when test="pool/@exact = 'yes'"><xsl:value-of select="concat(' from ', pool/@base-hex, ', exact.')"/></xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="concat(' from ', pool/@base-hex, ', planned: the offsets in it are exact, the build or the boot decides its base.')"/>
          </xsl:otherwise>
        </xsl:choose>
      </p>
    </xsl:if>
    <xsl:call-template name="map-table"/>
  </xsl:template>

  <xsl:template name="map-table">
    <table>
      <thead><tr><th>From</th><th>To</th><th>Size</th><th>Whose</th></tr></thead>
      <tbody><xsl:apply-templates select="map/range" mode="page"/></tbody>
    </table>
  </xsl:template>

  <xsl:template match="range" mode="page">
    <tr data-first="{@first}" data-last="{@last}">
      <xsl:attribute name="class">
        <xsl:if test="@kind = 'region'">shared</xsl:if>
        <xsl:if test="parent::range">part</xsl:if>
      </xsl:attribute>
      <xsl:if test="@region"><xsl:attribute name="data-region"><xsl:value-of select="@region"/></xsl:attribute></xsl:if>
      <td class="mono"><xsl:value-of select="@first-hex"/></td>
      <td class="mono"><xsl:value-of select="@last-hex"/></td>
      <td class="number"><xsl:value-of select="@size-text"/></td>
      <td>
        <xsl:if test="@bar"><xsl:value-of select="concat('BAR', @bar, ' of ')"/></xsl:if>
        <xsl:value-of select="@owner"/>
      </td>
    </tr>
    <xsl:apply-templates select="range" mode="page"/>
  </xsl:template>

  <xsl:template name="capacity-list">
    <h2>Capacities of the hypervisor's build</h2>
    <table>
      <thead><tr><th>Setting</th><th>Value</th><th>Where from</th></tr></thead>
      <tbody>
        <xsl:for-each select="/acrn-layout/capacity">
          <tr>
            <td class="mono"><xsl:value-of select="@name"/></td>
            <td class="number"><xsl:value-of select="@value"/></td>
            <td>
              <xsl:choose>
                <xsl:when test="@raised = 'yes'">raised: what was given or default did not suffice</xsl:when>
                <xsl:otherwise>given or default</xsl:otherwise>
              </xsl:choose>
            </td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <!-- ================ hover and search ================ -->

  <xsl:template name="page-script">
    <script>
      (function () {
        "use strict";
        var field = document.getElementById("search");
        var hits = document.getElementById("hits");
        var hint = hits.textContent;
        function all(selector) {
          return Array.prototype.slice.call(document.querySelectorAll(selector));
        }
        var shared = all("[data-region]");
        var rows = all("tbody tr");
        var boxes = all("svg g").filter(function (box) { return box.querySelector("title"); });

        function light(key, on) {
          shared.forEach(function (node) {
            if (node.getAttribute("data-region") === key) { node.classList.toggle("lit", on); }
          });
        }
        shared.forEach(function (node) {
          var key = node.getAttribute("data-region");
          node.addEventListener("mouseenter", function () { light(key, true); });
          node.addEventListener("mouseleave", function () { light(key, false); });
        });

        function holds(row, address) {
          var first = row.getAttribute("data-first");
          if (!first) { return false; }
          return address >= BigInt(first) ? BigInt(row.getAttribute("data-last")) >= address : false;
        }
        function search() {
          var words = field.value.trim().toLowerCase();
          var address = /^0x[0-9a-f]+$/.test(words) ? BigInt(words) : null;
          var count = 0;
          rows.forEach(function (row) {
            var found = row.textContent.toLowerCase().indexOf(words) !== -1;
            if (address !== null) { found = found || holds(row, address); }
            row.classList.toggle("away", !found);
            if (found) { count += 1; }
          });
          boxes.forEach(function (box) {
            var found = words === "" ? false : box.textContent.toLowerCase().indexOf(words) !== -1;
            box.classList.toggle("found", found);
          });
          all("details").forEach(function (part) { part.open = words !== ""; });
          hits.textContent = words === "" ? hint : count + (count === 1 ? " row" : " rows");
        }
        field.addEventListener("input", search);
      }());
    </script>
  </xsl:template>
</xsl:stylesheet>
