<?xml version="1.0" encoding="UTF-8"?>
<!-- layout.txt: the same facts as layout.svg and layout.html, for a terminal.

     A line of a map begins with a mark, so that shared memory is seen at a glance:
     # shared memory   + registers and passthrough BARs   = RAM   h hypervisor
     - taken   . free   (nothing) neither free nor taken -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:key name="region" match="/acrn-layout/regions/region" use="@key"/>
  <xsl:variable name="blanks" select="'                                                  '"/>

  <!-- text filled with blanks to so many letters, on its left or on its right -->
  <xsl:template name="left">
    <xsl:param name="text"/>
    <xsl:param name="letters"/>
    <xsl:value-of select="$text"/>
    <xsl:if test="string-length($text) &lt; $letters">
      <xsl:value-of select="substring($blanks, 1, $letters - string-length($text))"/>
    </xsl:if>
  </xsl:template>
  <xsl:template name="right">
    <xsl:param name="text"/>
    <xsl:param name="letters"/>
    <xsl:if test="string-length($text) &lt; $letters">
      <xsl:value-of select="substring($blanks, 1, $letters - string-length($text))"/>
    </xsl:if>
    <xsl:value-of select="$text"/>
  </xsl:template>

  <xsl:template match="/acrn-layout">
    <xsl:text>Shared memory: scenario </xsl:text>
    <xsl:value-of select="@scenario"/>
    <xsl:if test="not(@scenario)">without a name</xsl:if>
    <xsl:if test="@board"><xsl:value-of select="concat(' on board ', @board)"/></xsl:if>
    <xsl:value-of select="concat(', ACRN ', @target, '&#10;')"/>
    <xsl:call-template name="conflicts"/>
    <xsl:call-template name="regions"/>
    <xsl:apply-templates select="memory"/>
    <xsl:apply-templates select="vm"/>
    <xsl:call-template name="capacities"/>
    <xsl:if test="memory">
      <xsl:text>&#10;Marks: # shared memory, + registers and passthrough BARs, = RAM, h hypervisor,&#10;</xsl:text>
      <xsl:text>       - taken, . free, no mark: nothing is there&#10;</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template name="conflicts">
    <xsl:if test="conflict">
      <xsl:text>&#10;REFUSED: this layout cannot be built. What could be placed is shown; what could not&#10;is marked with X.&#10;</xsl:text>
      <xsl:for-each select="conflict">
        <xsl:value-of select="concat('  X ', @code, ': ', @message, '&#10;')"/>
        <xsl:for-each select="note"><xsl:value-of select="concat('      ', @message, '&#10;')"/></xsl:for-each>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!-- ================ who shares what ================ -->

  <xsl:template name="regions">
    <xsl:if test="regions">
      <xsl:text>&#10;Who shares what&#10;</xsl:text>
      <xsl:if test="not(regions/region)">  nobody: shared memory is off&#10;</xsl:if>
      <xsl:apply-templates select="regions/region"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="region">
    <xsl:value-of select="concat('  ', @name, ', ', @size-text)"/>
    <xsl:choose>
      <xsl:when test="@hpa">
        <xsl:value-of select="concat(' at ', @hpa-hex, '-', @hpa-last-hex, ', offset ', @offset-hex)"/>
        <xsl:if test="/acrn-layout/memory/pool/@exact = 'no'"> (planned base, exact offset)</xsl:if>
      </xsl:when>
      <xsl:when test="@land = 'dm'">: a shared memory object of the Service VM</xsl:when>
      <xsl:otherwise>: X not placed</xsl:otherwise>
    </xsl:choose>
    <xsl:text>&#10;</xsl:text>
    <xsl:variable name="key" select="@key"/>
    <xsl:for-each select="peer">
      <xsl:variable name="id" select="@vm"/>
      <xsl:for-each select="/acrn-layout/vm[@id = $id]">
        <xsl:variable name="device" select="device[@region = $key]"/>
        <xsl:variable name="bar" select="$device/bar[@index = 2]"/>
        <xsl:text>    </xsl:text>
        <xsl:call-template name="vm-words"/>
        <xsl:text>:</xsl:text>
        <xsl:choose>
          <xsl:when test="$bar/@placed = 'yes'"><xsl:value-of select="concat(' sees it at ', $bar/@address-hex, ', vBDF ', $device/@vbdf)"/></xsl:when>
          <xsl:when test="$device/@placed = 'no'"> X not placed</xsl:when>
          <xsl:otherwise> acrn-dm places it</xsl:otherwise>
        </xsl:choose>
        <xsl:if test="starts-with($key, 'hv')"><xsl:value-of select="concat(', peer id ', @peer-id)"/></xsl:if>
        <xsl:text>&#10;</xsl:text>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="vm-words">
    <xsl:value-of select="concat('VM ', @id)"/>
    <xsl:if test="@name"><xsl:value-of select="concat(&quot; '&quot;, @name, &quot;'&quot;)"/></xsl:if>
    <xsl:value-of select="concat(', ', @kind-text)"/>
  </xsl:template>

  <!-- ================ memory and VMs ================ -->

  <xsl:template match="memory">
    <xsl:text>&#10;The board's memory&#10;</xsl:text>
    <xsl:if test="hv-ram">
      <xsl:value-of select="concat('  HV RAM: ', hv-ram/@size-text, ' from ', hv-ram/@start-hex, '&#10;')"/>
    </xsl:if>
    <xsl:if test="pool">
      <xsl:value-of select="concat('  Pool of shared memory: ', pool/@size-text)"/>
      <xsl:choose>
        <xsl:when test="not(pool/@base)">, X not placed</xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="concat(' from ', pool/@base-hex)"/>
          <xsl:if test="pool/@exact = 'no'">, planned: the build or the boot decides</xsl:if>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
    <xsl:apply-templates select="map/range"/>
  </xsl:template>

  <xsl:template match="vm">
    <xsl:text>&#10;</xsl:text>
    <xsl:call-template name="vm-words"/>
    <xsl:choose>
      <xsl:when test="not(device)">: no devices of the hypervisor, no shared memory&#10;</xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat('; peer id ', @peer-id, '&#10;')"/>
        <xsl:apply-templates select="device"/>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:if test="map/range">
      <xsl:text>  Address space&#10;</xsl:text>
      <xsl:apply-templates select="map/range"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="device">
    <xsl:text>  </xsl:text>
    <xsl:choose>
      <xsl:when test="@vbdf"><xsl:value-of select="@vbdf"/></xsl:when>
      <xsl:when test="@placed = 'no'">X no vBDF</xsl:when>
      <xsl:otherwise>acrn-dm</xsl:otherwise>
    </xsl:choose>
    <xsl:text>  </xsl:text>
    <xsl:choose>
      <xsl:when test="@region">
        <xsl:value-of select="concat('shared memory ', key('region', @region)/@name, ', ', key('region', @region)/@size-text)"/>
      </xsl:when>
      <xsl:when test="@type = 'hostbridge'">host bridge</xsl:when>
      <xsl:when test="@type = 'passthrough'"><xsl:value-of select="concat('passthrough ', @pbdf, ' ', @label)"/></xsl:when>
      <xsl:when test="@type = 'vuart'">
        <xsl:value-of select="concat('PCI vUART ', @vuart)"/>
        <xsl:if test="@target-vm"><xsl:value-of select="concat(' to VM ', @target-vm)"/></xsl:if>
      </xsl:when>
      <xsl:otherwise>root port for PTM</xsl:otherwise>
    </xsl:choose>
    <xsl:for-each select="peer">
      <xsl:if test="position() = 1">; peers: VM </xsl:if>
      <xsl:if test="position() != 1">, </xsl:if>
      <xsl:value-of select="@vm"/>
    </xsl:for-each>
    <xsl:text>&#10;</xsl:text>
    <xsl:for-each select="bar">
      <xsl:value-of select="concat('           BAR', @index, ' ')"/>
      <xsl:choose>
        <xsl:when test="@placed = 'yes'"><xsl:value-of select="concat(@address-hex, '-', @last-hex)"/></xsl:when>
        <xsl:when test="@placed = 'guest'">placed by the guest</xsl:when>
        <xsl:otherwise>X no room</xsl:otherwise>
      </xsl:choose>
      <xsl:value-of select="concat(' ', @type, ', ', @size-text, '&#10;')"/>
    </xsl:for-each>
  </xsl:template>

  <!-- ================ maps ================ -->

  <xsl:template match="range">
    <xsl:choose>
      <xsl:when test="parent::range"><xsl:text>        </xsl:text></xsl:when>
      <xsl:otherwise>
        <xsl:text>  </xsl:text>
        <xsl:choose>
          <xsl:when test="@kind = 'region'">#</xsl:when>
          <xsl:when test="@kind = 'bar'">+</xsl:when>
          <xsl:when test="@kind = 'ram' or @kind = 'guest-ram' or @kind = 'vm-memory'">=</xsl:when>
          <xsl:when test="@kind = 'hypervisor'">h</xsl:when>
          <xsl:when test="@kind = 'taken'">-</xsl:when>
          <xsl:when test="@kind = 'free'">.</xsl:when>
          <xsl:otherwise><xsl:text> </xsl:text></xsl:otherwise>
        </xsl:choose>
        <xsl:text> </xsl:text>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:call-template name="right">
      <xsl:with-param name="text" select="@first-hex"/>
      <xsl:with-param name="letters" select="12"/>
    </xsl:call-template>
    <xsl:text>-</xsl:text>
    <xsl:call-template name="left">
      <xsl:with-param name="text" select="@last-hex"/>
      <xsl:with-param name="letters" select="12"/>
    </xsl:call-template>
    <xsl:call-template name="right">
      <xsl:with-param name="text" select="@size-text"/>
      <xsl:with-param name="letters" select="11"/>
    </xsl:call-template>
    <xsl:text>  </xsl:text>
    <xsl:if test="@bar"><xsl:value-of select="concat('BAR', @bar, ' of ')"/></xsl:if>
    <xsl:value-of select="@owner"/>
    <xsl:text>&#10;</xsl:text>
    <xsl:apply-templates select="range[@kind != 'hole']"/>
  </xsl:template>

  <xsl:template name="capacities">
    <xsl:if test="capacity">
      <xsl:text>&#10;Capacities of the hypervisor's build&#10;</xsl:text>
      <xsl:for-each select="capacity">
        <xsl:value-of select="concat('  ', @name, ' ', @value)"/>
        <xsl:if test="@raised = 'yes'"> (raised: what was given or default did not suffice)</xsl:if>
        <xsl:text>&#10;</xsl:text>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
