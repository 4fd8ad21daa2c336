# What `cmake --install` lays down, and where: GNUInstallDirs decides, DESTDIR is respected. Two
# components: "program" is for users, "development" for programs that use the library.

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME program)

install(TARGETS acrn-cfgc EXPORT acrn-cfgc-program
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(TARGETS acrncfgc EXPORT acrn-cfgc-library
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" NAMELINK_COMPONENT development
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development
  PUBLIC_HEADER DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)

# An install tree may be moved: the program finds a shared library from where it is itself.
file(RELATIVE_PATH LIBDIR_FROM_BINDIR "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_FULL_LIBDIR}")
if(BUILD_SHARED_LIBS)
  set_target_properties(acrn-cfgc PROPERTIES INSTALL_RPATH "$ORIGIN/${LIBDIR_FROM_BINDIR}")
endif()

# find_package(acrn-cfgc): the two halves of the package come with the component they describe.
include(CMakePackageConfigHelpers)
set(cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/acrn-cfgc")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/acrn-cfgc-config.cmake.in"
  "${PROJECT_BINARY_DIR}/acrn-cfgc-config.cmake" INSTALL_DESTINATION "${cmake_dir}")
# Below 1.0 a minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/acrn-cfgc-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/acrn-cfgc-config.cmake"
  "${PROJECT_BINARY_DIR}/acrn-cfgc-config-version.cmake"
  cmake/AcrnCfgcGenerate.cmake cmake/AcrnCfgcStamp.cmake
  DESTINATION "${cmake_dir}")
install(EXPORT acrn-cfgc-program NAMESPACE acrn-cfgc:: DESTINATION "${cmake_dir}")
install(EXPORT acrn-cfgc-library NAMESPACE acrn-cfgc:: DESTINATION "${cmake_dir}"
  COMPONENT development)

# The schemas are for editors and xmllint; the program has its own copy inside.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/schemas/"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/acrn-cfgc/schemas" OPTIONAL
  FILES_MATCHING PATTERN "*.xsd" PATTERN "*.xml" PATTERN "*.json")

# What --stylesheet can take the place of, to copy and change.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/stylesheets/"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/acrn-cfgc/stylesheets"
  FILES_MATCHING PATTERN "*.xsl")

set(doc_dir "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/config-xmls" "${PROJECT_SOURCE_DIR}/board-xmls"
  DESTINATION "${doc_dir}/examples" OPTIONAL)
install(FILES examples/guest/ivshmem_mail.c DESTINATION "${doc_dir}/examples/guest")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/" DESTINATION "${doc_dir}"
  FILES_MATCHING PATTERN "*.md" PATTERN "*.svg" PATTERN "architecture.md" EXCLUDE)
install(FILES CHANGELOG.md LICENSE DESTINATION "${doc_dir}")
install(FILES contrib/README.md contrib/github-workflow.yml contrib/gitlab-ci.yml
  DESTINATION "${doc_dir}/contrib")

# Installed, the pages are beside README.md and not below it.
function(install_page page from to)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${page}")
  get_filename_component(name "${page}" NAME)
  file(READ "${page}" text)
  string(REPLACE "](${from}" "](${to}" text "${text}")
  string(REPLACE "src=\"${from}" "src=\"${to}" text "${text}")
  file(WRITE "${PROJECT_BINARY_DIR}/pages/${name}" "${text}")
  install(FILES "${PROJECT_BINARY_DIR}/pages/${name}" DESTINATION "${doc_dir}")
endfunction()
install_page(README.md "docs/" "")
install_page(HACKING.md "docs/" "")
install_page(docs/architecture.md "../" "")

# The manual names the folders of a package; this installation may have others.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  "${PROJECT_SOURCE_DIR}/docs/acrn-cfgc.1")
file(READ docs/acrn-cfgc.1 manual)
string(REPLACE "-" "\\-" manual_doc_dir "${CMAKE_INSTALL_FULL_DOCDIR}")
string(REPLACE "-" "\\-" manual_data_dir "${CMAKE_INSTALL_FULL_DATADIR}")
string(REPLACE "/usr/share/doc/acrn\\-cfgc" "${manual_doc_dir}" manual "${manual}")
string(REPLACE "/usr/share/" "${manual_data_dir}/" manual "${manual}")
file(WRITE "${PROJECT_BINARY_DIR}/acrn-cfgc.1" "${manual}")
install(FILES "${PROJECT_BINARY_DIR}/acrn-cfgc.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")

# Where each shell looks for the completions of a package.
install(FILES completions/acrn-cfgc.bash RENAME acrn-cfgc
  DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES completions/_acrn-cfgc
  DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES completions/acrn-cfgc.fish
  DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")

install(FILES contrib/make/acrn-cfgc.mk contrib/make/acrn-cfgc-check.c
  contrib/make/acrn-cfgc-v2.3.mk
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
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)
install(DIRECTORY examples/library
  DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/libacrncfgc-dev/examples" COMPONENT development)
