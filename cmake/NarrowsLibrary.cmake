include(GNUInstallDirs)

# narrows_library(PART SOURCES file... [PUBLIC target...] [PRIVATE target...])
# A library narrows_PART, used as narrows::PART, installed and exported as that component. It is an archive, or with
# BUILD_SHARED_LIBS a shared library that shows what is in the namespace narrows and nothing else.
function(narrows_library part)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  set(target narrows_${part})
  add_library(${target} ${ARG_SOURCES})
  add_library(narrows::${part} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${part})
  if(BUILD_SHARED_LIBS)
    narrows_share(${target})
  endif()
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                              $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} $<BUILD_INTERFACE:narrows_warnings>)
  set_property(GLOBAL APPEND PROPERTY NARROWS_PARTS ${part})
endfunction()

function(narrows_share target)
  set(symbols ${PROJECT_SOURCE_DIR}/cmake/shared_symbols.map)
  set_target_properties(${target} PROPERTIES
    CXX_VISIBILITY_PRESET default VISIBILITY_INLINES_HIDDEN OFF INSTALL_RPATH "$ORIGIN" LINK_DEPENDS ${symbols}
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_link_options(${target} PRIVATE -Wl,--version-script=${symbols} -Wl,--no-undefined)
endfunction()

# narrows_test(PART [ROOMS folder...] [LINK target...]): one doctest program of all *_test.cpp files of the current folder,
# and of its rooms.
function(narrows_test part)
  cmake_parse_arguments(ARG "" "" "ROOMS;LINK" ${ARGN})
  list(TRANSFORM ARG_ROOMS REPLACE ".+" "${CMAKE_CURRENT_SOURCE_DIR}/\\0/*_test.cpp")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp ${ARG_ROOMS})
  add_executable(narrows_${part}_test ${PROJECT_SOURCE_DIR}/tests/main.cpp ${sources})
  target_include_directories(narrows_${part}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(narrows_${part}_test PRIVATE ${ARG_LINK} narrows_warnings)
  add_test(NAME ${part} COMMAND narrows_${part}_test WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endfunction()
