# The explanations of the diagnostics inside the binary.
#
#   acrncfgc_explanations(<target> <file>)
#
# adds the tables diag_explanations and diag_sources of diag/diag.h, made of <file>, whose form its
# first lines describe. Like Embed.cmake it needs no tool beyond CMake.

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${INPUT}" text)
  # Comments go, C strings need escapes, and continued lines are joined.
  string(REGEX REPLACE "\n#[^\n]*" "" text "\n${text}")
  string(REGEX REPLACE "([\\\"])" "\\\\\\1" text "${text}")
  while(text MATCHES "\n(rule|why|source): [^\n]*\n ")
    string(REGEX REPLACE "(\n(rule|why|source): [^\n]*)\n +" "\\1 " text "${text}")
  endwhile()
  string(REPLACE "\n        " "\\n" text "${text}")

  string(REGEX REPLACE "\n([A-Z]+[0-9]+)\n" "\n\t[DIAG_\\1] = {\n" text "${text}")
  string(REGEX REPLACE "\n(rule|why|wrong|right): *([^\n]*)" "\n\t\t.\\1 = \"\\2\"," text "${text}")
  string(REGEX REPLACE "(\n\t\t.right = [^\n]*)" "\\1\n\t}," text "${text}")
  string(REGEX REPLACE "\n([a-z-]+)\nsource: *([^\n]*)" "\n\t{\"\\1\", \"\\2\"}," text "${text}")
  string(REPLACE "\n== CODES\n"
    "\nconst struct diag_explanation diag_explanations[DIAG_CODE_COUNT] = {\n" text "${text}")
  string(REPLACE "\n== SECTIONS\n" "\n};\n\nconst struct diag_source diag_sources[] = {\n"
    text "${text}")
  get_filename_component(name "${INPUT}" NAME)
  file(WRITE "${OUTPUT}" "/* ${name}, made by cmake/Explanations.cmake */\n"
    "#include \"diag/diag.h\"\n${text}\n};\n")
  return()
endif()

set(ACRNCFGC_EXPLANATIONS_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(acrncfgc_explanations target file)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/embedded/explanations.c")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${file}" "-DOUTPUT=${output}"
      -P "${ACRNCFGC_EXPLANATIONS_SCRIPT}"
    DEPENDS "${file}" "${ACRNCFGC_EXPLANATIONS_SCRIPT}"
    COMMENT "Embedding the explanations"
    VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()
