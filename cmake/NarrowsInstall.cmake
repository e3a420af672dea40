# The CMake package: find_package(narrows COMPONENTS core timing) needs only what those parts need.
# Every part is an export set of its own; what it must find first is read off its link line.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/narrows)
set(not_installed training_torch)  # its LibTorch comes with the Python package, at another place on every machine

# Imported target -> find_package arguments.
set(package_of_Threads::Threads Threads)
set(package_of_SQLiteCpp SQLiteCpp)
set(package_of_PNG::PNG PNG)
set(package_of_ZLIB::ZLIB ZLIB)
set(package_of_Eigen3::Eigen Eigen3)

# narrows_needs(PART PARTS_VARIABLE PACKAGES_VARIABLE): the parts and packages that linking to a part takes.
function(narrows_needs part parts_variable packages_variable)
  set(parts "")
  set(packages "")
  get_target_property(libraries narrows_${part} LINK_LIBRARIES)
  foreach(library IN LISTS libraries)
    if(library MATCHES "^narrows::(.*)$")
      list(APPEND parts ${CMAKE_MATCH_1})
    elseif(DEFINED package_of_${library})
      list(APPEND packages ${package_of_${library}})
    elseif(TARGET ${library} OR library MATCHES "^[^/$]*::")
      message(FATAL_ERROR "cmake/NarrowsInstall.cmake does not know the package of ${library} (linked by ${part})")
    endif()
  endforeach()
  set(${parts_variable} ${parts} PARENT_SCOPE)
  set(${packages_variable} ${packages} PARENT_SCOPE)
endfunction()

function(narrows_install_part part)
  narrows_needs(${part} parts packages)
  set(lines "")
  foreach(package IN LISTS packages)
    string(APPEND lines "find_dependency(${package})\n")
  endforeach()
  foreach(other IN LISTS parts)
    string(APPEND lines "narrows_include(${other})\n")
  endforeach()
  string(APPEND lines "include(\${CMAKE_CURRENT_LIST_DIR}/narrows-${part}-targets.cmake)\n")
  file(WRITE ${PROJECT_BINARY_DIR}/package/narrows-${part}.cmake "${lines}")
  install(TARGETS narrows_${part} EXPORT narrows_${part} DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT cpp)
  install(EXPORT narrows_${part} NAMESPACE narrows:: FILE narrows-${part}-targets.cmake
          DESTINATION ${package_folder} COMPONENT cpp)
  install(FILES ${PROJECT_BINARY_DIR}/package/narrows-${part}.cmake DESTINATION ${package_folder} COMPONENT cpp)
endfunction()

get_property(parts GLOBAL PROPERTY NARROWS_PARTS)
list(REMOVE_ITEM parts ${not_installed})
foreach(part IN LISTS parts)
  narrows_install_part(${part})
endforeach()

configure_file(cmake/narrowsConfig.cmake.in ${PROJECT_BINARY_DIR}/package/narrowsConfig.cmake @ONLY)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/narrowsConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/package/narrowsConfig.cmake ${PROJECT_BINARY_DIR}/package/narrowsConfigVersion.cmake
        DESTINATION ${package_folder} COMPONENT cpp)
install(DIRECTORY include/narrows DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT cpp FILES_MATCHING PATTERN "*.hpp")
