# Directory-wide, because a sanitizer that sees only some of a program's objects reports wrongly.
if(KLPROP_SANITIZE)
  add_compile_options(-fsanitize=${KLPROP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${KLPROP_SANITIZE})
endif()

# Everything a fuzz target calls must count its branches, or the fuzzer is blind in it.
if(KLPROP_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "KLPROP_FUZZ needs clang: libFuzzer comes with it (--preset asan-ubsan).")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
