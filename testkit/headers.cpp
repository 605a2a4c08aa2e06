// CMake precompiles headers for a program only (testkit/CMakeLists.txt).
int main() {
  return 0;
}
