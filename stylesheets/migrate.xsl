<?xml version="1.0" encoding="UTF-8"?>
<!-- The shared memory of a scenario in the form that another release reads; all else is copied.

     form        elements (v3.0 and later) or text (before)
     region-ids  yes if the release knows IVSHMEM_REGION_ID (v3.3 and later), otherwise no

     It works by itself: xsltproc (stringparam form text) migrate.xsl OLD.xml. acrn-cfgc takes only
     the IVSHMEM element and the names of VMs from its result, so that every other byte stays; it
     reports what this changes by comparing what it reads before and after. Nothing is checked here:
     the scenario is one without errors. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:param name="form" select="'elements'"/>
  <xsl:param name="region-ids" select="'yes'"/>

  <xsl:variable name="vms" select="/acrn-config/vm"/>
  <xsl:variable name="section" select="/acrn-config/hv[1]/FEATURES[1]/IVSHMEM[1]"/>
  <xsl:variable name="on" select="normalize-space($section/IVSHMEM_ENABLED) = 'y'"/>
  <xsl:variable name="to-elements" select="$form = 'elements'"/>
  <!-- Regions that are one line of text, and those with child elements or, early in 2022, the
       name as an attribute. -->
  <xsl:variable name="texts" select="$section/IVSHMEM_REGION[not(*) and not(@name)]"/>
  <xsl:variable name="regions" select="$section/IVSHMEM_REGION[* or @name]"/>

  <xsl:template match="@* | node()">
    <xsl:copy>
      <xsl:apply-templates select="@* | node()"/>
    </xsl:copy>
  </xsl:template>

  <!-- ==== lines ==== -->

  <!-- Line break and blanks in front of an element; nothing where it does not begin a line. -->
  <xsl:template name="indentation">
    <xsl:param name="of"/>
    <xsl:variable name="before" select="$of/preceding-sibling::node()[1][self::text()]"/>
    <xsl:if test="contains($before, '&#10;')">
      <xsl:text>&#10;</xsl:text>
      <xsl:call-template name="last-line">
        <!-- A limit, because the calls are nested; no file indents deeper. -->
        <xsl:with-param name="text"
                        select="substring($before, string-length($before) - 250)"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template name="last-line">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="contains($text, '&#10;')">
        <xsl:call-template name="last-line">
          <xsl:with-param name="text" select="substring-after($text, '&#10;')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$text"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The lines before IVSHMEM and before its children, as this file has them. -->
  <xsl:variable name="outer">
    <xsl:call-template name="indentation">
      <xsl:with-param name="of" select="$section/.."/>
    </xsl:call-template>
  </xsl:variable>
  <xsl:variable name="line">
    <xsl:call-template name="indentation">
      <xsl:with-param name="of" select="$section"/>
    </xsl:call-template>
  </xsl:variable>
  <xsl:variable name="step">
    <xsl:choose>
      <xsl:when test="$outer != '' and starts-with($line, $outer)">
        <xsl:value-of select="substring-after($line, $outer)"/>
      </xsl:when>
      <xsl:when test="$line != ''">
        <xsl:text>  </xsl:text>
      </xsl:when>
    </xsl:choose>
  </xsl:variable>

  <!-- ==== names of VMs, to elements ==== -->

  <!-- ":0:2:", the VMs that regions of text refer to. -->
  <xsl:variable name="referred">
    <xsl:if test="$to-elements and $on">
      <xsl:for-each select="$texts">
        <xsl:text>:</xsl:text>
        <xsl:value-of select="translate(substring-after(substring-after(., ','), ','),
                                        ' &#9;&#10;&#13;', '')"/>
      </xsl:for-each>
      <xsl:text>:</xsl:text>
    </xsl:if>
  </xsl:variable>

  <!-- A VM that a region refers to keeps a name that no other VM has. Without a name it is VM<id>; of a name
       that several VMs have it is that name, '_' and its id. Where a VM has that name already, '_'
       follows until none has. -->
  <xsl:template name="vm-name">
    <xsl:param name="vm"/>
    <xsl:variable name="name" select="normalize-space($vm/name)"/>
    <xsl:choose>
      <xsl:when test="$name = ''">
        <xsl:call-template name="free-name">
          <xsl:with-param name="name" select="concat('VM', normalize-space($vm/@id))"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="count($vms[normalize-space(name) = $name]) > 1">
        <xsl:call-template name="free-name">
          <xsl:with-param name="name" select="concat($name, '_', normalize-space($vm/@id))"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="contains($vm/name, $name)">
        <xsl:value-of select="$name"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$vm/name"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="free-name">
    <xsl:param name="name"/>
    <xsl:choose>
      <xsl:when test="$vms[normalize-space(name) = $name]">
        <xsl:call-template name="free-name">
          <xsl:with-param name="name" select="concat($name, '_')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$name"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/acrn-config/vm/name[1]">
    <xsl:variable name="new">
      <xsl:call-template name="vm-name">
        <xsl:with-param name="vm" select=".."/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="contains($referred, concat(':', normalize-space(../@id), ':')) and
                      normalize-space($new) != normalize-space(.)">
        <xsl:copy>
          <xsl:apply-templates select="@*"/>
          <xsl:value-of select="$new"/>
          <xsl:copy-of select="comment() | processing-instruction()"/>
        </xsl:copy>
      </xsl:when>
      <xsl:otherwise>
        <xsl:copy>
          <xsl:apply-templates select="@* | node()"/>
        </xsl:copy>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A name that is missing follows what says the kind of the VM. -->
  <xsl:template match="/acrn-config/vm[not(name)]/*[self::vm_type or self::load_order]">
    <xsl:copy>
      <xsl:apply-templates select="@* | node()"/>
    </xsl:copy>
    <xsl:if test="contains($referred, concat(':', normalize-space(../@id), ':')) and
                  not(preceding-sibling::vm_type or preceding-sibling::load_order)">
      <xsl:call-template name="indentation">
        <xsl:with-param name="of" select="."/>
      </xsl:call-template>
      <name>
        <xsl:call-template name="vm-name">
          <xsl:with-param name="vm" select=".."/>
        </xsl:call-template>
      </name>
    </xsl:if>
  </xsl:template>

  <!-- ==== regions ==== -->

  <xsl:template match="IVSHMEM">
    <xsl:choose>
      <xsl:when test="generate-id() != generate-id($section) or
                      ($to-elements and not($texts or IVSHMEM_ENABLED) and not($regions/@name) and
                       ($region-ids = 'yes' or not($regions/IVSHMEM_REGION_ID))) or
                      (not($to-elements) and not($regions) and IVSHMEM_ENABLED)">
        <xsl:copy-of select="."/>
      </xsl:when>
      <xsl:when test="$to-elements">
        <xsl:copy>
          <xsl:apply-templates select="@* | node()" mode="elements"/>
        </xsl:copy>
      </xsl:when>
      <xsl:otherwise>
        <xsl:copy>
          <xsl:apply-templates select="@*"/>
          <xsl:call-template name="switch"/>
          <xsl:apply-templates select="node()" mode="text"/>
          <!-- <IVSHMEM/> becomes an element of several lines. -->
          <xsl:if test="not(node())">
            <xsl:value-of select="$line"/>
          </xsl:if>
        </xsl:copy>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ==== to elements ==== -->

  <xsl:template match="@* | node()" mode="elements">
    <xsl:copy>
      <xsl:apply-templates select="@* | node()" mode="elements"/>
    </xsl:copy>
  </xsl:template>

  <!-- The switch is removed with its line; so does a region that is off or blank, and the
       id that the release does not know. Comments in them stay. -->
  <xsl:template match="IVSHMEM_ENABLED" mode="elements">
    <xsl:copy-of select="comment() | processing-instruction()"/>
  </xsl:template>
  <xsl:template match="IVSHMEM_REGION_ID" mode="elements">
    <xsl:choose>
      <xsl:when test="$region-ids = 'yes'">
        <xsl:copy-of select="."/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:copy-of select="comment() | processing-instruction()"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="text()[not(normalize-space())]" mode="elements">
    <xsl:variable name="next" select="following-sibling::node()[1]"/>
    <xsl:if test="not($next[self::IVSHMEM_ENABLED or
                            (self::IVSHMEM_REGION_ID and $region-ids != 'yes') or
                            self::IVSHMEM_REGION[not(* or @name or ($on and normalize-space()))]])
                  or $next[comment() or processing-instruction()]">
      <xsl:copy/>
    </xsl:if>
  </xsl:template>

  <!-- The name of a region of early 2022. -->
  <xsl:template match="IVSHMEM_REGION[@name]" mode="elements">
    <xsl:copy>
      <xsl:apply-templates select="@*[name() != 'name']"/>
      <xsl:if test="not(NAME)">
        <xsl:call-template name="indentation">
          <xsl:with-param name="of" select="*[1]"/>
        </xsl:call-template>
        <NAME>
          <xsl:value-of select="normalize-space(@name)"/>
        </NAME>
      </xsl:if>
      <xsl:apply-templates select="node()" mode="elements"/>
    </xsl:copy>
  </xsl:template>

  <!-- "hv:/name, 2, 0:2" -->
  <xsl:template match="IVSHMEM_REGION[not(*) and not(@name)]" mode="elements">
    <xsl:if test="not($on and normalize-space())">
      <xsl:copy-of select="comment() | processing-instruction()"/>
    </xsl:if>
    <xsl:if test="$on and normalize-space()">
      <xsl:variable name="start">
        <xsl:call-template name="indentation">
          <xsl:with-param name="of" select="."/>
        </xsl:call-template>
      </xsl:variable>
      <xsl:variable name="item">
        <xsl:if test="$start != ''">
          <xsl:value-of select="concat($start, $step)"/>
        </xsl:if>
      </xsl:variable>
      <xsl:variable name="full-name" select="normalize-space(substring-before(., ','))"/>
      <xsl:variable name="rest" select="substring-after(., ',')"/>
      <xsl:copy>
        <xsl:apply-templates select="@*"/>
        <xsl:for-each select="comment() | processing-instruction()">
          <xsl:value-of select="$item"/>
          <xsl:copy/>
        </xsl:for-each>
        <xsl:value-of select="$item"/>
        <NAME><xsl:value-of select="substring-after($full-name, ':/')"/></NAME>
        <xsl:value-of select="$item"/>
        <PROVIDED_BY>
          <xsl:choose>
            <xsl:when test="starts-with($full-name, 'dm:/')">Device Model</xsl:when>
            <xsl:otherwise>Hypervisor</xsl:otherwise>
          </xsl:choose>
        </PROVIDED_BY>
        <xsl:value-of select="$item"/>
        <IVSHMEM_SIZE>
          <xsl:value-of select="normalize-space(substring-before($rest, ','))"/>
        </IVSHMEM_SIZE>
        <xsl:value-of select="$item"/>
        <IVSHMEM_VMS>
          <xsl:call-template name="peers">
            <xsl:with-param name="ids" select="substring-after($rest, ',')"/>
            <xsl:with-param name="item" select="$item"/>
          </xsl:call-template>
          <xsl:value-of select="$item"/>
        </IVSHMEM_VMS>
        <xsl:value-of select="$start"/>
      </xsl:copy>
    </xsl:if>
  </xsl:template>

  <!-- One element for each of the ids between colons. -->
  <xsl:template name="peers">
    <xsl:param name="ids"/>
    <xsl:param name="item"/>
    <xsl:variable name="id" select="normalize-space(substring-before(concat($ids, ':'), ':'))"/>
    <xsl:variable name="peer">
      <xsl:if test="$item != ''">
        <xsl:value-of select="concat($item, $step)"/>
      </xsl:if>
    </xsl:variable>
    <xsl:variable name="inner">
      <xsl:if test="$item != ''">
        <xsl:value-of select="concat($peer, $step)"/>
      </xsl:if>
    </xsl:variable>
    <xsl:value-of select="$peer"/>
    <IVSHMEM_VM>
      <xsl:value-of select="$inner"/>
      <VM_NAME>
        <xsl:call-template name="vm-name">
          <xsl:with-param name="vm" select="$vms[normalize-space(@id) = $id]"/>
        </xsl:call-template>
      </VM_NAME>
      <xsl:value-of select="$inner"/>
      <VBDF/>
      <xsl:value-of select="$peer"/>
    </IVSHMEM_VM>
    <xsl:if test="contains($ids, ':')">
      <xsl:call-template name="peers">
        <xsl:with-param name="ids" select="substring-after($ids, ':')"/>
        <xsl:with-param name="item" select="$item"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- ==== to text ==== -->

  <xsl:template match="@* | node()" mode="text">
    <xsl:copy>
      <xsl:apply-templates select="@* | node()" mode="text"/>
    </xsl:copy>
  </xsl:template>

  <!-- IVSHMEM_ENABLED, in front of everything. -->
  <xsl:template name="switch">
    <xsl:variable name="start">
      <xsl:call-template name="indentation">
        <xsl:with-param name="of" select="*[1]"/>
      </xsl:call-template>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$start != ''">
        <xsl:value-of select="$start"/>
      </xsl:when>
      <xsl:when test="not(node()) and $line != ''">
        <xsl:value-of select="concat($line, $step)"/>
      </xsl:when>
    </xsl:choose>
    <IVSHMEM_ENABLED>
      <xsl:choose>
        <xsl:when test="$regions">y</xsl:when>
        <xsl:otherwise>n</xsl:otherwise>
      </xsl:choose>
    </IVSHMEM_ENABLED>
  </xsl:template>

  <xsl:template match="IVSHMEM_REGION[* or @name]" mode="text">
    <xsl:variable name="start">
      <xsl:call-template name="indentation">
        <xsl:with-param name="of" select="."/>
      </xsl:call-template>
    </xsl:variable>
    <!-- The content of the region does not fit into a line. -->
    <xsl:for-each select=".//comment() | .//processing-instruction()">
      <xsl:copy/>
      <xsl:value-of select="$start"/>
    </xsl:for-each>
    <xsl:copy>
      <xsl:apply-templates select="@*[name() != 'name']"/>
      <xsl:choose>
        <xsl:when test="normalize-space(PROVIDED_BY) = 'Device Model'">dm:/</xsl:when>
        <xsl:otherwise>hv:/</xsl:otherwise>
      </xsl:choose>
      <xsl:choose>
        <xsl:when test="NAME">
          <xsl:value-of select="normalize-space(NAME)"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="normalize-space(@name)"/>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:value-of select="concat(', ', normalize-space(IVSHMEM_SIZE), ', ')"/>
      <xsl:for-each select="IVSHMEM_VMS/IVSHMEM_VM">
        <xsl:variable name="name" select="normalize-space(VM_NAME)"/>
        <xsl:if test="position() > 1">:</xsl:if>
        <xsl:value-of select="normalize-space($vms[normalize-space(name) = $name]/@id)"/>
      </xsl:for-each>
    </xsl:copy>
  </xsl:template>
</xsl:stylesheet>
