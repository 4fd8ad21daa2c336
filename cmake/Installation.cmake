# What `cmake --install` lays down, and where: GNUInstallDirs decides, DESTDIR is respected.

install(TARGETS acrn-cfgc acrncfgc
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}"
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  PUBLIC_HEADER DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

# The schemas are for editors and xmllint; the program has its own copy inside.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/schemas/"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/acrn-cfgc/schemas" OPTIONAL
  FILES_MATCHING PATTERN "*.xsd" PATTERN "*.xml")

# What --stylesheet can take the place of, to copy and change.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/stylesheets/"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/acrn-cfgc/stylesheets"
  FILES_MATCHING PATTERN "*.xsl")

set(doc_dir "${CMAKE_INSTALL_DATADIR}/doc/acrn-cfgc")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/config-xmls" "${PROJECT_SOURCE_DIR}/board-xmls"
  DESTINATION "${doc_dir}/examples" OPTIONAL)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/" DESTINATION "${doc_dir}"
  FILES_MATCHING PATTERN "*.md")
install(FILES README.md CHANGELOG.md LICENSE DESTINATION "${doc_dir}")

file(GLOB manual_pages CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/*.1")
if(manual_pages)
  install(FILES ${manual_pages} DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
endif()

# Where each shell looks for the completions of a package.
install(FILES completions/acrn-cfgc.bash RENAME acrn-cfgc
  DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES completions/_acrn-cfgc
  DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES completions/acrn-cfgc.fish
  DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")

install(FILES contrib/make/acrn-cfgc.mk
  DESTINATION "${CMAKE_INSTALL_DATADIR}/acrn-cfgc/make")

# The folders are relative to the .pc file itself, so that an install tree may be moved. Who links
# the static library has to link what it uses, too; a shared one has said so itself.
file(RELATIVE_PATH PC_PREFIX_FROM_PC "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig"
  "${CMAKE_INSTALL_PREFIX}")
file(RELATIVE_PATH PC_LIBDIR "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_LIBDIR}")
file(RELATIVE_PATH PC_INCLUDEDIR "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
string(REGEX REPLACE "/$" "" PC_PREFIX_FROM_PC "${PC_PREFIX_FROM_PC}")
if(BUILD_SHARED_LIBS)
  set(PC_REQUIRES "Requires.private")
else()
  set(PC_REQUIRES "Requires")
endif()
configure_file("${PROJECT_SOURCE_DIR}/cmake/acrncfgc.pc.in" acrncfgc.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/acrncfgc.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
