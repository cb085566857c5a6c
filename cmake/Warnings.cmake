# Set for the whole directory tree, so that no target is held to a lower standard.
add_compile_options(
  -Wall -Wextra -Wpedantic -Werror
  -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast
  -Wconversion -Wsign-conversion -Wcast-align -Wextra-semi -Wimplicit-fallthrough
  # A member that a designated initialiser leaves out has its default value: that is what it is for.
  -Wno-missing-field-initializers)

# g++ 12 warns about the insides of std::string where strings are joined under optimisation (GCC bug
# 105329 and its relatives). What these three look for, clang and the address sanitizer find too.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow)
endif()
