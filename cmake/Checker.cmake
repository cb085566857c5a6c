# klprop-check, the checker of certificates: extracted from Coq and compiled by OCaml. It shares nothing with the C++ code.
option(KLPROP_CHECKER "Build klprop-check (needs Coq, OCaml and Zarith)" ON)

function(klprop_add_checker)
  find_program(KLPROP_COQC coqc REQUIRED)
  find_program(KLPROP_OCAMLFIND ocamlfind REQUIRED)
  find_program(KLPROP_MAKE make REQUIRED)
  set(source ${PROJECT_SOURCE_DIR}/proofs-notes/coq)
  set(work ${CMAKE_CURRENT_BINARY_DIR}/coq)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${source}/*.v ${source}/*.ml ${source}/*.c)
  add_custom_command(OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/klprop-check
    COMMAND ${CMAKE_COMMAND} -E make_directory ${work}
    # MAKEFLAGS of a caller would name a job server that is not ours.
    COMMAND ${CMAKE_COMMAND} -E env --unset=MAKEFLAGS ${KLPROP_MAKE} --silent --no-print-directory -C ${source} OUT=${work} checker
    COMMAND ${CMAKE_COMMAND} -E copy ${work}/klprop-check ${CMAKE_CURRENT_BINARY_DIR}/klprop-check
    DEPENDS ${sources} ${PROJECT_SOURCE_DIR}/CMakeLists.txt ${source}/Makefile ${source}/_CoqProject
    COMMENT "Extracting klprop-check from Coq"
    VERBATIM)
  add_custom_target(klprop_check ALL DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/klprop-check)
  install(PROGRAMS ${CMAKE_CURRENT_BINARY_DIR}/klprop-check TYPE BIN)
endfunction()
