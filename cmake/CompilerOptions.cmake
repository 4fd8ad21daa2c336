# How our own code is compiled, as interface targets: a target of ours links the ones it wants, and
# nothing leaks into the libraries we use or to those who use us.

option(ACRNCFGC_WERROR "Treat compiler warnings as errors" ON)
option(ACRNCFGC_SANITIZE "Build with the address and undefined behaviour sanitizers" OFF)
option(ACRNCFGC_SANITIZE_THREADS "Build with the thread sanitizer" OFF)
option(ACRNCFGC_HARDEN "Build with the hardening of a distribution's package" OFF)
option(ACRNCFGC_FUZZ "Build the fuzz targets with libFuzzer; needs clang" OFF)
option(ACRNCFGC_COVERAGE "Count the lines that the tests reach" OFF)

add_library(acrncfgc_warnings INTERFACE)
target_compile_options(acrncfgc_warnings INTERFACE
  -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow
  -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
  -Wundef -Wvla -Wformat=2 -Wcast-align -Wpointer-arith -Wwrite-strings
  -Wimplicit-fallthrough
  $<$<C_COMPILER_ID:GNU>:-Wlogical-op>
  $<$<C_COMPILER_ID:GNU>:-Wduplicated-cond>
  $<$<BOOL:${ACRNCFGC_WERROR}>:-Werror>)

# A report ends the program, and the tests set its exit status to 99 (see tests/CMakeLists.txt), so
# that it is never taken for the 1, 2 or 3 which a test of a bad input waits for.
add_library(acrncfgc_sanitize INTERFACE)
if(ACRNCFGC_SANITIZE)
  target_compile_options(acrncfgc_sanitize INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(acrncfgc_sanitize INTERFACE -fsanitize=address,undefined)
endif()

# Coverage feedback for libFuzzer; the fuzz targets themselves link the engine. Not -fsanitize=
# fuzzer-no-link, which also traces every comparison: the dictionaries know what is compared, and
# without it twice as many inputs are run.
if(ACRNCFGC_FUZZ)
  target_compile_options(acrncfgc_sanitize INTERFACE
    -fsanitize-coverage=inline-8bit-counters,pc-table)
endif()

# Position independence is CMAKE_POSITION_INDEPENDENT_CODE, set for every build.
if(ACRNCFGC_SANITIZE_THREADS)
  target_compile_options(acrncfgc_sanitize INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(acrncfgc_sanitize INTERFACE -fsanitize=thread)
endif()

add_library(acrncfgc_harden INTERFACE)
if(ACRNCFGC_HARDEN)
  target_compile_options(acrncfgc_harden INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
  target_link_options(acrncfgc_harden INTERFACE
    LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack LINKER:--as-needed)
endif()

add_library(acrncfgc_coverage INTERFACE)
if(ACRNCFGC_COVERAGE)
  # Some tests have threads, and gcov cannot read a count that two of them have spoilt.
  target_compile_options(acrncfgc_coverage INTERFACE
    --coverage -fprofile-abs-path -fprofile-update=atomic)
  target_link_options(acrncfgc_coverage INTERFACE --coverage)
endif()

add_library(acrncfgc_options INTERFACE)
# The same sources give the same bytes wherever they are built. Paths end up in debug information
# only; for the build folder's own files the later option wins with gcc, the shorter with clang.
# gcov finds the sources by their real paths.
if(NOT ACRNCFGC_COVERAGE)
  target_compile_options(acrncfgc_options INTERFACE
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}=. -ffile-prefix-map=${PROJECT_BINARY_DIR}=build)
endif()
# -std=c11 alone hides POSIX, and memmem() needs more than _POSIX_C_SOURCE before POSIX 2024.
target_compile_definitions(acrncfgc_options INTERFACE _GNU_SOURCE)
target_link_libraries(acrncfgc_options INTERFACE
  acrncfgc_warnings acrncfgc_sanitize acrncfgc_harden acrncfgc_coverage)
