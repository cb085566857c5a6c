# Finds Arb: <flint/arb.h> in FLINT 3 and later, <arb.h> and a library of its own before. Defines the
# target Arb::arb and Arb_VERSION. Hints: CMAKE_PREFIX_PATH, or the variables below set by hand.
include(FindPackageHandleStandardArgs)

find_path(Arb_FLINT_INCLUDE_DIR flint/flint.h)
find_library(Arb_FLINT_LIBRARY NAMES flint)
set(Arb_required Arb_FLINT_LIBRARY Arb_FLINT_INCLUDE_DIR)

# The same preference as the #if in klprop/scalar/detail/ball_arb.hpp.
if(Arb_FLINT_INCLUDE_DIR AND EXISTS "${Arb_FLINT_INCLUDE_DIR}/flint/arb.h")
  set(Arb_header "${Arb_FLINT_INCLUDE_DIR}/flint/arb.h")
  set(Arb_libraries ${Arb_FLINT_LIBRARY})
  set(Arb_include_dirs ${Arb_FLINT_INCLUDE_DIR})
else()
  find_path(Arb_INCLUDE_DIR arb.h)
  find_library(Arb_LIBRARY NAMES flint-arb arb)
  list(PREPEND Arb_required Arb_LIBRARY Arb_INCLUDE_DIR)
  set(Arb_header "${Arb_INCLUDE_DIR}/arb.h")
  set(Arb_libraries ${Arb_LIBRARY} ${Arb_FLINT_LIBRARY})
  set(Arb_include_dirs ${Arb_INCLUDE_DIR} ${Arb_FLINT_INCLUDE_DIR})
endif()

if(EXISTS "${Arb_header}")
  file(STRINGS "${Arb_header}" Arb_version_line REGEX "define ARB_VERSION ")
  if(Arb_version_line MATCHES "\"([0-9.]+)\"")
    set(Arb_VERSION ${CMAKE_MATCH_1})
  endif()
endif()

find_package_handle_standard_args(Arb
  REQUIRED_VARS ${Arb_required}
  VERSION_VAR Arb_VERSION
  REASON_FAILURE_MESSAGE "Debian 12: libflint-arb-dev. Elsewhere: FLINT 3 or later.")

if(Arb_FOUND AND NOT TARGET Arb::arb)
  list(REMOVE_DUPLICATES Arb_include_dirs)
  add_library(Arb::arb INTERFACE IMPORTED)
  set_target_properties(Arb::arb PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${Arb_include_dirs}"
    INTERFACE_LINK_LIBRARIES "${Arb_libraries}")
endif()
mark_as_advanced(Arb_FLINT_INCLUDE_DIR Arb_FLINT_LIBRARY Arb_INCLUDE_DIR Arb_LIBRARY)
