# What cpack makes: two Debian packages, acrn-cfgc for users and libacrncfgc-dev for programs that
# use the library, and a source archive (cpack --config CPackSourceConfig.cmake).

set(CPACK_PACKAGE_NAME acrn-cfgc)
set(CPACK_PACKAGE_VENDOR "acrn-cfgc developers")
set(CPACK_PACKAGE_CONTACT "acrn-cfgc developers <acrn-cfgc@acrn-cfgc.invalid>" CACHE STRING
  "Maintainer of the packages: a name and an address")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compiler for the shared memory of ACRN scenarios")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# ---- Debian ---------------------------------------------------------------------------------

set(CPACK_COMPONENTS_ALL program development)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME acrn-cfgc)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "make, libxml2-utils")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
  "Reads the scenario and the board XML of an ACRN hypervisor, checks every rule
for its inter-VM shared memory (ivshmem), decides where each region and each
PCI device lies, proves the result, and writes the C tables and settings that
the hypervisor is built with.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libacrncfgc-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "acrn-cfgc (= ${PROJECT_VERSION}), libxml2-dev, libxslt1-dev, libjansson-dev")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
  "This package has the compiler as a library for other programs: it takes
scenario and board from memory and gives diagnostics, the layout and the files.
Static library, header, pkg-config and CMake files, and an example.")

set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/DebianStage.cmake")

# ---- source ---------------------------------------------------------------------------------

set(CPACK_SOURCE_GENERATOR TGZ)
set(CPACK_SOURCE_PACKAGE_FILE_NAME "acrn-cfgc-${PROJECT_VERSION}")
set(CPACK_SOURCE_IGNORE_FILES "/\\.git/" "/\\.git$" "${PROJECT_SOURCE_DIR}/build/" "\\.swp$" "~$")

include(CPack)
