# The CMake package: find_package(narrows COMPONENTS core timing) needs only what those parts need.
