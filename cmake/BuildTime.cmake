# What keeps a clean build short. Nothing here changes what is built.

# Reading Boost.Multiprecision, MPFR and Arb takes longer than most units take to compile: once per target is enough.
# Only libraries of others are precompiled, so that a header of ours that forgets another of ours still fails.
function(klprop_precompile_libraries target)
  target_precompile_headers(${target} PRIVATE <boost/multiprecision/gmp.hpp> <mpfr.h> <arb.h>)
endfunction()

# Claims of one family instantiate the same templates for every scalar of the ladder: two thirds of the code of a unit
# with one claim stands in the units of its neighbours too. Joined by six, it is compiled once for the six.
function(klprop_join_claims target)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE BATCH UNITY_BUILD_BATCH_SIZE 6)
endfunction()

# Every public header must compile as the only include of a translation unit: a unit for each, of which nothing is kept.
function(klprop_check_headers_alone target base)
  set(units)
  foreach(header IN LISTS ARGN)
    file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR}/${base} ${header})
    string(REPLACE "/" "." unit ${name})
    set(unit ${PROJECT_BINARY_DIR}/headers_alone/${unit}.cpp)
    file(CONFIGURE OUTPUT ${unit} CONTENT "#include <${name}>\n")
    list(APPEND units ${unit})
  endforeach()
  add_library(headers_alone_${target} OBJECT ${units})
  target_link_libraries(headers_alone_${target} PRIVATE ${target})
  target_compile_options(headers_alone_${target} PRIVATE -O0)
  klprop_precompile_libraries(headers_alone_${target})
endfunction()
