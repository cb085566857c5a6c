# Installs into an empty prefix, then builds and runs a project that knows nothing but that prefix.
set(work ${build}/tests/install)
set(prefix ${work}/prefix)
set(consumer_build ${work}/consumer)
set(flags "")
if(sanitize)
  # The installed library was built with them, so whoever links it needs their run time.
  set(flags "-fsanitize=${sanitize}")
endif()

file(REMOVE_RECURSE ${prefix} ${consumer_build})
foreach(step IN ITEMS
    "--install;${build};--prefix;${prefix}"
    "-G;Ninja;-S;${CMAKE_CURRENT_LIST_DIR}/consumer;-B;${consumer_build};-DCMAKE_PREFIX_PATH=${prefix};-DCMAKE_CXX_COMPILER=${compiler};-DCMAKE_CXX_FLAGS=${flags};-DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF"
    "--build;${consumer_build}")
  execute_process(COMMAND ${CMAKE_COMMAND} ${step} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
execute_process(COMMAND ${consumer_build}/consumer COMMAND_ERROR_IS_FATAL ANY)
