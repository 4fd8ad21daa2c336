# Run by cpack when everything is in place and not yet packed: what Debian's policy wants of a
# package beyond what `cmake --install` lays down. Does nothing for other kinds of packages.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# The date of the changelog, and with it every byte, is SOURCE_DATE_EPOCH if that is set.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)

foreach(component IN ITEMS PROGRAM DEVELOPMENT)
  string(TOLOWER "${component}" folder)
  set(root "${CPACK_TEMPORARY_DIRECTORY}/${folder}/usr")
  set(name "${CPACK_DEBIAN_${component}_PACKAGE_NAME}")
  set(doc "${root}/share/doc/${name}")
  file(READ "${CMAKE_CURRENT_LIST_DIR}/../LICENSE" license)
  file(WRITE "${doc}/copyright" "acrn-cfgc, under the licence of ACRN itself:\n\n${license}")
  file(REMOVE "${doc}/LICENSE")
  file(WRITE "${doc}/changelog" "acrn-cfgc (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
    "  * The changes are listed in /usr/share/doc/acrn-cfgc/CHANGELOG.md.\n\n"
    " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
  file(GLOB packed "${doc}/changelog" "${root}/share/man/man*/*.[1-9]")
  foreach(file IN LISTS packed)
    run(gzip -9nf "${file}")
  endforeach()
  file(GLOB_RECURSE binaries "${root}/bin/*" "${root}/*.a")
  foreach(file IN LISTS binaries)
    run(strip --strip-debug --remove-section=.comment --enable-deterministic-archives "${file}")
  endforeach()
endforeach()
