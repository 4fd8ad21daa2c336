# Tables and other files of acrn-cfgc in the build of a CMake project.
#
#   acrn_cfgc_generate(TARGET <target> SCENARIO <file> BOARD <file> OUTPUT_DIR <folder>
#     [RELEASE <release>] [EMIT <group>...] [OPTIONS <option>...])
#
# compiles the scenario into the folder whenever the scenario, the board or another file that was
# read changes. A file whose bytes stay the same keeps its time, so nothing that includes it is
# built again. A scenario with errors fails the build with the message of acrn-cfgc and leaves the
# old files as they are.
#
# <target> is a library or program of yours: the folder comes first on its include path, and it is
# built after the files are made. If there is no such target, it becomes an interface library that
# does the same for its users. Relative inputs are relative to the source folder, a relative
# output folder to the build folder.
#
# RELEASE is --target of acrn-cfgc, EMIT its --emit (default: tables config), OPTIONS are more of
# its options. Generated C files that are to be compiled are added with target_sources().

function(acrn_cfgc_generate)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET;SCENARIO;BOARD;OUTPUT_DIR;RELEASE" "EMIT;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS OR arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "acrn_cfgc_generate: cannot read "
      "'${arg_UNPARSED_ARGUMENTS}${arg_KEYWORDS_MISSING_VALUES}'")
  endif()
  foreach(name IN ITEMS TARGET SCENARIO BOARD OUTPUT_DIR)
    if(NOT arg_${name})
      message(FATAL_ERROR "acrn_cfgc_generate: ${name} is missing")
    endif()
  endforeach()
  get_filename_component(scenario "${arg_SCENARIO}" ABSOLUTE)
  get_filename_component(board "${arg_BOARD}" ABSOLUTE)
  get_filename_component(folder "${arg_OUTPUT_DIR}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")

  set(options ${arg_OPTIONS})
  if(arg_RELEASE)
    list(APPEND options --target ${arg_RELEASE})
  endif()
  if(arg_EMIT)
    list(JOIN arg_EMIT "," groups)
    list(APPEND options --emit ${groups})
  endif()

  set(work "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/acrn-cfgc-${arg_TARGET}")
  file(MAKE_DIRECTORY "${work}" "${folder}")
  acrn_cfgc_list_files(names "${work}" "${scenario}" "${board}" ${options})
  list(TRANSFORM names PREPEND "${folder}/" OUTPUT_VARIABLE files)

  # The files that were read become prerequisites of one time stamp, because the files that are
  # made may stay older than them.
  add_custom_command(OUTPUT "${work}/stamp" BYPRODUCTS ${files}
    COMMAND acrn-cfgc::acrn-cfgc "${scenario}" "${board}" -o "${folder}" ${options}
      --depfile "${work}/files.d"
    COMMAND "${CMAKE_COMMAND}" "-DDEPFILE=${work}/files.d" "-DSTAMP=${work}/stamp"
      -P "${ACRN_CFGC_STAMP_SCRIPT}"
    DEPENDS "${scenario}" "${board}" acrn-cfgc::acrn-cfgc
    DEPFILE "${work}/stamp.d"
    COMMENT "Compiling ${arg_SCENARIO} for ${arg_BOARD}"
    VERBATIM)
  add_custom_target(${arg_TARGET}-acrn-cfgc DEPENDS "${work}/stamp")

  if(NOT TARGET ${arg_TARGET})
    add_library(${arg_TARGET} INTERFACE)
  endif()
  get_target_property(type ${arg_TARGET} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_include_directories(${arg_TARGET} BEFORE INTERFACE "${folder}")
  else()
    target_include_directories(${arg_TARGET} BEFORE PRIVATE "${folder}")
  endif()
  add_dependencies(${arg_TARGET} ${arg_TARGET}-acrn-cfgc)
endfunction()

# Which files there will be: a build system has to know before it starts, or it sees a change of one
# of them a build too late. So they are made once beside, and CMake looks again when an input has
# changed. With errors in the scenario the list stays what it was.
function(acrn_cfgc_list_files variable work scenario board)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${scenario}" "${board}")
  get_target_property(program acrn-cfgc::acrn-cfgc LOCATION)
  file(REMOVE_RECURSE "${work}/list")
  execute_process(COMMAND "${program}" "${scenario}" "${board}" -o "${work}/list" ${ARGN}
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  file(GLOB_RECURSE names RELATIVE "${work}/list" "${work}/list/*")
  if(status EQUAL 0)
    file(WRITE "${work}/names" "${names}")
  elseif(EXISTS "${work}/names")
    file(READ "${work}/names" names)
  endif()
  set(${variable} "${names}" PARENT_SCOPE)
endfunction()

set(ACRN_CFGC_STAMP_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/AcrnCfgcStamp.cmake")
