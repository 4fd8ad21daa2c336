# Files inside the binary: schemas, stylesheets and templates.
#
#   acrncfgc_embed(<target> <symbol> <file>)
#
# gives the sources of <target> an "embedded.h" with
#
#   extern const unsigned char embed_<symbol>[];
#   extern const size_t embed_<symbol>_size;
#
# The bytes are those of the file; a zero byte that the size does not count follows them, so that
# they also read as a string. The array is made when the file changes, by this same file in script
# mode: no tool beyond CMake is needed.

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${INPUT}" bytes HEX)
  string(LENGTH "${bytes}" size)
  math(EXPR size "${size} / 2")
  string(REPEAT "[0-9a-f]" 32 line)
  string(REGEX REPLACE "(${line})" "\\1\n\t" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  get_filename_component(name "${INPUT}" NAME)
  file(WRITE "${OUTPUT}" "/* ${name}, made by cmake/Embed.cmake */\n#include \"embedded.h\"\n\n"
    "const unsigned char embed_${SYMBOL}[] = {\n\t${bytes}0x00\n};\n"
    "const size_t embed_${SYMBOL}_size = ${size};\n")
  return()
endif()

set(ACRNCFGC_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(acrncfgc_embed target symbol file)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/embedded/${target}")
  get_target_property(symbols ${target} ACRNCFGC_EMBEDDED)
  if(NOT symbols)
    set(symbols "")
    # The header lists every call, so it is written when the last one has been seen. A deferred
    # call sees the variables of its own time, hence the EVAL.
    cmake_language(EVAL CODE
      "cmake_language(DEFER CALL acrncfgc_embed_header [[${target}]] [[${folder}/embedded.h]])")
    target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${folder}>")
  endif()
  if("${symbol}" IN_LIST symbols)
    message(FATAL_ERROR "acrncfgc_embed: two files would be called embed_${symbol}")
  endif()
  list(APPEND symbols "${symbol}")
  set_target_properties(${target} PROPERTIES ACRNCFGC_EMBEDDED "${symbols}")

  get_filename_component(file "${file}" ABSOLUTE)
  set(output "${folder}/embed_${symbol}.c")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${file}" "-DOUTPUT=${output}" "-DSYMBOL=${symbol}"
      -P "${ACRNCFGC_EMBED_SCRIPT}"
    DEPENDS "${file}" "${ACRNCFGC_EMBED_SCRIPT}"
    COMMENT "Embedding ${symbol}"
    VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()

function(acrncfgc_embed_header target header)
  get_target_property(symbols ${target} ACRNCFGC_EMBEDDED)
  set(declarations "")
  foreach(symbol IN LISTS symbols)
    string(APPEND declarations "extern const unsigned char embed_${symbol}[];\n"
      "extern const size_t embed_${symbol}_size;\n")
  endforeach()
  file(CONFIGURE OUTPUT "${header}" @ONLY CONTENT "/* made by cmake/Embed.cmake */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include <stddef.h>

@declarations@
#endif
")
endfunction()
