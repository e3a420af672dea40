# Builds for a 64-bit Raspberry Pi with Debian's cross compiler and the sysroot that cmake/pi/sysroot.sh makes.
# For programs of your own: cmake -DCMAKE_TOOLCHAIN_FILE=.../cmake/pi/toolchain.cmake -DNARROWS_PI_SYSROOT=FOLDER
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

get_filename_component(project_dir "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
set(NARROWS_PI_SYSROOT "${project_dir}/build/pi/sysroot" CACHE PATH "What cmake/pi/sysroot.sh made")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES NARROWS_PI_SYSROOT)
set(CMAKE_FIND_ROOT_PATH "${NARROWS_PI_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)  # header-only packages of this machine serve

set(CMAKE_CXX_FLAGS_INIT  # -Wno-psabi: no library of an older GCC is linked
    "-Wno-psabi -isystem ${NARROWS_PI_SYSROOT}/usr/include -isystem ${NARROWS_PI_SYSROOT}/usr/include/aarch64-linux-gnu")
# Programs bring their own libstdc++. What a shared library needs in turn is found in the sysroot too.
set(libraries "-Wl,-rpath-link,${NARROWS_PI_SYSROOT}/usr/lib/aarch64-linux-gnu")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static-libstdc++ ${libraries}")
set(CMAKE_MODULE_LINKER_FLAGS_INIT "${libraries}")
# On the device libraries lie beside the program.
set(CMAKE_INSTALL_RPATH "$ORIGIN")
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64;-L;/usr/aarch64-linux-gnu;-E;LD_LIBRARY_PATH=${NARROWS_PI_SYSROOT}/usr/lib/aarch64-linux-gnu)
