# One folder that a device needs nothing beside but libc: the component "folder", installed with --strip.
# Debian has no archives of XNNPACK and its helpers, so they travel beside the program.
find_library(NARROWS_CPUINFO_LIBRARY cpuinfo REQUIRED)
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libgcc_s.so.1 OUTPUT_VARIABLE libgcc OUTPUT_STRIP_TRAILING_WHITESPACE)

target_compile_options(narrows-device PRIVATE -ffunction-sections)
# All four by name: a library's own needs are not searched for beside the program, but found when already loaded.
# XNNPACK needs a symbol of the shared libgcc, so the program takes that one too.
target_link_options(narrows-device PRIVATE -static-libstdc++ -Wl,--gc-sections)
target_link_libraries(narrows-device PRIVATE -Wl,--push-state,--no-as-needed ${NARROWS_CPUINFO_LIBRARY} -lgcc_s
                                             -Wl,--pop-state)
set_target_properties(narrows-device PROPERTIES INSTALL_RPATH "$ORIGIN" SKIP_BUILD_RPATH ON)

install(TARGETS narrows-device RUNTIME DESTINATION . COMPONENT folder EXCLUDE_FROM_ALL)
foreach(library ${NARROWS_XNNPACK_LIBRARY} ${NARROWS_PTHREADPOOL_LIBRARY} ${NARROWS_CPUINFO_LIBRARY} ${libgcc})
  file(REAL_PATH ${library} file)  # Debian names the file as programs ask for it
  install(FILES ${file} DESTINATION . COMPONENT folder EXCLUDE_FROM_ALL)
endforeach()
