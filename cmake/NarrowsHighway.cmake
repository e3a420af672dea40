# narrows_use_highway(TARGET): kernels compiled once per instruction set, the best chosen at run time. Left out is what lies
# closely between two others: processors with SSSE3 and without SSE4 are of 2006.
function(narrows_use_highway target)
  get_target_property(kernels ${target} SOURCES)
  list(FILTER kernels INCLUDE REGEX "_kernels\\.cpp$")
  set_source_files_properties(${kernels} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)  # each includes itself per set
  if(NARROWS_HWY_LIBRARY)
    target_link_libraries(${target} PRIVATE ${NARROWS_HWY_LIBRARY})
    set(left_out HWY_SSSE3)
    if(NARROWS_SANITIZE)  # one set besides plain C++: the others differ in the length of vectors
      string(APPEND left_out "|HWY_SSE4|HWY_AVX3")
    endif()
    target_compile_definitions(${target} PRIVATE "HWY_DISABLED_TARGETS=(${left_out})")
  else()
    target_compile_definitions(${target} PRIVATE HWY_COMPILE_ONLY_STATIC)
  endif()
endfunction()
