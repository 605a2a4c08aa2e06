// The source of the precompiled headers of all tests (popquiz_targets.cmake): CMake wants one.
