# narrows_torch: the LibTorch of the Python package torch, as it lies beside the Python interpreter.
# Not find_package(Torch): its config looks for CUDA toolkits, and its folder on CMAKE_PREFIX_PATH brings an old protobuf.
if(NOT NARROWS_TORCH_DIR)
  find_package(Python COMPONENTS Interpreter REQUIRED)
  set(NARROWS_TORCH_DIR ${Python_SITELIB}/torch)
endif()
set(NARROWS_TORCH_DIR ${NARROWS_TORCH_DIR} CACHE PATH "Folder of the Python package torch")
if(NOT EXISTS ${NARROWS_TORCH_DIR}/lib/libtorch_cpu.so)
  message(FATAL_ERROR "NARROWS_TRAINING needs LibTorch, and ${NARROWS_TORCH_DIR} has none: install torch for "
                      "${Python_EXECUTABLE}, or set NARROWS_TORCH_DIR to the folder of an installed torch")
endif()

set(version_header ${NARROWS_TORCH_DIR}/include/torch/headeronly/version.h)
if(NOT EXISTS ${version_header})  # torch before 2.10
  set(version_header ${NARROWS_TORCH_DIR}/include/torch/csrc/api/include/torch/version.h)
endif()
file(STRINGS ${version_header} version_lines REGEX "TORCH_VERSION_[MP][A-Z]+ [0-9]+$")
string(REGEX REPLACE "[^;]*TORCH_VERSION_[A-Z]+ ([0-9]+)" "\\1" version_lines "${version_lines}")
string(REPLACE ";" "." version "${version_lines}")
set(NARROWS_TORCH_VERSION ${version} CACHE INTERNAL "Version of the torch built against")

narrows_torch_fits(fits ${NARROWS_TORCH_DIR})
if(NOT fits)
  message(FATAL_ERROR "NARROWS_TRAINING needs torch 2.7 or newer; ${NARROWS_TORCH_DIR} has ${version}: "
                      "pip install --upgrade torch")
endif()

foreach(library c10 torch_cpu torch c10_cuda torch_cuda)
  set(file ${NARROWS_TORCH_DIR}/lib/lib${library}.so)
  if(EXISTS ${file})
    add_library(narrows_torch_${library} SHARED IMPORTED GLOBAL)
    set_target_properties(narrows_torch_${library} PROPERTIES IMPORTED_LOCATION ${file})
    list(APPEND torch_libraries narrows_torch_${library})
  endif()
endforeach()

add_library(narrows_torch INTERFACE)
# Last, as system headers: the folder also has fmt, pybind11 and protobuf of other versions than ours.
target_compile_options(narrows_torch INTERFACE "SHELL:-idirafter ${NARROWS_TORCH_DIR}/include"
                                               "SHELL:-idirafter ${NARROWS_TORCH_DIR}/include/torch/csrc/api/include")
# libtorch and, where there is one, libtorch_cuda register themselves when loaded: nothing refers to them by name.
target_link_libraries(narrows_torch INTERFACE -Wl,--no-as-needed ${torch_libraries} -Wl,--as-needed)
