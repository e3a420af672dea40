# narrows_torch_fits(RESULT FOLDER): whether the Python package torch in FOLDER can be linked with. The wheels of torch
# before 2.7 have the C++ library's old interface of strings, and no other library of a system of today has.
function(narrows_torch_fits result folder)
  set(old "")
  if(EXISTS ${folder}/share/cmake/Torch/TorchConfig.cmake)
    file(STRINGS ${folder}/share/cmake/Torch/TorchConfig.cmake old REGEX "_GLIBCXX_USE_CXX11_ABI=0")
  endif()
  if(old STREQUAL "")
    set(${result} TRUE PARENT_SCOPE)
  else()
    set(${result} FALSE PARENT_SCOPE)
  endif()
endfunction()
