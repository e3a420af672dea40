# C++20, optimised by default, hidden symbols, position-independent code, warnings. In a project that takes narrows in,
# none of it reaches that project's own targets.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(NARROWS_CCACHE ccache)
if(NARROWS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${NARROWS_CCACHE})
endif()

# narrows_precompile(TARGET header...): headers that take most of the time of compiling its sources.
function(narrows_precompile target)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)  # for ccache
endfunction()

add_library(narrows_warnings INTERFACE)
target_compile_options(narrows_warnings INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # false alarms of GCC 12 on std::string
if(NARROWS_WERROR)
  target_compile_options(narrows_warnings INTERFACE -Werror)
endif()

if(NARROWS_SANITIZE)
  # Left out is what takes a sixth of the time to compile and ends in a message of the other all the same. -Og compiles
  # faster than -O1, and than -O0; lines in messages, nothing more (-g1).
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null,vptr -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -Og -g1)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  add_link_options(-fsanitize=address,undefined)
endif()
