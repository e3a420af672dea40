# One folder that a device needs nothing beside but libc: the component "folder", installed with --strip.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libgcc_s.so.1 OUTPUT_VARIABLE libgcc OUTPUT_STRIP_TRAILING_WHITESPACE)

target_link_options(narrows-device PRIVATE -Wl,--gc-sections)
install(TARGETS narrows-device RUNTIME DESTINATION . COMPONENT folder EXCLUDE_FROM_ALL)

# Debian has no archives of XNNPACK and its helpers: they travel beside the program, under the names it asks for.
foreach(library ${NARROWS_XNNPACK_LIBRARY} ${NARROWS_PTHREADPOOL_LIBRARY} ${NARROWS_CPUINFO_LIBRARY} ${libgcc})
  file(REAL_PATH ${library} file)
  install(FILES ${file} DESTINATION . COMPONENT folder EXCLUDE_FROM_ALL)
endforeach()

install(CODE "execute_process(COMMAND ${PROJECT_SOURCE_DIR}/packaging/licences.sh \${CMAKE_INSTALL_PREFIX}/licences
                              ${NARROWS_PI_SYSROOT}/usr/share/doc COMMAND_ERROR_IS_FATAL ANY)"
        COMPONENT folder EXCLUDE_FROM_ALL)
