# narrows_use_highway(TARGET): kernels compiled once per instruction set, the best chosen at run time.
function(narrows_use_highway target)
  if(NARROWS_HWY_LIBRARY)
    target_link_libraries(${target} PRIVATE ${NARROWS_HWY_LIBRARY})
  else()
    target_compile_definitions(${target} PRIVATE HWY_COMPILE_ONLY_STATIC)
  endif()
endfunction()
